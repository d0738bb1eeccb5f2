"""One count without SciPy is the count that SciPy reckons, to twelve digits, small and large, near the mean and far out."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaincc, betaincinv

from kieumau.engine.statistics import binomial
from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.comparing_many import compare_many
from kieumau.engine.statistics.methods import Method

sizes = st.integers(0, 40) | st.integers(1, 20_000) | st.integers(1, binomial.MOST)
chances = st.floats(0.02, 0.98) | st.sampled_from([0.5, 31 / 59, 1 / 13])


@st.composite
def counted(draw: st.DrawFn) -> tuple[int, int, float]:
    """A count, of how many, with which chance: from far below to far above what is expected."""
    n, q = draw(sizes), draw(chances)
    away = draw(st.floats(-12, 12)) * (n * q * (1 - q)) ** 0.5
    return min(n, max(0, round(n * q + away))), n, q


@settings(max_examples=300)
@given(counted())
def test_both_tails_are_those_of_scipy(count):
    k, n, q = count
    least = betainc(k, n - k + 1, q) if k else 1.0
    most = betaincc(k + 1, n - k, q) if k < n else 1.0
    # Far out SciPy itself is off by 8e-13 (130,060 of 241,925 by 0.5254: beside 60 digits, ours is off by 3e-13).
    assert binomial.at_least(k, n, q) == pytest.approx(least, rel=3e-12, abs=1e-280)
    assert binomial.at_most(k, n, q) == pytest.approx(most, rel=3e-12, abs=1e-280)


@settings(max_examples=200)
@given(sizes, st.floats(0, 1), st.sampled_from([0.0005, 0.005, 0.025, 0.1]))
def test_the_share_with_a_tail_is_that_of_scipy(n, part, tail):
    n = max(n, 1)
    k = max(1, round(part * n))
    assert binomial.share_with(k, n, tail, half=False) == pytest.approx(betaincinv(k, n - k + 1, tail), rel=1e-12)
    half = binomial.share_with(k, n, tail, half=True)
    assert binomial.at_least(k, n, half) - binomial.term(k, n, half) / 2 == pytest.approx(tail, rel=1e-10)


def test_a_rare_count_among_very_many_is_as_exact_as_in_sixty_digits():
    k, n, q = 27, 251_674, 0.00011713749659029589
    with localcontext(prec=60):
        each = (1 - Decimal(q)) ** n
        below = Decimal(0)
        for i in range(k):
            below += each
            each *= Decimal(q) * (n - i) / ((1 - Decimal(q)) * (i + 1))
        assert binomial.at_least(k, n, q) == pytest.approx(float(1 - below), rel=1e-14)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(("before", "after"), [(500_100, 499_900), (2_000_000, 1_998_000), (3, 1_000_000)])
def test_a_pair_is_the_same_on_either_side_of_the_bound(before, after, method):
    """Up to a million in all it is reckoned here, beyond it by SciPy: nobody can tell where."""
    found = compare_counts(before, after, exposure_after=1.5, method=method)
    many = compare_many([before], [after], exposure_after=1.5, method=method)
    assert found.p == pytest.approx(many.p[0], rel=1e-9)
    assert (found.low, found.high) == (pytest.approx(many.low[0], rel=1e-9), pytest.approx(many.high[0], rel=1e-9))


def test_small_counts_are_compared_without_loading_scipy_and_large_ones_with_it():
    code = (
        "import sys; from kieumau.engine.statistics.comparing import compare_counts, count_for_sure\n"
        "from kieumau.engine.statistics.methods import Method\n"
        "compare_counts(60, 40); count_for_sure(300, 0.2, falls=True, method=Method.MID_P, level=0.95)\n"
        "print('numpy' in sys.modules, 'scipy' in sys.modules); compare_counts(2_000_000, 1)\n"
        "print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "True"]
