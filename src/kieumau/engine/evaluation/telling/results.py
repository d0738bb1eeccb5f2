"""What people read of a judgement: a verdict for each criterion with its reason and what is left, and an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kieumau.engine.evaluation.judging import Outcome, Verdict
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words

VERDICT_WORDS = {
    Verdict.MET: Words("đạt", "met"),
    Verdict.NOT_MET: Words("chưa đạt", "not met"),
    Verdict.UNKNOWN: Words("chưa rõ", "unknown"),
    Verdict.NOT_APPLICABLE: Words("không áp dụng", "not applicable"),
}
VERDICT_MARKS = {Verdict.MET: "●", Verdict.NOT_MET: "○", Verdict.UNKNOWN: "◌", Verdict.NOT_APPLICABLE: "–"}


OUTCOME_WORDS = {
    Outcome.QUALIFIED: Words("đủ điều kiện công nhận", "qualifies for recognition"),
    Outcome.NOT_YET: Words("chưa đủ điều kiện", "does not qualify yet"),
    Outcome.UNDECIDED: Words("chưa kết luận được", "undecided"),
    Outcome.NOT_ASSESSED: Words("không xét", "not assessed"),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """One condition inside a composite criterion, or one condition of recognition."""

    code: str
    label: Words | None
    law: str
    verdict: Verdict
    reason: Words
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """`distance` is what is left, by indicator, in its measure: above zero to be gained, below zero too many.

    `certainty` says of each change that the rule asks for how sure it is; the verdict follows the rule all the same.
    """

    code: str
    verdict: Verdict
    reason: Words
    distance: Mapping[str, Fraction] = field(default_factory=dict)
    distance_words: Words | None = None
    points: Fraction | None = None
    missing: tuple[str, ...] = ()
    branches: tuple[Branch, ...] = ()
    counted: bool = True  # whether it stands in n
    certainty: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One unit in one assessment period: k of n, points where the set has them, and the outcome."""

    unit: AdminUnit
    period: Period
    period_name: str
    criteria: tuple[CriterionResult, ...]
    met: int
    of: int
    points: Fraction | None
    outcome: Outcome
    reason: Words
    conditions: tuple[Branch, ...] = ()
    grade: str = ""
    grade_words: Words | None = None

    def count(self, verdict: Verdict) -> int:
        return sum(c.verdict is verdict and c.counted for c in self.criteria)

    @property
    def left(self) -> int:
        """How many criteria are still to be met: failed and unknown ones."""
        return self.of - self.met

    def criterion(self, code: str) -> CriterionResult:
        return next(c for c in self.criteria if c.code == code)


@dataclass(frozen=True)
class Result:
    """All units judged by one version of one rulebook, and the marks by which the judgement can be repeated."""

    rulebook: str
    version: str
    nature: str
    on: date
    fingerprint: str
    sample: bool
    units: tuple[UnitResult, ...]
    notices: tuple[Words, ...] = ()
    questions: tuple[Words, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(u.period_name for u in sorted(self.units, key=lambda u: u.period)))
