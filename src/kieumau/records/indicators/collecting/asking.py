"""What is asked of which unit, until when: collections and the rulebooks they name, read once a request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache, reduce
from operator import or_

from kieumau.engine.criteria import (
    CriteriaSet,
    Form,
    clipped,
    form_for,
    load_rulebook,
    shipped_rulebooks,
    version_for,
    whole_periods,
)
from kieumau.engine.indicators import Calendar, Every, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.indicators.models import Collection


@dataclass(frozen=True)
class Deadline:
    """`due` is the last day on which a figure is in time, `closes` the last on which it may change freely."""

    due: date
    closes: date

    def is_late(self, on: date) -> bool:
        return on > self.due

    def is_closed(self, on: date) -> bool:
        return on > self.closes


@dataclass(frozen=True)
class Return:
    """What is asked of one unit for one period. `covered` are the days of the period on which the unit stood.

    `deadline` is that of the whole: due with its first figure, closed with its last. `deadlines` are those of single
    figures where they differ, by code.
    """

    unit: AdminUnit
    period: Period
    covered: Period
    form: Form
    deadline: Deadline
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The period as an address writes it: 2026-03, 2026, or two days.

        By its own days where the unit ended within, for its code may be another's by then.
        """
        return name_of(self.period if self.unit.is_alive(self.period.last) else self.covered)

    def deadline_for(self, code: str) -> Deadline:
        return self.deadlines.get(code, self.deadline)

    def __or__(self, other: Return) -> Return:
        """Both forms of one unit where they cover the same days: a year of which only one month is the unit's."""
        days = {a.code: self.deadline_for(a.code) for a in self.form.entered}
        days |= {a.code: other.deadline_for(a.code) for a in other.form.entered}
        return replace(self, form=self.form | other.form, deadline=_whole(days.values()), deadlines=days)


def name_of(period: Period) -> str:
    return period.label.replace("/", "..")


@lru_cache(maxsize=64)
def programme_sets(programme: str) -> tuple[CriteriaSet, ...]:
    """Every shipped version of a programme, each read once a process."""
    return tuple(load_rulebook(key) for key in shipped_rulebooks() if key.split("/")[0] == programme)


@lru_cache(maxsize=1024)
def _form(keys: tuple[str, ...], kind: str, period: Period, every: Every) -> Form:
    sets = [s for key in keys for s in programme_sets(key.split("/")[0]) if s.key == key]
    return form_for(sets, kind=kind, period=period, every=every)


class Asking:
    """What is asked, as one request sees it. One query; the register is given."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    @cached_property
    def collections(self) -> tuple[Collection, ...]:
        """All that ever began, in the order in which they were begun. One query."""
        return tuple(c for c in Collection.objects.order_by("pk") if c.valid_until > c.valid_from)

    def covering(self, unit: AdminUnit, day: date) -> tuple[Collection, ...]:
        """The collections that ask this unit for a period that ends on the day (or ended with the unit before it)."""
        held = [c for c in self.collections if c.valid_from <= day < c.valid_until]
        if not held:
            return ()
        alive = day if unit.is_alive(day) else unit.last_day
        above = {"", unit.code, *(u.code for u in self.registry.ancestors(unit, alive))}
        return tuple(c for c in held if c.unit in above and (not c.only or unit.code in c.only))

    def asked_of(self, unit: AdminUnit, period: Period, every: Every) -> Return | None:
        """What a unit is asked for a period, None where it is asked nothing. Raises `RulebookError`."""
        covered = clipped(period, unit, every)
        if covered is None:
            return None
        collections = self.covering(unit, period.last)
        keys = tuple(
            dict.fromkeys(
                version_for(sets, period.last).key for c in collections if (sets := programme_sets(c.programme))
            )
        )
        if not keys or not (form := _form(keys, unit.kind, period, every)).entered:
            return None
        # A figure is due and closed as the first collection says that asked for it: one begun later reopens nothing.
        dated: dict[str, Deadline] = {}
        for each in collections:
            dated.setdefault(each.programme, deadline_of(each, covered))
        asking = {s.name for s in form.sets}
        days = {programme: d for programme, d in dated.items() if programme in asking}
        if len(set(days.values())) == 1:
            return Return(unit, period, covered, form, next(iter(days.values())))
        of_figures = {a.code: next(d for p, d in days.items() if p in {s.name for s in a.sets}) for a in form.entered}
        return Return(unit, period, covered, form, _whole(of_figures.values()), of_figures)

    def find(self, code: str, period: Period) -> Return | None:
        """What the unit of this code is asked for a whole period, or for the part of it on which it stood."""
        unit = unit_in(self.registry, code, period)
        if unit is None:
            return None
        month = month_period(period.last.year, period.last.month)
        wholes = ((month, Every.MONTH), *((c.around(period.last), Every.YEAR) for c in self.calendars))
        asked = [r for w, every in wholes if w.holds(period) and (r := self.asked_of(unit, w, every)) is not None]
        if whole := [r for r in asked if r.period == period]:
            return whole[0]
        same = [r for r in asked if r.covered == period]
        return reduce(or_, same) if same else None

    @cached_property
    def calendars(self) -> tuple[Calendar, ...]:
        """The assessment years of the programmes that are collected."""
        found = [s.calendar for c in self.collections for s in programme_sets(c.programme)]
        return tuple(dict.fromkeys(c for c in found if c.every == Every.YEAR)) or (Calendar(),)

    def returns(self, units: Iterable[AdminUnit], *, first: date, last: date) -> list[Return]:
        """Everything asked of these units for periods that end between two days, oldest period first."""
        spans = [(Calendar(), Every.MONTH), *((c, Every.YEAR) for c in self.calendars)]
        # Nobody asks for most of the past: a nation is looked through for the periods that somebody collects alone.
        wholes = [
            (period, every)
            for calendar, every in spans
            for period in whole_periods(calendar, every, first=first, last=last)
            if any(c.valid_from <= period.last < c.valid_until for c in self.collections)
        ]
        found: dict[Period, list[Return]] = defaultdict(list)
        for unit in units if wholes else ():
            for period, every in wholes:
                if (asked := self.asked_of(unit, period, every)) is not None:
                    found[period].append(asked)
        ordered = sorted(found, key=lambda p: (p.last, -p.days))
        return [r for period in ordered for r in found[period]]


def deadline_of(collection: Collection, covered: Period) -> Deadline:
    """Days after the period's last one, or after the day on which the collection was begun, where that is later."""
    known = max(covered.last, collection.recorded_on)
    return Deadline(known + timedelta(days=collection.due_days), known + timedelta(days=collection.closing_days))


def _whole(deadlines: Several[Deadline]) -> Deadline:
    return Deadline(min(d.due for d in deadlines), max(d.closes for d in deadlines))


def unit_in(registry: Registry, code: str, period: Period) -> AdminUnit | None:
    """The unit that the code means at the end of the period, or the last one that it meant within."""
    if (found := registry.find(code, period.last)) is not None:
        return found
    within = [u for u in registry.lives(code) if u.valid_from <= period.last and u.valid_until > period.first]
    return within[-1] if within else None
