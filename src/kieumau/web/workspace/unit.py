"""One unit: what is left, then every criterion with its reason and its law."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kieumau import __version__
from kieumau.engine.evaluation import Verdict
from kieumau.engine.wording import plain
from kieumau.records.assessments.access import NotHereError, access_newest_assessment, access_unit_verdict
from kieumau.records.assessments.filing import read_unit
from kieumau.records.assessments.models import UnitVerdict
from kieumau.records.assessments.queries import neighbours_of
from kieumau.web.workspace.showing import groups, heading, row, shipped


@dataclass(frozen=True)
class _Link:
    name: str
    url: str


def unit(request: HttpRequest, code: str) -> HttpResponse:
    assessment = access_newest_assessment()
    if assessment is None:
        raise Http404
    period = request.GET.get("period") or assessment.periods[-1]
    try:
        verdict = access_unit_verdict(assessment, code=code, period=period)
    except NotHereError:
        raise Http404 from None
    criteria = shipped(assessment.rulebook)
    only = request.GET.get("verdict", "")
    before, after = neighbours_of(verdict)
    context = {
        "here": "overview",
        "version": __version__,
        "programme": plain(assessment.programme) if assessment.programme else None,
        "rulebook": heading(criteria),
        "day": assessment.on,
        "period_label": plain(period),
        "sample": assessment.sample,
        "row": row(verdict, criteria, request.path),
        "groups": groups(read_unit(verdict.details), criteria),
        "only": only if only in set(Verdict) else "",
        "previous_unit": _link(before),
        "next_unit": _link(after),
    }
    return render(request, "workspace/unit.html", context)


def _link(verdict: UnitVerdict | None) -> _Link | None:
    return None if verdict is None else _Link(verdict.name, reverse("workspace:unit", args=[verdict.code]))
