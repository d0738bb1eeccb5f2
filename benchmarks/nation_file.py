"""The nation to measure on: units x months x 22 criteria in one Parquet file, and the rulebook for it.

Figures are random with a fixed seed; every second criterion is a ratio with a decimal threshold.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

UNITS, MONTHS, CRITERIA = 3_321, 84, 22


def rulebook(folder: Path) -> Path:
    """Twenty-two criteria, each month judged by itself."""
    lines = [
        "rulebook: nation",
        "version: bench",
        "nature: sample",
        "title: {vi: Đo tốc độ, en: Benchmark}",
        "issued: {title: Đo tốc độ, issuer: Kiểu Mẫu, in_force: 2018-01-01}",
        "applies_to: [phuong]",
        "period: {every: month}",
        "indicators:",
    ]
    for i in range(CRITERIA):
        lines.append(f"  a{i}: {{label: {{vi: Đã đạt {i}, en: Reached {i}}}, measure: bodies}}")
        if i % 2:
            lines.append(f"  b{i}: {{label: {{vi: Tổng số {i}, en: Total {i}}}, measure: bodies}}")
    lines.append("criteria:")
    for i in range(CRITERIA):
        rule = f"a{i} >= 0.{60 + i} * b{i}" if i % 2 else f"a{i} >= {20 + i}"
        lines.append(
            f"  - {{code: {i + 1}, label: {{vi: Tiêu chí {i + 1}, en: Criterion {i + 1}}}, law: Mục {i + 1}, meets: {rule}}}"
        )
    lines.append("recognised_when: all")
    path = folder / "nation.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def figures(folder: Path, units: int, months: int) -> Path:
    """One row a unit and month; one figure in two hundred is missing."""
    path = folder / "nation.parquet"
    columns = []
    for i in range(CRITERIA):
        columns.append(f"CASE WHEN random() < 0.005 THEN NULL ELSE CAST(floor(random() * 100) AS INTEGER) END AS a{i}")
        if i % 2:
            columns.append(
                f"CASE WHEN random() < 0.005 THEN NULL ELSE CAST(20 + floor(random() * 100) AS INTEGER) END AS b{i}"
            )
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        connection.execute("SELECT setseed(0.5)")
        connection.execute(
            f"COPY (SELECT lpad(CAST(u AS VARCHAR), 5, '0') AS unit, strftime(DATE '2018-01-01' + to_months(CAST(m AS INTEGER)), '%Y-%m') AS period, "
            f"{', '.join(columns)} FROM range({units}) AS units(u), range({months}) AS months(m) ORDER BY u, m) TO '{path}' (FORMAT parquet)"
        )
    return path


def plain_comparisons() -> str:
    """The limit: what DuckDB is asked when nobody asks why."""
    tests = [f"a{i} >= 0.{60 + i} * b{i}" if i % 2 else f"a{i} >= {20 + i}" for i in range(CRITERIA)]
    return ", ".join(f"count(*) FILTER ({t})" for t in tests)
