"""What a round of checks by the server's timer looks at: what was just due or closed, and what was recorded since."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.models import Figure
from kieumau.records.journal.moments import start_of

Rounds = dict[tuple[str, str], list[Return]]
"""By programme and, in its days, the code of the province: units are compared with those of their own province."""


def rounds_due(asking: Asking, *, on: date, days: int) -> Rounds:
    """Every return that was due, or was closed, within so many days before `on`: only then is what is missing asked about.

    And those of a period, however old, of which a unit of the province recorded or corrected something in these days,
    with those that end its year: some checks look back over a year. Two queries.
    """
    since = on - timedelta(days=days)
    starts = [
        _earliest(c.valid_from, c.recorded_on, max(c.due_days, c.closing_days), since) for c in asking.collections
    ]
    if not starts:
        return {}
    eve, registry = on - timedelta(days=1), asking.registry
    looked_at: dict[tuple[str, date, Period], Return] = {}
    for each in _returns(asking, first=min(starts), last=eve):
        if since <= each.deadline.due < on or since <= each.deadline.closes < on:
            looked_at[*each.unit.key, each.period] = each
    for end, provinces in _recorded(asking, since=since, until=eve).items():
        for each in _returns(asking, first=end, last=end):
            if each.deadline.due < on and _province(registry, each.unit, each.covered.last) in provinces:
                looked_at[*each.unit.key, each.period] = each
    found: Rounds = defaultdict(list)
    for each in sorted(looked_at.values(), key=lambda r: (r.period.last, -r.period.days)):
        for name in dict.fromkeys(s.name for s in each.form.sets):
            found[name, _province(registry, each.unit, each.covered.last)].append(each)
    return found


def _returns(asking: Asking, *, first: date, last: date) -> list[Return]:
    lived = [u for u in asking.registry.units if u.valid_until > first.replace(day=1) and u.valid_from <= last]
    return asking.returns(lived, first=first, last=last)


def _recorded(asking: Asking, *, since: date, until: date) -> dict[date, set[str]]:
    """The days on which periods end that something was recorded of since a day, with the provinces. One query."""
    found: dict[date, set[str]] = defaultdict(set)
    for code, last in (
        Figure.objects.filter(recorded_at__gte=start_of(since), last__lte=until).values_list("unit", "last").distinct()
    ):
        unit = asking.registry.find(code, last)
        if unit is None:
            continue
        month = month_period(last.year, last.month)
        for end in {last, month.last, *(c.around(last).last for c in asking.calendars)}:
            if end <= until:
                found[end].add(_province(asking.registry, unit, min(end, unit.last_day)))
    return found


def _province(registry: Registry, unit: AdminUnit, day: date) -> str:
    above = registry.ancestors(unit, day)
    return (above[-1] if above else unit).code


def _earliest(valid_from: date, recorded_on: date, days: int, since: date) -> date:
    """From which last day of a period on a collection may have made something due, or closed it, since a day.

    What was collected only later was due later too, however old its periods.
    """
    late = timedelta(days=days)
    return valid_from if recorded_on + late >= since else max(valid_from, since - late)
