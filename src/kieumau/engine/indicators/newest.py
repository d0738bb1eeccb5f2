"""One figure of many units as it was newest on a day: under the units of that day, and the cuts that part it in shades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable
from kieumau.engine.indicators.periods import Period
from kieumau.engine.indicators.restating import RestatedFigure, restate
from kieumau.engine.territory import Registry


@dataclass(frozen=True)
class NewestFigures:
    """By the code of the unit. Without `period` there are none."""

    period: Period | None
    by_unit: Mapping[str, RestatedFigure]

    def cuts(self, shades: int) -> list[Fraction]:
        """The figures at which the units fall into as many parts of about the same size; fewer where many are alike."""
        known = sorted(n for f in self.by_unit.values() if (n := number_of(f)) is not None)
        return sorted({known[len(known) * i // shades] for i in range(1, shades)}) if known else []


def number_of(figure: RestatedFigure) -> Fraction | None:
    """The figure where it is one number."""
    return None if figure.value is None or isinstance(figure.value, bool) else figure.value


def newest_on(
    day: date,
    rows: Iterable[Observation],
    indicator: Indicator,
    *,
    indicators: Mapping[str, Indicator],
    registry: Registry,
) -> NewestFigures:
    """Of the last period that has any, restated to the day; of a ratio `rows` hold its components too."""
    wanted = {indicator.code, *(indicator.components or ())}
    there = [r for r in rows if r.indicator in wanted and registry.find(r.unit, r.period.last)]
    newest = max((r.period for r in there), key=lambda p: (p.last, p.days), default=None)
    kept = ObservationTable(tuple(r for r in there if r.period == newest))
    restated = restate(kept, registry, {c: indicators[c] for c in wanted}, on=day)
    return NewestFigures(newest, {f.unit: f for f in restated.figures if f.indicator == indicator.code})
