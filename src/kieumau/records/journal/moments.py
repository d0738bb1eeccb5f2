"""Where days begin and end: days are counted where the office is, moments are kept in universal time."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def start_of(day: date) -> datetime:
    """The first moment of a day where the office is."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last moment of a day where the office is: what was known on it was recorded by then."""
    return timezone.make_aware(datetime.combine(day, time.max))


def known_by(day: date, *, today: date) -> datetime | None:
    """Until when things must have been recorded to be known on a day; None for today: everything is."""
    return end_of(day) if day < today else None
