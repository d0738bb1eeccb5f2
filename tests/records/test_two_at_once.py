"""Two people act on one role at once: one waits for the other and then sees what he did. SQLite has one writer anyway."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from cast import TERMINAL, at_work, hire
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.accounts.mandates import actions as mandate_actions
from kieumau.records.accounts.mandates.actions import end_mandate, give_mandate, hand_over
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.actions import begin_collection
from kieumau.records.indicators.figures import actions as figure_actions
from kieumau.records.questions import actions as question_actions
from kieumau.records.questions.models import Answer, QuestionRecord
from kieumau.records.territory.actions import load_register
from returns import MARCH, PROGRAMME, YEAR_2024, enter, figure, known, moment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]
TODAY = date(2024, 4, 4)


@pytest.fixture(autouse=True)
def province(transactional_db):
    units = [AdminUnit("01", "Bắc", "tinh", level="province")]
    units += [AdminUnit(c, c, "phuong", parent="01", level="commune") for c in ("101", "102")]
    load_register(register=Registry(tuple(units)), fingerprint="two wards at once", source="cast", by=TERMINAL)


@pytest.fixture
def administrators():
    return [hire(f"qt.{n}", Role.ADMINISTRATOR, "01") for n in ("mot", "hai")]


def together(
    monkeypatch: pytest.MonkeyPatch, step: str, *acts: Callable[[], Any], of: ModuleType = mandate_actions
) -> list[str]:
    """Both acts at once, held for a moment at a step so that each would see the other unfinished. Names of what came."""
    meet, real, came = threading.Barrier(len(acts)), getattr(of, step), []

    def held(*args: Any, **named: Any) -> Any:
        with suppress(threading.BrokenBarrierError):  # the other waits at a lock, as it should
            meet.wait(1)
        return real(*args, **named)

    monkeypatch.setattr(of, step, held)

    def go(act: Callable[[], Any]) -> None:
        try:
            came.append(type(act()).__name__)
        except Exception as error:  # its name is the answer
            came.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(came)


def test_one_role_is_handed_over_once(administrators, monkeypatch):
    officer = hire("can.bo", Role.WARD_OFFICER, "101")
    takers = [hire(f"moi.{n}", Role.WARD_OFFICER, "102") for n in ("mot", "hai")]
    mandate = officer.mandates.get().uuid
    acts = [
        lambda by=by, to=to: hand_over(mandate_uuid=mandate, to_username=to.username, on=TODAY, by=at_work(by))
        for by, to in zip(administrators, takers, strict=True)
    ]
    assert together(monkeypatch, "stop_mandate", *acts) == ["AccountError", "Mandate"]
    assert Mandate.objects.filter(unit="101", valid_until__gt=TODAY).count() == 1


def test_one_role_is_given_once(administrators, monkeypatch):
    officer = hire("can.bo", Role.WARD_OFFICER, "102")
    asked = {"account_uuid": officer.uuid, "role": "ward_officer", "unit": "101", "valid_from": TODAY}
    acts = [lambda by=by: give_mandate(**asked, by=at_work(by)) for by in administrators]
    assert together(monkeypatch, "add_mandate", *acts) == ["AccountError", "Mandate"]
    assert officer.mandates.filter(unit="101").count() == 1


def test_one_role_is_ended_once(administrators, monkeypatch):
    mandate = hire("can.bo", Role.WARD_OFFICER, "101").mandates.get().uuid
    acts = [lambda by=by: end_mandate(mandate_uuid=mandate, on=TODAY, by=at_work(by)) for by in administrators]
    assert together(monkeypatch, "stop_mandate", *acts) == ["AccountError", "Mandate"]


def test_a_ratio_follows_from_a_part_and_a_whole_that_two_enter_at_once(administrators, monkeypatch):
    """Each takes his turn at the unit, so the later one sees the other's figure."""
    staff = at_work(hire("tham-muu", Role.PROVINCIAL_STAFF, "01"))
    begin_collection(programme=PROGRAMME, unit="01", valid_from=date(2024, 1, 1), due_days=5, closing_days=15, by=staff)
    people = [hire(f"can-bo.{n}", Role.WARD_OFFICER, "101") for n in ("mot", "hai")]
    rows = [figure(20, "officers_present", period=YEAR_2024), figure(15, "officers_trained", period=YEAR_2024)]
    acts = [lambda row=row, p=p: enter(at_work(p), row) for row, p in zip(rows, people, strict=True)]
    assert together(monkeypatch, "known_of", *acts, of=figure_actions) == ["FiguresRecorded", "FiguresRecorded"]
    assert known("trained_share").value == "3/4"


def test_an_answer_that_is_sent_several_times_at_once_is_written_once(monkeypatch):
    officer = at_work(hire("can.bo", Role.WARD_OFFICER, "101"))
    days = {"first": MARCH.first, "last": MARCH.last, "asked_at": moment("2024-04-06 08:00")}
    asked = QuestionRecord.objects.create(**days, unit="101", programme=PROGRAMME, indicators=[], sample=True)
    acts = [lambda: question_actions.answer_question(asked.uuid, text="Đúng.", by=officer)] * 4
    assert together(monkeypatch, "home_of", *acts, of=question_actions) == ["Answer"] * 4
    assert Answer.objects.count() == 1
