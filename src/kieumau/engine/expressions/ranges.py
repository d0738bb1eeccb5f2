"""Formulas over ranges: what holds whatever the missing part turns out to be. Only rows that lack something come here.

A figure of which a part is known lies between two ends. Sums, differences, products and quotients of ranges are ranges
again, by exact fractions; a condition is decided where both ends of it agree. Where a figure stands once in a formula
that is exact; where it stands twice the range may come out wider than it is, so a truth may be left open, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from kieumau.engine.expressions.evaluating import Values, all_of, any_of, truth_of
from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, names_in

_ZERO = Fraction(0)


class Range(NamedTuple):
    """All that an amount can still be, both ends included. An end that is None is open: nothing bounds it."""

    low: Fraction | None
    high: Fraction | None

    @property
    def settled(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """The ends that bound it."""
        return tuple(dict.fromkeys(e for e in self if e is not None))


Ranges = Mapping[tuple[str, bool], Range]
"""By (code, before): figures that `Values` lack, of which something is known all the same."""
NO_RANGES: Ranges = {}


def range_of(node: Node, values: Values, ranges: Ranges) -> Range | None:
    """What the amount can be; None where nothing is known, or where it may be divided by zero."""
    match node:
        case Number(value):
            return Range(value, value)
        case Name(code, before):
            found = values.get((code, before))
            if found is None:
                return ranges.get((code, before))
            return Range(Fraction(found), Fraction(found))
        case Arithmetic(sign, left, right):
            a, b = range_of(left, values, ranges), range_of(right, values, ranges)
            if a is None or b is None:
                return None
            match sign:
                case "+":
                    return Range(_sum(a.low, b.low), _sum(a.high, b.high))
                case "-":
                    return Range(_difference(a.low, b.high), _difference(a.high, b.low))
                case "*":
                    return _product(a, b)
            return _quotient(a, b)
    raise TypeError(f"not an amount: {node}")


def truth_over(node: Node, values: Values, ranges: Ranges) -> bool | None:
    """As `truth_of`, and true or false also where it is so whatever the missing parts are."""
    truth = truth_of(node, values)
    if truth is not None or not ranges:
        return truth
    match node:
        case Not(part):
            found = truth_over(part, values, ranges)
            return None if found is None else not found
        case Logic(word, left, right):
            truths = truth_over(left, values, ranges), truth_over(right, values, ranges)
            return all_of(truths) if word == "and" else any_of(truths)
        case Comparison(sign, left, right) if _is_amount(left) and _is_amount(right):
            return _compared(sign, left, right, values, ranges)
    return None


def completions(node: Node, values: Values, ranges: Ranges) -> Iterator[dict[tuple[str, bool], Fraction]]:
    """The values of the missing figures of a formula at the ends of their ranges, every end with every other."""
    found: list[dict[tuple[str, bool], Fraction]] = [{}]
    for key in dict.fromkeys((n.code, n.before) for n in names_in(node)):
        if values.get(key) is None and key in ranges:
            found = [{**one, key: end} for one in found for end in ranges[key].ends]
    yield from found


def _is_amount(node: Node) -> bool:
    return isinstance(node, Name | Number | Arithmetic)


_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compared(sign: str, left: Node, right: Node, values: Values, ranges: Ranges) -> bool | None:
    for one, other, turned in ((left, right, sign), (right, left, _TURNED[sign])):
        if isinstance(one, Arithmetic) and one.sign == "/":
            base = range_of(one.right, values, ranges)
            if base is not None and base.low is not None and base.low > 0:
                # crosswise, so that a base without an upper end is a plain factor
                return _compared(turned, one.left, Arithmetic("*", other, one.right), values, ranges)
    a, b = range_of(left, values, ranges), range_of(right, values, ranges)
    if a is None or b is None:
        return None
    surely_less = a.high is not None and b.low is not None and a.high < b.low
    surely_more = a.low is not None and b.high is not None and a.low > b.high
    at_most = a.high is not None and b.low is not None and a.high <= b.low
    at_least = a.low is not None and b.high is not None and a.low >= b.high
    match sign:
        case "<":
            return True if surely_less else False if at_least else None
        case "<=":
            return True if at_most else False if surely_more else None
        case ">":
            return True if surely_more else False if at_most else None
        case ">=":
            return True if at_least else False if surely_less else None
    same = at_most and at_least
    apart = surely_less or surely_more
    if not (same or apart):
        return None
    return same == (sign == "=")


def _sum(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _difference(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a - b


def _product(a: Range, b: Range) -> Range:
    """The least and the most of the four products of ends; nothing times anything is nothing."""
    lows: list[Fraction | None] = []
    highs: list[Fraction | None] = []
    for x, down in ((a.low, True), (a.high, False)):
        for y, under in ((b.low, True), (b.high, False)):
            if x is not None and y is not None:
                lows.append(x * y)
                highs.append(x * y)
                continue
            turn = _turn(x, down) * _turn(y, under)
            if turn == 0:
                lows.append(_ZERO)
                highs.append(_ZERO)
            elif turn > 0:
                highs.append(None)
            else:
                lows.append(None)
    return Range(_least(lows), _most(highs))


def _turn(end: Fraction | None, down: bool) -> int:
    """On which side of zero an end lies; an open one as far out as can be."""
    if end is None:
        return -1 if down else 1
    return (end > 0) - (end < 0)


def _least(ends: list[Fraction | None]) -> Fraction | None:
    known = [e for e in ends if e is not None]
    return min(known) if len(known) == len(ends) and known else None


def _most(ends: list[Fraction | None]) -> Fraction | None:
    known = [e for e in ends if e is not None]
    return max(known) if len(known) == len(ends) and known else None


def _quotient(a: Range, b: Range) -> Range | None:
    """Unknown where the base may be zero: a share of nothing is none."""
    if b.low is not None and b.low > 0:
        return _product(a, Range(_ZERO if b.high is None else 1 / b.high, 1 / b.low))
    if b.high is not None and b.high < 0:
        return _product(a, Range(1 / b.high, _ZERO if b.low is None else 1 / b.low))
    return None
