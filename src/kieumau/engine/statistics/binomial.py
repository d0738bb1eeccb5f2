"""One binomial count, alone: its tails, and the shares at which a tail is as small as asked. No NumPy, no SciPy.

A terminal that compares a handful of counts would wait longer for SciPy than for its answer. A term comes from Loader's
saddle point ("Fast and accurate computation of binomial probabilities", 2000), its neighbours from their ratio, all of
one sign, so that even the far tails keep twelve digits; `tails` holds the same for arrays and for counts of any size.
"""

from __future__ import annotations

from math import exp, factorial, log, log1p, pi, sqrt

MOST = 1_000_000  # counts in all: beyond it a tail has thousands of terms, and SciPy is quicker in spite of its start
_LEAST = 2.0**-56  # of a sum: what a float no longer holds
_NEAR = 1e-14


def at_least(k: int, n: int, q: float) -> float:
    """P(X >= k) of n, each with the chance q, which is above 0 and below 1."""
    if k <= 0:
        return 1.0
    if k > n * q:
        return term(k, n, q) * _above(k, n, q / (1 - q))
    return 1 - term(k - 1, n, q) * _above(n - k + 1, n, (1 - q) / q)


def at_most(k: int, n: int, q: float) -> float:
    """P(X <= k) of n, each with the chance q, which is above 0 and below 1."""
    if k >= n:
        return 1.0
    if k < n * q:
        return term(k, n, q) * _above(n - k, n, (1 - q) / q)
    return 1 - term(k + 1, n, q) * _above(k + 1, n, q / (1 - q))


def term(k: int, n: int, q: float) -> float:
    """P(X = k) of n, each with the chance q."""
    if k in (0, n):
        return exp(n * (log(q) if k else log1p(-q)))
    away = _stirling(n) - _stirling(k) - _stirling(n - k) - _deviance(k, n * q) - _deviance(n - k, n * (1 - q))
    return exp(away) * sqrt(n / (2 * pi * k * (n - k)))


def share_with(k: int, n: int, tail: float, *, half: bool) -> float:
    """The share at which P(X >= k) is `tail`; with `half`, P(X > k) and half of P(X = k). `k` is above zero.

    Newton's steps on the logarithms, and halving where a step would leave what is known to hold the answer.
    """
    low, high, share = 0.0, 1.0, k / (n + 1)
    while True:
        here, slope = _tail_and_slope(k, n, share, half=half)
        wanted = share * exp(-log(here / tail) * here / (share * slope)) if here > 0 < slope else 0.0
        if abs(wanted - share) <= _NEAR * share or high - low <= _NEAR * low:
            return share
        low, high = (low, share) if here > tail else (share, high)
        share = wanted if low < wanted < high else (low + high) / 2


def _tail_and_slope(k: int, n: int, share: float, *, half: bool) -> tuple[float, float]:
    one = term(k, n, share)
    here, slope = at_least(k, n, share), one * k / share
    if half:
        here -= one / 2
        slope = one * (k / share + (n - k) / (1 - share)) / 2
    return here, slope


def _above(k: int, n: int, odds: float) -> float:
    """P(X >= k) over P(X = k), `odds` being the chance of one over that of none."""
    total = each = 1.0
    for i in range(k, n):
        each *= (n - i) / (i + 1) * odds
        total += each
        if each < _LEAST * total:
            break
    return total


def _stirling(n: int) -> float:
    """What Stirling's formula leaves out of the logarithm of n!."""
    if n < len(_FEW):
        return _FEW[n]
    square = 1 / (n * n)
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / n


_FEW = (0.0, *(log(factorial(n) * exp(n) / (n**n * sqrt(2 * pi * n))) for n in range(1, 16)))


def _deviance(x: int, mean: float) -> float:
    """x ln(x / mean) + mean - x, without the loss of digits near the mean."""
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * log(x / mean) + mean - x
    v = (x - mean) / (x + mean)
    total, each, i = (x - mean) * v, 2 * x * v, 1
    while True:
        each *= v * v
        i += 2
        if total == (after := total + each / i):
            return total
        total = after
