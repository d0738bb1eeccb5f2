"""One unit: what is left, then every criterion with its reason and its law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kieumau.engine.evaluation import Verdict
from kieumau.records.assessments.access import NotHereError, access_newest_assessment, access_unit_verdict
from kieumau.records.assessments.filing import read_unit
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import neighbours_of
from kieumau.web.workspace.overview import UnitUrl, asked_period, judgement_context, unit_url
from kieumau.web.workspace.showing import conditions, groups, row, shipped


@dataclass(frozen=True)
class _Link:
    name: str
    url: str


@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    assessment = access_newest_assessment()
    if assessment is None:
        raise Http404
    period = asked_period(request, assessment)
    context = unit_context(
        request, assessment, code, period, unit_url=lambda c: unit_url(assessment, c, period), here="overview"
    )
    return render(request, "workspace/unit.html", context)


def unit_context(
    request: HttpRequest, assessment: Assessment, code: str, period: str, *, unit_url: UnitUrl, here: str
) -> dict[str, Any]:
    """What the page of a unit shows, filed or tried. Three queries."""
    try:
        verdict = access_unit_verdict(assessment, code=code, period=period)
    except NotHereError:
        raise Http404 from None
    criteria = shipped(assessment.rulebook)
    result = read_unit(verdict.details)
    only = request.GET.get("verdict", "")
    before, after = neighbours_of(verdict)
    return judgement_context(assessment, criteria, period, here=here) | {
        "row": row(verdict, criteria, request.path),
        "grade": result.grade_words,
        "groups": groups(result, criteria),
        "conditions": conditions(result, criteria),
        "only": only if only in set(Verdict) else "",
        "previous_unit": _link(before, unit_url),
        "next_unit": _link(after, unit_url),
    }


def _link(verdict: UnitVerdict | None, unit_url: UnitUrl) -> _Link | None:
    return None if verdict is None else _Link(verdict.name, unit_url(verdict.code))
