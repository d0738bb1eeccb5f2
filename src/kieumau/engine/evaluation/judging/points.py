"""Points judged on one row: how many the figures give, and the demand behind them in the measure people act on."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import Bands, CriteriaSet, Criterion, Deductions, Entered, LinearShare, PointsRule
from kieumau.engine.evaluation.judging.conditions import judge_node
from kieumau.engine.evaluation.judging.verdicts import MET, ConditionJudgement
from kieumau.engine.expressions import NO_RANGES, Name, Range, Ranges, Values, number_of, range_of

_ANYTHING = Range(None, None)


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
            return _rounded(value / full_at, most, round_to)


def points_over(rule: PointsRule, most: Fraction, values: Values, ranges: Ranges) -> tuple[Fraction, Fraction]:
    """The least and the most points there can be, whatever the missing parts are."""
    nothing = Fraction(0)
    match rule:
        case Entered(indicator):
            found = range_of(Name(indicator), values, ranges) or _ANYTHING
            high = most if found.high is None else min(found.high, most)
            return min(found.low or nothing, most), high
        case Deductions(each):
            low, high = most, most
            for indicator, points in each:
                off = range_of(Name(indicator), values, ranges)
                if off is None:
                    return nothing, most
                low = nothing if off.high is None else max(low - points * off.high, nothing)
                high -= points * (off.low or nothing)
            return low, max(high, nothing)
        case Bands(of, steps, rest):
            found = range_of(of.tree, values, ranges) or _ANYTHING
            starts: list[Fraction | None] = [start for start, _ in steps]
            ends = [None, *starts]  # where each band stops, from the highest
            reached = [
                points
                for (start, points), end in zip([*steps, (None, rest)], ends, strict=True)
                if (found.high is None or start is None or found.high >= start)
                and (found.low is None or end is None or found.low < end)
            ]
            return min(reached), max(reached)
        case LinearShare(of, full_at, round_to):
            found = range_of(of.tree, values, ranges) or _ANYTHING
            low_part = nothing if found.low is None else found.low / full_at
            high_part = Fraction(1) if found.high is None else found.high / full_at
            return _rounded(low_part, most, round_to), _rounded(high_part, most, round_to)


def _rounded(part: Fraction, most: Fraction, round_to: Fraction) -> Fraction:
    """Half up, as the text says."""
    steps = min(max(part, Fraction(0)), Fraction(1)) * most / round_to
    return (2 * steps + 1) // 2 * round_to


def judge_towards(
    criteria: CriteriaSet, criterion: Criterion, values: Values, ranges: Ranges = NO_RANGES
) -> ConditionJudgement:
    """The same demand, in the measure people act on: which figure gives the wanted points."""
    if criterion.demand is not None:
        return judge_node(criteria, criterion.demand, values, ranges)
    rule = criterion.points
    asked = [code for code, _ in rule.each] if isinstance(rule, Deductions) else []
    if isinstance(rule, Entered):
        asked = [rule.indicator]
    missing = tuple(code for code in asked if values.get((code, False)) is None)
    return ConditionJudgement(None, missing=missing) if missing else MET
