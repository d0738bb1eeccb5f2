"""A verdict that a range decides is told by one completion of it: the one that is nearest to another verdict."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kieumau.engine.expressions import Node, Ranges, Values, truth_of
from kieumau.engine.expressions.ranges import completions


def completed(node: Node, values: Values, ranges: Ranges, truth: bool, effort: Callable[[Values], Fraction]) -> Values:
    """The values with what is missing put at the ends of its range: where the formula fails, those with the least left.

    Every completion has the same truth, so what is left of the nearest is left at the least.
    """
    whole: list[Values] = [{**values, **ends} for ends in completions(node, values, ranges)]
    same = [v for v in whole if truth_of(node, v) is truth]
    if not same:
        return values
    return same[0] if truth or len(same) == 1 else min(same, key=effort)
