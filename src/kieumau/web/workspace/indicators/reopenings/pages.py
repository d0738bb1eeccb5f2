"""Requests to open a closed period again: those of one's units, and the decision on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.indicators import Period
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_reopening
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.collecting.reopening import decide_reopening
from kieumau.records.indicators.models import Reopening
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.indicators.returns.due import standings
from kieumau.records.indicators.returns.reminders import all_reopenings
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.reopenings.forms import DecisionForm
from kieumau.web.workspace.indicators.returns.addresses import return_address

PER_PAGE = 50
OPEN_DAYS = 7  # unless another day is said
DECIDE, ASK = Permission.REOPEN_PERIOD, Permission.ENTER_FIGURES
State = Reopening.State


@dataclass(frozen=True)
class ReopeningRow:
    reopening: Reopening
    title: Words
    state: Words
    waits: bool
    url: str


@require_safe
def reopening_list(request: SignedRequest) -> HttpResponse:
    """Those of units for which the person decides or enters figures, what waits first."""
    by = request.acting
    if not by.may(DECIDE) and not by.may(ASK):
        raise Http404
    found = [r for r in all_reopenings() if by.may(DECIDE, r.unit, r.last) or by.may(ASK, r.unit, r.last)]
    found.sort(key=lambda r: r.state != State.ASKED)
    page: Page[Reopening] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = sum(r.state == State.ASKED for r in found)
    headline = words("{n} đề nghị mở lại kỳ đang chờ", "{n} requests to open a period again wait", n=waiting)
    if waiting < 2:
        one = Words("Một đề nghị mở lại kỳ đang chờ", "One request to open a period again waits")
        headline = one if waiting else Words("Không có đề nghị mở lại kỳ nào đang chờ", "No request to reopen waits")
    rows = [
        ReopeningRow(r, said_title(r, by), said_state(r, by), r.state == State.ASKED, address_of(r))
        for r in page.object_list
    ]
    return _page(request, "list", {"headline": headline, "rows": rows, "page": page})


def address_of(reopening: Reopening) -> str:
    return reverse("workspace:reopening", args=[reopening.uuid])


def said_title(reopening: Reopening, by: Acting) -> Words:
    unit = by.registry.find(reopening.unit, reopening.last)
    name = unit.full_name if unit else plain(reopening.unit)
    return words("Mở lại {p}, {u}", "Open {p} again, {u}", p=Period(reopening.first, reopening.last).words, u=name)


def said_state(reopening: Reopening, by: Acting) -> Words:
    if reopening.state == State.ASKED:
        return Words("đang chờ quyết định", "waits for a decision")
    if reopening.state == State.REFUSED or reopening.until is None:
        return Words("đã từ chối", "refused")
    if reopening.until >= by.on:
        return words("mở đến hết {d}", "open until the end of {d}", d=reopening.until)
    return words("đã mở đến {d}, nay lại khóa", "was open until {d}, closed again", d=reopening.until)


# -- one ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reopening(request: SignedRequest, reopening_uuid: UUID) -> HttpResponse:
    """What is asked and why, how the return stands, and the decision by those who may."""
    by = request.acting
    form = DecisionForm(usual=f"{by.on + timedelta(days=OPEN_DAYS):%d/%m/%Y}")
    if request.method == "POST":
        if request.POST.get("act") not in ("grant", "refuse"):
            raise Http404
        access_reopening(reopening_uuid, by=by, to=DECIDE)
        form = DecisionForm(request.POST)
        if form.is_valid():
            until, note = form.cleaned_data["until"], form.cleaned_data["note"]
            try:
                decided = decide_reopening(
                    reopening_uuid, granted=form.grants, until=until if form.grants else None, note=note, by=by
                )
                return redirect(f"{address_of(decided)}?done={decided.state}")
            except KieuMauError as error:
                form.refuse(error.problems)
    found = _found(reopening_uuid, by)
    asked = Asking(by.registry).find(found.unit, Period(found.first, found.last))
    waits = found.state == State.ASKED
    context = {
        "reopening": found,
        "title": said_title(found, by),
        "state": said_state(found, by),
        "waits": waits,
        "standing": _standing(asked, by) if asked else None,
        "return_url": return_address(asked) if asked else "",
        "may_decide": waits and by.may(DECIDE, found.unit, found.last) and found.asked_by_id != by.user.pk,
        "form": form,
        "problems": form.faults,
        "history_url": reverse("workspace:history", args=["reopening", found.uuid]),
        "done": _DONE.get(request.GET.get("done", "")) if request.method != "POST" else None,
    }
    return _page(request, "reopening", context, 422 if form.faults else 200)


_DONE = {
    "granted": Words("Đã cho mở lại. Đơn vị sửa số liệu được ngay.", "Opened. The unit may correct its figures now."),
    "refused": Words("Đã từ chối đề nghị.", "The request was refused."),
}


def _found(reopening_uuid: UUID, by: Acting) -> Reopening:
    try:
        return access_reopening(reopening_uuid, by=by, to=DECIDE)
    except NoReturnError:
        return access_reopening(reopening_uuid, by=by, to=ASK)


def _standing(asked: Return, by: Acting) -> Words:
    standing = standings([asked], on=by.on)[0]
    return words(
        "Phiếu có {k}/{n} số liệu; hạn gửi {d}, khóa sau ngày {c}.",
        "The return has {k} of {n} figures; it was due {d} and closed after {c}.",
        k=standing.filled, n=standing.of, d=asked.deadline.due, c=asked.deadline.closes,
    )  # fmt: skip


def _page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "figures_url": reverse("workspace:figures"),
        "list_url": reverse("workspace:reopenings"),
    }
    return render(request, f"reopenings/{name}.html", shared | context, status=status)
