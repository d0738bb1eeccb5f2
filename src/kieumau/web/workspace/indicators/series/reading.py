"""One figure of one unit through time: its periods, its own and its predecessors' restated, where each comes from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks, version_for
from kieumau.engine.indicators import Calendar, Every, Indicator, Observation, ObservationTable, Period, Value
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.indicators.restating import RestatedFigure, RestatedState, restate
from kieumau.engine.indicators.summing import summed
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.collecting.asking import Asking, programme_sets
from kieumau.records.indicators.figures.access import access_series
from kieumau.records.indicators.figures.queries import read
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source

MONTHS = 60
"""Shown at most: five years."""


@dataclass(frozen=True)
class Meaning:
    """What a figure's code means for a unit on a day, and the set that says so."""

    indicator: Indicator
    criteria: CriteriaSet
    is_asked: bool  # of this unit, by a collection

    @property
    def is_monthly(self) -> bool:
        return self.indicator.every is Every.MONTH

    def said(self, period: Period) -> Words:
        """A period by its name; of a year in which the unit began, the days that the figure covers too."""
        year = self.criteria.calendar.around(period.last)
        if self.is_monthly or period == year or not year.holds(period):
            return self.criteria.calendar.words(period) if not self.is_monthly else period.words
        return words(
            "{y}, từ {a} đến {b}",
            "{y}, {a} to {b}",
            y=self.criteria.calendar.words(year),
            a=period.first,
            b=period.last,
        )

    def tick(self, period: Period) -> Words:
        """Its name under an axis: 6/2026, 2026."""
        if self.is_monthly:
            return Words(f"{period.first.month}/{period.first.year}", f"{period.first:%m/%Y}")
        return plain(self.criteria.calendar.name(self.criteria.calendar.around(period.last)))


@dataclass(frozen=True)
class Point:
    """The figure of one period. Without `value` it is missing, or known between bounds only."""

    period: Period
    value: Value | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    restated: bool = False
    corrected: bool = False
    why: Words | None = None  # what a restated figure is made of, or why it is not one number

    @property
    def number(self) -> Fraction | None:
        return None if self.value is None or isinstance(self.value, bool) else self.value

    @property
    def is_bounded(self) -> bool:
        return self.value is None and (self.low is not None or self.high is not None)


@dataclass(frozen=True)
class Correction:
    """A figure that has more than one version: what it was first, what it is, and the newest reason."""

    unit: AdminUnit
    period: Period
    times: int
    first: Value | None
    now: Value | None
    reason: str
    recorded_at: object


@dataclass(frozen=True)
class Series:
    """Everything that is known of one figure of one unit until a day."""

    points: tuple[Point, ...]  # of neighbouring months; else of each period that there is a figure for
    rows: tuple[Observation, ...]  # each figure that is one number or a fact, as this unit's
    corrections: tuple[Correction, ...]  # the newest period first
    sources: Counter[Source]
    sample: bool
    lost: Words | None = None  # why some of its predecessors' figures cannot be restated


def meanings(unit: AdminUnit, day: date, asking: Asking) -> dict[str, Meaning]:
    """What may be shown of a unit: the figures that it is asked for, then those that any other set asks of its kind."""
    asked = [c.programme for c in asking.covering(unit, min(day, unit.last_day))]
    shipped = [key.split("/")[0] for key in shipped_rulebooks()]
    found: dict[str, Meaning] = {}
    for programme in dict.fromkeys([*asked, *shipped]):
        criteria = version_for(programme_sets(programme), day)
        if unit.kind in criteria.applies_to:
            for code, indicator in criteria.indicators.items():
                if not indicator.children:
                    found.setdefault(code, Meaning(indicator, criteria, programme in asked))
    return found


