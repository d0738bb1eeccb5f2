"""A funnel: rates of many wards against their size, with limits that are wide where little can be known.

Spiegelhalter 2005 (Statistics in Medicine 24): Poisson limits about the common rate, by mid-p, widened by how much more
than counts the wards as a whole differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, pdtr, pdtrc, xlogy

from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.spread import as_student

Floats = NDArray[np.float64]
INNER, OUTER = 0.95, 0.998
"""The two pairs of limits."""
_FEW = 5
"""Among fewer wards a spread cannot be told from chance."""
_MANY = 10
"""Among fewer, each ward weighs so much in the spread that Student's t would count its uncertainty twice."""
_FAR = 1e-12
_CUT = 0.1  # of the wards at either end, whose z is drawn in before the spread is reckoned
_EDGE = float(ndtri(1 - _CUT))
_DRAWN_IN = 1 - 2 * _CUT - 2 * _EDGE * exp(-(_EDGE**2) / 2) / sqrt(2 * pi) + 2 * _CUT * _EDGE**2
"""What the mean square of a normal z, which is 1, becomes once both ends are drawn in: 0.679."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each ward's rate beside the common one. `spread` is how many times the variance of counts the wards have, 1 or
    more, and `freedom` what that estimate is worth; `adjusted` allows for the number of wards looked at."""

    rate: float
    rates: Floats
    z: Floats
    p: Floats
    adjusted: Floats
    spread: float
    freedom: float = inf


def funnel(counts: ArrayLike, exposures: ArrayLike) -> Funnel:
    """Counts over exposures, one a ward; NaN where missing. Raises `ValueError` for an exposure that is not above zero."""
    x, e = np.asarray(counts, float), np.asarray(exposures, float)
    known = np.isfinite(x) & np.isfinite(e)
    if (e[known] <= 0).any():
        raise ValueError("an exposure is above zero")
    over = float(e[known].sum())
    rate = float(x[known].sum()) / over if over else 0.0
    expected = rate * e
    z = np.full(x.shape, np.nan)
    if rate > 0:
        lower, upper = pdtr(x, expected), np.where(x > 0, pdtrc(np.maximum(x, 1) - 1, expected), 1.0)
        # The tails as a z, by mid-p: half of what was observed counts to each side.
        middle = (lower + 1 - upper) / 2
        # Tails too small for a float are told by the root of the deviance, which there is as near as one can tell.
        far = (middle < _FAR) | (middle > 1 - _FAR)
        z[known] = np.where(far, _rooted(x, expected), ndtri(np.clip(middle, _FAR, 1 - _FAR)))[known]
    else:
        z[known] = 0.0
    spread = _spread(z[known])
    # An estimated spread makes a normal z Student's t, told here as the normal z that is as rare (Wallace 1959).
    shrunk, freedom = z / sqrt(spread), inf
    if spread > 1 and known.sum() >= _MANY:
        freedom = float(known.sum()) - 1
        narrow = (8 * freedom + 1) / (8 * freedom + 3) * np.sqrt(freedom * np.log1p(shrunk**2 / freedom))
        shrunk = np.sign(shrunk) * narrow
    p = np.maximum(2 * ndtr(-np.abs(shrunk)), np.finfo(float).tiny)  # below what a float holds it is still not 0
    with np.errstate(invalid="ignore"):
        return Funnel(rate, x / e, shrunk, p, np.asarray(adjusted(p)), spread, freedom)


def funnel_limits(
    rate: float, exposures: ArrayLike, *, level: float, spread: float = 1.0, freedom: float = inf
) -> tuple[Floats, Floats]:
    """Lower and upper limit of the rate at each exposure, smooth in between whole counts, for drawing."""
    e = np.asarray(exposures, float)
    tail, m = (1 - level) / 2, np.asarray(rate * e, float)
    if rate <= 0:
        return np.zeros_like(e), np.zeros_like(e)
    edge = float(-ndtri(tail))
    tail = float(ndtr(-(edge if freedom == inf else as_student(edge, freedom)) * sqrt(spread)))
    return _solved(m, tail) / e, _solved(m, 1 - tail) / e


def _rooted(x: Floats, expected: Floats) -> Floats:
    """The signed root of the deviance of Poisson counts."""
    with np.errstate(invalid="ignore"):
        deviance = 2 * (xlogy(x, x / expected) - (x - expected))
        return np.asarray(np.sign(x - expected) * np.sqrt(np.maximum(deviance, 0)), float)


def _solved(m: Floats, level: float) -> Floats:
    """The count below which, half of itself included, a Poisson of mean m falls with that chance; between whole counts
    by interpolation."""
    low, high = np.zeros_like(m), m + 12 * np.sqrt(m) + 30
    for _ in range(50):
        middle = (low + high) / 2
        above = _mid(middle, m) > level
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return np.asarray(low, float)


def _mid(x: Floats, m: Floats) -> Floats:
    whole = np.floor(x)
    here, after = (
        pdtr(k, m) - (pdtr(k, m) - np.where(k > 0, pdtr(np.maximum(k, 1) - 1, m), 0)) / 2 for k in (whole, whole + 1)
    )
    return np.asarray(here + (x - whole) * (after - here), float)


def _spread(z: Floats) -> float:
    """How many times more the wards vary than counts do, judged without its extremes, and 1 at least.

    Without its expectation under the same drawing in, the mean square is a third too small. It is taken as it is found:
    to leave it at 1 until a test finds more would name an innocent ward in every seventh funnel of twenty.
    """
    if z.size < _FEW:
        return 1.0
    low, high = np.quantile(z, [_CUT, 1 - _CUT])
    return max(1.0, float((np.clip(z, low, high) ** 2).mean()) / _DRAWN_IN)
