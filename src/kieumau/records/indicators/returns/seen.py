"""Whose returns a person sees, and of which months and years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kieumau.engine.indicators import Calendar, Every, Period
from kieumau.engine.indicators.periods import MONTH_DAYS, month_period
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return


def returns_seen(
    asking: Asking, *, by: Acting, to: Permission, first: date, last: date, codes: Iterable[str] | None = None
) -> list[Return]:
    """The returns within a person's scope whose periods end between two days; of some codes only where they are given."""
    found = asking.returns(_units_seen(by, to, first, last, codes), first=first, last=last)
    return [r for r in found if by.may(to, r.unit.code, r.covered.last)]


def returns_of(
    asking: Asking, periods: Iterable[Period], *, by: Acting, to: Permission, codes: Iterable[str] | None = None
) -> list[Return]:
    """The same for some months and years."""
    periods = tuple(periods)
    # A year is asked of the unit that is there at its end, a month of every unit that lived in it.
    since = min(p.first if p.days <= MONTH_DAYS else p.last for p in periods)
    units = _units_seen(by, to, since, max(p.last for p in periods), codes)
    found = [
        asked
        for unit in units
        for period in periods
        if (asked := asking.asked_of(unit, period, Every.YEAR if period.days > MONTH_DAYS else Every.MONTH))
    ]
    return [r for r in found if by.may(to, r.unit.code, r.covered.last)]


def _units_seen(by: Acting, to: Permission, first: date, last: date, codes: Iterable[str] | None) -> list[AdminUnit]:
    """Units that stood between two days and are his. As everywhere, a unit's past is that of who has it today."""
    since = first.replace(day=1)
    wanted = None if codes is None else frozenset(codes)
    return [
        u
        for u in by.registry.units
        if u.valid_until > since
        and u.valid_from <= last
        and (wanted is None or u.code in wanted)
        and (by.may(to, u.code, min(last, u.last_day)) or by.may(to, u.code, max(since, u.valid_from)))
    ]


def months_before(on: date, count: int) -> tuple[Period, ...]:
    """The last months that are over on a day, the oldest first."""
    found = [_month_before(on)]
    while len(found) < count:
        found.append(_month_before(found[-1].first))
    return tuple(reversed(found))


def _month_before(day: date) -> Period:
    eve = day.replace(day=1) - timedelta(days=1)
    return month_period(eve.year, eve.month)


def years_before(calendars: Iterable[Calendar], on: date) -> tuple[Period, ...]:
    """The last year of each calendar that is over on a day."""
    return tuple(dict.fromkeys(c.around(c.around(on).first - timedelta(days=1)) for c in calendars))
