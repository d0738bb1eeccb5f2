"""Every read: figures as a table for the engine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.records.indicators.models import Figure


def figures_table(*, units: Iterable[str], until: date | None = None) -> ObservationTable:
    """The newest record of each figure of these codes; `until`, of periods that end by that day. One query."""
    found = Figure.objects.filter(unit__in=set(units))
    if until is not None:
        found = found.filter(last__lte=until)
    newest: dict[tuple[str, Period, str], Observation] = {}
    sample = False
    for unit, first, last, indicator, value, invented in found.order_by("recorded_at", "pk").values_list(
        "unit", "first", "last", "indicator", "value", "sample"
    ):
        period = Period(first, last)
        newest[unit, period, indicator] = Observation(unit, period, indicator, _read(value))
        sample = sample or invented
    return ObservationTable(tuple(newest.values()), sample)


def _read(value: str) -> Fraction | bool:
    return value == "true" if value in ("true", "false") else Fraction(value)
