"""The house stands as drawn: contracts, migrations, sizes, rulebooks, and what must not be in it."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from documents import HOUSE, text_files

from kieumau.engine.criteria import CriteriaSet, load_rulebook, shipped_rulebooks
from kieumau.engine.evaluation import run_cases
from kieumau.engine.wording import Words

SOURCES = sorted((HOUSE / "src").rglob("*.py"))


def test_the_contracts_between_the_rooms_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "0 broken" in done.stdout


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_only_the_clock_asks_the_time():
    asked = re.compile(r"\b(timezone\.now|timezone\.localdate|date\.today|datetime\.now|datetime\.utcnow|time\.time)\(")
    found = [p.relative_to(HOUSE).as_posix() for p in SOURCES if asked.search(p.read_text(encoding="utf-8"))]
    assert found == ["src/kieumau/config/clock.py"]


def test_locked_packages_carry_hashes_and_name_no_address():
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (HOUSE / name).read_text(encoding="utf-8")
        assert "http" not in text
        assert "--index" not in text
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block, block[:80]


# Words of the report of 4 April 2024 that belong to people: first eight digits of SHA-256 of each name, lower case.
PEOPLE = {"6a0693f2", "d2b582aa"}


def test_nobody_of_the_report_is_named():
    for path in text_files():
        words = re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace").lower())
        for i in range(len(words) - 1):
            for n in (2, 3):
                mark = hashlib.sha256(" ".join(words[i : i + n]).encode()).hexdigest()[:8]
                assert mark not in PEOPLE, path.relative_to(HOUSE)


# -- the shelf ----------------------------------------------------------------------------------------------------

SHELF = list(shipped_rulebooks())


def said_of(criteria: CriteriaSet) -> list[Words]:
    texts = [
        criteria.title,
        *criteria.notes,
        *(i.label for i in criteria.indicators.values()),
        *(t.label for t in criteria.thresholds.values()),
    ]
    texts += [g.label for g in criteria.groups if g.code]
    for c in criteria.criteria:
        texts += [c.label, *c.evidence, *([c.about] if c.about else [])]
    return texts


@pytest.mark.parametrize("key", SHELF)
def test_a_shipped_rulebook_is_whole(key):
    criteria = load_rulebook(key)
    folder = shipped_rulebooks()[key].parent
    assert (folder / "sources.md").read_text(encoding="utf-8").strip()
    assert all(t.vi and t.en and t.vi != t.en for t in said_of(criteria)), [
        t for t in said_of(criteria) if t.vi == t.en
    ]
    assert all(c.law for c in criteria.criteria)
    if criteria.nature.value == "real":
        assert criteria.issued.source.startswith("http")
        assert criteria.issued.date is not None


@pytest.mark.parametrize("key", SHELF)
def test_each_criterion_of_a_shipped_rulebook_has_its_cases(key):
    """Below, on and with the figure missing; what may not occur at all has nothing below it."""
    criteria = load_rulebook(key)
    outcomes = run_cases(criteria)
    assert all(o.passed for o in outcomes), [(o.name, o.differences) for o in outcomes if not o.passed]
    if criteria.nature.value == "frame":
        found = {o.at for o in outcomes}  # one rule for all: the office's finding
        assert {"below", "on", "missing"} <= found
        return
    for criterion in criteria.criteria:
        sides = {o.at for o in outcomes if o.criterion == criterion.code}
        assert {"on", "missing"} <= sides, (criterion.code, sides)
        assert sides & {"below", "above"}, (criterion.code, sides)
