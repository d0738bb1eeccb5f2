"""Errata of the register: those that concern somebody, and one with what it moves and the decision on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.errata import moved_ground, touched_units
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.errata.access import access_erratum, decides
from kieumau.records.errata.actions import decide_erratum, refuse_erratum
from kieumau.records.errata.models import ERRATUM_STATE_WORDS, Erratum, ErratumState, key_of
from kieumau.records.errata.queries import before_and_after, dry_run, errata, scopes_moved
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.faults import Fault
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.territory.errata.addresses import erratum_address
from kieumau.web.workspace.territory.errata.forms import ErratumConfirmForm, ErratumRefusalForm
from kieumau.web.workspace.territory.errata.shown import ground_rows, said_erratum, scope_rows, way_rows


@dataclass(frozen=True)
class ErratumRow:
    erratum: Erratum
    url: str
    said: Words
    state: Words
    waits: bool


@require_safe
def erratum_list(request: SignedRequest) -> HttpResponse:
    """Errata that concern units of the person's, the newest first."""
    by = request.acting
    if not any(by.may(p) for p in Permission):
        raise Http404
    rows = [
        ErratumRow(e, erratum_address(e), said_erratum(e), said_state(e), e.state == ErratumState.PROPOSED)
        for e in errata(by=by)
    ]
    headline = Words("Đính chính danh mục đơn vị hành chính", "Errata of the register of units")
    if any(r.waits for r in rows):
        headline = Words("Một đính chính đang chờ phê duyệt", "One erratum waits for a decision")
    return render(request, "errata/list.html", {"headline": headline, "rows": rows})


def said_state(erratum: Erratum) -> Words:
    return ERRATUM_STATE_WORDS[ErratumState(erratum.state)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erratum(request: SignedRequest, erratum_uuid: UUID) -> HttpResponse:
    """What was recorded, what the acts say, what that moves, and the decision of whoever may."""
    act = request.POST.get("act", "")
    confirmation, refusal, faults = ErratumConfirmForm(), ErratumRefusalForm(suffix="-refuse"), list[Fault]()
    if request.method == "POST":
        if act not in ("decide", "refuse"):
            raise Http404
        form: ActForm
        if act == "decide":
            form = confirmation = ErratumConfirmForm(request.POST)
        else:
            form = refusal = ErratumRefusalForm(request.POST, suffix="-refuse")
        if (done := _tried(act, form, erratum_uuid, request.acting)) is not None:
            return redirect(f"{erratum_address(done)}?done={done.state}")
        faults = form.faults
    found = access_erratum(erratum_uuid, by=request.acting)
    context = _one(request.acting, found)
    context |= {"confirm": confirmation["confirm"], "compared": _COMPARED, "refuse_reason": refusal["reason"]}
    context |= {"problems": faults, "asked": act, "done": _DONE.get(request.GET.get("done", ""))}
    return render(request, "errata/erratum.html", context, status=422 if faults else 200)


def _tried(act: str, form: ActForm, erratum_uuid: UUID, by: Acting) -> Erratum | None:
    """The erratum as the act left it; None where the form has faults now."""
    access_erratum(erratum_uuid, by=by, to=Permission.DECIDE_CHANGE)
    if not form.is_valid():
        return None
    try:
        if act == "decide":
            return decide_erratum(erratum_uuid=erratum_uuid, by=by)
        return refuse_erratum(erratum_uuid=erratum_uuid, reason=form.typed("reason"), by=by)
    except KieuMauError as error:
        form.refuse(error.problems)
        return None


def _one(by: Acting, found: Erratum) -> dict[str, Any]:
    before, after = before_and_after(found)
    waits, all_of_it = found.state == ErratumState.PROPOSED, decides(by, found)
    day = max([by.on, *(before.changes[c.way[0]].on for c in found.corrections)])
    if found.state == ErratumState.DECIDED:
        counted = {key: (figures, verdicts) for key, (figures, verdicts) in found.counted.items()}
        ground = moved_ground(before, after, found.corrections, day)
        scopes, later = scopes_moved(found, before=before, after=after), None
    else:
        effects = dry_run(found, by=by)
        ground = tuple(u.ground for u in effects.units)
        counted = {key_of(u.ground.unit): (u.figures, u.verdicts) for u in effects.units}
        scopes, later = list(effects.scopes), effects.later_verdicts
    own = [g for g in ground if all_of_it or _is_read(by, before, g.unit)]
    rows = ground_rows(own, counted, after, day)
    seen, others = scope_rows(scopes, by.registry, by)
    ways = found.corrections
    removed, added = sum(c.after is None for c in ways), sum(c.before is None for c in ways)
    return {
        "erratum": found,
        "headline": said_erratum(found),
        "state": said_state(found),
        "waits": waits,
        "ways": way_rows(before, after, ways),
        "counts": (removed, added, len(ways) - removed - added),
        "ground": rows,
        "all_of_it": all_of_it,
        "figures": sum(r.figures for r in rows),
        "verdicts": sum(r.verdicts for r in rows),
        "later_verdicts": later if all_of_it else None,
        "scopes": seen,
        "others": others if all_of_it else 0,
        "moved": len(scopes) if all_of_it else len(seen),
        "touched": len(touched_units(before, ways)),
        "may_decide": waits and all_of_it,
        "list_url": reverse("workspace:errata"),
        "history_url": reverse("workspace:history", args=["erratum", found.uuid]),
        "may_read_history": by.units(Permission.READ_JOURNAL).everything,
    }


def _is_read(by: Acting, known: Registry, unit: AdminUnit) -> bool:
    """Whether the reader may read the figures of a unit, on a day of its life."""
    return by.may(Permission.READ_RESULTS, unit.code, unit.last_day if unit.valid_until <= by.on else by.on)


_COMPARED = Words(
    "Tôi đã đối chiếu các quan hệ trên với nghị quyết", "I have compared the ways above with the resolutions"
)
_DONE = {
    "decided": Words(
        "Đã đính chính. Người có phạm vi thay đổi được báo ở trang đầu. Chạy lại load_units để nạp phần còn lại.",
        "Corrected. Whoever reaches other units now is told on the first page. Run load_units again to load the rest.",
    ),
    "refused": Words("Đã từ chối; danh mục giữ nguyên.", "Refused; the register stays as it is."),
}
