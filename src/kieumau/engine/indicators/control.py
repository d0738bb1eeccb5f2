"""A monthly count followed through time: limits from the months before, runs about the middle, and slow drifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kieumau.engine.indicators.periods import Period
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
    limits = Limits(rule, moving.centre[0], moving.low[0], moving.high[0])
    z = _deviations(x, limits)
    means, limit = ewma(z)
    begun = np.flatnonzero(np.isfinite(z))
    before = np.arange(len(x)) < (begun[0] if begun.size else len(x))
    return Followed(tuple(months), x, limits, np.where(before, np.nan, means), np.where(before, np.nan, limit))


def _deviations(x: Floats, limits: Limits) -> Floats:
    """Counts as standard deviations from their month's centre, by the same rule as the limits."""
    if limits.rule is LimitsRule.EXACT:
        return standardised(x, limits.centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (x - limits.centre) / ((limits.high - limits.centre) / 3)
    return np.where(np.isfinite(z), z, np.nan)
