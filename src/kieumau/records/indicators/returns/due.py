"""How each return stands on a day: how much of it is there, since when, in time or late. Few queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.indicators import Calendar, Every, Period
from kieumau.engine.indicators.periods import MONTH_DAYS, month_period
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.queries import newest_figures
from kieumau.records.indicators.models import WITHDRAWN, Figure, Reopening

SOON_DAYS = 3
"""From so many days before the due day on, a return is spoken of in mails."""
REMINDED_DAYS = 400
"""Older periods are in the calendar, but nobody is reminded of them day by day."""
_AT_ONCE = 10_000  # codes in one statement
Span = tuple[str, date, date]
"""Unit and days covered."""


@dataclass(frozen=True)
class ReturnStanding:
    """One return on a day. What is filled is what is known; a figure that was withdrawn is missing."""

    asked: Return
    on: date
    filled: int
    completed_at: datetime | None = None  # when the last missing figure came
    open_until: date | None = None  # the last day of a period that was opened again

    @property
    def of(self) -> int:
        return len(self.asked.form.entered)

    @property
    def missing(self) -> int:
        return self.of - self.filled

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    @property
    def is_over(self) -> bool:
        """Whether the days that it covers have passed: before that nothing is expected."""
        return self.asked.covered.last < self.on

    @property
    def was_late(self) -> bool:
        """Complete, but only after the due day."""
        return self.completed_at is not None and self.asked.deadline.is_late(
            timezone.localtime(self.completed_at).date()
        )

    @property
    def is_overdue(self) -> bool:
        return not self.is_complete and self.asked.deadline.is_late(self.on)

    @property
    def is_closed(self) -> bool:
        return self.asked.deadline.is_closed(self.on) and self.open_until is None

    @property
    def days_left(self) -> int:
        """Until the due day, which counts; below zero once it has passed."""
        return (self.asked.deadline.due - self.on).days

    @property
    def is_wanted(self) -> bool:
        """Whether its unit has something to do now: the days have passed, it takes figures, and some are missing.

        What was opened again was asked for, so it is wanted even where nothing is missing.
        """
        return self.is_over and not self.is_closed and (not self.is_complete or self.open_until is not None)


def span_of(asked: Return) -> Span:
    return (asked.unit.code, asked.covered.first, asked.covered.last)


def standings(
    returns: Sequence[Return], *, on: date, reopened: dict[Span, date] | None = None, known: datetime | None = None
) -> list[ReturnStanding]:
    """How these returns stand on a day, in their order. One query for ten thousand units; counted by the database.

    `known` tells what was known at a moment, `reopened` the periods that are open again on the day.
    """
    sets = list(dict.fromkeys(_codes(r) for r in returns))
    filled = _filled(returns, sets, known) if returns else {}
    found = []
    for asked in returns:
        count, at = filled.get((*span_of(asked), sets.index(_codes(asked))), (0, None))
        complete = count == len(asked.form.entered)
        open_until = (reopened or {}).get(span_of(asked))
        found.append(ReturnStanding(asked, on, count, at if complete else None, open_until))
    return found


def _codes(asked: Return) -> tuple[str, ...]:
    return tuple(a.code for a in asked.form.entered)


def _filled(
    returns: Sequence[Return], sets: Sequence[tuple[str, ...]], known: datetime | None
) -> dict[tuple[str, date, date, int], tuple[int, datetime | None]]:
    """How many figures of each list of codes are there for each unit and days, and when the last of them came.

    A figure comes with its first version, or with the one that follows its withdrawal; a correction moves nothing.
    """
    before = Figure.objects.filter(
        unit=OuterRef("unit"), first=OuterRef("first"), last=OuterRef("last"), indicator=OuterRef("indicator"),
        version=OuterRef("version") - 1, value=WITHDRAWN,
    )  # fmt: skip
    comes, goes = Q(version=1) | Q(Q(version__gt=1), Exists(before)), Q(value=WITHDRAWN)
    counts: dict[str, Aggregate] = {}
    for i, codes in enumerate(sets):
        of_set = Q(indicator__in=codes)
        counts[f"come_{i}"] = Count("pk", filter=of_set & comes)
        counts[f"gone_{i}"] = Count("pk", filter=of_set & goes)
        counts[f"at_{i}"] = Max("recorded_at", filter=of_set & comes)
    spans = [r.covered for r in returns]
    codes_of_units = sorted({r.unit.code for r in returns})
    found: dict[tuple[str, date, date, int], tuple[int, datetime | None]] = {}
    for start in range(0, len(codes_of_units), _AT_ONCE):
        rows = Figure.objects.filter(
            unit__in=codes_of_units[start : start + _AT_ONCE],
            last__gte=min(s.last for s in spans),
            last__lte=max(s.last for s in spans),
        )
        if known is not None:
            rows = rows.filter(recorded_at__lte=known)
        grouped: Any = rows.order_by().values("unit", "first", "last").annotate(**counts)
        for row in grouped:
            for i in range(len(sets)):
                span = (row["unit"], row["first"], row["last"], i)
                found[span] = (row[f"come_{i}"] - row[f"gone_{i}"], row[f"at_{i}"])
    return found


def missing_of(returns: Sequence[Return], *, known: datetime | None = None) -> dict[Span, list[AskedIndicator]]:
    """Which figures are not there, of a few returns. One query."""
    if not returns:
        return {}
    newest = newest_figures(
        units=[r.unit.code for r in returns],
        since=min(r.covered.last for r in returns),
        until=max(r.covered.last for r in returns),
        known=known,
    )
    there = {key for key, figure in newest.items() if figure.value != WITHDRAWN}
    return {span_of(r): [a for a in r.form.entered if (*span_of(r), a.code) not in there] for r in returns}


# -- whose --------------------------------------------------------------------------------------------------------


def returns_seen(
    asking: Asking, *, by: Acting, to: Permission, first: date, last: date, codes: Iterable[str] | None = None
) -> list[Return]:
    """The returns within a person's scope whose periods end between two days; of some codes only where they are given."""
    found = asking.returns(_units_seen(by, to, first, last, codes), first=first, last=last)
    return [r for r in found if by.may(to, r.unit.code, r.covered.last)]


