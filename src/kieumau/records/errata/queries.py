"""Every read: errata that concern somebody, what was known before one, and what it moved for a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kieumau.engine.territory import Registry
from kieumau.engine.territory.errata import Correction, corrected, uncorrected
from kieumau.records.accounts.acting import Acting
from kieumau.records.errata.access import DECIDE, concerns, decides
from kieumau.records.errata.effects import ErratumEffects, Reached, ScopeChange, effects_of
from kieumau.records.errata.models import Erratum, ErratumState, ScopeMove, stored_ways
from kieumau.records.territory.queries import registry

TOLD_FOR = timedelta(days=60)
"""How long the first page tells somebody that what he reaches has changed."""


def errata(*, by: Acting) -> list[Erratum]:
    """Those that concern the person, the newest first."""
    return [e for e in Erratum.objects.select_related("decided_by").order_by("-pk") if concerns(by, e)]


def errata_waiting(by: Acting) -> list[Erratum]:
    """Those that wait for this person's decision. One query, for who may decide at all."""
    if not by.may(DECIDE):
        return []
    return [e for e in Erratum.objects.filter(state=ErratumState.PROPOSED) if decides(by, e)]


def refused_erratum(found: tuple[Correction, ...]) -> Erratum | None:
    """The newest one that said just this and was refused: it is not proposed again and again."""
    ways = stored_ways(found)
    refused = Erratum.objects.filter(state=ErratumState.REFUSED).order_by("-pk")
    return next((e for e in refused if e.ways == ways), None)


def moves_told(by: Acting) -> list[tuple[Erratum, list[ScopeMove]]]:
    """What errata of late have given to this person's mandates or taken from them. One query; none for the country's."""
    held = [m.pk for m in by.mandates if m.unit]
    if not held:
        return []
    found = ScopeMove.objects.filter(mandate__in=held, erratum__decided_at__gt=by.at - TOLD_FOR)
    told: dict[Erratum, list[ScopeMove]] = {}
    for move in found.select_related("erratum").order_by("-erratum", "pk"):
        told.setdefault(move.erratum, []).append(move)
    return list(told.items())


def registry_known(at: datetime) -> Registry:
    """The register's ways as they were known at a moment: errata decided since are left out."""
    return _undone(Erratum.objects.filter(state=ErratumState.DECIDED, decided_at__gt=at))


def before_and_after(erratum: Erratum) -> tuple[Registry, Registry]:
    """The register without this erratum and with it, later ones left out of both. One query."""
    if erratum.state != ErratumState.DECIDED:
        known = registry()
        return known, corrected(known, erratum.corrections)
    after = _undone(
        Erratum.objects.filter(state=ErratumState.DECIDED, decided_at__gte=erratum.decided_at, pk__gt=erratum.pk)
    )
    return uncorrected(after, erratum.corrections), after


def _undone(later: Iterable[Erratum]) -> Registry:
    known = registry()
    for each in sorted(later, key=lambda e: e.pk, reverse=True):
        known = uncorrected(known, each.corrections)
    return known


def dry_run(erratum: Erratum, *, by: Acting) -> ErratumEffects:
    """What a waiting erratum would move."""
    before, after = before_and_after(erratum)
    return effects_of(before, after, erratum.corrections, today=by.on)


def scopes_moved(erratum: Erratum, *, before: Registry, after: Registry) -> list[ScopeChange]:
    """What a decided one has moved, as it was kept then. One query."""
    found = ScopeMove.objects.filter(erratum=erratum).select_related("mandate__user")
    return [
        ScopeChange(
            m.mandate,
            _reached(after, m.gained),
            _reached(before, m.lost),
            _reached(after, m.writes),
            _reached(before, m.writes_no_more),
        )
        for m in found.order_by("mandate__unit", "mandate__user__username", "pk")
    ]


def _reached(known: Registry, kept: list[list[str]]) -> tuple[Reached, ...]:
    days = [(code, datetime.fromisoformat(day).date()) for code, day in kept]
    return tuple((u, day) for code, day in days if (u := known.find(code, day)) is not None)
