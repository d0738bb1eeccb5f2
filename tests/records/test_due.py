"""How returns stand: what is missing, since when they are complete, in time or late, and of whom a person is reminded."""

from __future__ import annotations

from datetime import date

import pytest

from cast import at_work, hire
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.returns.due import missing_of, span_of, standings
from kieumau.records.indicators.returns.reminders import reminder_for, reopenings_now
from kieumau.records.indicators.returns.seen import months_before, returns_seen, years_before
from returns import MARCH, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")


def march(by, day="2024-04-04 15:00", known=None, unit="101"):
    """How the return of a ward for March stands on a day."""
    then = on(by, day)
    asking = Asking(then.registry)
    seen = returns_seen(asking, by=then, to=Permission.READ_RESULTS, first=MARCH.last, last=MARCH.last)
    return next(s for s in standings(seen, on=then.on, known=known) if s.asked.unit.code == unit)


def everything(by):
    """A figure for each that is asked for March."""
    return [figure(_fit(a), a.code) for a in march(by).asked.form.entered]


def _fit(asked):
    return True if asked.indicator.measure.is_fact else "1/2" if asked.indicator.measure.is_share else 1


def test_a_return_is_filled_figure_by_figure_and_says_which_are_missing(officer):
    assert (march(officer).filled, march(officer).is_complete) == (0, False)
    enter(officer, figure(0), figure(1, "disciplined"))
    standing = march(officer)
    assert (standing.filled, standing.missing) == (2, standing.of - 2)
    missing = missing_of([standing.asked])[span_of(standing.asked)]
    assert len(missing) == standing.missing and not {"order_violations", "disciplined"} & {a.code for a in missing}


def test_a_return_is_complete_when_its_last_missing_figure_came_whatever_is_corrected_later(officer):
    rows = everything(officer)
    enter(on(officer, "2024-04-03 09:00"), *rows[1:])
    enter(on(officer, "2024-04-05 23:59"), rows[0])
    enter(on(officer, "2024-04-09 09:00"), figure(7), reason="đối chiếu lại")
    standing = march(officer, "2024-04-10 08:00")
    assert standing.is_complete and standing.completed_at == moment("2024-04-05 23:59")
    assert not standing.was_late and not standing.is_overdue


def test_a_figure_taken_back_is_missing_and_comes_anew(officer):
    enter(on(officer, "2024-04-03 09:00"), *everything(officer))
    enter(on(officer, "2024-04-04 09:00"), figure(None), reason="nhầm kỳ")
    assert (march(officer).missing, march(officer).completed_at) == (1, None)
    enter(on(officer, "2024-04-06 00:00"), figure(3), reason="đúng kỳ")
    standing = march(officer, "2024-04-06 08:00")
    assert standing.completed_at == moment("2024-04-06 00:00") and standing.was_late


def test_a_past_day_sees_what_was_known_then(officer):
    enter(on(officer, "2024-04-03 09:00"), *everything(officer))
    assert march(officer, known=moment("2024-04-03 08:59")).filled == 0
    assert march(officer, known=moment("2024-04-03 09:00")).is_complete


@pytest.mark.parametrize(
    ("day", "over", "overdue", "closed", "wanted"),
    [
        ("2024-03-31 23:59", False, False, False, False),
        ("2024-04-01 00:00", True, False, False, True),
        ("2024-04-05 23:59", True, False, False, True),
        ("2024-04-06 00:00", True, True, False, True),
        ("2024-04-15 23:59", True, True, False, True),
        ("2024-04-16 00:00", True, True, True, False),
    ],
)
def test_an_empty_return_is_wanted_then_late_then_closed(officer, day, over, overdue, closed, wanted):
    s = march(officer, day)
    assert (s.is_over, s.is_overdue, s.is_closed, s.is_wanted) == (over, overdue, closed, wanted)


def test_months_and_years_that_are_over():
    assert [m.label for m in months_before(date(2024, 2, 29), 3)] == ["2023-11", "2023-12", "2024-01"]
    from kieumau.engine.indicators import Calendar

    assert [y.label for y in years_before([Calendar(), Calendar()], date(2024, 12, 31))] == ["2023"]


def reminder(by, text):
    then = on(by, text)
    return reminder_for(then, asking=Asking(then.registry))


def test_each_is_reminded_of_what_is_his(officer, planner, leader, north):
    """The ward of its returns, the most urgent first; the province of the wards that are late; nobody else."""
    mine = reminder(officer, "2024-03-04 09:00")
    assert [s.asked.name for s in mine.wanted] == ["2024-02"] and not mine.late_units
    assert not mine.wanted[0].is_overdue and mine.wanted[0].days_left == 1
    assert reminder(planner, "2024-03-04 09:00").is_empty
    late = reminder(planner, "2024-03-06 09:00")
    assert [u.code for u in late.late_units] == ["101", "102"] and not late.wanted
    assert reminder(leader, "2024-03-06 09:00").late_units == late.late_units
    for role, unit in ((Role.PROVINCIAL_STAFF, "02"), (Role.WARD_OFFICER, "201"), (Role.APPRAISER, "01")):
        other = hire(f"nguoi.{role}.{unit}", role, unit)
        assert reminder(at_work(other), "2024-03-06 09:00").is_empty


def test_an_old_period_that_was_opened_again_is_wanted_and_a_request_waits_for_who_decides(officer, planner, leader):
    later = "2026-06-01 09:00"
    asked = ask_reopening(code="101", period="2024-03", reason="sót một vụ", by=on(officer, later))
    assert [r.pk for r in reminder(leader, later).requests] == [asked.pk]
    assert not reminder(planner, later).requests
    assert "2024-03" not in [s.asked.name for s in reminder(officer, later).wanted]
    decide_reopening(asked.uuid, granted=True, until=date(2026, 6, 8), by=on(leader, later))
    assert not reminder(leader, later).requests
    wanted = {s.asked.name: s for s in reminder(officer, later).wanted}
    assert wanted["2024-03"].open_until == date(2026, 6, 8)
    assert "2024-03" not in {s.asked.name for s in reminder(officer, "2026-06-09 09:00").wanted}
    assert [r.pk for r in reopenings_now(date(2026, 6, 1))] == [asked.pk]
    assert not reopenings_now(date(2026, 5, 31))  # a past day knows nothing of what was asked and decided after it


def test_how_a_province_stands_costs_the_same_whatever_is_recorded(officer, planner, django_assert_num_queries):
    enter(officer, figure(0), figure(1, "disciplined"))
    for by in (officer, planner):
        then = on(by, "2024-04-04 15:00")
        assert then.mandates and then.registry.units
        with django_assert_num_queries(3):
            reminder_for(then, asking=Asking(then.registry))
