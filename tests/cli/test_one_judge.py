"""The same figures, the same answer: on a day within a year, in any form, at any size."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import openpyxl
import pytest

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.errors import EvaluationError
from warm import Run

HEAD = """\
rulebook: thu
version: "2026"
nature: sample
title: {vi: "Thử"}
issued: {title: "Giả định", issuer: Người soạn, in_force: 2024-01-01}
applies_to: [phuong]
"""
LATER = """\
indicators:
  viol: {label: {vi: "Vi phạm"}, measure: cases, over_period: sum, every: month}
  staff: {label: {vi: "Quân số"}, measure: persons}
criteria:
  - {code: "1", label: {vi: "Không quá 12"}, law: m1, meets: viol <= 12}
  - {code: "2", label: {vi: "Đủ 20 người"}, law: m2, meets: staff >= 20}
recognised_when: all
"""


def book(folder: Path, body: str, head: str = HEAD) -> Path:
    (folder / "criteria.yaml").write_text(head + body, encoding="utf-8")
    return folder


def parquet(folder: Path, query: str, name: str = "t.parquet") -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{folder / name}'")
    return folder / name


def months(units: int) -> str:
    return (
        f"SELECT 'p' || u AS unit, printf('2024-%02d', m) AS period, i AS indicator, "
        f"CASE i WHEN 'viol' THEN 1 WHEN 'staff' THEN CASE WHEN m < 7 THEN 5 ELSE 20 END END AS value "
        f"FROM range({units}) a(u), range(1, 13) b(m), (VALUES ('viol'), ('staff')) c(i)"
    )


@pytest.mark.parametrize("units", [1, 1000], ids=["few", "many"])
def test_figures_of_later_days_are_set_aside_and_said_to_be(run: Run, tmp_path, units):
    rules, figures = book(tmp_path, LATER), parquet(tmp_path, months(units))
    found = run("evaluate", rules, figures, "--on", "2024-06-30", language="en")
    assert found.returncode == 0, found.stderr
    counted = f"{12 * units:,}"
    assert f"{counted} figures of periods that end after 30 June 2024 (from 07/2024) are set aside" in " ".join(
        found.stdout.split()
    )
    told = run("explain", rules, figures, "--unit", "p0", "--on", "2024-06-30", language="en")
    assert "15 persons short" in told.stdout or "15 short" in told.stdout, told.stdout
    assert "unknown" in told.stdout
    assert "does not qualify yet" in told.stdout
    whole = run("evaluate", rules, figures, "--on", "2024-12-31", language="en")
    assert "set aside" not in whole.stdout
    assert "qualifies" in whole.stdout


FORMS = """\
indicators:
  a: {label: {vi: "Số vụ"}, measure: cases, over_period: sum, every: month}
  s: {label: {vi: "Tỷ lệ"}, measure: share}
  f: {label: {vi: "Có kế hoạch"}, measure: fact}
criteria:
  - {code: "1", label: {vi: "Không quá 30"}, law: m1, meets: a <= 30}
  - {code: "2", label: {vi: "Từ 60%"}, law: m2, meets: s >= 0.6}
  - {code: "3", label: {vi: "Có kế hoạch"}, law: m3, meets: f}
