"""A return: the figures of one unit for one period, typed into a grid that saves as one goes; and each figure's story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kieumau.engine.errors import KieuMauError
from kieumau.engine.indicators import Calendar, Every, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.wording import Words, plain, read_day, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.collecting.reopening import ask_reopening
from kieumau.records.indicators.figures.actions import ReasonError
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.journal.moments import end_of
from kieumau.web.components.questions.rows import questions_beside
from kieumau.web.shell.links import unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns import grid as arranging
from kieumau.web.workspace.indicators.returns.entries import (
    TypedCells,
    faults_of_cells,
    named_faults,
    read_cells,
)
from kieumau.web.workspace.indicators.returns.forms import CorrectionForm, ReopeningForm
from kieumau.web.workspace.indicators.returns.grid import Grid
from kieumau.web.workspace.indicators.returns.standing import asked_return, enter, may_enter, state_of

_REASONS = (
    Words("đối chiếu lại sổ theo dõi", "compared with the register again"),
    Words("bổ sung vụ việc báo muộn", "added what was reported late"),
    Words("tính trùng", "counted twice"),
    Words("ghi nhầm", "entered by mistake"),
)
"""Offered to whoever corrects a figure; he may write another."""


# -- the page -----------------------------------------------------------------------------------------------------


@never_cache
@csp_update({"connect-src": [SELF]})  # type: ignore[arg-type]
@require_http_methods(["GET", "HEAD", "POST"])
def figures_return(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """The grid; sent as one form where no script runs."""
    asking = Asking(request.acting.registry)
    try:
        asked = access_return(code, period, by=request.acting, asking=asking)
    except NoReturnError:
        return _nothing_asked(request, period, code)
    if request.method != "POST":
        return _page(request, asked, asking)
    if not may_enter(request.acting, asked):
        raise Http404
    sent, reason = read_cells(request.POST, asked), CorrectionForm(request.POST)
    if not sent.faults and not sent.rows:
        return redirect(f"{request.path}?saved=0")
    if not sent.faults:
        try:
            recorded = enter(request.acting, sent)
            return redirect(f"{request.path}?saved={recorded.new + recorded.corrected}")
        except ReasonError as error:
            reason.refuse(error.problems)
        except KieuMauError as error:
            sent.faults = faults_of_cells(error, asked, sent)
    return _page(request, asked, asking, sent, reason)


def _page(
    request: SignedRequest,
    asked: Return,
    asking: Asking,
    sent: TypedCells | None = None,
    reason: CorrectionForm | None = None,
    again: ReopeningForm | None = None,
) -> HttpResponse:
    by, reason, again = request.acting, reason or CorrectionForm(), again or ReopeningForm()
    known_on, wrong_day = _known_day(request)
    state = state_of(by, asked, known_on or by.on)
    columns = arranging.references_of(asked, asking)
    known = arranging.known_figures(asked, columns, end_of(known_on) if known_on else None)
    grid = arranging.grid_of(
        asked, columns, known, faults=sent.faults if sent else (), typed=sent.typed if sent else {}
    )
    faults = [*(sent.faults if sent else []), *reason.faults, *again.faults]
    context = {
        "asked": asked,
        "state": state,
        "takes": (state.takes or sent is not None) and known_on is None,
        "grid": grid,
        "sample": grid.sample,
        "headline": _headline(asked, grid, known_on),
        "headline_full": headline(asked, 0, grid.of),
        "headline_left": headline(asked, None, grid.of),
        "decides": by.may(Permission.REOPEN_PERIOD, asked.unit.code, asked.covered.last),
        "known_on": known_on,
        "known_text": request.GET.get("known", "").strip()[:30] if wrong_day else known_on,
        "wrong_day": wrong_day,
        "faults": named_faults(faults, asked),
        "reason": reason["reason"],
        "asking": again["why"],
        "reasons": _REASONS,
        "wide": len(columns) + 4,
        "headings": "|".join(arranging.headings_of(asked)),
        "done": _done(request),
        "unit_url": unit_address(asked.unit, by.on),
        "before": _neighbour(asked, asking, arranging.previous_period(asked, asking), by),
        "after": _neighbour(asked, asking, arranging.next_period(asked, asking), by),
        "others": _other_forms(asked, asking, by.on),
        "put": questions_beside(asked, by) if known_on is None else [],
    }
    return render(request, "returns/return.html", context, status=422 if faults else 200)


def headline(asked: Return, missing: int | None, of: int) -> Words:
    """What the page answers. Where the number missing is None its place is left open, for the script."""
    of_what = {"p": asked.period.words, "u": asked.unit.full_name}
    if missing == 0:
        return words("Đủ {n}/{n} số liệu {p} của {u}", "All {n}/{n} figures of {u} for {p}", n=of, **of_what)
    left = plain("{n}") if missing is None else words("{n}", "{n}", n=missing)
    return words(
        "Còn {n} số liệu {p} của {u}", "{n} of {m} figures of {u} for {p} to come", n=left, m=of, **of_what
    )  # fmt: skip


def _headline(asked: Return, grid: Grid, known_on: date | None) -> Words:
    if known_on is None:
        return headline(asked, grid.missing, grid.of)
    return words(
        "Hết ngày {d} đã biết {k}/{n} số liệu {p} của {u}", "By the end of {d}, {k}/{n} figures of {u} for {p} were known",
        d=known_on, k=grid.of - grid.missing, n=grid.of, p=asked.period.words, u=asked.unit.full_name,
    )  # fmt: skip


def _known_day(request: SignedRequest) -> tuple[date | None, bool]:
    """The day as of which the address asks, and whether it asks for what is no day, or one to come."""
    text = request.GET.get("known", "")
    day = read_day(text)
    if day is not None and day > request.acting.on:
        day = None
    return day, day is None and bool(text.strip())


def _done(request: SignedRequest) -> Words | None:
    if request.method == "POST":
        return None
    if request.GET.get("asked") == "1":
        return Words("Đã gửi đề nghị mở lại.", "The request to open it again has been sent.")
    count = request.GET.get("saved", "")
    if not count.isascii() or not count.isdigit() or len(count) > 4:
        return None
    if count == "0":
        return Words("Không có số liệu nào thay đổi.", "No figure has changed.")
    return words("Đã lưu {n} số liệu.", "Figures saved: {n}.", n=int(count))


def _neighbour(asked: Return, asking: Asking, period: Period, by: Acting) -> tuple[Words, str] | None:
    if period.first > by.on or (found := asking.asked_of(asked.unit, period, asked.form.every)) is None:
        return None
    return period.words, reverse("workspace:return", args=[found.name, asked.unit.code])


def _other_forms(asked: Return, asking: Asking, on: date) -> list[tuple[Words, str]]:
    """The year in which a month lies, and the last month of a year that has begun."""
    if asked.form.every is Every.MONTH:
        spans = [(c.around(asked.period.last), Every.YEAR) for c in asking.calendars]
    else:
        last = max(asked.period.first, min(asked.period.last, on))
        spans = [(month_period(last.year, last.month), Every.MONTH)]
    found = [asking.asked_of(asked.unit, *span) for span in spans]
    return [(r.period.words, reverse("workspace:return", args=[r.name, r.unit.code])) for r in found if r is not None]


def _nothing_asked(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """To whoever may read the unit's figures, that none are collected; to others, nothing at all."""
    by = request.acting
    span = Calendar().parse(period)
    unit = by.registry.find(code, span.last) if span is not None else None
    if unit is None or span is None or not by.may(Permission.READ_RESULTS, code, span.last):
        raise Http404
    context = {
        "unit": unit,
        "unit_url": unit_address(unit, by.on),
        "period": span.words,
        "collects": by.may(Permission.COLLECT_FIGURES),
    }
    return render(request, "returns/nothing.html", context, status=404)


# -- what was typed -----------------------------------------------------------------------------------------------


# -- one cell -----------------------------------------------------------------------------------------------------


# -- open it again ------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """Ask the level above to open a closed period again."""
    asked, asking = asked_return(request, period, code)
    address = reverse("workspace:return", args=[period, code])
    if request.method != "POST":
        return redirect(address)
    form = ReopeningForm(request.POST)
    try:
        ask_reopening(code=code, period=period, reason=form.typed("why"), by=request.acting)
    except KieuMauError as error:
        form.refuse(replace(p, path="why" if p.path == "reason" else "") for p in error.problems)
        return _page(request, asked, asking, again=form)
    return redirect(f"{address}?asked=1")
