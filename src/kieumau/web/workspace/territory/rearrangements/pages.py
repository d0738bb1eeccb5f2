"""Changes of the tree of units: proposals within one's scope, a new one with its dry run, and the decision on one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.reading.rearrangements import (
    HEADINGS,
)
from kieumau.engine.territory import Registry
from kieumau.engine.territory.rearranging import rearrange
from kieumau.engine.wording import Words, words
from kieumau.records.rearrangements.access import (
    DECIDE,
    PROPOSE,
    access_proposal,
    reaches,
)
from kieumau.records.rearrangements.actions import (
    decide_rearrangement,
    read_document,
    refuse_rearrangement,
    withdraw_rearrangement,
)
from kieumau.records.rearrangements.documents import TYPES
from kieumau.records.rearrangements.models import STATE_WORDS, Proposal, ProposalState
from kieumau.records.rearrangements.queries import (
    RearrangementDryRun,
    as_recorded,
    dry_run,
    left_behind,
    proposals,
    rights_moved,
)
from kieumau.records.rearrangements.rights import not_chosen
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.faults import Fault, faults_of
from kieumau.web.shell.downloads import attachment
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.territory.rearrangements.addresses import proposal_address
from kieumau.web.workspace.territory.rearrangements.forms import ConfirmForm, RefusalForm
from kieumau.web.workspace.territory.rearrangements.new import rearrangement_page
from kieumau.web.workspace.territory.rearrangements.shown import ShownRun, asked_rights, share_as_entered, shown

PER_PAGE = 200

# -- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProposalRow:
    proposal: Proposal
    url: str
    state: Words
    waits: bool
    units: int


@require_safe
def rearrangement_list(request: SignedRequest) -> HttpResponse:
    """Proposals within the person's scope, those that wait first."""
    by = request.acting
    found = proposals(by=by)
    proposes = by.may(PROPOSE)
    if not proposes and not by.may(DECIDE):
        raise Http404
    waiting = sum(p.state == ProposalState.PROPOSED for p in found)
    headline = words("{n} đề nghị sắp xếp đang chờ quyết định", "{n} rearrangements wait for a decision", n=waiting)
    if waiting < 2:
        headline = (
            Words("Một đề nghị sắp xếp đang chờ quyết định", "One rearrangement waits for a decision")
            if waiting
            else Words("Không có đề nghị sắp xếp nào đang chờ", "No rearrangement waits for a decision")
        )
    page: Page[Proposal] = Paginator(found, 50).get_page(request.GET.get("page"))
    rows = [
        ProposalRow(
            p,
            proposal_address(p),
            said_state(p, by.on),
            p.state == ProposalState.PROPOSED,
            len({w.predecessor for w in p.ways}),
        )
        for p in page.object_list
    ]
    context = {"headline": headline, "rows": rows, "page": page, "may_propose": proposes}
    return rearrangement_page(request, "list", context)


def said_state(proposal: Proposal, today: date) -> Words:
    """What stands with it, and for a decided one whether its day has come."""
    if proposal.state == ProposalState.DECIDED:
        if today < proposal.on:
            return Words("đã quyết định, chưa đến ngày", "decided, not yet in effect")
        return Words("đã có hiệu lực", "in effect")
    return STATE_WORDS[ProposalState(proposal.state)]


# -- one ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rearrangement(request: SignedRequest, proposal_uuid: UUID) -> HttpResponse:
    """The act, what it does or would do, and what this person may do with it."""
    act = request.POST.get("act", "")
    reasons = {each: RefusalForm(suffix=f"-{each}") for each in ("refuse", "withdraw")}
    confirmation, faults = ConfirmForm(), list[Fault]()
    if request.method == "POST":
        if act not in ("decide", *reasons):
            raise Http404
        form: ActForm
        if act in reasons:
            form = reasons[act] = RefusalForm(request.POST, suffix=f"-{act}")
        else:
            form = confirmation = ConfirmForm(request.POST)
        if (done := _tried(act, form, proposal_uuid, request)) is not None:
            return redirect(f"{proposal_address(done)}?done={done.state}")
        faults = form.faults
    proposal = access_proposal(proposal_uuid, by=request.acting)
    reasoned = {f"{each}_reason": of["reason"] for each, of in reasons.items()}
    context = _one(request, proposal) | reasoned | {"confirm": confirmation["confirm"], "compared": _COMPARED}
    context |= {"problems": faults, "asked": act}
    return rearrangement_page(request, "rearrangement", context, 422 if faults else 200)


