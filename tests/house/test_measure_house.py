"""`tools/measure_house.py` counts rightly: on a made-up house that is small enough to count by hand."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "measure_house.py"
HOUSE = {
    "src/kieumau/__init__.py": "",
    "src/kieumau/top.py": "from kieumau.records import rows\n\n\ndef late():\n    from kieumau.web.page import Row\n    return Row, rows\n",
    "src/kieumau/records/__init__.py": "",
    "src/kieumau/records/rows.py": "import json\n\nfrom ..engine.sums import Row as Sum\n\n\nclass Row(Sum):\n    class Meta: ...\n",
    "src/kieumau/records/migrations/__init__.py": "",
    "src/kieumau/records/migrations/0001_initial.py": "class Row:\n    class Meta: ...\n",
    "src/kieumau/web/__init__.py": "",
    "src/kieumau/web/page.py": "import kieumau.web.shown\nfrom kieumau.web.shown import told\n\n\nclass Row: ...\n\n\nclass _Own: ...\n",
    "src/kieumau/web/shown.py": "from . import page\nfrom kieumau.records.rows import Row as Kept\n\n\nclass _Own: ...\n\n\ndef told():\n    return page, Kept\n",
    "src/kieumau/engine/__init__.py": "",
    "src/kieumau/engine/sums.py": "class Row: ...\n\n\nclass Alone:\n    def summed(self):\n" + "        x = 1\n" * 40,
    "src/kieumau/config/management/commands/load.py": "class Command: ...\n",
    "src/kieumau/config/management/commands/serve.py": "class Command: ...\n",
    "src/kieumau/web/components/templates/kieumau/mark.html": "<p><b>{{ a }}</b></p>\n\n<i>{% if a %}</i>\n{% endif %}\n",
    "src/kieumau/web/desk/templates/desk/page.html": f"<main>\n<p>{'x' * 140}</p>\n</main>\n",
    "tests/test_a.py": "def test_a():\n    assert True\n",
}  # fmt: skip


def measured(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, TOOL, root], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("house")
    for name, text in HOUSE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    done = measured(root)
    assert done.returncode == 0, done.stderr
    assert measured(root).stdout == done.stdout
    return done.stdout


def row(printed: str, label: str) -> str:
    """What stands behind a label, single spaces."""
    found = re.findall(rf"^ +{re.escape(label)} {{2,}}(.*)$", printed, re.M)
    assert len(found) == 1, (label, found)
    return re.sub(r" +", " ", found[0])


def test_lines_and_files_are_counted(printed: str):
    lines = sum(len(text.splitlines()) for name, text in HOUSE.items() if name.endswith(".py"))
    assert row(printed, "Python of src") == str(lines - 2)
    assert row(printed, "Python of tests") == "2"
    assert row(printed, "modules of src") == "13"
    assert row(printed, "of them migrations") == "1"
    assert row(printed, "src/kieumau/engine/sums.py") == "45"
    assert re.findall(r"^  templates +(\d+)$", printed, re.M) == ["7", "2"], "lines, then files"


def test_the_longest_chain_goes_through_functions_relative_imports_and_a_circle_taken_as_one(printed: str):
    assert row(printed, "circles") == "1 of 2 modules in all"
    assert row(printed, "longest chain, modules one above the other") == "4 (a circle is one)"
    assert re.findall(r"^ {4} +(\d)  (kieumau\..*)$", printed, re.M) == [
        ("1", "kieumau.top"),
        ("2", "kieumau.web.page = kieumau.web.shown"),
        ("3", "kieumau.records.rows"),
        ("4", "kieumau.engine.sums"),
    ]
    assert row(printed, "imports") == "6"


def test_a_class_name_of_two_modules_is_told_with_where(printed: str):
    """Not migrations, names with a line before them, classes inside classes, or the Command of each command."""
    assert row(printed, "names") == "1"
    assert row(printed, "Row") == "3 kieumau.engine.sums, kieumau.records.rows, kieumau.web.page"


def test_long_functions_and_crowded_templates_are_counted(printed: str):
    assert row(printed, "functions") == "3"
    assert row(printed, "longer than 40") == "1"
    assert "41  src/kieumau/engine/sums.py:5 summed" in printed
    assert row(printed, "lines over 140 characters") == "1"
    assert row(printed, "longest line, characters") == "147 src/kieumau/web/desk/templates/desk/page.html:2"
    assert row(printed, "components: HTML tags opened, a line") == "1.00 most 2; 1 lines hold two or more"
    assert row(printed, "components: HTML tags opened, and Django tags, a line") == "1.67 most 2; 2 lines hold two or more"  # fmt: skip


def test_a_folder_that_is_no_house_is_refused(tmp_path: Path):
    done = measured(tmp_path)
    assert done.returncode == 1
    assert "holds no src/kieumau" in done.stderr
