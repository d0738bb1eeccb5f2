"""What-if: the same figures under two editions, and two editions side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from kieumau.engine.criteria import CriteriaSet, Criterion
from kieumau.engine.criteria.telling import said_criterion, said_recognition
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.judging import Outcome, Verdict
from kieumau.engine.evaluation.telling import VERDICT_WORDS, Result, UnitResult
from kieumau.engine.wording import Words, joined, plain, words


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One criterion that stands differently; None where an edition does not have it."""

    code: str
    before: Verdict | None
    after: Verdict | None
    reason: Words


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    before: UnitResult
    after: UnitResult
    criteria: tuple[VerdictChange, ...]

    @property
    def gains(self) -> bool:
        return self.after.outcome is Outcome.QUALIFIED and self.before.outcome is not Outcome.QUALIFIED

    @property
    def loses(self) -> bool:
        return self.before.outcome is Outcome.QUALIFIED and self.after.outcome is not Outcome.QUALIFIED


@dataclass(frozen=True)
class ResultComparison:
    """Who gains and who loses under the second edition, and by which criterion."""

    before: Result
    after: Result
    units: tuple[OutcomeChange, ...]

    @property
    def gains(self) -> tuple[OutcomeChange, ...]:
        return tuple(u for u in self.units if u.gains)

    @property
    def losses(self) -> tuple[OutcomeChange, ...]:
        return tuple(u for u in self.units if u.loses)


def compare_results(before: Result, after: Result) -> ResultComparison:
    """Match units by code and period. Units judged by one edition only are left out."""
    later = {(u.unit.code, u.period_name): u for u in after.units}
    pairs = [(u, later[key]) for u in before.units if (key := (u.unit.code, u.period_name)) in later]
    return ResultComparison(before, after, tuple(OutcomeChange(a, b, _verdict_changes(a, b)) for a, b in pairs))


def _verdict_changes(a: UnitResult, b: UnitResult) -> tuple[VerdictChange, ...]:
    before = {c.code: c for c in a.criteria}
    after = {c.code: c for c in b.criteria}
    changes = []
    for code in dict.fromkeys([*before, *after]):
        one, two = before.get(code), after.get(code)
        if one is not None and two is not None and one.verdict is two.verdict:
            continue
        reason = two.reason if two is not None else Words("tiêu chí không còn", "the criterion is gone")
        changes.append(VerdictChange(code, one.verdict if one else None, two.verdict if two else None, reason))
    return tuple(changes)


def said_verdict(verdict: Verdict | None) -> Words:
    return VERDICT_WORDS[verdict] if verdict is not None else Words("không có tiêu chí", "no such criterion")


# -- two editions side by side ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: Words
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """One criterion in two editions: added, removed, changed or same."""

    code: str
    kind: str
    label: Words
    fields: tuple[FieldChange, ...]


def compare_rulebooks(
    before: CriteriaSet, after: CriteriaSet, *, on: date | None = None
) -> tuple[CriterionChange, ...]:
    """Each criterion of either edition, by code; each edition is read on its first day in force, or on `on`."""
    day_a, day_b = on or before.issued.in_force, on or after.issued.in_force
    changes = []
    for code in dict.fromkeys([*before.by_code, *after.by_code]):
        a, b = before.by_code.get(code), after.by_code.get(code)
        one = _fields(before, a, day_a) if a else {}
        two = _fields(after, b, day_b) if b else {}
        fields = tuple(
            FieldChange(_FIELD_NAMES[name], one.get(name, plain("")), two.get(name, plain("")))
            for name in _FIELD_NAMES
            if one.get(name, plain("")) != two.get(name, plain(""))
        )
        kind = "added" if a is None else "removed" if b is None else "changed" if fields else "same"
        label = (b or a).label if (b or a) else plain(code)  # type: ignore[union-attr]
        changes.append(CriterionChange(code, kind, label, fields))
    rules = joined(said_recognition(before, on=day_a), " "), joined(said_recognition(after, on=day_b), " ")
    if rules[0] != rules[1]:
        name = Words("Điều kiện công nhận", "Rule of recognition")
        changes.append(CriterionChange("", "changed", name, (FieldChange(name, *rules),)))
    return tuple(changes)


_FIELD_NAMES = {
    "label": Words("Nội dung", "Text"),
    "rule": Words("Yêu cầu", "What is asked"),
    "law": Words("Căn cứ", "Legal basis"),
    "evidence": Words("Minh chứng", "Evidence"),
    "points": Words("Điểm tối đa", "Maximum points"),
}


def _fields(criteria: CriteriaSet, criterion: Criterion, on: date) -> dict[str, Words]:
    points = plain(str(criterion.max_points)) if criterion.points else plain("")
    return {
        "label": criterion.label,
        "rule": said_criterion(criteria, criterion, on=on),
        "law": plain(criterion.law),
        "evidence": joined(criterion.evidence, "; "),
        "points": points,
    }


def indicators_of_both(a: CriteriaSet, b: CriteriaSet) -> CriteriaSet:
    """The first set with the indicators of both, for reading one file of figures that serves the two.

    Raises `EvaluationError` where a code means two things, or where the assessment periods differ.
    """
    problems = []
    if a.calendar != b.calendar:
        problems.append(
            Problem(
                Words("hai bộ có kỳ đánh giá khác nhau.", "the two have different assessment periods."),
                path=f"{a.key}, {b.key}",
            )
        )
    for code in a.indicators.keys() & b.indicators.keys():
        if a.indicators[code].measure.code != b.indicators[code].measure.code:
            what = words("chỉ tiêu “{c}” có hai số đo khác nhau.", "the indicator “{c}” has two measures.", c=code)
            problems.append(Problem(what, path=f"{a.key}, {b.key}"))
    if problems:
        raise EvaluationError(problems)
    return replace(a, indicators={**b.indicators, **a.indicators})
