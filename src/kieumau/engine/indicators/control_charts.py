"""A monthly count followed through time: limits from the months before, runs about the middle, and slow drifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, isnan, nan

import numpy as np
from numpy.typing import NDArray

from kieumau.engine.indicators.periods import Period
from kieumau.engine.indicators.series import FigureSeries
from kieumau.engine.statistics.drifts import cusum, ewma, standardised
from kieumau.engine.statistics.limits import WINDOW, Limits, moving_limits
from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.statistics.runs import Runs, runs_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drift:
    """The series has moved slowly away from what its base lets one expect. `since` is a month's place in the series."""

    since: int
    rises: bool


@dataclass(frozen=True, slots=True)
class NewestMonths:
    """Months of a series held against their limits: those outside, those of them among the newest `window`; how many
    could be held at all, and how many of those among the newest."""

    outside: tuple[int, ...]
    recent: tuple[int, ...]
    held: int
    held_recently: int
    window: int


@dataclass(frozen=True)
class Followed:
    """A series, one count a month, NaN where there is none; every array has one value a month."""

    months: tuple[Period, ...]
    counts: Floats
    limits: Limits
    ewma: Floats  # in standard deviations; NaN before there are limits
    ewma_limit: Floats

    @cached_property
    def outside(self) -> tuple[int, ...]:
        """The months outside their limits."""
        x = self.counts
        return tuple(int(i) for i in np.flatnonzero((x < self.limits.low) | (x > self.limits.high)))

    @cached_property
    def known_limits(self) -> int:
        """How many months have both a count and limits."""
        return int((np.isfinite(self.counts) & np.isfinite(self.limits.high)).sum())

    def limits_at(self, i: int) -> tuple[float, float, float] | None:
        """Lower, centre and upper of one month; None where there are none yet."""
        low, centre, high = (float(x[i]) for x in (self.limits.low, self.limits.centre, self.limits.high))
        return None if isnan(low + centre + high) else (low, centre, high)

    def newest(self, first: int, months: int) -> NewestMonths:
        """What is outside from the month `first` on, and what of it in the newest months."""
        count = len(self.months)
        held = [i for i in range(first, count) if self.limits_at(i) and isfinite(self.counts[i])]
        outside = tuple(i for i in self.outside if i >= first)
        window = min(months, count)
        recent = tuple(i for i in outside if i >= count - months)
        return NewestMonths(outside, recent, len(held), sum(i >= count - window for i in held), window)

    @cached_property
    def runs(self) -> Runs:
        """Of the newest two years."""
        return runs_of(self.counts[-WINDOW:])

    @cached_property
    def drift(self) -> Drift | None:
        """Where the EWMA ends beyond its limit; since when, by the CUSUM: the month after its last zero."""
        known = np.flatnonzero(np.isfinite(self.ewma))
        if not known.size or abs(self.ewma[known[-1]]) <= self.ewma_limit[known[-1]]:
            return None
        rises = bool(self.ewma[known[-1]] > 0)
        sums = cusum(_deviations(self.counts, self.limits))[0 if rises else 1]
        zeros = np.flatnonzero(sums == 0)
        return Drift(int(min(zeros[-1] + 1 if zeros.size else known[0], known[-1])), rises)


def follow(months: Sequence[Period], counts: Sequence[float], *, rule: LimitsRule = LimitsRule.EXACT) -> Followed:
    """`months` are neighbours, oldest first. Each month's limits come from at most the 24 months before it."""
    x, days = np.asarray(counts, float), np.asarray([m.days for m in months], float)
    moving = moving_limits(x[None, :], days, rule=rule)
    limits = Limits(rule, moving.centre[0], moving.low[0], moving.high[0], moving.spread[0])
    z = _deviations(x, limits)
    means, limit = ewma(z)
    begun = np.flatnonzero(np.isfinite(z))
    before = np.arange(len(x)) < (begun[0] if begun.size else len(x))
    return Followed(tuple(months), x, limits, np.where(before, np.nan, means), np.where(before, np.nan, limit))


def follow_series(series: FigureSeries, *, rule: LimitsRule = LimitsRule.EXACT) -> Followed:
    """A monthly count of one unit."""
    counts = [nan if p.number is None else float(p.number) for p in series.points]
    return follow([p.period for p in series.points], counts, rule=rule)


def _deviations(x: Floats, limits: Limits) -> Floats:
    """Counts as standard deviations from their month's centre, by the same rule as the limits."""
    if limits.rule is LimitsRule.EXACT:
        return standardised(x, limits.centre) / np.sqrt(limits.spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x - limits.centre) / ((limits.high - limits.centre) / 3)
    return np.where(np.isfinite(z), z, np.nan)
