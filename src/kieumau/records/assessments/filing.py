"""A unit's result as JSON and back, exactly: fractions as text, words in both languages."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from kieumau.engine.evaluation import Branch, CriterionResult, Outcome, UnitResult, Verdict
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words

LETTERS = {Verdict.MET: "m", Verdict.NOT_MET: "n", Verdict.UNKNOWN: "u", Verdict.NOT_APPLICABLE: "a"}
VERDICTS = {letter: verdict for verdict, letter in LETTERS.items()}


def filed_words(words: Words | None) -> list[str] | None:
    return None if words is None else [words.vi, words.en]


def read_words(filed: list[str] | None) -> Words | None:
    return None if filed is None else Words(*filed)


def _words(filed: list[str]) -> Words:
    return Words(*filed)


def filed_unit(result: UnitResult) -> dict[str, Any]:
    return {
        "unit": filed_admin_unit(result.unit),
        "period": [result.period.first.isoformat(), result.period.last.isoformat(), result.period_name],
        "met": result.met,
        "of": result.of,
        "points": _number(result.points),
        "outcome": result.outcome.value,
        "reason": filed_words(result.reason),
        "grade": result.grade,
        "grade_words": filed_words(result.grade_words),
        "conditions": [_filed_branch(b) for b in result.conditions],
        "criteria": [_filed_criterion(c) for c in result.criteria],
    }


def filed_admin_unit(unit: AdminUnit) -> list[str | None]:
    return [unit.code, unit.name, unit.kind, unit.class_, unit.parent, unit.place, _day(unit.established)]


def read_admin_unit(filed: list[Any]) -> AdminUnit:
    code, name, kind, class_, parent, place, established = filed
    return AdminUnit(code, name, kind, class_, parent, place, established and date.fromisoformat(established))


def _filed_criterion(c: CriterionResult) -> dict[str, Any]:
    return {
        "code": c.code,
        "verdict": LETTERS[c.verdict],
        "reason": filed_words(c.reason),
        "distance": {k: str(v) for k, v in c.distance.items()},
        "left": filed_words(c.distance_words),
        "points": _number(c.points),
        "missing": list(c.missing),
        "counted": c.counted,
        "certainty": [filed_words(w) for w in c.certainty],
        "branches": [_filed_branch(b) for b in c.branches],
    }


def _filed_branch(b: Branch) -> list[Any]:
    return [
        b.code,
        filed_words(b.label),
        b.law,
        LETTERS[b.verdict],
        filed_words(b.reason),
        [_filed_branch(x) for x in b.branches],
    ]


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _number(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def read_unit(filed: dict[str, Any]) -> UnitResult:
    first, last, period_name = filed["period"]
    return UnitResult(
        unit=read_admin_unit(filed["unit"]),
        period=Period(date.fromisoformat(first), date.fromisoformat(last)),
        period_name=period_name,
        criteria=tuple(_read_criterion(c) for c in filed["criteria"]),
        met=filed["met"],
        of=filed["of"],
        points=_fraction(filed["points"]),
        outcome=Outcome(filed["outcome"]),
        reason=_words(filed["reason"]),
        conditions=tuple(_read_branch(b) for b in filed["conditions"]),
        grade=filed["grade"],
        grade_words=read_words(filed["grade_words"]),
    )


def _read_criterion(filed: dict[str, Any]) -> CriterionResult:
    return CriterionResult(
        code=filed["code"],
        verdict=VERDICTS[filed["verdict"]],
        reason=_words(filed["reason"]),
        distance={k: Fraction(v) for k, v in filed["distance"].items()},
        distance_words=read_words(filed["left"]),
        points=_fraction(filed["points"]),
        missing=tuple(filed["missing"]),
        branches=tuple(_read_branch(b) for b in filed["branches"]),
        counted=filed["counted"],
        certainty=tuple(_words(w) for w in filed.get("certainty", [])),  # rows filed before it was said have none
    )


def _read_branch(filed: list[Any]) -> Branch:
    code, label, law, verdict, reason, branches = filed
    return Branch(
        code, read_words(label), law, VERDICTS[verdict], _words(reason), tuple(_read_branch(b) for b in branches)
    )


def _fraction(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)
