"""A funnel: beside SciPy's Poisson, its limits the other side of its test; and p adjusted for how many were looked at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.funnels import INNER, OUTER, funnel, funnel_limits

SIZES = np.array([300, 900, 2100, 2500, 3000, 4100, 5200, 6000, 8800, 15000], float)


def test_p_is_mid_p_half_of_what_was_seen_on_either_side():
    x = np.array([2, 6, 15, 31, 20, 25, 38, 40, 60, 101], float)
    found = funnel(x, SIZES)
    rate = x.sum() / SIZES.sum()
    below = stats.poisson.cdf(x - 1, rate * SIZES) + stats.poisson.pmf(x, rate * SIZES) / 2
    assert found.spread == 1 and found.rate == pytest.approx(rate)
    assert found.p == pytest.approx(2 * np.minimum(below, 1 - below), rel=1e-6)
    far = np.abs(found.z) > 1
    assert far.any() and (np.sign(found.z) == np.sign(found.rates - rate))[far].all()
    assert found.adjusted.tolist() == adjusted(found.p)
    assert found.p[3] < 0.01  # 31 of 2,500 households


@pytest.mark.parametrize("spread", [1.0, 4.0])
@pytest.mark.parametrize("level", [INNER, OUTER])
def test_a_ward_lies_beyond_the_limits_when_its_z_does(level, spread):
    rate, edge = 0.0069, stats.norm.isf((1 - level) / 2) * spread**0.5
    for size in (150.0, 900.0, 6000.0):
        low, high = (float(x) for x in funnel_limits(rate, size, level=level, spread=spread))
        k = np.arange(int(rate * size + 60 * (rate * size) ** 0.5 + 20))
        below = stats.poisson.cdf(k - 1, rate * size) + stats.poisson.pmf(k, rate * size) / 2
        assert ((k / size < low) == (below < stats.norm.cdf(-edge))).all()
        assert ((k / size > high) == (below > stats.norm.cdf(edge))).all()
    lows, highs = funnel_limits(rate, SIZES, level=level, spread=spread)
    assert (np.diff(highs) < 0).all() and (np.diff(lows) >= 0).all()  # narrower where more can be known


def test_wards_that_differ_more_than_counts_do_widen_the_funnel():
    rng = np.random.default_rng(7)
    sizes = rng.uniform(2000, 9000, 60)
    even, uneven = rng.poisson(0.02 * sizes), rng.poisson(0.02 * sizes * rng.gamma(8, 1 / 8, 60))
    assert funnel(even, sizes).spread == 1
    found = funnel(uneven, sizes)
    assert found.spread > 3 and (found.adjusted < 0.05).sum() <= 3
    spike = even.copy()
    spike[5] *= 3
    marked = funnel(spike, sizes)
    assert marked.spread < 1.5 and marked.z.argmax() == 5 and marked.adjusted[5] < 1e-6  # one alone widens little


@pytest.mark.parametrize(("times", "most"), [(1, 0.05), (2, 0.08), (4, 0.1)])
@pytest.mark.parametrize("wards", [20, 100])
def test_where_counts_come_in_clusters_an_innocent_ward_is_seldom_named(times, most, wards):
    """Before the spread was corrected for its drawn-in ends, twice the variance named a ward in 31 of 100 funnels of
    twenty and in 45 of a hundred."""
    rng = np.random.default_rng(14)
    named = 0
    for _ in range(200):
        sizes = rng.lognormal(0, 0.6, wards) * 5000
        mean = 0.006 * sizes
        counts = rng.poisson(mean) if times == 1 else rng.negative_binomial(mean / (times - 1), 1 / times)
        named += bool((funnel(counts, sizes).adjusted < 0.05).any())
    assert named / 200 <= most


def test_wards_far_from_the_common_rate_are_told_apart():
    """However small the tails: a z that stops at what a float holds would give them all one p."""
    counts = np.array([513, 150, 122, 113, 481, 350, 1200], float)
    found = funnel(counts, np.full(7, 365.0))
    assert len({round(float(z), 3) for z in found.z}) == 7
    assert (np.argsort(found.z) == np.argsort(counts)).all()


def test_missing_wards_stay_missing_and_no_count_at_all_is_no_finding():
    found = funnel([3, np.nan, 5, 2], [100, 200, np.nan, 50])
    assert found.rate == pytest.approx(5 / 150)
    assert np.isnan(found.p).tolist() == np.isnan(found.adjusted).tolist() == [False, True, True, False]
    none = funnel([0, 0, 0], [10, 20, 30])
    assert (none.rate, none.z.tolist(), none.p.tolist()) == (0, [0, 0, 0], [1, 1, 1])
    assert funnel_limits(0, [10.0], level=INNER)[1].tolist() == [0]
    with pytest.raises(ValueError, match="above zero"):
        funnel([1, 2], [10, 0])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 400), st.floats(50, 20_000)), min_size=2, max_size=30), st.floats(0.01, 100))
def test_households_or_thousands_of_them_give_the_same_p(wards, scale):
    x, e = (np.array(side, float) for side in zip(*wards, strict=True))
    one, other = funnel(x, e), funnel(x, e * scale)
    assert one.p == pytest.approx(other.p, rel=1e-6, abs=1e-12)
    assert one.rate == pytest.approx(other.rate * scale)


@settings(max_examples=60)
@given(st.lists(st.none() | st.floats(0, 1), max_size=40))
def test_adjusted_p_agrees_with_scipy_and_passes_over_what_is_missing(values):
    p = np.array([np.nan if v is None else v for v in values], float)
    found, known = np.asarray(adjusted(p)), np.isfinite(p)
    assert (np.isnan(found) == ~known).all()
    if known.any():
        assert found[known] == pytest.approx(stats.false_discovery_control(p[known]))
