"""Figures of units that end, begin, pass their code on or are split: who enters them, for which days, in whose story."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cast import at_work, hire
from kieumau.engine.errors import ObservationError
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.figures.actions import ReasonError
from kieumau.records.indicators.figures.checking import check_entries
from kieumau.records.indicators.figures.queries import versions_of
from kieumau.records.indicators.models import Figure
from kieumau.records.journal.models import Entry
from kieumau.records.territory.actions import load_register
from returns import MARCH, NORTH, enter, figure, known, moment, on

pytestmark = pytest.mark.usefixtures("collected")


def change(day: date, *ways: tuple[str, str], begins: dict[str, dict[str, str]], ends: tuple[str, ...]) -> None:
    """One act: units end, others begin; each way leads from one that ends into one that begins."""
    act = Change("1/NQ", day, plain("Sắp xếp"), "Quốc hội", date(2024, 1, 1), "")
    old = {u.code: u for u in NORTH.units}
    ended = [replace(old[c], valid_until=day, ended_by="1/NQ") for c in ends]
    begun = [
        replace(old["101"], code=c, valid_from=day, begun_by="1/NQ", **{"name": c, **more})
        for c, more in begins.items()
    ]
    rest = [u for u in NORTH.units if u.code not in ends]
    split = {a for a, _ in ways if sum(a == other for other, _ in ways) > 1}
    shares = [(None, "unknown") if a in split else (Fraction(1), "whole") for a, _ in ways]
    steps = tuple(Succession("1/NQ", *way, *share) for way, share in zip(ways, shares, strict=True))
    register = Registry((*rest, *ended, *begun), {"1/NQ": act}, steps)
    load_register(register=register, fingerprint=f"{day}", source="cast", by=at_work(hire("may.chu")).actor())


def test_a_line_about_a_ward_that_ended_is_in_the_story_of_the_one_that_took_its_place(officer, planner):
    """Its code passes to a ward of another province, whose people are told nothing."""
    day = date(2024, 4, 1)
    change(day, ("101", "104"), ("201", "101"), begins={"104": {}, "101": {"parent": "02"}}, ends=("101", "201"))
    heir = at_work(hire("can-bo.bon", Role.WARD_OFFICER, "104", since=day), moment("2024-04-05 09:00"))
    enter(heir, figure(7))
    line = Entry.objects.get(action="indicators.figures_recorded")
    assert line.unit == "104" and '"codes": "101"' in line.details
    commander = at_work(hire("chi-huy.bon", Role.WARD_COMMANDER, "104", since=day), heir.at)
    stranger = at_work(hire("chi-huy.la", Role.WARD_COMMANDER, "101", since=day), heir.at)
    assert commander.may(Permission.READ_JOURNAL, line.unit, commander.on)
    assert not stranger.may(Permission.READ_JOURNAL, line.unit, stranger.on)


def test_an_act_on_several_wards_is_in_the_story_of_each(planner):
    enter(planner, figure(7), figure(3, unit="102"), figure(4, "files", unit="102"))
    found = Entry.objects.filter(action="indicators.figures_recorded").order_by("unit")
    assert [(line.unit, json.loads(line.details)["figures"]) for line in found] == [("101", 1), ("102", 2)]


def test_who_holds_a_part_of_a_split_ward_reads_its_past_and_writes_none_of_it(officer, planner):
    day = date(2024, 4, 1)
    change(day, ("101", "104"), ("101", "105"), begins={"104": {}, "105": {"parent": "02"}}, ends=("101",))
    part = at_work(hire("can-bo.nam", Role.WARD_OFFICER, "105", since=day), moment("2024-04-05 09:00"))
    assert part.may(Permission.READ_RESULTS, "101", MARCH.last)
    with pytest.raises(ObservationError, match="không có đơn vị mã 101 trong phạm vi"):
        enter(part, figure(7))
    own = month_period(2024, 4)
    assert not part.may(Permission.ENTER_FIGURES, "104", own.last)


def test_a_province_writes_the_past_of_a_ward_that_was_split_within_it(planner):
    day = date(2024, 4, 1)
    change(day, ("101", "104"), ("101", "105"), begins={"104": {}, "105": {}}, ends=("101",))
    assert enter(on(planner, "2024-04-05 09:00"), figure(7)).new == 1


def test_a_ward_that_begins_in_december_fills_its_month_and_its_year(planner):
    """Both cover the same days, so each figure is asked by the one or the other."""
    day = date(2024, 12, 10)
    change(day, ("101", "104"), begins={"104": {}}, ends=("101",))
    by = at_work(hire("can-bo.bon", Role.WARD_OFFICER, "104", since=day), moment("2024-12-20 09:00"))
    days = Period(day, date(2024, 12, 31))
    rows = [figure(7, unit="104", period=days), figure(20, "officers_present", unit="104", period=days)]
    rows.append(figure(5, "officers_trained", unit="104", period=days))
    assert enter(by, *rows).new == 3
    assert all(f.sample for f in Figure.objects.all())
    assert known("trained_share", unit="104").value == "1/4"


def test_the_name_of_a_return_finds_the_same_return_where_a_code_goes_on_within_a_month(planner):
    change(date(2024, 3, 15), ("101", "101"), ("102", "101"), begins={"101": {}}, ends=("101", "102"))
    by = on(planner, "2024-04-04 15:00")
    asking = Asking(by.registry)
    found = asking.returns(by.registry.lives("101"), first=MARCH.first, last=MARCH.last)
    assert [(r.covered.first.day, r.covered.last.day) for r in found] == [(1, 14), (15, 31)]
    for each in found:
        assert access_return("101", each.name, by=by, asking=asking).covered == each.covered


def test_a_file_that_names_a_month_of_two_wards_is_asked_whose_figure_it_is(planner):
    change(date(2024, 3, 15), ("101", "101"), ("102", "101"), begins={"101": {}}, ends=("101", "102"))
    by = on(planner, "2024-04-04 15:00")
    asking = Asking(by.registry)
    with pytest.raises(ObservationError, match="không cho biết số liệu của đơn vị nào"):
        check_entries([figure(7, period=MARCH)], by=by, asking=asking, file="thang-3.csv")
    later = Period(date(2024, 3, 15), MARCH.last)
    assert check_entries([figure(7, period=later)], by=by, asking=asking, file="thang-3.csv").rows[0].period == later


def test_a_ward_reports_no_day_before_it_began(planner):
    change(date(2024, 4, 20), ("101", "104"), begins={"104": {}}, ends=("101",))
    with pytest.raises(ObservationError, match="chưa bắt đầu"):
        enter(on(planner, "2024-04-10 09:00"), figure(1, unit="104", period=month_period(2024, 4)))


def test_what_was_typed_over_once_needs_a_reason_the_next_time(officer):
    for minute, value in ((0, 7), (1, 70)):
        enter(on(officer, f"2024-04-04 09:0{minute}"), figure(value))
    with pytest.raises(ReasonError):
        enter(on(officer, "2024-04-04 09:02"), figure(71))
    with pytest.raises(ReasonError):
        enter(on(officer, "2024-04-04 09:02"), figure(71), reason="\u200b …")
    assert [f.value for f in versions_of(unit="101", period=MARCH, indicator="order_violations")] == ["70", "7"]
