"""Every write: recording the figures of a table."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kieumau.engine.indicators import ObservationTable
from kieumau.records.indicators.models import Figure

_BATCH = 1000


@transaction.atomic
def record_figures(*, table: ObservationTable, source: str, at: datetime) -> int:
    """Record what is not yet recorded just so; the same table again records nothing. Returns how many are new."""
    units = {row.unit for row in table.rows}
    known = set(
        Figure.objects.filter(unit__in=units).values_list("unit", "first", "last", "indicator", "value")
    )  # fmt: skip
    rows = [
        Figure(
            unit=row.unit,
            first=row.period.first,
            last=row.period.last,
            indicator=row.indicator,
            value=_exact(row.value),
            sample=table.sample,
            source=source[:300],
            recorded_at=at,
        )
        for row in table.rows
        if row.value is not None
        and (row.unit, row.period.first, row.period.last, row.indicator, _exact(row.value)) not in known
    ]
    Figure.objects.bulk_create(rows, batch_size=_BATCH)
    return len(rows)


def _exact(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
