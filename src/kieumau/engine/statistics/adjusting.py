"""Many wards looked at together: what remains odd when one of a hundred is expected to look odd."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def adjusted(p: ArrayLike) -> NDArray[np.float64]:
    """Benjamini and Hochberg's adjusted p (1995, J. R. Stat. Soc. B 57): below 0.05, of those shown at most one in
    twenty is expected to be chance. NaN stays NaN and does not count.

    >>> adjusted([0.01, 0.02, 0.04]).round(3).tolist()
    [0.03, 0.03, 0.04]
    """
    values = np.asarray(p, float)
    known = np.isfinite(values)
    some = values[known]
    order = np.argsort(-some)
    ranks = np.arange(some.size, 0, -1)
    lowest = np.minimum.accumulate(some[order] * some.size / ranks)
    back = np.empty_like(some)
    back[order] = np.minimum(lowest, 1.0)
    found = np.full(values.shape, np.nan)
    found[known] = back
    return found
