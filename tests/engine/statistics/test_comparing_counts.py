"""Two counts compared: beside published numbers and two other implementations, and what must hold of any counts."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kieumau.engine.statistics.comparing import compare_counts, count_for_sure
from kieumau.engine.statistics.comparing_many import compare_many
from kieumau.engine.statistics.methods import Method

PAIRS = [
    (0, 0),
    (0, 1),
    (1, 0),
    (0, 7),
    (7, 0),
    (1, 1),
    (3, 12),
    (12, 3),
    (60, 40),
    (300, 240),
    (1999, 2104),
    (5, 40000),
]
counts = st.integers(0, 3000)
exposures = st.floats(0.05, 50)
methods = st.sampled_from(Method)


def test_published_numbers_come_out():
    """60 and 40: p 0.0569 and 0.0460; as a share of all, 40 of 100 is from 30.33% to 50.28% (Clopper and Pearson)."""
    exact, mid = (compare_counts(60, 40, method=m) for m in Method)
    assert (round(exact.p, 4), round(mid.p, 4)) == (0.0569, 0.0460)
    assert [round(end / (1 + end), 4) for end in (exact.low, exact.high)] == [0.3033, 0.5028]
    assert exact.could_be_chance and not mid.could_be_chance
    press = compare_counts(300, 240)
    assert press.ratio == 0.8 and 0.67 < press.low < press.high < 0.96


def test_equal_exposures_agree_with_statsmodels():
    from statsmodels.stats.rates import test_poisson_2indep  # slow to import: one test asks it, once

    for before, after in PAIRS[5:]:
        theirs = test_poisson_2indep(after, 1, before, 1, method="exact-cond")
        assert compare_counts(before, after).p == pytest.approx(min(theirs.pvalue, 1), rel=1e-9)


@pytest.mark.parametrize("weight", [1, 31 / 28, 0.25, 12])
@pytest.mark.parametrize(("before", "after"), PAIRS[1:])
def test_any_exposures_agree_with_the_binomial_test(before, after, weight):
    found = compare_counts(before, after, exposure_before=2, exposure_after=2 * weight, level=0.9)
    chance, n = weight / (1 + weight), before + after
    tails = [stats.binomtest(after, n, chance, side).pvalue for side in ("less", "greater")]
    assert found.p == pytest.approx(min(1, 2 * min(tails)), rel=1e-9)
    shares = stats.binomtest(after, n).proportion_ci(0.9, "exact")
    low, high = (inf if s == 1 else s / (1 - s) / weight for s in shares)
    assert (found.low, found.high) == (pytest.approx(low, rel=1e-7), pytest.approx(high, rel=1e-7))


@pytest.mark.parametrize(("before", "after"), PAIRS[1:-1])
def test_mid_p_counts_half_of_what_was_seen_on_either_side(before, after):
    """Its p from the binomial's own terms; and at each end of its interval, one tail holds half of what is left out."""

    def tails(share: float) -> tuple[float, float]:
        half = stats.binom.pmf(after, before + after, share) / 2
        return stats.binom.cdf(after - 1, before + after, share) + half, stats.binom.sf(after, before + after, share) + half  # fmt: skip

    found = compare_counts(before, after, exposure_after=1.5, method=Method.MID_P)
    assert found.p == pytest.approx(min(1, 2 * min(tails(0.6))), rel=1e-9)
    for end, at_end in ((found.low, 1), (found.high, 0)):
        if 0 < end < inf:
            assert tails(1.5 * end / (1 + 1.5 * end))[at_end] == pytest.approx(0.025, rel=1e-6)


