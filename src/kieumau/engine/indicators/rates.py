"""A count of many units set over their size, and who differs from the common rate by more than chance makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.indicators.comparing import as_count
from kieumau.engine.indicators.observations import Indicator, Summing
from kieumau.engine.indicators.periods import Period
from kieumau.engine.indicators.totals import Total
from kieumau.engine.statistics.funnels import OUTER, Funnel, funnel
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words

_NO_SIZE = Words("quy mô bằng 0", "its size is 0")


@dataclass(frozen=True, slots=True)
class SizedCount:
    """A unit's count and the size that it is set over. `in_part`: it stood for a part of the period, and its size counts
    for as much."""

    unit: AdminUnit
    counted: int
    over: Fraction
    is_restated: bool
    rounded: bool
    in_part: bool


@dataclass(frozen=True, slots=True)
class UnitRate:
    """A unit's rate beside the common one. `adjusted` is its p, adjusted for all that were looked at."""

    of: SizedCount
    rate: float
    expected: float  # of its size by the common rate
    p: float
    adjusted: float
    is_high: bool

    def is_sure(self, level: float) -> bool:
        """Whether it differs even with so many looked at."""
        return self.adjusted < 1 - level

    def is_outside(self, level: float) -> bool:
        return self.is_sure(level) or self.p < 1 - OUTER


def is_stock(size: Indicator) -> bool:
    """Whether a size is what stood at one time, and not what added up over the period."""
    return size.over_period is Summing.LATEST


def set_over(
    units: Sequence[AdminUnit],
    counts: Mapping[str, Total],
    size: Indicator | None,
    sizes: Mapping[str, Total],
    period: Period,
) -> tuple[list[SizedCount], list[tuple[AdminUnit, Words]]]:
    """Each unit's count over its size, or over the days on which it stood where no size is given; and of the others what
    lacks. A stock counts for the share of the period in which the unit could have counted anything."""
    found, lacking = [], []
    for unit in units:
        count = counts[unit.code]
        share = Fraction((count.part or period).days, period.days)
        over = Total(share * period.days) if size is None else sizes[unit.code]
        in_part = size is not None and is_stock(size) and share < 1
        amount = over.value * share if over.value is not None and in_part else over.value
        if count.value is None or not amount:
            lacking.append((unit, count.gap or over.gap or _NO_SIZE))
            continue
        number = as_count(count.value)
        restated = count.is_restated or over.is_restated
        found.append(SizedCount(unit, number, amount, restated, number != count.value, in_part))
    return found, lacking


def rates_beside_common(counts: Sequence[SizedCount]) -> tuple[list[UnitRate], Funnel]:
    """The largest first; and the common rate with its spread. Raises `ValueError` for a size that is not above zero."""
    ordered = sorted(counts, key=lambda c: (-c.over, name_order(c.unit.name)))
    over = [float(c.over) for c in ordered]
    found = funnel([c.counted for c in ordered], over)
    rates = [
        UnitRate(
            c, float(found.rates[i]), found.rate * over[i], float(found.p[i]), float(found.adjusted[i]),
            bool(found.z[i] > 0),
        )
        for i, c in enumerate(ordered)
    ]  # fmt: skip
    return rates, found
