"""What the calendar was asked for: the day, the columns, and where; and how every return of it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import Http404

from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import OPEN, AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import scope_of
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.returns.due import ReturnStanding, standings
from kieumau.records.indicators.returns.reminders import open_spans, reopenings_now
from kieumau.records.indicators.returns.seen import months_before, returns_of, years_before
from kieumau.records.journal.moments import known_by
from kieumau.web.shell.links import asked_day
from kieumau.web.shell.requests import SignedRequest

PER_PAGE = 100


MONTHS = 6


SEE = Permission.READ_RESULTS


@dataclass(frozen=True)
class CalendarView:
    """What the page was asked for: the day, the columns, and where."""

    on: date
    known: datetime | None
    columns: tuple[Period, ...]
    within: AdminUnit | None
    only_missing: bool


def asked_view(request: SignedRequest, asking: Asking) -> CalendarView:
    by = request.acting
    asked = asked_day(request)
    on = min(asked or by.on, by.on)
    known = known_by(on, today=by.on)
    before = on
    if m := re.fullmatch(r"(\d{4})-(\d\d)", request.GET.get("until", "")):
        year, month = int(m[1]), int(m[2])
        if 1900 <= year <= 2200 and 1 <= month <= 12:
            before = min(on, month_period(year, month).last + timedelta(days=1))
    months = months_before(before, MONTHS)
    years = years_before(asking.calendars, before)
    within = request.GET.get("within", "").replace("\0", "")
    unit = by.registry.find(within, on) if within else None
    if within and (unit is None or not by.may(SEE, within, on)):
        raise Http404
    return CalendarView(on, known, (*years, *months), unit, request.GET.get("missing") == "1")


def standings_of(by: Acting, asking: Asking, shown: CalendarView) -> list[ReturnStanding]:
    """Of everything in the columns; one query for the figures and one for what is open again.

    Whoever looks at fewer units than the country sees of the newest span also what still goes on.
    """
    periods = [*shown.columns]
    whole = by.units(SEE).everything and shown.within is None
    if not whole and shown.columns[-1] == months_before(shown.on, 1)[-1]:
        periods += [month_period(shown.on.year, shown.on.month), *(c.around(shown.on) for c in asking.calendars)]
    found = returns_of(asking, dict.fromkeys(periods), by=by, to=SEE, codes=_codes(by, shown))
    found = [r for r in found if r.covered.first <= shown.on]
    return standings(found, on=shown.on, known=shown.known, reopened=open_spans(reopenings_now(shown.on)))


def _codes(by: Acting, shown: CalendarView) -> frozenset[str] | None:
    """The codes of a unit and of all that stands, or stood, below it: its past is read as by somebody in charge of it."""
    if shown.within is None:
        return None
    held = Mandate(unit=shown.within.code, valid_from=shown.on, valid_until=OPEN)
    days = {shown.on, *(p.last for p in shown.columns), *(p.first for p in shown.columns)}
    codes: set[str] = set()
    for day in days:
        codes |= scope_of(by.registry, held, on=day, today=shown.on).codes
    return frozenset(codes)
