"""One row judged exactly, criterion by criterion: the reference for the columnar path."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from kieumau.engine.criteria import CriteriaSet, Criterion, Otherwise, PointsRule
from kieumau.engine.evaluation.judging.conditions import judge_node, judge_rule
from kieumau.engine.evaluation.judging.points import judge_towards, points_of, points_over
from kieumau.engine.evaluation.judging.verdicts import MET, ConditionJudgement, CriterionJudgement, Verdict, verdict_of
from kieumau.engine.expressions import NO_RANGES, Range, Ranges, Values, truth_over


def judge_criteria(criteria: CriteriaSet, values: Values, ranges: Ranges = NO_RANGES) -> tuple[CriterionJudgement, ...]:
    """Every leaf of the set, judged on one row."""
    return tuple(judge_criterion(criteria, criterion, values, ranges) for criterion in criteria.criteria)


def judge_criterion(
    criteria: CriteriaSet, criterion: Criterion, values: Values, ranges: Ranges = NO_RANGES
) -> CriterionJudgement:
    if criterion.applies_when is not None:
        applies = truth_over(criterion.applies_when.tree, values, ranges)
        if applies is None:
            whether = judge_node(criteria, criterion.applies_when.tree, values, ranges)
            inside = _judge_applied(criteria, criterion, values, ranges)
            points, spread = _perhaps(criterion, inside)
            return CriterionJudgement(
                criterion.code,
                Verdict.UNKNOWN,
                points=points,
                missing=whether.missing,
                applies=None,
                condition=whether,
                within=_TRUTHS[inside.verdict],
                spread=spread,
            )
        if not applies:
            counted = criterion.otherwise is Otherwise.COUNTS_AS_MET
            points = criterion.max_points if counted and criterion.points else None
            return CriterionJudgement(
                criterion.code, Verdict.NOT_APPLICABLE, points=points, counted=counted, applies=False
            )
    return _judge_applied(criteria, criterion, values, ranges)


_TRUTHS = {Verdict.MET: True, Verdict.NOT_MET: False, Verdict.UNKNOWN: None}


def _judge_applied(criteria: CriteriaSet, criterion: Criterion, values: Values, ranges: Ranges) -> CriterionJudgement:
    if criterion.points is not None:
        return _judge_points(criteria, criterion, criterion.points, values, ranges)
    assert criterion.rule is not None
    found = judge_rule(criteria, criterion.rule, values, ranges)
    if found is MET:
        return _met(criterion.code)
    return CriterionJudgement(
        criterion.code, verdict_of(found.truth), found.distance, missing=found.missing, condition=found
    )


def _perhaps(criterion: Criterion, inside: CriterionJudgement) -> tuple[Fraction | None, Range | None]:
    """The points, or what they can be, of a criterion of which it is open whether it applies.

    Where it counts as met if it does not, full points are one of the ways; where it is left out, these are the points
    should it apply.
    """
    if criterion.points is None:
        return None, None
    low, high = inside.points_between(criterion.max_points)
    if criterion.otherwise is Otherwise.COUNTS_AS_MET:
        high = criterion.max_points
        return (low, None) if low == high else (None, Range(low, high) if low else None)
    return None, Range(low, high)


@lru_cache(maxsize=1024)
def _met(code: str) -> CriterionJudgement:
    """The commonest judgement on a criterion, made once."""
    return CriterionJudgement(code, Verdict.MET, condition=MET)


def _judge_points(
    criteria: CriteriaSet, criterion: Criterion, rule: PointsRule, values: Values, ranges: Ranges
) -> CriterionJudgement:
    points, wanted = points_of(rule, criterion.max_points, values), criterion.points_wanted
    towards = judge_towards(criteria, criterion, values, ranges)
    if points is None:
        low, high = points_over(rule, criterion.max_points, values, ranges)
        if low or high != criterion.max_points:
            return _judge_spread(criterion, towards, low, high)
        return CriterionJudgement(criterion.code, Verdict.UNKNOWN, missing=towards.missing, condition=towards)
    if points >= wanted:
        return CriterionJudgement(criterion.code, Verdict.MET, points=points, condition=towards)
    left = towards.distance or {"points": wanted - points}
    return CriterionJudgement(criterion.code, Verdict.NOT_MET, left, points, condition=towards)


def _judge_spread(
    criterion: Criterion, towards: ConditionJudgement, low: Fraction, high: Fraction
) -> CriterionJudgement:
    """Points from `low` to `high`: met where the least are enough, not met where the most are not."""
    wanted = criterion.points_wanted
    points, spread = (low, None) if low == high else (None, Range(low, high))
    left: dict[str, Fraction] = {}
    missing: tuple[str, ...] = ()
    if low >= wanted:
        verdict = Verdict.MET
    elif high < wanted:
        verdict, left = Verdict.NOT_MET, dict(towards.distance) or {"points": wanted - high}
    else:
        verdict, missing = Verdict.UNKNOWN, towards.missing
    return CriterionJudgement(criterion.code, verdict, left, points, missing, condition=towards, spread=spread)
