"""Many wards looked at together: what remains odd when one of a hundred is expected to look odd."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, nan


def adjusted(p: Iterable[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted p (1995, J. R. Stat. Soc. B 57): below 0.05, of those shown at most one in
    twenty is expected to be chance. NaN stays NaN and does not count.

    >>> [round(q, 3) for q in adjusted([0.01, 0.02, 0.04])]
    [0.03, 0.03, 0.04]
    """
    values = [float(x) for x in p]
    known = sorted((i for i, x in enumerate(values) if not isnan(x)), key=values.__getitem__)
    found, least = [nan] * len(values), 1.0
    for rank in range(len(known), 0, -1):
        least = min(least, values[known[rank - 1]] * len(known) / rank)
        found[known[rank - 1]] = least
    return found
