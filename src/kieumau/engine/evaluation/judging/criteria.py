"""One row judged exactly, criterion by criterion: the reference for the columnar path."""

from __future__ import annotations

from functools import lru_cache

from kieumau.engine.criteria import CriteriaSet, Criterion, Otherwise, PointsRule
from kieumau.engine.evaluation.judging.conditions import judge_node, judge_rule
from kieumau.engine.evaluation.judging.points import judge_towards, points_of
from kieumau.engine.evaluation.judging.verdicts import MET, CriterionJudgement, Verdict, verdict_of
from kieumau.engine.expressions import Values, truth_of


def judge_criteria(criteria: CriteriaSet, values: Values) -> tuple[CriterionJudgement, ...]:
    """Every leaf of the set, judged on one row."""
    return tuple(judge_criterion(criteria, criterion, values) for criterion in criteria.criteria)


def judge_criterion(criteria: CriteriaSet, criterion: Criterion, values: Values) -> CriterionJudgement:
    if criterion.applies_when is not None:
        applies = truth_of(criterion.applies_when.tree, values)
        if applies is None:
            whether = judge_node(criteria, criterion.applies_when.tree, values)
            return CriterionJudgement(
                criterion.code, Verdict.UNKNOWN, missing=whether.missing, applies=None, condition=whether
            )
        if not applies:
            counted = criterion.otherwise is Otherwise.COUNTS_AS_MET
            points = criterion.max_points if counted and criterion.points else None
            return CriterionJudgement(
                criterion.code, Verdict.NOT_APPLICABLE, points=points, counted=counted, applies=False
            )
    if criterion.points is not None:
        return _judge_points(criteria, criterion, criterion.points, values)
    assert criterion.rule is not None
    found = judge_rule(criteria, criterion.rule, values)
    if found is MET:
        return _met(criterion.code)
    return CriterionJudgement(
        criterion.code, verdict_of(found.truth), found.distance, missing=found.missing, condition=found
    )


@lru_cache(maxsize=1024)
def _met(code: str) -> CriterionJudgement:
    """The commonest judgement on a criterion, made once."""
    return CriterionJudgement(code, Verdict.MET, condition=MET)


def _judge_points(criteria: CriteriaSet, criterion: Criterion, rule: PointsRule, values: Values) -> CriterionJudgement:
    points, wanted = points_of(rule, criterion.max_points, values), criterion.points_wanted
    towards = judge_towards(criteria, criterion, values)
    if points is None:
        return CriterionJudgement(criterion.code, Verdict.UNKNOWN, missing=towards.missing, condition=towards)
    if points >= wanted:
        return CriterionJudgement(criterion.code, Verdict.MET, points=points, condition=towards)
    left = towards.distance or {"points": wanted - points}
    return CriterionJudgement(criterion.code, Verdict.NOT_MET, left, points, condition=towards)
