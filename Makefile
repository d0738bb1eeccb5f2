# Two commands do everything on a fresh machine with Python 3.11+ and make: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python -m kieumau.config

.PHONY: run test quick check lint templates types contracts bench lock register clean browser server postgresql
.DEFAULT_GOAL := help

help:  ## what can be done here
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

run: $(VENV)/run.done  ## install, create the database, load Bình Phước, open http://127.0.0.1:8000
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_units
	@$(MANAGE) load_sample
	@KIEUMAU_DEMO=1 $(MANAGE) load_people
	@KIEUMAU_DEMO=1 $(MANAGE) serve --port $(PORT)

test: $(VENV)/dev.done browser server  ## install all that the tests need, and run them on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest $(ARGS)
	@echo "Those that ask the database again, on a PostgreSQL of their own:"
	@$(BIN)/python tests/postgresql.py -- $(BIN)/python -m pytest -m "database and not browser" $(ARGS) || \
	  test $$? = 5 # ARGS may name tests of which none asks the database

quick: $(VENV)/dev.done  ## what a developer runs at each step: no browser, nothing slow, SQLite alone; under 90 s on two cores
	@$(BIN)/python -m pytest -m "not slow" $(ARGS)

# What one worker has compiled, the others and the second run need not compile again.
test quick: export PYTHONDONTWRITEBYTECODE :=

check: $(VENV)/dev.done lint types contracts test  ## lint, types, contracts, tests

lint: $(VENV)/dev.done
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(MAKE) -s templates CHECK=--check

templates:  ## format the templates
	@find src -name '*.html' -exec $(BIN)/djade --target-version 5.2 $(CHECK) {} + || test -z '$(CHECK)'
	@$(BIN)/djhtml --tabwidth 2 --extra-block sentence,in_english,endsentence $(CHECK) src

types: $(VENV)/dev.done
	@$(BIN)/mypy

contracts: $(VENV)/dev.done
	@$(BIN)/lint-imports

bench: $(VENV)/bench.done  ## each claim of speed beside its peer or limit
	@$(BIN)/python benchmarks/run.py $(ARGS)

lock:  ## renew the hash-pinned requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra build -q -o requirements.txt
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header --extra build --extra postgresql --extra dev -q -o requirements-dev.txt

register: $(VENV)/run.done  ## make the register of units again from its source
	@$(BIN)/python tools/make_register.py $(ARGS)

browser:  # Chromium for the tests that open pages, without its windows where there is such a package
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
	  command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  (echo "Installing Chromium for the browser tests..."; \
	   SUDO=$$(test "$$(id -u)" = 0 || echo sudo); \
	   $$SUDO apt-get update -qq; \
	   $$SUDO apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 || \
	   $$SUDO apt-get install -y -qq --no-install-recommends chromium >/dev/null)

server: $(BIN)/python  # PostgreSQL's programs for the tests; no service is started for them, and none is left behind
	@$(BIN)/python tests/postgresql.py || \
	  (echo "Installing PostgreSQL for the tests..."; \
	   SUDO=$$(test "$$(id -u)" = 0 || echo sudo); \
	   test -e /etc/postgresql-common/createcluster.conf || ($$SUDO mkdir -p /etc/postgresql-common && \
	     echo "create_main_cluster = false" | $$SUDO tee /etc/postgresql-common/createcluster.conf >/dev/null); \
	   $$SUDO apt-get update -qq && $$SUDO env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
	     apt-get install -y -qq --no-install-recommends postgresql >/dev/null)

postgresql: $(VENV)/run.done  ## install the driver for a database of PostgreSQL
	@awk '/^[a-z]/ {on = /^psycopg/} on' requirements-dev.txt > $(VENV)/postgresql.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/postgresql.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed: make PYTHON=python3.11"; exit 1)
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: $(BIN)/python requirements.txt pyproject.toml
	@test -f $(VENV)/dev.done -a $(VENV)/dev.done -nt requirements.txt || (echo "Installing (once)..."; \
	  $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt)
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.done: $(BIN)/python requirements-dev.txt pyproject.toml
	@echo "Installing what the tests need (once)..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/bench.done: $(VENV)/dev.done benchmarks/requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check -r benchmarks/requirements.txt
	@touch $@

clean:  ## remove the environment; the database in var/ stays
	rm -rf $(VENV)
