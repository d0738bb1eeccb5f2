"""What pages about a judgement show, filed or tried: its list of units, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.evaluation import Verdict
from kieumau.engine.wording import plain
from kieumau.records.assessments.access import (
    access_period,
    access_unit_verdict,
)
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import SORTS, neighbours_of, said, totals_of, unit_result, verdicts_of
from kieumau.web.components.criteria.headings import heading
from kieumau.web.components.verdicts.shown import conditions, criterion_columns, groups, headline, row
from kieumau.web.shell.links import asked_day, keep_day

PER_PAGE = 50


UnitUrl = Callable[[str], str]


def asked_period(request: HttpRequest, assessment: Assessment) -> str:
    return access_period(assessment, asked=request.GET.get("period", ""))


def unit_url(assessment: Assessment, code: str, period: str, asked: date | None = None) -> str:
    """The page of a unit; the newest period needs no saying, and neither does the day of the newest judgement."""
    return keep_day(reverse("workspace:unit", args=[code]) + period_query(assessment, period), asked)


def period_query(assessment: Assessment, period: str) -> str:
    return "" if period == assessment.periods[-1] else f"?period={period}"


def judgement_context(assessment: Assessment, criteria: CriteriaSet, period: str, *, here: str) -> dict[str, Any]:
    """What every page about a judgement says: by what, as of when, which period, and what was noticed."""
    return {
        "here": here,
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
    criteria = shipped_rulebook(assessment.rulebook)
    sort = request.GET.get("sort", "left")
    sort = sort if sort in SORTS else "left"
    query = request.GET.get("q", "").replace("\0", "")[:80].strip()
    found = verdicts_of(assessment, period=period, sort=sort, search=query)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    totals = totals_of(assessment, criteria, period=period)
    return judgement_context(assessment, criteria, period, here=here) | {
        "headline": headline(totals, criteria),
        "rows": [row(v, criteria, unit_url(v.code)) for v in page.object_list],
        "sort": sort,
        "query": query,
        "page": page,
        "criteria_columns": [
            replace(c, url=keep_day(c.url, asked_day(request))) for c in criterion_columns(totals, criteria)
        ],
        "notices": said(assessment, "notices"),
        "questions": said(assessment, "questions"),
    }


@dataclass(frozen=True)
class _Link:
    name: str
    url: str


def unit_context(
    request: HttpRequest, assessment: Assessment, code: str, period: str, *, unit_url: UnitUrl, here: str
) -> dict[str, Any]:
    """What the page of a unit shows, filed or tried. Two queries."""
    verdict = access_unit_verdict(assessment, code=code, period=period)
    criteria = shipped_rulebook(assessment.rulebook)
    result = unit_result(verdict, criteria)
    only = request.GET.get("verdict", "")
    before, after = neighbours_of(assessment, verdict)
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
