"""The figures of many units over periods, as recorded, under the units of one day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from kieumau.engine.indicators import Every, Indicator, Period
from kieumau.engine.indicators.comparing import spreads_of_units
from kieumau.engine.indicators.totals import Total, totals_of
from kieumau.engine.statistics.spread import Spread
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.figures.access import access_figures


def access_totals(
    indicator: Indicator,
    periods: Sequence[Period],
    *,
    units: Sequence[AdminUnit],
    on: date,
    since: date | None = None,
    known: datetime | None = None,
    as_first: bool = False,
    by: Acting,
) -> tuple[list[dict[str, Total]], bool]:
    """Of each unit of the day `on` in each of these periods, and whether the figures are invented.

    With `since` figures of periods before these may count, and a month's may be that of its year; `as_first` takes them
    as they stood before any correction. One query for ten thousand units.
    """
    first, last = min(p.first for p in periods), max(p.last for p in periods)
    table = access_figures(
        units=by.registry.codes_with_predecessors(units, since=first),
        since=since or first,
        until=date(last.year, 12, 31) if since else last,
        indicators=[indicator.code],
        known=known,
        as_first=as_first,
        by=by,
    )
    found = [totals_of(indicator, table.rows, units=units, registry=by.registry, period=p, on=on) for p in periods]
    return found, table.sample


def access_spread_totals(
    indicator: Indicator,
    periods: Sequence[Period],
    *,
    units: Sequence[AdminUnit],
    on: date,
    known: datetime | None = None,
    by: Acting,
) -> tuple[list[dict[str, Total]], dict[str, Spread | None], bool]:
    """The same with how much more than by chance each unit's months vary, from two years of them. One query."""
    first, last = min(p.first for p in periods), max(p.last for p in periods)
    if indicator.every is Every.MONTH:
        first = min(first, date(last.year - 2, last.month, 1))
    table = access_figures(
        units=by.registry.codes_with_predecessors(units, since=first),
        since=first,
        until=last,
        indicators=[indicator.code],
        known=known,
        by=by,
    )
    found = [totals_of(indicator, table.rows, units=units, registry=by.registry, period=p, on=on) for p in periods]
    monthly = table.rows if indicator.every is Every.MONTH else ()
    return found, spreads_of_units(monthly, by.registry, on=on), table.sample
