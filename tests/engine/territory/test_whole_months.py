"""Months in being, against a calendar that is walked day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kieumau.engine.territory.units import whole_months

DAY = timedelta(days=1)


def walked(start: date, end: date) -> int:
    """Live each day from the first to the last: a month is over on the eve of its day, or with the calendar month that lacks it."""
    months, day = 0, start
    while day <= end:
        tomorrow = day + DAY
        ends_without_its_day = tomorrow.day == 1 and day.day < start.day
        if tomorrow.day == start.day or ends_without_its_day:
            months += 1
        day = tomorrow
    return months


@given(st.dates(date(2019, 1, 1), date(2025, 12, 31)), st.integers(0, 900))
def test_whole_months_are_those_that_a_calendar_counts(start, days):
    end = start + timedelta(days=days)
    assert whole_months(start, end) == walked(start, end)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-02-15", "2026-11-14", 9), ("2026-02-16", "2026-11-14", 8), ("2025-01-01", "2025-12-31", 12),
        ("2024-01-31", "2024-02-28", 0), ("2024-01-31", "2024-02-29", 1), ("2023-01-31", "2023-02-28", 1),
        ("2023-01-29", "2023-02-28", 1), ("2024-02-29", "2025-02-28", 12), ("2024-05-01", "2024-05-31", 1),
    ],
)  # fmt: skip
def test_a_unit_of_the_15th_has_lived_nine_months_on_the_14th(start, end, months):
    assert whole_months(date.fromisoformat(start), date.fromisoformat(end)) == months
