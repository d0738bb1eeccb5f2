"""Every read: figures as a table for the engine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db.models import Count

from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.territory import AdminUnit
from kieumau.records.indicators.models import Figure

Key = tuple[str, date, date, str]
_AT_ONCE = 10_000  # codes in one statement


def newest_figures(*, units: Iterable[str], until: date | None = None) -> dict[Key, tuple[str, bool]]:
    """The newest record of each figure of these codes: its value as text, and whether it is invented.

    One query for ten thousand units; `until`, only periods that end by that day.
    """
    codes = sorted(set(units))
    newest: dict[Key, tuple[str, bool]] = {}
    for start in range(0, len(codes), _AT_ONCE):
        found = Figure.objects.filter(unit__in=codes[start : start + _AT_ONCE])
        if until is not None:
            found = found.filter(last__lte=until)
        rows = found.order_by("recorded_at", "pk")
        for unit, first, last, indicator, value, sample in rows.values_list(
            "unit", "first", "last", "indicator", "value", "sample"
        ):
            newest[unit, first, last, indicator] = (value, sample)
    return newest


def figures_table(*, units: Iterable[str], until: date | None = None) -> ObservationTable:
    """The figures of these codes as they are known now."""
    newest = newest_figures(units=units, until=until)
    rows = tuple(
        Observation(unit, Period(first, last), indicator, _read(value))
        for (unit, first, last, indicator), (value, _) in newest.items()
    )
    return ObservationTable(rows, any(sample for _, sample in newest.values()))


def figure_counts(*, units: Iterable[AdminUnit], on: date) -> dict[tuple[str, date], tuple[int, int]]:
    """How many figures each unit has, of periods that end before the day and of later ones. One query."""
    spans = {u.code: u for u in units}
    found: dict[tuple[str, date], tuple[int, int]] = {}
    rows = Figure.objects.filter(unit__in=spans).values("unit", "first", "last")
    for row in rows.annotate(figures=Count("indicator", distinct=True)).order_by():
        unit = spans[row["unit"]]
        if row["last"] >= unit.valid_from:
            before, later = found.get(unit.key, (0, 0))
            late = row["figures"] if row["last"] >= on else 0
            found[unit.key] = (before + row["figures"] - late, later + late)
    return found


def exact(value: Fraction | bool) -> str:
    """A figure as it is stored: nothing is rounded."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(value: str) -> Fraction | bool:
    return value == "true" if value in ("true", "false") else Fraction(value)
