"""The door: who comes in, what a stranger can find out, how often one may try, and how long one stays."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings as conf
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from door import PASSWORD, is_in, lines, settled, sign_in

from cast import hire, markup, said
from kieumau.config import clock
from kieumau.records.accounts.links import LinkTokens
from kieumau.records.accounts.models import User
from kieumau.records.journal.models import Entry

pytestmark = pytest.mark.django_db
OPEN = {
    "account_login",
    "account_demo",
    "account_inactive",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_cancelled",
}


@pytest.fixture
def client(stranger):
    return stranger


@pytest.fixture(autouse=True)
def account():
    return settled(email="hoa@example.vn")


@pytest.fixture
def later(monkeypatch):
    """Set the clock of the site ahead, by so much of what it was before."""
    now = clock.now

    def move(**by):
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(**by))

    return move


@pytest.mark.parametrize("login", ["hoa.75", " HOA.75 ", "hoa@example.vn", "Hoa@Example.VN"])
def test_one_signs_in_by_user_name_or_by_address_in_any_case(client, login):
    assert sign_in(client, login).headers["Location"] == "/"
    assert is_in(client)


def test_signing_in_and_out_are_each_one_line_of_the_journal(client, account):
    sign_in(client, headers={"user-agent": "Firefox/130 (Windows)"})
    client.post("/dang-xuat/")
    entries = list(Entry.objects.order_by("number"))
    assert [e.action for e in entries] == ["accounts.signed_in", "accounts.signed_out"]
    assert {(e.account, e.name, e.about, e.address) for e in entries} == {
        (str(account.uuid), "hoa.75", f"account:{account.uuid}", "127.0.0.1")
    }
    assert '"password"' in entries[0].details
    assert not is_in(client)


def test_signing_out_is_an_act_and_not_a_link(client):
    sign_in(client)
    assert "Đăng xuất khỏi máy này?" in said(client.get("/dang-xuat/"))
    assert is_in(client)
    assert Client(enforce_csrf_checks=True).post("/dang-xuat/").status_code == 403


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("hoa.75", "sai mật khẩu rồi"),
        ("hoa@example.vn", "sai mật khẩu rồi"),
        ("khong.ai", PASSWORD),
        ("khongai@example.vn", PASSWORD),
        ("dang.nghi", "sai mật khẩu rồi"),
        ("chua.dat", PASSWORD),
    ],
)
def test_a_wrong_sign_in_tells_nothing_about_the_account(client, login, password):
    """Known or not, closed or without a password: the same page, and exactly one hash, so the time is the same too."""
    closed = settled("dang.nghi")
    closed.is_active = False
    closed.save()
    never = settled("chua.dat")
    never.set_unusable_password()
    never.save()
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    with (
        patch.object(Argon2PasswordHasher, "encode", autospec=True, side_effect=encode) as made,
        patch.object(Argon2PasswordHasher, "verify", autospec=True, side_effect=verify) as checked,
    ):
        answer = sign_in(client, login, password)
    assert made.call_count + checked.call_count == 1
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(login, "LOGIN")
    other = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", sign_in(client, "ai.do", "gì đó").content.decode())
    assert html == other.replace("ai.do", "LOGIN")
    assert "Tên tài khoản hoặc mật khẩu chưa đúng" in said(answer)
    assert not is_in(client)


def test_a_closed_account_is_told_only_to_who_knows_its_password(client, account):
    account.is_active = False
    account.save()
    assert "Tài khoản này đã khóa" in said(sign_in(client, follow=True))
    assert not is_in(client)


# -- how often one may try --


@pytest.mark.parametrize("names", [["hoa.75"], ["hoa.75", "hoa@example.vn", "HOA.75"]])
def test_after_five_failures_the_right_password_is_refused_too(client, names):
    for i in range(5):
        assert "chưa đúng" in said(sign_in(client, names[i % len(names)], "sai"))
    for name in names:
        assert "Đã thử quá nhiều lần" in said(sign_in(client, name))
    assert not is_in(client)


def test_a_lock_out_ends_with_its_window(client):
    for _ in range(6):
        sign_in(client, password="sai")
    with patch("time.time", return_value=clock.now().timestamp() + 301):
        sign_in(client)
    assert is_in(client)


def test_a_flood_of_failures_leaves_one_line(client, account):
    for i in range(40):
        sign_in(client, password=f"sai {i}", REMOTE_ADDR=f"10.0.0.{i}")
    entry = Entry.objects.get()
    assert (entry.action, entry.about, entry.account) == ("accounts.locked_out", f"account:{account.uuid}", "")
    assert entry.address == "10.0.0.5"


def test_one_address_that_tries_many_accounts_is_one_line_that_names_none(client):
    for i in range(22):
        hire(f"nguoi.{i}")
        sign_in(client, f"nguoi.{i}", "sai")
    entry = Entry.objects.get()
    assert (entry.action, entry.about, entry.address) == ("accounts.locked_out", "", "127.0.0.1")
    assert "Đã thử quá nhiều lần" in said(sign_in(client))
    sign_in(client, REMOTE_ADDR="10.1.1.1")
    assert is_in(client), "others are not held up"


def test_names_that_nobody_has_are_locked_alike_and_told_to_nobody(client):
    for _ in range(6):
        last = sign_in(client, "khong.ai", "sai")
    assert "Đã thử quá nhiều lần" in said(last)
    assert lines() == []


def test_many_other_names_do_not_push_a_lock_out_out_of_memory(client):
    for _ in range(6):
        sign_in(client, password="sai")
    with patch.object(Argon2PasswordHasher, "encode", return_value="argon2$"):  # time is not what this is about
        for i in range(200):
            sign_in(client, f"ai.{i}", "sai", REMOTE_ADDR=f"10.2.0.{i}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM counters")
        assert cursor.fetchone()[0] > 300, "as many as a table of Django's usual size would not hold"
    assert "Đã thử quá nhiều lần" in said(sign_in(client))


def test_the_first_refusal_asks_the_database_as_much_for_a_name_that_nobody_has(client):
    def asked(login, address):
        for _ in range(5):
            sign_in(client, login, "sai", REMOTE_ADDR=address)
        with CaptureQueriesContext(connection) as queries:
            sign_in(client, login, "sai", REMOTE_ADDR=address)
        return [q["sql"].split(" ")[0] for q in queries if "journal_entry" in q["sql"]]

    assert asked("hoa.75", "10.0.0.1") == asked("khong.ai", "10.0.0.2") == ["SELECT", "INSERT"]
    assert lines() == ["locked_out"]


def test_right_sign_ins_do_not_count(client):
    for _ in range(7):
        sign_in(client)
        client.post("/dang-xuat/")
    assert lines("locked_out") == []
    assert lines("signed_in") == ["signed_in"] * 7


def test_sixty_forms_a_minute_are_the_most_from_one_address(client):
    answers = [sign_in(client, f"ai.{i}", "") for i in range(61)]
    assert [a.status_code for a in answers[-2:]] == [200, 429]
    assert "Quá nhiều lần trong ít phút" in said(answers[-1])


# -- where one is led, and how long one stays --


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "https://localhost/",
        "http://127.0.0.1.evil.example/",
    ],
)
def test_signing_in_and_out_never_lead_elsewhere(client, next_):
    assert sign_in(client, QUERY_STRING=f"next={next_}").headers["Location"] == "/"
    assert client.post("/dang-xuat/", {"next": next_}).headers["Location"] == "/dang-nhap/"


def test_who_was_sent_to_the_door_comes_back_to_the_page(client):
    wanted = client.get("/tai-khoan/").headers["Location"]
    assert wanted == "/dang-nhap/?next=/tai-khoan/"
    page = client.get(wanted)
    assert 'name="next" value="/tai-khoan/"' in markup(page)
    answer = client.post("/dang-nhap/", {"login": "hoa.75", "password": PASSWORD, "next": "/tai-khoan/"})
    assert answer.headers["Location"] == "/tai-khoan/"


def test_a_session_planted_before_the_sign_in_is_worth_nothing_after_it(client):
    client.get("/dang-nhap/")
    client.session["planted"] = True
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[conf.SESSION_COOKIE_NAME] = planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_cookie_of_a_session_is_closed_to_scripts_and_ends_with_the_browser(client):
    cookie = sign_in(client).cookies[conf.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["domain"]) == (True, "Lax", "", "")


@pytest.mark.parametrize(
    ("moves", "still"),
    [
        ([{"minutes": 59}], True),
        ([{"minutes": 60}], False),
        ([{"minutes": 59 * i} for i in range(1, 13)], True),
        ([{"minutes": 59 * i} for i in range(1, 13)] + [{"hours": 12}], False),
    ],
    ids=["used in time", "left alone", "used all day", "too old"],
)
def test_a_session_ends_when_left_alone_or_after_twelve_hours(client, later, moves, still):
    sign_in(client)
    for by in moves:
        later(**by)
        answer = client.get("/tai-khoan/")
    assert (answer.status_code == 200) is still


def test_signing_in_sweeps_away_what_is_over(client, later):
    old = Session.objects.create(session_key="x" * 32, session_data="", expire_date=clock.now() - timedelta(days=1))
    sign_in(client)
    assert not Session.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("address", ["", "unknown", "10.0.0.9:443", "fe80::1%eth0"])
def test_an_address_that_is_none_does_not_shut_the_door(client, address):
    sign_in(client, REMOTE_ADDR=address)
    assert is_in(client)


def test_pages_of_the_door_and_of_an_account_are_kept_by_no_cache(client):
    sign_in(client)
    for url in ["/tai-khoan/", "/tai-khoan/phien/", "/tai-khoan/mat-khau/", "/tai-khoan/bao-ve/"]:
        assert "no-store" in client.get(url).headers["Cache-Control"]
    assert "no-store" in Client().get("/dang-nhap/").headers["Cache-Control"]


def door_names():
    yield from get_resolver("kieumau.web.accounts.urls").url_patterns


@pytest.mark.parametrize("pattern", list(door_names()), ids=lambda p: str(p.pattern))
def test_only_what_a_stranger_needs_is_open_to_strangers(pattern):
    asks = getattr(pattern.callback, "login_required", True)
    assert asks is (pattern.name not in OPEN)


def test_there_is_no_way_to_sign_up(client):
    names = {p.name for p in door_names()}
    assert "account_signup" not in names
    assert "đăng ký" not in said(client.get("/dang-nhap/")).lower()


@pytest.mark.usefixtures("english")
def test_the_door_speaks_english_too(client):
    page = said(client.get("/dang-nhap/"))
    assert "Account name or e-mail address" in page
    assert "The name or the password is not right" in said(sign_in(client, password="wrong"))
    assert "Please fill in this field" in said(client.post("/dang-nhap/", {}))


# -- a lost password --


def link(user):
    key = LinkTokens().make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def set_by_link(client, url, first="sương mù tháng chạp", second=None):
    page = client.get(url, follow=True)
    assert page.redirect_chain[-1][0].endswith("-set-password/"), "the key does not stay in the address"
    return client.post(page.redirect_chain[-1][0], {"password1": first, "password2": second or first}, follow=True)


def test_a_link_sets_a_password_once(client, account):
    url = link(account)
    assert "Đã đặt mật khẩu" in said(set_by_link(client, url))
    entry = Entry.objects.get(action="accounts.password_changed")
    assert (entry.account, entry.details) == (str(account.uuid), '{"how": "link"}')
    assert "Đường dẫn không còn dùng được" in said(client.get(url, follow=True))
    assert not is_in(client), "a link is no sign-in: the second factor is asked for as ever"
    sign_in(client, password="sương mù tháng chạp")
    assert is_in(client)


def test_a_link_is_dead_after_a_day(client, account):
    url = link(account)
    with patch.object(LinkTokens, "_now", return_value=clock.now().replace(tzinfo=None) + timedelta(days=2)):
        assert "Đường dẫn không còn dùng được" in said(client.get(url, follow=True))


def test_a_new_password_ends_every_session_that_the_old_one_opened(client, account):
    sign_in(client)
    account.refresh_from_db()
    set_by_link(Client(), link(account))
    assert client.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ngắn quá 123", ""),
        ("ngắn quá 12", "ít nhất 12 ký tự"),
        ("password1234", "Nhiều người dùng"),
        ("hoa@example.vn", "quá giống tên"),
        ("x" * 200, ""),
        ("một câu dài có dấu cách và chữ Đ", ""),
    ],
)
def test_a_password_is_long_and_no_guess_and_nothing_more_is_asked(client, account, password, why):
    answer = said(set_by_link(client, link(account), password))
    assert (why in answer) if why else ("Đã đặt mật khẩu" in answer)


def test_two_different_entries_are_not_set(client, account):
    assert "Hai lần nhập chưa giống nhau" in said(
        set_by_link(client, link(account), "sương mù tháng chạp", "khác hẳn đi rồi")
    )


def test_without_mail_the_page_says_whom_to_ask(client):
    assert "người quản trị của cơ quan cấp một đường dẫn" in said(client.get("/quen-mat-khau/"))
    assert said(client.post("/quen-mat-khau/", {"email": "hoa@example.vn"})) == said(client.get("/quen-mat-khau/"))


def test_a_mail_goes_to_an_account_and_the_page_says_the_same_to_all(client, account, settings):
    settings.EMAIL_HOST = "mail.example.vn"
    pages = {
        said(client.post("/quen-mat-khau/", {"email": e}, follow=True)) for e in ("hoa@example.vn", "ai@example.vn")
    }
    assert len(pages) == 1
    assert [m.to for m in wait_for_mail()] == [["hoa@example.vn"]]
    url = re.search(r"http://testserver(/dat-mat-khau/\S+)", mail.outbox[0].body)
    assert url is not None
    assert "Đã đặt mật khẩu" in said(set_by_link(client, url[1]))
    assert User.objects.get(pk=account.pk).has_usable_password()


def wait_for_mail():
    import threading

    for thread in threading.enumerate():
        if thread.name == "kieumau-mail":
            thread.join(5)
    return mail.outbox
