"""Grades above recognition, with the caps on the share of units that may hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from kieumau.engine.criteria import CriteriaSet, Grade
from kieumau.engine.evaluation.judging.conditions import judge_rule
from kieumau.engine.evaluation.judging.figures import FigureKey
from kieumau.engine.evaluation.judging.recognition import with_totals
from kieumau.engine.evaluation.judging.verdicts import (
    ConditionJudgement,
    GradeJudgement,
    Outcome,
    Place,
    UnitJudgement,
    Verdict,
    verdict_of,
)
from kieumau.engine.expressions import number_of
from kieumau.engine.expressions.evaluating import all_of
from kieumau.engine.indicators import Value

_OPEN = {
    Place.GIVEN: Verdict.MET,
    Place.FULL: Verdict.NOT_MET,
    Place.LEVEL: Verdict.UNKNOWN,
    Place.WAITS: Verdict.UNKNOWN,
}


def judge_grades(criteria: CriteriaSet, units: Sequence[UnitJudgement]) -> list[UnitJudgement]:
    """Give each qualified unit of one period its highest grade, within the cap on the share of units.

    Where units stand level at the cut of a cap, none of them is preferred: the council chooses. Where a figure is
    missing, a grade is neither given nor denied, and a capped place that such a unit could still take is kept open.
    """
    graded = list(units)
    values = [with_totals(u.figures.values, points=u.points, met=u.met) for u in units]
    conditions = {g.code: [tuple(judge_rule(criteria, c, v) for c in g.when) for v in values] for g in criteria.grades}
    reached = {
        code: [_reaches(u, found) for u, found in zip(units, each, strict=True)] for code, each in conditions.items()
    }
    for grade in reversed(criteria.grades):  # listed from the highest to the lowest
        places, room = _places(grade, reached, values)
        for i, truth in enumerate(reached[grade.code]):
            place = places.get(i)
            verdict = verdict_of(truth) if place is None else _OPEN[place]
            judged = GradeJudgement(grade.code, verdict, truth, place, room, conditions[grade.code][i])
            unit = replace(graded[i], grades=(*graded[i].grades, judged))
            graded[i] = replace(unit, grade=grade.code) if judged.given else unit
    return graded


def _reaches(unit: UnitJudgement, conditions: tuple[ConditionJudgement, ...]) -> bool | None:
    """Whether a unit reaches the grade; unknown where a figure is missing or its recognition is still open."""
    recognised = {Outcome.QUALIFIED: True, Outcome.UNDECIDED: None}.get(unit.outcome, False)
    return all_of((recognised, *(c.truth for c in conditions)))


def _places(
    grade: Grade, reached: Mapping[str, list[bool | None]], values: Sequence[Mapping[FigureKey, Value | None]]
) -> tuple[dict[int, Place], int | None]:
    """For each unit that reaches the grade whether there is a place, and of how many; None without a cap."""
    sure = {i for i, truth in enumerate(reached[grade.code]) if truth is True}
    if grade.at_most is None or grade.ranked_by is None:
        return dict.fromkeys(sure, Place.GIVEN), None
    maybe = {i for i, truth in enumerate(reached[grade.code]) if truth is None}
    room = floor(grade.at_most * reached[grade.of].count(True))
    rank: dict[int, Fraction | None] = {i: number_of(grade.ranked_by.tree, values[i]) for i in sure | maybe}
    places = {}
    for i in sure:
        mine = rank[i]
        others = [rank[j] for j in sure if j != i]
        above = sum(mine is None or (o is not None and o > mine) for o in others)
        level = sum(o is not None and o == mine for o in others)
        rivals = sum(rank[j] is None or mine is None or (rank[j] or 0) >= mine for j in maybe)
        if above >= room:
            places[i] = Place.FULL
        elif above + level >= room:
            places[i] = Place.LEVEL
        else:
            places[i] = Place.WAITS if above + level + rivals >= room else Place.GIVEN
    return places, room
