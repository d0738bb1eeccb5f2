"""How much more than by chance a series of counts varies: found again, allowed for in p and interval alike, never less."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.comparing_many import compare_many
from kieumau.engine.statistics.methods import Method
from kieumau.engine.statistics.spread import Spread, pooled, spread_of


def drawn(rng, mean, times, size):
    return rng.poisson(mean, size) if times == 1 else rng.negative_binomial(mean / (times - 1), 1 / times, size)


def of(counts):
    return spread_of([[(None if np.isnan(x) else float(x), 30.0) for x in counts]])


@pytest.mark.parametrize("times", [1, 2, 4])
@pytest.mark.parametrize("mean", [1, 4, 100])
def test_the_spread_of_a_series_is_found_again(mean, times):
    rng = np.random.default_rng(14)
    found = [s.times for x in drawn(rng, mean, times, (800, 24)) if (s := of(x)) is not None]
    assert np.mean(found) == pytest.approx(times, rel=0.15)


def test_a_season_or_a_step_is_hardly_taken_for_spread_and_a_gap_parts_its_neighbours():
    season = 30 * (1 + 0.4 * np.sin(2 * np.pi * np.arange(24) / 12))
    assert of(season).factor == 1
    assert of([50.0] * 12 + [30.0] * 12).factor == 1
    assert of([50.0] * 12 + [np.nan] + [5.0] * 12).times == 0
    assert of([5.0] * 11) is None and of([0.0] * 24) is None  # no year; nothing ever counted


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize(("times", "most"), [(1, 0.05), (2, 0.06), (4, 0.065)])
def test_an_unchanged_level_is_seldom_called_changed_where_counts_come_in_clusters(times, most, method):
    """As Poisson counts, twice the variance is called a change in 14 to 17 of 100 comparisons."""
    rng = np.random.default_rng(14)
    odd = 0
    for x in drawn(rng, 12, times, (600, 24)):
        change = compare_counts(int(x[:12].sum()), int(x[12:].sum()), method=method, spread=of(x))
        odd += not change.could_be_chance
    assert odd / 600 <= most


@given(
    st.integers(0, 600), st.integers(0, 600), st.floats(0, 30), st.floats(3, 40), st.sampled_from(Method),
    st.sampled_from([0.8, 0.95, 0.99]),
)  # fmt: skip
def test_p_and_interval_go_on_saying_one_thing_and_are_never_narrower(before, after, times, freedom, method, level):
    plain = compare_counts(before, after, method=method, level=level)
    wide = compare_counts(before, after, method=method, level=level, spread=Spread(times, freedom, 24))
    assert wide.p >= plain.p * (1 - 1e-9) and wide.low <= plain.low + 1e-12 and wide.high >= plain.high - 1e-12
    if before and after and abs(wide.p - (1 - level)) > 1e-6:
        assert (wide.p < 1 - level) == (wide.low > 1 or wide.high < 1)
    if times <= 1:
        assert (wide.p, wide.low, wide.high) == (plain.p, plain.low, plain.high)


@pytest.mark.parametrize("freedom", [4, 8, 16, 30])
@pytest.mark.parametrize("z", [0.5, 1.96, 3.0])
def test_the_spread_is_an_estimate_and_z_is_read_by_students_t(freedom, z):
    """Wallace's formula beside SciPy's t, for a spread just above 1."""
    found = Spread(1 + 1e-12, freedom, 24).widened(2 * stats.norm.sf(z))
    assert found == pytest.approx(2 * stats.t.sf(z, freedom), rel=0.04)


def test_a_sum_has_the_spread_of_its_parts_by_their_counts():
    one, other = Spread(3.0, 15, 24), Spread(1.0, 15, 20)
    both = pooled([(one, 300), (other, 100), (None, 0)])
    assert both is not None and both.times == 2.5 and both.months == 24 and 15 < both.freedom < 30
    assert pooled([(one, 300), (None, 100)]) is None  # a part of which nobody knows


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize(("before", "after"), [(600, 200), (200, 600), (3000, 10), (900_000, 0), (5_000_000, 10)])
def test_a_p_too_small_to_print_is_still_no_zero(before, after, method):
    one, many = compare_counts(before, after, method=method), compare_many([before], [after], method=method)
    assert one.p > 0 and many.p[0] > 0
    assert many.p[0] == pytest.approx(one.p, rel=1e-6)
    assert compare_counts(before, after, method=method, spread=Spread(1.2, 15, 24)).p > 0
