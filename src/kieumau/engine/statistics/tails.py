"""The tails of binomial and Poisson counts, exactly, by the beta and gamma functions; arrays or single numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, gammainccinv, gammaincinv

Floats = NDArray[np.float64]


def at_least(k: ArrayLike, n: ArrayLike, q: ArrayLike) -> Floats:
    """P(X >= k) of n, each with the chance q."""
    count, of = np.asarray(k, float), np.asarray(n, float)
    return np.asarray(np.where(count > 0, betainc(np.maximum(count, 1), of - count + 1, q), 1.0), float)


def at_most(k: ArrayLike, n: ArrayLike, q: ArrayLike) -> Floats:
    """P(X <= k) of n, each with the chance q."""
    count, of = np.asarray(k, float), np.asarray(n, float)
    return np.asarray(np.where(count < of, betaincc(count + 1, np.maximum(of - count, 1), q), 1.0), float)


def mean_seldom_above(most: float, chance: float) -> float:
    """The mean of a Poisson count that passes `most` with that chance."""
    return float(gammaincinv(most + 1, chance))


def mean_seldom_below(least: float, chance: float) -> float:
    """The mean of a Poisson count that stays below `least`, which is above zero, with that chance."""
    return float(gammainccinv(least, chance))