def series_of(unit: AdminUnit, meaning: Meaning, *, until: date, by: Acting) -> Series:
    """Of periods that are over by the day `until`, itself included. One query. Raises `NoReturnError`."""
    indicator = meaning.indicator
    codes = (indicator.code, *(indicator.components or ()))
    found = access_series(unit, indicators=codes, until=until, by=by)
    newest = {(f.unit, f.first, f.last, f.indicator): f for _, f in found}
    given = tuple(
        Observation(f.unit, Period(f.first, f.last), f.indicator, read(f.value))
        for f in newest.values()
        if f.value != WITHDRAWN
    )
    every = _restated(unit, meaning, given, by.registry, until)
    restated = [f for f in every if f.standing is not RestatedState.LOST]
    ours = [(u, f) for u, f in found if f.indicator == indicator.code]
    corrections = _corrections(ours)
    corrected = {c.period for c in corrections}
    if meaning.is_monthly:
        points = _months(restated, unit, indicator, corrected, by.registry, until)
    else:
        points = tuple(_point(f.period, [f], unit, indicator, corrected, by.registry) for f in restated)
    return Series(
        points=points,
        rows=tuple(Observation(unit.code, f.period, f.indicator, f.value) for f in restated if f.value is not None),
        corrections=corrections,
        sources=Counter(
            Source(f.source) for f in newest.values() if f.indicator == indicator.code and f.value != WITHDRAWN
        ),
        sample=any(f.sample for f in newest.values() if f.value != WITHDRAWN),
        lost=next((f.why for f in every if f.standing is RestatedState.LOST), None),
    )


def _restated(
    unit: AdminUnit, meaning: Meaning, given: tuple[Observation, ...], registry: Registry, until: date
) -> list[RestatedFigure]:
    """In the order of their periods."""
    day = min(until, unit.last_day)
    table = restate(ObservationTable(given), registry, meaning.criteria.indicators, on=day)
    mine = [f for f in table.figures if (f.unit, f.indicator) == (unit.code, meaning.indicator.code)]
    return sorted(mine, key=lambda f: (f.period.last, f.period.first))


def _months(
    figures: Iterable[RestatedFigure], unit: AdminUnit, indicator: Indicator, corrected: set[Period],
    registry: Registry, until: date,
) -> tuple[Point, ...]:  # fmt: skip
    """Every month from the first that has a figure to the last that is over, with those that lack one."""
    by_month: dict[Period, list[RestatedFigure]] = defaultdict(list)
    for f in figures:
        month = month_period(f.period.last.year, f.period.last.month)
        if month.holds(f.period):
            by_month[month].append(f)
    if not by_month:
        return ()
    months: list[Period] = []
    month = min(by_month)
    while month.last <= until:
        months.append(month)
        following = month.last + timedelta(days=1)
        month = month_period(following.year, following.month)
    return tuple(_point(m, by_month.get(m, []), unit, indicator, corrected, registry) for m in months)


def _point(
    period: Period, figures: list[RestatedFigure], unit: AdminUnit, indicator: Indicator, corrected: set[Period],
    registry: Registry,
) -> Point:  # fmt: skip
    """One month of the figures within it: a month in which a unit began may have two."""
    rows = [Observation(f.unit, f.period, f.indicator, f.value) for f in figures]
    value, _ = summed(indicator, rows, period, Calendar()) if rows else (None, None)
    restated = any(not registry.is_same(p.unit, unit) for f in figures for p in f.parts)
    low = high = why = None
    if len(figures) == 1:
        why = figures[0].why if restated else None
        if value is None:
            low, high = figures[0].low, figures[0].high
    return Point(period, value, low, high, restated, any(period.holds(c) for c in corrected), why)


def _corrections(found: list[tuple[AdminUnit, Figure]]) -> tuple[Correction, ...]:
    versions: dict[tuple[AdminUnit, Period], list[Figure]] = defaultdict(list)
    for unit, figure in found:
        versions[unit, Period(figure.first, figure.last)].append(figure)
    return tuple(
        Correction(
            unit, period, len(of) - 1, _value(of[0]), _value(of[-1]), of[-1].reason, of[-1].recorded_at
        )
        for (unit, period), of in sorted(versions.items(), key=lambda item: item[0][1], reverse=True)
        if len(of) > 1
    )  # fmt: skip


def _value(figure: Figure) -> Value | None:
    return None if figure.value == WITHDRAWN else read(figure.value)
