"""Figures that do not fit together, asked about and never accused: a part that is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kieumau.engine.criteria import Bands, Combined, CriteriaSet, LinearShare, Meets, Rule
from kieumau.engine.evaluation.figures import Figures
from kieumau.engine.expressions import Arithmetic, Comparison, Logic, Name, Node, names_in
from kieumau.engine.wording import Words, lower_first, words


def doubts(criteria: CriteriaSet, rows: Iterable[Figures]) -> tuple[Words, ...]:
    """A question for each unit and period in which a part is larger than the whole that a rule takes it of."""
    pairs = tuple(dict.fromkeys(_pairs(criteria)))
    found = []
    for row in rows:
        for part, whole in pairs:
            a, b = row.values.get((part, False)), row.values.get((whole, False))
            if a is None or b is None or Fraction(a) <= Fraction(b):
                continue
            found.append(
                words(
                    "{u} ({c}), kỳ {p}: {a} ({x}) lớn hơn {b} ({y}). Đơn vị xác nhận?",
                    "{u} ({c}), period {p}: {a} ({x}) is more than {b} ({y}). Is that right?",
                    u=row.unit.name,
                    c=row.unit.code,
                    p=criteria.calendar.name(row.period),
                    a=lower_first(criteria.indicators[part].label),
                    x=Fraction(a),
                    b=lower_first(criteria.indicators[whole].label),
                    y=Fraction(b),
                )
            )
    return tuple(found)


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
    """a >= share * b, and a / b >= share: a is taken as a part of b."""
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
