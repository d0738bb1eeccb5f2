"""Every read: figures as a table for the engine, as they are known now or were known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from django.db.models import Count, QuerySet

from kieumau.engine.indicators import Calendar, Indicator, Observation, ObservationTable, Period, Value
from kieumau.engine.indicators.summing import summed
from kieumau.engine.territory import AdminUnit
from kieumau.records.indicators.models import WITHDRAWN, Figure

Key = tuple[str, date, date, str]
"""Unit, first and last day, indicator."""
_AT_ONCE = 10_000  # codes in one statement


class Known(NamedTuple):
    """The newest version of a figure. `value` is its text, empty where it was withdrawn."""

    value: str
    sample: bool
    version: int
    source: str
    account: str
    recorded_at: datetime


def newest_figures(
    *,
    units: Iterable[str],
    until: date | None = None,
    since: date | None = None,
    indicators: Iterable[str] = (),
    known: datetime | None = None,
) -> dict[Key, Known]:
    """The newest version of each figure of these codes, withdrawn ones among them.

    `since` and `until` keep to periods that end between the two days (both included); `known` tells what was known
    at a moment. One query for ten thousand units.
    """
    newest: dict[Key, Known] = {}
    for found in _found(units, until, since, indicators, known):
        rows = found.values_list(*_KEY, "value", "sample", "version", "source", "account", "recorded_at")
        for row in rows.iterator(chunk_size=5000):
            newest[row[:4]] = Known(*row[4:])
    return newest


_KEY = ("unit", "first", "last", "indicator")


def _found(
    units: Iterable[str],
    until: date | None,
    since: date | None,
    indicators: Iterable[str],
    known: datetime | None,
) -> Iterator[QuerySet[Figure]]:
    """Every version, the newest last."""
    codes, wanted = sorted(set(units)), list(indicators)
    for start in range(0, len(codes), _AT_ONCE):
        found = Figure.objects.filter(unit__in=codes[start : start + _AT_ONCE])
        if until is not None:
            found = found.filter(last__lte=until)
        if since is not None:
            found = found.filter(last__gte=since)
        if wanted:
            found = found.filter(indicator__in=wanted)
        if known is not None:
            found = found.filter(recorded_at__lte=known)
        yield found.order_by("version")


def figures_table(
    *,
    units: Iterable[str],
    until: date | None = None,
    since: date | None = None,
    indicators: Iterable[str] = (),
    known: datetime | None = None,
    as_first: bool = False,
) -> ObservationTable:
    """The figures of these codes as they are known now, were known at a moment, or (`as_first`) stood before any
    correction; see `newest_figures`.

    A nation's are a hundred thousand and more, of few periods and values: each of those is made once.
    """
    newest: dict[Key, tuple[str, bool]] = {}
    for found in _found(units, until, since, indicators, known):
        for row in found.values_list(*_KEY, "value", "sample").iterator(chunk_size=5000):
            if not as_first or row[:4] not in newest:
                newest[row[:4]] = row[4:]
    period, number = cache(Period), cache(read)
    rows = tuple(
        Observation(unit, period(first, last), indicator, number(value))
        for (unit, first, last, indicator), (value, _) in newest.items()
        if value != WITHDRAWN
    )
    return ObservationTable(rows, any(sample for value, sample in newest.values() if value != WITHDRAWN))


def versions_of(*, unit: str, period: Period, indicator: str) -> list[Figure]:
    """Every version of one figure, the newest first. One query."""
    found = Figure.objects.filter(unit=unit, first=period.first, last=period.last, indicator=indicator)
    return list(found.order_by("-version"))


def every_version(*, units: Iterable[str], indicators: Iterable[str], until: date) -> list[Figure]:
    """Every version of these figures of periods that end by the day, oldest first. One query."""
    found = Figure.objects.filter(unit__in=set(units), indicator__in=set(indicators), last__lte=until)
    return list(found.order_by("last", "unit", "indicator", "version"))


def newest_rows(
    *, unit: str, period: Period, indicators: Iterable[str] = (), known: datetime | None = None
) -> list[Figure]:
    """The newest version of each figure of a code whose period ends within this one, with its reason; withdrawn ones too.

    In the order of periods and indicators; `known` tells what was known at a moment. One query.
    """
    found = Figure.objects.filter(unit=unit, last__range=(period.first, period.last))
    if wanted := list(indicators):
        found = found.filter(indicator__in=wanted)
    if known is not None:
        found = found.filter(recorded_at__lte=known)
    newest = {(f.first, f.last, f.indicator): f for f in found.order_by("version")}
    return sorted(newest.values(), key=lambda f: (f.last, -f.first.toordinal(), f.indicator))


def figure_counts(*, units: Iterable[AdminUnit], on: date) -> dict[tuple[str, date], tuple[int, int]]:
    """How many figures each unit has, of periods that end before the day and of later ones. One query."""
    spans = {u.code: u for u in units}
    found: dict[tuple[str, date], tuple[int, int]] = {}
    rows = Figure.objects.filter(unit__in=spans).values("unit", "first", "last")
    for row in rows.annotate(figures=Count("indicator", distinct=True)).order_by():
        unit = spans[row["unit"]]
        if row["last"] >= unit.valid_from:
            before, later = found.get(unit.key, (0, 0))
            late = row["figures"] if row["last"] >= on else 0
            found[unit.key] = (before + row["figures"] - late, later + late)
    return found


def figure_over(known: Mapping[Key, Known], unit: str, span: Period, code: str, indicator: Indicator | None) -> str:
    """The text of a figure by these versions; of a span that has none of its own, what its parts make."""
    newest = known.get((unit, span.first, span.last, code))
    if newest is not None or indicator is None:
        return newest.value if newest else WITHDRAWN
    parts = [
        Observation(unit, period, code, read(k.value))
        for (u, first, last, c), k in known.items()
        if (u, c) == (unit, code) and k.value and span.holds(period := Period(first, last))
    ]
    return exact(summed(indicator, parts, span, Calendar())[0])


def exact(value: Value | None) -> str:
    """A figure as it is stored: nothing is rounded; None is one that is withdrawn."""
    if value is None:
        return WITHDRAWN
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(value: str) -> Fraction | bool:
    """A stored figure that was not withdrawn."""
    return value == "true" if value in ("true", "false") else Fraction(value)
