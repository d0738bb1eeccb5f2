"""What the criteria of a unit come to: how many are met and how many points, each from the least to the most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from kieumau.engine.criteria import CriteriaSet, Otherwise
from kieumau.engine.evaluation.judging.figures import FigureKey, UnitFigures
from kieumau.engine.evaluation.judging.scores import Scores
from kieumau.engine.evaluation.judging.verdicts import CriterionJudgement, Verdict
from kieumau.engine.expressions import Range, Ranges
from kieumau.engine.indicators import Value


class Counts(NamedTuple):
    """Of the criteria that count: how many are met, and how many fail, at the least and at the most."""

    met: tuple[int, int]
    failed: tuple[int, int]

    def enough(self, need: int | None) -> bool | None:
        """Whether so many are met, or all of those that apply; decided where it is so whatever is still open."""
        least, most = (self.met[0] >= need, self.met[1] >= need) if need is not None else (False, False)
        if least or self.failed[1] == 0:
            return True
        return None if most or self.failed[0] == 0 else False


def counts_of(criteria: CriteriaSet, judged: Iterable[CriterionJudgement]) -> Counts:
    """A criterion of which it is open whether it applies is one of those met where the text counts it so anyway."""
    met, open_met, failed, open_failed = 0, 0, 0, 0
    for c in judged:
        if c.verdict is Verdict.MET:
            met += 1
        elif c.verdict is Verdict.NOT_MET:
            failed += 1
        elif c.verdict is Verdict.NOT_APPLICABLE:
            met += c.counted
        elif c.applies is None:
            if criteria.by_code[c.code].otherwise is Otherwise.COUNTS_AS_MET:
                met += c.within is True
                open_met += c.within is not True
            else:
                open_met += c.within is not False
            open_failed += c.within is not True
        else:
            open_met += 1
            open_failed += 1
    return Counts((met, met + open_met), (failed, failed + open_failed))


def with_totals(
    criteria: CriteriaSet, figures: UnitFigures, judged: Sequence[CriterionJudgement]
) -> tuple[Mapping[FigureKey, Value | None], Ranges]:
    """The figures with what the criteria came to: only grades and the rule of recognition look at that."""
    if not criteria.asks_totals:
        return figures.values, figures.ranges
    scores = Scores(criteria, judged)
    met = Range(*map(Fraction, counts_of(criteria, judged).met))
    values: dict[FigureKey, Value | None] = {
        **figures.values,
        ("points_total", False): scores.total,
        ("criteria_met", False): met.low if met.settled else None,
    }
    open_: dict[FigureKey, Range] = {}
    if not met.settled:
        open_["criteria_met", False] = met
    if scores.bounds is not None and scores.total is None:
        open_["points_total", False] = Range(*scores.bounds)
    return values, {**figures.ranges, **open_} if open_ else figures.ranges
