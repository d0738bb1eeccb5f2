"""The figures of one unit year by year, those of the units it came from restated: what a year's parts make together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable, OverUnits, Summing
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.restating import RestatedFigure, restate
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import words


@dataclass(frozen=True, slots=True)
class CoveredYear:
    """A year, and the days of it of which any figure tells, as ordinals."""

    year: Period
    days: frozenset[int]

    @property
    def is_whole(self) -> bool:
        return len(self.days) >= self.year.days

    @property
    def stretch(self) -> Period | None:
        """The days where no day is missing between them, and all lie in one calendar year."""
        whole = Period(date.fromordinal(min(self.days)), date.fromordinal(max(self.days)))
        return whole if whole.days == len(self.days) and whole.first.year == whole.last.year else None


@dataclass(frozen=True)
class FiguresByYear:
    """The years, oldest first; and of each indicator its figure in each of them, None where there is none."""

    years: tuple[CoveredYear, ...]
    figures: Mapping[str, tuple[RestatedFigure | None, ...]]


def figures_by_year(
    rows: Iterable[Observation],
    *,
    unit: AdminUnit,
    line: Sequence[AdminUnit],
    registry: Registry,
    indicators: Mapping[str, Indicator],
    calendar: Calendar,
    on: date,
    most: int = 6,
) -> FiguresByYear:
    """Under the unit, of counts and ratios, in the newest years. `line` are the units whose figures may be in it."""
    keys = {u.key for u in line}
    own = tuple(
        r for r in rows
        if r.indicator in indicators
        and (found := registry.find(r.unit, r.period.last)) is not None and found.key in keys
    )  # fmt: skip
    parts: dict[str, dict[Period, list[RestatedFigure]]] = defaultdict(lambda: defaultdict(list))
    for f in restate(ObservationTable(own), registry, indicators, on=on).figures if own else ():
        if f.unit == unit.code:
            parts[f.indicator][calendar.around(f.period.last)].append(f)
    newest = sorted({year for each in parts.values() for year in each})[-most:]
    years = tuple(
        CoveredYear(year, _days(f.period for each in parts.values() for f in each.get(year, ()))) for year in newest
    )
    return FiguresByYear(
        years,
        {
            code: tuple(_together(parts[code].get(y.year, []), indicator.over_period, y.days) for y in years)
            for code, indicator in indicators.items()
            if code in parts and indicator.over_units in (OverUnits.SUM, OverUnits.RATIO)
        },
    )


def _days(periods: Iterable[Period]) -> frozenset[int]:
    return frozenset(d for p in periods for d in range(p.first.toordinal(), p.last.toordinal() + 1))


def _together(figures: list[RestatedFigure], summing: Summing, covered: frozenset[int]) -> RestatedFigure | None:
    """One figure of the parts of a year: their sum where they are summed, else the latest.

    A sum that lacks days of which others tell is at least so much: a missing month is not zero.
    """
    if not figures:
        return None
    latest = max(figures, key=lambda f: f.period)
    lacks = len(covered) - len(_days(f.period for f in figures)) if summing is Summing.SUM else 0
    if summing is not Summing.SUM or (len(figures) == 1 and not lacks):
        return latest
    worst = max(figures, key=lambda f: (f.value is None, f.high is None, f.low is None))
    low = _sum([f.low for f in figures])
    high = None if lacks else _sum([f.high for f in figures])
    value = low if worst.value is not None and not lacks else None
    if lacks and worst.value is not None:
        why = words("thiếu số liệu của {n} ngày", "figures of {n} days are missing", n=lacks)
    else:
        why = worst.why if value is None else words("{n} kỳ, {w}", "{n} periods, {w}", n=len(figures), w=latest.why)
    return RestatedFigure(
        latest.unit, latest.period, latest.indicator, worst.standing, value, low, high, latest.parts, why
    )


def _sum(amounts: Sequence[Fraction | None]) -> Fraction | None:
    known = [a for a in amounts if a is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None
