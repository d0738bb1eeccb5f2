"""The points of a unit, with the least and the most they can still be while figures are missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from kieumau.engine.criteria import CriteriaSet, Floor, Otherwise
from kieumau.engine.evaluation.judging.verdicts import CriterionJudgement
from kieumau.engine.expressions import Range


class ReachedFloor(NamedTuple):
    """Whether a floor is reached, the least and the most points there can be, the full points, and those it needs."""

    truth: bool | None
    low: Fraction
    high: Fraction
    full: Fraction
    need: Fraction
    may_ask_nothing: bool = False


class Scores:
    def __init__(self, criteria: CriteriaSet, judged: Iterable[CriterionJudgement]) -> None:
        self.most = {c.code: c.max_points for c in criteria.criteria if c.points}
        self.judged = {c.code: c for c in judged if c.code in self.most}
        open_ = (code for code, c in self.judged.items() if c.applies is None)
        self.perhaps = {code for code in open_ if criteria.by_code[code].otherwise is Otherwise.LEFT_OUT}

    @property
    def total(self) -> Fraction | None:
        bounds = self.bounds
        return bounds[0] if bounds is not None and bounds[0] == bounds[1] else None

    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None:
        """The least and the most points in all; None where there may be nothing to score."""
        return self._bounds(self.most)

    def _bounds(self, codes: Iterable[str]) -> tuple[Fraction, Fraction] | None:
        """Criteria left out are scaled away, so the full points stay what the text says."""
        judged = [self.judged[c] for c in codes if c in self.judged]
        sure = [c for c in judged if c.counted and c.code not in self.perhaps]
        if not sure:
            return None
        perhaps = [c for c in judged if c.code in self.perhaps]
        full = sum((self.most[c.code] for c in judged), Fraction(0))
        return self._share(sure, perhaps, 0) * full, self._share(sure, perhaps, 1) * full

    def _share(self, sure: list[CriterionJudgement], perhaps: list[CriterionJudgement], end: int) -> Fraction:
        """The part of the points that is reached, at the least (end 0) or at the most (1).

        A criterion that may be left out lowers the part where its own is lower, and the lowest first; so for the most.
        """
        reached = sum((c.points_between(self.most[c.code])[end] for c in sure), Fraction(0))
        out_of = sum((self.most[c.code] for c in sure), Fraction(0))
        parts = sorted(((self._part(c, end), self.most[c.code]) for c in perhaps), reverse=end == 1)
        for part, most in parts:
            if (part > reached / out_of) if end else (part < reached / out_of):
                reached, out_of = reached + part * most, out_of + most
        return reached / out_of

    def _part(self, judged: CriterionJudgement, end: int) -> Fraction:
        most = self.most[judged.code]
        return judged.points_between(most)[end] / most

    def counts(self, item: Floor) -> bool:
        """Whether any of its leaves applies; a floor over nothing asks nothing."""
        return any(self.judged[c].counted for c in item.leaves if c in self.judged)

    def floor(self, item: Floor) -> ReachedFloor:
        full = sum((self.most[c] for c in item.leaves if c in self.most), Fraction(0))
        need = item.share * full
        bounds = self._bounds(item.leaves)
        if bounds is not None:
            return ReachedFloor(reaches(*bounds, Range(need, need)), *bounds, full, need)
        # it may be over nothing, and then asks nothing: reached where each of them would reach it, and never surely failed
        perhaps = [self.judged[c] for c in item.leaves if c in self.perhaps]
        low, high = (
            end([self._part(c, i) for c in perhaps], default=Fraction(0)) * full for i, end in enumerate((min, max))
        )
        return ReachedFloor(True if low >= need else None, low, high, full, need, may_ask_nothing=True)


def reaches(low: Fraction, high: Fraction, need: Range) -> bool | None:
    if need.high is not None and low >= need.high:
        return True
    return False if need.low is not None and high < need.low else None
