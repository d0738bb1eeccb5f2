"""Control limits: beside SciPy's negative binomial, their false alarms counted out, and months that are missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kieumau.engine.indicators.periods import month_period
from kieumau.engine.statistics.limits import LEAST, TAIL, WINDOW, moving_limits
from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.statistics.spread import spread_of

DAYS = np.array([month_period(2022 + m // 12, m % 12 + 1).days for m in range(60)], float)


def last(counts, days=None, **kept):
    """The limits of the last month of one series: low, centre, high."""
    exposures = np.ones(len(counts)) if days is None else days
    found = moving_limits([counts], exposures, **{"widened": False, **kept})
    return float(found.low[0, -1]), float(found.centre[0, -1]), float(found.high[0, -1])


def by_scipy(counts, days):
    """The same from SciPy's negative binomial, for a base of all months but the last."""
    known = np.isfinite(counts[:-1])
    total, share = counts[:-1][known].sum(), days[-1] / days[:-1][known].sum()
    q, k = share / (1 + share), np.arange(int(3 * total * share + 60))
    high = k[stats.nbinom.sf(k - 1, total + 1, 1 - q) > TAIL].max()
    low = k[stats.nbinom.cdf(k, total, 1 - q) > TAIL].min() if total else 0
    return low, total * share, high


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 45.0, 1800.0])
def test_exact_limits_are_the_outermost_counts_that_the_base_leaves_probable(mean, months):
    x = np.random.default_rng(22).poisson(mean, 60).astype(float)
    for month in (months, months + 1):
        start = month - months
        days = DAYS[start : month + 1]
        assert last(x[start : month + 1], days) == pytest.approx(by_scipy(x[start : month + 1], days))


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize("mean", [0.2, 1.0, 5.0, 40.0])
def test_a_steady_series_is_called_odd_no_more_often_than_said(mean, months):
    """Every sum of the base and every count with its probability: the base's own chance is in it."""
    sums = np.arange(int(mean * months + 10 * (mean * months) ** 0.5 + 10))
    series = np.zeros((sums.size, months + 1))
    series[:, 0] = sums
    found = moving_limits(series, np.ones(months + 1), widened=False)
    at = stats.poisson.pmf(sums, mean * months)
    assert (at * stats.poisson.sf(found.high[:, -1], mean)).sum() <= TAIL
    assert (at * stats.poisson.cdf(found.low[:, -1] - 1, mean)).sum() <= TAIL


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.none() | st.integers(0, 300), min_size=40, max_size=40), min_size=1, max_size=4),
    st.sampled_from([(12, 6), (24, 12)]),
    st.sampled_from(LimitsRule),
)
def test_many_series_at_once_have_the_limits_that_each_month_has_by_itself(rows, sizes, rule):
    window, least = sizes
    x = np.array([[np.nan if v is None else v for v in row] for row in rows], float)
    found = moving_limits(x, DAYS[:40], window=window, least=least, rule=rule, widened=False)
    for month in (0, least - 1, least, 25, 39):
        start = max(month - window, 0)
        for i, row in enumerate(x):
            ends = (found.low[i, month], found.centre[i, month], found.high[i, month])
            if np.isfinite(row[start:month]).sum() < least:
                assert np.isnan(ends).all()
                continue
            part, days = row[start : month + 1], DAYS[start : month + 1]
            assert ends == pytest.approx(last(part, days, window=window, least=least, rule=rule))
            if rule is LimitsRule.EXACT:
                assert ends == pytest.approx(by_scipy(part, days))
    assert WINDOW == 24 and LEAST == 12


def test_limits_widen_with_less_of_a_base_and_a_missing_month_is_no_zero():
    long, short = last([900.0] * 25), last([900.0] * 13)
    assert short[0] < long[0] and short[2] > long[2]
    assert last([900.0] * 3 + [np.nan] + [900.0] * 10) == short
    assert np.isnan(last([900.0] * 3 + [np.nan] + [900.0] * 9)).all()  # eleven known months are no year
    found = moving_limits([[300.0] * 60], DAYS)
    assert found.high[0, 30] > found.high[0, 25]  # July has more days than February


@pytest.mark.parametrize(("times", "most"), [(1, 0.0035), (2, 0.009), (4, 0.02)])
@pytest.mark.parametrize("mean", [1.0, 20.0, 100.0])
def test_where_counts_come_in_clusters_a_steady_month_is_seldom_beyond_the_limits(times, mean, most):
    """Before, twice the variance put 14 to 35 months in a thousand beyond them."""
    rng = np.random.default_rng(14)
    x = (
        rng.poisson(mean, (4000, 25))
        if times == 1
        else rng.negative_binomial(mean / (times - 1), 1 / times, (4000, 25))
    )
    wide, narrow = (moving_limits(x, np.ones(25), widened=w) for w in (True, False))
    odd = (x[:, -1] < wide.low[:, -1]) | (x[:, -1] > wide.high[:, -1])
    assert odd.mean() <= most
    assert (wide.low[:, -1] <= narrow.low[:, -1]).all() and (wide.high[:, -1] >= narrow.high[:, -1]).all()
    if mean >= 20:
        assert np.median(wide.spread[:, -1]) == pytest.approx(times, rel=0.25)


def test_one_odd_month_does_not_hide_the_next():
    level = [40, 36, 44, 41, 38, 43, 39, 42, 37, 45, 40, 40] * 2
    found = moving_limits([[*level, 90, *level[:3], 5]], np.ones(29))
    assert found.high[0, 24] < 90 and found.low[0, 28] > 5
    assert found.spread[0, 28] == 1


def test_the_spread_of_moving_limits_is_that_of_the_months_themselves():
    x = np.random.default_rng(3).negative_binomial(20, 0.3, 40).astype(float)
    x[[4, 20, 29]] = np.nan
    limits = moving_limits([x], DAYS[:40])
    found = limits.spread[0]
    assert not ((x < limits.low) | (x > limits.high)).any()
    for month in (13, 24, 31, 39):
        start = max(month - 24, 0)
        counts = [None if np.isnan(v) else float(v) for v in x[start:month]]
        own = spread_of([list(zip(counts, DAYS[start:month], strict=True))])
        assert own is not None and found[month] == pytest.approx(own.factor)


def test_a_spread_series_gets_laneys_limits_and_never_narrower_ones_than_counts_have():
    """Laney's u': the Poisson limits times the mean moving range of the standardised rates over 1.128."""
    x = np.array([500, 530, 480, 560, 510, 590, 470, 540, 490, 575, 460, 550, 700], float)
    low, _, high = last(x, rule=LimitsRule.SPREAD)
    mean = x[:12].mean()
    sigma = np.abs(np.diff((x[:12] - mean) / mean**0.5)).mean() / 1.128
    half = stats.norm.isf(TAIL) * sigma * mean**0.5
    assert (low, high) == (np.ceil(mean - half), np.floor(mean + half))
    assert last(x)[2] < x[12] < high  # odd for counts, not for it
    for steady in ([7.0] * 14, [0.0] * 14):
        assert last(steady, rule=LimitsRule.SPREAD) == last(steady)
