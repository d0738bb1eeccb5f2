"""A code that went to another unit: its figures are never judged as if they were of one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warm import Run

BOOK = """\
rulebook: ca-nam
version: "2024"
nature: sample
title: {vi: "Cả năm"}
issued: {title: "Giả định", issuer: Người soạn, in_force: 2024-01-01}
applies_to: [phuong, xa]
indicators:
  viol: {label: {vi: "Vi phạm"}, measure: cases, over_period: sum, every: month}
criteria:
  - {code: "1", label: {vi: "Giảm 5%"}, law: m1, meets: viol <= 0.95 * before(viol)}
recognised_when: all
"""
PARTS = ("25195", "25198", "25201", "25204", "25205", "25213")
"""Tân Phú and five others: Bình Phước from July 2025 on, under the code of Tân Phú."""
MONTHS = [f"{y}-{m:02}" for y in (2024, 2025) for m in range(1, 13)]
BOTH = ("Tân Phú", "Bình Phước", "01/07/2025", "--units-on 2025-12-31")


def months() -> list[tuple[str, str, int]]:
    rows = [(unit, month, 10) for month in MONTHS if month < "2025-07" for unit in PARTS]
    return [*rows, *(("25195", month, 60) for month in MONTHS if month >= "2025-07")]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "criteria.yaml").write_text(BOOK, encoding="utf-8")
    return tmp_path


def written(folder: Path, rows: list[tuple[str, str, int]], name: str = "so-lieu.csv") -> Path:
    lines = [f"{u},{p},viol,{v}" for u, p, v in rows]
    (folder / name).write_text("\n".join(["unit,period,indicator,value", *lines, ""]), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("command", [["evaluate"], ["explain", "--unit", "25195", "--period", "2025"], ["compare"]])
def test_a_code_that_changed_hands_is_refused_with_both_names_the_day_and_what_to_do(run: Run, book, command):
    books = [book, book] if command == ["compare"] else [book]
    found = run(command[0], *books, written(book, months()), *command[1:])
    assert found.returncode == 2
    assert all(said in found.stderr for said in BOTH)
    assert "420" not in found.stdout


@pytest.mark.parametrize("command", [["evaluate"], ["explain", "--unit", "25195"]])
def test_restated_to_a_day_the_area_is_compared_with_itself(run: Run, book, command):
    figures = written(book, months())
    found = run(*command[:1], book, figures, *command[1:], "--period", "2025", "--units-on", "2025-12-31")
    assert found.returncode == 0, found.stderr
    assert "36" in found.stdout  # 720 and 720: a fall of 5% is 684
    assert "250" not in found.stdout


def test_a_year_before_the_code_changed_hands_is_judged_as_ever(run: Run, book):
    found = run("evaluate", book, written(book, months()), "--period", "2024", "--on", "2024-12-31")
    assert found.returncode == 0, found.stderr


def test_a_unit_whose_code_never_changed_is_explained_beside_others(run: Run, book):
    rows = [*months(), *(("25198", month, 10) for month in MONTHS if month >= "2025-07")]
    found = run("explain", book, written(book, rows), "--unit", "25198", "--period", "2025")
    assert found.returncode == 0, found.stderr


def test_a_figure_of_a_whole_year_in_which_the_code_changed_hands_is_asked_about(run: Run, book):
    rows = [("25195", "2024", 120), ("25195", "2025", 420)]
    found = run("evaluate", book, written(book, rows), "--units-on", "2025-12-31")
    assert found.returncode == 2
    assert "--coded-on" in found.stderr
    found = run("evaluate", book, written(book, rows))
    assert found.returncode == 2
    assert "--coded-on 2025-12-31" in found.stderr
    found = run("evaluate", book, written(book, rows), "--coded-on", "2025-12-31")
    assert found.returncode == 0, found.stderr


def test_codes_and_names_of_the_office_itself_are_none_of_the_registers(run: Run, book):
    figures = written(book, months())
    named = book / "units.csv"
    named.write_text("unit,name,kind\n" + "".join(f"{c},Cụm {c},phuong\n" for c in PARTS), encoding="utf-8")
    assert run("evaluate", book, figures, "--units", named).returncode == 0
    own = written(book, [(f"A{u}", p, v) for u, p, v in months()], "rieng.csv")
    assert run("evaluate", book, own).returncode == 0


def test_a_large_table_is_asked_the_same(run: Run, book):
    path = book / "lon.parquet"
    others = "SELECT 'x' || i AS unit, p AS period, 'viol' AS indicator, 5 AS value FROM range(900) t(i), m"
    own = ", ".join(f"('{u}', '{p}', 'viol', {v})" for u, p, v in months())
    listed = ", ".join(f"('{m}')" for m in MONTHS)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (WITH m(p) AS (VALUES {listed}) {others} UNION ALL SELECT * FROM (VALUES {own})) TO '{path}'"
        )
    found = run("evaluate", book, path)
    assert found.returncode == 2
    assert all(said in found.stderr for said in BOTH)
    assert run("evaluate", book, path, "--coded-on", "2025-12-31").returncode == 0
