"""A unit as a day sees it: its kind, its class, its parent, and since when it exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


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
    """Complete months between two days; a month is complete on the same day of the month.

    >>> whole_months(date(2024, 1, 31), date(2024, 2, 29))
    0
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)
