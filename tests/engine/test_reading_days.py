"""A day as people write it: every way that can mean one day only, and no slip of the hand."""

from __future__ import annotations

from datetime import date

import pytest

from kieumau.engine.wording import read_day, said_date


@pytest.mark.parametrize(
    "text", ["01/07/2026", "1/7/2026", "01-07-2026", "1.7.2026", " 2026-07-01 ", "2026-7-1", "01 / 07 / 2026"]
)
def test_each_way_of_writing_a_day_is_read(text: str) -> None:
    assert read_day(text) == date(2026, 7, 1)


@pytest.mark.parametrize(
    "text",
    ["", "31/02/2026", "2026/07/01", "01/07/26", "07/13/2026", "01/07/1899", "01/07/2201", "0001-01-01", "1/1/99999",
     "1 1/07/2026", "20260701", "٠١/٠٧/٢٠٢٦", "hôm nay", "2026-07"],
)  # fmt: skip
def test_what_is_no_day_or_might_be_another_is_none(text: str) -> None:
    assert read_day(text) is None


def test_a_day_that_is_said_is_read_again() -> None:
    assert read_day(said_date(date(2026, 7, 1))) == date(2026, 7, 1)
