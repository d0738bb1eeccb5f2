"""Every read: lists of verdicts, totals, and a whole judgement for a file; each of the units that its reader may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, Q, QuerySet, Subquery

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import Outcome, Result, UnitResult, next_step, tell_unit
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.names import folded, read_search
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.records.assessments.filing import read_unit
from kieumau.records.assessments.kept_figures import is_kept, read_kept_unit
from kieumau.records.assessments.models import Assessment, TrialWork, UnitVerdict
from kieumau.records.territory.queries import found_by

SORTS = {"left": ("left", "-met", "order", "code"), "name": ("order", "code"), "place": ("place", "order", "code")}


def _rows(assessment: Assessment) -> QuerySet[UnitVerdict]:
    """The verdicts of an assessment that whoever reached it may see."""
    found = UnitVerdict.objects.filter(assessment=assessment)
    return found if assessment.seen.everything else found.filter(code__in=assessment.seen.codes)


def filed_verdict_counts(registry: Registry, units: Iterable[AdminUnit]) -> dict[tuple[str, date], int]:
    """How many filed verdicts each unit has, its code read on the day of the judgement. One query."""
    wanted = {u.key for u in units}
    rows = UnitVerdict.objects.filter(assessment__trial=False, code__in={code for code, _ in wanted})
    found: Counter[tuple[str, date]] = Counter()
    for code, on, count in rows.values_list("code", "assessment__on").annotate(Count("pk")).order_by():
        unit = registry.find(code, on)
        if unit is not None and unit.key in wanted:
            found[unit.key] += count
    return found


def verdicts_of(assessment: Assessment, *, period: str, sort: str = "left", search: str = "") -> QuerySet[UnitVerdict]:
    """The units of one period; `search` needs no marks: "tan dong" finds Tân Đồng.

    Without their details, except of a trial, whose next steps are worded from them.
    """
    found = _rows(assessment).filter(period=period)
    if not assessment.trial:
        found = found.defer("details")
    if search.strip():
        # Rows of before stand there as they were written: "ea h'leo 24184".
        found = found.filter(found_by(read_search(search)) | Q(folded__contains=folded(search)))
    return found.order_by(*SORTS.get(sort, SORTS["left"]))


def totals_of(assessment: Assessment, criteria: CriteriaSet, *, period: str) -> Mapping[str, Mapping[str, int]]:
    """How many units have which outcome (""), and which verdict on each criterion. One query where a part is seen."""
    if assessment.seen.everything:
        return cast("Mapping[str, Mapping[str, int]]", assessment.totals.get(period, {}))
    rows = _rows(assessment).filter(period=period).values_list("outcome", "left", "strip")
    return counted(rows, [c.code for c in criteria.criteria])


def counted(rows: Iterable[tuple[str, int, str]], codes: Iterable[str]) -> dict[str, dict[str, int]]:
    """Totals over rows of outcome, criteria left and strip; the strip's letters are in the order of the codes."""
    outcomes: Counter[str] = Counter()
    letters: dict[str, Counter[str]] = {code: Counter() for code in codes}
    for outcome, left, strip in rows:
        outcomes[outcome] += 1
        outcomes["complete"] += left == 0
        outcomes["one_left"] += left == 1 and outcome != Outcome.QUALIFIED.value
        for count, letter in zip(letters.values(), strip, strict=True):
            count[letter] += 1
    return {"": outcomes, **letters}


def neighbours_of(assessment: Assessment, verdict: UnitVerdict) -> tuple[UnitVerdict | None, UnitVerdict | None]:
    """The units before and after it in Vietnamese order. One query."""
    others = _rows(assessment).filter(period=verdict.period).only("code", "name", "order")
    # Names repeat across a country ("Phường 1"): the code settles their order.
    earlier = Q(order__lt=verdict.order) | Q(order=verdict.order, code__lt=verdict.code)
    later = Q(order__gt=verdict.order) | Q(order=verdict.order, code__gt=verdict.code)
    before = others.filter(earlier).order_by("-order", "-code").values("pk")[:1]
    after = others.filter(later).order_by("order", "code").values("pk")[:1]
    here = (verdict.order, verdict.code)
    found = {(v.order, v.code) < here: v for v in others.filter(Q(pk=Subquery(before)) | Q(pk=Subquery(after)))}
    return found.get(True), found.get(False)


def verdicts_on(assessment: Assessment, *, period: str, codes: Iterable[str] | None = None) -> dict[str, UnitVerdict]:
    """The verdicts of one period by code, of these units or of all, without their details. One query."""
    found = _rows(assessment).filter(period=period).defer("details", "next_step")
    if codes is not None:
        found = found.filter(code__in=set(codes))
    return {v.code: v for v in found}


def trial_rows_kept(*, at: datetime) -> int:
    """How much room trials take: one row for each unit and period of those not yet over."""
    return UnitVerdict.objects.filter(assessment__trial=True, assessment__kept_until__gt=at).count()


def trials_of(by: Acting) -> QuerySet[Assessment]:
    """The trials of this person that are still kept, the newest first."""
    found = Assessment.objects.filter(trial=True, kept_by=by.user, kept_until__gt=by.at)
    return found.defer("totals", "said").order_by("-recorded_at", "-pk")


def trial_works_of(by: Acting) -> QuerySet[TrialWork]:
    """The files of this person that are being judged or are to be put right, the newest first."""
    found = TrialWork.objects.filter(user=by.user, kept_until__gt=by.at)
    return found.defer("problems").order_by("-pk")


def unit_result(verdict: UnitVerdict, criteria: CriteriaSet) -> UnitResult:
    """Every reason: as it was filed, or told now for a trial."""
    return _unit_result(verdict.details, criteria)


def _unit_result(details: dict[str, Any], criteria: CriteriaSet) -> UnitResult:
    return tell_unit(criteria, read_kept_unit(details, criteria)) if is_kept(details) else read_unit(details)


def next_step_of(verdict: UnitVerdict, criteria: CriteriaSet) -> Words:
    """What is left in one line: as it was filed, or told now for a trial."""
    if verdict.next_step:
        return Words(*verdict.next_step)
    return next_step(criteria, read_kept_unit(verdict.details, criteria))


def result_of(assessment: Assessment, criteria: CriteriaSet) -> Result:
    """The judgement in words, every unit of it that its reader may see."""
    rows = _rows(assessment).order_by("period", "left", "order").values_list("details", flat=True)
    return Result(
        rulebook=criteria.name,
        version=criteria.version,
        nature=criteria.nature.value,
        on=assessment.on,
        fingerprint=assessment.fingerprint,
        sample=assessment.sample,
        units=tuple(_unit_result(details, criteria) for details in rows.iterator(chunk_size=500)),
        notices=said(assessment, "notices"),
        questions=said(assessment, "questions"),
    )


def said(assessment: Assessment, what: str) -> tuple[Words, ...]:
    """Notices are about the whole; questions name units and figures, so only who sees all of them is told."""
    if what == "questions" and not assessment.seen.everything:
        return ()
    return tuple(Words(*pair) for pair in assessment.said.get(what, []))
