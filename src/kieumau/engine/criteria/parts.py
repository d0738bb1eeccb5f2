"""Which figures the rules take as parts of which others: `a >= share * b` and `a / b` speak of a part a of a whole b."""

from __future__ import annotations

from collections.abc import Iterator

from kieumau.engine.criteria.rules import Bands, Combined, LinearShare, Meets, Rule
from kieumau.engine.criteria.sets import CriteriaSet
from kieumau.engine.expressions import Arithmetic, Comparison, Logic, Name, Node, names_in


def implied_parts(criteria: CriteriaSet) -> tuple[tuple[str, str], ...]:
    """Pairs (part, whole) of indicators of one measure, in the order of the set."""
    return tuple(dict.fromkeys(_pairs(criteria)))


def _pairs(criteria: CriteriaSet) -> Iterator[tuple[str, str]]:
    for criterion in criteria.criteria:
        if criterion.rule is not None:
            yield from _of_rule(criterion.rule, criteria)
        if isinstance(criterion.points, Bands | LinearShare):
            yield from _of_share(criterion.points.of.tree, criteria)
    for condition in criteria.recognition.requires:
        yield from _of_rule(condition, criteria)


def _of_rule(rule: Rule, criteria: CriteriaSet) -> Iterator[tuple[str, str]]:
    if isinstance(rule, Combined):
        for part in rule.parts:
            yield from _of_rule(part, criteria)
    elif isinstance(rule, Meets):
        yield from _of_condition(rule.formula.tree, criteria)


def _of_condition(node: Node, criteria: CriteriaSet) -> Iterator[tuple[str, str]]:
    match node:
        case Logic(_, left, right):
            yield from _of_condition(left, criteria)
            yield from _of_condition(right, criteria)
        case Comparison(">=" | ">", Name() as part, Arithmetic("*", one, other)):
            for share, whole in ((one, other), (other, one)):
                if isinstance(whole, Name) and all(n.code in criteria.thresholds for n in names_in(share)):
                    yield from _pair(part, whole, criteria)
        case Comparison(">=" | ">", Arithmetic() as quotient, _):
            yield from _of_share(quotient, criteria)


def _of_share(node: Node, criteria: CriteriaSet) -> Iterator[tuple[str, str]]:
    if (
        isinstance(node, Arithmetic)
        and node.sign == "/"
        and isinstance(node.left, Name)
        and isinstance(node.right, Name)
    ):
        yield from _pair(node.left, node.right, criteria)


def _pair(part: Name, whole: Name, criteria: CriteriaSet) -> Iterator[tuple[str, str]]:
    a, b = criteria.indicators.get(part.code), criteria.indicators.get(whole.code)
    if a and b and a.code != b.code and a.measure.code == b.measure.code and not (part.before or whole.before):
        yield part.code, whole.code