recognised_when: all
"""
WIDE = (
    "SELECT 'p' || u AS unit, printf('2024-%02d', m) AS period, CASE WHEN u % 3 = 0 THEN 'xa' ELSE 'phuong' END AS kind, "
    "(u * m) % 7 AS a, CAST((u % 10) / 10.0 + 0.055 AS DOUBLE) AS s, u % 4 <> 1 AS f FROM range({n}) x(u), range(1, 13) y(m)"
)


def long_of(query: str) -> str:
    """The same figures, one a row; a fact as a number, as Parquet holds it."""
    parts = [
        f"SELECT unit, period, kind, '{c}' AS indicator, CAST({c} AS DOUBLE) AS value FROM ({query})" for c in "as"
    ]
    parts.append(f"SELECT unit, period, kind, 'f', CAST(CAST(f AS INTEGER) AS DOUBLE) FROM ({query})")
    return " UNION ALL ".join(parts)


def mark(printed: str) -> str:
    found = re.search(r"fingerprint ([0-9a-f]{12})", printed)
    assert found, printed
    return found[1]


@pytest.mark.parametrize("units", [30, 2000], ids=["few", "many"])
def test_one_mark_and_one_judgement_whatever_the_form_and_the_order_of_rows(run: Run, tmp_path, units):
    rules, wide = book(tmp_path, FORMS), WIDE.format(n=units)
    files = [
        parquet(tmp_path, wide, "wide.parquet"),
        parquet(tmp_path, f"{wide} ORDER BY a, m, u DESC", "wide-shuffled.parquet"),
        parquet(tmp_path, long_of(wide), "long.parquet"),
        parquet(tmp_path, f"SELECT * FROM ({long_of(wide)}) ORDER BY value, unit DESC, period", "shuffled.parquet"),
    ]
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({wide}) TO '{tmp_path / 'wide.csv'}' (HEADER)")
    files.append(tmp_path / "wide.csv")
    if units < 100:
        sheet = openpyxl.Workbook()
        assert sheet.active is not None
        for row in csv.reader((tmp_path / "wide.csv").read_text(encoding="utf-8").splitlines()):
            sheet.active.append(row)
        sheet.save(tmp_path / "wide.xlsx")
        files.append(tmp_path / "wide.xlsx")
    printed = {f.name: run("evaluate", rules, f, "--on", "2024-12-31", language="en") for f in files}
    assert [p.stderr for p in printed.values()] == [""] * len(files)
    assert len({mark(p.stdout) for p in printed.values()}) == 1
    outside = (
        f"{(units + 2) // 3} units have figures but are not of a kind to which the set applies (phuong): not judged."
    )
    assert all(outside in " ".join(p.stdout.split()) for p in printed.values())
    for file in files:
        told = run("explain", rules, file, "--unit", "p5", "--on", "2024-12-31", language="en")
        assert "p5: " in told.stdout or "(p5)" in told.stdout, (file, told.stdout, told.stderr)
        assert run("explain", rules, file, "--unit", "p3", "--on", "2024-12-31").returncode == 2


def test_a_unit_of_two_kinds_is_refused_at_every_size(run: Run, tmp_path):
    rules = book(tmp_path, FORMS)
    for n in (30, 2000):
        twice = WIDE.format(n=n).replace("u % 3 = 0", "u % 3 = 0 OR m = 5")
        found = run("evaluate", rules, parquet(tmp_path, twice), "--on", "2024-12-31")
        assert found.returncode == 2
        assert "có hai giá trị" in found.stderr and "phuong" in found.stderr and "xa" in found.stderr


GRADED = (
    FORMS
    + """\
grades:
  - code: good
    label: {vi: "Tốt"}
    law: m4
    when: [{code: g, label: {vi: "Từ 90%"}, meets: s >= 0.9}]
    at_most: {share: 0.2, of: done, ranked_by: s}
  - code: done
    label: {vi: "Hoàn thành"}
    law: m5
    when: [{code: g, label: {vi: "Từ 10%"}, meets: s >= 0.1}]
"""
)


def test_grades_are_given_in_a_large_table_too(run: Run, tmp_path):
    rules = book(tmp_path, GRADED)
    wide = WIDE.format(n=1700).replace("xa'", "phuong'")
    found = run("evaluate", rules, parquet(tmp_path, wide), "--on", "2024-12-31")
    assert found.returncode == 0, found.stderr
    assert "Tốt" in found.stdout
    with pytest.raises(EvaluationError, match="xếp mức"):
        evaluate_columns(load_rulebook(str(rules)), tmp_path / "t.parquet")


def test_thousands_of_units_are_counted_and_not_listed(run: Run, tmp_path):
    rules, wide = book(tmp_path, FORMS), WIDE.format(n=4000).replace("range(1, 13)", "range(12, 13)")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({wide}) TO '{tmp_path / 'wide.csv'}' (HEADER)")
    found = run("evaluate", rules, tmp_path / "wide.csv", language="en")
    assert found.returncode == 0, found.stderr
    assert "2,666 units" in found.stdout
    assert "undecided: " in found.stdout
    assert len(found.stdout.splitlines()) < 30


@pytest.mark.parametrize("said", ["yes", "no"])
def test_a_long_table_that_calls_itself_invented_is_labelled_at_every_size(run: Run, tmp_path, said):
    rules = book(tmp_path, FORMS, HEAD.replace("nature: sample", "nature: frame"))
    labelled = []
    for n in (30, 700):
        rows = f"SELECT *, '{said}' AS sample FROM ({long_of(WIDE.format(n=n))})"
        found = run("evaluate", rules, parquet(tmp_path, rows), "--on", "2024-12-31", language="en")
        assert found.returncode == 0, found.stderr
        labelled.append("Invented sample" in found.stdout)
    assert labelled == [said == "yes"] * 2
