"""What is asked of which units begins and ends by those who may, and never asks one code in two meanings."""

from __future__ import annotations

from datetime import date

import pytest

from cast import at_work, hire
from kieumau.engine.errors import EvaluationError, ObservationError
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.actions import begin_collection, end_collection
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.models import Collection
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.journal.models import Entry
from kieumau.records.territory.actions import load_register
from returns import MARCH, NORTH, PROGRAMME, SINCE, enter, figure, moment, on

NOW = "2024-04-04 15:00"


def begin(by, **changes):
    asked = {"programme": PROGRAMME, "unit": "01", "valid_from": SINCE, "due_days": 5, "closing_days": 15}
    return begin_collection(**(asked | changes), by=by)


def refused(by, **changes):
    before = Collection.objects.count()
    with pytest.raises(EvaluationError) as error:
        begin(by, **changes)
    assert Collection.objects.count() == before
    return {p.path: p.sentence.vi for p in error.value.problems}


def months_of(by, code="101"):
    """The months that a ward is asked for, January to June 2024."""
    asking = Asking(by.registry)
    units = [u for u in by.registry.units if u.code == code]
    return [r.name for r in asking.returns(units, first=SINCE, last=date(2024, 6, 30))]


def test_a_collection_begins_with_its_hand_and_one_line(planner):
    begun = begin(planner, only=["102", "101", "101"], reason="  Kế hoạch 12  ")
    assert (begun.only, begun.reason, begun.name) == (["101", "102"], "Kế hoạch 12", "tham-muu.bac")
    line = Entry.objects.get(action="indicators.collection_begun")
    assert (line.unit, line.role, line.about) == ("01", "provincial_staff", f"collection:{begun.uuid}")


@pytest.mark.parametrize(
    ("changes", "path", "what"),
    [
        ({"unit": "02"}, "unit", "không có đơn vị 02 trong phạm vi"),
        ({"unit": ""}, "unit", "trong phạm vi"),
        ({"unit": "999"}, "unit", "không có đơn vị 999"),
        ({"programme": "khong-co"}, "programme", "không có chương trình"),
        ({"due_days": 16}, "due_days", "khóa không trước hạn"),
        ({"due_days": -1}, "due_days", "từ 0 đến"),
        ({"closing_days": 367}, "due_days", "366"),
        ({"only": ["101", "201"]}, "only", "đơn vị 201 không thuộc 01"),
    ],
)
def test_what_cannot_be_collected_is_refused_beside_its_field(planner, changes, path, what):
    assert what in refused(planner, **changes)[path]


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PROVINCIAL_STAFF])
def test_nobody_but_provincial_staff_collects(north, role):
    unit = {"ward": "101", "prov": "01"}.get(role.value[:4], "")
    assert "unit" in refused(at_work(hire("ai.do", role, unit)))


def test_two_meanings_of_one_code_are_not_collected_from_the_same_units(planner):
    begin(planner)
    said = " ".join(refused(planner, programme="do-thi-van-minh").values())
    assert "có hai nghĩa" in said and "do-thi-van-minh/04-2022" in said
    staff = at_work(hire("tham-muu.nam", Role.PROVINCIAL_STAFF, "02"))
    assert begin(staff, programme="do-thi-van-minh", unit="02")  # other units


def test_units_that_are_not_shared_may_be_asked_in_two_meanings(planner):
    begin(planner, only=["101"])
    assert "có hai nghĩa" in " ".join(refused(planner, programme="do-thi-van-minh", only=["101", "102"]).values())
    assert begin(planner, programme="do-thi-van-minh", only=["102"])


def test_after_its_end_a_collection_asks_nothing_and_what_was_entered_stays(planner, officer):
    begun = begin(on(planner, "2023-12-20 08:00"))
    enter(officer, figure(7))
    assert months_of(officer)[-1] == "2024-06"
    end_collection(begun.uuid, valid_until=date(2024, 4, 30), reason="đổi chương trình", by=planner)
    assert months_of(officer) == ["2024-01", "2024-02", "2024-03"]
    with pytest.raises(ObservationError):
        enter(officer, figure(7, period=month(4)))
    assert enter(officer, figure(7)).unchanged == 1
    assert Entry.objects.filter(action="indicators.collection_ended", unit="01").count() == 1


