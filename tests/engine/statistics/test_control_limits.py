"""Control limits: beside SciPy's negative binomial, their false alarms counted out, and months that are missing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kieumau.engine.indicators.periods import month_period
from kieumau.engine.statistics.limits import LEAST, TAIL, WINDOW, limits_of, moving_limits
from kieumau.engine.statistics.methods import LimitsRule

DAYS = np.array([month_period(2022 + m // 12, m % 12 + 1).days for m in range(60)], float)


def base(months: int, size: int = 60) -> np.ndarray:
    return np.arange(size) < months


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 45.0, 1800.0])
def test_exact_limits_are_the_outermost_counts_that_the_base_leaves_probable(mean, months):
    x = np.random.default_rng(22).poisson(mean, 60).astype(float)
    found = limits_of(x, DAYS, base=base(months))
    total, over = x[:months].sum(), DAYS[:months].sum()
    for month in (months, months + 1, 59):
        q = DAYS[month] / over / (1 + DAYS[month] / over)
        k = np.arange(int(3 * mean + 60))
        assert found.high[month] == k[stats.nbinom.sf(k - 1, total + 1, 1 - q) > TAIL].max()
        low = k[stats.nbinom.cdf(k, total, 1 - q) > TAIL].min() if total else 0
        assert found.low[month] == low
        assert found.centre[month] == pytest.approx(total / over * DAYS[month])
    assert found.rule is LimitsRule.EXACT


@pytest.mark.parametrize("months", [12, 24])
@pytest.mark.parametrize("mean", [0.2, 1.0, 5.0, 40.0])
def test_a_steady_series_is_called_odd_no_more_often_than_said(mean, months):
    """Every sum of the base and every count with its probability: the base's own chance is in it."""
    sums = np.arange(int(mean * months + 10 * (mean * months) ** 0.5 + 10))
    series = np.zeros((sums.size, months + 1))
    series[:, 0] = sums
    found = moving_limits(series, np.ones(months + 1))
    at = stats.poisson.pmf(sums, mean * months)
    assert (at * stats.poisson.sf(found.high[:, -1], mean)).sum() <= TAIL
    assert (at * stats.poisson.cdf(found.low[:, -1] - 1, mean)).sum() <= TAIL


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.none() | st.integers(0, 300), min_size=40, max_size=40), min_size=1, max_size=4),
    st.sampled_from([(12, 6), (24, 12)]),
    st.sampled_from(LimitsRule),
)
def test_moving_limits_are_those_of_each_month_by_itself(rows, sizes, rule):
    window, least = sizes
    x = np.array([[np.nan if v is None else v for v in row] for row in rows], float)
    found = moving_limits(x, DAYS[:40], window=window, least=least, rule=rule)
    for month in (0, least - 1, least, 25, 39):
        before = (np.arange(40) < month) & (np.arange(40) >= month - window)
        for i, row in enumerate(x):
            held = np.isfinite(row[before]).sum()
            ends = (found.low[i, month], found.centre[i, month], found.high[i, month])
            if held < least:
                assert np.isnan(ends).all()
            elif held >= LEAST:
                one = limits_of(row, DAYS[:40], base=before, rule=rule)
                assert ends == pytest.approx((one.low[month], one.centre[month], one.high[month]))
    assert WINDOW == 24 and LEAST == 12


def test_limits_widen_with_less_of_a_base_and_a_missing_month_is_no_zero():
    x = np.full(60, 90.0)
    long, short = (limits_of(x, np.ones(60), base=base(n)) for n in (48, 12))
    assert (short.low < long.low).all() and (short.high > long.high).all()
    x[3] = np.nan
    gap = limits_of(x, np.ones(60), base=base(13))
    assert gap.centre[-1] == 90 and gap.high.tolist() == short.high.tolist()
    assert np.isnan(limits_of(x, np.ones(60), base=base(12)).high).all()  # eleven known months are no year
    longer = limits_of(np.full(60, 300.0), DAYS, base=base(24))
    assert longer.high[30] > longer.high[25]  # July has more days than February


def test_a_spread_series_gets_laneys_limits_and_never_narrower_ones_than_counts_have():
    """Laney's u': the Poisson limits times the mean moving range of the standardised rates over 1.128."""
    x = np.array([500, 530, 480, 560, 510, 590, 470, 540, 490, 575, 460, 550, 700, 300], float)
    found = limits_of(x, np.ones(14), base=base(12, 14), rule=LimitsRule.SPREAD)
    mean = x[:12].mean()
    sigma = np.abs(np.diff((x[:12] - mean) / mean**0.5)).mean() / 1.128
    half = stats.norm.isf(TAIL) * sigma * mean**0.5
    assert (found.low[-1], found.high[-1]) == (np.ceil(mean - half), np.floor(mean + half))
    assert limits_of(x, np.ones(14), base=base(12, 14)).high[-1] < x[12] < found.high[-1]  # odd for counts, not for it
    for steady in (np.full(14, 7.0), np.zeros(14)):
        exact, spread = (limits_of(steady, DAYS[:14], base=base(12, 14), rule=r) for r in LimitsRule)
        assert (exact.low.tolist(), exact.high.tolist()) == (spread.low.tolist(), spread.high.tolist())
