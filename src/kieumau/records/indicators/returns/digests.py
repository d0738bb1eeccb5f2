"""Whom to remind by mail on a day, and that it was done: once a day for each person, however often it is tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import MAY, Permission, Role
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.models import Digest
from kieumau.records.indicators.returns.due import ReturnStanding
from kieumau.records.indicators.returns.reminders import (
    SOON_DAYS,
    Reminder,
    everything_now,
    reminder_for,
    reopenings_now,
)
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.queries import registry

_REMINDED = (Permission.ENTER_FIGURES, Permission.COLLECT_FIGURES, Permission.REOPEN_PERIOD)
ROLES = [role.value for role in Role if MAY[role] & set(_REMINDED)]


def digests_due(at: datetime) -> Iterator[tuple[User, Reminder]]:
    """Everyone to whom there is something to say today, and what: those without an address too. All is read once."""
    on = timezone.localtime(at).date()
    asking = Asking(registry())
    reopenings = reopenings_now(on)
    standing = _by_day_and_unit([s for s in everything_now(asking, on=on, reopenings=reopenings) if is_mailed(s)])
    held = User.objects.filter(
        is_active=True,
        mandates__role__in=ROLES,
        mandates__valid_from__lte=on,
        mandates__valid_until__gt=on,
    )
    for user in held.exclude(digests__on=on).distinct().order_by("pk"):
        by = Acting(user, at, on, "terminal")
        mine = [s for to in _REMINDED if by.may(to) for s in _within(standing, by, to)]
        mine = list({id(s): s for s in mine}.values())
        reminder = reminder_for(by, asking=asking, standing=mine, reopenings=reopenings)
        if not reminder.is_empty:
            yield user, reminder


def is_mailed(standing: ReturnStanding) -> bool:
    """What is due within days, overdue, or open again."""
    soon = standing.days_left <= SOON_DAYS
    return standing.is_wanted and (soon or standing.open_until is not None)


Standings = dict[date, dict[str, list[ReturnStanding]]]


def _by_day_and_unit(standing: Sequence[ReturnStanding]) -> Standings:
    found: Standings = defaultdict(lambda: defaultdict(list))
    for s in standing:
        found[s.asked.covered.last][s.asked.unit.code].append(s)
    return found


def _within(standing: Standings, by: Acting, to: Permission) -> Iterator[ReturnStanding]:
    """Those of the person's units: a ward's officer is not held against every unit of the country."""
    for day, of_units in standing.items():
        scope = by.units(to, day)
        codes = of_units if scope.everything or len(scope.codes) > len(of_units) else scope.codes
        for code in codes:
            if code in scope:
                yield from of_units.get(code, ())


def claim_digest(user: User, on: date) -> Digest | None:
    """The right to send this person's mail of the day; None where another run has it. Not held while it is sent."""
    try:
        with transaction.atomic():
            return Digest.objects.create(user=user, on=on)
    except IntegrityError:
        return None


def release_digest(digest: Digest) -> None:
    """It could not be sent: the next run of the day tries again."""
    digest.delete()


@transaction.atomic
def record_digests_sent(*, sent: int, failed: int, by: Actor) -> None:
    write_line("indicators.digests_sent", by=by, details={"people": sent, "failed": failed})
