"""From verdicts to the outcome of a unit: k of n, points with their floors, and vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, Meets
from kieumau.engine.evaluation.judging.conditions import judge_rule
from kieumau.engine.evaluation.judging.criteria import judge_criteria
from kieumau.engine.evaluation.judging.figures import FigureKey, UnitFigures
from kieumau.engine.evaluation.judging.scores import Scores, reaches
from kieumau.engine.evaluation.judging.verdicts import (
    CriterionJudgement,
    DemandJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
    verdict_of,
)
from kieumau.engine.expressions import Values, number_of
from kieumau.engine.indicators import Value


def judge_unit(criteria: CriteriaSet, figures: UnitFigures) -> UnitJudgement:
    """Every criterion on the figures of one unit, and the outcome. Grades need the other units: `judge_grades`."""
    judged = judge_criteria(criteria, figures.values)
    counted = [c for c in judged if c.counted]
    met = sum(c.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) for c in counted)
    scores = Scores(criteria, judged)
    total = scores.total
    values = with_totals(figures.values, points=total, met=met)
    assessed = tuple(_condition(criteria, c, values) for c in criteria.assessed_when)
    demands = tuple(_demands(criteria, counted, met, scores, values))
    vetoes = tuple(_veto(criteria, v, values) for v in criteria.recognition.vetoes)
    return UnitJudgement(
        figures=figures,
        period_name=criteria.calendar.name(figures.period),
        criteria=judged,
        met=met,
        of=len(counted),
        points=total,
        outcome=_outcome(assessed, (*demands, *vetoes)),
        assessed=assessed,
        demands=demands,
        vetoes=vetoes,
    )


def with_totals(
    values: Mapping[FigureKey, Value | None], *, points: Fraction | None, met: int
) -> dict[FigureKey, Value | None]:
    """The figures with what the criteria came to: only grades and the rule of recognition look at that."""
    return {**values, ("points_total", False): points, ("criteria_met", False): Fraction(met)}


def criteria_needed(criteria: CriteriaSet, of: int) -> int:
    """How many of the criteria that count must be met."""
    need = criteria.recognition.need
    return of if need is None else min(need, of)


def _outcome(assessed: Iterable[DemandJudgement], demands: Iterable[DemandJudgement]) -> Outcome:
    whether = [d.verdict for d in assessed]
    if Verdict.NOT_MET in whether:
        return Outcome.NOT_ASSESSED
    verdicts = [*whether, *(d.verdict for d in demands)]
    if Verdict.NOT_MET in verdicts:
        return Outcome.NOT_YET
    return Outcome.UNDECIDED if Verdict.UNKNOWN in verdicts else Outcome.QUALIFIED


def _demands(
    criteria: CriteriaSet, counted: list[CriterionJudgement], met: int, scores: Scores, values: Values
) -> Iterator[DemandJudgement]:
    rule = criteria.recognition
    if rule.counts_criteria:
        need = criteria_needed(criteria, len(counted))
        unknown = sum(c.verdict is Verdict.UNKNOWN for c in counted)
        truth = True if met >= need else None if met + unknown >= need else False
        yield DemandJudgement("criteria", verdict_of(truth))
    if rule.points_at_least is not None:
        floor = number_of(rule.points_at_least.tree, values)
        truth = None if floor is None or not scores.applies else reaches(*scores.bounds, floor)
        yield DemandJudgement("points", verdict_of(truth))
    for item in rule.floors:
        own = item.leaves == (item.code,)  # the floor of a leaf is its verdict; where all must be met it is said once
        if scores.counts(item) and not (own and rule.counts_criteria and rule.need is None):
            yield DemandJudgement(f"floor-{item.code}", verdict_of(scores.floor(item)[0]), item)
    for condition in rule.requires:
        yield _condition(criteria, condition, values)


def _condition(criteria: CriteriaSet, condition: Meets, values: Values) -> DemandJudgement:
    found = judge_rule(criteria, condition, values)
    return DemandJudgement(condition.code, verdict_of(found.truth), condition, found)


def _veto(criteria: CriteriaSet, veto: Meets, values: Values) -> DemandJudgement:
    """A veto is a fact that must not be."""
    found = judge_rule(criteria, veto, values)
    return DemandJudgement(veto.code, verdict_of(None if found.truth is None else not found.truth), veto, found)
