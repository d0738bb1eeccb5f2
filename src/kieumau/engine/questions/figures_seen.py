"""The figures looked at, by indicator, unit and period: those of the units asked about, each within its own life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kieumau.engine.criteria import Check, CheckKind, CriteriaSet
from kieumau.engine.indicators import Every, Indicator, Observation, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.questions.raised_questions import ADVICE, RaisedQuestion, Revision
from kieumau.engine.wording import Words

_DAY = timedelta(days=1)
_NEARLY_ALL = 0.9
Lives = Mapping[str, tuple[date, date | None]]
OfUnit = Mapping[Period, Observation]


@dataclass(frozen=True)
class FigureGrid:
    """One indicator as a table: a row a unit, a column a period, without holes; NaN where a figure is missing."""

    units: tuple[str, ...]
    periods: tuple[Period, ...]
    values: NDArray[np.float64]
    days: NDArray[np.float64]


class FiguresSeen:
    """What is looked at, and how its questions are put."""

    def __init__(
        self,
        criteria: CriteriaSet,
        rows: Iterable[Observation],
        *,
        about: Period,
        lives: Lives | None,
        revisions: Iterable[Revision],
        names: Mapping[str, str],
    ) -> None:
        self.criteria, self.about, self.lives, self.names = criteria, about, lives, names
        self.figures: dict[str, dict[str, dict[Period, Observation]]] = {c: {} for c in criteria.indicators}
        for row in sorted(rows, key=lambda r: (r.unit, r.indicator, r.period, str(r.value), r.place or ())):
            if row.value is not None and row.indicator in self.figures and self.is_own(row.unit, row.period):
                self.figures[row.indicator].setdefault(row.unit, {})[row.period] = row
        self.revisions: dict[tuple[str, str], dict[Period, list[Revision]]] = {}
        for one in sorted(revisions, key=lambda r: (r.unit, r.indicator, r.period, r.version)):
            if self.is_own(one.unit, one.period):
                of_figure = self.revisions.setdefault((one.unit, one.indicator), {})
                of_figure.setdefault(one.period, []).append(one)
        self._grids: dict[str, FigureGrid] = {}

    def is_own(self, unit: str, period: Period) -> bool:
        """Whether the unit had this code on the period's last day; before its life the code was another's."""
        if self.lives is None:
            return True
        first, end = self.lives.get(unit, (date.max, None))
        return first <= period.last and (end is None or period.last < end)

    def lived(self, unit: str, period: Period) -> bool:
        """Whether the unit was there on every day of the period."""
        return self.is_own(unit, period) and (self.lives is None or self.lives[unit][0] <= period.first)

    def of(self, indicator: str) -> Mapping[str, OfUnit]:
        return self.figures[indicator]

    def year(self, day: date) -> Period:
        """The assessment year in which a day lies; the calendar year where each month is judged."""
        if self.criteria.calendar.every == "year":
            return self.criteria.calendar.around(day)
        return Period(date(day.year, 1, 1), date(day.year, 12, 31))

    def ends_year(self, period: Period) -> bool:
        """Some questions look back over a year or more; once a year is enough, with the year's last figure."""
        return self.year(period.first).last <= period.last

    def of_year(self, grid: FigureGrid, end: int) -> tuple[Period, ...]:
        """The periods of the year that ends with a column of the table."""
        year = self.year(grid.periods[end].first)
        return tuple(p for p in grid.periods[: end + 1] if p.last >= year.first)

    def span(self, indicator: Indicator, day: date) -> Period:
        return month_period(day.year, day.month) if indicator.every is Every.MONTH else self.year(day)

    def grid(self, code: str) -> FigureGrid:
        """Every period from the first figure to the one after the last; figures of other spans are left out."""
        if code not in self._grids:
            self._grids[code] = self._grid(self.criteria.indicators[code])
        return self._grids[code]

    def _grid(self, indicator: Indicator) -> FigureGrid:
        figures = self.figures[indicator.code]
        found = {p for own in figures.values() for p in own if p == self.span(indicator, p.last)}
        periods: list[Period] = [min(found)] if found else []
        while periods and periods[-1] <= max(found):
            periods.append(self.span(indicator, periods[-1].last + _DAY))
        columns = {p: i for i, p in enumerate(periods)}
        values = np.full((len(figures), len(periods)), np.nan)
        for i, own in enumerate(figures.values()):
            for period, row in own.items():
                if period in columns and row.value is not None:
                    values[i, columns[period]] = float(row.value)
        return FigureGrid(tuple(figures), tuple(periods), values, np.array([float(p.days) for p in periods]))

    def said(self, period: Period) -> Words:
        """As returns say it: of a unit that began within a year, the year from that day."""
        year, first = self.year(period.last), period.first
        if year.first < first and period.last == year.last and first.month != year.last.month:
            y = period.last.year
            return Words(f"năm {y} (từ {first:%d/%m})", f"{y} (from {first.day}/{first.month})")
        return self.criteria.calendar.words(period)

    def question(
        self, check: Check, period: Period, facts: Iterable[Observation], asks: Words, *of: str
    ) -> RaisedQuestion:
        shown = tuple(sorted(facts, key=lambda f: (f.period, f.indicator)))
        advice = check.advice or ADVICE[check.kind]
        unit = shown[0].unit
        return RaisedQuestion(check.code, check.kind, check.severity, unit, period, of, asks, advice, shown)


def usual(values: Collection[Fraction | int]) -> Fraction | int | None:
    """What nine in ten of them or more are: a figure that hardly varies tells nothing about who counted it, and how."""
    for value, times in Counter(values).most_common(1):
        return value if times >= _NEARLY_ALL * len(values) else None
    return None


def undeclared(kind: CheckKind, *of: str, whole: str = "") -> Check:
    """A check that every set has, where its rulebook declares none."""
    return Check(kind.value, kind, of, whole)
