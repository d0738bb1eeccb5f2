"""The only ways to reach figures: of units within the person's scope, each on the last day of its period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from kieumau.engine.indicators import ObservationTable, Period
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.figures.queries import every_version, figures_table, newest_rows
from kieumau.records.indicators.models import Figure
from kieumau.records.indicators.refusals import NoReturnError


def access_figures(
    *,
    units: Iterable[str],
    until: date | None = None,
    since: date | None = None,
    indicators: Iterable[str] = (),
    known: datetime | None = None,
    as_first: bool = False,
    by: Acting,
) -> ObservationTable:
    """The figures of these codes that the person may read; none where he may read none."""
    if not by.may(Permission.READ_RESULTS):
        return ObservationTable(())
    table = figures_table(units=units, until=until, since=since, indicators=indicators, known=known, as_first=as_first)
    his = {day: by.units(Permission.READ_RESULTS, day) for day in {r.period.last for r in table.rows}}
    rows = tuple(r for r in table.rows if r.unit in his[r.period.last])
    return table if len(rows) == len(table.rows) else ObservationTable(rows, table.sample and bool(rows))


def access_newest(
    code: str, period: Period, *, by: Acting, indicators: Iterable[str] = (), known: datetime | None = None
) -> list[Figure]:
    """The newest version of each figure of a code, of periods that end within this one, as far as the person may read.

    Raises `NoReturnError` where no unit of the code is within his scope in these days. One query.
    """
    lives = [u for u in by.registry.lives(code) if u.valid_from <= period.last and u.valid_until > period.first]
    if not any(by.may(Permission.READ_RESULTS, code, min(period.last, u.last_day)) for u in lives):
        raise NoReturnError
    found = newest_rows(unit=code, period=period, indicators=indicators, known=known)
    return [f for f in found if by.may(Permission.READ_RESULTS, code, f.last)]


def access_series(
    unit: AdminUnit, *, indicators: Iterable[str], until: date, by: Acting
) -> list[tuple[AdminUnit, Figure]]:
    """Every version of a unit's figures and of those that it came from, oldest first, with the unit of each.

    A figure counts where its code meant one of them throughout its period. Raises `NoReturnError`. One query.
    """
    registry = by.registry
    if not by.may(Permission.READ_RESULTS, unit.code, min(until, unit.last_day)):
        raise NoReturnError
    line = {u.key: u for u in registry.with_predecessors([unit])}
    found = []
    for figure in every_version(units={u.code for u in line.values()}, indicators=indicators, until=until):
        then = registry.find(figure.unit, figure.last)
        if then is None or then.key not in line or not registry.is_same(registry.find(figure.unit, figure.first), then):
            continue
        if by.may(Permission.READ_RESULTS, figure.unit, figure.last):
            found.append((then, figure))
    return found
