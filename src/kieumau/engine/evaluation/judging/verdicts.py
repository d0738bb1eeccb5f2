"""What judging gives: verdicts, distances and outcomes as frozen numbers and codes. Nothing here is worded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from kieumau.engine.criteria import Floor, Meets
from kieumau.engine.evaluation.judging.figures import UnitFigures
from kieumau.engine.expressions import Range
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """What the rule of recognition gives. A decision to recognise is made by people, later."""

    QUALIFIED = "qualified"
    NOT_YET = "not_yet"
    UNDECIDED = "undecided"
    NOT_ASSESSED = "not_assessed"


class CappedPlace(StrEnum):
    """Whether a unit that reaches a capped grade has a place in it, and why not."""

    GIVEN = "given"
    FULL = "full"  # the places went to units that rank above
    LEVEL = "level"  # units stand level at the cap: the council chooses
    WAITS = "waits"  # figures of this or of other units are missing that may change the order or the number of places


def verdict_of(truth: bool | None) -> Verdict:
    return Verdict.UNKNOWN if truth is None else Verdict.MET if truth else Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class ConditionJudgement:
    """A condition on one row. `distance` is what is left, by indicator, in its measure; `parts` are those of a
    condition made of several, in its order. `effort` compares alternatives: the share of the need still open.
    `at_least` marks a distance that may be longer: a part of the figure is not there yet.
    """

    truth: bool | None
    distance: Mapping[str, Fraction] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    effort: Fraction = Fraction(0)
    parts: tuple[ConditionJudgement, ...] = ()
    at_least: bool = False


MET = ConditionJudgement(True)


@dataclass(frozen=True, slots=True)
class CriterionJudgement:
    """`distance` is what is left, by indicator: above zero to be gained, below zero too many.

    `applies` is None where that is not known. `condition` is what was judged: the rule, the demand behind the points,
    or whether the criterion applies as long as that is open; None where it does not apply. `within` is then the truth
    of the rule should it apply, and `spread` the points there can still be where they are not one number.
    """

    code: str
    verdict: Verdict
    distance: Mapping[str, Fraction] = field(default_factory=dict)
    points: Fraction | None = None
    missing: tuple[str, ...] = ()
    counted: bool = True  # whether it stands in n
    applies: bool | None = True
    condition: ConditionJudgement | None = None
    within: bool | None = None
    spread: Range | None = None

    def points_between(self, most: Fraction) -> tuple[Fraction, Fraction]:
        """The least and the most points there can still be, of `most`."""
        if self.points is not None:
            return self.points, self.points
        if self.spread is not None and self.spread.low is not None and self.spread.high is not None:
            return self.spread.low, self.spread.high
        return Fraction(0), most

    @property
    def at_least(self) -> bool:
        """Whether more may be left than the distance says."""
        open_ = self.spread is not None or (self.condition is not None and self.condition.at_least)
        return open_ and self.verdict is Verdict.NOT_MET


@dataclass(frozen=True, slots=True)
class DemandJudgement:
    """One condition of recognition; `asked` is its place in the rulebook, None for the count of criteria and the points.

    "met" always means good: the verdict on a veto is turned round.
    """

    code: str
    verdict: Verdict
    asked: Meets | Floor | None = None
    condition: ConditionJudgement | None = None


@dataclass(frozen=True, slots=True)
class GradeJudgement:
    """One grade of one unit. `truth` says whether it or a better one is reached, `place` whether the cap leaves room in
    `room` places, a share of the `base` units that reach the grade which the cap is taken of.
    """

    code: str
    verdict: Verdict
    truth: bool | None
    place: CappedPlace | None
    room: int | None
    conditions: tuple[ConditionJudgement, ...]
    base: int | None = None

    @property
    def given(self) -> bool:
        return self.place is CappedPlace.GIVEN


@dataclass(frozen=True, slots=True)
class UnitJudgement:
    """One unit in one assessment period: k of n, points where the set has them, and the outcome."""

    figures: UnitFigures
    period_name: str
    criteria: tuple[CriterionJudgement, ...]
    met: int
    of: int
    points: Fraction | None
    outcome: Outcome
    assessed: tuple[DemandJudgement, ...] = ()
    demands: tuple[DemandJudgement, ...] = ()
    vetoes: tuple[DemandJudgement, ...] = ()
    grades: tuple[GradeJudgement, ...] = ()  # from the lowest to the highest
    grade: str = ""

    @property
    def unit(self) -> AdminUnit:
        return self.figures.unit

    @property
    def period(self) -> Period:
        return self.figures.period

    @property
    def left(self) -> int:
        """How many criteria are still to be met: failed and unknown ones."""
        return self.of - self.met

    @property
    def conditions(self) -> dict[str, Verdict]:
        """The verdict on each condition of recognition and on each grade, by code."""
        demands = {d.code: d.verdict for d in (*self.assessed, *self.demands, *self.vetoes)}
        return demands | {f"grade-{g.code}": g.verdict for g in self.grades}

    def criterion(self, code: str) -> CriterionJudgement:
        return next(c for c in self.criteria if c.code == code)
