"""Days are counted where the office is: one ends where the next begins, and today has not ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kieumau.records.journal.moments import end_of, known_by, start_of

DAY = date(2026, 2, 28)


def test_a_day_ends_just_before_the_next_begins_where_the_office_is() -> None:
    assert start_of(DAY) == datetime.fromisoformat("2026-02-27T17:00:00+00:00")
    assert end_of(DAY) + timedelta(microseconds=1) == start_of(DAY + timedelta(days=1))


def test_what_was_known_on_a_past_day_has_an_end_and_today_has_none() -> None:
    assert known_by(DAY, today=date(2026, 3, 1)) == end_of(DAY)
    assert known_by(DAY, today=DAY) is None
