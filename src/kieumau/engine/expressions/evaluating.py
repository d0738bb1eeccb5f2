"""One row, exactly: fractions for numbers, and SQL's three-valued logic for what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth

Values = Mapping[tuple[str, bool], Fraction | bool | None]
"""Figures and thresholds by (code, before)."""


def number_of(node: Node, values: Values) -> Fraction | None:
    """The amount, or None where a figure is missing or something is divided by zero."""
    match node:
        case Name(code, before):
            found = values.get((code, before))
            return found if found is None or type(found) is Fraction else Fraction(found)
        case Number(value):
            return value
        case Arithmetic(sign, left, right):
            a, b = number_of(left, values), number_of(right, values)
            if a is None or b is None:
                return None
            match sign:
                case "+":
                    return a + b
                case "-":
                    return a - b
                case "*":
                    return a * b
            return a / b if b else None
    raise TypeError(f"not an amount: {node}")


def truth_of(node: Node, values: Values) -> bool | None:
    """True, False, or None for unknown."""
    match node:  # the commonest first: a nation's rows come through here
        case Comparison(sign, left, right):
            return _compare(sign, left, right, values)
        case Name(code, before):
            fact = values.get((code, before))
            return None if fact is None else bool(fact)
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
    match sign:
        case "=":
            return a == b
        case "<>":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
    return a >= b
