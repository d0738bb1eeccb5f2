"""A rulebook's own cases: what is given, what is expected. Officials write them, everybody runs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictBool, ValidationError, model_validator

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import Problem, RulebookError, did_you_mean
from kieumau.engine.evaluation.evaluating import judge
from kieumau.engine.evaluation.judgements import Judgement
from kieumau.engine.evaluation.judging import UnitJudgement
from kieumau.engine.evaluation.telling import grade_code
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.shelf.documents import read_yaml
from kieumau.engine.shelf.fields import ClosedModel, CriterionCode
from kieumau.engine.shelf.rulebooks import FILE
from kieumau.engine.shelf.validating import FileSchema, keys_of, unfit
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.wording import Words, words

Figure = StrictBool | Decimal | None


class CaseUnit(ClosedModel):
    """The unit of a case; all of it may be left out."""

    kind: str = ""
    class_: Annotated[str, Field(alias="class")] = ""
    established: Day | None = None


class PeerDoc(ClosedModel):
    """One of several units that are judged together, for caps on the share of units."""

    code: str
    given: dict[str, Figure]
    outcome: str | None = None
    grade: str | None = None


_EXPECTATIONS = (
    "verdict",
    "distance",
    "missing",
    "points",
    "met",
    "of",
    "points_total",
    "outcome",
    "conditions",
    "grade",
)


class CaseDoc(ClosedModel):
    """One case. `at` tells on which side of the threshold it stands."""

    name: str
    at: Literal["below", "on", "above", "missing"] | None = None
    on: Day | None = None
    unit: CaseUnit = CaseUnit()
    given: dict[str, Figure] = {}
    before: dict[str, Figure] = {}
    criterion: CriterionCode | None = None
    verdict: Literal["met", "not_met", "unknown", "not_applicable"] | None = None
    distance: dict[str, Decimal] | None = None
    missing: list[str] | None = None
    points: Decimal | None = None
    met: int | None = None
    of: int | None = None
    points_total: Decimal | None = None
    outcome: Literal["qualified", "not_yet", "undecided", "not_assessed"] | None = None
    conditions: dict[str, Literal["met", "not_met", "unknown"]] | None = None
    grade: str | None = None
    together: list[PeerDoc] = []

    @model_validator(mode="after")
    def expects_something(self) -> CaseDoc:
        of_criterion = any(getattr(self, name) is not None for name in ("verdict", "distance", "missing", "points"))
        if of_criterion and self.criterion is None:
            raise unfit(
                Words(
                    "verdict, distance, missing, points cần có criterion.",
                    "verdict, distance, missing, points need a criterion.",
                )
            )
        expected = any(getattr(self, name) is not None for name in _EXPECTATIONS)
        if not expected and not any(p.outcome or p.grade for p in self.together):
            raise unfit(
                Words("tình huống không mong đợi điều gì.", "the case expects nothing."),
                Words(
                    "Thêm verdict, outcome, met, points_total hoặc conditions.",
                    "Add verdict, outcome, met, points_total or conditions.",
                ),
            )
        return self


_SCHEMA = FileSchema(keys=keys_of(CaseDoc, CaseUnit, PeerDoc))


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case that was run. `differences` is empty where all is as expected."""

    name: str
    file: str
    line: int | None
    criterion: str
    at: str
    differences: tuple[Words, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_cases(criteria: CriteriaSet, folder: Path | None = None) -> list[CaseOutcome]:
    """Run every case in the folder `cases` beside the rulebook (`NAME-cases` beside an overlay NAME.yaml). Raises `RulebookError` for a file that is wrong."""
    path = Path(criteria.path)
    folder = folder or path.parent / ("cases" if path.name == FILE else f"{path.stem}-cases")
    outcomes: list[CaseOutcome] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            outcomes += [_run(criteria, case, path.name, line) for case, line in _read(criteria, path)]
        except RulebookError as error:
            problems += error.problems
    if problems:
        raise RulebookError(problems)
    return outcomes


def _read(criteria: CriteriaSet, path: Path) -> list[tuple[CaseDoc, int | None]]:
    document = read_yaml(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(document.data, list):
        raise RulebookError(
            Problem(Words("tệp phải là một danh sách tình huống.", "the file must be a list of cases."), file=path.name)
        )
    cases, problems = [], list(document.problems)
    for i, data in enumerate(document.data):
        line = document.place((i,))[0]
        try:
            case = CaseDoc.model_validate(data)
        except ValidationError as error:
            problems += _SCHEMA.problems(document, error.errors(include_url=False), (i,))
            continue
        names = {*case.given, *case.before, *(n for p in case.together for n in p.given)}
        for name in sorted(names - set(criteria.indicators)):
            what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=name)
            problems.append(document.problem((i, "given", name), what, did_you_mean(name, list(criteria.indicators))))
        for code, value in {
            **case.given,
            **case.before,
            **{c: v for p in case.together for c, v in p.given.items()},
        }.items():
            indicator = criteria.indicators.get(code)
            if indicator and value is not None and isinstance(value, bool) != indicator.measure.is_fact:
                kind = (
                    Words("đúng/sai (true, false)", "a fact (true, false)")
                    if indicator.measure.is_fact
                    else Words("một số", "a number")
                )
                problems.append(
                    document.problem(
                        (i, "given", code), words("“{c}” cần là {k}.", "“{c}” must be {k}.", c=code, k=kind)
                    )
                )
        if case.unit.kind and case.unit.kind not in criteria.applies_to:
            what = words(
                "bộ tiêu chí không áp dụng cho loại “{k}”.",
                "the set does not apply to the kind “{k}”.",
                k=case.unit.kind,
            )
            problems.append(document.problem((i, "unit", "kind"), what))
        if case.criterion is not None and case.criterion not in criteria.by_code:
            what = words("không có tiêu chí {c}.", "there is no criterion {c}.", c=case.criterion)
            problems.append(document.problem((i, "criterion"), what))
        cases.append((case, line))
    if problems:
        raise RulebookError(problems)
    return cases


def _run(criteria: CriteriaSet, case: CaseDoc, file: str, line: int | None) -> CaseOutcome:
    on = case.on or criteria.calendar.around(criteria.issued.in_force).last
    period = criteria.calendar.around(on)
    earlier = criteria.calendar.before(period)
    peers = case.together or [PeerDoc(code="1", given=case.given)]
    rows = [o for p in peers for o in _observations(p.code, period, p.given)]
    rows += _observations("1", earlier, case.before)
    units = {
        p.code: AdminUnit(p.code, p.code, case.unit.kind, case.unit.class_, established=case.unit.established)
        for p in peers
    }
    name = criteria.calendar.name(period)
    result = judge(
        criteria,
        ObservationTable(tuple(rows)),
        on=on,
        units=UnitTable(units),
        period=name,
        draft=True,
        as_known=True,
        periods=(period,),
    )
    return CaseOutcome(
        case.name, file, line, case.criterion or "", case.at or "", tuple(_differences(criteria, case, result))
    )


def _observations(unit: str, period: Period, given: Mapping[str, Figure]) -> list[Observation]:
    return [
        Observation(unit, period, code, value if isinstance(value, bool) else Fraction(value))
        for code, value in given.items()
        if value is not None
    ]


def _differences(criteria: CriteriaSet, case: CaseDoc, result: Judgement) -> list[Words]:
    found: list[Words] = []

    def same(what: str, expected: object, got: object) -> None:
        if expected is not None and expected != got:
            found.append(
                words("{w}: cần {e}, được {g}", "{w}: expected {e}, got {g}", w=what, e=str(expected), g=str(got))
            )

    by_code = {u.unit.code: u for u in result.units}
    for peer in case.together:
        same(f"{peer.code} outcome", peer.outcome, by_code[peer.code].outcome.value)
        same(f"{peer.code} grade", peer.grade, grade_code(criteria, by_code[peer.code]))
    if case.together:
        return found
    unit: UnitJudgement = result.units[0]
    same("met", case.met, unit.met)
    same("of", case.of, unit.of)
    same("points_total", case.points_total, unit.points)
    same("outcome", case.outcome, unit.outcome.value)
    same("grade", case.grade, grade_code(criteria, unit))
    conditions = {code: verdict.value for code, verdict in unit.conditions.items()}
    for code, verdict in (case.conditions or {}).items():
        same(f"condition {code}", verdict, conditions.get(code))
    if case.criterion is not None:
        judged = unit.criterion(case.criterion)
        same("verdict", case.verdict, judged.verdict.value)
        same("points", case.points, judged.points)
        same("missing", sorted(case.missing) if case.missing is not None else None, sorted(judged.missing))
        if case.distance is not None:
            expected = {k: Fraction(v) for k, v in case.distance.items()}
            same("distance", {k: str(v) for k, v in expected.items()}, {k: str(v) for k, v in judged.distance.items()})
    return found
