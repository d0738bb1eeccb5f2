"""One indicator of many units over one period, under the units of one day: each its own figures, or those restated to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable, Summing
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.restating import restate
from kieumau.engine.indicators.summing import summed
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words, words


@dataclass(frozen=True, slots=True)
class Total:
    """The figure of one unit over the period, or the gap in words. `is_restated`: figures of its predecessors are in it."""

    value: Fraction | None
    gap: Words | None = None
    is_restated: bool = False


def totals_of(
    indicator: Indicator,
    rows: Iterable[Observation],
    *,
    units: Sequence[AdminUnit],
    registry: Registry,
    period: Period,
    on: date,
) -> dict[str, Total]:
    """By code of the unit on the day `on`. A sum needs every day covered; the latest may be of a period before.

    A unit that was made of others has their figures of the days before, restated; one made of nothing is asked about
    its own days only. What is known between bounds only is missing here.
    """
    here = {u.code: u for u in units}
    latest = indicator.over_period is Summing.LATEST
    own: dict[str, list[Observation]] = defaultdict(list)
    older = []
    for row in rows:
        if row.indicator != indicator.code or row.value is None:
            continue
        if not (row.period.first <= period.last if latest else period.holds(row.period)):
            continue
        unit = here.get(row.unit)
        if unit is not None and unit.valid_from <= row.period.first and row.period.last < unit.valid_until:
            own[row.unit].append(row)
        elif row.period.last <= on and _means_one(registry, row):
            older.append(row)
    if latest and len(own) == len(here):
        older = []  # a newer figure stands for each
    unsure, mixed = _restated(indicator, older, own, registry, on, here)
    return {
        code: _total(indicator, own.get(code, []), _asked(registry, unit, period), unsure.get(code), code in mixed)
        for code, unit in here.items()
    }


def codes_since(registry: Registry, units: Iterable[AdminUnit], since: date) -> frozenset[str]:
    """The codes of these units and of what they were made of, back to a day."""
    found, seen, waiting = set[str](), set[tuple[str, date]](), list(units)
    while waiting:
        unit = waiting.pop()
        if unit.key in seen:
            continue
        seen.add(unit.key)
        found.add(unit.code)
        if unit.valid_from > since:
            waiting += [step.unit for step in registry.predecessors(unit)]
    return frozenset(found)


def _restated(
    indicator: Indicator,
    older: list[Observation],
    own: dict[str, list[Observation]],
    registry: Registry,
    on: date,
    here: dict[str, AdminUnit],
) -> tuple[dict[str, Words], set[str]]:
    """Adds to `own` what other units' figures give; and tells which units' are not one number, and which are restated."""
    unsure: dict[str, Words] = {}
    mixed: set[str] = set()
    if not older:
        return unsure, mixed
    for f in restate(ObservationTable(tuple(older)), registry, {indicator.code: indicator}, on=on).figures:
        if (unit := here.get(f.unit)) is None:
            continue
        if f.value is None:
            unsure.setdefault(f.unit, words("{p}: {w}", "{p}: {w}", p=f.period.words, w=f.why))
            continue
        own[f.unit].append(Observation(f.unit, f.period, indicator.code, f.value))
        if not all(registry.is_same(part.unit, unit) for part in f.parts):
            mixed.add(f.unit)
    return unsure, mixed


def _total(indicator: Indicator, rows: list[Observation], period: Period, unsure: Words | None, mixed: bool) -> Total:
    value, gap = summed(indicator, rows, period, Calendar())
    return Total(None, unsure or gap) if value is None else Total(Fraction(value), None, mixed)


def _asked(registry: Registry, unit: AdminUnit, period: Period) -> Period:
    if period.first < unit.valid_from <= period.last and not registry.predecessors(unit):
        return Period(unit.valid_from, period.last)
    return period


def _means_one(registry: Registry, row: Observation) -> bool:
    """Whether the code meant one unit throughout the period; else nobody knows whose figure it is."""
    unit = registry.find(row.unit, row.period.last)
    return unit is not None and registry.is_same(registry.find(row.unit, row.period.first), unit)
