"""Pages on which figures are asked of units: what will be asked is shown first, what is wrong stands beside its field."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from cast import hire, markup, said
from kieumau.config import clock
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.models import Collection
from returns import PROGRAMME, moment

NEW = "/so-lieu/thu-thap/moi/"
RIGHT = {
    "programme": PROGRAMME,
    "unit": "01",
    "valid_from": "01/01/2024",
    "due_days": "5",
    "closing_days": "15",
    "reason": "Kế hoạch 12/KH",
}


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment("2024-04-04 09:00"))

    def of(person):
        client = Client()
        client.force_login(getattr(person, "user", person))
        return client

    return of


def test_what_will_be_asked_is_shown_before_it_begins(browser, planner):
    client = browser(planner)
    form = said(client.get(NEW))
    assert "12 số liệu tháng" in form and "mẫu giả định" in form and "tỉnh Bắc" in form and "phường Một 101" in form
    shown = client.post(NEW, RIGHT | {"step": "check"})
    text = said(shown)
    assert said(shown, "h1") == "2 đơn vị sẽ được hỏi số liệu" and not Collection.objects.exists()
    assert "Vi phạm về trật tự xã hội" in text and "12 số liệu" in text
    assert "Kỳ đầu tiên: tháng 1/2024, hạn gửi 09/04/2024, khóa sau ngày 19/04/2024. 3 kỳ đã kết thúc" in text
    assert "Kỳ tiếp theo: tháng 4/2024, hạn gửi 05/05/2024, khóa sau ngày 15/05/2024." in text
    ahead = said(client.post(NEW, RIGHT | {"valid_from": "01/06/2024", "step": "check"}))
    assert "Kỳ đầu tiên: tháng 6/2024, hạn gửi 05/07/2024" in ahead and "đã kết thúc" not in ahead
    begun = client.post(NEW, RIGHT | {"step": "begin"}, follow=True)
    assert "Đã giao thu thập số liệu" in said(begun) and "Kế hoạch 12/KH" in said(begun)
    assert Collection.objects.get().reason == "Kế hoạch 12/KH"
    listed = said(client.get("/so-lieu/thu-thap/"))
    assert "Một chương trình đang thu thập số liệu" in listed and "hạn 5 ngày, khóa 15 ngày sau kỳ" in listed


def test_some_units_by_ticking_and_by_pasting(browser, planner):
    client = browser(planner)
    sent = RIGHT | {"only": ["101"], "codes": "102\r\n 101;", "step": "check"}
    shown = client.post(NEW, sent)
    assert said(shown, "h1") == "2 đơn vị sẽ được hỏi số liệu"
    client.post(NEW, sent | {"step": "begin"})
    assert Collection.objects.get().only == ["101", "102"]


def test_what_is_wrong_comes_together_beside_its_field_and_nothing_is_lost(browser, planner):
    wrong = {"programme": "", "unit": "", "valid_from": "hôm nay", "due_days": "năm", "closing_days": "", "reason": "Kế hoạch 12", "only": ["102"]}  # fmt: skip
    page = browser(planner).post(NEW, wrong | {"step": "begin"})
    html = markup(page)
    assert page.status_code == 422 and not Collection.objects.exists()
    for name in ("programme", "unit", "valid_from", "due_days", "closing_days"):
        assert f'href="#{name}"' in html and f'id="{name}"' in html, name
    assert 'value="Kế hoạch 12"' in html and 'value="hôm nay"' in html and 'value="102" checked' in html


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"unit": "02"}, "Chọn tỉnh của bạn"),
        ({"only": ["201"]}, "Đơn vị 201 không thuộc 01"),
        ({"closing_days": "4"}, "Khóa kỳ không trước hạn gửi"),
        ({"programme": "khong-co"}, "Không có chương trình"),
    ],
)
def test_what_the_act_refuses_is_said_on_the_form(browser, planner, changes, what):
    for step in ("check", "begin"):
        page = browser(planner).post(NEW, RIGHT | changes | {"step": step})
        assert page.status_code == 422 and what in said(page), step
    assert not Collection.objects.exists()


def test_a_collection_ends_with_a_day_a_reason_and_a_second_thought(browser, planner, collected):
    client, url = browser(planner), f"/so-lieu/thu-thap/{collected.uuid}/"
    wrong = client.post(url, {"act": "end", "valid_until": "30/6", "reason": "đổi"})
    html = markup(wrong)
    assert (
        wrong.status_code == 422
        and 'href="#confirm"' in html
        and 'href="#valid_until"' in html
        and 'value="đổi"' in html
    )
    done = client.post(url, {"act": "end", "valid_until": "30/06/2024", "reason": "đổi", "confirm": "1"}, follow=True)
    assert "Đã ghi ngày kết thúc" in said(done) and "đến trước 30/06/2024" in said(done)
    assert client.post(url, {"act": "x"}).status_code == 404


def test_who_does_not_collect_reads_what_concerns_him_and_begins_nothing(browser, officer, leader, collected):
    """A ward is told who asks it; its province's director opens the page; another province knows of nothing."""
    url = f"/so-lieu/thu-thap/{collected.uuid}/"
    ward = browser(officer)
    assert "hạn 5 ngày" in said(ward.get("/so-lieu/thu-thap/")) and ward.get(url).status_code == 404
    director = browser(leader)
    assert "Kết thúc thu thập" not in said(director.get(url))
    south = browser(hire("tham-muu.nam", Role.PROVINCIAL_STAFF, "02"))
    assert "Chưa thu thập số liệu nào" in said(south.get("/so-lieu/thu-thap/"))
    end = {"act": "end", "valid_until": "30/06/2024", "reason": "x", "confirm": "1"}
    for client in (ward, director, south):
        assert client.post(url, end).status_code == 404
    for client in (ward, director):
        assert client.get(NEW).status_code == client.post(NEW, RIGHT | {"step": "begin"}).status_code == 404
    assert south.get(url).status_code == south.get(f"/so-lieu/thu-thap/{uuid4()}/").status_code == 404
    assert Collection.objects.get().valid_until.year == 9999
