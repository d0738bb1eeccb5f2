"""The points of a unit, with the least and the most they can still be while figures are missing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, Floor
from kieumau.engine.evaluation.judging.verdicts import CriterionJudgement


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
        low = sum((c.points for c in counted if c.points is not None), Fraction(0))
        high = low + sum((self.most[c.code] for c in counted if c.points is None), Fraction(0))
        full = sum((self.most[c.code] for c in judged), Fraction(0))
        reachable = sum((self.most[c.code] for c in counted), Fraction(0))
        scale = full / reachable if reachable else Fraction(1)
        return low * scale, high * scale

    def counts(self, item: Floor) -> bool:
        """Whether any of its leaves applies; a floor over nothing asks nothing."""
        return any(self.judged[c].counted for c in item.leaves if c in self.judged)

    def floor(self, item: Floor) -> tuple[bool | None, Fraction, Fraction, Fraction]:
        """Whether the floor is reached, the points so far, the full points, and the points it needs."""
        low, high = self._bounds(item.leaves)
        full = sum((self.most[c] for c in item.leaves if c in self.most), Fraction(0))
        need = item.share * full
        return reaches(low, high, need), low, full, need


def reaches(low: Fraction, high: Fraction, need: Fraction) -> bool | None:
    return True if low >= need else False if high < need else None