def _tried(act: str, form: ActForm, proposal_uuid: UUID, request: SignedRequest) -> Proposal | None:
    """The proposal as the act left it; None where the form has faults now."""
    by, told = request.acting, {"proposal_uuid": proposal_uuid}
    try:
        if not form.is_valid():
            form.refuse(_not_chosen(request, proposal_uuid))
            return None
        if act == "decide":
            return decide_rearrangement(**told, rights=asked_rights(request), by=by)
        reason = form.typed("reason")
        return (refuse_rearrangement if act == "refuse" else withdraw_rearrangement)(**told, reason=reason, by=by)
    except KieuMauError as error:
        form.refuse(error.problems)
        return None


def _not_chosen(request: SignedRequest, proposal_uuid: UUID) -> list[Problem]:
    """What is missing beside the tick: nobody should be told of one thing after the other."""
    proposal = access_proposal(proposal_uuid, by=request.acting, to=DECIDE)
    if proposal.state != ProposalState.PROPOSED:
        return []
    made = rearrange(request.acting.registry, proposal.change, proposal.ways)
    return not_chosen(dry_run(made, chosen=asked_rights(request)).rights)


def _one(request: SignedRequest, proposal: Proposal) -> dict[str, Any]:
    by, known = request.acting, request.acting.registry
    may_decide, is_mine = reaches(by, DECIDE, proposal), proposal.proposed_by_id == by.user.pk
    waits, future = proposal.state == ProposalState.PROPOSED, by.on < proposal.on
    run, hindered = _run(request, proposal, known)
    page = Paginator(run.rows if run else [], PER_PAGE).get_page(request.GET.get("page"))
    return {
        "proposal": proposal,
        "state": said_state(proposal, by.on),
        "run": run,
        "hindered": hindered,
        "page": page,
        "rows": page.object_list,
        "ways": () if run else [(way, share_as_entered(way.share)) for way in proposal.ways],
        "at_once": proposal.on if waits and not future else None,
        "headings": HEADINGS.values(),
        "waits": waits,
        "is_mine": is_mine,
        "may_choose": waits and may_decide and not is_mine,
        "may_decide": waits and may_decide and not is_mine and not hindered,
        "may_refuse": waits and may_decide and not is_mine,
        "may_withdraw": (waits and is_mine) or (proposal.state == ProposalState.DECIDED and future and may_decide),
        "left_behind": left_behind(known, proposal) if proposal.state == ProposalState.DECIDED else [],
        "is_past": proposal.state == ProposalState.DECIDED and not future,
        "document_url": reverse("workspace:rearrangement_document", args=[proposal.uuid]),
        "history_url": reverse("workspace:history", args=["rearrangement", proposal.uuid]),
        "done": _DONE.get(request.GET.get("done", "")),
    }


def _run(request: SignedRequest, proposal: Proposal, known: Registry) -> tuple[ShownRun | None, list[Fault]]:
    """The dry run of one that waits, with what now stands in its way; what was done by one that is decided."""
    if proposal.state == ProposalState.DECIDED:
        made = as_recorded(known, proposal)
        figures = {key: (before, 0) for key, (before, _) in dry_run(made, chosen={}).figures.items()}
        return shown(RearrangementDryRun(made, tuple(rights_moved(known, proposal)), 0, figures)), []
    if proposal.state != ProposalState.PROPOSED:
        return None, []
    try:
        made = rearrange(known, proposal.change, proposal.ways)
    except KieuMauError as error:
        return None, list(faults_of(error.problems))
    chosen = asked_rights(request) if request.POST.get("act") == "decide" else proposal.rights
    return shown(dry_run(made, chosen=chosen)), []


_COMPARED = Words(
    "Tôi đã đối chiếu danh sách trên với văn bản đính kèm", "I have compared the list above with the text of the act"
)
_DONE = {
    "proposed": Words("Đã gửi đề nghị. Một người khác sẽ quyết định.", "Proposed. Another person will decide."),
    "decided": Words("Đã quyết định.", "Decided."),
    "refused": Words("Đã từ chối.", "Refused."),
    "withdrawn": Words("Đã rút lại; đơn vị và vai trò như trước.", "Withdrawn; units and roles are as before."),
}


@never_cache
@require_safe
def document(request: SignedRequest, proposal_uuid: UUID) -> HttpResponse:
    """The text of the act as it was sent: a file to save, never to show."""
    proposal = read_document(proposal_uuid=proposal_uuid, by=request.acting)
    kind = proposal.document_name.rsplit(".", 1)[-1]
    return attachment(bytes(proposal.document), proposal.document_name, TYPES[kind])
