"""Points judged on one row: how many the figures give, and the demand behind them in the measure people act on."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import Bands, CriteriaSet, Criterion, Deductions, Entered, LinearShare, PointsRule
from kieumau.engine.evaluation.judging.conditions import judge_node
from kieumau.engine.evaluation.judging.verdicts import MET, ConditionJudgement
from kieumau.engine.expressions import Values, number_of


def points_of(rule: PointsRule, most: Fraction, values: Values) -> Fraction | None:
    """The points that the figures give, exactly; None where a figure is missing."""
    match rule:
        case Entered(indicator):
            value = values.get((indicator, False))
            return None if value is None else min(Fraction(value), most)
        case Deductions(each):
            total = most
            for indicator, points in each:
                value = values.get((indicator, False))
                if value is None:
                    return None
                total -= points * Fraction(value)
            return max(total, Fraction(0))
        case Bands(of, steps, rest):
            value = number_of(of.tree, values)
            if value is None:
                return None
            return next((points for start, points in steps if value >= start), rest)
        case LinearShare(of, full_at, round_to):
            value = number_of(of.tree, values)
            if value is None:
                return None
            part = min(max(value / full_at, Fraction(0)), Fraction(1)) * most / round_to
            return (2 * part + 1) // 2 * round_to


def judge_towards(criteria: CriteriaSet, criterion: Criterion, values: Values) -> ConditionJudgement:
    """The same demand, in the measure people act on: which figure gives the wanted points."""
    if criterion.demand is not None:
        return judge_node(criteria, criterion.demand, values)
    rule = criterion.points
    asked = [code for code, _ in rule.each] if isinstance(rule, Deductions) else []
    if isinstance(rule, Entered):
        asked = [rule.indicator]
    missing = tuple(code for code in asked if values.get((code, False)) is None)
    return ConditionJudgement(None, missing=missing) if missing else MET
