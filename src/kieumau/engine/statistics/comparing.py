"""Two counts, each over its exposure: the ratio of their rates, its interval, and what chance alone does.

Given the sum of two Poisson counts, the second is binomial; that is exact for any counts, small ones above all
(Przyborowski and Wilenski 1940, Biometrika 31; Fay 2010, Biostatistics 11: the interval that matches the test).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite
from sys import float_info

from kieumau.engine.statistics import binomial
from kieumau.engine.statistics.methods import Method
from kieumau.engine.statistics.spread import Spread

_MOST = 10**12  # no figure is entered above it


@dataclass(frozen=True, slots=True)
class CountChange:
    """From one count to another. `ratio` is None where the base is zero; `low` and `high` bound it at `level`.

    `spread`: how much more than counts by chance this one varies, where that is known; p and the bounds allow for it.
    """

    before: int
    after: int
    ratio: float | None
    low: float
    high: float
    p: float
    exposure_before: float = 1.0
    exposure_after: float = 1.0
    method: Method = Method.EXACT
    level: float = 0.95
    spread: Spread | None = None

    @property
    def is_widened(self) -> bool:
        """Whether p and the bounds are wider than those of counts by chance."""
        return self.spread is not None and self.spread.is_wide

    @property
    def could_be_chance(self) -> bool:
        return self.p >= 1 - self.level

    def at_least(self, *, falls: bool) -> Fraction | None:
        """The share by which the count surely fell, or rose: the near end of the interval. None over a base of zero."""
        if self.ratio is None:
            return None
        least = 1 - self.high if falls else self.low - 1
        return max(Fraction(round(least, 9)).limit_denominator(10**9), Fraction(0))


def compare_counts(
    before: int,
    after: int,
    *,
    exposure_before: float = 1.0,
    exposure_after: float = 1.0,
    method: Method = Method.EXACT,
    level: float = 0.95,
    spread: Spread | None = None,
) -> CountChange:
    """The change of one count. Exposures are in any measure, the same for both: days, households.

    With a `spread` above 1 the same test is asked at the level that makes its z as many times larger: p and the interval
    go on saying one thing, and are never narrower than those of counts by chance.

    Raises `ValueError` for a count that is missing or negative, or an exposure that is not above zero.

    >>> change = compare_counts(60, 40)
    >>> round(change.p, 4), round(change.low, 3), round(change.high, 3)
    (0.0569, 0.435, 1.011)
    """
    if not (isfinite(before) and isfinite(after)):
        raise ValueError("a count is a number")
    if before < 0 or after < 0:
        raise ValueError("a count is not below zero")
    if not all(0 < e < inf for e in (exposure_before, exposure_after)):
        raise ValueError("an exposure is a number above zero")
    weight = exposure_after / exposure_before
    alpha = 1 - level if spread is None else max(spread.narrowed(1 - level), float_info.min)
    if before + after <= binomial.MOST:
        low, high, p = _reckoned(before, after, weight, method, alpha)
    else:
        low, high, p = _reckoned_by_scipy(before, after, weight, method, 1 - alpha)
    if spread is not None:
        p = spread.widened(p)
    ratio = None if before == 0 else (after / exposure_after) / (before / exposure_before)
    return CountChange(before, after, ratio, low, high, p, exposure_before, exposure_after, method, level, spread)


def count_for_sure(before: int, share: float, *, falls: bool, method: Method, level: float) -> int | None:
    """The count nearest to `before` for which the whole interval says: fallen, or risen, by at least that share.

    None where no count does, as after a base so small that even zero proves little.
    """

    def is_sure(after: int) -> bool:
        found = compare_counts(before, after, method=method, level=level)
        return found.high <= 1 - share if falls else found.low >= 1 + share

    if falls:
        sure, unsure = 0, before + 1
        if not is_sure(sure):
            return None
    else:
        sure, unsure = 2 * before + 20, before - 1
        while not is_sure(sure):
            if sure > _MOST:
                return None
            sure *= 2
    while abs(unsure - sure) > 1:
        middle = (sure + unsure) // 2
        if is_sure(middle):
            sure = middle
        else:
            unsure = middle
    return sure


def _reckoned(b: int, a: int, weight: float, method: Method, alpha: float) -> tuple[float, float, float]:
    """Lower and upper end of the ratio, and p. `weight` is the exposure after over the exposure before.

    The upper end is the lower one of the count turned round, so that a share near one loses no digits.
    """
    n, chance, half = b + a, weight / (1 + weight), method is Method.MID_P
    tails = [binomial.at_most(a, n, chance), binomial.at_least(a, n, chance)]
    if half:
        seen = binomial.term(a, n, chance)
        tails = [tail - seen / 2 for tail in tails]
    low, high = 0.0, inf
    if a > 0:
        share = binomial.share_with(a, n, alpha / 2, half=half)
        low = share / (1 - share) / weight
    if b > 0:
        share = binomial.share_with(b, n, alpha / 2, half=half)
        high = (1 - share) / share / weight
    return low, high, max(min(2 * min(tails), 1.0), float_info.min)


def _reckoned_by_scipy(b: int, a: int, weight: float, method: Method, level: float) -> tuple[float, float, float]:
    from kieumau.engine.statistics.comparing_many import compare_many  # noqa: PLC0415  it takes longer than small counts

    found = compare_many([b], [a], exposure_after=weight, method=method, level=level)
    return float(found.low[0]), float(found.high[0]), float(found.p[0])
