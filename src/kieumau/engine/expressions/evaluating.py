"""One row, exactly: fractions for numbers, and SQL's three-valued logic for what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth

Values = Mapping[tuple[str, bool], Fraction | bool | None]
"""Figures and thresholds by (code, before)."""


def number_of(node: Node, values: Values) -> Fraction | None:
    """The amount, or None where a figure is missing or something is divided by zero."""
    if isinstance(node, Name):  # asked by hand: patterns take three times as long, and a nation comes through here
        found = values.get((node.code, node.before))
        return found if found is None or type(found) is Fraction else Fraction(found)
    if isinstance(node, Number):
        return node.value
    if not isinstance(node, Arithmetic):
        raise TypeError(f"not an amount: {node}")
    a, b = number_of(node.left, values), number_of(node.right, values)
    if a is None or b is None:
        return None
    if node.sign == "*":
        return a * b
    if node.sign == "/":
        return a / b if b else None
    return a + b if node.sign == "+" else a - b


def truth_of(node: Node, values: Values) -> bool | None:
    """True, False, or None for unknown."""
    if isinstance(node, Comparison):
        return _compare(node.sign, node.left, node.right, values)
    if isinstance(node, Name):
        fact = values.get((node.code, node.before))
        return None if fact is None else bool(fact)
    match node:
        case Not(part):
            truth = truth_of(part, values)
            return None if truth is None else not truth
        case Logic("and", left, right):
            return all_of((truth_of(left, values), truth_of(right, values)))
        case Logic(_, left, right):
            return any_of((truth_of(left, values), truth_of(right, values)))
        case Truth(value):
            return value
    raise TypeError(f"not a condition: {node}")


def all_of(truths: tuple[bool | None, ...]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def any_of(truths: tuple[bool | None, ...]) -> bool | None:
    if True in truths:
        return True
    return None if None in truths else False


_CONDITIONS = (Truth, Not, Logic, Comparison)


def _compare(sign: str, left: Node, right: Node, values: Values) -> bool | None:
    a: Fraction | bool | None
    b: Fraction | bool | None
    if isinstance(left, _CONDITIONS) or isinstance(right, _CONDITIONS):
        a, b = truth_of(left, values), truth_of(right, values)
    else:
        a, b = number_of(left, values), number_of(right, values)
    if a is None or b is None:
        return None
    x, y = a.numerator * b.denominator, b.numerator * a.denominator  # crosswise, as fractions do it, only sooner
    match sign:
        case "=":
            return x == y
        case "<>":
            return x != y
        case "<":
            return x < y
        case "<=":
            return x <= y
        case ">":
            return x > y
    return x >= y
