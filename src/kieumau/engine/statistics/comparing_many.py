"""Many pairs of counts at once, as arrays: the test and the interval of `comparing`, by SciPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

from kieumau.engine.statistics.methods import Method
from kieumau.engine.statistics.tails import at_least, at_most

Floats = NDArray[np.float64]
_HALVINGS = 60  # of an interval of length 1: below what a float tells apart


@dataclass(frozen=True, slots=True)
class CountChanges:
    """Many changes at once, as arrays of one shape; NaN in `ratio` where the base is zero or a count is missing."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats


def compare_many(
    before: ArrayLike,
    after: ArrayLike,
    *,
    exposure_before: ArrayLike = 1.0,
    exposure_after: ArrayLike = 1.0,
    method: Method = Method.EXACT,
    level: float = 0.95,
) -> CountChanges:
    """Many pairs of counts, of any one shape; NaN is a missing count. Each distinct pair is reckoned once."""
    b, a, eb, ea = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (before, after, exposure_before, exposure_after))
    )
    with np.errstate(invalid="ignore"):
        if (b < 0).any() or (a < 0).any():
            raise ValueError("a count is not below zero")
        if not all((e > 0).all() and np.isfinite(e).all() for e in (eb, ea)):
            raise ValueError("an exposure is a number above zero")
    known = np.isfinite(b) & np.isfinite(a)
    weights, weight_at = np.unique((ea / eb)[known], return_inverse=True)
    pairs, at = _distinct(b[known], a[known], weight_at)
    few = [np.full(len(pairs), np.nan) for _ in range(3)]
    for index, weight in enumerate(weights):
        mine = pairs[:, 2] == index
        found = _reckoned(pairs[mine, 0], pairs[mine, 1], float(weight), method, 1 - level)
        for all_, some in zip(few, found, strict=True):
            all_[mine] = some
    low, high, p = (np.full(b.shape, np.nan) for _ in range(3))
    for wide, narrow in zip((low, high, p), few, strict=True):
        wide[known] = narrow[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(b > 0, (a / ea) / (b / eb), np.nan)
    return CountChanges(ratio, low, high, p)


def _distinct(b: Floats, a: Floats, weight: NDArray[np.intp]) -> tuple[Floats, NDArray[np.intp]]:
    """Rows (before, after, weight) without repeats, and where each pair finds its row. Small counts repeat a lot."""
    if not b.size:
        return np.empty((0, 3)), np.empty(0, np.intp)
    # One whole number for each row: its counts by their ranks, since the counts themselves may be too large to multiply.
    b_at = np.unique(b, return_inverse=True)[1]
    afters, a_at = np.unique(a, return_inverse=True)
    keys = (b_at.astype(np.int64) * afters.size + a_at) * (int(weight.max()) + 1) + weight
    _, first, at = np.unique(keys, return_index=True, return_inverse=True)
    return np.column_stack((b[first], a[first], weight[first])), at.reshape(-1)


def _reckoned(b: Floats, a: Floats, weight: float, method: Method, alpha: float) -> tuple[Floats, Floats, Floats]:
    """Lower and upper end of the ratio, and p. `weight` is the exposure after over the exposure before."""
    n, chance = b + a, weight / (1 + weight)
    if method is Method.EXACT:
        p = 2 * np.minimum(at_most(a, n, chance), at_least(a, n, chance))
        with np.errstate(invalid="ignore"):
            low = np.where(a > 0, betaincinv(np.maximum(a, 1), b + 1, alpha / 2), 0.0)
            high = np.where(b > 0, betaincinv(a + 1, np.maximum(b, 1), 1 - alpha / 2), 1.0)
    else:
        p = 2 * np.minimum(_mid_below(a, n, chance), _mid_above(a, n, chance))
        low = np.where(a > 0, _solved(lambda q: _mid_above(a, n, q) - alpha / 2, len(a), rising=True), 0.0)
        high = np.where(b > 0, _solved(lambda q: _mid_below(a, n, q) - alpha / 2, len(a), rising=False), 1.0)
    # A p below what a float holds is still not 0.
    p = np.clip(p, np.finfo(float).tiny, 1.0)
    with np.errstate(divide="ignore"):
        return low / (1 - low) / weight, np.where(high < 1, high / (1 - high), np.inf) / weight, p


def _mid_below(k: Floats, n: Floats, q: float | Floats) -> Floats:
    """P(X < k) + P(X = k) / 2, with `q` the chance of one. Each tail by itself: 1 less the other would lose a small one."""
    below = np.where(k > 0, at_most(np.maximum(k - 1, 0), n, q), 0.0)
    return np.asarray((below + at_most(k, n, q)) / 2, float)


def _mid_above(k: Floats, n: Floats, q: float | Floats) -> Floats:
    above = np.where(k < n, at_least(np.minimum(k + 1, n), n, q), 0.0)
    return np.asarray((above + at_least(k, n, q)) / 2, float)


def _solved(of: Callable[[Floats], Floats], size: int, *, rising: bool) -> Floats:
    """Where a monotone function of a share is zero, by halving."""
    low, high = np.zeros(size), np.ones(size)
    for _ in range(_HALVINGS):
        if not (high - low > 1e-15).any():
            break
        middle = (low + high) / 2
        above = (of(middle) > 0) == rising
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray((low + high) / 2, float)
