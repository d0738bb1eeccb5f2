"""A unit as a day sees it: its kind, its class, its parent, and since when it exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from kieumau.engine.territory.kinds import full_name
from kieumau.engine.wording import Words, words

BEGINNING, OPEN = date.min, date.max
"""Before the register begins, and no end known: the outer ends of half-open spans."""


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One administrative unit between two days. `kind` as in rulebooks (phuong, xa ...); `class_` is I, II or III.

    Key = code + `valid_from`: codes go on under other names. The span is half-open. `parent` is a code, to be read on
    a day. Coordinates are degrees (WGS 84) of a point inside, not an outline; `area_km2` where it is known.
    """

    code: str
    name: str
    kind: str = ""
    class_: str = ""
    parent: str = ""
    place: str = ""
    established: date | None = None
    level: str = ""  # province, district, commune
    valid_from: date = BEGINNING
    valid_until: date = OPEN
    begun_by: str = ""  # code of the change
    ended_by: str = ""
    latitude: float | None = None
    longitude: float | None = None
    area_km2: float | None = None

    @property
    def key(self) -> tuple[str, date]:
        return self.code, self.valid_from

    @property
    def full_name(self) -> Words:
        return full_name(self.kind, self.name)

    @property
    def last_day(self) -> date:
        """The last day of its life; `OPEN` where no end is known."""
        return self.valid_until if self.valid_until == OPEN else self.valid_until - timedelta(days=1)

    def is_alive(self, day: date) -> bool:
        return self.valid_from <= day < self.valid_until or (day == OPEN == self.valid_until)


class Spanned(Protocol):
    """Whatever holds between two days, the second not included: a unit, a mandate, a collection."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_until(self) -> date: ...


def said_span(held: Spanned) -> Words:
    """ "trước 01/07/2025", "từ 01/07/2025", or between two days; nothing is said of a beginning that is not known."""
    if held.valid_until == OPEN:
        if held.valid_from == BEGINNING:
            return Words("từ đầu sổ đến nay", "since the register begins")
        return words("từ {a}", "from {a}", a=held.valid_from)
    if held.valid_from == BEGINNING:
        return words("trước {b}", "before {b}", b=held.valid_until)
    return words("từ {a} đến trước {b}", "from {a} until {b}", a=held.valid_from, b=held.valid_until)


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
    """Complete months of being, both days included: from 15 February one month is complete on 14 March.

    A month that has no such day ends with its last one: from 31 January, one is complete on the last of February.

    >>> whole_months(date(2024, 2, 15), date(2024, 11, 13)), whole_months(date(2024, 2, 15), date(2024, 11, 14))
    (8, 9)
    >>> whole_months(date(2024, 1, 31), date(2024, 2, 29)), whole_months(date(2024, 4, 1), date(2024, 12, 31))
    (1, 9)
    """
    after = end + timedelta(days=1) if end < date.max else end
    return (after.year - start.year) * 12 + after.month - start.month - (after.day < start.day)
