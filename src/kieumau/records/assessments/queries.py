"""Every read: lists of verdicts, and a whole judgement for a file to download."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import Result
from kieumau.engine.territory.names import folded
from kieumau.engine.wording import Words
from kieumau.records.assessments.filing import read_unit
from kieumau.records.assessments.models import Assessment, UnitVerdict

SORTS = {"left": ("left", "-met", "order", "code"), "name": ("order", "code"), "place": ("place", "order", "code")}


def verdicts_of(assessment: Assessment, *, period: str, sort: str = "left", search: str = "") -> QuerySet[UnitVerdict]:
    """The units of one period without their details; `search` needs no marks: "tan dong" finds Tân Đồng."""
    found = UnitVerdict.objects.filter(assessment=assessment, period=period).defer("details")
    for word in folded(search).split()[:8]:
        found = found.filter(folded__contains=word)
    return found.order_by(*SORTS.get(sort, SORTS["left"]))


def neighbours_of(verdict: UnitVerdict) -> tuple[UnitVerdict | None, UnitVerdict | None]:
    """The units before and after it in Vietnamese order."""
    others = UnitVerdict.objects.filter(assessment_id=verdict.assessment_id, period=verdict.period).only(
        "code", "name", "order"
    )
    # Names repeat across a country ("Phường 1"): the code settles their order.
    earlier = Q(order__lt=verdict.order) | Q(order=verdict.order, code__lt=verdict.code)
    later = Q(order__gt=verdict.order) | Q(order=verdict.order, code__gt=verdict.code)
    before = others.filter(earlier).order_by("-order", "-code").first()
    after = others.filter(later).order_by("order", "code").first()
    return before, after


def verdicts_on(assessment: Assessment, *, period: str, codes: Iterable[str] | None = None) -> dict[str, UnitVerdict]:
    """The verdicts of one period by code, of these units or of all, without their details. One query."""
    found = UnitVerdict.objects.filter(assessment=assessment, period=period).defer("details", "next_step")
    if codes is not None:
        found = found.filter(code__in=set(codes))
    return {v.code: v for v in found}


def trial_rows_kept(*, at: datetime) -> int:
    """How much room trials take: one row for each unit and period of those not yet over."""
    return UnitVerdict.objects.filter(assessment__trial=True, assessment__kept_until__gt=at).count()


def result_of(assessment: Assessment, criteria: CriteriaSet) -> Result:
    """The judgement as it was filed."""
    rows = (
        UnitVerdict.objects.filter(assessment=assessment)
        .order_by("period", "left", "order")
        .values_list("details", flat=True)
    )
    return Result(
        rulebook=criteria.name,
        version=criteria.version,
        nature=criteria.nature.value,
        on=assessment.on,
        fingerprint=assessment.fingerprint,
        sample=assessment.sample,
        units=tuple(read_unit(details) for details in rows.iterator(chunk_size=500)),
        notices=said(assessment, "notices"),
        questions=said(assessment, "questions"),
    )


def said(assessment: Assessment, what: str) -> tuple[Words, ...]:
    return tuple(Words(*pair) for pair in assessment.said.get(what, []))
