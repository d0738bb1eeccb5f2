"""Control limits of a series of counts: between them, a month is what the months before it let one expect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, ndtri

from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.statistics.spread import as_student

Floats = NDArray[np.float64]
TAIL = 0.00135
"""The chance beyond each limit: that of three standard deviations, as Shewhart's charts have it."""
WINDOW = 24
"""Months of the base where nothing else is said: two whole years hold each season equally often, so that no season
moves the centre. A month with a season of its own may still lie outside: the limits know of none."""
LEAST = 12
"""With fewer months than a year there are no limits: the centre would be that of a part of the year."""
_PAIRS = LEAST / 2  # of neighbours, so that their differences tell a spread
_NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre and limits in the series' own counts, one a month; NaN where the base is too short.

    Between `low` and `high`, both included, nothing is odd. `spread`: how many times the variance of counts by chance
    the base has, 1 or more, where the limits were widened by it.
    """

    rule: LimitsRule
    centre: Floats
    low: Floats
    high: Floats
    spread: Floats


def moving_limits(
    counts: ArrayLike,
    exposures: ArrayLike,
    *,
    window: int = WINDOW,
    least: int = LEAST,
    rule: LimitsRule = LimitsRule.EXACT,
    tail: float = TAIL,
    widened: bool = True,
) -> Limits:
    """Limits for each month from the months before it, at most `window` and at least `least` of them, without itself.

    `counts` has one row a series, one column a month, NaN where missing; `exposures` one value a month. By the rule
    `EXACT` each distinct base is reckoned once; `widened` moves the limits away from the centre where the base varies
    more than counts by chance do.
    """
    x, e = np.asarray(counts, float), np.asarray(exposures, float)
    known = np.isfinite(x)
    sums, over, months = (
        _before(y, window) for y in (np.where(known, x, 0.0), np.where(known, e, 0.0), known.astype(float))
    )
    low, high, centre = (np.full(x.shape, np.nan) for _ in range(3))
    held = months >= least
    share = np.broadcast_to(e, x.shape)[held] / over[held]
    centre[held] = sums[held] * share
    low[held], high[held] = _expected(sums[held], share, tail)
    spread = np.where(held, 1.0, np.nan)
    if widened:
        low, high, spread = _widened(x, e, (low, centre, high), float(-ndtri(tail)), window)
    if rule is LimitsRule.SPREAD:
        # Laney's limits: the Poisson ones, widened by how much more neighbouring months differ than counts do. A series
        # that happened to vary little, or had no event at all, is not expected to go on so.
        rate = np.divide(sums, over, out=np.full(x.shape, np.nan), where=held)
        width = -ndtri(tail) * _between(x, e, rate, window) * np.sqrt(rate * e)
        low, high = (
            np.minimum(low, np.maximum(np.ceil(rate * e - width), 0.0)),
            np.maximum(high, np.floor(rate * e + width)),
        )
    return Limits(rule, centre, low, high, spread)


def _widened(
    x: Floats, e: Floats, within: tuple[Floats, Floats, Floats], z: float, window: int
) -> tuple[Floats, Floats, Floats]:
    """The limits moved away from their centre by what neighbouring months of the base differ beyond chance; and the spread.

    That is `spread.spread_of` of the base. A missing month parts its neighbours; and so does one that lay beyond
    its own limits: one odd month is not to hide the next.
    """
    low, centre, high = (part.copy() for part in within)
    rates = x / e
    spread, running, found = np.full(x.shape, np.nan), np.zeros((3, len(x))), np.zeros((3, *x.shape))
    odd = np.zeros(x.shape, bool)
    for t in range(x.shape[1]):
        if t >= window:
            running -= found[..., t - window]
        squares, chance, pairs = running
        held = np.isfinite(centre[:, t])
        # Of Poisson counts a squared difference of neighbours has the rate times `chance`; its rate is the centre's.
        each = centre[:, t] / e[t] * chance
        enough = held & (pairs >= _PAIRS) & (each > 0)
        times = np.where(enough, np.maximum(squares, 0), 1.0) / np.where(enough, each, 1.0)
        spread[:, t] = np.where(held, np.maximum(times, 1.0), np.nan)
        freedom = 2 * np.maximum(pairs, 1) ** 2 / (3 * np.maximum(pairs, 1) - 1)
        # Where a month of Poisson counts lies z from the centre, one of these lies as far by Student's t.
        far = np.where(times > 1, np.sqrt(np.maximum(times, 1)) * _student(z, freedom) / z, 1.0)
        high[:, t] = np.floor(centre[:, t] + (high[:, t] - centre[:, t]) * far + _NEAR)
        low[:, t] = np.maximum(np.ceil(centre[:, t] - (centre[:, t] - low[:, t]) * far - _NEAR), 0.0)
        odd[:, t] = (x[:, t] > high[:, t]) | (x[:, t] < low[:, t])
        if t:
            step = rates[:, t] - rates[:, t - 1]
            near = np.isfinite(step) & ~odd[:, t] & ~odd[:, t - 1]
            found[:, :, t] = np.where(near, step, 0.0) ** 2, near * (1 / e[t] + 1 / e[t - 1]), near
            running += found[..., t]
    return low, high, spread


def _student(z: float, freedom: Floats) -> Floats:
    worth, at = np.unique(freedom, return_inverse=True)
    return np.asarray([as_student(z, float(of)) for of in worth], float)[at.reshape(freedom.shape)]


def _before(values: Floats, window: int) -> Floats:
    """The sum of the `window` columns before each column."""
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), values.cumsum(axis=-1)], axis=-1)
    ends = np.arange(values.shape[-1])
    return np.asarray(total[..., ends] - total[..., np.maximum(ends - window, 0)], float)


def _expected(sums: Floats, share: Floats, tail: float) -> tuple[Floats, Floats]:
    """The least and greatest count that a base of `sums` leaves probable, at `share` of the base's exposure.

    Given both, the new count is binomial; so the limits are those of a negative binomial, and count in that the base
    itself is known by chance only (Nelson 1970, Technometrics 12: prediction of a Poisson count).
    """
    shares, which = np.unique(share.round(12), return_inverse=True)
    # One number for each pair: sorting rows would take ten times as long.
    _, first, at = np.unique(sums * shares.size + which.reshape(-1), return_index=True, return_inverse=True)
    s, of = sums[first], share[first]
    q, width = of / (1 + of), -ndtri(tail) * np.sqrt(np.maximum(s, 1) * of * (1 + of))
    top = np.ceil(s * of + 4 * width + 12)
    # The greatest x with P(X >= x) > tail, and the least with P(X <= x) > tail: by halving over whole numbers.
    high = _last(lambda x: betainc(x, s + 1, q) > tail, np.zeros_like(s), top)
    low = np.where(s > 0, _last(lambda x: _below(x, s, q) <= tail, np.zeros_like(s), top), 0.0)
    return low[at.reshape(-1)], high[at.reshape(-1)]


def _below(x: Floats, s: Floats, q: Floats) -> Floats:
    """P(X <= x - 1) where the base had s: 1 - I_q(x, s)."""
    return np.asarray(np.where(x > 0, 1 - betainc(np.maximum(x, 1), np.maximum(s, 1), q), 0.0), float)


def _last(holds: Callable[[Floats], NDArray[np.bool_]], low: Floats, high: Floats) -> Floats:
    """The greatest whole number for which a condition, true at first and then false, still holds."""
    low, high = low.copy(), high + 1
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        good = np.where(middle > 0, holds(np.maximum(middle, 1)), True)
        open_ = high - low > 1
        low, high = np.where(open_ & good, middle, low), np.where(open_ & ~good, middle, high)
    return low


def _between(x: Floats, e: Floats, rate: Floats, window: int) -> Floats:
    """For each month, by how much more the known months before it differ from one to the next than counts do."""
    start = np.full((x.shape[0], window), np.nan)
    bases = sliding_window_view(np.concatenate([start, x], axis=1), window, axis=1)[:, :-1]
    over = sliding_window_view(np.concatenate([np.ones(window), e]), window)[:-1]
    z = (bases / over - rate[..., None]) / np.sqrt(np.maximum(rate, 1e-12)[..., None] / over)
    known = np.isfinite(z)
    # A missing month repeats the one before it, so that it adds no difference.
    last = np.maximum.accumulate(np.where(known, np.arange(window), 0), axis=-1)
    steps = np.abs(np.diff(np.take_along_axis(z, last, axis=-1), axis=-1))
    return np.asarray(np.nansum(steps, axis=-1) / np.maximum(known.sum(axis=-1) - 1, 1) / 1.128, float)
