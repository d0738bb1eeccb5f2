"""From verdicts to the outcome of a unit: k of n, points with their floors, and vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kieumau.engine.criteria import CriteriaSet, Meets
from kieumau.engine.evaluation.judging.conditions import judge_rule
from kieumau.engine.evaluation.judging.criteria import judge_criteria
from kieumau.engine.evaluation.judging.figures import UnitFigures
from kieumau.engine.evaluation.judging.scores import Scores, reaches
from kieumau.engine.evaluation.judging.totals import counts_of, with_totals
from kieumau.engine.evaluation.judging.verdicts import (
    CriterionJudgement,
    DemandJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
    verdict_of,
)
from kieumau.engine.expressions import Ranges, Values, range_of


def judge_unit(criteria: CriteriaSet, figures: UnitFigures) -> UnitJudgement:
    """Every criterion on the figures of one unit, and the outcome. Grades need the other units: `judge_grades`."""
    judged = judge_criteria(criteria, figures.values, figures.ranges)
    counted = [c for c in judged if c.counted]
    met = sum(c.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) for c in counted)
    scores = Scores(criteria, judged)
    totals = with_totals(criteria, figures, judged)
    assessed = tuple(_condition(criteria, c, *totals) for c in criteria.assessed_when)
    demands = tuple(_demands(criteria, counted, scores, *totals))
    vetoes = tuple(_veto(criteria, v, *totals) for v in criteria.recognition.vetoes)
    return UnitJudgement(
        figures=figures,
        period_name=criteria.calendar.name(figures.period),
        criteria=judged,
        met=met,
        of=len(counted),
        points=scores.total,
        outcome=_outcome(assessed, (*demands, *vetoes)),
        assessed=assessed,
        demands=demands,
        vetoes=vetoes,
    )


def criteria_needed(criteria: CriteriaSet, of: int) -> int:
    """How many of the criteria that count must be met."""
    need = criteria.recognition.need
    return of if need is None else min(need, of)


def _outcome(assessed: Iterable[DemandJudgement], demands: Iterable[DemandJudgement]) -> Outcome:
    whether = [d.verdict for d in assessed]
    if Verdict.NOT_MET in whether:
        return Outcome.NOT_ASSESSED
    if Verdict.UNKNOWN in whether:
        return Outcome.UNDECIDED  # it may be one that is not assessed, whatever it fails
    verdicts = [d.verdict for d in demands]
    if Verdict.NOT_MET in verdicts:
        return Outcome.NOT_YET
    return Outcome.UNDECIDED if Verdict.UNKNOWN in verdicts else Outcome.QUALIFIED


def _demands(
    criteria: CriteriaSet, counted: list[CriterionJudgement], scores: Scores, values: Values, ranges: Ranges
) -> Iterator[DemandJudgement]:
    rule = criteria.recognition
    if rule.counts_criteria:
        yield DemandJudgement("criteria", verdict_of(counts_of(criteria, counted).enough(rule.need)))
    if rule.points_at_least is not None:
        floor = range_of(rule.points_at_least.tree, values, ranges)
        truth = None if floor is None or scores.bounds is None else reaches(*scores.bounds, floor)
        yield DemandJudgement("points", verdict_of(truth))
    for item in rule.floors:
        own = item.leaves == (item.code,)  # the floor of a leaf is its verdict; where all must be met it is said once
        if scores.counts(item) and not (own and rule.counts_criteria and rule.need is None):
            yield DemandJudgement(f"floor-{item.code}", verdict_of(scores.floor(item).truth), item)
    for condition in rule.requires:
        yield _condition(criteria, condition, values, ranges)


def _condition(criteria: CriteriaSet, condition: Meets, values: Values, ranges: Ranges) -> DemandJudgement:
    found = judge_rule(criteria, condition, values, ranges)
    return DemandJudgement(condition.code, verdict_of(found.truth), condition, found)


def _veto(criteria: CriteriaSet, veto: Meets, values: Values, ranges: Ranges) -> DemandJudgement:
    """A veto is a fact that must not be."""
    found = judge_rule(criteria, veto, values, ranges)
    return DemandJudgement(veto.code, verdict_of(None if found.truth is None else not found.truth), veto, found)
