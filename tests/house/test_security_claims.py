"""What docs/security.md claims is there: its tests, its files, its numbers; and some claims that only the source shows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import HOUSE, text_files

from kieumau.records.accounts.roles import MAY, Permission, Role

TEXT = (HOUSE / "docs/security.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
STATES = ("met", "n/a", "open")
# How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
REQUIREMENTS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]
# Without the makers of shipped data, which their keeper runs by hand (`make register`).
SOURCES = sorted(p for p in (HOUSE / "src/kieumau").rglob("*.py") if not p.name.startswith("make_"))


def test_each_requirement_stands_once_in_its_chapter_and_none_is_left_out():
    numbers = [row[0] for row in ROWS]
    assert [n for n, count in Counter(numbers).items() if count > 1] == []
    chapters = Counter(int(n.split(".")[0]) for n in numbers)
    assert [chapters[c] for c in range(1, 18)] == REQUIREMENTS
    assert numbers == sorted(numbers, key=lambda n: [int(part) for part in n.split(".")])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_has_one_of_three_states_and_what_it_needs(row):
    _, state, what, shown_by = row
    assert state in STATES and what
    assert bool(shown_by) is (state == "met"), "what is met is shown, and nothing else is"


def test_the_count_at_the_top_is_that_of_the_rows():
    counted = {int(c): tuple(map(int, rest)) for c, *rest in re.findall(
        r"^\| V(\d+) [^|]*\| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.M
    )}  # fmt: skip
    for chapter in range(1, 18):
        states = Counter(row[1] for row in ROWS if row[0].startswith(f"{chapter}."))
        assert counted[chapter] == tuple(states[s] for s in STATES), chapter
    (total,) = re.findall(r"^\| \*\*Tất cả · all\*\* \| (\d+) \| (\d+) \| (\d+) \|$", TEXT, re.M)
    assert tuple(map(int, total)) == tuple(map(sum, zip(*counted.values(), strict=True)))


def test_each_test_and_file_that_is_named_exists():
    named = {name for row in ROWS for name in re.findall(r"`([\w./-]+(?:::\w+)?)`", row[3])}
    assert len(named) > 100
    missing = []
    for name in sorted(named):
        place, _, test = name.partition("::")
        if not (HOUSE / place).is_file() or (test and test not in named_tests(HOUSE / place)):
            missing.append(name)
    assert missing == []


def named_tests(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_the_table_of_rights_is_that_of_the_program():
    told = dict(re.findall(r"^\| (\w+) \| ([\w, ]+) \|$", TEXT, re.M))
    for role in Role:
        may = {p.value for p in Permission if p in MAY[role]}
        assert set(told[role.value].split(", ")) == (may or {"nothing beyond public law"})


# -- what only the source shows -----------------------------------------------------------------------------------


def imports_and_calls() -> Iterator[tuple[str, str]]:
    for path in SOURCES:
        place = path.relative_to(HOUSE / "src/kieumau").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((place, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((place, f"{node.module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Call):
                yield place, f"{ast.unparse(node.func)}()"


SEEN = sorted(set(imports_and_calls()))


def places_of(pattern: str) -> set[str]:
    return {place for place, what in SEEN if re.match(pattern, what)}


def test_no_program_is_started_no_text_is_run_and_no_object_unpacked():
    assert places_of(r"yaml\b") == {"engine/shelf/documents.py"}, "the search finds what is there"
    assert places_of(r"(subprocess|pickle|marshal|shelve|dill|ctypes)\b") == set()
    assert places_of(r"(os\.(system|popen|exec\w*|spawn\w*)|eval|exec|compile|__import__)\(\)") == set()
    assert places_of(r"(yaml\.(load|unsafe_load|full_load)|.*\.from_string|Template)\(\)") == set()


def test_only_mail_and_the_identity_provider_are_called():
    """Both by the framework and the sign-in library; our own source opens no connection to another machine."""
    calls = r"(socket|ssl|smtplib|ftplib|http\.client|urllib\.request|urllib3|requests|httpx|aiohttp)\b"
    assert places_of(calls) == {"config/management/commands/serve.py"}, "which looks whether its own port is free"


def test_no_pattern_is_made_of_what_people_type():
    made = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re.") and node.args:
                names = {n.id for n in ast.walk(node.args[0]) if isinstance(n, ast.Name)}
                made |= {(path.name, name) for name in names if name != name.upper()}
    # The first is a table of this program's own, the others one of two signs: a comma or a point.
    assert made <= {("browsers.py", "mark"), ("cells.py", "grouped"), ("cells.py", "mark"), ("cells.py", "group")}


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[\w-]{10}"
    r"|\bkieumau_[A-Za-z0-9_-]{43}\b|\$argon2id\$v=\d+\$m=\d+|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\."
)


@pytest.mark.parametrize(
    "text",
    ["-----BEGIN RSA " + "PRIVATE KEY-----", "AKIA" + "A1" * 8, "kieumau_" + "x" * 43, "$argon2id$" + "v=19$m=102400"],
)
def test_a_secret_in_the_repository_would_be_found(text):
    assert SECRETS.search(f"key = '{text}'")


def test_no_secret_lies_in_the_repository():
    files = text_files()
    assert len(files) > 200
    assert [p.relative_to(HOUSE) for p in files if SECRETS.search(p.read_text("utf-8", errors="replace"))] == []
    names = (".pem", ".key", ".p12", ".pfx", ".sqlite3", ".env")
    kept_aside = {".venv", "var", ".git", "node_modules"}
    found = [p for p in HOUSE.rglob("*") if p.name.endswith(names) and not kept_aside & set(p.relative_to(HOUSE).parts)]
    assert found == []
