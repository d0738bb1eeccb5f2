"""Every write: proposing a change of the tree of units, deciding on it, refusing it, withdrawing it.

Each is one transaction: who may, what is wrong, the rows, the journal line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.territory import Change
from kieumau.engine.territory.rearranging import Rearrangement, rearrange
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.mandates.rows import move_mandate, restore_mandate
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Permission
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.rearrangements.access import (
    DECIDE,
    PROPOSE,
    NoProposalError,
    access_proposal,
    access_proposing,
    out_of_scope,
    reaches,
)
from kieumau.records.rearrangements.documents import AttachedDocument, wrong_document
from kieumau.records.rearrangements.models import STATE_WORDS, Proposal, ProposalState, stored
from kieumau.records.rearrangements.queries import as_recorded, level_place
from kieumau.records.rearrangements.rights import Right, not_chosen, rights_of, role_words
from kieumau.records.territory.actions import lock_register, remove_change, write_change
from kieumau.records.territory.queries import registry


class RearrangementError(KieuMauError):
    """A proposal that cannot be made, decided on or withdrawn as things stand."""


@act
def propose_rearrangement(
    *,
    change: Change,
    ways: Sequence[SuccessionRow],
    document: AttachedDocument | None,
    rights: Mapping[str, str] | None = None,
    by: Acting,
) -> Proposal:
    """Keep a proposal for another person to decide on. Nothing changes yet.

    Raises `RearrangementError` for what is wrong with the act or its text or lies outside the person's scope, and
    `RegistryError`, row by row, for what the rows say.
    """
    access_proposing(by=by)
    problems = [*wrong_act(change, today=by.on), *wrong_document(document)]
    if problems or document is None or change.issued is None:
        raise RearrangementError(problems)
    rearranged = try_rearrangement(change=change, ways=ways, by=by)
    moving, _ = rights_of(rearranged, rights or {})
    proposal = Proposal.objects.create(
        number=change.code,
        title=change.title.vi,
        issuer=change.issuer,
        issued=change.issued,
        on=change.on,
        address=change.address,
        rows=[stored(way) for way in ways],
        rights={r.key: r.chosen for r in moving if r.chosen is not None},
        document=document.data,
        document_name=document.safe_name,
        document_digest=document.digest,
        proposed_by=by.user,
        proposed_at=by.at,
    )
    _tell("proposed", proposal, rearranged, _actor(by, PROPOSE, proposal))
    return proposal


def try_rearrangement(*, change: Change, ways: Sequence[SuccessionRow], by: Acting) -> Rearrangement:
    """What the rows would do, asked before anything is kept. Raises as `propose_rearrangement` does."""
    known = registry()
    rearranged = rearrange(known, change, ways)
    if strange := out_of_scope(by, PROPOSE, ways, change.on):
        listed = ", ".join(strange[:20]).strip(", ")
        if listed:
            what = words("ngoài phạm vi của bạn: {c}.", "outside your scope: {c}.", c=listed)
        else:
            what = Words("thay đổi cấp tỉnh cần phạm vi cả nước.", "changing provinces takes the scope of the whole country.")  # fmt: skip
        raise RearrangementError(Problem(what))
    return rearranged


@act
def decide_rearrangement(*, proposal_uuid: UUID, rights: Mapping[str, str] | None = None, by: Acting) -> Proposal:
    """Carry the proposal out: units, successions and mandates, all or nothing. By another person than the proposer.

    Everything is looked at again as it stands now; `rights` stands for all that was proposed about mandates, and without
    it that is what is done. Raises `NoProposalError`, `RearrangementError`, `RegistryError`.
    """
    lock_register()
    proposal = access_proposal(proposal_uuid, by=by, to=DECIDE, locked=True)
    _check(proposal, ProposalState.PROPOSED)
    _check_other_person(proposal, by)
    rearranged = rearrange(registry(), proposal.change, proposal.ways)
    moving, _ = rights_of(rearranged, proposal.rights if rights is None else rights, locked=True)
    if problems := not_chosen(moving):
        raise RearrangementError(problems)
    actor = _actor(by, DECIDE, proposal)
    write_change(rearranged=rearranged, at=by.at)
    proposal.moved = _move(moving, proposal, actor)
    proposal.rights = {r.key: r.chosen for r in moving}
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.DECIDED, by.user, by.at
    proposal.save(update_fields=["moved", "rights", "state", "decided_by", "decided_at"])
    _tell("decided", proposal, rearranged, actor, {"mandates": len(moving)})
    return proposal


@act
def refuse_rearrangement(*, proposal_uuid: UUID, reason: str, by: Acting) -> Proposal:
    """Say no, with a reason. The proposal stays to be read."""
    proposal = access_proposal(proposal_uuid, by=by, to=DECIDE, locked=True)
    _check(proposal, ProposalState.PROPOSED)
    _check_other_person(proposal, by)
    proposal.reason = _reason(reason)
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.REFUSED, by.user, by.at
    proposal.save(update_fields=["reason", "state", "decided_by", "decided_at"])
    _tell("refused", proposal, None, _actor(by, DECIDE, proposal), {"reason": proposal.reason})
    return proposal


@act
def withdraw_rearrangement(*, proposal_uuid: UUID, reason: str, by: Acting) -> Proposal:
    """Take back a proposal of one's own, or a decided change before its day; units and mandates are as before then.

    Raises `RearrangementError` where mandates given since hang on the new units, `RegistryError` where a later change
    builds on them.
    """
    lock_register()
    proposal = access_proposal(proposal_uuid, by=by, locked=True)
    rearranged = None
    if proposal.state == ProposalState.DECIDED:
        if not reaches(by, DECIDE, proposal):
            raise NoProposalError
        actor = _actor(by, DECIDE, proposal)
        proposal.reason = _reason(reason)
        rearranged = _undo(proposal, actor, today=by.on)
    else:
        _check(proposal, ProposalState.PROPOSED)
        if proposal.proposed_by_id != by.user.pk:
            raise NoProposalError
        actor = _actor(by, PROPOSE, proposal)
        proposal.reason = reason.strip()[:1000]
    was, proposal.state = proposal.state, ProposalState.WITHDRAWN
    proposal.withdrawn_by, proposal.withdrawn_at = by.user, by.at
    proposal.save(update_fields=["reason", "state", "withdrawn_by", "withdrawn_at"])
    _tell("withdrawn", proposal, rearranged, actor, {"reason": proposal.reason, "was": str(was)})
    return proposal


@act
def read_document(*, proposal_uuid: UUID, by: Acting) -> Proposal:
    """The proposal with the text of its act; that it was taken is in the journal before it leaves."""
    proposal = access_proposal(proposal_uuid, by=by, locked=True)
    actor = by.actor(PROPOSE if reaches(by, PROPOSE, proposal) else DECIDE)
    details = {"number": proposal.number, "sha256": proposal.document_digest}
    write_line("rearrangements.document_read", by=actor, about=proposal.about, details=details)
    return proposal


# -- what the acts share ------------------------------------------------------------------------------------------


def wrong_act(change: Change, *, today: date) -> list[Problem]:
    """What is missing or impossible about the act itself."""
    return [*wrong_words(change), *_wrong_days(change, today)]


def wrong_words(change: Change) -> list[Problem]:
    """Of these, what does not hang on its days."""
    problems = []
    for name, value, most, what in (
        ("number", change.code, 100, Words("số văn bản", "the act's number")),
        ("title", change.title.vi, 500, Words("trích yếu", "the title")),
        ("issuer", change.issuer, 200, Words("cơ quan ban hành", "the issuer")),
    ):
        if not value.strip():
            problems.append(Problem(words("thiếu {w}.", "{w} is missing.", w=what), path=name))
        elif len(value) > most:
            said = words("{w} quá {n} ký tự.", "{w} is over {n} characters.", w=what, n=most)
            problems.append(Problem(said, path=name))
    if change.address and (len(change.address) > 500 or not change.address.startswith(("https://", "http://"))):
        said = Words("địa chỉ văn bản bắt đầu bằng https://.", "the address of the text begins with https://.")
        problems.append(Problem(said, path="address"))
    return problems


def _wrong_days(change: Change, today: date) -> list[Problem]:
    if change.issued is None or not date(1900, 1, 1) <= change.issued <= today:
        said = Words("ngày ban hành phải là hôm nay hoặc trước đó.", "the act is issued today or earlier.")
        return [Problem(said, path="issued")]
    if change.on < change.issued or change.on.year > 2200:
        said = Words("ngày có hiệu lực không trước ngày ban hành.", "an act takes effect no earlier than it is issued.")
        return [Problem(said, path="on")]
    return []


def _check(proposal: Proposal, state: ProposalState) -> None:
    if proposal.state != state:
        now = STATE_WORDS[ProposalState(proposal.state)]
        raise RearrangementError(Problem(words("đề nghị này {s}.", "this proposal is {s}.", s=now)))


def _check_other_person(proposal: Proposal, by: Acting) -> None:
    if proposal.proposed_by_id == by.user.pk:
        what = Words("người đề nghị không tự quyết định.", "who proposed does not decide.")
        raise RearrangementError(Problem(what, hint=Words("Cần một người khác có thẩm quyền.", "It takes another person who may.")))  # fmt: skip


def _reason(text: str) -> str:
    if not text.strip():
        raise RearrangementError(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    return text.strip()[:1000]


def _actor(by: Acting, to: Permission, proposal: Proposal) -> Actor:
    return by.actor(to, proposal.ways[0].predecessor, proposal.on - timedelta(days=1))


def _move(moving: Sequence[Right], proposal: Proposal, actor: Actor) -> list[list[str | None]]:
    """Each mandate ends on the day, and goes on for the unit that was chosen. What was done is kept for taking back.

    Who holds a role in two units that merge holds it once afterwards: ended once, it is ended.
    """
    known = registry()  # with the change: its units have names by now
    moved: list[list[str | None]] = []
    given: dict[tuple[int, str, str], Mandate] = {}
    for right in sorted(moving, key=lambda r: r.mandate.valid_until, reverse=True):
        old, until = right.mandate, right.mandate.valid_until
        first = max(proposal.on, old.valid_from)
        unit = right.target.code if right.target else None
        same = given.get((old.user_id, old.role, unit or ""))
        covered = same is not None and same.valid_from <= first
        new = move_mandate(
            mandate=old, unit=None if covered else unit, on=first, reason=proposal.number, by=actor, known=known
        )
        if new is not None:
            given[old.user_id, old.role, new.unit] = new
        elif covered:
            new = same
        moved.append([right.key, None if new is None else str(new.uuid), until.isoformat()])
    return moved


def _undo(proposal: Proposal, actor: Actor, *, today: date) -> Rearrangement:
    if today >= proposal.on:
        raise RearrangementError(
            Problem(
                words("thay đổi đã có hiệu lực từ {d}.", "the change took effect on {d}.", d=proposal.on),
                hint=Words("Quá khứ chỉ đổi bằng một đề nghị sau.", "The past is changed only by a later proposal."),
            )
        )
    known = registry()
    rearranged = as_recorded(known, proposal)
    held = Mandate.objects.select_for_update(of=("self",), no_key=True).select_related("user").order_by("pk")
    ours = {
        str(m.uuid): m for m in held.filter(uuid__in=[u for old, new, _ in proposal.moved for u in (old, new) if u])
    }
    _refuse_hanging(rearranged, {new for _, new, _ in proposal.moved if new})
    given = {m.uuid: m for _, new, _ in proposal.moved if new and (m := ours[new]).valid_until > m.valid_from}
    back = []
    for old, new, until in proposal.moved:
        before, last = ours[old], date.fromisoformat(until)
        if before.valid_until != max(proposal.on, before.valid_from) or (new and ours[new].uuid not in given):
            continue  # somebody has decided otherwise about it since
        back.append((before, min(last, ours[new].valid_until) if new else last))
    for mandate in given.values():
        move_mandate(mandate=mandate, unit=None, on=mandate.valid_from, reason=proposal.reason, by=actor, known=known)
    for mandate, last in back:
        restore_mandate(mandate=mandate, until=last, reason=proposal.reason, by=actor, known=known)
    remove_change(code=proposal.number, at=actor.at)
    return rearranged


def _refuse_hanging(rearranged: Rearrangement, ours: set[str]) -> None:
    """Mandates given since for units that would not be there: somebody has to end them first."""
    gone = {u.code: u for u in rearranged.begun}
    given = Mandate.objects.select_related("user").filter(unit__in=gone, valid_from__gte=rearranged.change.on)
    problems = [
        Problem(
            words(
                "tài khoản {n} đã được giao vai trò {r} cho {u} từ {d}.",
                "the account {n} has been given the role {r} for {u} from {d}.",
                n=m.user.username,
                r=role_words(m),
                u=gone[m.unit].full_name,
                d=m.valid_from,
            ),
            hint=Words("Kết thúc vai trò ấy trước.", "End that role first."),
        )
        for m in given.order_by("pk")
        if str(m.uuid) not in ours and m.valid_until > m.valid_from and not _stays(rearranged, m.unit)
    ]
    if problems:
        raise RearrangementError(problems)


def _stays(rearranged: Rearrangement, code: str) -> bool:
    """Whether the code means the same unit without the change."""
    return any(u.code == code and rearranged.goes_on(u) for u in rearranged.ended)


def _tell(
    what: str, proposal: Proposal, rearranged: Rearrangement | None, actor: Actor, more: Mapping[str, Any] | None = None
) -> None:
    """One line for the act; the codes that it touches stand in its details."""
    eve = proposal.on - timedelta(days=1)
    known = registry() if rearranged is None else rearranged.before
    if rearranged is not None:
        units = {"ended": [u.code for u in rearranged.ended], "begun": [u.code for u in rearranged.begun]}
        units["following"] = [u.code for u, _ in rearranged.following]
    else:
        units = {"ended": list(dict.fromkeys(w.predecessor for w in proposal.ways))}
    olds = [u for code in units["ended"] if (u := known.find(code, eve))]
    details = {
        "number": proposal.number,
        "on": proposal.on,
        "sha256": proposal.document_digest,
        **units,
        **(more or {}),
    }
    write_line(
        f"rearrangements.{what}", by=actor, about=proposal.about, unit=level_place(known, olds, eve), details=details
    )
