"""A question waits until what was asked is mended: another figure beside it, or one put back, mends nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from kieumau.config import clock
from kieumau.engine.indicators import Every
from kieumau.engine.indicators.periods import month_period
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.models import Figure
from kieumau.records.questions.access import questions_waiting
from kieumau.records.questions.actions import ask_questions
from kieumau.records.questions.checking import HISTORY
from kieumau.records.questions.models import Fact, QuestionRecord
from kieumau.records.questions.queries import figures_seen
from kieumau.records.questions.rounds import rounds_due
from returns import APRIL, MARCH, NORTH, PROGRAMME, YEAR_2024, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")
DECEMBER, MAY_2025 = month_period(2024, 12), month_period(2025, 5)


@pytest.fixture
def correct(officer, leader):
    """A closed month is opened again, and the ward corrects it."""

    def do(value, indicator, day, period=MARCH):
        asked = ask_reopening(code="101", period=period.label, reason="nhầm cột", by=on(officer, f"{day} 08:00"))
        until = date.fromisoformat(day)
        decide_reopening(asked.uuid, granted=True, until=until, by=on(leader, f"{day} 09:00"))
        enter(on(officer, f"{day} 10:00"), figure(value, indicator, period=period), reason="nhầm cột")

    return do


def ask(by, about, at):
    asked = ask_questions(programme=PROGRAMME, about=about, by=on(by, at))
    return asked.new, asked.known


def test_what_is_missing_waits_until_all_of_it_is_there(planner, officer, correct):
    codes = ("order_violations", "files")
    for month in (1, 2, 3, 5):
        rows = [figure(7, code, period=month_period(2024, month)) for code in codes]
        enter(on(officer, f"2024-0{month + (month < 4)}-07 08:00"), *rows)
    assert ask(planner, APRIL, "2024-05-07 09:00") == (1, 0)
    correct(9, "files", "2024-05-08")  # in March, which the question saw
    assert questions_waiting(officer) == 1
    for value, code, waiting in ((5, "files", 1), (6, "order_violations", 0), (None, "files", 1)):
        enter(on(officer, "2024-05-09 08:00"), figure(value, code, period=APRIL), reason="nhầm cột")
        assert questions_waiting(officer) == waiting, (value, code)


def test_a_figure_that_was_put_back_is_asked_about_by_the_same_question(planner, officer):
    enter(on(officer, "2024-04-04 09:00"), figure(100, "files"), figure(120, "files_on_time"))
    assert ask(planner, MARCH, "2024-04-06 08:00") == (1, 0)
    for day, value, waiting in ((7, 90, 0), (8, 120, 1)):
        enter(on(officer, f"2024-04-0{day} 08:00"), figure(value, "files_on_time"), reason="đếm lại")
        assert questions_waiting(officer) == waiting, value
    assert ask(planner, MARCH, "2024-04-09 08:00") == (0, 1)


def test_a_sum_is_corrected_when_it_comes_to_something_else(planner, officer, correct):
    months = [month_period(2024, m) for m in (1, 2, 3)]
    for value, period in zip((3, 4, 5), months, strict=True):
        enter(on(officer, f"2024-0{period.first.month + 1}-04 08:00"), figure(value, period=period))
    days = {"first": months[0].first, "last": months[2].last, "unit": "101"}
    about = {"programme": PROGRAMME, "kind": "apart", "indicators": ["order_violations"], "sample": True}
    asked = QuestionRecord.objects.create(**about, **days, fingerprint="x", asked_at=moment("2024-04-06 08:00"))
    Fact.objects.create(question=asked, **days, indicator="order_violations", value="12")
    assert questions_waiting(officer) == 1
    for value, period, day, waiting in ((2, months[0], "2024-05-08", 0), (5, months[1], "2024-05-09", 1)):
        correct(value, "order_violations", day, period)
        assert questions_waiting(officer) == waiting, value


def test_the_timer_looks_again_at_a_month_and_its_year_once_something_old_was_corrected(
    monkeypatch, capsys, planner, officer, correct
):
    enter(on(officer, "2024-04-04 09:00"), figure(100, "files"), figure(120, "files_on_time"))
    assert ask(planner, MARCH, "2024-04-06 08:00") == (1, 0)
    for day, new in (("2025-06-17", 0), ("2025-06-18", 1), ("2025-06-19", 0)):
        if new:
            correct(119, "files_on_time", "2025-06-17")  # still more than there were
        monkeypatch.setattr(clock, "now", lambda day=day: moment(f"{day} 11:00"))
        call_command("ask_questions")
        assert f"Đã hỏi {new} câu về số liệu" in capsys.readouterr().out, day
    assert questions_waiting(officer) == 1
    found = rounds_due(Asking(NORTH), on=date(2025, 6, 20), days=35)
    looked_at = {(r.unit.code, r.period) for r in found[PROGRAMME, "01"]}
    assert list(found) == [(PROGRAMME, "01")]
    assert {p for _, p in looked_at} == {MARCH, DECEMBER, YEAR_2024, MAY_2025}  # the last was just due
    assert {u for u, p in looked_at if p == MARCH} == {"101", "102"}  # to be compared


def test_checks_read_two_years_of_months_and_a_window_of_years():
    spans = {"unit": "101", "value": "7", "sample": True, "recorded_at": moment("2024-04-04 08:00")}
    for year, indicator in ((2000, "households"), (2000, "files"), (2022, "files"), (1990, "households")):
        monthly = indicator == "files"
        first, last = date(year, 1, 1), date(year, 1, 31) if monthly else date(year, 12, 31)
        Figure.objects.create(**spans, first=first, last=last, indicator=indicator)
    since = {every: DECEMBER.first - back for every, back in HISTORY.items()}
    seen = figures_seen(units=["101"], since=since, yearly={"households"}, until=DECEMBER.last)
    assert {(r.indicator, r.period.last.year) for r in seen.rows} == {("households", 2000), ("files", 2022)}
    assert set(since) == {Every.MONTH, Every.YEAR}
