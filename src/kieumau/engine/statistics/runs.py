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
    """The runs about the median, or about a middle that is given. Missing values are NaN.

    A gap ends a run: nobody knows on which side it would have gone on. It makes no limit stricter either: the longest run
    is held against that of the whole stretch, and where both months about a gap lie on one side, that is no pair that
    did not cross.
    """
    x = np.asarray(values, float)
    known = np.isfinite(x)
    centre = float(np.median(x[known])) if middle is None and known.any() else (middle or 0.0)
    sides = np.where(known, np.sign(x - centre), 0.0)
    at = np.flatnonzero(sides)
    n = int(at.size)
    if n < 2:
        return Runs(centre, n, n, n, 0, 0, 0)
    there = sides[at]
    missing = np.cumsum(~known)
    gaps = np.diff(missing[at]) > 0
    crosses = np.diff(there) != 0
    ends = np.flatnonzero(crosses | gaps)
    lengths = np.diff(np.concatenate(([-1], ends, [n - 1])))
    pairs = n - 1 - int((gaps & ~crosses).sum())
    k = np.arange(pairs + 1)
    fewest = int(k[bdtr(k, pairs, 0.5) >= 0.05][0])
    rarer = min(int((there > 0).sum()), int((there < 0).sum()))
    stretch = n + int(missing[at[-1]] - missing[at[0]])
    return Runs(centre, n, int(lengths.max()), round(log2(stretch)) + 3, int(crosses.sum()), fewest, rarer)
