"""What is known of one unit in one assessment period: the figures that conditions are judged on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.sets import MONTHS_IN_BEING
from kieumau.engine.evaluation.judging.sure_changes import sure_change
from kieumau.engine.expressions import Ranges
from kieumau.engine.indicators import Period, Value
from kieumau.engine.statistics.spread import Spread
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.units import whole_months

FigureKey = tuple[str, bool]
"""Code, and whether it is the figure of the same period a year before."""


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """`values` also hold the thresholds in force on `on` and what is computed; `holes` the spans of a period for which
    a figure that was entered in part is missing, and `ranges` what such a figure can still be. `spreads` say of counts
    how much more than by chance their months vary; they qualify what is told of a change, and decide nothing.
    """

    unit: AdminUnit
    period: Period
    on: date
    values: Mapping[FigureKey, Value | None]
    holes: Mapping[FigureKey, tuple[Period, ...]] = field(default_factory=dict)
    ranges: Ranges = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)


def figures_of(
    criteria: CriteriaSet,
    unit: AdminUnit,
    period: Period,
    observed: Mapping[FigureKey, Value],
    *,
    on: date,
    holes: Mapping[FigureKey, tuple[Period, ...]] | None = None,
    ranges: Ranges | None = None,
    spreads: Mapping[str, Spread] | None = None,
) -> UnitFigures:
    """The observed figures with all that follows from them, from the unit and from the day. Missing ones are not there.

    A later amendment does not reach back: a period is judged by what held on its last day, or on `on` before that.
    """
    values: dict[FigureKey, Value | None] = dict(observed)
    day = min(on, period.last)
    for code, threshold in criteria.thresholds.items():
        values[code, False] = threshold.value_on(day, unit.class_)
    for code in criteria.sure_changes:
        values[code, False] = sure_change(criteria, code, values)
    months = whole_months(unit.established, period.last) if unit.established else None
    values[MONTHS_IN_BEING, False] = None if months is None else Fraction(max(months, 0))
    return UnitFigures(unit, period, day, values, holes or {}, ranges or {}, spreads or {})
