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
    CappedPlace,
    ConditionJudgement,
    GradeJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
    verdict_of,
)
from kieumau.engine.expressions import number_of
from kieumau.engine.expressions.evaluating import all_of
from kieumau.engine.indicators import Value

GradePlace = tuple[CappedPlace | None, int | None]
"""Whether a unit that reaches a grade has a place in it, and of how many; None without a claim, and without a cap."""
_OPEN = {
    CappedPlace.GIVEN: Verdict.MET,
    CappedPlace.FULL: Verdict.NOT_MET,
    CappedPlace.LEVEL: Verdict.UNKNOWN,
    CappedPlace.WAITS: Verdict.UNKNOWN,
}


def judge_grades(criteria: CriteriaSet, units: Sequence[UnitJudgement]) -> list[UnitJudgement]:
    """Give each qualified unit of one period its highest grade, within the cap on the share of units.

    Where units stand level at the cut of a cap, none of them is preferred: the council chooses. Where a figure is
    missing, a grade is neither given nor denied, and a capped place that such a unit could still take is kept open.
    """
    values = [with_totals(u.figures.values, points=u.points, met=u.met) for u in units]
    reached = {
        g.code: [_reaches(u, _conditions(criteria, g, v)) for u, v in zip(units, values, strict=True)]
        for g in criteria.grades
    }
    places = {g.code: _places(g, reached, values) for g in criteria.grades}
    return [
        with_places(criteria, unit, {code: (found.get(i), room) for code, (found, room) in places.items()})
        for i, unit in enumerate(units)
    ]


def with_places(criteria: CriteriaSet, unit: UnitJudgement, places: Mapping[str, GradePlace]) -> UnitJudgement:
    """The unit with its grades, once it is known by grade whether there is a place for it."""
    values = with_totals(unit.figures.values, points=unit.points, met=unit.met)
    grades = []
    for grade in reversed(criteria.grades):  # listed from the highest to the lowest
        conditions = _conditions(criteria, grade, values)
        truth = _reaches(unit, conditions)
        place, room = places[grade.code]
        verdict = verdict_of(truth) if place is None else _OPEN[place]
        grades.append(GradeJudgement(grade.code, verdict, truth, place, room, conditions))
    given = [g.code for g in grades if g.given]
    return replace(unit, grades=tuple(grades), grade=given[-1] if given else "")


def _conditions(
    criteria: CriteriaSet, grade: Grade, values: Mapping[FigureKey, Value | None]
) -> tuple[ConditionJudgement, ...]:
    return tuple(judge_rule(criteria, c, values) for c in grade.when)


def _reaches(unit: UnitJudgement, conditions: tuple[ConditionJudgement, ...]) -> bool | None:
    """Whether a unit reaches the grade; unknown where a figure is missing or its recognition is still open."""
    recognised = {Outcome.QUALIFIED: True, Outcome.UNDECIDED: None}.get(unit.outcome, False)
    return all_of((recognised, *(c.truth for c in conditions)))


def _places(
    grade: Grade, reached: Mapping[str, list[bool | None]], values: Sequence[Mapping[FigureKey, Value | None]]
) -> tuple[dict[int, CappedPlace], int | None]:
    """For each unit that reaches the grade whether there is a place, and of how many; None without a cap."""
    sure = {i for i, truth in enumerate(reached[grade.code]) if truth is True}
    if grade.at_most is None or grade.ranked_by is None:
        return dict.fromkeys(sure, CappedPlace.GIVEN), None
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
            places[i] = CappedPlace.FULL
        elif above + level >= room:
            places[i] = CappedPlace.LEVEL
        else:
            places[i] = CappedPlace.WAITS if above + level + rivals >= room else CappedPlace.GIVEN
    return places, room
