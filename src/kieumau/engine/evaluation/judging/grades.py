"""Grades above recognition, with the caps on the share of units that may hold them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import floor
from typing import NamedTuple

from kieumau.engine.criteria import CriteriaSet, Grade
from kieumau.engine.evaluation.judging.conditions import judge_rule
from kieumau.engine.evaluation.judging.figures import FigureKey
from kieumau.engine.evaluation.judging.totals import with_totals
from kieumau.engine.evaluation.judging.verdicts import (
    CappedPlace,
    ConditionJudgement,
    GradeJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
    verdict_of,
)
from kieumau.engine.expressions import Range, Ranges, names_in, range_of
from kieumau.engine.expressions.evaluating import all_of, any_of
from kieumau.engine.indicators import Value


class GradePlace(NamedTuple):
    """Whether a unit that reaches a grade has a place in it, of how many, and of how many units that is the share.

    `place` is None without a claim, the others without a cap.
    """

    place: CappedPlace | None
    room: int | None = None
    base: int | None = None


Totals = tuple[Mapping[FigureKey, Value | None], Ranges]
_OPEN = {
    CappedPlace.GIVEN: Verdict.MET,
    CappedPlace.FULL: Verdict.NOT_MET,
    CappedPlace.LEVEL: Verdict.UNKNOWN,
    CappedPlace.WAITS: Verdict.UNKNOWN,
}


def judge_grades(criteria: CriteriaSet, units: Sequence[UnitJudgement]) -> list[UnitJudgement]:
    """Give each qualified unit of one period its highest grade, within the cap on the share of units.

    A unit that reaches a grade reaches those below it: one without a place falls to the next. Where units stand level
    at the cut of a cap, none of them is preferred: the council chooses. Where a figure is missing, a grade is neither
    given nor denied, and a capped place that such a unit could still take is kept open.
    """
    values = [with_totals(criteria, u.figures, u.criteria) for u in units]
    found = [list(_reached(criteria, u, v)) for u, v in zip(units, values, strict=True)]
    reached = {g.code: [unit[i][1] for unit in found] for i, g in enumerate(criteria.grades)}
    places: dict[str, tuple[dict[int, GradePlace], GradePlace]] = {}
    held: set[int] = set()  # one that holds a better grade takes no place in those below it
    for grade in criteria.grades:
        found_places, nobody = _Cap(grade, reached, values, held).places()
        places[grade.code] = found_places, nobody
        held |= {i for i, p in found_places.items() if p.place is CappedPlace.GIVEN}
    return [
        with_places(criteria, unit, {code: all_.get(i, nobody) for code, (all_, nobody) in places.items()})
        for i, unit in enumerate(units)
    ]


def with_places(criteria: CriteriaSet, unit: UnitJudgement, places: Mapping[str, GradePlace]) -> UnitJudgement:
    """The unit with its grades, once it is known by grade whether there is a place for it."""
    grades = []
    totals = with_totals(criteria, unit.figures, unit.criteria)
    for grade, (conditions, truth) in zip(criteria.grades, _reached(criteria, unit, totals), strict=True):
        place, room, base = places[grade.code]
        verdict = verdict_of(truth) if place is None else _OPEN[place]
        grades.append(GradeJudgement(grade.code, verdict, truth, place, room, conditions, base))
    given = [g.code for g in grades if g.given]  # listed from the highest to the lowest
    return replace(unit, grades=tuple(reversed(grades)), grade=given[0] if given else "")


def _reached(
    criteria: CriteriaSet, unit: UnitJudgement, totals: Totals
) -> Iterator[tuple[tuple[ConditionJudgement, ...], bool | None]]:
    """By grade, from the highest: its conditions, and whether the unit reaches it or a better one.

    Unknown where a figure is missing or the recognition of the unit is still open.
    """
    recognised = {Outcome.QUALIFIED: True, Outcome.UNDECIDED: None}.get(unit.outcome, False)
    better: bool | None = False
    for grade in criteria.grades:
        conditions = tuple(judge_rule(criteria, c, *totals) for c in grade.when)
        better = any_of((better, all_of((recognised, *(c.truth for c in conditions)))))
        yield conditions, better


class _Cap:
    """The places of one grade among the units that are judged together."""

    def __init__(
        self, grade: Grade, reached: Mapping[str, list[bool | None]], values: Sequence[Totals], held: set[int]
    ) -> None:
        self.grade = grade
        self.sure = {i for i, truth in enumerate(reached[grade.code]) if truth is True and i not in held}
        self.maybe = {i for i, truth in enumerate(reached[grade.code]) if truth is None}
        self.capped = grade.at_most is not None and grade.ranked_by is not None
        if grade.at_most is not None and grade.ranked_by is not None:
            of = reached[grade.of]
            self.at_most, self.perhaps_in_base = grade.at_most, {i for i, truth in enumerate(of) if truth is None}
            self.base = of.count(True)
            self.room = floor(grade.at_most * self.base)
            self.most_room = floor(grade.at_most * (self.base + of.count(None)))
            tree = grade.ranked_by.tree
            ranks = {i: range_of(tree, *values[i]) for i in self.sure | self.maybe}
            self.ranks = {i: r for i, r in ranks.items() if r is not None}
            # a share of nothing is no rank, and no figure will come that makes it one: the council decides
            self.rankless = {
                i
                for i, r in ranks.items()
                if r is None and all(values[i][0].get((n.code, n.before)) is not None for n in names_in(tree))
            }
            exact = {i: r.low for i, r in self.ranks.items() if i in self.sure and r.low is not None and r.settled}
            self.ordered = sorted(exact.values())
            self.others = sorted((self.sure | self.maybe) - exact.keys())

    def places(self) -> tuple[dict[int, GradePlace], GradePlace]:
        """For each unit that reaches the grade whether there is a place, and what stands of the grade for all others."""
        if not self.capped:
            return {i: GradePlace(CappedPlace.GIVEN) for i in self.sure}, GradePlace(None)
        found = {i: GradePlace(self._place(i), self.room, self.base) for i in self.sure}
        return found, GradePlace(None, self.room, self.base)

    def _place(self, i: int) -> CappedPlace:
        above = level = open_ = more = 0
        mine, others = self.ranks.get(i), self.others
        if mine is not None and mine.low is not None and mine.settled:  # nearly every unit
            right = bisect_right(self.ordered, mine.low)
            above, level = len(self.ordered) - right, right - bisect_left(self.ordered, mine.low) - 1
        else:
            others = sorted(self.sure | self.maybe)
        for j in others:
            if j == i:
                continue
            order = self._order(j, i)
            if order < 0:
                continue
            if j in self.maybe or order == _MAYBE:
                open_ += 1
                more += j in self.perhaps_in_base
            elif order == _LEVEL:
                level += 1
            else:
                above += 1
        if above >= self.most_room:
            return CappedPlace.FULL
        # one that may still come to stand ahead takes a place, and may make the base larger from which places come
        if above + level + open_ < floor(self.at_most * (self.base + more)):
            return CappedPlace.GIVEN
        return CappedPlace.LEVEL if above + level >= self.most_room else CappedPlace.WAITS

    def _order(self, other: int, mine: int) -> int:
        if other in self.rankless or mine in self.rankless:
            return _LEVEL
        a, b = self.ranks.get(other, _ANY), self.ranks.get(mine, _ANY)
        if a.settled and a == b:
            return _LEVEL
        if a.low is not None and b.high is not None and a.low > b.high:
            return _ABOVE
        if a.high is not None and b.low is not None and a.high < b.low:
            return _BELOW
        return _MAYBE


_BELOW, _LEVEL, _ABOVE, _MAYBE = -1, 0, 1, 2
_ANY = Range(None, None)
