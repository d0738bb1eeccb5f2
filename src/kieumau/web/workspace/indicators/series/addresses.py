"""The address of a unit's figure through time."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from kieumau.engine.territory import AdminUnit
from kieumau.web.shell.links import keep_day


def series_address(indicator: str, unit: AdminUnit, today: date, day: date | None = None) -> str:
    """The page of a unit's figure as of a day of its life; as of its last one where it has ended."""
    if day is None and unit.valid_until <= today:
        day = unit.last_day
    address = reverse("workspace:indicator", args=[indicator, unit.code])
    return keep_day(address, day if day != today else None)
