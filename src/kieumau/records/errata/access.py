"""The only ways to reach an erratum, and who may decide on one. Missing and forbidden sound the same."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kieumau.engine.territory.errata import touched_units
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import MAY, Permission, Role
from kieumau.records.errata.models import Erratum, ScopeMove
from kieumau.records.journal.refusals import NotHereError

DECIDE = Permission.DECIDE_CHANGE


class NoErratumError(NotHereError):
    """There is no such erratum, or it is not for this person."""


def access_erratum(erratum_uuid: UUID, *, by: Acting, to: Permission | None = None, locked: bool = False) -> Erratum:
    """An erratum that touches one of the person's units; with `to`, all of whose units are his for that."""
    found = Erratum.objects.select_for_update() if locked else Erratum.objects
    erratum = found.filter(uuid=erratum_uuid).first()
    if erratum is None or not (decides(by, erratum) if to else concerns(by, erratum)):
        raise NoErratumError
    return erratum


def decides(by: Acting, erratum: Erratum) -> bool:
    """Whether every unit at either end of a corrected way is his to change, each on a day of its life."""
    touched = touched_units(by.registry, erratum.corrections)
    return by.may(DECIDE) and all(by.may(DECIDE, unit.code, day) for unit, day in touched)


def concerns(by: Acting, erratum: Erratum) -> bool:
    """Whether it touches a unit for which he may do anything, or has moved what he reaches."""
    held = [p for p in Permission if by.may(p)]
    touched = touched_units(by.registry, erratum.corrections) if held else ()
    if any(by.may(p, unit.code, day) for p in held for unit, day in touched):
        return True
    return ScopeMove.objects.filter(erratum=erratum, mandate__in=by.mandates).exists()


def somebody_decides(on: date) -> bool:
    """Whether an open account holds the whole country today with the right to decide: then the terminal does not."""
    roles = [str(r) for r in Role if DECIDE in MAY[r]]
    held = Mandate.objects.filter(unit="", role__in=roles, user__is_active=True, valid_from__lte=on, valid_until__gt=on)
    return held.exists()
