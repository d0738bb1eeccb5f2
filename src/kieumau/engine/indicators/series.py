"""One figure of one unit through time: a point a period, its own and its predecessors' restated, and a year beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kieumau.engine.indicators.comparing import PeriodComparison, compare_totals, spread_of_months
from kieumau.engine.indicators.observations import Every, Indicator, Observation, ObservationTable, Value
from kieumau.engine.indicators.periods import Calendar, Period, month_period
from kieumau.engine.indicators.restating import RestatedFigure, RestatedState, restate
from kieumau.engine.indicators.summing import summed
from kieumau.engine.indicators.totals import Total, total_of
from kieumau.engine.statistics.methods import Method
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class SeriesPoint:
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
class FigureSeries:
    """Everything that is known of one figure of one unit until a day."""

    points: tuple[SeriesPoint, ...]  # of neighbouring months; else of each period that there is a figure for
    rows: tuple[Observation, ...]  # each figure that is one number or a fact, as this unit's
    lost: Words | None  # why some of its predecessors' figures cannot be restated

    def total(self, indicator: Indicator, period: Period) -> Total:
        """The figure of a longer period, or what lacks."""
        there = [p for p in self.points if period.holds(p.period)]
        unsure = [(p.period, p.why) for p in there if p.value is None and p.why is not None]
        found = total_of(indicator, [r for r in self.rows if period.holds(r.period)], period)
        return replace(found, is_restated=any(p.restated for p in there), unsure=tuple(unsure))


def series_of(
    indicator: Indicator,
    rows: Iterable[Observation],
    *,
    unit: AdminUnit,
    registry: Registry,
    indicators: Mapping[str, Indicator],
    until: date,
    corrected: Collection[Period] = (),
) -> FigureSeries:
    """Of periods that are over by the day `until`. `rows` are of the unit and of what it came from, and, of a ratio, of
    its components too; `corrected` are periods of figures with more than one version."""
    table = restate(ObservationTable(tuple(rows)), registry, indicators, on=min(until, unit.last_day))
    mine = [f for f in table.figures if (f.unit, f.indicator) == (unit.code, indicator.code)]
    every = sorted(mine, key=lambda f: (f.period.last, f.period.first))
    known = [f for f in every if f.standing is not RestatedState.LOST]
    spans = _months(known, until) if indicator.every is Every.MONTH else [(f.period, [f]) for f in known]
    return FigureSeries(
        points=tuple(_point(p, of, unit, indicator, corrected, registry) for p, of in spans),
        rows=tuple(Observation(unit.code, f.period, f.indicator, f.value) for f in known if f.value is not None),
        lost=next((f.why for f in every if f.standing is RestatedState.LOST), None),
    )


def _months(figures: Iterable[RestatedFigure], until: date) -> list[tuple[Period, list[RestatedFigure]]]:
    """Every month from the first that has a figure to the last that is over, with those that lack one."""
    by_month: dict[Period, list[RestatedFigure]] = defaultdict(list)
    for f in figures:
        month = month_period(f.period.last.year, f.period.last.month)
        if month.holds(f.period):
            by_month[month].append(f)
    if not by_month:
        return []
    found, month = [], min(by_month)
    while month.last <= until:
        found.append((month, by_month.get(month, [])))
        following = month.last + timedelta(days=1)
        month = month_period(following.year, following.month)
    return found


def _point(
    period: Period, figures: list[RestatedFigure], unit: AdminUnit, indicator: Indicator,
    corrected: Collection[Period], registry: Registry,
) -> SeriesPoint:  # fmt: skip
    """One month of the figures within it: a month in which a unit began may have two."""
    rows = [Observation(f.unit, f.period, f.indicator, f.value) for f in figures]
    value, _ = summed(indicator, rows, period, Calendar()) if rows else (None, None)
    restated = any(not registry.is_same(p.unit, unit) for f in figures for p in f.parts)
    low = high = why = None
    if len(figures) == 1:
        why = figures[0].why if restated else None
        if value is None:
            low, high = figures[0].low, figures[0].high
    return SeriesPoint(period, value, low, high, restated, any(period.holds(c) for c in corrected), why)


def first_own(points: Sequence[SeriesPoint]) -> int:
    """The place of the first period that is the unit's own, where those before it are restated; else 0."""
    own = [i for i, p in enumerate(points) if p.value is not None and not p.restated]
    return own[0] if own and any(p.restated for p in points[: own[0]]) else 0


# -- beside the year before -------------------------------------------------------------------------------------------


def compare_with_year_before(
    series: FigureSeries, indicator: Indicator, *, calendar: Calendar, method: Method, level: float
) -> list[PeriodComparison]:
    """Of a count, the last whole year, the year so far and the newest month, each beside the same a year before; of a
    yearly one the newest year. Nothing for what is no count or has no figure."""
    if not indicator.is_count:
        return []
    pairs = [
        ((before, series.total(indicator, before)), (after, series.total(indicator, after)))
        for before, after in _years_beside(series, indicator, calendar)
    ]
    newest = [after.last for _, (after, _) in pairs]
    spreads = [spread_of_months(r for r in series.rows if r.period.last <= last) for last in newest]
    return compare_totals(indicator, pairs, method=method, level=level, spreads=spreads)


def _years_beside(series: FigureSeries, indicator: Indicator, calendar: Calendar) -> list[tuple[Period, Period]]:
    """Before and after, each pair once."""
    known = [p.period for p in series.points if p.number is not None]
    if not known:
        return []
    last = known[-1].last
    if indicator.every is not Every.MONTH:
        year = calendar.around(last)
        return [(calendar.before(year), year)]

    def so_far(of: int) -> Period:
        return Period(date(of, 1, 1), month_period(of, last.month).last)

    def whole(of: int) -> Period:
        return Period(date(of, 1, 1), date(of, 12, 31))

    now = last.year
    complete = now if last.month == 12 else now - 1
    pairs = [
        (whole(complete - 1), whole(complete)),
        (so_far(now - 1), so_far(now)),
        (month_period(now - 1, last.month), month_period(now, last.month)),
    ]
    return list(dict.fromkeys(pairs))