def returns_of(
    asking: Asking, periods: Iterable[Period], *, by: Acting, to: Permission, codes: Iterable[str] | None = None
) -> list[Return]:
    """The same for some months and years."""
    periods = tuple(periods)
    # A year is asked of the unit that is there at its end, a month of every unit that lived in it.
    since = min(p.first if p.days <= MONTH_DAYS else p.last for p in periods)
    units = _units_seen(by, to, since, max(p.last for p in periods), codes)
    found = [
        asked
        for unit in units
        for period in periods
        if (asked := asking.asked_of(unit, period, Every.YEAR if period.days > MONTH_DAYS else Every.MONTH))
    ]
    return [r for r in found if by.may(to, r.unit.code, r.covered.last)]


def _units_seen(by: Acting, to: Permission, first: date, last: date, codes: Iterable[str] | None) -> list[AdminUnit]:
    """Units that stood between two days and are his. As everywhere, a unit's past is that of who has it today."""
    since = first.replace(day=1)
    wanted = None if codes is None else frozenset(codes)
    return [
        u
        for u in by.registry.units
        if u.valid_until > since
        and u.valid_from <= last
        and (wanted is None or u.code in wanted)
        and (by.may(to, u.code, min(last, u.last_day)) or by.may(to, u.code, max(since, u.valid_from)))
    ]


def months_before(on: date, count: int) -> tuple[Period, ...]:
    """The last months that are over on a day, the oldest first."""
    found = [_month_before(on)]
    while len(found) < count:
        found.append(_month_before(found[-1].first))
    return tuple(reversed(found))


def _month_before(day: date) -> Period:
    eve = day.replace(day=1) - timedelta(days=1)
    return month_period(eve.year, eve.month)


def years_before(calendars: Iterable[Calendar], on: date) -> tuple[Period, ...]:
    """The last year of each calendar that is over on a day."""
    return tuple(dict.fromkeys(c.around(c.around(on).first - timedelta(days=1)) for c in calendars))


# -- what to remind of --------------------------------------------------------------------------------------------


def reopenings_now(on: date) -> list[Reopening]:
    """Requests that wait and periods that are open again, by what was asked and decided until the end of the day."""
    over = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    waits = Q(state=Reopening.State.ASKED, asked_at__lt=over)
    opened = Q(state=Reopening.State.GRANTED, until__gte=on, decided_at__lt=over)
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
