"""What a command loads before it answers: only what it uses. Held without a clock; benchmarks/start.py has the clock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kieumau
from kieumau.cli.app import COMMANDS

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
FIGURES, UNITS = str(SAMPLE / "figures.csv"), str(SAMPLE / "units.csv")
NUMBERS = {"numpy", "scipy"}
PAPER = {"openpyxl", "xlsxwriter"}


def held(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('HELD', *sorted(sys.modules), file=sys.stderr))\n"
        "from kieumau.cli import main; main()"
    )
    found = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return set(found.stderr.rpartition("HELD")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_list_of_commands_is_told_without_importing_one_of_them(arguments):
    loaded = held(*arguments)
    assert not {f"kieumau.cli.{name.replace('-', '_')}" for name in COMMANDS} & loaded
    engine = {name for name in loaded if name.startswith("kieumau.engine.")}
    assert engine <= {"kieumau.engine.errors", "kieumau.engine.wording"}, "what an error is and how it is said, no more"
    assert not {"rich", "django", "duckdb"} & loaded


def test_twenty_wards_are_judged_without_scipy_duckdb_and_paper():
    loaded = held("evaluate", "mau-gia-dinh-22/2023", FIGURES, "--units", UNITS, "--on", "2024-04-04")
    assert not (NUMBERS | PAPER | {"django", "duckdb"}) & loaded


def test_saying_how_sure_each_change_is_needs_no_scipy():
    """Where a criterion compares a count with the year before, the cases that have both are compared."""
    loaded = held("cases", "mau-gia-dinh-22/2023")
    assert "kieumau.engine.statistics.binomial" in loaded and not NUMBERS & loaded


@pytest.mark.parametrize(
    "arguments", [["lineage", "25198"], ["units", "--on", "2026-07-01", "--within", "75", "--search", "tan"]]
)
def test_the_register_is_asked_without_reading_parquet_or_a_rulebook(arguments):
    loaded = held(*arguments)
    assert not (NUMBERS | PAPER | {"django", "duckdb", "yaml", "kieumau.engine.criteria"}) & loaded


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_asked_for_imports_no_other(command):
    """Options that two commands share may stand with one of them: `restate` shares with `units` and `compare-periods`."""
    shared = {"restate": {"units"}, "compare-periods": {"restate", "units"}}
    others = {name.replace("-", "_") for name in set(COMMANDS) - {command} - shared.get(command, set())}
    assert not {f"kieumau.cli.{name}" for name in others} & held(command, "--help")
