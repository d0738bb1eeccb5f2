"""The points of a unit, with the least and the most they can still be while figures are missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, Floor
from kieumau.engine.evaluation.judging.verdicts import CriterionJudgement
from kieumau.engine.expressions import Range


class Scores:
    def __init__(self, criteria: CriteriaSet, judged: Iterable[CriterionJudgement]) -> None:
        self.most = {c.code: c.max_points for c in criteria.criteria if c.points}
        self.judged = {c.code: c for c in judged if c.code in self.most}

    @property
    def total(self) -> Fraction | None:
        low, high = self.bounds
        return low if self.applies and low == high else None

    @property
    def applies(self) -> bool:
        """Whether anything at all can be scored."""
        return any(c.counted for c in self.judged.values())

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        return self._bounds(self.most)

    def _bounds(self, codes: Iterable[str]) -> tuple[Fraction, Fraction]:
        """Criteria left out are scaled away, so the full points stay what the text says."""
        judged = [self.judged[c] for c in codes if c in self.judged]
        counted = [c for c in judged if c.counted]
        low = high = Fraction(0)
        for c in counted:
            least, most = self._spread(c)
            low, high = low + least, high + most
        full = sum((self.most[c.code] for c in judged), Fraction(0))
        reachable = sum((self.most[c.code] for c in counted), Fraction(0))
        scale = full / reachable if reachable else Fraction(1)
        return low * scale, high * scale

    def _spread(self, judged: CriterionJudgement) -> tuple[Fraction, Fraction]:
        if judged.points is not None:
            return judged.points, judged.points
        if judged.spread is not None and judged.spread.low is not None and judged.spread.high is not None:
            return judged.spread.low, judged.spread.high
        return Fraction(0), self.most[judged.code]

    def counts(self, item: Floor) -> bool:
        """Whether any of its leaves applies; a floor over nothing asks nothing."""
        return any(self.judged[c].counted for c in item.leaves if c in self.judged)

    def floor(self, item: Floor) -> tuple[bool | None, Fraction, Fraction, Fraction]:
        """Whether the floor is reached, the points so far, the full points, and the points it needs."""
        low, high = self._bounds(item.leaves)
        full = sum((self.most[c] for c in item.leaves if c in self.most), Fraction(0))
        need = item.share * full
        return reaches(low, high, Range(need, need)), low, full, need


def reaches(low: Fraction, high: Fraction, need: Range) -> bool | None:
    if need.high is not None and low >= need.high:
        return True
    return False if need.low is not None and high < need.low else None
