"""Periods that figures speak of, and the calendar of a programme's assessment periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kieumau.engine.wording import YEARS, Words, said_date, words

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both included, as officers write it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period cannot end before it starts")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def holds(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    @property
    def label(self) -> str:
        """2024, 2024-03, or a pair of days: the form in which it is read back."""
        if (self.first.month, self.first.day) == (1, 1) and self == _calendar_year(self.first.year):
            return str(self.first.year)
        if self == month_period(self.first.year, self.first.month):
            return f"{self.first:%Y-%m}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def words(self) -> Words:
        if self == _calendar_year(self.first.year):
            return Words(f"năm {self.first.year}", str(self.first.year))
        if self == month_period(self.first.year, self.first.month):
            return Words(f"tháng {self.first.month}/{self.first.year}", f"{self.first:%m/%Y}")
        if self.first == self.last:
            return Words(said_date(self.first), said_date(self.first, "en"))
        return Words(
            f"{said_date(self.first)} đến {said_date(self.last)}",
            f"{said_date(self.first, 'en')} to {said_date(self.last, 'en')}",
        )


def _calendar_year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


@lru_cache(maxsize=4096)
def month_period(year: int, month: int) -> Period:
    following = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), following - _DAY)


def same_day(year: int, month: int, day: int) -> date:
    """The day in that year; 29 February becomes the 28th where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def year_before(period: Period) -> Period:
    """The same days of the year before; the last day of a month stays one."""
    first, last = period.first, period.last
    month_ends = last == month_period(last.year, last.month).last
    then = month_period(last.year - 1, last.month).last if month_ends else same_day(last.year - 1, last.month, last.day)
    return Period(same_day(first.year - 1, first.month, first.day), then)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The assessment periods of a programme: a year from its first day, or each month.

    A year is named by the calendar year in which it ends: with a start on 16/11, the year 2024 runs from
    16/11/2023 to 15/11/2024 (Thông tư 124/2021/TT-BCA, Điều 8).
    """

    every: str = "year"  # year | month
    month: int = 1
    day: int = 1

    def year(self, name: int) -> Period:
        starts = name if (self.month, self.day) == (1, 1) else name - 1
        first = same_day(starts, self.month, self.day)
        return Period(first, same_day(starts + 1, self.month, self.day) - _DAY)

    def around(self, day: date) -> Period:
        """The assessment period in which the day lies."""
        if self.every == "month":
            return month_period(day.year, day.month)
        name = day.year
        return self.year(name) if day <= self.year(name).last else self.year(name + 1)

    def before(self, period: Period) -> Period:
        """The same period a year earlier."""
        if self.every == "month":
            return month_period(period.first.year - 1, period.first.month)
        return self.around(period.first - _DAY)

    def parse(self, text: str) -> Period | None:
        """Read `2024`, `2024-03`, `2023-11-16/2024-11-15`, or Vietnamese `03/2024`, `16/11/2023-15/11/2024`.

        None for anything else, and for years that nobody reports.
        """
        found = self._parse(text.strip().replace(" ", ""))
        return found if found and found.first.year in YEARS and found.last.year in YEARS else None

    def _parse(self, text: str) -> Period | None:
        try:
            if re.fullmatch(r"\d{4}", text):
                return self.year(int(text)) if self.every == "year" else _calendar_year(int(text))
            if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
                return month_period(int(m[1]), int(m[2]))
            if m := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
                return month_period(int(m[2]), int(m[1]))
            if m := re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:/|\.\.|–)(\d{4}-\d\d-\d\d)", text):
                return Period(date.fromisoformat(m[1]), date.fromisoformat(m[2]))
            if m := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})[-–](\d{1,2})/(\d{1,2})/(\d{4})", text):
                first = date(int(m[3]), int(m[2]), int(m[1]))
                return Period(first, date(int(m[6]), int(m[5]), int(m[4])))
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                day = date.fromisoformat(text)
                return Period(day, day)
        except (ValueError, IndexError):
            return None
        return None

    def name(self, period: Period) -> str:
        """How a result names its period: an assessment year by its year, the rest as they are read back."""
        if self.every == "year" and period == self.around(period.last):
            return str(period.last.year)
        return period.label

    def words(self, period: Period) -> Words:
        if self.every == "year" and period == self.around(period.last) and period.label != str(period.last.year):
            year = period.last.year
            return Words(f"năm {year} ({period.words.vi})", f"{year} ({period.words.en})")
        return period.words


def said_period(period: Period) -> Words:
    """As people say it: the first ten months of 2026; the year from the day on which a unit began, or to its last day."""
    first, last = period.first, period.last
    months = last == month_period(last.year, last.month).last
    if months and first == date(last.year, 1, 1) and 1 < last.month < 12:
        y = str(last.year)
        return words("{n} tháng đầu năm {y}", "the first {n} months of {y}", n=last.month, y=y)
    if first.year == last.year and first.month > 1 and (last.month, last.day) == (12, 31) and period.days > MONTH_DAYS:
        return Words(f"năm {last.year} (từ {first:%d/%m})", f"{last.year} (from {first.day}/{first.month})")
    if period.days < 350 or first.day == 1:
        return period.words
    return Words(f"năm {last.year} (đến {last:%d/%m})", f"{last.year} (to {last.day}/{last.month})")


MONTH_DAYS = 31
