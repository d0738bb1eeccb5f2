"""A new proposal: the act and its rows, a look at what they would do, and sending it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.reading.rearrangements import HEADINGS
from kieumau.engine.territory import Change
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.records.rearrangements import actions
from kieumau.records.rearrangements.access import access_proposing
from kieumau.records.rearrangements.documents import MOST_BYTES, AttachedDocument
from kieumau.records.rearrangements.models import Proposal
from kieumau.records.rearrangements.queries import dry_run
from kieumau.reports.rearrangement_form import rearrangement_form
from kieumau.web.shell.downloads import TYPES, attachment
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.territory.rearrangements.addresses import proposal_address
from kieumau.web.workspace.territory.rearrangements.forms import RearrangementForm
from kieumau.web.workspace.territory.rearrangements.shown import ENDS_CHOICE, asked_rights, shown

_SHOWN = 200  # units; the page of the proposal shows all


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_rearrangement(request: SignedRequest) -> HttpResponse:
    """First the act and its rows; then what they would do, the text of the act, and where mandates go; then it is sent.

    Nothing is kept between the two pages: what was entered travels in the form.
    """
    access_proposing(by=request.acting)
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _form_page(request, RearrangementForm(initial=request.POST.dict()))
    form = RearrangementForm(request.POST)
    if (read := form.read(request)) is None:
        return _form_page(request, form)
    change, ways, made = read
    if step == "propose":
        try:
            return redirect(f"{proposal_address(_propose(request, change, ways))}?done=proposed")
        except KieuMauError as error:
            form.refuse(error.problems)
    run = shown(dry_run(made, chosen=asked_rights(request)))
    context = {
        "form": form.as_typed,
        "change": change,
        "run": run,
        "rows": run.rows[:_SHOWN],
        "more_rows": len(run.rows[_SHOWN:]),
        "problems": form.faults,
        "most_mb": MOST_BYTES // 1_000_000,
        "may_choose": True,
        "at_once": change.on if change.on <= request.acting.on else None,
    }
    return rearrangement_page(request, "check", context, 422 if form.faults else 200)


def _form_page(request: SignedRequest, form: RearrangementForm) -> HttpResponse:
    context = {
        "form": form,
        "problems": form.faults,
        "headings": HEADINGS.values(),
        "chosen": [(key, code or ENDS_CHOICE) for key, code in asked_rights(request).items()],
        "max_size_mb": settings.UPLOAD_MEGABYTES,
    }
    return rearrangement_page(request, "new", context, 422 if form.faults else 200)


def _propose(request: SignedRequest, change: Change, ways: tuple[SuccessionRow, ...]) -> Proposal:
    sent = request.FILES.get("document")
    attached = None if sent is None else AttachedDocument(sent.name or "", sent.read(MOST_BYTES + 1))
    return actions.propose_rearrangement(
        change=change, ways=ways, document=attached, rights=asked_rights(request), by=request.acting
    )


@require_safe
def form(request: SignedRequest) -> HttpResponse:
    """The workbook to fill in."""
    return attachment(rearrangement_form(get_language() or "vi"), "mau-sap-xep-don-vi.xlsx", TYPES["xlsx"])


def rearrangement_page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"list_url": reverse("workspace:rearrangements")}
    return render(request, f"rearrangements/{name}.html", shared | context, status=status)
