"""One comparison on one row: which figure stands against which need, and what is short of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions import Arithmetic, Comparison, Name, Node, Values, formula_text, number_of

_ZERO, _ONE = Fraction(0), Fraction(1)
_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Sides:
    """A comparison turned so that the figure stands on the left. `subject` is that figure; None where no side is one."""

    sign: str
    left: Node
    right: Node
    subject: Name | None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a comparison has and needs. `amount` is what is left: above zero to be gained, below zero too many."""

    have: Fraction
    bound: Fraction
    need: Fraction  # the bound, or the whole number behind it for what comes whole
    amount: Fraction
    distance: Mapping[str, Fraction]
    effort: Fraction


def sides_of(criteria: CriteriaSet, node: Comparison, values: Values) -> Sides:
    """`a / b >= t` is asked as `a >= t * b` where the base is above zero; `t <= a` as `a >= t`."""
    sign, left, right = node.sign, node.left, node.right
    if isinstance(left, Arithmetic) and left.sign == "/" and sign not in ("=", "<>"):
        numerator, base = left.left, left.right
        if isinstance(numerator, Name) and (number_of(base, values) or 0) > 0:
            left, right = numerator, Arithmetic("*", right, base)
    if not _is_figure(criteria, left) and _is_figure(criteria, right):
        sign, left, right = _TURNED[sign], right, left
    if isinstance(left, Name) and _is_figure(criteria, left) and not _names(right, left):
        return Sides(sign, left, right, left)
    return Sides(sign, left, right, None)


def _names(node: Node, name: Name) -> bool:
    if isinstance(node, Arithmetic):
        return _names(node.left, name) or _names(node.right, name)
    return node == name


def _is_figure(criteria: CriteriaSet, node: Node) -> bool:
    return isinstance(node, Name) and node.code not in criteria.thresholds


def shortfall_of(criteria: CriteriaSet, sides: Sides, values: Values, *, met: bool) -> Shortfall:
    """Of a comparison both of whose sides are known; where it is met nothing is short."""
    have, bound = number_of(sides.left, values), number_of(sides.right, values)
    assert have is not None and bound is not None
    short = not met and sides.sign != "<>"
    name = sides.subject
    if name is None:
        amount = bound - have if short else _ZERO
        distance = {formula_text(sides.left): amount} if short else {}
        return Shortfall(have, bound, bound, amount, distance, share_of_largest(bound - have, have, bound))
    need = need_of(sides.sign, bound, whole=is_whole(criteria, name))
    amount = need - have if short else _ZERO
    symbol = criteria.symbols.get(name.code)
    effort = abs(amount) if symbol and symbol.measure.is_share else share_of_largest(amount, need, have)
    distance = {name.code: amount} if amount and not name.before else {}
    return Shortfall(have, bound, need, amount, distance, effort)


def share_of_largest(amount: Fraction, *beside: Fraction) -> Fraction:
    """An amount beside the largest of others, or beside 1, all without their signs."""
    if all(n.denominator == 1 for n in (amount, *beside)):  # most are counts, and whole numbers are ten times as quick
        return Fraction(abs(amount.numerator), max(1, *(abs(n.numerator) for n in beside)))
    return abs(amount) / max(_ONE, *map(abs, beside))


def is_sure_change(criteria: CriteriaSet, sides: Sides) -> bool:
    """Whether the comparison asks for a fall or a rise that is sure, told in the things that are counted."""
    return sides.subject is not None and sides.subject.code in criteria.sure_changes and sides.sign in (">=", ">")


def is_whole(criteria: CriteriaSet, name: Name) -> bool:
    symbol = criteria.symbols.get(name.code)
    return symbol is not None and symbol.measure.whole


def need_of(sign: str, bound: Fraction, *, whole: bool) -> Fraction:
    """What the figure must reach or stay below; things that come whole need whole numbers of them."""
    if not whole or (bound.denominator == 1 and sign in (">=", "<=")):
        return bound
    match sign:
        case ">=":
            return Fraction(ceil(bound))
        case ">":
            return Fraction(floor(bound) + 1)
        case "<=":
            return Fraction(floor(bound))
        case "<":
            return Fraction(ceil(bound) - 1)
    return bound
