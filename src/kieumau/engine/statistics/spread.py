"""How much more a series of counts varies than counts by chance do, and what that makes of a p and of an interval.

Counts that come in clusters (a brawl is five cases, a campaign thirty) vary more than Poisson counts. Neighbouring months
are compared, by the mean square of their successive differences (von Neumann 1941, Annals of Mathematical Statistics 12),
so that a season or one step for good adds little. The rest is quasi-Poisson: z is divided by the root of the spread and
read by Student's t, because the spread itself is an estimate. No NumPy, no SciPy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erfc, expm1, log1p, sqrt
from statistics import NormalDist
from sys import float_info

LEAST = 12
"""Months that a spread is told from, a year: with fewer nothing is said of it."""
MOST = 24
"""Months that it is told from at most: the base of the control limits."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Spread:
    """`times` the variance of Poisson counts, as it was found: below 1 too. `freedom`: what that is worth, in degrees of
    freedom; `months`: of how many months."""

    times: float
    freedom: float
    months: int

    @property
    def factor(self) -> float:
        """Never below 1: a series that happened to vary little is not expected to go on so."""
        return max(self.times, 1.0)

    @property
    def is_wide(self) -> bool:
        return self.times > 1

    def widened(self, p: float) -> float:
        """A two-sided p of Poisson counts, made as large as the spread asks."""
        if not self.is_wide or not 0 < p < 1:
            return p
        return two_sided(_as_normal(-_NORMAL.inv_cdf(p / 2) / sqrt(self.factor), self.freedom))

    def narrowed(self, alpha: float) -> float:
        """The chance of error that Poisson counts are asked for, so that with this spread it is `alpha`."""
        if not self.is_wide:
            return alpha
        return two_sided(sqrt(self.factor) * as_student(-_NORMAL.inv_cdf(alpha / 2), self.freedom))


def spread_of(series: Iterable[Sequence[tuple[float | None, float]]]) -> Spread | None:
    """Of one series, or of several that are added up: each (count or None, exposure) a month, neighbours in order.

    A month that is missing parts its neighbours. None where fewer than a year is known, or nothing was ever counted.
    """
    squares = variances = 0.0
    pairs = months = 0
    for each in series:
        known = [(x, e) for x, e in each if x is not None]
        over = sum(e for _, e in known)
        rate = sum(x for x, _ in known) / over if over else 0.0
        if rate <= 0:
            continue
        months = max(months, len(known))
        for (x, e), (y, f) in pairwise(each):
            if x is not None and y is not None:
                squares += (x / e - y / f) ** 2
                variances += rate * (1 / e + 1 / f)
                pairs += 1
    if months < LEAST or pairs < LEAST / 2:
        return None
    return Spread(squares / variances, freedom(pairs), months)


def freedom(pairs: int) -> float:
    """The degrees of freedom that a mean of so many squared successive differences is worth."""
    return 2 * pairs * pairs / (3 * pairs - 1)


def pooled(spreads: Iterable[tuple[Spread | None, float]]) -> Spread | None:
    """The spread of a sum: of each part by its count, where every part that counts anything has one."""
    found = [(spread, count) for spread, count in spreads if count > 0]
    known = [(spread, count) for spread, count in found if spread is not None]
    if not known or len(known) < len(found):
        return None
    over = sum(count for _, count in known)
    times = sum(s.times * count for s, count in known) / over
    # By Satterthwaite: many parts of one weight are worth what they are worth together.
    worth = sum((s.times * count / over) ** 2 / s.freedom for s, count in known)
    return Spread(times, times**2 / worth if worth else known[0][0].freedom, max(s.months for s, _ in known))


def two_sided(z: float) -> float:
    """The chance of a normal deviation of z or more to either side; never 0."""
    return max(erfc(z / sqrt(2)), float_info.min)


def _as_normal(t: float, of: float) -> float:
    """The normal deviate as rare as Student's t (Wallace 1959, Annals of Mathematical Statistics 30)."""
    return (8 * of + 1) / (8 * of + 3) * sqrt(of * log1p(t * t / of))


def as_student(z: float, of: float) -> float:
    """The other way round: Student's t as rare as a normal z."""
    part = z * (8 * of + 3) / (8 * of + 1)
    return sqrt(of * expm1(min(part * part / of, 600.0)))
