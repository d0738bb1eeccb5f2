"""The second factor: asked for where the office requires it, set up by its person, and a lock of its own."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import DatabaseError
from django.test import Client
from door import PASSWORD, code_of, is_in, lines, settled, sign_in, telephone

from cast import markup, said
from kieumau.config import clock
from kieumau.records.accounts.models import Token
from kieumau.records.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(stranger):
    return stranger


@pytest.fixture
def account():
    return settled()


@pytest.fixture(autouse=True)
def required(one_factor_will_do, settings):
    settings.SECOND_FACTOR = "REQUIRED"


def give_code(client, code):
    return client.post("/dang-nhap/ma/", {"code": code}, follow=True)


# -- required --


@pytest.mark.parametrize("url", ["/", "/don-vi/", "/bo-tieu-chi/", "/cham-thu/", "/tai-ve.csv"])
def test_an_account_without_a_second_factor_is_led_to_get_one(client, account, url):
    sign_in(client)
    assert client.get(url).headers["Location"] == "/tai-khoan/bao-ve/"


def test_it_can_still_do_what_it_needs_for_that(client, account):
    sign_in(client)
    for url in (
        "/tai-khoan/",
        "/tai-khoan/bao-ve/",
        "/tai-khoan/bao-ve/ung-dung/",
        "/tai-khoan/mat-khau/",
        "/dang-xuat/",
    ):
        assert client.get(url).status_code == 200
    assert "Xin thêm lớp bảo vệ thứ hai" in said(client.get("/tai-khoan/bao-ve/"))


def test_where_it_is_optional_nobody_is_led_anywhere(client, account, settings):
    settings.SECOND_FACTOR = "OPTIONAL"
    sign_in(client)
    assert client.get("/bo-tieu-chi/").status_code == 200


def test_once_it_was_used_no_page_asks_the_database_about_it(client, account, django_assert_num_queries):
    secret = telephone(account)
    sign_in(client)
    give_code(client, code_of(secret))
    with patch("kieumau.web.accounts.middleware.has_factor", side_effect=AssertionError):
        assert client.get("/bo-tieu-chi/").status_code == 200


# -- signing in with it --


def test_the_password_alone_does_not_open_an_account_that_has_one(client, account):
    telephone(account)
    assert sign_in(client).headers["Location"] == "/dang-nhap/ma/"
    assert not is_in(client)
    assert lines("signed_in") == []
    assert client.get("/tai-khoan/").status_code == 302


def test_a_code_of_the_app_opens_it_once(client, account):
    secret = telephone(account)
    sign_in(client)
    code = code_of(secret)
    give_code(client, code)
    assert is_in(client)
    assert Entry.objects.get(action="accounts.signed_in").details == '{"methods": ["password", "mfa:totp"]}'
    other = Client()
    sign_in(other)
    assert "Mã chưa đúng hoặc đã dùng rồi" in said(give_code(other, code))
    assert not is_in(other)


def test_a_code_is_not_taken_again_as_long_as_it_could_be_good(client, account):
    """The app's clock is half a minute ahead: its code is good for a minute and a half."""
    secret = telephone(account)
    ahead = code_of(secret, steps=1)
    start = clock.now().timestamp()
    sign_in(client)
    give_code(client, ahead)
    assert is_in(client)
    other = Client()
    sign_in(other)
    moved = clock.now() + timedelta(seconds=35)
    with patch("time.time", return_value=start + 35), patch("django.core.cache.backends.db.tz_now", return_value=moved):
        give_code(other, ahead)
    assert not is_in(other)


def test_a_spare_code_is_taken_as_it_is_written(client, account):
    telephone(account)
    code = RecoveryCodes.activate(account).get_unused_codes()[3]
    sign_in(client)
    give_code(client, f" {code[:4]} {code[4:]} ")
    assert is_in(client)


def test_a_spare_code_opens_it_once(client, account):
    telephone(account)
    spare = RecoveryCodes.activate(account).get_unused_codes()[0]
    for expected in (True, False):
        each = Client()
        sign_in(each)
        give_code(each, spare)
        assert is_in(each) is expected


def test_guessing_codes_locks_out_and_leaves_one_line(client, account):
    secret = telephone(account)
    sign_in(client)
    wrong = f"{(int(code_of(secret)) + 7) % 1_000_000:06}"
    answers = [said(give_code(client, wrong)) for _ in range(8)]
    assert "Mã chưa đúng" in answers[4]
    assert "Đã thử quá nhiều lần" in answers[5]
    assert "Đã thử quá nhiều lần" in said(give_code(client, code_of(secret)))
    assert not is_in(client)
    assert lines("locked_out") == ["locked_out"]


# -- setting it up --


def add_app(client):
    page = client.get("/tai-khoan/bao-ve/ung-dung/")
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', markup(page))
    assert secret is not None
    return client.post("/tai-khoan/bao-ve/ung-dung/", {"code": code_of(secret[1].replace(" ", ""))}, follow=True)


def test_an_app_is_added_and_the_spare_codes_are_shown_once(client, account):
    sign_in(client)
    page = add_app(client)
    codes = re.findall(r"\b\d{4} \d{4}\b", said(page))
    assert len(codes) == 10
    assert not re.findall(r"\b\d{4} \d{4}\b", said(client.get("/tai-khoan/bao-ve/ma-du-phong/")))
    assert client.get("/bo-tieu-chi/").status_code == 200
    assert lines() == ["signed_in", "factor_added", "factor_added"]


