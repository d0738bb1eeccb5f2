"""The row of a mandate and the line that tells of it: part of the act that gives, ends or moves it."""

from __future__ import annotations

from datetime import date

from kieumau.engine.territory import Registry
from kieumau.engine.territory.units import OPEN
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor


def add_mandate(
    user: User,
    role: str,
    unit: str,
    valid_from: date,
    valid_until: date,
    reason: str,
    actor: Actor,
    by: User | None,
    known: Registry,
) -> Mandate:
    mandate = Mandate.objects.create(
        user=user,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason.strip()[:300],
        given_by=by,
        recorded_at=actor.at,
    )
    write_line("accounts.mandate_given", by=actor, about=user.about, unit=unit, details=_details(mandate, user, known))
    return mandate


def stop_mandate(mandate: Mandate, on: date, reason: str, actor: Actor, known: Registry) -> None:
    mandate.valid_until = on
    mandate.save(update_fields=["valid_until"])
    details = _details(mandate, mandate.user, known) | {"reason": reason.strip()[:300]}
    write_line("accounts.mandate_ended", by=actor, about=mandate.user.about, unit=mandate.unit, details=details)


def move_mandate(
    *, mandate: Mandate, unit: str | None, on: date, reason: str, by: Actor, known: Registry
) -> Mandate | None:
    """What a change of units does to a mandate: it ends on the day, and goes on for another unit where one is said.

    The change has been decided by who may; this asks nothing more. Part of that act's transaction.
    """
    until = mandate.valid_until
    stop_mandate(mandate, max(on, mandate.valid_from), reason, by, known)
    return None if unit is None else add_mandate(mandate.user, mandate.role, unit, on, until, reason, by, None, known)


def restore_mandate(*, mandate: Mandate, until: date, reason: str, by: Actor, known: Registry) -> None:
    """The change of units that would have ended it was withdrawn: it is held as long as before. Part of that act."""
    mandate.valid_until = until
    mandate.save(update_fields=["valid_until"])
    details = _details(mandate, mandate.user, known) | {"reason": reason.strip()[:300]}
    write_line("accounts.mandate_restored", by=by, about=mandate.user.about, unit=mandate.unit, details=details)


def _details(mandate: Mandate, user: User, known: Registry) -> dict[str, object]:
    until = None if mandate.valid_until == OPEN else mandate.valid_until
    unit = known.find(mandate.unit, mandate.valid_from) if mandate.unit else None
    # The name too: the change that makes the unit may be withdrawn, and its code means nothing then.
    named = {} if unit is None else {"unit_name": {"vi": unit.full_name.vi, "en": unit.full_name.en}}
    return named | {
        "username": user.username,
        "role": mandate.role,
        "from": mandate.valid_from,
        "until": until,
        "reason": mandate.reason,
    }
