"""Roll-up: figures of a parent unit that are counted from its judged child units."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.judgements import Judgement
from kieumau.engine.evaluation.judging import Outcome
from kieumau.engine.evaluation.telling import Result
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import words


def rolled_up(
    criteria: CriteriaSet, children: Judgement | Result, units: UnitTable, observations: ObservationTable
) -> Iterator[Observation]:
    """For each parent and period: how many child units there are, and how many of them qualify.

    A child that has not been judged, or whose outcome is undecided, leaves the number of qualified ones unknown
    rather than counting against its parent. Raises `EvaluationError` where the children were judged by another set.
    """
    judged_by = f"{children.rulebook}/{children.version}"
    if criteria.children and judged_by.split("+", maxsplit=1)[0] != criteria.children:
        raise EvaluationError(
            Problem(
                words(
                    "đơn vị trực thuộc phải được chấm theo {a}, không phải {b}.",
                    "child units are to be judged by {a}, not by {b}.",
                    a=criteria.children,
                    b=judged_by,
                ),
                path=criteria.key,
            )
        )
    outcomes = {(u.unit.code, u.period): u.outcome for u in children.units}
    wanted = [i for i in criteria.indicators.values() if i.children]
    entered = {(r.unit, r.period, r.indicator) for r in observations.rows if r.value is not None}
    parents = {u.parent for u in units.units.values() if u.parent}
    for parent in sorted(parents):
        codes = units.children_of(parent)
        for period in sorted({u.period for u in children.units}):
            found = [outcomes.get((code, period)) for code in codes]
            settled = all(o is not None and o is not Outcome.UNDECIDED for o in found)
            for indicator in wanted:
                if (parent, period, indicator.code) in entered:
                    continue  # a figure that somebody entered is not counted over
                if indicator.children == "all":
                    yield Observation(parent, period, indicator.code, Fraction(len(codes)))
                elif settled:
                    yield Observation(parent, period, indicator.code, Fraction(found.count(Outcome.QUALIFIED)))
