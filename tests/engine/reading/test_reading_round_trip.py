"""The same figures give the same table, whatever the file."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.indicators import Calendar
from kieumau.engine.reading import read_observations
from kieumau.engine.warehouse import connect

CODES = ("crimes", "water", "resolution", "budget")


def _decimals(least: int, most: int, places: int) -> st.SearchStrategy[Decimal]:
    scale = 10**places
    return st.integers(least * scale, most * scale).map(lambda n: Decimal(n).scaleb(-places))


VALUES = {
    "crimes": st.integers(0, 10**12 - 1),
    "water": _decimals(0, 1, 12),
    "resolution": st.booleans(),
    "budget": _decimals(-(10**9) + 1, 10**9 - 1, 6),
}
KEYS = st.tuples(st.sampled_from(["25198", "00123", "an-binh", "Đ1"]), st.sampled_from(["2022", "2023", "2024-05"]))
TABLES = st.dictionaries(
    KEYS, st.fixed_dictionaries({c: st.none() | v for c, v in VALUES.items()}), min_size=1, max_size=8
)


def _text(value: object) -> str:
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value).lower()


def _long(table) -> list[list[object]]:
    rows = [
        [unit, period, code, v] for (unit, period), row in table.items() for code, v in row.items() if v is not None
    ]
    return [["unit", "period", "indicator", "value"], *rows]


def _wide(table) -> list[list[object]]:
    return [
        ["unit", "period", *CODES],
        *([unit, period, *(row[c] for c in CODES)] for (unit, period), row in table.items()),
    ]


def _csv(rows: list[list[object]], delimiter: str = ",") -> bytes:
    target = StringIO()
    csv.writer(target, delimiter=delimiter).writerows(
        [[_text(v) if not isinstance(v, str) else v for v in r] for r in rows]
    )
    return target.getvalue().encode()


def _xlsx(rows: list[list[object]]) -> bytes:
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Số liệu")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, float(value) if isinstance(value, Decimal) else value)
    book.close()
    return target.getvalue()


def _parquet(table, folder: str) -> Path:
    path = Path(folder) / "t.parquet"
    connection = connect(threads=1)
    connection.execute(
        "CREATE TABLE t (unit VARCHAR, period VARCHAR, crimes BIGINT, water DECIMAL(18, 12), "
        "resolution BOOLEAN, budget DOUBLE)"
    )
    for unit, period, *values in _wide(table)[1:]:
        connection.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)", [unit, period, *values])
    connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
    connection.close()
    return path


def test_a_table_reads_back_the_same_from_every_kind_of_file(indicators):
    @settings(max_examples=40)
    @given(TABLES)
    def same(table):
        figures = {
            (unit, period, code): value if isinstance(value, bool) else Fraction(value)
            for (unit, period), row in table.items()
            for code, value in row.items()
            if value is not None
        }
        with TemporaryDirectory() as folder:
            parquet = _parquet(table, folder)
            files = {
                "wide.csv": _csv(_wide(table)),
                "semicolons.csv": _csv(_wide(table), ";"),
                "wide.xlsx": _xlsx(_wide(table)),
                "wide.parquet": parquet,
                "bytes.parquet": parquet.read_bytes(),
            }
            if figures:
                files |= {"long.csv": _csv(_long(table)), "long.xlsx": _xlsx(_long(table))}
            marks = set()
            for name, source in files.items():
                found = read_observations(source, filename=name, indicators=indicators, calendar=Calendar())
                read = {(r.unit, r.period.label, r.indicator): r.value for r in found.table.rows if r.value is not None}
                assert read == figures, name
                marks.add(found.table.fingerprint)
            assert len(marks) == 1

    same()


def test_a_long_parquet_table_names_its_column_and_row(problems, tmp_path):
    path = tmp_path / "t.parquet"
    connection = connect()
    connection.execute(
        f"COPY (SELECT 25198 AS unit, 2024 AS period, 'crimes' AS indicator, 1.5 AS value) TO '{path}' (FORMAT parquet)"
    )
    (problem,) = problems(path.read_bytes(), "t.parquet")
    assert problem.startswith("t.parquet, dòng 1, cột value: Số vụ: 1,5 không phải số nguyên")


def test_a_parquet_column_of_lists_is_refused_by_name(problems, tmp_path):
    path = tmp_path / "t.parquet"
    connect().execute(f"COPY (SELECT '1' AS unit, 2024 AS period, [1, 2] AS crimes) TO '{path}' (FORMAT parquet)")
    assert "cột “crimes” có kiểu INTEGER[]" in problems(path.read_bytes(), "t.parquet")[0]
