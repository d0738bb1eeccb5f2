"""One indicator of many units over one period, under the units of one day: each its own figures, or those restated to it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import lcm

from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable, Summing
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.restating import RestatedFigure, RestatedState, restate
from kieumau.engine.indicators.summing import summed, uncovered
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words, words

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Total:
    """The figure of one unit over a period, or what lacks: `gap` says the first of it.

    `is_restated`: figures of its predecessors are in it. `part`: the days it was asked about, where these are fewer than
    the period's. `unsure`: what its predecessors' figures do not give as one number, and why; `holes`: days of which
    nobody tells.
    """

    value: Fraction | None
    gap: Words | None = None
    is_restated: bool = False
    part: Period | None = None
    unsure: tuple[tuple[Period, Words], ...] = ()
    holes: tuple[Period, ...] = ()


def totals_of(
    indicator: Indicator,
    rows: Iterable[Observation],
    *,
    units: Sequence[AdminUnit],
    registry: Registry,
    period: Period,
    on: date,
    coded_on: date | None = None,
) -> dict[str, Total]:
    """By code of the unit on the day `on`. A sum needs every day covered; the latest may be of a period before.

    A unit that was made of others has their figures of the days before, restated; one made of nothing is asked about
    its own days only. What is known between bounds only is missing here. A code means one unit throughout the period of
    its figure, else nobody knows whose it is; with `coded_on` it means the unit of that day.
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
        if (unit := here.get(row.unit)) is not None and _is_own(registry, unit, row, coded_on):
            own[row.unit].append(row)
        elif row.period.last <= on:
            older.append(row)
    asked = _without_newer(here, own, older) if latest else here
    unsure, mixed = _restated(indicator, older, own, _Day(registry, on, coded_on), asked)
    found = {}
    for code, unit in here.items():
        days = own_days(registry, unit, period)
        total = total_of(indicator, own.get(code, []), days, unsure=unsure.get(code, ()), is_restated=code in mixed)
        found[code] = total if days == period else replace(total, part=days)
    return found


def total_of(
    indicator: Indicator,
    rows: Sequence[Observation],
    period: Period,
    *,
    unsure: Sequence[tuple[Period, Words]] = (),
    is_restated: bool = False,
) -> Total:
    """Of one unit, from figures that are all its own by now."""
    value, gap = summed(indicator, rows, period, Calendar())
    if value is not None:
        return Total(Fraction(value), None, is_restated)
    holes = uncovered(period, [*(r.period for r in rows if r.value is not None), *(p for p, _ in unsure)])
    first = next((words("{p}: {w}", "{p}: {w}", p=p.words, w=why) for p, why in unsure), gap)
    return Total(None, first, unsure=tuple(unsure), holes=tuple(holes))


@dataclass(frozen=True, slots=True)
class _Day:
    """Under whose units: those of a day. Codes of figures are read on their own days, or all on one."""

    registry: Registry
    on: date
    coded_on: date | None


def _is_own(registry: Registry, unit: AdminUnit, row: Observation, coded_on: date | None) -> bool:
    if coded_on is not None:
        meant = registry.find(row.unit, coded_on)
        return meant is not None and meant.key == unit.key
    return unit.valid_from <= row.period.first and row.period.last < unit.valid_until


def _without_newer(
    here: Mapping[str, AdminUnit], own: Mapping[str, list[Observation]], older: Iterable[Observation]
) -> Mapping[str, AdminUnit]:
    """Where only the latest counts: the units without a figure of their own that is later than all of these."""
    last = max((row.period.last for row in older), default=date.min)
    return {c: u for c, u in here.items() if all(row.period.last <= last for row in own.get(c, ()))}


