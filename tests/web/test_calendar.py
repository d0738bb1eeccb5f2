"""The calendar of figures answers who is missing, for a ward, a province and the country; the first page says it in a line."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cast import hire, markup, said
from kieumau.config import clock
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.returns.seen import returns_seen
from returns import MARCH, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")


@pytest.fixture
def browse(monkeypatch):
    """Open an address as somebody, at a moment."""

    def opened(person, at, address="/so-lieu/"):
        monkeypatch.setattr(clock, "now", lambda: moment(at))
        client = Client()
        client.force_login(getattr(person, "user", person))
        return client.get(address)

    return opened


def fill(by, at, unit="101", keep=None):
    """Enter figures of March for a ward; `keep` stops after so many."""
    then = on(by, at)
    seen = returns_seen(Asking(then.registry), by=then, to=Permission.ENTER_FIGURES, first=MARCH.last, last=MARCH.last)
    asked = next(r for r in seen if r.unit.code == unit).form.entered[:keep]
    values = [True if a.indicator.measure.is_fact else "1/2" if a.indicator.measure.is_share else 1 for a in asked]
    enter(then, *[figure(v, a.code, unit) for v, a in zip(values, asked, strict=True)])


@pytest.mark.parametrize(
    ("at", "headline"),
    [
        ("2024-02-02 09:00", "Còn 12 số liệu tháng 1/2024, hạn 05/02/2024 (còn 3 ngày)"),
        ("2024-02-05 09:00", "Còn 12 số liệu tháng 1/2024, hạn 05/02/2024 (hôm nay)"),
        ("2024-02-06 09:00", "Còn 12 số liệu tháng 1/2024, hạn 05/02/2024 (quá hạn 1 ngày)"),
        ("2024-02-16 09:00", "Không còn kỳ nào đang chờ; có kỳ đã khóa khi còn thiếu"),
        ("2024-01-31 09:00", "Chưa có kỳ nào đến hạn"),
    ],
)
def test_a_ward_reads_first_what_it_has_to_do_and_how_long_it_has(browse, officer, at, headline):
    page = browse(officer, at)
    assert said(page, "h1") == headline


def test_a_ward_sees_what_is_missing_by_name_then_what_is_done(browse, officer):
    fill(officer, "2024-04-03 09:00", keep=11)
    page = browse(officer, "2024-04-04 09:00")
    assert said(page, "h1") == "Còn 1 số liệu tháng 3/2024, hạn 05/04/2024 (còn 1 ngày)"
    text = said(page)
    assert "Tháng 3/2024 11/12" in text and "Tháng 2/2024 0/12 đã khóa" in text
    assert text.index("Tháng 3/2024 11/12") < text.index("Tháng 4/2024") < text.index("Tháng 2/2024")
    assert 'href="/so-lieu/phieu/2024-03/101/"' in markup(page)


def test_a_ward_that_has_given_everything_is_told_so_and_when_it_was_late(browse, officer):
    fill(officer, "2024-04-08 09:00")
    text = said(browse(officer, "2024-04-09 09:00"))
    assert "Tháng 3/2024 đủ trễ" in text and "đủ ngày 08/04/2024, trễ hạn" in text


def test_an_earlier_span_tells_of_itself_and_not_of_what_waits_today(browse, officer):
    fill(officer, "2024-04-03 09:00")
    page = browse(officer, "2024-11-02 09:00", "/so-lieu/?until=2024-03")
    assert said(page, "h1") == "Tháng 10/2023 đến tháng 3/2024: 1/3 kỳ đã đủ"


def test_a_province_reads_who_is_missing_those_with_most_first(browse, officer, planner):
    fill(officer, "2024-04-03 09:00")
    fill(planner, "2024-04-06 09:00", unit="102", keep=9)
    page = browse(planner, "2024-04-07 09:00")
    assert said(page, "h1") == "Tháng 3/2024: 1/2 phường đã đủ; 1 phường còn thiếu 3 số liệu"
    text = said(page)
    assert "Hạn 05/04/2024 (quá hạn 2 ngày)" in text and "9/12 quá hạn" in text
    assert text.index("phường Hai 3 24 đã khóa") < text.index("phường Một 0 24 đã khóa")
    assert "Ba" not in said(page, "table")  # a commune, of which nothing is asked
    as_known = browse(planner, "2024-04-07 09:00", "/so-lieu/?on=2024-04-03")
    assert said(as_known, "h1") == "Tháng 3/2024: 1/2 phường đã đủ; 1 phường còn thiếu 12 số liệu"


def test_only_those_that_miss_something_and_an_earlier_span(browse, officer, planner):
    at = "2024-02-03 09:00"
    page = browse(planner, at, "/so-lieu/?missing=1")
    assert "phường Một" in said(page, "table")
    early = browse(planner, "2024-09-03 09:00", "/so-lieu/?until=2024-02")
    assert said(early, "h1").startswith("Tháng 2/2024: 0/2 phường")
    assert "2/2024" in said(early, "thead") and "3/2024" not in said(early, "thead")
    assert "sáu tháng sau" in said(early) and "sáu tháng sau" not in said(browse(planner, "2024-09-03 09:00"))
    for odd in ("2024-13", "x", "9999-99", "1500-01"):
        assert browse(planner, "2024-09-03 09:00", f"/so-lieu/?until={odd}").status_code == 200


def test_the_country_sums_by_province_and_leads_down(browse, officer, analyst):
    fill(officer, "2024-04-03 09:00")
    page = browse(analyst, "2024-04-04 09:00")
    rows = said(page, "tbody")
    assert "tỉnh Bắc" in rows and "1/2" in rows and "phường" not in rows
    assert "/so-lieu/?within=01" in page.content.decode()
    below = browse(analyst, "2024-04-04 09:00", "/so-lieu/?within=01")
    assert "phường Hai" in said(below, "table")


def test_a_province_does_not_see_into_another(browse, planner):
    other = hire("tham-muu.nam", Role.PROVINCIAL_STAFF, "02")
    page = browse(other, "2024-04-04 09:00")
    assert said(page, "h1") == "Không có số liệu nào được giao trong tháng 10/2023 đến tháng 3/2024"
    assert "Giao thu thập số liệu" in said(page) and "Một" not in said(page)
    for code in ("01", "101", "zz"):
        assert browse(other, "2024-04-04 09:00", f"/so-lieu/?within={code}").status_code == 404
    assert browse(hire("giu.bo", Role.RULEBOOK_KEEPER), "2024-04-04 09:00").status_code == 404


@pytest.mark.parametrize("who", ["officer", "planner", "analyst"])
def test_the_calendar_costs_few_queries(browse, request, officer, who, django_assert_max_num_queries):
    fill(officer, "2024-04-03 09:00", keep=3)
    person = request.getfixturevalue(who)
    client = browse(person, "2024-04-04 09:00").client  # the register is read once a process
    with django_assert_max_num_queries(6 + 4):  # six of them who it is, his session, his mandates, the register
        client.get("/so-lieu/")


# -- the first page -----------------------------------------------------------------------------------------------


def test_the_first_page_reminds_each_of_what_is_his(browse, officer, planner, leader, analyst):
    at = "2024-03-07 09:00"
    asked = ask_reopening(code="102", period="2024-01", reason="sót một vụ", by=on(planner, at))
    ward, staff, director = (said(browse(p, at, "/")) for p in (officer, planner, leader))
    assert "Còn 12 số liệu tháng 2/2024, hạn 05/03/2024 (quá hạn 2 ngày). Nhập số liệu" in ward
    assert "2 đơn vị quá hạn gửi số liệu" in staff and "Còn 12" not in staff and "đề nghị mở lại" not in staff
    assert "2 đơn vị quá hạn gửi số liệu" in director and "1 đề nghị mở lại kỳ đang chờ quyết định" in director
    assert "quá hạn" not in said(browse(analyst, at, "/"))
    decide_reopening(asked.uuid, granted=True, until=date(2024, 3, 20), by=on(leader, at))
    assert "đề nghị mở lại" not in said(browse(leader, at, "/"))
    own = ask_reopening(code="101", period="2024-01", reason="sót một vụ", by=on(officer, at))
    decide_reopening(own.uuid, granted=True, until=date(2024, 3, 20), by=on(leader, at))
    ward = said(browse(officer, at, "/"))
    assert "Tháng 1/2024 được mở lại đến hết 20/03/2024, còn thiếu 12 số liệu. Sửa số liệu" in ward
    assert "Còn 12 số liệu tháng 2/2024" in ward


def test_the_first_page_says_nothing_where_nothing_waits(browse, officer):
    assert "số liệu tháng" not in said(browse(officer, "2024-01-15 09:00", "/"))
