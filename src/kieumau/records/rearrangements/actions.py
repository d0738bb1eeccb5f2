"""Every write: proposing a change of the tree of units, deciding on it, refusing it, withdrawing it.

Each is one transaction: who may, what is wrong, the rows, the journal line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from kieumau.engine.errors import Problem
from kieumau.engine.territory import Change
from kieumau.engine.territory.rearranging import Rearrangement, rearrange
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
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
from kieumau.records.rearrangements.checks import (
    RearrangementError,
    check_other_person,
    check_state,
    reason_given,
    wrong_act,
)
from kieumau.records.rearrangements.documents import AttachedDocument, wrong_document
from kieumau.records.rearrangements.models import Proposal, ProposalState, stored
from kieumau.records.rearrangements.moving import move_mandates, undo_rearrangement
from kieumau.records.rearrangements.queries import level_place
from kieumau.records.rearrangements.rights import not_chosen, rights_of
from kieumau.records.territory.actions import lock_register, write_change
from kieumau.records.territory.queries import registry


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
    check_state(proposal, ProposalState.PROPOSED)
    check_other_person(proposal, by)
    rearranged = rearrange(registry(), proposal.change, proposal.ways)
    moving, _ = rights_of(rearranged, proposal.rights if rights is None else rights, locked=True)
    if problems := not_chosen(moving):
        raise RearrangementError(problems)
    actor = _actor(by, DECIDE, proposal)
    write_change(rearranged=rearranged, at=by.at)
    proposal.moved = move_mandates(moving, proposal, actor)
    proposal.rights = {r.key: r.chosen for r in moving}
    proposal.state, proposal.decided_by, proposal.decided_at = ProposalState.DECIDED, by.user, by.at
    proposal.save(update_fields=["moved", "rights", "state", "decided_by", "decided_at"])
    _tell("decided", proposal, rearranged, actor, {"mandates": len(moving)})
    return proposal


@act
def refuse_rearrangement(*, proposal_uuid: UUID, reason: str, by: Acting) -> Proposal:
    """Say no, with a reason. The proposal stays to be read."""
    proposal = access_proposal(proposal_uuid, by=by, to=DECIDE, locked=True)
    check_state(proposal, ProposalState.PROPOSED)
    check_other_person(proposal, by)
    proposal.reason = reason_given(reason)
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
        proposal.reason = reason_given(reason)
        rearranged = undo_rearrangement(proposal, actor, today=by.on)
    else:
        check_state(proposal, ProposalState.PROPOSED)
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


def _actor(by: Acting, to: Permission, proposal: Proposal) -> Actor:
    return by.actor(to, proposal.ways[0].predecessor, proposal.on - timedelta(days=1))


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
