"""Every benchmark runs, on sizes that say nothing about speed: it prints its figures and asserts what it measures."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
NUMBER = r"-?[\d,]+(\.\d+)?"
PRINTED = {
    "nation": (
        "30 units x 4 months x 22 criteria",
        "bare DuckDB +median +N ms +N x bare DuckDB",
        "Kiểu Mẫu +median +N ms +N x bare DuckDB",
        "OpenFisca-core +median +N ms" if find_spec("openfisca_core") else "OpenFisca-core is not installed",
        "one row of it in words afterwards: N ms: reached 1: N of N",
    ),
    "memory": ("a process that judges 120 rows: N MiB",),
    "start": tuple(
        f"{name} +median N s .*, processor N s; its libraries alone N s, processor N s; N x"
        for name in ("evaluate", "lineage")
    ),
    "restating": (
        "2 indicators x 2 months, 10,035 -> 3,321 units.*totals checked",
        "bare DuckDB +median +N ms",
        "Kiểu Mẫu +median +N ms +N x bare DuckDB",
        "the register, once a process: N ms",
    ),
    "search": (
        "401 units, 1 rounds of 2, signed in",
        "search, database +median +N ms, at most N queries",
        "search, whole page +median +N ms, at most N queries",
        "a unit's page +median +N ms, at most N queries",
    ),
    "journal": (
        "300 journal lines",
        "kieumau verify: N s .limit 60.: 300 dòng",
        "without its line +median +N ms, N queries",
        "with its line +median +N ms, N queries",
        "the line adds N ms, .*, and [12] queries",
        "writing a line, by itself: N ms",
    ),
    "figures": (
        "3 units, 432 figures: +N ms, N queries",
        "12 units, 1,728 figures: +N ms, N queries",
        "ratio N ",
        "300 rows .* with 288 there: N s .*; 12 new, 288 corrected",
    ),
    "changes": (
        "120 wards x 2 indicators x 84 months",
        "N months against the year before, 17,280 against their limits: N s",
        "beyond the limits: N, N% of them; peak memory of that process: N MiB",
        "on 60 of the pairs, p and interval equal: N ms a pair",
        "N x our time for a pair",
    ),
    "false_alarms": (
        "funnels in which an innocent ward is named .of 40., before -> now",
        "variance 2 x Poisson: 20 wards N% -> N%, 50 wards N% -> N%, 100 wards N% -> N%, 200 wards N% -> N%",
        "months beyond their limits .of 60 series., before -> now",
        "variance 2 x Poisson, 20 a month: N% -> N%; N% -> N%",
    ),
}
TOGETHER = (
    ("nation", "memory"),
    ("start",),
    ("restating",),
    ("search", "journal", "figures"),
    ("changes",),
    ("false_alarms",),
)
"""The parts that ask a database run one after the other: its empty tables are made once a run."""


def test_every_part_is_tried_here():
    listed = re.search(r"^PARTS = (\(.*\))$", (BENCHMARKS / "run.py").read_text(encoding="utf-8"), re.M)
    assert listed
    parts = ast.literal_eval(listed[1])
    assert sorted(parts) == sorted(PRINTED) == sorted(part for some in TOGETHER for part in some)


@pytest.mark.slow
@pytest.mark.parametrize("parts", TOGETHER, ids="-".join)
def test_a_benchmark_runs_on_a_small_size_and_prints_its_figures(parts: tuple[str, ...], tmp_path: Path):
    line = [sys.executable, BENCHMARKS / "run.py", "--small", "--rounds", "1", "--only", *parts]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for said in (said for part in parts for said in PRINTED[part]):
        assert re.search(said.replace("N", NUMBER), done.stdout), f"not printed: {said}\n{done.stdout}"


def answer(status: int, text: str) -> SimpleNamespace:
    return SimpleNamespace(
        status_code=status,
        content=text.encode(),
        headers={"Location": "/dang-nhap/"},
        request={"PATH_INFO": "/don-vi/"},
    )


def test_a_page_that_is_not_shown_is_not_measured():
    """A redirect to the sign-in, and a page that holds something else, stop the part that times them."""
    check_page = runpy.run_path(str(BENCHMARKS / "database.py"))["check_page"]
    check_page(answer(200, "Phường Tân Đồng"), "Tân Đồng")
    for wrong in (answer(302, "Phường Tân Đồng"), answer(200, "Đăng nhập")):
        with pytest.raises(AssertionError):
            check_page(wrong, "Tân Đồng")


def test_a_part_that_fails_is_named_and_the_others_run(tmp_path: Path):
    """Two made-up parts in the place of two real ones."""
    for name in ("run.py", "timing.py", "database.py"):
        (tmp_path / name).write_text((BENCHMARKS / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "nation.py").write_text("SMALL = {}\ndef nation(rounds): assert not rounds, 'fails'\n")
    (tmp_path / "memory.py").write_text("SMALL = {'mib': 7}\ndef memory(rounds, *, mib): print(rounds, mib)\n")
    line = [sys.executable, tmp_path / "run.py", "--small", "--rounds", "2", "--only", "nation", "memory"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == "2 7\n"
    assert done.stderr.endswith("not measured: nation\n")
