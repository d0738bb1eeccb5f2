"""A table as it stands in a file: rows of cells with their places, before anyone asks what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kieumau.engine.errors import Hint, Problem
from kieumau.engine.indicators.observations import Place
from kieumau.engine.wording import Words

UNIT_CODE = re.compile(r"[^\W_][\w.\-/]{0,49}")
"""A unit's code holds no spaces: what does is a name, a heading or a note."""


class Month(NamedTuple):
    """A date cell that shows its month and year only: what Excel makes of a typed 3/2024."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cell that holds nothing readable: an Excel error, a formula never calculated, a time of day."""

    what: Words
    hint: Words | None = None


Raw = str | int | Decimal | bool | date | Month | Trouble
Cells = dict[int, Raw]
"""The filled cells of a row by column, counted from 1."""
SheetRow = tuple[int, Cells]
"""A row number as Excel shows it, and its cells. Empty rows are left out."""


class Area(NamedTuple):
    """Merged cells, corners included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def said(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or the only table of a CSV or Parquet file (`name` is empty)."""

    file: str
    name: str
    rows: Iterable[SheetRow]
    merged: tuple[Area, ...] = ()
    columns: Mapping[int, str] | None = None  # names instead of letters, in Parquet

    def column(self, number: int) -> str:
        return self.columns[number] if self.columns else letters(number)

    def problem(
        self, what: Words, row: int | None = None, column: int | None = None, hint: Hint | None = None
    ) -> Problem:
        at = None if column is None else self.column(column)
        return Problem(what, file=self.file, line=row, column=at, path=self.name, hint=hint)


def placed_problem(what: Words, file: str, place: Place, hint: Hint | None = None) -> Problem:
    return Problem(what, file=file, path=place.sheet, line=place.row, column=place.column, hint=hint)


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """
    >>> letters(1), letters(27)
    ('A', 'AA')
    """
    said = ""
    while column:
        column, left = divmod(column - 1, 26)
        said = chr(65 + left) + said
    return said


def exact(value: float) -> Decimal:
    """What a person typed: the decimal of fifteen digits, as Excel shows it.

    >>> exact(0.1 + 0.2)
    Decimal('0.3')
    """
    return Decimal(format(value, ".15g"))


def tidy(text: str) -> str:
    """Without what nobody sees: odd spaces, full-width digits, typographic dashes, letters in pieces."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_PLAIN).split())


_PLAIN = {
    **{0xFF10 + digit: 48 + digit for digit in range(10)},
    **dict.fromkeys((0x00A0, 0x2007, 0x2009, 0x202F, 0x3000), " "),
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), None),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63, 0xFF0D), "-"),
    **{0xFF0C: ",", 0xFF0E: ".", 0xFF05: "%", 0xFF0B: "+", 0x2026: "..."},
}


def fold(text: str) -> str:
    """For comparing headers: no case, no marks, no punctuation.

    >>> fold("Mã  đơn_vị:")
    'ma don vi'
    """
    return _folded(text) if len(text) <= _REMEMBERED else _folded.__wrapped__(text)


_REMEMBERED = 100  # characters; headings and names come again and again, long notes do not


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare.replace("đ", "d")).split())


def shown(raw: Raw | None) -> str:
    """A cell as a message quotes it: one line, not too long."""
    if raw is None or isinstance(raw, Trouble):
        return ""
    if isinstance(raw, Month):
        return f"{raw.month:02}/{raw.year}"
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    text = f"{raw:f}" if isinstance(raw, Decimal) and abs(raw.adjusted()) < 40 else str(raw)
    text = "".join(c if c.isprintable() else " " for c in text[:200])
    return text if len(text) <= 60 else text[:59] + "…"
