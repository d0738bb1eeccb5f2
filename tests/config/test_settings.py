"""Settings come from the environment, fail loudly, and are all written down."""

import ast
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

import kieumau
from kieumau.config.environment import env_bool, env_choice, env_int, env_list, env_secret
from kieumau.records.assessments.models import Assessment

CONFIG = Path(kieumau.__file__).parent / "config"
GUIDE = CONFIG.parents[2] / "docs" / "guides" / "operators.md"


def names_read():
    """Each name that settings.py reads, and the file that may hold a secret."""
    for node in ast.walk(ast.parse((CONFIG / "settings.py").read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("env_"):
            name = ast.literal_eval(node.args[0])
            yield f"KIEUMAU_{name}"
            if node.func.id == "env_secret":
                yield f"KIEUMAU_{name}_FILE"


@pytest.mark.parametrize("name", sorted(set(names_read())))
def test_every_variable_is_documented(name):
    if not GUIDE.exists():
        pytest.skip("the operators' guide is being written")
    assert re.search(rf"\b{name}\b", GUIDE.read_text()), f"{name} is missing from {GUIDE.name}"


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda: env_bool("T", default=False), "maybe"),
        (lambda: env_bool("T", default=False), ""),
        (lambda: env_int("T", 1), "many"),
        (lambda: env_int("T", 1), "-1"),
        (lambda: env_int("T", 1, least=1), "0"),
        (lambda: env_int("T", 1), "1.5"),
        (lambda: env_choice("T", "A", ("A", "B")), "C"),
    ],
)
def test_a_value_that_cannot_be_read_fails_with_the_variables_name(monkeypatch, reader, value):
    monkeypatch.setenv("KIEUMAU_T", value)
    with pytest.raises(ImproperlyConfigured, match=r"^KIEUMAU_T must be"):
        reader()


def test_values_are_read_as_operators_write_them(monkeypatch):
    monkeypatch.setenv("KIEUMAU_T", " Yes ")
    assert env_bool("T", default=False) is True
    monkeypatch.setenv("KIEUMAU_T", "a.vn, b.vn ,")
    assert env_list("T", "") == ["a.vn", "b.vn"]


def test_a_secret_is_made_once_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("KIEUMAU_SECRET_KEY", raising=False)
    file = tmp_path / "var" / "secret.key"
    first = env_secret("SECRET_KEY", keep_in=file)
    assert len(first) >= 50 and env_secret("SECRET_KEY", keep_in=file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_secret_from_the_environment_or_a_named_file_wins(monkeypatch, tmp_path):
    named = tmp_path / "s"
    named.write_text("from-file\n")
    monkeypatch.setenv("KIEUMAU_SECRET_KEY_FILE", str(named))
    assert env_secret("SECRET_KEY", keep_in=tmp_path / "x") == "from-file"
    monkeypatch.setenv("KIEUMAU_SECRET_KEY", "from-env")
    assert env_secret("SECRET_KEY", keep_in=tmp_path / "x") == "from-env"
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("content", [None, ""])
def test_a_named_secret_that_is_missing_or_empty_fails_loudly(monkeypatch, tmp_path, content):
    monkeypatch.delenv("KIEUMAU_SECRET_KEY", raising=False)
    monkeypatch.setenv("KIEUMAU_SECRET_KEY_FILE", str(tmp_path / "s"))
    if content is not None:
        (tmp_path / "s").write_text(content)
    with pytest.raises(ImproperlyConfigured, match="KIEUMAU_SECRET_KEY"):
        env_secret("SECRET_KEY", keep_in=tmp_path / "x")


def _clean_environment():
    return {k: v for k, v in os.environ.items() if not k.startswith("KIEUMAU_") and k != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def run(*arguments, tmp_path, **environment):
    return subprocess.run(
        [sys.executable, "-m", "kieumau.config", *arguments],
        env={**_clean_environment(), "KIEUMAU_HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_wrong_setting_stops_the_start_with_its_name(tmp_path):
    stopped = run("check", tmp_path=tmp_path, KIEUMAU_UPLOAD_MB="nhiều")
    assert stopped.returncode != 0
    assert "KIEUMAU_UPLOAD_MB must be a whole number" in stopped.stderr


def test_a_deployment_behind_https_passes_djangos_own_check(tmp_path):
    environment = {"KIEUMAU_HTTPS": "true", "KIEUMAU_HOSTS": "kieumau.example.vn", "KIEUMAU_BEHIND_PROXY": "true"}
    checked = run("check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path, **environment)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db
def test_loading_the_sample_twice_is_once(capsys):
    call_command("load_sample")
    call_command("load_sample")
    assert capsys.readouterr().out.count("20 units") == 2
    assert Assessment.objects.count() == 1
    assert "Tân Đồng" in Assessment.objects.get().said["notices"][0][0]
