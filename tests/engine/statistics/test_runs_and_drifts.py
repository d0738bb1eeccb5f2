"""Runs by Anhøj's published limits; EWMA and CUSUM by the textbook's example."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kieumau.engine.statistics.drifts import cusum, ewma, standardised
from kieumau.engine.statistics.runs import runs_of

ANHOEJ = {10: (6, 2), 11: (6, 2), 12: (7, 3), 13: (7, 3), 16: (7, 4), 20: (7, 6), 22: (7, 7), 23: (8, 7), 24: (8, 8), 30: (8, 10), 40: (8, 14), 60: (9, 23), 91: (10, 37), 100: (10, 41)}  # fmt: skip
"""Useful observations -> the longest run and the fewest crossings that chance still makes."""
MONTGOMERY = [9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52]  # fmt: skip
"""Introduction to Statistical Quality Control, ch. 9: twenty of mean 10, then ten of mean 11."""


@pytest.mark.parametrize(("useful", "limits"), ANHOEJ.items())
def test_runs_have_the_published_limits(useful, limits):
    found = runs_of([1.0, -1.0] * (useful // 2) + [1.0] * (useful % 2), middle=0)
    assert (found.longest_expected, found.crossings_expected) == limits
    assert (found.longest, found.crossings, found.is_shifted) == (1, useful - 1, False)


@pytest.mark.parametrize(
    ("values", "middle", "seen"),
    [
        (
            [3] * 8 + [9] * 7 + [3, 9] * 4 + [6],
            6,
            (23, 8, 9, False),
        ),  # eight in a row is the limit of 23, not beyond it
        ([3] * 9 + [9] * 6 + [3, 9] * 4 + [6], 6, (23, 9, 9, True)),  # nine is
        ([1, 1, 1, 5, 5, 5] * 4, 3, (24, 3, 7, True)),  # no long run, too few crossings
        ([1, 5] * 4 + [3] * 20, 3, (8, 1, 7, False)),  # what lies on the middle is passed over: too few are left
        ([1, np.nan, 5, 1, np.nan, 5] * 3, 3, (12, 1, 11, False)),
    ],
)
def test_runs_and_crossings_are_counted_off_the_middle(values, middle, seen):
    found = runs_of(values, middle=middle)
    assert (found.useful, found.longest, found.crossings, found.is_shifted) == seen


def test_a_gap_lengthens_no_run_and_moves_no_mark():
    """Six above, two below, two above: without the two between, eight in a row would be beyond the limit of 22."""
    whole = [9] * 6 + [3] * 2 + [9] * 2 + [3, 9] * 2 + [3] * 5 + [9, 3] * 2 + [3]
    holed = [float("nan") if i in (6, 7) else v for i, v in enumerate(whole)]
    one, other = runs_of(whole, middle=6), runs_of(holed, middle=6)
    assert (one.longest, one.is_shifted) == (other.longest, other.is_shifted) == (6, False)
    assert other.longest_expected == one.longest_expected == 8 and other.crossings_expected <= one.crossings_expected


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_withdrawn_no_run_grows(seed):
    rng = np.random.default_rng(seed)
    whole = rng.poisson(20, 24).astype(float)
    holed = np.where(rng.random(24) < 0.2, np.nan, whole)
    one, other = runs_of(whole, middle=20), runs_of(holed, middle=20)
    assert other.longest <= one.longest and other.crossings <= one.crossings


def test_the_middle_is_the_median_of_what_is_there():
    assert runs_of([4, np.nan, 1, 9]).middle == 4
    assert runs_of([]).useful == runs_of([np.nan]).useful == 0 and not runs_of([2, 2, 2]).is_shifted


@pytest.mark.parametrize("mean", [0.3, 0.6, 0.8, 1.5, 15])
def test_a_steady_series_is_seldom_taken_for_shifted_however_rare_its_counts(mean):
    """Of rare counts the middle is the lowest value there is, and a run on one side says nothing."""
    rng = np.random.default_rng(11)
    found = [runs_of(rng.poisson(mean, 24)).is_shifted for _ in range(500)]
    assert sum(found) / 500 < 0.06


def test_cusum_and_ewma_follow_the_textbook():
    z = np.array(MONTGOMERY) - 10
    up, down = cusum(z)
    assert np.flatnonzero(up > 5)[0] == 28 and round(up[28], 2) == 5.28  # the 29th is the first
    assert round(down.max(), 2) == 1.77
    means, limits = ewma(z, weight=0.1, width=2.7)
    assert (10 + means[:2]).round(4).tolist() == [9.945, 9.7495]
    assert (10 + limits[[0, 1, -1]]).round(2).tolist() == [10.27, 10.36, 10.62]


def test_a_missing_step_changes_nothing():
    z = np.array(MONTGOMERY) - 10
    holed = np.insert(z, 7, np.nan)
    for whole, part in zip((*cusum(z), *ewma(z)), (*cusum(holed), *ewma(holed)), strict=True):
        assert np.delete(part, 7).tolist() == whole.tolist() and part[7] == part[6]


@pytest.mark.parametrize("mean", [4, 15, 400])
def test_standardised_counts_are_near_normal(mean):
    k = np.arange(mean * 4 + 40)
    at, z = stats.poisson.pmf(k, mean), standardised(k, mean)
    assert abs((at * z).sum()) < 0.03 and (at * z**2).sum() == pytest.approx(1, abs=0.05)
    assert np.isnan(standardised([np.nan], [3.0]))[0]
