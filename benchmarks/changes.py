"""The nation's months against the year before and against their limits: 3,321 wards x 30 indicators x 84 months.

What is timed are the two functions that the checks of figures and the comparisons call, without reading or wording.
Beside them SciPy's exact binomial test goes over a sample of the same cells one by one; its time for all is
extrapolated.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from timing import alone, peak_mib

from kieumau.engine.indicators.periods import month_period
from kieumau.engine.statistics.comparing_many import CountChanges, compare_many
from kieumau.engine.statistics.limits import TAIL, WINDOW, Limits, moving_limits

MONTHS = 84
SMALL = {"wards": 120, "indicators": 2, "sample": 60}
MOST_SECONDS, MOST_ODD = 60, 2 * TAIL
DAYS = np.array([month_period(2019 + m // 12, 1 + m % 12).days for m in range(MONTHS)], float)
Counts = NDArray[np.float64]


def changes(_rounds: int, *, wards: int = 3_321, indicators: int = 30, sample: int = 20_000) -> None:
    seconds, cells, odd, peak = alone("changes", "nation", wards, indicators)
    each, ratio = peer(wards, indicators, sample)
    limited = wards * indicators * (MONTHS - 12)
    assert 0 < odd <= MOST_ODD * limited, (odd, limited)
    print(f"{wards:,} wards x {indicators} indicators x {MONTHS} months, by indicator")
    print(
        f"  {cells:,} months against the year before, {limited:,} against their limits: {seconds:.1f} s (limit {MOST_SECONDS})"
    )
    print(f"  beyond the limits: {odd:,}, {odd / limited:.2%} of them; peak memory of that process: {peak:.0f} MiB")
    print(f"  SciPy's binomtest on {sample:,} of the pairs, p and interval equal: {each * 1000:.2f} ms a pair")
    hours = each * cells / 3600
    print(f"  {ratio:,.0f} x our time for a pair; for all pairs, extrapolated and not measured: {hours:.1f} hours")


def counts(wards: int, indicators: int) -> Iterator[Counts]:
    """One indicator after the other: wards of mixed level up to 2,000 a month, one figure in two hundred missing."""
    rng = np.random.default_rng(22)
    for _ in range(indicators):
        level = np.minimum(10 ** rng.uniform(-1.5, 3.5, (wards, 1)), 2000) * rng.binomial(1, 0.95, (wards, 1))
        x = rng.poisson(level * DAYS / 30).astype(float)
        x[rng.random(x.shape) < 0.005] = np.nan
        yield x


def reckoned(x: Counts) -> tuple[CountChanges, Limits]:
    """Each month against the same month of the year before, and against the limits of the months before it."""
    return compare_many(x[:, :-12], x[:, 12:]), moving_limits(x, DAYS)


def nation(wards: int, indicators: int) -> tuple[float, int, int, float]:
    """For a process of its own: the time of the two functions, the cells, the odd ones, and the peak memory."""
    seconds, cells, odd = 0.0, 0, 0
    for done, x in enumerate(counts(wards, indicators), 1):
        start = time.perf_counter()
        changes, limits = reckoned(x)
        odd += int(((x < limits.low) | (x > limits.high)).sum())
        cells += int(np.isfinite(changes.p).sum())
        seconds += time.perf_counter() - start
        if sys.stderr.isatty():
            print(f"\r  {done} of {indicators} indicators", end="\r", file=sys.stderr, flush=True)
    return seconds, cells, odd, peak_mib()


def peer(wards: int, indicators: int, sample: int) -> tuple[float, float]:
    """SciPy over a sample of four indicators, cell by cell, in turn with ours over the same indicator whole: seconds a
    pair, and the median of how many times ours. The results must agree."""
    rng, chunks = np.random.default_rng(1), min(4, indicators)
    seconds: list[float] = []
    ratios: list[float] = []
    for x, _ in zip(counts(wards, indicators), range(chunks), strict=False):
        start = time.perf_counter()
        changes = compare_many(x[:, :-12], x[:, 12:])
        ours = (time.perf_counter() - start) / np.isfinite(changes.p).sum()
        limits = moving_limits(x, DAYS, widened=False)  # chance alone, which is what SciPy reckons
        rows, columns = np.nonzero(np.isfinite(changes.p) & (changes.p >= 0) & (x[:, :-12] + x[:, 12:] > 0))
        picked = rng.choice(rows.size, sample // chunks, replace=False)
        pairs = [(int(x[r, c]), int(x[r, c + 12])) for r, c in zip(rows[picked], columns[picked], strict=True)]
        theirs = np.empty((len(pairs), 3))
        start = time.perf_counter()
        for i, (before, after) in enumerate(pairs):
            less, greater = (stats.binomtest(after, before + after, 0.5, side) for side in ("less", "greater"))
            share = stats.binomtest(after, before + after).proportion_ci(0.95, "exact")
            theirs[i] = min(1.0, 2 * min(less.pvalue, greater.pvalue)), share.low, share.high
        seconds.append((time.perf_counter() - start) / len(pairs))
        ratios.append(seconds[-1] / ours)
        at = rows[picked], columns[picked]
        low, high = changes.low[at], changes.high[at]
        with np.errstate(invalid="ignore"):
            shares = low / (1 + low), np.where(np.isfinite(high), high / (1 + high), 1.0)
        assert np.allclose(changes.p[at], theirs[:, 0], rtol=1e-8, atol=1e-300), "p differs from SciPy's"
        assert np.allclose(shares[0], theirs[:, 1], atol=1e-9), "the interval's lower end differs from SciPy's"
        assert np.allclose(shares[1], theirs[:, 2], atol=1e-9), "the interval's upper end differs from SciPy's"
        _check_limits(x, limits, rows[picked])
    return statistics.median(seconds), statistics.median(ratios)


def _check_limits(x: Counts, limits: Limits, rows: NDArray[np.intp]) -> None:
    """Of the last month: the limit is the last count that SciPy's negative binomial leaves probable."""
    base = slice(MONTHS - 1 - WINDOW, MONTHS - 1)
    known = np.isfinite(x[rows, base])
    sums = np.where(known, x[rows, base], 0).sum(axis=1)
    share = DAYS[-1] / (known * DAYS[base]).sum(axis=1)
    high, kept = limits.high[rows, -1], 1 / (1 + share)
    inside, beyond = stats.nbinom.sf(high - 1, sums + 1, kept), stats.nbinom.sf(high, sums + 1, kept)
    assert ((inside > TAIL) | (high == 0)).all() and (beyond <= TAIL).all(), "limits differ from SciPy's tails"
