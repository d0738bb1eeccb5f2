"""One count of every unit of a table from one period to another, under the units of the later one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kieumau.engine.indicators.changing import PeriodChange, alike, compare_periods, differs, said_adjusted
from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.restating import RestatedFigure, RestatedTable, restate
from kieumau.engine.indicators.summing import said_stretch, summed, uncovered
from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.methods import Method
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words, joined, plain, words

_GAPS = 3  # said of one unit


@dataclass(frozen=True, slots=True)
class UnitChange:
    """The change of one unit. `adjusted` is its p, adjusted for the number of units looked at."""

    unit: str
    name: Words
    of: PeriodChange
    adjusted: float | None


@dataclass(frozen=True, slots=True)
class UnitChanges:
    """Every unit of a table, in the order of their codes. `total` adds up those that can be compared.

    `restated` is None where every unit is the same in both periods; `strangers` are codes that the register has never
    had, each taken for one unit that did not change.
    """

    units: tuple[UnitChange, ...]
    total: PeriodChange | None
    restated: RestatedTable | None
    strangers: tuple[str, ...]

    @property
    def looked_at(self) -> int:
        """How many units were compared, and so how many p is adjusted for."""
        return sum(unit.of.change is not None for unit in self.units)

    def said(self, unit: UnitChange) -> tuple[Words, ...]:
        """The sentence of one unit; where others were looked at too, that it is alone, and what is left beside them."""
        change = unit.of.change
        if change is None or unit.adjusted is None or self.looked_at < 2 or not differs(change):
            return (unit.of.words,)
        return unit.of.said(alone=True), said_adjusted(change, unit.adjusted, self.looked_at)


def compare_units(
    table: ObservationTable,
    registry: Registry,
    indicator: Indicator,
    *,
    before: Period,
    after: Period,
    names: Mapping[str, str] | None = None,
    coded_on: date | None = None,
    method: Method = Method.EXACT,
    level: float = 0.95,
) -> UnitChanges:
    """Compare a count of each unit between two periods.

    Where a unit is not the same in both, the figures are restated first to the units of the last day of `after`.
    Raises `ObservationError` for codes that mean no unit, or perhaps two, on their day.
    """
    names = names or {}
    rows = [
        r for r in table.rows if r.indicator == indicator.code and (before.holds(r.period) or after.holds(r.period))
    ]
    strangers = {code for code in {r.unit for r in rows} if not registry.lives(code)}
    known = [r for r in rows if r.unit not in strangers]
    restated = None
    if any(_changed(registry, r, coded_on or r.period.last, after.last) for r in known):
        part = ObservationTable(tuple(known), table.sample)
        restated = restate(
            part, registry, {indicator.code: indicator}, on=after.last, coded_on=coded_on, names=dict(names)
        )
        rows = [*restated.table.rows, *(r for r in rows if r.unit in strangers)]
    by_unit: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        by_unit[row.unit].append(row)
    figures = _figures(restated)
    found = {}
    for unit in sorted(by_unit.keys() | figures.keys()):
        change = compare_periods(
            indicator, by_unit.get(unit, ()), before=before, after=after, method=method, level=level
        )
        if change.gap is not None and unit in figures:
            change = PeriodChange(indicator, before, after, None, _gap(indicator, figures[unit], before, after))
        found[unit] = change
    ps = adjusted([float("nan") if c.change is None else c.change.p for c in found.values()])
    changes = tuple(
        UnitChange(unit, _name(registry, unit, after.last, names), c, None if c.change is None else float(p))
        for (unit, c), p in zip(found.items(), ps, strict=True)
    )
    return UnitChanges(changes, _total(changes, method, level), restated, tuple(sorted(strangers)))


def _changed(registry: Registry, row: Observation, then: date, now: date) -> bool:
    unit: AdminUnit | None = registry.find(row.unit, now)
    return unit is None or not registry.is_same(registry.find(row.unit, then), unit)


def _figures(restated: RestatedTable | None) -> dict[str, list[RestatedFigure]]:
    figures: dict[str, list[RestatedFigure]] = defaultdict(list)
    for figure in restated.figures if restated else ():
        figures[figure.unit].append(figure)
    return figures


def _gap(indicator: Indicator, figures: list[RestatedFigure], before: Period, after: Period) -> Words:
    """What lacks in each period: whose figures, where only some predecessors' do; else which days nobody has."""
    said: list[Words] = []
    for period in (before, after):
        there = [f for f in figures if period.holds(f.period)]
        whys: dict[Words, list[Period]] = defaultdict(list)
        for figure in there:
            if figure.value is None:
                whys[figure.why].append(figure.period)
        said += [words("{p} {w}", "for {p} {w}", p=said_stretch(parts, period), w=why) for why, parts in whys.items()]
        holes = uncovered(period, [f.period for f in there])
        if holes == [period]:
            said.append(summed(indicator, (), period, Calendar())[1] or Words("", ""))
        elif holes:
            missing = said_stretch(holes, period)
            said.append(words("thiếu số liệu {h}", "figures are missing for {h}", h=missing))
    more = [words("và {n} chỗ thiếu khác", "and {n} more gaps", n=len(said) - _GAPS)] if len(said) > _GAPS else []
    return joined([*said[:_GAPS], *more], "; ")


def _name(registry: Registry, code: str, day: date, names: Mapping[str, str]) -> Words:
    unit = registry.find(code, day)
    return unit.full_name if unit else plain(names.get(code, code))


def _total(units: tuple[UnitChange, ...], method: Method, level: float) -> PeriodChange | None:
    compared = [u.of for u in units if u.of.change is not None]
    if len(compared) < 2:
        return None
    one = compared[0]
    before, after = (sum(getattr(c.change, side) for c in compared) for side in ("before", "after"))
    days = (1, 1) if alike(one.before, one.after) else (one.before.days, one.after.days)
    change = compare_counts(before, after, exposure_before=days[0], exposure_after=days[1], method=method, level=level)
    return PeriodChange(one.indicator, one.before, one.after, change, rounded=any(c.rounded for c in compared))
