"""Roll-up: figures of a parent unit that are counted from its judged child units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.judgements import Judgement
from kieumau.engine.evaluation.judging import FigureKey, Outcome
from kieumau.engine.evaluation.telling import Result
from kieumau.engine.expressions import Range
from kieumau.engine.indicators import Indicator, Observation, ObservationTable, Period
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import words


def rolled_up(
    criteria: CriteriaSet, children: Judgement | Result, units: UnitTable, observations: ObservationTable
) -> Iterator[Observation]:
    """For each parent and period: how many child units there are, and how many of them qualify.

    A child that has not been judged, or whose outcome is undecided, does not count against its parent: the number of
    qualified ones is then a range (`rolled_ranges`). Raises `EvaluationError` where the children were judged by another set.
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
    asked = _not_entered(criteria, observations)
    for parent, period, codes, found in _children(children, units):
        settled = all(o is not None and o is not Outcome.UNDECIDED for o in found)
        for indicator in asked(parent, period):
            if indicator.children == "all":
                yield Observation(parent, period, indicator.code, Fraction(len(codes)))
            elif settled:
                yield Observation(parent, period, indicator.code, Fraction(found.count(Outcome.QUALIFIED)))


def rolled_ranges(
    criteria: CriteriaSet, children: Judgement | Result, units: UnitTable, observations: ObservationTable
) -> dict[tuple[str, Period], dict[FigureKey, Range]]:
    """How many child units qualify at the least and at the most, where some are undecided or not judged."""
    ranges: dict[tuple[str, Period], dict[FigureKey, Range]] = {}
    asked = _not_entered(criteria, observations)
    for parent, period, _, found in _children(children, units):
        open_ = sum(o is None or o is Outcome.UNDECIDED for o in found)
        if not open_:
            continue
        sure = found.count(Outcome.QUALIFIED)
        for indicator in asked(parent, period):
            if indicator.children != "all":
                known = ranges.setdefault((parent, period), {})
                known[indicator.code, False] = Range(Fraction(sure), Fraction(sure + open_))
    return ranges


def _children(
    children: Judgement | Result, units: UnitTable
) -> Iterator[tuple[str, Period, Sequence[str], list[Outcome | None]]]:
    """Each parent in each period, with its child units and what was judged of them; None of one that was not."""
    outcomes = {(u.unit.code, u.period): u.outcome for u in children.units}
    for parent in sorted({u.parent for u in units.units.values() if u.parent}):
        codes = units.children_of(parent)
        for period in sorted({u.period for u in children.units}):
            yield parent, period, codes, [outcomes.get((code, period)) for code in codes]


def _not_entered(criteria: CriteriaSet, observations: ObservationTable) -> Callable[[str, Period], list[Indicator]]:
    """The indicators that are counted from child units; a figure that somebody entered is not counted over."""
    wanted = [i for i in criteria.indicators.values() if i.children]
    entered = {(r.unit, r.period, r.indicator) for r in observations.rows if r.value is not None}
    return lambda parent, period: [i for i in wanted if (parent, period, i.code) not in entered]
