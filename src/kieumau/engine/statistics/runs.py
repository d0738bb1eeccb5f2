"""A run chart: whether a series keeps to one side of its middle longer, or crosses it less often, than chance does."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr


@dataclass(frozen=True, slots=True)
class Runs:
    """Of the months that do not lie on the middle: the longest run on one side and the crossings, each with its limit."""

    middle: float
    useful: int
    longest: int
    longest_expected: int
    crossings: int
    crossings_expected: int
    rarer: int  # months on the side that has fewer

    @property
    def can_tell(self) -> bool:
        """Whether the rules say anything: of rare counts most months may lie on one side by nature."""
        return self.useful >= 10 and 4 * self.rarer >= self.useful

    @property
    def is_shifted(self) -> bool:
        """Anhøj's rules: a run longer, or crossings fewer, than expected (2014, PLoS ONE 9: e113825)."""
        return self.can_tell and (self.longest > self.longest_expected or self.crossings < self.crossings_expected)


def runs_of(values: ArrayLike, *, middle: float | None = None) -> Runs:
    """The runs about the median, or about a middle that is given. Missing values are NaN and are passed over."""
    x = np.asarray(values, float)
    x = x[np.isfinite(x)]
    centre = float(np.median(x)) if middle is None and x.size else (middle or 0.0)
    sides = np.sign(x - centre)
    sides = sides[sides != 0]
    n = int(sides.size)
    if n < 2:
        return Runs(centre, n, n, n, 0, 0, 0)
    turns = np.flatnonzero(np.diff(sides))
    lengths = np.diff(np.concatenate(([-1], turns, [n - 1])))
    k = np.arange(n)
    fewest = int(k[bdtr(k, n - 1, 0.5) >= 0.05][0])
    rarer = min(int((sides > 0).sum()), int((sides < 0).sum()))
    return Runs(centre, n, int(lengths.max()), round(log2(n)) + 3, int(turns.size), fewest, rarer)
