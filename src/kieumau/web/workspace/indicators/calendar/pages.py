"""The calendar of figures: what is due from whom. A ward sees its own returns, a province its wards, the country its provinces."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.indicators.periods import MONTH_DAYS, month_period
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, name_of
from kieumau.records.indicators.returns.seen import months_before
from kieumau.web.shell.days import show_day
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.calendar.asked import (
    MONTHS,
    PER_PAGE,
    SEE,
    CalendarView,
    asked_view,
    standings_of,
)
from kieumau.web.workspace.indicators.calendar.own import (
    own_returns,
)
from kieumau.web.workspace.indicators.calendar.province import (
    of_country,
    of_province,
)


@require_safe
def figures(request: SignedRequest) -> HttpResponse:
    """`?until=2026-03` an earlier span, `?within=75` one province, `?missing=1` those who miss something, `?on=` a past day."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    asking = Asking(by.registry)
    shown = asked_view(request, asking)
    found = standings_of(by, asking, shown)
    show_day(request, shown.on)
    context: dict[str, Any] = {
        "until": name_of(shown.columns[-1]) if request.GET.get("until") else "",
        "only_missing": shown.only_missing,
        "within": shown.within,
        "country_url": reverse("workspace:figures") if by.units(SEE).everything else "",
        "may_collect": by.may(Permission.COLLECT_FIGURES),
        "may_enter": by.may(Permission.ENTER_FIGURES),
        "may_decide": by.may(Permission.REOPEN_PERIOD),
        "sample": any(s.asked.form.is_sample for s in found),
        **_spans(request, shown, by.on),
    }
    if not found:
        return render(
            request, "calendar/province.html", context | {"headline": _nothing(asking, by, shown), "rows": []}
        )
    units = {s.asked.unit.code for s in found if s.asked.unit.is_alive(shown.on)}
    if by.units(SEE).everything and shown.within is None:
        parts, name = of_country(by, found, shown), "province"
    elif len(units) > 1 or shown.within is not None:
        parts, name = of_province(found, shown), "province"
    else:
        parts, name = own_returns(found, shown), "own"
    rows = parts.pop("rows")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, f"calendar/{name}.html", context | parts | {"rows": page.object_list, "page": page})


def _spans(request: SignedRequest, shown: CalendarView, today: date) -> dict[str, Any]:
    """Links to the half year before and after."""
    months = [p for p in shown.columns if p.days <= MONTH_DAYS]
    later = month_period((months[-1].last + timedelta(days=1)).year, (months[-1].last + timedelta(days=1)).month)
    for _ in range(MONTHS - 1):
        following = later.last + timedelta(days=1)
        later = month_period(following.year, following.month)
    earlier = months_before(months[0].first, 1)[-1]
    newest = months_before(shown.on, 1)[-1]
    return {
        "earlier": earlier.label,
        "has_later": months[-1] < newest,
        "later": later.label if later < newest else None,
        "span": words("{a} đến {b}", "{a} to {b}", a=months[0].words, b=months[-1].words),
    }


def _nothing(asking: Asking, by: Acting, shown: CalendarView) -> Words:
    if not asking.collections:
        return Words("Chưa giao thu thập số liệu nào", "No figures are collected yet")
    return words(
        "Không có số liệu nào được giao trong {a} đến {b}", "Nothing is asked from {a} to {b}",
        a=shown.columns[-MONTHS].words, b=shown.columns[-1].words,
    )  # fmt: skip
