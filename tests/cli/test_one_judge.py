"""The same figures, the same answer: on a day within a year, in any form, at any size."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

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