@settings(max_examples=150)
@given(counts, counts, exposures, exposures, methods, st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_says_what_the_test_says(before, after, eb, ea, method, level):
    found = compare_counts(before, after, exposure_before=eb, exposure_after=ea, method=method, level=level)
    assert 0 <= found.low <= found.high and 0 <= found.p <= 1
    assert found.ratio is None or (found.low <= found.ratio * (1 + 1e-9) and found.ratio <= found.high * (1 + 1e-9))
    if abs(found.p - (1 - level)) > 1e-9:
        assert found.could_be_chance == (found.low <= 1 <= found.high)
    back = compare_counts(after, before, exposure_before=ea, exposure_after=eb, method=method, level=level)
    assert back.p == pytest.approx(found.p, rel=1e-6, abs=1e-12)
    if before and after:
        assert (back.low, back.high) == (
            pytest.approx(1 / found.high, rel=1e-6),
            pytest.approx(1 / found.low, rel=1e-6),
        )
    twice = compare_counts(before, after, exposure_before=eb, exposure_after=2 * ea, method=method, level=level)
    assert 2 * twice.low == pytest.approx(found.low, rel=1e-6)
    assert before == 0 or 2 * twice.high == pytest.approx(found.high, rel=1e-6)
    both = compare_counts(before, after, exposure_before=3 * eb, exposure_after=3 * ea, method=method, level=level)
    assert both.p == pytest.approx(found.p, rel=1e-6, abs=1e-12)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.none() | counts, counts, st.sampled_from([1.0, 28.0, 31.0])), min_size=1), methods)
def test_many_at_once_are_as_one_by_one_and_a_missing_count_stays_missing(rows, method):
    b, a, e = (np.array([np.nan if x is None else x for x in side], float) for side in zip(*rows, strict=True))
    found = compare_many(b, a, exposure_after=e, method=method)
    for i, (before, after, exposure) in enumerate(rows):
        if before is None:
            assert all(np.isnan(x[i]) for x in (found.ratio, found.low, found.high, found.p))
            continue
        one = compare_counts(before, after, exposure_after=exposure, method=method)
        several = (found.low[i], found.high[i], found.p[i])
        assert several == pytest.approx((one.low, one.high, one.p), rel=1e-9)
        assert np.isnan(found.ratio[i]) if one.ratio is None else found.ratio[i] == one.ratio


def test_large_counts_are_told_apart():
    """Of a country, where counts multiplied are beyond what a float tells apart."""
    many = compare_many([2e8, 2e8, 2e8], [2e8, 2e8 + 1, 2e8 + 40_000])
    assert many.p[0] > many.p[1] > many.p[2]
    assert many.ratio.tolist() == [1.0, 1 + 1 / 2e8, 1 + 4 / 2e4]


@pytest.mark.parametrize("ratio", [1.0, 0.6])
@pytest.mark.parametrize("mean", [0.7, 3.0, 12.0])
def test_the_exact_interval_holds_the_truth_as_often_as_it_says(mean, ratio):
    """Every pair of counts with its probability: no simulation."""
    top = int(mean + 10 * mean**0.5 + 10)
    b, a = np.meshgrid(np.arange(top), np.arange(top))
    found = compare_many(b, a)
    weight = stats.poisson.pmf(b, mean) * stats.poisson.pmf(a, mean * ratio)
    held = (found.low <= ratio) & (ratio <= found.high)
    assert weight.sum() > 0.9999 and weight[held].sum() >= 0.95
    if ratio == 1:
        assert weight[found.p < 0.05].sum() <= 0.05


@pytest.mark.parametrize("falls", [True, False])
@pytest.mark.parametrize("method", Method)
def test_the_count_for_sure_is_the_last_that_holds(method, falls):
    for before in (5, 60, 300):
        count = count_for_sure(before, 0.2, falls=falls, method=method, level=0.95)
        if count is None:
            assert falls and compare_counts(before, 0, method=method).high > 0.8
            continue
        at, nearer = (compare_counts(before, c, method=method) for c in (count, count + (1 if falls else -1)))
        assert at.high <= 0.8 < nearer.high if falls else at.low >= 1.2 > nearer.low
    assert count_for_sure(3, 0.5, falls=True, method=Method.EXACT, level=0.95) is None


@pytest.mark.parametrize("wrong", [{"before": -1}, {"after": -1}, {"exposure_before": 0}, {"exposure_after": -2}])
def test_impossible_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match=r"below zero|above zero"):
        compare_counts(**{"before": 1, "after": 2, **wrong})
