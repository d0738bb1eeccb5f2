"""Conditions judged on one row: truth in SQL's three values, what is missing, and what is left, by exact fractions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from kieumau.engine.criteria import Combined, CriteriaSet, Rule
from kieumau.engine.evaluation.judging.completing import completed
from kieumau.engine.evaluation.judging.shortfalls import (
    is_sure_change,
    is_whole,
    need_of,
    share_of_largest,
    shortfall_of,
    sides_of,
)
from kieumau.engine.evaluation.judging.sure_changes import count_needed
from kieumau.engine.evaluation.judging.verdicts import MET, ConditionJudgement
from kieumau.engine.expressions import (
    NO_RANGES,
    Comparison,
    Logic,
    Name,
    Node,
    Not,
    Ranges,
    Truth,
    Values,
    names_in,
    number_of,
    truth_of,
    truth_over,
)

_ONE = Fraction(1)


def judge_rule(criteria: CriteriaSet, rule: Rule, values: Values, ranges: Ranges = NO_RANGES) -> ConditionJudgement:
    if isinstance(rule, Combined):
        return combine([judge_rule(criteria, p, values, ranges) for p in rule.parts], rule.need)
    return judge_node(criteria, rule.formula.tree, values, ranges)


def judge_node(criteria: CriteriaSet, node: Node, values: Values, ranges: Ranges = NO_RANGES) -> ConditionJudgement:
    """One formula; `and` and `or` are judged like conditions made of several, `x between a and b` as one."""
    if isinstance(node, Logic):
        if (span := span_of(node)) is not None:
            found = _between(criteria, node, span, values, ranges)
            if found is not None:
                return found
        parts = flat(node, node.word)
        judged = [judge_node(criteria, p, values, ranges) for p in parts]
        return combine(judged, len(parts) if node.word == "and" else 1)
    truth = truth_of(node, values)
    if truth:
        return MET
    if truth is None:
        if ranges and (truth := truth_over(node, values, ranges)) is not None:
            return MET if truth else _not_met_over(criteria, node, values, ranges)
        return ConditionJudgement(None, missing=_missing(node, values))
    return _not_met(criteria, node, values)


def completed_values(criteria: CriteriaSet, node: Node, values: Values, ranges: Ranges, *, truth: bool) -> Values:
    """The completion of missing figures by which a verdict that ranges decide is told."""
    return completed(node, values, ranges, truth, lambda whole: _not_met(criteria, node, whole).effort)


def _not_met_over(criteria: CriteriaSet, node: Node, values: Values, ranges: Ranges) -> ConditionJudgement:
    """What is left at the least, whatever the missing parts are."""
    found = _not_met(criteria, node, completed_values(criteria, node, values, ranges, truth=False))
    return replace(found, at_least=True)


def combine(parts: Sequence[ConditionJudgement], need: int) -> ConditionJudgement:
    """Several conditions of which `need` must hold. What is left is that of the parts that are nearest."""
    if need == len(parts) and all(p is MET for p in parts):
        return _all_met(need)
    truths = [p.truth for p in parts]
    met, open_ = truths.count(True), truths.count(None)
    if met >= need:
        return ConditionJudgement(True, parts=tuple(parts))
    if met + open_ >= need:
        missing = tuple(dict.fromkeys(m for p in parts for m in p.missing))
        return ConditionJudgement(None, missing=missing, parts=tuple(parts))
    distance: dict[str, Fraction] = {}
    effort = Fraction(0)
    nearest = sorted((p for p in parts if p.truth is False), key=lambda p: p.effort)
    for part in nearest if need == len(parts) else nearest[: need - met]:
        for code, amount in part.distance.items():  # two parts may ask for one figure: the larger gap holds both
            distance[code] = max(distance.get(code, amount), amount, key=abs)
        effort += part.effort
    more = any(p.at_least for p in nearest)
    return ConditionJudgement(False, distance, effort=effort, parts=tuple(parts), at_least=more)


@lru_cache
def _all_met(count: int) -> ConditionJudgement:
    """The commonest judgement, made once."""
    return ConditionJudgement(True, parts=(MET,) * count)


def flat(node: Node, word: str) -> list[Node]:
    """`a and b and c` as three parts of one list."""
    if isinstance(node, Logic) and node.word == word:
        return [*flat(node.left, word), *flat(node.right, word)]
    return [node]


def span_of(node: Node) -> tuple[Name, Node, Node] | None:
    """The figure and the two ends of `x between a and b`."""
    match node:
        case Logic("and", Comparison(">=", Name() as name, low), Comparison("<=", Name() as same, high)) if (
            name == same
        ):
            return name, low, high
    return None


def _missing(node: Node, values: Values) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.code for n in names_in(node) if values.get((n.code, n.before)) is None))


def _between(
    criteria: CriteriaSet, node: Node, span: tuple[Name, Node, Node], values: Values, ranges: Ranges
) -> ConditionJudgement | None:
    """None where one end alone has settled it."""
    truth = truth_of(node, values)
    by_range = False
    if truth is None and ranges and (truth := truth_over(node, values, ranges)) is not None:
        values, by_range = completed(node, values, ranges, truth, lambda whole: _beyond(span, whole)), True
    if truth:
        return MET
    have, least, most = (number_of(n, values) for n in span)
    if have is None or least is None or most is None:
        return None if truth is not None else ConditionJudgement(None, missing=_missing(node, values))
    name = span[0]
    amount = gap_between(criteria, name, have, least, most)
    effort = share_of_largest(amount, have, most)
    return ConditionJudgement(False, {name.code: amount} if amount else {}, effort=effort, at_least=by_range)


def _beyond(span: tuple[Name, Node, Node], values: Values) -> Fraction:
    """How far the figure lies beyond the nearer end."""
    have, least, most = (number_of(n, values) for n in span)
    if have is None or least is None or most is None:
        return Fraction(0)
    return max(have - most, least - have)


def gap_between(criteria: CriteriaSet, name: Name, have: Fraction, least: Fraction, most: Fraction) -> Fraction:
    """What is short of the lower end, or below zero beyond the upper one."""
    whole = is_whole(criteria, name)
    if have > most:
        return need_of("<=", most, whole=whole) - have
    return need_of(">=", least, whole=whole) - have if have < least else Fraction(0)


def _not_met(criteria: CriteriaSet, node: Node, values: Values) -> ConditionJudgement:
    match node:
        case Name(code):
            return ConditionJudgement(False, {code: _ONE}, effort=_ONE)
        case Not(Name(code)):
            return ConditionJudgement(False, {code: -_ONE}, effort=_ONE)
        case Comparison(sign, Name(code), Truth(value)):
            return ConditionJudgement(False, {code: _ONE if value == (sign == "=") else -_ONE}, effort=_ONE)
        case Comparison():
            return _short(criteria, node, values)
    return ConditionJudgement(False)


def _short(criteria: CriteriaSet, node: Comparison, values: Values) -> ConditionJudgement:
    sides = sides_of(criteria, node, values)
    short = shortfall_of(criteria, sides, values, met=False)
    if sides.subject is not None and is_sure_change(criteria, sides):
        code = sides.subject.code
        need = count_needed(criteria, code, values, sides.sign, short.bound)
        counted = criteria.sure_changes[code].of
        now = Fraction(values.get((counted, False)) or 0)
        return ConditionJudgement(False, {code: short.bound - short.have} if need is None else {counted: need - now})
    return ConditionJudgement(False, short.distance, effort=short.effort)
