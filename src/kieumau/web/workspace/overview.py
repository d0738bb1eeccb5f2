"""The province in one page: every unit's k/n, the ones with the least left first; and the same as files."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kieumau import __version__
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.wording import Words, plain
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import SORTS, verdicts_of
from kieumau.web.workspace.downloads import download_links
from kieumau.web.workspace.showing import criterion_columns, heading, headline, row, shipped

PER_PAGE = 50


def overview(request: HttpRequest) -> HttpResponse:
    assessment = access_newest_assessment()
    if assessment is None:
        context = {"here": "overview", "version": __version__, "headline": _EMPTY, "rows": []}
        return render(request, "workspace/overview.html", context)
    criteria = shipped(assessment.rulebook)
    context = list_context(request, assessment, criteria)
    context["downloads"] = download_links("workspace:download", [])
    return render(request, "workspace/overview.html", context)


_EMPTY = Words("Chưa có kết quả nào", "Nothing has been judged yet")


def list_context(
    request: HttpRequest, assessment: Assessment, criteria: CriteriaSet, *, trial: bool = False
) -> dict[str, Any]:
    """What the overview and the result of a trial both show. Two queries: how many, and this page of them."""
    period = request.GET.get("period") or assessment.periods[-1]
    if period not in assessment.periods:
        raise Http404
    sort = request.GET.get("sort", "left")
    sort = sort if sort in SORTS else "left"
    query = request.GET.get("q", "")[:80].strip()
    found = verdicts_of(assessment, period=period, sort=sort, search=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        row(v, criteria, f"#unit-{v.code}" if trial else reverse("workspace:unit", args=[v.code]))
        for v in page.object_list
    ]
    totals = assessment.totals.get(period, {})
    return {
        "here": "trial" if trial else "overview",
        "version": __version__,
        "programme": plain(assessment.programme) if assessment.programme else None,
        "rulebook": heading(criteria),
        "day": assessment.on,
        "period_label": plain(period),
        "sample": assessment.sample,
        "headline": headline(assessment, period, criteria, one_left=totals.get("", {}).get("one_left", 0)),
        "rows": rows,
        "sort": sort,
        "query": query,
        "page": page,
        "criteria_columns": criterion_columns(totals, criteria),
    }
