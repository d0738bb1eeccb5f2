"""A unit as a day sees it: its kind, its class, its parent, and since when it exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One administrative unit. `kind` as in rulebooks (phuong, xa, huyen ...); `class_` is I, II or III."""

    code: str
    name: str
    kind: str = ""
    class_: str = ""
    parent: str = ""
    place: str = ""
    established: date | None = None


@dataclass(frozen=True)
class UnitTable:
    """The units that figures may speak of. Empty means: any code is taken as it comes."""

    units: Mapping[str, AdminUnit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.units)

    def get(self, code: str) -> AdminUnit:
        return self.units.get(code) or AdminUnit(code, code)

    def children_of(self, code: str) -> tuple[str, ...]:
        return tuple(u.code for u in self.units.values() if u.parent == code)


def whole_months(start: date, end: date) -> int:
    """Complete months between two days, as the Civil Code counts terms (Bộ luật Dân sự 2015, Điều 147 and 148).

    The first day is not counted; a month is complete at the end of the day with the same number, or of the last day
    of a month that has no such day.

    >>> whole_months(date(2024, 2, 15), date(2024, 11, 14)), whole_months(date(2024, 2, 15), date(2024, 11, 15))
    (8, 9)
    >>> whole_months(date(2024, 1, 31), date(2024, 2, 29))
    1
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    last_of_month = (end + timedelta(days=1)).day == 1
    return months - (end.day < start.day and not last_of_month)