def test_the_picture_to_scan_is_drawn_in_the_page(client, account):
    sign_in(client)
    html = markup(client.get("/tai-khoan/bao-ve/ung-dung/"))
    assert re.search(r'<svg class="qr" viewBox="0 0 \d+ \d+" aria-hidden="true"><path d="M4 4h1', html)
    assert "data:" not in html


def test_secrets_are_not_readable_in_the_database(client, account):
    sign_in(client)
    add_app(client)
    for factor in Authenticator.objects.all():
        kept = factor.data.get("secret") or factor.data["seed"]
        assert kept.startswith("gAAAAA")


@pytest.fixture
def any_key():
    """A key that the library takes for good, so that a test need not play the device (a browser does that elsewhere)."""
    place = "allauth.mfa.webauthn.forms.auth."
    with patch(f"{place}parse_registration_response"), patch(f"{place}complete_registration"):
        yield {
            "name": "máy cơ quan",
            "credential": '{"id": "x", "rawId": "x", "type": "public-key", "response": {"a": "b"}}',
        }


@pytest.mark.parametrize("kind", ["app", "key"])
def test_a_factor_and_its_line_are_there_together_or_not_at_all(client, account, any_key, kind):
    sign_in(client)
    with (
        patch("kieumau.records.accounts.sign_ins.write_line", side_effect=DatabaseError("disk full")),
        pytest.raises(DatabaseError, match="disk full"),
    ):
        add_app(client) if kind == "app" else client.post("/tai-khoan/bao-ve/khoa/them/", any_key)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("url", ["ung-dung/", "ung-dung/bo/", "khoa/them/", "ma-du-phong/moi/", "ma-du-phong/"])
def test_a_factor_is_changed_only_by_who_has_just_shown_who_he_is(client, account, settings, url, monkeypatch):
    sign_in(client)
    if "bo" in url or "du-phong" in url:
        add_app(client)
    moved = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: moved)
    answer = client.get(f"/tai-khoan/bao-ve/{url}")
    assert answer.headers["Location"].startswith("/tai-khoan/xac-nhan/?next=")
    wrong = client.post(answer.headers["Location"], {"password": "sai"})
    assert "Mật khẩu chưa đúng" in said(wrong)
    right = client.post(answer.headers["Location"], {"password": PASSWORD}, follow=True)
    assert right.status_code == 200
    assert right.request["PATH_INFO"] == f"/tai-khoan/bao-ve/{url}"


def test_a_new_secret_key_reads_the_factors_of_the_old_one(account, settings):
    secret = telephone(account)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 5, [settings.SECRET_KEY]
    browser = Client()
    sign_in(browser)
    browser.post("/dang-nhap/ma/", {"code": code_of(secret)})
    assert is_in(browser)


def test_removing_the_last_factor_leads_back_to_the_start(client, account):
    sign_in(client)
    add_app(client)
    with patch("kieumau.web.accounts.middleware.has_factor", side_effect=AssertionError):
        assert client.get("/bo-tieu-chi/").status_code == 200, "the session has noted it"
    client.post("/tai-khoan/bao-ve/ung-dung/bo/")
    assert not Authenticator.objects.exists()
    assert lines("factor_removed") == ["factor_removed", "factor_removed"]
    assert client.get("/bo-tieu-chi/").headers["Location"] == "/tai-khoan/bao-ve/"


def test_a_session_that_never_showed_the_factor_ends_once_another_session_has_added_one(client, account):
    other = Client()
    sign_in(other)
    sign_in(client)
    add_app(client)
    assert client.get("/bo-tieu-chi/").status_code == 200
    assert other.get("/bo-tieu-chi/").headers["Location"].startswith("/dang-nhap/")
    assert not is_in(other)


def test_without_a_factor_nobody_makes_a_key_for_programs_or_reads_by_one(client, account):
    sign_in(client)
    asked = {"label": "a", "scopes": ["results:read"], "days": "9"}
    assert client.post("/tai-khoan/khoa-chuong-trinh/", asked).headers["Location"] == "/tai-khoan/bao-ve/"
    assert not Token.objects.exists()
    add_app(client)
    page = markup(client.post("/tai-khoan/khoa-chuong-trinh/", asked))
    bearer = {"Authorization": "Bearer " + re.search(r'value="(kieumau_[^"]+)"', page)[1]}
    assert Client().get("/api/v1/me", headers=bearer).status_code == 200
    Authenticator.objects.all().delete()
    assert Client().get("/api/v1/me", headers=bearer).status_code == 401


NO_KEYS = [
    "0",
    "false",
    "0.0",
    "[]",
    "{}",
    '{"id": 1}',
    '{"id": "a", "rawId": "a", "type": "x", "response": {}}',
    "9" * 5000,
]


@pytest.mark.parametrize("sent", NO_KEYS)
def test_what_is_no_passkey_is_told_and_stored_nowhere(client, account, sent):
    for url in ("/dang-nhap/khoa/", "/tai-khoan/bao-ve/khoa/them/"):
        if "them" in url:
            sign_in(client)
        client.get(url)
        answer = client.post(url, {"name": "a", "credential": sent}, follow=True)
        assert answer.status_code == 200
    assert not Authenticator.objects.exists()
    assert client.get("/bo-tieu-chi/").headers["Location"] == "/tai-khoan/bao-ve/"


def test_nobody_touches_the_key_of_another(client, account):
    sign_in(client)
    another = settled("khac.75")
    key = Authenticator.objects.create(user=another, type="webauthn", data={"name": "khóa", "credential": {}})
    for url in (f"/tai-khoan/bao-ve/khoa/{key.pk}/bo/", f"/tai-khoan/bao-ve/khoa/{key.pk}/ten/"):
        assert client.get(url).status_code == 404
        assert client.post(url, {"name": "của tôi"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "khóa"
