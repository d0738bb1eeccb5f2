"""How often chance alone is called a finding: counts about an unchanged level, by Poisson and in clusters.

"before" is what the same functions give when the spread is left out of account, or, of the funnel, not corrected for its
drawn-in ends and left at 1 until it is significant: as they stood up to decision 0023. Fixed seeds: the same figures each
time.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, pdtr

from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.funnels import funnel
from kieumau.engine.statistics.limits import moving_limits
from kieumau.engine.statistics.spread import spread_of

SMALL = {"funnels": 40, "series": 60}
TIMES = (1, 2, 4)
WARDS, MEANS = (20, 50, 100, 200), (1.0, 4.0, 20.0, 100.0)
MOST = {1: 0.06, 2: 0.08, 4: 0.11}  # of funnels, by the variance in Poisson's
Floats = NDArray[np.float64]


def false_alarms(_rounds: int, *, funnels: int = 400, series: int = 2_000) -> None:
    print(f"funnels in which an innocent ward is named (of {funnels}), before -> now")
    for times in TIMES:
        found = [named(times, wards, funnels) for wards in WARDS]
        said = ", ".join(f"{w} wards {b:.1%} -> {n:.1%}" for w, (b, n) in zip(WARDS, found, strict=True))
        print(f"  variance {times} x Poisson: {said}")
        assert funnels < 400 or max(n for _, n in found) <= MOST[times], found
    print(
        f"years of one level called changed at 95%, and months beyond their limits (of {series} series), before -> now"
    )
    for times in TIMES:
        for mean in MEANS:
            (b, n), (c, m) = compared(times, mean, series), beyond(times, mean, series)
            print(f"  variance {times} x Poisson, {mean:g} a month: {b:.1%} -> {n:.1%}; {c:.2%} -> {m:.2%}")


def drawn(rng: np.random.Generator, mean: float | Floats, times: int, size: tuple[int, ...] | None = None) -> Floats:
    if times == 1:
        return rng.poisson(mean, size).astype(float)
    return rng.negative_binomial(np.asarray(mean) / (times - 1), 1 / times, size).astype(float)


def named(times: int, wards: int, count: int) -> tuple[float, float]:
    rng, before, now = np.random.default_rng(23), 0, 0
    for _ in range(count):
        sizes = rng.lognormal(0, 0.6, wards) * 5000
        counts = drawn(rng, 0.006 * sizes, times)
        now += bool((funnel(counts, sizes).adjusted < 0.05).any())
        expected = counts.sum() / sizes.sum() * sizes
        z = ndtri((pdtr(counts, expected) + pdtr(counts - 1, expected)) / 2)
        low, high = np.quantile(z, [0.1, 0.9])
        uncorrected = float((np.clip(z, low, high) ** 2).mean())
        spread = uncorrected if uncorrected > 1 + 2 * sqrt(2 / wards) else 1.0
        before += min(adjusted(2 * ndtr(-np.abs(z) / sqrt(spread)))) < 0.05
    return before / count, now / count


def compared(times: int, mean: float, count: int) -> tuple[float, float]:
    found = np.zeros(2)
    for x in drawn(np.random.default_rng(24), mean, times, (count, 24)):
        years = int(x[:12].sum()), int(x[12:].sum())
        spread = spread_of([[(float(v), 1.0) for v in x]])
        found += [not compare_counts(*years, spread=s).could_be_chance for s in (None, spread)]
    return float(found[0] / count), float(found[1] / count)


def beyond(times: int, mean: float, count: int) -> tuple[float, float]:
    x = drawn(np.random.default_rng(25), mean, times, (count, 48))
    shares = []
    for widened in (False, True):
        limits = moving_limits(x, np.ones(48), widened=widened)
        odd = ((x < limits.low) | (x > limits.high))[:, 24:]
        shares.append(float(odd.mean()))
    return shares[0], shares[1]
