"""A count of one unit or of many from one period to another: the two counts, by how much, how sure, and what lacks.

Numbers only; `comparison_words` says them. Whoever compares, a command, a ward's page or a province's, compares here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import isfinite

from kieumau.engine.indicators.codes import units_meant
from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable
from kieumau.engine.indicators.periods import Period
from kieumau.engine.indicators.totals import Total, total_of, totals_of
from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.comparing import CountChange, compare_counts
from kieumau.engine.statistics.methods import Method
from kieumau.engine.statistics.spread import MOST, Spread, pooled, spread_of
from kieumau.engine.territory import AdminUnit, Flows, Registry
from kieumau.engine.wording import Words, plain, round_half_up

SMALL = 20
"""Below this count no percent is said of it: rates of fewer events are unreliable (National Center for Health
Statistics, which marks rates on fewer than 20)."""
_MANY = 300  # pairs from which arrays are quicker in spite of the start of SciPy


@dataclass(frozen=True, slots=True)
class PeriodComparison:
    """One count of one unit, or of several together, in two periods. Without `change` some of it is not known.

    `adjusted` is p, adjusted for all `among` which it was compared.
    """

    indicator: Indicator
    before: Period
    after: Period
    totals: tuple[Total, Total]
    change: CountChange | None = None
    adjusted: float | None = None
    among: int = 1
    rounded: bool = False  # a restated count that is not whole was rounded

    @property
    def is_restated(self) -> bool:
        """Whether figures of other units, restated to this one, were compared."""
        return self.change is not None and any(t.is_restated for t in self.totals)

    @property
    def is_sure(self) -> bool:
        """Whether the difference is more than chance makes, even with so many looked at."""
        return self.change is not None and self.adjusted is not None and self.adjusted < 1 - self.change.level

    @property
    def rises(self) -> bool:
        return self.change is not None and self.change.after > self.change.before


def as_count(amount: Fraction) -> int:
    """A restated amount as the count that is compared: half of a case counts as one."""
    return int(round_half_up(amount, 0))


def alike(before: Period, after: Period) -> bool:
    """Whether two periods are the same part of their years, or as long: compared without counting days."""
    ends = [
        [(d.month, 28 if (d.month, d.day) == (2, 29) else d.day) for d in (p.first, p.last)] for p in (before, after)
    ]
    return (ends[0] == ends[1] and before.last.year - before.first.year == after.last.year - after.first.year) or (
        before.days == after.days
    )


def is_by_day(change: CountChange) -> bool:
    """Whether the periods differ in length, so that rates by the day are compared instead of the counts."""
    return change.exposure_before != change.exposure_after


def differs(change: CountChange) -> bool:
    """Whether there is a difference that chance could have made."""
    return change.before != change.after or (is_by_day(change) and change.before > 0)


def bears_percent(change: CountChange) -> bool:
    """Whether the base is large enough for a percent and its interval."""
    return change.before >= SMALL and isfinite(change.high)


PeriodTotal = tuple[Period, Total]
"""A period, and what is known of it."""


def compare_periods(
    indicator: Indicator,
    rows: Iterable[Observation],
    *,
    before: Period,
    after: Period,
    method: Method = Method.EXACT,
    level: float = 0.95,
) -> PeriodComparison:
    """The change of a count between two periods of one unit, from its own figures or from restated ones.

    `rows` are of this unit and indicator. Raises `ValueError` for what is not a count.
    """
    found = list(rows)
    pair = [(p, total_of(indicator, [r for r in found if p.holds(r.period)], p)) for p in (before, after)]
    spread = spread_of_months(r for r in found if r.period.last <= after.last)
    return compare_totals(indicator, [(pair[0], pair[1])], method=method, level=level, spreads=[spread])[0]


def spread_of_months(rows: Iterable[Observation]) -> Spread | None:
    """How much more than by chance a count varies from month to month: of one unit, or of the parts that make it up.

    From the newest `MOST` months of each; None where there is no year of them.
    """
    months: dict[str, dict[Period, float]] = defaultdict(dict)
    for row in rows:
        if row.value is not None and not isinstance(row.value, bool) and _is_month(row.period):
            months[row.unit][row.period] = float(row.value)
    return spread_of(_neighbours(own) for own in months.values())


def spreads_of_units(
    rows: Iterable[Observation], registry: Registry, *, on: date, coded_on: date | None = None
) -> dict[str, Spread | None]:
    """By code of the unit on the day `on`, from its own months and from those of what it was made of.

    `rows` are of one indicator. A code means the unit of its figure's last day, or of `coded_on`.
    """
    flows, months = Flows(registry, on), defaultdict[str, list[Observation]](list)
    into: dict[tuple[str, date], tuple[str, ...]] = {}
    for row in rows:
        meant = (row.unit, coded_on or row.period.last)
        if meant not in into:
            unit = registry.find(*meant)
            into[meant] = tuple(flows.of(unit)) if unit is not None else ()
        for code in into[meant]:
            months[code].append(row)
    return {code: spread_of_months(each) for code, each in months.items()}


def _neighbours(own: Mapping[Period, float]) -> list[tuple[float | None, float]]:
    """The newest months in order, with a hole where one is missing."""
    found: list[tuple[float | None, float]] = []
    earlier: Period | None = None
    for month in sorted(own)[-MOST:]:
        if earlier is not None and (month.first - earlier.last).days != 1:
            found.append((None, 1.0))
        found.append((own[month], float(month.days)))
        earlier = month
    return found


def _is_month(period: Period) -> bool:
    """A month of any calendar: 1/3 to 31/3, or 15/3 to 14/4."""
    return 28 <= period.days <= 31


def compare_totals(
    indicator: Indicator,
    pairs: Sequence[tuple[PeriodTotal, PeriodTotal]],
    *,
    method: Method,
    level: float,
    spreads: Sequence[Spread | None] = (),
) -> list[PeriodComparison]:
    """Each pair compared, and all adjusted for as many as can be.

    `spreads`: of each pair how much more than by chance its count varies, where that is known.

    Periods of the same days of the year, or of as many days, are compared as they are, a leap day included; others by
    the day. What was asked of a part of its period only, as a unit begun within it, is not compared. Raises `ValueError`
    for what is not a count.
    """
    if not indicator.is_count:
        raise ValueError(f"{indicator.code} is not a count")
    known = [i for i, pair in enumerate(pairs) if all(t.value is not None and t.part is None for _, t in pair)]
    wide = [spreads[i] if spreads else None for i in known]
    changes = dict(zip(known, _changes([pairs[i] for i in known], method, level, wide), strict=True))
    ps = dict(zip(known, adjusted([changes[i].p for i in known]), strict=True))
    return [
        PeriodComparison(
            indicator, before, after, (then, now), changes.get(i), ps.get(i), len(known),
            rounded=i in changes and any(t.value is not None and t.value.denominator != 1 for t in (then, now)),
        )
        for i, ((before, then), (after, now)) in enumerate(pairs)
    ]  # fmt: skip


def compared_together(found: Iterable[PeriodComparison]) -> PeriodComparison | None:
    """The sums of those that can be compared, all of the same two periods; None where there are fewer than two."""
    compared = [c for c in found if c.change is not None]
    if len(compared) < 2 or compared[0].change is None:
        return None
    one, of = compared[0], compared[0].change
    then, now = (
        Total(
            sum((Fraction(as_count(c.totals[i].value or Fraction(0))) for c in compared), Fraction(0)),
            is_restated=any(c.totals[i].is_restated for c in compared),
        )
        for i in range(2)
    )
    pair = ((one.before, then), (one.after, now))
    spread = pooled((c.change.spread, c.change.before + c.change.after) for c in compared if c.change is not None)
    total = compare_totals(one.indicator, [pair], method=of.method, level=of.level, spreads=[spread])[0]
    return replace(total, rounded=any(c.rounded for c in compared))


def _changes(
    pairs: Sequence[tuple[PeriodTotal, PeriodTotal]], method: Method, level: float, spreads: Sequence[Spread | None]
) -> list[CountChange]:
    counts, exposures = [], []
    for (before, then), (after, now) in pairs:
        assert then.value is not None and now.value is not None
        counts.append((as_count(then.value), as_count(now.value)))
        exposures.append((1, 1) if alike(before, after) else (before.days, after.days))
    if len(pairs) < _MANY:
        return [
            compare_counts(b, a, exposure_before=d, exposure_after=e, method=method, level=level, spread=s)
            for (b, a), (d, e), s in zip(counts, exposures, spreads, strict=True)
        ]
    from kieumau.engine.statistics.comparing_many import compare_many  # noqa: PLC0415 (SciPy takes long to start)

    found = compare_many(
        [b for b, _ in counts], [a for _, a in counts],
        exposure_before=[d for d, _ in exposures], exposure_after=[e for _, e in exposures], method=method, level=level,
    )  # fmt: skip
    return [
        compare_counts(b, a, exposure_before=d, exposure_after=e, method=method, level=level, spread=s)
        if s is not None and s.is_wide
        else CountChange(
            b, a, float(found.ratio[i]) if b else None, float(found.low[i]), float(found.high[i]), float(found.p[i]),
            d, e, method, level, s,
        )
        for i, ((b, a), (d, e), s) in enumerate(zip(counts, exposures, spreads, strict=True))
    ]  # fmt: skip


# -- every unit of a table --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """The change of one unit."""

    unit: str
    name: Words
    of: PeriodComparison


@dataclass(frozen=True, slots=True)
class UnitComparisons:
    """Every unit of a table, in the order of their codes. `total` adds up those that can be compared.

    `restated_on` is None where every unit is the same in both periods; `ended` are units without a successor, each with
    how many of its figures cannot be compared; `strangers` are codes that the register has never had, each taken for
    one unit that did not change.
    """

    units: tuple[UnitComparison, ...]
    total: PeriodComparison | None
    restated_on: date | None
    ended: tuple[tuple[AdminUnit, int], ...]
    strangers: tuple[str, ...]

    @property
    def looked_at(self) -> int:
        """How many units were compared, and so how many p is adjusted for."""
        return sum(unit.of.change is not None for unit in self.units)


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
) -> UnitComparisons:
    """Compare a count of each unit between two periods, under the units of the last day of `after`.

    Raises `ObservationError` for codes that mean no unit, or perhaps two, on their day.
    """
    names, on = names or {}, after.last
    rows = [
        r for r in table.rows if r.indicator == indicator.code and (before.holds(r.period) or after.holds(r.period))
    ]
    strangers = {code for code in {r.unit for r in rows} if not registry.lives(code)}
    known = [r for r in rows if r.unit not in strangers]
    meant = units_meant(known, registry, coded_on=coded_on, names=names)
    here, flows = registry.units_on(on).units, Flows(registry, on)
    into = {unit.key: flows.of(unit) for unit, _ in meant}
    units = [here[code] for code in sorted({code for each in into.values() for code in each})]
    then, now = (
        totals_of(indicator, known, units=units, registry=registry, period=p, on=on, coded_on=coded_on)
        for p in (before, after)
    )
    own: dict[str, list[Observation]] = defaultdict(list)
    for row in rows:
        if row.unit in strangers:
            own[row.unit].append(row)
    for code, each in own.items():
        then[code], now[code] = (
            total_of(indicator, [r for r in each if p.holds(r.period)], p) for p in (before, after)
        )
    codes = sorted(then)
    pairs = [((before, then[c]), (after, now[c])) for c in codes]
    spread = {
        **spreads_of_units(known, registry, on=on, coded_on=coded_on),
        **{code: spread_of_months(each) for code, each in own.items()},
    }
    spreads = [spread.get(c) for c in codes]
    found = compare_totals(indicator, pairs, method=method, level=level, spreads=spreads)
    changed = any(unit.code not in here or not registry.is_same(unit, here[unit.code]) for unit, _ in meant)
    ended = Counter({unit: n for unit, n in meant if not into[unit.key]})
    return UnitComparisons(
        tuple(UnitComparison(c, _name(here.get(c), c, names), one) for c, one in zip(codes, found, strict=True)),
        compared_together(found),
        on if changed else None,
        tuple(ended.items()),
        tuple(sorted(strangers)),
    )


def _name(unit: AdminUnit | None, code: str, names: Mapping[str, str]) -> Words:
    return unit.full_name if unit else plain(names.get(code, code))
