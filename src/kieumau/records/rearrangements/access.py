"""The only ways to reach a proposal, and who may propose or decide what. Missing and forbidden sound the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.journal.refusals import NotHereError
from kieumau.records.rearrangements.models import Proposal

PROPOSE, DECIDE = Permission.PROPOSE_CHANGE, Permission.DECIDE_CHANGE


class NoProposalError(NotHereError):
    """There is no such proposal, or it is not for this person."""


def access_proposal(proposal_uuid: UUID, *, by: Acting, to: Permission | None = None, locked: bool = False) -> Proposal:
    """A proposal all of whose units are within the person's scope; without `to`, for reading. `locked` while it changes."""
    found = Proposal.objects.select_for_update() if locked else Proposal.objects.defer("document")
    proposal = found.filter(uuid=proposal_uuid).first()
    if proposal is None or not any(reaches(by, each, proposal) for each in ([to] if to else [PROPOSE, DECIDE])):
        raise NoProposalError
    return proposal


def access_proposing(*, by: Acting) -> None:
    """Whether the person may propose at all, for some unit."""
    if not by.may(PROPOSE):
        raise NoProposalError


def reaches(by: Acting, to: Permission, proposal: Proposal) -> bool:
    return by.may(to) and not out_of_scope(by, to, proposal.ways, proposal.on)


def out_of_scope(by: Acting, to: Permission, ways: Iterable[SuccessionRow], on: date) -> list[str]:
    """The codes that these rows touch and the person does not reach: what ends, and the parents of what begins.

    A province stands directly under the country, so only who has the whole country changes one ("" is its code).
    """
    ways = list(ways)
    before, after = by.units(to, on - timedelta(days=1)), by.units(to, on)
    above: dict[str, str] = {}
    for way in ways:
        above[way.successor] = above.get(way.successor) or way.parent
    strange = {w.predecessor for w in ways if w.predecessor not in before}
    strange |= {parent for parent in above.values() if parent not in above and parent not in after}
    return sorted(strange)
