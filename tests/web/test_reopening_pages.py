"""Requests to open a closed period: seen by those whose units they are, decided by the province's director."""

from __future__ import annotations

import pytest
from django.test import Client

from cast import hire, said
from kieumau.config import clock
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.reopening import ask_reopening
from kieumau.records.indicators.models import Reopening
from returns import moment, on

pytestmark = pytest.mark.usefixtures("collected")
NOW = "2024-04-16 09:00"


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(NOW))

    def of(person):
        client = Client()
        client.force_login(getattr(person, "user", person))
        return client

    return of


@pytest.fixture
def asked(officer):
    return ask_reopening(code="101", period="2024-03", reason="sót một vụ", by=on(officer, NOW))


def address(reopening):
    return f"/so-lieu/mo-lai/{reopening.uuid}/"


def test_a_director_sees_what_waits_and_opens_it_for_a_week(browser, leader, asked):
    client = browser(leader)
    listed = said(client.get("/so-lieu/mo-lai/"))
    assert "Một đề nghị mở lại kỳ đang chờ" in listed and "Mở lại tháng 3/2024, phường Một" in listed
    page = client.get(address(asked))
    text = said(page)
    assert "sót một vụ" in text and "Phiếu có 0/12 số liệu; hạn gửi 05/04/2024, khóa sau ngày 15/04/2024" in text
    assert 'value="23/04/2024"' in page.content.decode()  # a week, unless he says otherwise
    done = client.post(address(asked), {"act": "grant", "until": "23/04/2024"}, follow=True)
    assert "Đã cho mở lại" in said(done) and "mở đến hết 23/04/2024" in said(done)
    assert Reopening.objects.get().state == "granted"


@pytest.mark.parametrize(
    ("form", "field", "what"),
    [
        ({"act": "refuse", "note": ""}, "note", "Từ chối thì cần ghi lý do"),
        ({"act": "grant", "until": "tuần sau"}, "until", "Cần một ngày như"),
        ({"act": "grant", "until": "01/01/2024", "note": "gấp"}, "until", "Mở đến một ngày từ hôm nay"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(browser, leader, asked, form, field, what):
    page = browser(leader).post(address(asked), form)
    assert page.status_code == 422 and what in said(page) and f'href="#{field}"' in page.content.decode()
    assert all(f'value="{v}"' in page.content.decode() for k, v in form.items() if k != "act" and v)
    assert Reopening.objects.get().state == "asked"


def test_a_refusal_is_read_by_who_asked(browser, officer, leader, asked):
    browser(leader).post(address(asked), {"act": "refuse", "note": "đã báo cáo Bộ"})
    text = said(browser(officer).get(address(asked)))
    assert "từ chối" in text and "đã báo cáo Bộ" in text and "Cho mở lại" not in text
    assert "đã từ chối" in said(browser(officer).get("/so-lieu/mo-lai/"))


def test_nobody_else_sees_it_and_only_the_director_decides(browser, officer, planner, asked):
    grant = {"act": "grant", "until": "23/04/2024"}
    for person in (officer, planner):
        client = browser(person)
        assert client.get(address(asked)).status_code == 200 and client.post(address(asked), grant).status_code == 404
    for role, unit in (
        (Role.PROVINCIAL_DIRECTOR, "02"),
        (Role.WARD_OFFICER, "102"),
        (Role.APPRAISER, "01"),
        (Role.MINISTRY_ANALYST, ""),
    ):
        client = browser(hire(f"nguoi.{unit}.{role.value[:4]}", role, unit))
        assert client.get(address(asked)).status_code == client.post(address(asked), grant).status_code == 404
        listed = client.get("/so-lieu/mo-lai/")
        assert listed.status_code == 404 or "Một" not in said(listed)
    assert Reopening.objects.get().state == "asked"
