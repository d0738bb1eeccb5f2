"""The country of `two_wards`, in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from two_wards import FIGURE, JANUARY, MINE, NOW, OTHER_PROVINCE, OTHER_WARD, PROVINCE, THEIRS, TODAY, WARD, entry_of

from cast import TERMINAL, hire
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.indicators.models import Collection, Reopening
from kieumau.records.questions.models import Fact, QuestionRecord
from kieumau.records.territory.actions import load_register


@pytest.fixture
def two_provinces(db):
    """A ward in each, and the two wards that one of them was made of in 2025; the walk needs no whole nation."""
    change = Change("1/NQ", date(2025, 7, 1), plain("Sắp xếp"), "Quốc hội", date(2025, 6, 1), "")
    old = [
        AdminUnit(c, n, "phuong", parent=PROVINCE, level="commune")
        for c, n in (("25195", "Tân Phú"), ("25198", "Tân Đồng"))
    ]
    ended = [replace(u, valid_until=change.on, ended_by=change.code) for u in old]
    units = [
        AdminUnit(PROVINCE, "Đồng Nai", "tinh", level="province"),
        AdminUnit(OTHER_PROVINCE, "Hồ Chí Minh", "thanh_pho", level="province"),
        *ended,
        replace(old[0], code=WARD, name="Bình Phước", valid_from=change.on, begun_by=change.code),
        AdminUnit(OTHER_WARD, "Sài Gòn", "phuong", parent=OTHER_PROVINCE, level="commune"),
    ]
    ways = tuple(Succession(change.code, u.code, WARD) for u in ended)
    register = Registry(tuple(units), {change.code: change}, ways)
    load_register(register=register, fingerprint=uuid4().hex, source="cast", by=TERMINAL)


@pytest.fixture
def country(two_provinces, file_units, criteria, monkeypatch):
    """One judgement of two wards, a figure of each, people of each, a proposal in each province, a trial of each."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    wards = [AdminUnit(WARD, MINE, "phuong"), AdminUnit(OTHER_WARD, THEIRS, "phuong")]
    file_units(wards, on=TODAY - timedelta(days=1))
    period = Period(date(2025, 7, 1), date(2025, 12, 31))
    rows = (
        Observation(WARD, period, "order_violations", 1234567),
        Observation(OTHER_WARD, period, "order_violations", FIGURE),
    )
    record_figures(table=ObservationTable(rows, False), source="x", by=TERMINAL)
    Collection.objects.create(
        programme="mau-gia-dinh-22", valid_from=period.first, due_days=5, closing_days=15, recorded_at=NOW
    )
    for province, name in ((PROVINCE, MINE), (OTHER_PROVINCE, THEIRS)):
        Collection.objects.create(
            programme="mau-gia-dinh-22", unit=province, valid_from=period.first, due_days=5, closing_days=15, name=name,
            reason=name, recorded_at=NOW,
        )  # fmt: skip
    rows = tuple(replace(row, period=JANUARY) for row in rows)
    record_figures(table=ObservationTable(rows, False), source="x", by=TERMINAL)
    people = {}
    for unit, name in ((WARD, MINE), (OTHER_WARD, THEIRS)):
        people[unit] = hire(f"nguoi.{unit}", Role.WARD_OFFICER, unit, since=date(2025, 7, 1))
        people[unit].full_name = f"Người {name}"
        people[unit].save()
    for ward, user in people.items():
        entry_of(user)
        who = hire(f"xin.{ward}")  # his name is told to everyone who may read of the request
        name = MINE if ward == WARD else THEIRS
        spans = {"unit": ward, "first": JANUARY.first, "last": JANUARY.last}
        Reopening.objects.create(**spans, reason=name, asked_by=who, asked_at=NOW)
        said = {"asks_vi": f"{name}?", "asks_en": f"{name}?", "advice_vi": name, "advice_en": name}
        asked = QuestionRecord.objects.create(
            **spans, **said, programme="mau-gia-dinh-22", version="2023", check_code="jump", kind="beyond_limits",
            severity="high", indicators=["order_violations"], fingerprint=ward, sample=True, asked_at=NOW,
        )  # fmt: skip
        value = "1234567" if ward == WARD else str(FIGURE)
        Fact.objects.create(question=asked, **spans, indicator="order_violations", value=value)
    return people
