"""Rows of a Parquet file, brought over by the warehouse a few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from kieumau.engine import warehouse
from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import limits
from kieumau.engine.reading.gathering import refusal
from kieumau.engine.reading.tables import Cells, Raw, Sheet, SheetRow, Trouble, exact
from kieumau.engine.wording import words

_READ = r"VARCHAR|U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN|DATE|TIMESTAMP.*|\"NULL\""


def read_parquet(path: Path, file: str) -> Sheet:
    """The table of a Parquet file; its column names stand as the header in row 0."""
    try:
        found = warehouse.open_parquet(path)
    except ObservationError as error:
        raise _renamed(error, file) from error
    for name, kind in found.columns:
        if not re.fullmatch(_READ, kind):
            raise refusal(
                file,
                f"cột “{name[:60]}” có kiểu {kind[:40]} mà bảng số liệu không dùng.",
                f"the column “{name[:60]}” is of type {kind[:40]}, which tables of figures do not use.",
                "Hãy xuất thành chữ, số, ngày hoặc đúng/sai.",
                "Please export it as text, number, date or boolean.",
            )
    if len(found.columns) > limits.COLUMNS:
        raise refusal(file, f"tệp có quá {limits.COLUMNS} cột.", f"the file has over {limits.COLUMNS} columns.")
    names = {number: name for number, (name, _) in enumerate(found.columns, 1)}
    return Sheet(file, "", _rows(path, file, names), columns=names)


def _rows(path: Path, file: str, names: dict[int, str]) -> Iterator[SheetRow]:
    yield 0, {**names}
    try:
        for number, values in enumerate(warehouse.parquet_rows(path), 1):
            cells: Cells = {}
            for column, value in enumerate(values, 1):
                if value is not None and (raw := _raw(value)) != "":
                    cells[column] = raw
            if cells:
                yield number, cells
    except ObservationError as error:
        raise _renamed(error, file) from error


def _raw(value: Any) -> Raw:
    match value:
        case str():
            return value.strip()
        case float():
            number = exact(value)
            if not number.is_finite():
                return Trouble(words("“{v}” không phải là số.", "“{v}” is not a number.", v=str(value)))
            return _plain(number)
        case Decimal():
            return _plain(value)
        case datetime():
            return value.date()
        case bool() | int() | date():
            return value
    return Trouble(words("kiểu dữ liệu không dùng được.", "the cell's type is not used."))


def _plain(number: Decimal) -> Raw:
    """A whole number without its zeros: facts are 1 and 0 there, whatever the column's type."""
    return int(number) if number == number.to_integral_value() and number.adjusted() < 15 else number


def _renamed(error: ObservationError, file: str) -> ObservationError:
    """A file sent as bytes lies under a passing name; messages keep the person's own."""
    return ObservationError([replace(problem, file=file) for problem in error.problems])