def test_an_end_needs_a_day_within_a_reason_and_its_own_province(planner, leader):
    begun = begin(planner)
    with pytest.raises(EvaluationError) as error:
        end_collection(begun.uuid, valid_until=date(2023, 12, 31), reason=" ", by=planner)
    assert {p.path for p in error.value.problems} == {"valid_until", "reason"}
    south = at_work(hire("tham-muu.nam", Role.PROVINCIAL_STAFF, "02"))
    for by in (south, leader):
        with pytest.raises(NoReturnError):
            end_collection(begun.uuid, valid_until=date(2024, 6, 1), reason="x", by=by)


def test_a_collection_of_a_province_goes_on_through_a_change_of_its_wards(planner, officer):
    """A ward that another goes into in mid-May reports all of May; the one that ended, the days on which it stood."""
    begin(on(planner, "2023-12-20 08:00"))
    day = date(2024, 5, 15)
    change = Change("1/NQ", day, plain("Nhập"), "Quốc hội", date(2024, 5, 1), "")
    old = [u for u in NORTH.units if u.code in ("101", "102")]
    ended = [replaced(u, valid_until=day, ended_by="1/NQ") for u in old]
    begun = replaced(old[0], name="Một Hai", valid_from=day, begun_by="1/NQ")
    rest = [u for u in NORTH.units if u.code not in ("101", "102")]
    ways = tuple(Succession("1/NQ", u.code, "101") for u in ended)
    register = Registry((*rest, *ended, begun), {"1/NQ": change}, ways)
    load_register(register=register, fingerprint="sau", source="cast", by=planner.actor())
    then = at_work(officer.user, moment("2024-06-03 09:00"))
    assert [m for m in months_of(then) if m >= "2024-05"] == ["2024-05-01..2024-05-14", "2024-05", "2024-06"]
    assert months_of(then, "102")[-1] == "2024-05-01..2024-05-14"
    staff = on(planner, "2024-06-03 09:00")
    spans = {
        r.covered
        for r in Asking(staff.registry).returns(staff.registry.lives("101"), first=day, last=date(2024, 5, 31))
    }
    assert {(s.first.day, s.last.day) for s in spans} == {(1, 14), (15, 31)}


def replaced(unit, **changes):
    from dataclasses import replace

    return replace(unit, **changes)


def test_beginning_again_opens_no_period_that_is_closed(planner, leader):
    """Who enters figures cannot open closed periods, by whatever name: the first collection sets a figure's days."""
    begin(on(planner, "2023-12-20 08:00"))
    late = on(planner, "2024-09-01 09:00")
    begin(late, closing_days=366, only=["101"])
    with pytest.raises(ObservationError, match=r"đã khóa sau ngày 15/04/2024"):
        enter(late, figure(7))
    assert enter(late, figure(7, period=month(8))).new == 1


def month(number):
    return month_period(2024, number)


def test_an_end_does_not_reach_back_over_what_was_recorded(planner, officer):
    begun = begin(on(planner, "2023-12-20 08:00"))
    late = on(planner, "2024-09-10 09:00")
    enter(on(officer, NOW), figure(7))
    with pytest.raises(EvaluationError, match="kết thúc sớm nhất từ 01/09/2024"):
        end_collection(begun.uuid, valid_until=SINCE, reason="giao lại", by=late)
    assert end_collection(begun.uuid, valid_until=date(2024, 9, 1), reason="giao lại", by=late)
    mistaken = begin(late, valid_from=date(2024, 9, 1))
    assert end_collection(mistaken.uuid, valid_until=mistaken.valid_from, reason="giao nhầm", by=late)


def test_what_is_asked_for_after_the_fact_is_due_after_it_was_asked_for(planner):
    begin(on(planner, "2024-09-01 09:00"))
    asking = Asking(planner.registry)
    (march,) = [
        r
        for r in asking.returns([planner.registry.find("101", SINCE)], first=SINCE, last=MARCH.last)
        if r.period == MARCH
    ]
    assert (march.deadline.due, march.deadline.closes) == (date(2024, 9, 6), date(2024, 9, 16))
