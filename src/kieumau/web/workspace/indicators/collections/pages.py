"""Collections: which programme's figures are asked of which units, until when; begun after a look at what that means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, words
from kieumau.records.indicators.collecting.access import access_collection, reaches_collection
from kieumau.records.indicators.collecting.actions import begin_collection, end_collection, wrong_collection
from kieumau.records.indicators.collecting.asking import Asking, programme_sets
from kieumau.records.indicators.models import Collection
from kieumau.web.shell.requests import SignedRequest

# -- the list -----------------------------------------------------------------------------------------------------
from kieumau.web.workspace.indicators.collections.forms import CollectionForm, EndForm
from kieumau.web.workspace.indicators.collections.shown import (
    COLLECT,
    SEE,
    concerns,
    places,
    preview_of,
    programmes,
    row_of,
)


@require_safe
def collection_list(request: SignedRequest) -> HttpResponse:
    """What is collected from units within one's scope, what runs first."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    rows = [row_of(c, by) for c in reversed(Asking(by.registry).collections) if concerns(c, by)]
    rows.sort(key=lambda r: r.is_over)
    running = sum(not r.is_over for r in rows)
    headline = words("{n} chương trình đang thu thập số liệu", "{n} programmes collect figures", n=running)
    if running < 2:
        one = Words("Một chương trình đang thu thập số liệu", "One programme collects figures")
        headline = one if running else Words("Chưa thu thập số liệu nào", "No figures are collected")
    return _page(request, "list", {"headline": headline, "rows": rows, "may_begin": by.may(COLLECT)})


# -- a new one ----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_collection(request: SignedRequest) -> HttpResponse:
    """First what is asked of whom; then a look at every figure and the days that follow; then it begins."""
    by = request.acting
    if not by.may(COLLECT):
        raise Http404
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _form_page(request, CollectionForm(None, by=by, typed=request.POST))
    form = CollectionForm(request.POST, by=by)
    if not form.is_valid():
        return _form_page(request, form)
    asked = form.asked()
    try:
        if step == "begin":
            begun = begin_collection(**asked, by=by)
            return redirect(f"{reverse('workspace:collection', args=[begun.uuid])}?done=begun")
        form.refuse_collection(wrong_collection(**{k: v for k, v in asked.items() if k != "reason"}, by=by))
    except KieuMauError as error:
        form.refuse_collection(list(error.problems))
    if form.faults:
        return _form_page(request, form)
    preview = preview_of(Collection(**asked, recorded_at=by.at), by)
    return _page(request, "check", {"preview": preview, "sent": form.as_typed, "only": asked["only"]})


def _form_page(request: SignedRequest, form: CollectionForm) -> HttpResponse:
    by, faults = request.acting, form.faults
    month = month_period(by.on.year, by.on.month)
    chosen = set(form.ticked)
    wards = [u for p in places(by) for u in by.registry.descendants(p.code, by.on) if u.level == "commune"]
    context = {
        "form": form,
        "problems": faults,
        "programmes": programmes(by),
        "places": places(by),
        "wards": [(u.code, u.full_name, u.code in chosen) for u in sorted(wards, key=lambda u: name_order(u.name))],
        "chosen": bool(chosen) or bool(form["codes"].value()) or any(f.target == "only" for f in faults),
        "only_faults": [f for f in faults if f.target == "only"],
        "month": month,
        "month_due": month.last + timedelta(days=5),
        "year_due": date(by.on.year + 1, 1, 5),
        "today": by.on,
    }
    return _page(request, "new", context, 422 if faults else 200)


# -- one ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: SignedRequest, collection_uuid: UUID) -> HttpResponse:
    """What it asks of whom; and its end, by those who may."""
    by, form = request.acting, EndForm()
    if request.method == "POST":
        if request.POST.get("act") != "end":
            raise Http404
        access_collection(collection_uuid, by=by, to=COLLECT)
        form = EndForm(request.POST)
        if form.is_valid():
            day, reason = form.cleaned_data["valid_until"], form.cleaned_data["reason"]
            try:
                ended = end_collection(collection_uuid, valid_until=day, reason=reason, by=by)
                return redirect(f"{reverse('workspace:collection', args=[ended.uuid])}?done=ended")
            except KieuMauError as error:
                form.refuse(error.problems)
    found = access_collection(collection_uuid, by=by, to=SEE)
    context = {
        "collection": found,
        "row": row_of(found, by),
        "preview": preview_of(found, by) if programme_sets(found.programme) else None,
        "units": [u.full_name for c in found.only if (u := by.registry.find(c, max(found.valid_from, by.on)))],
        "may_end": found.valid_until > by.on and reaches_collection(found, by=by, to=COLLECT),
        "form": form,
        "problems": form.faults,
        "history_url": reverse("workspace:history", args=["collection", found.uuid]),
        "done": _DONE.get(request.GET.get("done", "")) if request.method != "POST" else None,
        "today": by.on,
    }
    return _page(request, "collection", context, 422 if form.faults else 200)


_DONE = {
    "begun": Words("Đã giao thu thập số liệu.", "The collection has begun."),
    "ended": Words("Đã ghi ngày kết thúc. Số liệu đã nhập còn nguyên.", "The end is recorded. What was entered stays."),
}


def _page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "figures_url": reverse("workspace:figures"),
        "list_url": reverse("workspace:collections"),
    }
    return render(request, f"collections/{name}.html", shared | context, status=status)
