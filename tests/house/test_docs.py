"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from documents import CLI, COMMANDS, GENERATED, HOUSE, SCHEMA, WITH_COMMANDS, made

import kieumau

PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
MARKDOWN = [p for p in HOUSE.rglob("*.md") if not {".venv", "var", ".git", "node_modules"} & set(p.parts)]


RUN = re.compile(r"^```console", re.M)
PAGES = [
    pytest.param(p, id=p.relative_to(HOUSE).as_posix(), marks=[pytest.mark.slow] if p == CLI or RUN.search(p.read_text("utf-8")) else [])
    for p in (*GENERATED, *WITH_COMMANDS)
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_generated_documents_are_up_to_date(path: Path, warm: Path):
    """If this fails: python tests/house/write_docs.py."""
    assert path.read_text(encoding="utf-8") == made(path, warm)


def test_every_command_stands_in_the_reference_in_both_languages():
    text = CLI.read_text(encoding="utf-8")
    assert all(text.count(f"### `kieumau {command}`") == 2 for command in COMMANDS)
    assert SCHEMA.exists()


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile():
    readme, makefile = ((HOUSE / name).read_text(encoding="utf-8") for name in ("README.md", "Makefile"))
    named = set(re.findall(r"`make (\w+)", readme))
    assert {"run", "test"} <= named
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in named)
    assert "make test" in (HOUSE / ".ci" / "run").read_text(encoding="utf-8")


def test_files_that_run_once_or_are_slow_are_there():
    """A name that nobody bears any more would mark nothing (tests/conftest.py)."""
    text = (HOUSE / "tests/conftest.py").read_text(encoding="utf-8")
    named = set(re.findall(r'"(\w+)"', text[text.index("ONCE = {") : text.index("NO_DATABASE")]))
    files = {p.stem.removeprefix("test_") for p in (HOUSE / "tests").rglob("test_*.py")}
    assert len(named) > 20 and named - files == set()


def test_the_version_is_one():
    assert f"## [{kieumau.__version__}]" in (HOUSE / "CHANGELOG.md").read_text(encoding="utf-8")
    assert PROJECT["project"]["requires-python"] == ">=3.11,<3.14"
    for version in ("3.11", "3.12", "3.13"):
        assert f"Programming Language :: Python :: {version}" in PROJECT["project"]["classifiers"]


@pytest.mark.parametrize("page", MARKDOWN, ids=lambda p: p.relative_to(HOUSE).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_decision_says_what_was_rejected():
    decisions = sorted((HOUSE / "docs" / "decisions").glob("*.md"))
    assert [int(p.name[:4]) for p in decisions] == list(range(1, len(decisions) + 1))
    for decision in decisions:
        text = decision.read_text(encoding="utf-8")
        assert "**Decision.**" in text
        assert "**Rejected.**" in text


def test_no_pair_of_the_glossary_stands_twice():
    lines = (HOUSE / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:3] for line, after in zip(lines, [*lines[1:], ""], strict=True) if line.startswith("|")
            and not line.startswith("|-") and not line.startswith("| -") and not after.startswith(("|-", "| -"))]  # fmt: skip
    terms = [tuple(cell.strip().lower() for cell in row) for row in rows]
    assert len(terms) > 50
    assert len({vi for vi, _ in terms}) == len(terms)
