"""Every write: recording the figures of a table."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kieumau.engine.indicators import ObservationTable
from kieumau.records.indicators.models import Figure
from kieumau.records.indicators.queries import exact, newest_figures
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.hand import Hand

_BATCH = 1000


@transaction.atomic
def record_figures(*, table: ObservationTable, source: str, by: Hand) -> int:
    """Record what differs from the newest record of each figure; the same table again records nothing.

    Returns how many are new.
    """
    newest = newest_figures(units={row.unit for row in table.rows})
    rows: dict[tuple[str, date, date, str], Figure] = {}
    for row in table.rows:
        key = (row.unit, row.period.first, row.period.last, row.indicator)
        if row.value is None or newest.get(key) == (exact(row.value), table.sample):
            continue
        rows[key] = Figure(
            unit=row.unit,
            first=row.period.first,
            last=row.period.last,
            indicator=row.indicator,
            value=exact(row.value),
            sample=table.sample,
            source=source[:300],
            recorded_at=by.at,
        )
    Figure.objects.bulk_create(rows.values(), batch_size=_BATCH)
    if rows:
        units = {figure.unit for figure in rows.values()}
        details = {"figures": len(rows), "units": len(units), "source": source[:300], "sample": table.sample}
        unit = units.pop() if len(units) == 1 else ""
        write_line("indicators.figures_recorded", by=by, unit=unit, details=details)
    return len(rows)
