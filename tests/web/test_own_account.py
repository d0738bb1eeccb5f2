"""A person's own pages: the roles he holds, his password, the places where he is signed in, and the demonstration."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from door import PASSWORD, is_in, lines, settled, sign_in

from cast import give, hire, markup, said
from kieumau.config import clock
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36"
NEW = "sương mù tháng chạp"


@pytest.fixture
def client(stranger):
    return stranger


@pytest.fixture(autouse=True)
def account():
    return settled()


def test_the_page_tells_which_roles_are_held_where_and_until_when(client, account, viet_nam):
    give(account, Role.PROVINCIAL_STAFF, "75", since=date(2025, 7, 1), until=date(2200, 1, 1))
    give(account, Role.MINISTRY_ANALYST, since=date(2190, 1, 1))
    give(account, Role.ADMINISTRATOR, since=date(2019, 1, 1), until=date(2020, 1, 1))
    sign_in(client)
    page = said(client.get("/tai-khoan/"))
    assert "Cán bộ tham mưu tỉnh Đồng Nai 75 01/07/2025 01/01/2200" in page
    assert "Cán bộ phân tích của Bộ chưa đến ngày Cả nước 01/01/2190 không hạn" in page
    assert "Quản trị viên" not in page, "what has ended is history"


def test_an_account_without_a_role_is_told_whom_to_ask(client):
    sign_in(client)
    assert "không giữ vai trò nào" in said(client.get("/tai-khoan/"))


# -- password --


def change(client, old=PASSWORD, first=NEW, second=NEW):
    return client.post(
        "/tai-khoan/mat-khau/", {"oldpassword": old, "password1": first, "password2": second}, follow=True
    )


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, account):
    other = Client()
    sign_in(other)
    sign_in(client)
    assert "Đã đổi mật khẩu" in said(change(client))
    assert client.get("/tai-khoan/").status_code == 200
    assert other.get("/tai-khoan/").status_code == 302
    assert Entry.objects.get(action="accounts.password_changed").details == '{"how": "own"}'
    fresh = Client()
    sign_in(fresh, password=NEW)
    assert is_in(fresh)


@pytest.mark.parametrize(
    ("old", "first", "second", "why"),
    [
        ("sai mật khẩu", NEW, NEW, "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, "ngắn", "ngắn", "ít nhất 12 ký tự"),
        (PASSWORD, NEW, NEW + "!", "Hai lần nhập chưa giống nhau"),
        (PASSWORD, "", "", "Xin điền mục này"),
    ],
)
def test_a_password_is_not_changed_in_passing(client, account, old, first, second, why):
    sign_in(client)
    assert why in said(change(client, old, first, second))
    assert User.objects.get(pk=account.pk).check_password(PASSWORD)
    assert lines("password_changed") == []


def test_a_password_and_its_line_are_there_together_or_not_at_all(client, account):
    sign_in(client)
    with (
        patch("kieumau.records.accounts.sign_ins.write_line", side_effect=DatabaseError("disk full")),
        pytest.raises(DatabaseError, match="disk full"),
    ):
        change(client)
    assert User.objects.get(pk=account.pk).check_password(PASSWORD)


def test_passwords_are_hashed_with_argon2(account, settings):
    """At the cost that the library gives it: only tests/conftest.py lowers it, for the tests."""
    assert account.password.startswith("argon2$argon2id$")
    assert [f"{Argon2PasswordHasher.__module__}.{Argon2PasswordHasher.__name__}"] == settings.PASSWORD_HASHERS


# -- sessions --


def test_the_list_shows_where_one_is_signed_in(client):
    sign_in(Client(), headers={"user-agent": PHONE}, REMOTE_ADDR="10.0.0.7")
    sign_in(client, headers={"user-agent": FIREFOX})
    page = said(client.get("/tai-khoan/phien/"))
    assert "đăng nhập ở 2 nơi" in page
    assert "Firefox trên Windows phiên này 127.0.0.1" in page
    assert "Chrome trên Android 10.0.0.7" in page


def test_a_session_that_was_left_alone_is_not_listed(client, monkeypatch):
    sign_in(Client())
    moved = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: moved)
    sign_in(client)
    assert "chỉ đang đăng nhập ở đây" in said(client.get("/tai-khoan/phien/"))


def test_one_session_is_ended_and_the_rest_go_on(client):
    others = [Client(), Client()]
    for other in (*others, client):
        sign_in(other)
    first = UserSession.objects.get(session_key=others[0].session.session_key)
    assert "Đã kết thúc phiên" in said(client.post("/tai-khoan/phien/", {"session": first.pk}, follow=True))
    assert [each.get("/tai-khoan/").status_code for each in (*others, client)] == [302, 200, 200]
    assert Entry.objects.get(action="accounts.sessions_ended").details == '{"count": 1}'


def test_all_other_sessions_are_ended_at_once(client):
    others = [Client(), Client()]
    for other in (*others, client):
        sign_in(other)
    client.post("/tai-khoan/phien/")
    assert [each.get("/tai-khoan/").status_code for each in (*others, client)] == [302, 302, 200]
    assert "chỉ đang đăng nhập ở đây" in said(client.get("/tai-khoan/phien/"))


def test_sessions_are_ended_by_who_has_just_shown_who_he_is(client, monkeypatch):
    other = Client()
    for each in (other, client):
        sign_in(each)
    moved = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: moved)
    assert client.get("/tai-khoan/phien/").status_code == 200
    asked = client.post("/tai-khoan/phien/")
    assert asked.headers["Location"].startswith("/tai-khoan/xac-nhan/")
    assert other.get("/tai-khoan/").status_code == 200
    client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)
    assert other.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize("number", ["of another", "0", "x", "-1"])
def test_nobody_ends_the_session_of_another(client, number):
    settled("khac.75")
    other = Client()
    sign_in(other, "khac.75")
    sign_in(client)
    if number == "of another":
        number = UserSession.objects.get(session_key=other.session.session_key).pk
    assert client.post("/tai-khoan/phien/", {"session": number}).status_code == 404
    assert other.get("/tai-khoan/").status_code == 200


# -- the demonstration --


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    user = hire("thu.quan-tri", Role.ADMINISTRATOR)
    user.is_demo = True
    user.save()
    return user


def test_the_demonstration_lists_its_accounts_and_opens_one_at_a_click(client, demo, settings):
    settings.SECOND_FACTOR = "REQUIRED"
    page = client.get("/dang-nhap/", headers={"host": "localhost:8000"})
    assert "Quản trị viên Thu Quan-Tri" in said(page)
    assert "hoa.75" not in said(page)
    client.post(f"/dang-nhap/thu/{demo.uuid}/", headers={"host": "localhost:8000"})
    assert is_in(client)
    assert client.get("/bo-tieu-chi/").status_code == 200, "a demonstration asks for no telephone"
    assert Entry.objects.get().details == '{"methods": ["demo"]}'


@pytest.mark.parametrize(
    "asked",
    [
        {"headers": {"host": "testserver"}},
        {"headers": {"host": "localhost"}, "REMOTE_ADDR": "10.0.0.7"},
        {"headers": {"host": "localhost", "x-forwarded-for": "127.0.0.1"}},
        {"headers": {"host": "localhost", "forwarded": "for=127.0.0.1"}},
        {"headers": {"host": "127.0.0.1:8000"}, "REMOTE_ADDR": "unix"},
    ],
    ids=["another name", "another machine", "a proxy", "another proxy", "no address"],
)
def test_nobody_from_elsewhere_finds_the_demonstration(client, demo, asked):
    assert "trình diễn" not in said(client.get("/dang-nhap/", **asked))
    assert client.post(f"/dang-nhap/thu/{demo.uuid}/", **asked).status_code == 404
    assert not is_in(client)


@pytest.mark.parametrize("what", ["off", "not a demo account", "closed", "asked by a link", "without its token"])
def test_one_click_opens_demonstration_accounts_only(demo, account, settings, what):
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=what == "without its token")
    settings.DEMO = what != "off"
    user = account if what == "not a demo account" else demo
    if what == "closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    act = client.get if what == "asked by a link" else client.post
    expected = {"asked by a link": 405, "without its token": 403}.get(what, 404)
    assert act(f"/dang-nhap/thu/{user.uuid}/").status_code == expected
    assert not is_in(client)


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/"])
def test_one_click_leads_nowhere_else(client, demo, next_):
    answer = client.post(f"/dang-nhap/thu/{demo.uuid}/", {"next": next_}, headers={"host": "localhost"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::"])
def test_the_demonstration_is_not_served_to_a_network(settings, host):
    settings.DEMO = True
    with pytest.raises(CommandError, match="KIEUMAU_DEMO"):
        call_command("serve", host=host, stdout=io.StringIO())


# -- what is decided at the start, and what every page of the door carries --


def started(**variables):
    """What the settings make of these variables, in a process of their own."""
    names = "getattr(s, 'SESSION_COOKIE_NAME', '-'), getattr(s, 'CSRF_COOKIE_NAME', '-'), s.SESSION_COOKIE_SECURE"
    asks = f"from kieumau.config import settings as s; print({names})"
    return subprocess.run(
        [sys.executable, "-c", asks],
        env={"PATH": "", "KIEUMAU_SECRET_KEY": "x" * 50, **{f"KIEUMAU_{k}": v for k, v in variables.items()}},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("beside", ["BEHIND_PROXY", "HTTPS"])
def test_a_demonstration_does_not_start_where_others_could_reach_it(beside):
    done = started(DEMO="1", **{beside: "1"})
    assert done.returncode != 0
    assert "KIEUMAU_DEMO" in done.stderr


def test_over_https_the_cookies_are_bound_to_this_very_host():
    assert started(HTTPS="1").stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]
    assert started().stdout.split() == ["-", "-", "False"], "Django's own names"


def test_a_word_that_no_setting_knows_stops_the_start():
    done = started(SECOND_FACTOR="maybe")
    assert done.returncode != 0
    assert "KIEUMAU_SECOND_FACTOR" in done.stderr


def test_only_the_sign_in_page_may_ask_this_host_by_script_and_no_page_holds_one(client):
    first = client.get("/dang-nhap/")
    sign_in(client)
    urls = ("", "phien/", "mat-khau/", "bao-ve/", "bao-ve/ung-dung/", "bao-ve/khoa/them/")
    own = [client.get(f"/tai-khoan/{url}") for url in urls]
    assert "connect-src 'self'" in first.headers["Content-Security-Policy"]
    assert not any("connect-src" in page.headers["Content-Security-Policy"] for page in own)
    for page in (first, *own):
        html = markup(page)
        assert page.status_code == 200
        assert not re.search(r"<style\b|\sstyle\s*=|<[^>]+\son[a-z]+\s*=|javascript:", html, re.I)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script\b[^>]*>", html))
