"""What waits for a person: returns of his own units, units that are late, and requests to open a period again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.models import Reopening
from kieumau.records.indicators.returns.due import ReturnStanding, Span, standings
from kieumau.records.indicators.returns.seen import returns_seen
from kieumau.records.journal.moments import end_of

SOON_DAYS = 3
"""From so many days before the due day on, a return is spoken of in mails."""


REMINDED_DAYS = 400
"""Older periods are in the calendar, but nobody is reminded of them day by day."""


def reopenings_now(on: date) -> list[Reopening]:
    """Requests that wait and periods that are open again, by what was asked and decided until the end of the day."""
    over = end_of(on)
    waits = Q(state=Reopening.State.ASKED, asked_at__lte=over)
    opened = Q(state=Reopening.State.GRANTED, until__gte=on, decided_at__lte=over)
    return list(Reopening.objects.filter(waits | opened).select_related("asked_by").order_by("asked_at", "pk"))


def all_reopenings() -> list[Reopening]:
    """Every request that was ever made, the newest first. One query."""
    return list(Reopening.objects.select_related("asked_by").order_by("-asked_at", "-pk"))


def open_spans(reopenings: Iterable[Reopening]) -> dict[Span, date]:
    return {(r.unit, r.first, r.last): r.until for r in reopenings if r.state == Reopening.State.GRANTED and r.until}


@dataclass(frozen=True)
class Reminder:
    """What waits for a person: returns of his own units, and in a province the units that are late, and requests."""

    wanted: tuple[ReturnStanding, ...] = ()  # that he may fill in now, the most urgent first
    late_units: tuple[AdminUnit, ...] = ()
    requests: tuple[Reopening, ...] = ()  # that he may decide

    @property
    def missing(self) -> int:
        return sum(s.missing for s in self.wanted)

    @property
    def is_empty(self) -> bool:
        return not (self.wanted or self.late_units or self.requests)


def reminder_for(
    by: Acting,
    *,
    asking: Asking,
    standing: Sequence[ReturnStanding] | None = None,
    reopenings: Sequence[Reopening] | None = None,
) -> Reminder:
    """What waits for this person today. Three queries at most, none for who enters, collects and decides nothing.

    For many people at once, how everything stands is read once and given.
    """
    enters, watches = by.may(Permission.ENTER_FIGURES), _watching(by)
    if not enters and watches is None:
        return Reminder()
    reopenings = reopenings_now(by.on) if reopenings is None else reopenings
    to = watches or Permission.ENTER_FIGURES
    if standing is None:
        standing = standing_now(by, asking=asking, reopenings=reopenings, to=to)
    mine = [s for s in standing if s.is_wanted and by.may(to, s.asked.unit.code, s.asked.covered.last)]
    if watches is None:
        wanted = sorted(mine, key=lambda s: (s.asked.deadline.due, s.asked.unit.code))
        return Reminder(tuple(wanted))
    late = dict.fromkeys(s.asked.unit for s in mine if s.is_overdue)
    requests = [
        r
        for r in reopenings
        if r.state == Reopening.State.ASKED
        and r.asked_by_id != by.user.pk
        and by.may(Permission.REOPEN_PERIOD, r.unit, r.last)
    ]
    return Reminder((), tuple(late), tuple(requests))


def _watching(by: Acting) -> Permission | None:
    """By what he looks after the figures of others, if he does."""
    watching = (Permission.REOPEN_PERIOD, Permission.COLLECT_FIGURES)
    return next((p for p in watching if by.may(p)), None)


def standing_now(
    by: Acting, *, asking: Asking, reopenings: Iterable[Reopening], to: Permission
) -> list[ReturnStanding]:
    """How everything of the last year stands for a person's units, and what was opened again of older periods."""
    seen = returns_seen(asking, by=by, to=to, first=_recent(by.on), last=by.on)
    reopened = open_spans(reopenings)
    old = [r for r in _opened(asking, reopened, by.on) if by.may(to, r.unit.code, r.covered.last)]
    return standings([*seen, *old], on=by.on, reopened=reopened)


def everything_now(asking: Asking, *, on: date, reopenings: Iterable[Reopening]) -> list[ReturnStanding]:
    """The same for every unit at once, for nobody in particular."""
    units = [u for u in asking.registry.units if u.valid_until > _recent(on) and u.valid_from <= on]
    reopened = open_spans(reopenings)
    seen = asking.returns(units, first=_recent(on), last=on)
    return standings([*seen, *_opened(asking, reopened, on)], on=on, reopened=reopened)


def _recent(on: date) -> date:
    return on - timedelta(days=REMINDED_DAYS)


def _opened(asking: Asking, reopened: Iterable[Span], on: date) -> list[Return]:
    """The returns of periods that were opened again and are older than what is looked at anyway."""
    old = [asking.find(code, Period(first, last)) for code, first, last in reopened if last < _recent(on)]
    return [r for r in old if r is not None]
