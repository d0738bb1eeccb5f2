"""Words in the two languages people read, side by side, and numbers and dates as each language writes them.

Both languages stand at the place of use, so neither can be forgotten: a `Words` without its English half is a
type error. Why not message catalogues: docs/decisions/0002.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Language = Literal["vi", "en"]
Number = int | Decimal | Fraction
YEARS = range(1900, 2201)
"""Of which anyone reports anything."""


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in Vietnamese and in English."""

    vi: str
    en: str

    def said(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    def __str__(self) -> str:
        return self.vi

    def __add__(self, other: Words | str) -> Words:
        if isinstance(other, str):
            return Words(self.vi + other, self.en + other)
        return Words(self.vi + other.vi, self.en + other.en)

    def fill(self, **values: Words | str | Number | date) -> Words:
        """Put values into `{name}` places, each written as its language writes it.

        >>> Words("thiếu {n}", "{n} short").fill(n=1234)
        Words(vi='thiếu 1.234', en='1,234 short')
        """
        return Words(
            self.vi.format(**{k: _written(v, "vi") for k, v in values.items()}),
            self.en.format(**{k: _written(v, "en") for k, v in values.items()}),
        )


def words(vi: str, en: str, **values: Words | str | Number | date) -> Words:
    """`Words(vi, en).fill(**values)`, the usual way to say something."""
    return Words(vi, en).fill(**values)


def plain(text: str) -> Words:
    """A code, a name or another text that is the same in both languages."""
    return Words(text, text)


def joined(parts: Iterable[Words], separator: str = ", ") -> Words:
    parts = list(parts)
    return Words(separator.join(p.vi for p in parts), separator.join(p.en for p in parts))


def lower_first(text: Words) -> Words:
    """For a label inside a sentence; an abbreviation such as 'ANTT' and a proper name keep their capitals."""

    def lowered(s: str) -> str:
        kept = s.startswith(_PROPER) or (len(s) > 1 and s[1].isupper())
        return s if kept else s[:1].lower() + s[1:]

    return Words(lowered(text.vi), lowered(text.en))


_PROPER = (
    "Đảng", "Công an", "Ủy ban", "Mặt trận", "Nhà nước", "Đoàn Thanh niên", "Hội đồng nhân dân", "Tổ quốc",
    "Party", "People", "Fatherland", "Ministry", "Zalo",
)  # fmt: skip


def upper_first(text: Words) -> Words:
    return Words(text.vi[:1].upper() + text.vi[1:], text.en[:1].upper() + text.en[1:])


def said_number(value: Number, language: str = "vi", places: int | None = None) -> str:
    """A number as people write it: at most six decimal places, or exactly `places`, rounded half up.

    >>> said_number(Decimal("1234.5"))
    '1.234,5'
    >>> said_number(Fraction(2, 3), "en", places=1)
    '0.7'
    """
    if places is None and not isinstance(value, Decimal) and value.denominator == 1:
        rounded: int | Decimal = value.numerator  # nearly every figure: nothing to round
        text = f"{abs(rounded):,d}"
    else:
        rounded = round_half_up(value, 6 if places is None else places)
        text = f"{abs(rounded):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if rounded < 0:
        text = "−" + text
    return text if language == "en" else text.translate(_VIETNAMESE)


_VIETNAMESE = str.maketrans(",.", ".,")


def round_half_up(value: Number, places: int) -> Decimal:
    """Rounded away from zero at a half, as people do on paper; exact for every fraction."""
    top, under = value.as_integer_ratio()
    whole = (2 * abs(top) * 10**places + under) // (2 * under)
    return Decimal(whole if top >= 0 else -whole).scaleb(-places)


def percent(share: Number, *, beside: Number | None = None) -> Words:
    """A share as a percentage with one decimal at most, more only where rounding would hide a difference.

    `beside` is the share it stands next to: 69,96% beside a need of 70% must not be shown as 70%.

    >>> percent(Fraction(11, 18))
    Words(vi='61,1%', en='61.1%')
    >>> percent(Fraction(6996, 10000), beside=Fraction(7, 10))
    Words(vi='69,96%', en='69.96%')
    """
    value = Fraction(share) * 100
    places = 0 if value.denominator == 1 else 1
    if beside is not None and Fraction(beside) != Fraction(share):
        target = Fraction(beside) * 100
        while places < 9 and (Fraction(round_half_up(value, places)) < target) != (value < target):
            places += 1
    return Words(said_number(value, "vi", places) + "%", said_number(value, "en", places) + "%")


def said_date(day: date, language: str = "vi") -> str:
    """04/04/2024, or 4 April 2024."""
    if language == "en":
        months = "January February March April May June July August September October November December"
        return f"{day.day} {months.split()[day.month - 1]} {day.year}"
    return f"{day:%d/%m/%Y}"


def read_day(text: str) -> date | None:
    """A day as people and browsers write it: 01/07/2026, 1-7-2026, 01.07.2026 or 2026-07-01; None for anything else.

    The month never stands first. Years outside `YEARS` are slips of the hand.

    >>> read_day("1/7/2026"), read_day("2026-02-30")
    (datetime.date(2026, 7, 1), None)
    """
    if found := re.fullmatch(r"(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4})", text.strip(), re.A):
        day, month, year = found.groups()
    elif found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text.strip(), re.A):
        year, month, day = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def _written(value: Words | str | Number | date, language: str) -> str:
    if isinstance(value, Words):
        return value.said(language)
    if isinstance(value, date):
        return said_date(value, language)
    if isinstance(value, str):
        return value
    return said_number(value, language)
