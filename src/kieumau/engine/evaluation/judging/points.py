"""Points judged on one row: how many the figures give, and the demand behind them in the measure people act on."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import Bands, CriteriaSet, Criterion, Deductions, Entered, LinearShare, PointsRule
from kieumau.engine.evaluation.judging.conditions import judge_node
from kieumau.engine.evaluation.judging.verdicts import MET, ConditionJudgement
from kieumau.engine.expressions import Comparison, Number, Values, number_of


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


def points_wanted(criterion: Criterion) -> Fraction:
    """From how many points the criterion is met."""
    most = criterion.max_points
    return most if criterion.floor is None else criterion.floor * most


def demand_behind(criterion: Criterion) -> Comparison | None:
    """Which amount gives the wanted points; None where points are entered or taken off."""
    wanted, most = points_wanted(criterion), criterion.max_points
    match criterion.points:
        case Bands(of, steps, _):
            enough = [start for start, points in steps if points >= wanted]
            return Comparison(">=", of.tree, Number(min(enough) if enough else steps[0][0]))
        case LinearShare(of, full_at, round_to):
            # half up: a share just half a step short still rounds to the wanted points
            reached = wanted if wanted < most else most
            return Comparison(">=", of.tree, Number(full_at * (reached - round_to / 2) / most))
    return None


def judge_towards(criteria: CriteriaSet, criterion: Criterion, values: Values) -> ConditionJudgement:
    """The same demand, in the measure people act on: which figure gives the wanted points."""
    demand = demand_behind(criterion)
    if demand is not None:
        return judge_node(criteria, demand, values)
    rule = criterion.points
    asked = [code for code, _ in rule.each] if isinstance(rule, Deductions) else []
    if isinstance(rule, Entered):
        asked = [rule.indicator]
    missing = tuple(code for code in asked if values.get((code, False)) is None)
    return ConditionJudgement(None, missing=missing) if missing else MET
