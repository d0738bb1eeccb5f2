"""What a round of checks by the server's timer looks at: every return whose due day has just passed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from kieumau.records.indicators.collecting import Asking, Return

Rounds = dict[tuple[str, str], list[Return]]
"""By programme and, in its days, the code of the province: units are compared with those of their own province."""


def rounds_due(asking: Asking, *, on: date, days: int) -> Rounds:
    """Every return that was due within so many days before `on`. One query."""
    since = on - timedelta(days=days)
    starts = [_earliest(c.valid_from, c.recorded_on, c.due_days, since) for c in asking.collections]
    if not starts:
        return {}
    first = min(starts)
    units = [u for u in asking.registry.units if u.valid_until > first and u.valid_from < on]
    found: Rounds = defaultdict(list)
    for each in asking.returns(units, first=first, last=on - timedelta(days=1)):
        if since <= each.deadline.due < on:
            above = asking.registry.ancestors(each.unit, each.covered.last)
            for name in dict.fromkeys(s.name for s in each.form.sets):
                found[name, (above[-1] if above else each.unit).code].append(each)
    return found


def _earliest(valid_from: date, recorded_on: date, due_days: int, since: date) -> date:
    """From which last day of a period on a collection may have made something due since a day.

    What was collected only later was due later too, however old its periods.
    """
    late = timedelta(days=due_days)
    return valid_from if recorded_on + late >= since else max(valid_from, since - late)
