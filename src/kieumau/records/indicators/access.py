"""The only way to reach figures: those of units within the person's scope, each on the last day of its period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kieumau.engine.indicators import ObservationTable
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.queries import figures_table


def access_figures(*, units: Iterable[str], until: date | None = None, by: Acting) -> ObservationTable:
    """The figures of these codes that the person may read; none where he may read none."""
    if not by.may(Permission.READ_RESULTS):
        return ObservationTable(())
    table = figures_table(units=units, until=until)
    rows = tuple(r for r in table.rows if by.may(Permission.READ_RESULTS, r.unit, r.period.last))
    return table if len(rows) == len(table.rows) else ObservationTable(rows, table.sample and bool(rows))
