"""The province in one page: every unit's k/n, the ones with the least left first; and the same as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau import __version__
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.wording import Words, plain
from kieumau.records.assessments.access import NotHereError, access_newest_assessment, access_period
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import SORTS, said, verdicts_of
from kieumau.web.workspace.downloads import download_links
from kieumau.web.workspace.showing import criterion_columns, heading, headline, row, shipped

PER_PAGE = 50
UnitUrl = Callable[[str], str]
_EMPTY = Words("Chưa có kết quả nào", "Nothing has been judged yet")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    assessment = access_newest_assessment()
    if assessment is None:
        context = {"here": "overview", "version": __version__, "headline": _EMPTY, "rows": []}
        return render(request, "workspace/overview.html", context)
    period = asked_period(request, assessment)
    context = list_context(
        request, assessment, period, unit_url=lambda code: unit_url(assessment, code, period), here="overview"
    )
    context["downloads"] = download_links("workspace:download", [])
    return render(request, "workspace/overview.html", context)


def asked_period(request: HttpRequest, assessment: Assessment) -> str:
    try:
        return access_period(assessment, asked=request.GET.get("period", ""))
    except NotHereError:
        raise Http404 from None


def unit_url(assessment: Assessment, code: str, period: str) -> str:
    """The page of a unit; the newest period needs no saying."""
    return reverse("workspace:unit", args=[code]) + period_query(assessment, period)


def period_query(assessment: Assessment, period: str) -> str:
    return "" if period == assessment.periods[-1] else f"?period={period}"


def judgement_context(assessment: Assessment, criteria: CriteriaSet, period: str, *, here: str) -> dict[str, Any]:
    """What every page about a judgement says: by what, as of when, which period, and what was noticed."""
    return {
        "here": here,
        "version": __version__,
        "programme": plain(assessment.programme) if assessment.programme else None,
        "rulebook": heading(criteria),
        "day": assessment.on,
        "period_label": plain(period),
        "periods": list(reversed(assessment.periods)) if len(assessment.periods) > 1 else [],
        "period": period,
        "sample": assessment.sample,
    }


def list_context(
    request: HttpRequest, assessment: Assessment, period: str, *, unit_url: UnitUrl, here: str
) -> dict[str, Any]:
    """What the overview and the result of a trial both show. Two queries: how many, and this page of them."""
    criteria = shipped(assessment.rulebook)
    sort = request.GET.get("sort", "left")
    sort = sort if sort in SORTS else "left"
    query = request.GET.get("q", "").replace("\0", "")[:80].strip()
    found = verdicts_of(assessment, period=period, sort=sort, search=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    totals = assessment.totals.get(period, {})
    return judgement_context(assessment, criteria, period, here=here) | {
        "headline": headline(assessment, period, criteria),
        "rows": [row(v, criteria, unit_url(v.code)) for v in page.object_list],
        "sort": sort,
        "query": query,
        "page": page,
        "criteria_columns": criterion_columns(totals, criteria),
        "notices": said(assessment, "notices"),
        "questions": said(assessment, "questions"),
    }
