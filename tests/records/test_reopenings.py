"""A closed period opens again by a decision of the level above, for some days, and closes by itself."""

from __future__ import annotations

from datetime import date

import pytest

from cast import at_work, give, hire
from kieumau.engine.errors import EvaluationError, ObservationError
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.figures.actions import ReasonError
from kieumau.records.indicators.models import Reopening
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.journal.models import Entry
from returns import enter, figure, known, on

pytestmark = pytest.mark.usefixtures("collected")
CLOSED = "2024-04-16 08:00"  # March closed after the 15th
UNTIL = date(2024, 4, 23)


def ask(by, at=CLOSED, period="2024-03", code="101", reason="sót một vụ"):
    return ask_reopening(code=code, period=period, reason=reason, by=on(by, at))


def decide(reopening, by, at="2024-04-16 10:00", **decision):
    return decide_reopening(reopening.uuid, **({"granted": True, "until": UNTIL} | decision), by=on(by, at))


def said(error):
    return " ".join(p.sentence.vi for p in error.value.problems)


def test_asked_granted_corrected_with_a_reason_and_closed_again(officer, leader):
    enter(on(officer, "2024-04-04 09:00"), figure(7))
    asked = ask(officer)
    with pytest.raises(ObservationError):  # asking opens nothing
        enter(on(officer, "2024-04-16 09:00"), figure(8), reason="sót một vụ")
    decide(asked, leader)
    with pytest.raises(ReasonError):
        enter(on(officer, "2024-04-17 09:00"), figure(8))
    enter(on(officer, "2024-04-23 23:59"), figure(8), figure(0, "disciplined"), reason="sót một vụ")
    assert (known().value, known().version) == ("8", 2)
    with pytest.raises(ObservationError, match="đã khóa"):
        enter(on(officer, "2024-04-24 00:00"), figure(9), reason="lại sót")
    told = Entry.objects.filter(about=f"reopening:{asked.uuid}").order_by("number")
    assert [(e.action, e.name) for e in told] == [
        ("indicators.reopening_asked", "can-bo.mot"),
        ("indicators.period_reopened", "lanh-dao.bac"),
    ]


def test_only_the_unit_and_period_that_were_asked_for_open(officer, planner, leader):
    decide(ask(officer), leader)
    at = "2024-04-17 09:00"
    for row in (figure(1, unit="102"), figure(1, period=february())):
        with pytest.raises(ObservationError, match="đã khóa"):
            enter(on(planner, at), row)
    assert enter(on(planner, at), figure(1)).new == 1


def february():
    from kieumau.engine.indicators.periods import month_period

    return month_period(2024, 2)


def test_a_refusal_has_its_reason_and_opens_nothing(officer, leader):
    asked = ask(officer)
    with pytest.raises(EvaluationError) as error:
        decide(asked, leader, granted=False, until=None, note="  ")
    assert [p.path for p in error.value.problems] == ["note"]
    assert decide(asked, leader, granted=False, until=UNTIL, note="đã báo cáo Bộ").until is None
    with pytest.raises(ObservationError):
        enter(on(officer, "2024-04-17 09:00"), figure(8))
    assert ask(officer, "2024-04-18 08:00").state == Reopening.State.ASKED  # he may ask again


@pytest.mark.parametrize(
    ("at", "reason", "what"),
    [("2024-04-15 23:59", "x", "đang mở"), (CLOSED, "  ", "cần ghi lý do")],
)
def test_what_is_open_or_has_no_reason_is_not_asked_for(officer, at, reason, what):
    with pytest.raises(EvaluationError) as error:
        ask(officer, at, reason=reason)
    assert what in said(error) and not Reopening.objects.exists()


def test_a_period_is_asked_for_once_at_a_time_and_decided_once(officer, leader):
    asked = ask(officer)
    with pytest.raises(EvaluationError) as error:
        ask(officer)
    assert "đang chờ" in said(error)
    decide(asked, leader)
    with pytest.raises(EvaluationError) as error:
        ask(officer, "2024-04-17 09:00")
    assert "đang mở" in said(error)
    with pytest.raises(EvaluationError) as error:
        decide(asked, leader, granted=False, note="đổi ý")
    assert "đã được quyết định" in said(error) and Reopening.objects.get().until == UNTIL


@pytest.mark.parametrize("until", [None, date(2024, 4, 15), date(2024, 6, 16)])
def test_it_opens_from_today_for_sixty_days_at_most(officer, leader, until):
    asked = ask(officer)
    with pytest.raises(EvaluationError) as error:
        decide(asked, leader, until=until)
    assert [p.path for p in error.value.problems] == ["until"]


def test_who_asks_does_not_decide(leader):
    give(leader.user, Role.WARD_OFFICER, "101")
    asked = ask(leader)
    with pytest.raises(EvaluationError) as error:
        decide(asked, leader)
    assert "không tự quyết định" in said(error) and Reopening.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.PROVINCIAL_DIRECTOR, "02"),
        (Role.PROVINCIAL_STAFF, "01"),
        (Role.WARD_COMMANDER, "101"),
        (Role.MINISTRY_ANALYST, ""),
        (Role.ADMINISTRATOR, ""),
    ],
)
def test_nobody_but_the_provinces_director_decides(officer, role, unit):
    asked, other = ask(officer), at_work(hire("ai.do", role, unit))
    with pytest.raises(NoReturnError):
        decide(asked, other)


@pytest.mark.parametrize("who", [(Role.WARD_OFFICER, "102"), (Role.PROVINCIAL_DIRECTOR, "01"), (Role.APPRAISER, "01")])
def test_nobody_asks_for_a_ward_whose_figures_he_does_not_enter(north, who):
    with pytest.raises(NoReturnError):
        ask(at_work(hire("ai.do", *who)))
