"""Every version of one figure: who said what, when, and why it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.expressions.measures import said_value
from kieumau.engine.wording import Words, plain
from kieumau.records.accounts.queries import called
from kieumau.records.indicators.figures.queries import read, versions_of
from kieumau.records.indicators.figures.versions import RETYPED
from kieumau.records.indicators.figures.wording import SOURCE_WORDS
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source
from kieumau.web.components.questions.rows import questions_beside
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns.entries import (
    WITHDRAWN_WORDS,
)
from kieumau.web.workspace.indicators.returns.standing import asked_return, computed_of
from kieumau.web.workspace.indicators.series.addresses import series_address

_RETYPED = Words("gõ lại ngay sau khi nhập", "typed again at once")


@dataclass(frozen=True)
class FigureVersion:
    """One version of a figure as its story shows it."""

    number: int
    said: Words
    at: Any
    name: str
    source: Words
    origin: str
    reason: Words
    sample: bool


@require_safe
def figure(request: SignedRequest, period: str, indicator: str, code: str) -> HttpResponse:
    """Every version of one figure, the newest first: who said what, when, and why it changed."""
    asked, _ = asked_return(request, period, code)
    each = asked.form.get(indicator) or computed_of(asked, indicator)
    if each is None:
        raise Http404
    found = versions_of(unit=asked.unit.code, period=asked.covered, indicator=indicator)
    names = called(f.account for f in found)
    context = {
        "asked": asked,
        "meant": each.indicator,
        "put": questions_beside(asked, request.acting, indicator),
        "versions": [_version(f, each, names) for f in found],
        "now": _version(found[0], each, names).said if found else None,
        "sample": any(f.sample for f in found),
        "is_computed": computed_of(asked, indicator) is not None,
        "return_url": reverse("workspace:return", args=[asked.name, asked.unit.code]),
        "series_url": series_address(indicator, asked.unit, request.acting.on),
    }
    return render(request, "returns/figure.html", context)


def _version(row: Figure, each: AskedIndicator, names: dict[str, str]) -> FigureVersion:
    return FigureVersion(
        number=row.version,
        said=said_value(read(row.value), each.indicator.measure) if row.value != WITHDRAWN else WITHDRAWN_WORDS,
        at=row.recorded_at,
        name=names.get(row.account, row.name),
        source=SOURCE_WORDS[Source(row.source)],
        origin=row.origin,
        reason=_RETYPED if row.reason == RETYPED else plain(row.reason),
        sample=row.sample,
    )
