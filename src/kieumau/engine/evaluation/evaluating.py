"""Criteria set x observations x day -> verdicts. The door of this room for tables that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from hashlib import sha256

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.gathering import gather_figures
from kieumau.engine.evaluation.judgements import Judgement
from kieumau.engine.evaluation.judging import UnitFigures, UnitJudgement, judge_grades, judge_unit
from kieumau.engine.evaluation.rolling import rolled_ranges, rolled_up
from kieumau.engine.evaluation.telling import Result, part_questions, tell_unit
from kieumau.engine.indicators import ObservationTable, Period
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.wording import Words, words

JudgingProgress = Callable[[int, int], None]
"""Told how many units and periods are done, of how many. What it raises ends the judging."""
_TOLD_EVERY = 100


def told_to_nobody(done: int, of: int) -> None:
    """For whoever waits without looking."""


def judge(
    criteria: CriteriaSet,
    observations: ObservationTable,
    *,
    on: date,
    units: UnitTable | None = None,
    period: str | None = None,
    periods: tuple[Period, ...] = (),
    children: Judgement | Result | None = None,
    draft: bool = False,
    as_known: bool = False,
    notes: tuple[Words, ...] = (),
    progress: JudgingProgress = told_to_nobody,
) -> Judgement:
    """Judge every unit in every assessment period of the table, by the thresholds in force on that day.

    `period` keeps one period (2024, 2024-03); `periods` are judged even where no figure speaks of them. `children` are the judged child units for rules that roll up.
    `draft` judges by an edition that is not in force on the day; `notes` of the reader are passed on. Figures of periods
    that end after `on` are set aside, unless the table is `as_known` on that day. Raises `EvaluationError`.
    """
    units = units or UnitTable()
    notices = [*notes, *check_in_force(criteria, on, draft=draft)]
    known = rolled_ranges(criteria, children, units, observations) if children is not None else {}
    counted = tuple(rolled_up(criteria, children, units, observations)) if children is not None else ()
    rows, found = gather_figures(
        criteria,
        observations,
        units,
        on=on,
        also=periods,
        draft=draft,
        period=period,
        as_known=as_known,
        counted=counted,
        known=known,
    )
    observations = observations.with_rows(counted)
    notices += found
    if period is not None:
        rows = _only(rows, criteria, period)
    if not rows:
        raise EvaluationError(
            Problem(
                Words("không có số liệu nào để chấm.", "there are no figures to judge."),
                hint=words(
                    "Kiểm tra mã chỉ tiêu, kỳ và ngày {d}.",
                    "Check the indicator codes, the periods and the day {d}.",
                    d=on,
                ),
            )
        )
    judged = []
    for done, row in enumerate(rows):
        if done % _TOLD_EVERY == 0:
            progress(done, len(rows))
        judged.append(judge_unit(criteria, row))
    progress(len(rows), len(rows))
    return Judgement(
        rulebook=criteria.name,
        version=criteria.version,
        nature=criteria.nature.value,
        on=on,
        fingerprint=fingerprint(criteria, observations, units, on),
        sample=observations.sample or criteria.nature.value == "sample",
        units=tuple(_graded(criteria, judged)),
        notices=tuple(notices),
        questions=(*observations.questions, *part_questions(criteria, rows)),
    )


def evaluate(
    criteria: CriteriaSet,
    observations: ObservationTable,
    *,
    on: date,
    units: UnitTable | None = None,
    period: str | None = None,
    periods: tuple[Period, ...] = (),
    children: Judgement | Result | None = None,
    draft: bool = False,
    notes: tuple[Words, ...] = (),
    progress: JudgingProgress = told_to_nobody,
) -> Result:
    """`judge`, and each unit told in words. Raises `EvaluationError`."""
    judgement = judge(
        criteria,
        observations,
        on=on,
        units=units,
        period=period,
        periods=periods,
        children=children,
        draft=draft,
        notes=notes,
        progress=progress,
    )
    return tell(criteria, judgement)


def tell(criteria: CriteriaSet, judgement: Judgement) -> Result:
    """A judgement with every reason in words; some ten times the work of judging."""
    return Result(
        rulebook=judgement.rulebook,
        version=judgement.version,
        nature=judgement.nature,
        on=judgement.on,
        fingerprint=judgement.fingerprint,
        sample=judgement.sample,
        units=tuple(tell_unit(criteria, u) for u in judgement.units),
        notices=judgement.notices,
        questions=judgement.questions,
    )


def check_in_force(criteria: CriteriaSet, on: date, *, draft: bool) -> list[Words]:
    """Refuse a day on which the document is not in force; for a draft, say so instead."""
    issued = criteria.issued
    if issued.in_force_on(on):
        return []
    until = (
        words("hết hiệu lực từ {d}", "no longer in force from {d}", d=issued.until)
        if issued.until and on >= issued.until
        else None
    )
    what = words(
        "{t} {u}, ngày xét là {o}.",
        "{t}: {u}, the day asked about is {o}.",
        t=issued.title,
        u=until or words("có hiệu lực từ {d}", "in force from {d}", d=issued.in_force),
        o=on,
    )
    if draft:
        return [what]
    hint = (
        words("Văn bản thay thế: {r}.", "Replaced by: {r}.", r=issued.replaced_by)
        if until and issued.replaced_by
        else None
    )
    raise EvaluationError(
        Problem(
            what,
            path=criteria.key,
            hint=hint or Words("Chọn ngày khác hoặc phiên bản khác.", "Choose another day or version."),
        )
    )


def _only(rows: list[UnitFigures], criteria: CriteriaSet, period: str) -> list[UnitFigures]:
    kept = [r for r in rows if criteria.calendar.name(r.period) == period]
    if not kept:
        known = ", ".join(sorted({criteria.calendar.name(r.period) for r in rows}))
        raise EvaluationError(
            Problem(
                words("không có số liệu của kỳ {p}.", "there are no figures for the period {p}.", p=period),
                hint=words("Các kỳ có số liệu: {k}.", "Periods with figures: {k}.", k=known or "—"),
            )
        )
    return kept


def _graded(criteria: CriteriaSet, judged: list[UnitJudgement]) -> list[UnitJudgement]:
    if not criteria.grades:
        return judged
    by_period: dict[str, list[UnitJudgement]] = {}
    for unit in judged:
        by_period.setdefault(unit.period_name, []).append(unit)
    return [u for units in by_period.values() for u in judge_grades(criteria, units)]


def fingerprint(criteria: CriteriaSet, observations: ObservationTable, units: UnitTable, on: date) -> str:
    """SHA-256 over the rulebook, the figures, what the units are, and the day: the same mark, the same result."""
    seen = {r.unit for r in observations.rows if r.value is not None}
    return mark(criteria, observations.fingerprint, unit_lines(units.units.values(), seen), on)


def unit_lines(units: Iterable[AdminUnit], seen: AbstractSet[str]) -> list[str]:
    """What is known of units beside their figures; of one that has figures and nothing else, nothing is said."""
    return [
        f"{u.code}\t{u.kind}\t{u.class_}\t{u.parent}\t{u.established}"
        for u in units
        if u.kind or u.class_ or u.parent or u.established or u.code not in seen
    ]


def mark(criteria: CriteriaSet, figures: str, units: Iterable[str], on: date) -> str:
    """The mark of a judgement, from that of its figures and the lines of its units."""
    parts = (criteria.fingerprint, figures, "\n".join(sorted(units)), on.isoformat())
    return sha256("\0".join(parts).encode()).hexdigest()
