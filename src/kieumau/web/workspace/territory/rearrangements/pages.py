"""Changes of the tree of units: proposals within one's scope, a new one with its dry run, and the decision on one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.rearrangements import (
    HEADINGS,
    read_pasted_rearrangement,
    read_rearrangement,
    write_rearrangement,
)
from kieumau.engine.territory import AdminUnit, Change, Registry
from kieumau.engine.territory.rearranging import Rearrangement, rearrange
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, plain, read_day, said_number, words
from kieumau.records.rearrangements import actions
from kieumau.records.rearrangements.access import (
    DECIDE,
    PROPOSE,
    access_proposal,
    access_proposing,
    reaches,
)
from kieumau.records.rearrangements.documents import MOST_BYTES, TYPES, AttachedDocument
from kieumau.records.rearrangements.models import STATE_WORDS, Proposal, ProposalState
from kieumau.records.rearrangements.queries import (
    RearrangementDryRun,
    as_recorded,
    dry_run,
    left_behind,
    proposals,
    rights_moved,
)
from kieumau.records.rearrangements.rights import ENDS, Right, not_chosen, role_words
from kieumau.reports.rearrangement_form import rearrangement_form
from kieumau.web.components.words.hints import words_of
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell.downloads import TYPES as FILE_TYPES
from kieumau.web.shell.downloads import attachment
from kieumau.web.shell.links import unit_address
from kieumau.web.shell.requests import SignedRequest

PER_PAGE = 200
_ENDS = "ends"
_FIELDS = ("number", "title", "issuer", "issued", "on", "address", "rows")


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
            _address(p),
            said_state(p, by.on),
            p.state == ProposalState.PROPOSED,
            len({w.predecessor for w in p.ways}),
        )
        for p in page.object_list
    ]
    context = {"headline": headline, "rows": rows, "page": page, "may_propose": proposes}
    return _page(request, "list", context)


def said_state(proposal: Proposal, today: date) -> Words:
    """What stands with it, and for a decided one whether its day has come."""
    if proposal.state == ProposalState.DECIDED:
        if today < proposal.on:
            return Words("đã quyết định, chưa đến ngày", "decided, not yet in effect")
        return Words("đã có hiệu lực", "in effect")
    return STATE_WORDS[ProposalState(proposal.state)]


def _address(proposal: Proposal) -> str:
    return reverse("workspace:rearrangement", args=[proposal.uuid])


# -- what it would do ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EndRow:
    """A unit that ends, what it goes into, and the figures that are restated there."""

    name: Words
    code: str
    url: str
    into: list[tuple[Words, str, Words]]  # name, code, share
    below: Words
    figures: int


@dataclass(frozen=True)
class RightRow:
    """A mandate to be moved: by a tick that it ends, where there is one successor; by a choice, where several."""

    key: str
    person: str
    username: str
    role: Words
    unit: Words
    targets: list[tuple[str, Words, bool]]  # code, name, whether it is chosen
    is_split: bool
    ends: bool
    chosen: bool


@dataclass(frozen=True)
class ShownRun:
    """A dry run, or what a decision did, as the page tells it."""

    headline: Words
    rows: list[EndRow]
    following: list[tuple[Words, str]]
    staying: list[tuple[Words, str]]
    rights: list[RightRow]
    going_on: int
    late_figures: int


def shown(run: RearrangementDryRun) -> ShownRun:
    made = run.rearranged
    return ShownRun(
        words(
            "Từ {d}: {e} đơn vị kết thúc, {b} đơn vị bắt đầu",
            "On {d}: {e} units end, {b} begin",
            d=made.change.on,
            e=len(made.ended),
            b=len(made.begun),
        ),
        [_end_row(made, unit, run) for unit in made.ended],
        [_named(after) for _, after in made.following],
        [_named(unit) for unit in made.staying],
        [_right_row(right) for right in run.rights],
        run.going_on,
        run.late_figures,
    )


def _named(unit: AdminUnit) -> tuple[Words, str]:
    return unit.full_name, unit.code


def _end_row(made: Rearrangement, unit: AdminUnit, run: RearrangementDryRun) -> EndRow:
    steps = made.after.successors(unit)
    before, _ = run.figures.get(unit.key, (0, 0))
    above = {s.unit.parent for s in steps} - {"", unit.parent}
    parents = [p for code in sorted(above) if (p := made.after.find(code, made.change.on))]
    below = Words("", "")
    if parents:
        below = words("nay thuộc {p}", "now below {p}", p=", ".join(p.full_name.vi for p in parents))
    into = [(s.unit.full_name, s.unit.code, _said_share(s.share, len(steps))) for s in steps]
    return EndRow(unit.full_name, unit.code, unit_address(unit), into, below, before)


def _said_share(share: Fraction | None, ways: int) -> Words:
    if ways == 1:
        return Words("", "")
    if share is None:
        return Words("chưa có tỷ lệ", "no share known")
    return _as_entered(share)


def _as_entered(share: Fraction | None) -> Words:
    """A share in per cent to its last digit; nothing where none was entered."""
    if share is None:
        return plain("")
    return Words(f"{said_number(share * 100)}%", f"{said_number(share * 100, 'en')}%")


def _right_row(right: Right) -> RightRow:
    user = right.mandate.user
    return RightRow(
        right.key,
        user.full_name,
        user.username,
        role_words(right.mandate),
        right.unit.full_name,
        [
            (t.code, words("{n} ({c})", "{n} ({c})", n=t.full_name, c=t.code), t.code == right.chosen)
            for t in right.targets
        ],
        len(right.targets) > 1,
        right.chosen == ENDS,
        right.chosen is not None,
    )


def asked_rights(request: SignedRequest) -> dict[str, str]:
    """What the form says of mandates, by their uuid: a code, or that it ends."""
    chosen: dict[str, str] = {}
    for name, value in request.POST.items():
        kind, _, key = name.partition("-")
        if kind == "right" and value:
            chosen[key] = ENDS if value == _ENDS else str(value)
        elif kind == "ends":
            chosen[key] = ENDS
    return chosen


# -- a new one ----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_rearrangement(request: SignedRequest) -> HttpResponse:
    """First the act and its rows; then what they would do, the text of the act, and where mandates go; then it is sent.

    Nothing is kept between the two pages: what was entered travels in the form.
    """
    access_proposing(by=request.acting)
    form = {name: request.POST.get(name, "").replace("\0", "") for name in _FIELDS}
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _form_page(request, form)
    try:
        change, ways, made = _entered(request, form)
    except KieuMauError as error:
        return _form_page(request, form, _told(error))
    problems: list[Words] = []
    if step == "propose":
        try:
            sent = _propose(request, change, ways)
        except KieuMauError as error:
            problems = _told(error)
        else:
            return redirect(f"{_address(sent)}?done=proposed")
    run = shown(dry_run(made, chosen=asked_rights(request)))
    context = {
        "form": form,
        "change": change,
        "run": run,
        "rows": run.rows[:PER_PAGE],
        "more_rows": len(run.rows[PER_PAGE:]),
        "problems": problems,
        "most_mb": MOST_BYTES // 1_000_000,
        "may_choose": True,
        "at_once": change.on if change.on <= request.acting.on else None,
    }
    return _page(request, "check", context, 422 if problems else 200)


def _form_page(request: SignedRequest, form: Mapping[str, str], problems: Sequence[Words] = ()) -> HttpResponse:
    context = {
        "form": form,
        "problems": problems,
        "headings": HEADINGS.values(),
        "chosen": [(key, code or _ENDS) for key, code in asked_rights(request).items()],
        "max_size_mb": settings.UPLOAD_MEGABYTES,
    }
    return _page(request, "new", context, 422 if problems else 200)


class WrongFormError(KieuMauError):
    """Something in the form that cannot be read."""


def _entered(request: SignedRequest, form: dict[str, str]) -> tuple[Change, tuple[SuccessionRow, ...], Rearrangement]:
    """What was entered and what it would do, or everything that is wrong with it at once: the act, then row by row."""
    change, wrong = _change(form, request.acting.on)
    ways: tuple[SuccessionRow, ...] = ()
    made: Rearrangement | None = None
    wrong_shares, rows = GatheredProblems(), list[Problem]()
    try:
        ways = _ways(request, form, wrong_shares)
        rows += wrong_shares.kept
        if not (ways or rows):
            rows.append(Problem(Words("chưa có dòng nào.", "there are no rows yet.")))
        if not rows:
            form["rows"] = write_rearrangement(ways, get_language() or "vi")
        if change is not None and ways:  # what hangs on the day is told as soon as there is one
            tried = replace(change, code=change.code or "?")
            made = actions.try_rearrangement(change=tried, ways=ways, by=request.acting)
    except KieuMauError as error:
        rows += error.problems
    if wrong or rows or change is None or made is None:
        raise WrongFormError([*wrong, *sorted(rows, key=lambda p: p.line or 0)])
    return change, ways, made


def _change(form: Mapping[str, str], today: date) -> tuple[Change | None, list[Problem]]:
    """The act, where its effective day can be read, and what is wrong with it."""
    days = {name: read_day(form[name]) for name in ("issued", "on")}
    labels = {"issued": Words("ngày ban hành", "day of issue"), "on": Words("ngày có hiệu lực", "effective day")}
    problems = [
        Problem(
            words(
                "{l}: cần một ngày như 01/07/2026{t}.",
                "{l}: expected a day such as 01/07/2026{t}.",
                l=labels[name],
                t=words(", đã nhận “{t}”", ", received “{t}”", t=form[name][:30]) if form[name] else "",
            )
        )
        for name, day in days.items()
        if day is None
    ]
    number, title, issuer, address = (" ".join(form[n].split()) for n in ("number", "title", "issuer", "address"))
    change = Change(number, days["on"] or date.max, plain(title), issuer, days["issued"], address)
    wrong = [*actions.wrong_words(change), *problems] if problems else actions.wrong_act(change, today=today)
    return (change if days["on"] else None), wrong


def _ways(request: SignedRequest, form: Mapping[str, str], wrong_shares: GatheredProblems) -> tuple[SuccessionRow, ...]:
    """From the file where one was chosen, else from what was pasted or typed."""
    if getattr(request, "upload_too_large", False):
        raise WrongFormError(Problem(words("tệp quá {n} MB.", "the file is over {n} MB.", n=settings.UPLOAD_MEGABYTES)))
    table = request.FILES.get("table")
    if table is not None:
        return read_rearrangement(table.read(), filename=table.name or "", wrong_shares=wrong_shares)
    return read_pasted_rearrangement(form["rows"], wrong_shares=wrong_shares)


def _propose(request: SignedRequest, change: Change, ways: tuple[SuccessionRow, ...]) -> Proposal:
    sent = request.FILES.get("document")
    attached = None if sent is None else AttachedDocument(sent.name or "", sent.read(MOST_BYTES + 1))
    return actions.propose_rearrangement(
        change=change, ways=ways, document=attached, rights=asked_rights(request), by=request.acting
    )


@require_safe
def form(request: SignedRequest) -> HttpResponse:
    """The workbook to fill in."""
    return attachment(rearrangement_form(get_language() or "vi"), "mau-sap-xep-don-vi.xlsx", FILE_TYPES["xlsx"])


# -- one ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rearrangement(request: SignedRequest, proposal_uuid: UUID) -> HttpResponse:
    """The act, what it does or would do, and what this person may do with it."""
    problems: list[Words] = []
    asked = request.POST.get("act", "")
    if request.method == "POST":
        try:
            done = _ACTS[asked](request, proposal_uuid)
            return redirect(f"{_address(done)}?done={done.state}")
        except KeyError:
            raise Http404 from None
        except KieuMauError as error:
            problems = _told(error)
    proposal = access_proposal(proposal_uuid, by=request.acting)
    context = _one(request, proposal) | {"problems": problems, "asked": asked, "reason": request.POST.get("reason", "")}
    return _page(request, "rearrangement", context, 422 if problems else 200)


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
        "ways": () if run else [(way, _as_entered(way.share)) for way in proposal.ways],
        "at_once": proposal.on if waits and not future else None,
        "confirmed": request.POST.get("confirm", ""),
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
        "story_url": reverse("workspace:story", args=["rearrangement", proposal.uuid]),
        "done": _DONE.get(request.GET.get("done", "")),
    }


def _run(request: SignedRequest, proposal: Proposal, known: Registry) -> tuple[ShownRun | None, list[Words]]:
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
        return None, _told(error)
    chosen = asked_rights(request) if request.POST.get("act") == "decide" else proposal.rights
    return shown(dry_run(made, chosen=chosen)), []


_DONE = {
    "proposed": Words("Đã gửi đề nghị. Một người khác sẽ quyết định.", "Proposed. Another person will decide."),
    "decided": Words("Đã quyết định.", "Decided."),
    "refused": Words("Đã từ chối.", "Refused."),
    "withdrawn": Words("Đã rút lại; đơn vị và vai trò như trước.", "Withdrawn; units and roles are as before."),
}


def _decide(request: SignedRequest, proposal_uuid: UUID) -> Proposal:
    if not request.POST.get("confirm"):
        raise WrongFormError(_unconfirmed(request, proposal_uuid))
    return actions.decide_rearrangement(proposal_uuid=proposal_uuid, rights=asked_rights(request), by=request.acting)


def _unconfirmed(request: SignedRequest, proposal_uuid: UUID) -> list[Problem]:
    """That the tick is missing, and what else is: nobody should be told of one thing after the other."""
    proposal = access_proposal(proposal_uuid, by=request.acting, to=DECIDE)
    what = Words("xác nhận đã đối chiếu với văn bản.", "confirm that you compared it with the text of the act.")
    problems = [Problem(what)]
    if proposal.state == ProposalState.PROPOSED:
        made = rearrange(request.acting.registry, proposal.change, proposal.ways)
        problems += not_chosen(dry_run(made, chosen=asked_rights(request)).rights)
    return problems


def _refuse(request: SignedRequest, proposal_uuid: UUID) -> Proposal:
    return actions.refuse_rearrangement(proposal_uuid=proposal_uuid, reason=_reason(request), by=request.acting)


def _withdraw(request: SignedRequest, proposal_uuid: UUID) -> Proposal:
    return actions.withdraw_rearrangement(proposal_uuid=proposal_uuid, reason=_reason(request), by=request.acting)


_ACTS: dict[str, Callable[[SignedRequest, UUID], Proposal]] = {
    "decide": _decide,
    "refuse": _refuse,
    "withdraw": _withdraw,
}


def _reason(request: SignedRequest) -> str:
    return request.POST.get("reason", "").replace("\0", "")


@never_cache
@require_safe
def document(request: SignedRequest, proposal_uuid: UUID) -> HttpResponse:
    """The text of the act as it was sent: a file to save, never to show."""
    proposal = actions.read_document(proposal_uuid=proposal_uuid, by=request.acting)
    kind = proposal.document_name.rsplit(".", 1)[-1]
    return attachment(bytes(proposal.document), proposal.document_name, TYPES[kind])


def _told(error: KieuMauError) -> list[Words]:
    return [sentence(p.sentence) for p in error.worded(words_of)]


def _page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"list_url": reverse("workspace:rearrangements")}
    return render(request, f"rearrangements/{name}.html", shared | context, status=status)
