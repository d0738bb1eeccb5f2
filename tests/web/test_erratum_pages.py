"""The page of an erratum: what was known, what the acts say, what that moves, and the decision beside it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cast import AT, TERMINAL, hire, said
from errata import ON, RIGHT, WRONG, proposed_erratum, same
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.indicators.periods import month_period
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.queries import registry

DIRECTED = "Đính chính 2 quan hệ kế thừa giữa các đơn vị hành chính"


def browser(user, language="vi"):
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


@pytest.fixture(autouse=True)
def wrong_register(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    load_register(register=WRONG, fingerprint=uuid4().hex, source="test", by=TERMINAL)


@pytest.fixture
def page(monkeypatch):
    rows = tuple(Observation("101", month_period(2023, m), "order_violations", m) for m in (10, 11, 12))
    record_figures(table=ObservationTable(rows, False), source="x", by=TERMINAL)
    return reverse("workspace:erratum", args=[proposed_erratum(monkeypatch).uuid])


@pytest.fixture
def admin():
    return browser(hire("quan.tri", Role.ADMINISTRATOR))


@pytest.fixture
def south():
    return hire("can.bo.nam", Role.WARD_OFFICER, "210", since=ON)


def test_before_the_decision_the_page_shows_what_moves(page, admin, south):
    words = said(admin.get(page))
    assert DIRECTED in words and "chờ phê duyệt" in words
    assert "Bỏ 1 quan hệ kế thừa không có trong nghị quyết, thêm 0, sửa 1." in words
    assert "phường Một (101) tỉnh Bắc" in words
    assert "một phần vào phường Mới; một phần vào phường Nam Mới" in words
    assert "toàn bộ vào phường Mới" in words and "3 số liệu của các đơn vị này" in words
    assert "1 vai trò sẽ đổi phạm vi Can.Bo.Nam".lower().replace(".", " ") in words.lower()
    assert "không còn phường Một (101)" in words and "khoản 2 Điều 1" in words


def test_a_decision_takes_a_tick_and_then_everybody_concerned_is_told(page, admin, south):
    refused = admin.post(page, {"act": "decide"})
    assert refused.status_code == 422 and "Xác nhận đã đối chiếu với nghị quyết." in said(refused)
    assert same(registry(), WRONG)
    assert "đang chờ phê duyệt" in said(admin.get("/"))
    done = said(admin.post(page, {"act": "decide", "confirm": "1"}, follow=True))
    assert "Đã đính chính." in done and "1 vai trò đổi phạm vi" in done
    assert "một phần vào phường Mới; một phần vào phường Nam Mới" in done  # what was known before stays to be read
    assert same(registry(), RIGHT)
    assert "đang chờ phê duyệt" not in said(admin.get("/"))
    mine = browser(south)
    told = said(mine.get("/"))
    assert "Phạm vi được xem đã thay đổi do đính chính danh mục đơn vị hành chính: không còn 1 đơn vị cũ" in told
    assert "không còn phường Một (101)" in said(mine.get(page))
    assert "không còn phường Một (101)" in said(mine.get("/nhat-ky/"))


def test_the_journal_of_a_unit_tells_where_it_did_not_come_from(page, admin, south):
    admin.post(page, {"act": "decide", "confirm": "1"})
    words = said(admin.get("/nhat-ky/unit/210/"))
    assert "đính chính nguồn gốc của phường Nam Mới (210) theo viet-nam; không gồm phường Một (101)" in words
    story = said(admin.get(page.replace("/dinh-chinh/", "/nhat-ky/erratum/")))
    assert "bỏ 1 quan hệ kế thừa, thêm 0, sửa 1; liên quan 3 số liệu, 0 kết quả xét, 1 vai trò" in story


def test_refusing_takes_a_reason(page, admin):
    refused = admin.post(page, {"act": "refuse", "reason": " "})
    assert refused.status_code == 422 and "cần ghi lý do" in said(refused).lower()
    done = said(admin.post(page, {"act": "refuse", "reason": "Chờ đối chiếu"}, follow=True))
    assert "Đã từ chối; danh mục giữ nguyên." in done and "Lý do: Chờ đối chiếu" in done
    assert same(registry(), WRONG)


def test_who_is_touched_reads_his_part_and_decides_nothing(page, admin, south):
    other = hire("lanh.dao", Role.PROVINCIAL_DIRECTOR, "01")
    answer = browser(other).get(page)
    words = said(answer)
    assert "Đơn vị cũ trong phạm vi được xem: 1" in words and "Can Bo Nam" not in words
    assert "Phê duyệt đính chính" not in words
    assert browser(other).post(page, {"act": "decide", "confirm": "1"}).status_code == 404
    stranger = browser(hire("khong.vai.tro"))
    assert stranger.get(page).status_code == stranger.get("/dinh-chinh/").status_code == 404


def test_where_there_are_none_the_list_says_so(admin):
    assert "Chưa có đính chính nào trong phạm vi được xem." in said(admin.get("/dinh-chinh/"))


def test_the_pages_read_right_in_english(page, south):
    admin = browser(hire("quan.tri", Role.ADMINISTRATOR), "en")
    assert "One erratum waits for a decision" in said(admin.get("/dinh-chinh/"))
    words = said(admin.get(page))
    for told in (
        "Erratum of 2 successions between administrative units",
        "Successions that no resolution has, removed: 1; added: 0; changed: 1.",
        "a part to Mới ward; a part to Nam Mới ward",
        "all of it to Mới ward",
        "1 role will reach other units",
        "loses Một ward (101)",
    ):
        assert told in words, (told, words)