def _restated(
    indicator: Indicator,
    older: Iterable[Observation],
    own: dict[str, list[Observation]],
    day: _Day,
    asked: Mapping[str, AdminUnit],
) -> tuple[dict[str, list[tuple[Period, Words]]], set[str]]:
    """Adds to `own` what other units' figures give; and tells which units' are not one number, and which are restated."""
    unsure: dict[str, list[tuple[Period, Words]]] = defaultdict(list)
    mixed: set[str] = set()
    latest = indicator.over_period is Summing.LATEST
    for f in _figures(indicator, older, day, asked):
        unit = asked[f.unit]
        if latest and any(row.period.last > f.period.last for row in own.get(f.unit, ())):
            continue
        if f.value is None:
            unsure[f.unit].append((f.period, f.why))
            continue
        own[f.unit].append(Observation(f.unit, f.period, indicator.code, f.value))
        if not all(day.registry.is_same(part.unit, unit) for part in f.parts):
            mixed.add(f.unit)
    return unsure, mixed


def _figures(
    indicator: Indicator, rows: Iterable[Observation], day: _Day, asked: Mapping[str, AdminUnit]
) -> list[RestatedFigure]:
    """The rows restated. What adds up over time is added up first: all months of a unit at once.

    A unit for which some predecessor then lacks a figure is restated month by month, and so tells which is missing.
    """
    rows = _flowing_into(asked, day, rows)
    if indicator.over_period is not Summing.SUM:
        return _each_restated(indicator, rows, day, asked)
    found = _each_restated(indicator, _added_up(day.registry, rows), day, asked)
    lacking = {f.unit: asked[f.unit] for f in found if f.standing is RestatedState.INCOMPLETE}
    again = _flowing_into(lacking, day, rows)
    return [f for f in found if f.unit not in lacking] + _each_restated(indicator, again, day, lacking)


def _flowing_into(asked: Mapping[str, AdminUnit], day: _Day, rows: Iterable[Observation]) -> list[Observation]:
    """The rows of all codes that these units were made of; they may hold others' too."""
    if day.coded_on is not None:  # of a later day, codes of what they became
        return list(rows) if asked else []
    codes = day.registry.codes_with_predecessors(asked.values())
    return [row for row in rows if row.unit in codes]


def _each_restated(
    indicator: Indicator, rows: Iterable[Observation], day: _Day, asked: Mapping[str, AdminUnit]
) -> list[RestatedFigure]:
    sure = tuple(row for row in rows if day.coded_on is not None or _means_one(day.registry, row))
    if not sure:
        return []
    codes = {indicator.code: indicator}
    table = restate(ObservationTable(sure), day.registry, codes, on=day.on, coded_on=day.coded_on)
    return [f for f in table.figures if f.unit in asked]


def _added_up(registry: Registry, rows: Iterable[Observation]) -> list[Observation]:
    """As one the rows of a code that follow each other, between two days on which any unit begins or ends."""
    turns = sorted({day for u in registry.units for day in (u.valid_from, u.valid_until)})
    stretches: dict[tuple[str, int, int], list[Observation]] = defaultdict(list)
    for row in rows:
        between = bisect_right(turns, row.period.first), bisect_right(turns, row.period.last)
        stretches[row.unit, *between].append(row)
    return [one for each in stretches.values() for one in _as_one(each)]


def _as_one(rows: list[Observation]) -> list[Observation]:
    """Left apart where days are missing or told twice, and below zero, where months not known could cancel out."""
    rows.sort(key=lambda r: r.period.first)
    values = [r.value for r in rows if r.value is not None]
    if any(b.period.first - a.period.last != _DAY for a, b in pairwise(rows)) or any(v.numerator < 0 for v in values):
        return rows
    of = lcm(*(v.denominator for v in values))  # much faster than adding fractions one by one
    added = Fraction(sum(v.numerator * (of // v.denominator) for v in values), of)
    return [Observation(rows[0].unit, Period(rows[0].period.first, rows[-1].period.last), rows[0].indicator, added)]


def own_days(registry: Registry, unit: AdminUnit, period: Period) -> Period:
    """The days of the period that a unit is asked about: its own, where it was made of nothing within the period."""
    if period.first < unit.valid_from <= period.last and not registry.predecessors(unit):
        return Period(unit.valid_from, period.last)
    return period


def _means_one(registry: Registry, row: Observation) -> bool:
    """Whether the code meant one unit throughout the period; else nobody knows whose figure it is."""
    unit = registry.find(row.unit, row.period.last)
    return unit is not None and registry.is_same(registry.find(row.unit, row.period.first), unit)
