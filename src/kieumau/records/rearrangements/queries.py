"""Every read: proposals within somebody's scope, and what a proposal would do, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.rearranging import Rearrangement
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.indicators.figures.queries import figure_counts
from kieumau.records.rearrangements.access import DECIDE, PROPOSE, reaches
from kieumau.records.rearrangements.models import Proposal, ProposalState
from kieumau.records.rearrangements.rights import ENDS, Right, rights_of


@dataclass(frozen=True)
class RearrangementDryRun:
    """What a rearrangement would do to units, mandates and figures."""

    rearranged: Rearrangement
    rights: tuple[Right, ...]
    going_on: int  # mandates that stay with a unit that only changes its name, kind or parent
    figures: Mapping[tuple[str, date], tuple[int, int]] = field(default_factory=dict)

    @property
    def late_figures(self) -> int:
        """Figures of later periods under units that will have ended before them."""
        return sum(late for _, late in self.figures.values())


def dry_run(rearranged: Rearrangement, *, chosen: Mapping[str, str]) -> RearrangementDryRun:
    """Two queries: mandates and figures."""
    moving, going_on = rights_of(rearranged, chosen)
    counted = figure_counts(units=rearranged.ended, on=rearranged.change.on)
    return RearrangementDryRun(rearranged, tuple(moving), going_on, counted)


def as_recorded(registry: Registry, proposal: Proposal) -> Rearrangement:
    """A decided change as the register holds it."""
    listed = {w.predecessor for w in proposal.ways}
    ended = [u for u in registry.units if u.ended_by == proposal.number]
    begun = {u.key: u for u in registry.units if u.begun_by == proposal.number}
    following = [(u, begun.pop((u.code, proposal.on))) for u in ended if u.code not in listed]
    return Rearrangement(
        registry.changes[proposal.number],
        registry,
        registry,
        tuple(u for u in ended if u.code in listed),
        tuple(begun.values()),
        tuple(following),
    )


def rights_moved(registry: Registry, proposal: Proposal) -> list[Right]:
    """The mandates that the decision moved or ended, each with where it went. One query."""
    chosen = {old: str(proposal.rights.get(old, ENDS)) for old, _, _ in proposal.moved}
    found = Mandate.objects.select_related("user").filter(uuid__in=chosen)
    made, moved = as_recorded(registry, proposal), []
    ended = {u.code: u for u in made.ended}
    for mandate in found.order_by("unit", "user__username", "pk"):
        given = registry.find(mandate.unit, mandate.valid_from)
        unit = next((u for u in ended.values() if registry.is_same(given, u)), ended.get(mandate.unit))
        if unit is not None:
            moved.append(Right(mandate, unit, made.successors(unit), chosen[str(mandate.uuid)]))
    return moved


def left_behind(registry: Registry, proposal: Proposal) -> list[Right]:
    """Mandates given since the decision for units that end by it: they end with their unit unless somebody moves them."""
    return rights_of(as_recorded(registry, proposal), {})[0]


def proposals(*, by: Acting) -> list[Proposal]:
    """Those within the person's scope: waiting ones first, then the newest. One query beside his mandates."""
    if not (by.may(PROPOSE) or by.may(DECIDE)):
        return []
    found = (
        Proposal.objects.defer("document", "moved", "rights")
        .select_related("proposed_by", "decided_by")
        .order_by("-proposed_at", "-pk")
    )
    seen = [p for p in found if reaches(by, PROPOSE, p) or reaches(by, DECIDE, p)]
    return sorted(seen, key=lambda p: p.state != ProposalState.PROPOSED)


def abouts_naming(code: str) -> list[str]:
    """What the journal calls the proposals in which a unit of this code ends or begins. One query."""
    found = Proposal.objects.filter(rows__icontains=f'"{code}"').only("uuid", "rows")
    return [p.about for p in found if any(code in (way.predecessor, way.successor) for way in p.ways)]


def level_place(registry: Registry, units: Iterable[AdminUnit], on: date) -> str:
    """The one unit above all of these, for the journal; nothing where there is none or there are several."""
    tops = {(registry.ancestors(u, on) or (u,))[-1].code for u in units}
    return tops.pop() if len(tops) == 1 else ""
