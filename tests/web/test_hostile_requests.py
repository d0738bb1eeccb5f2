"""What a request gets that means harm: another host, another site's link, a page that breaks, an old session."""

import logging

import pytest
from django.core import mail
from django.test import Client, override_settings
from door import is_in, settled, sign_in, telephone
from test_scope import WARD
from test_security import is_marked

from cast import hire, markup, said
from kieumau.records.accounts.people.actions import link_of
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry

# -- hosts and addresses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"]
)
def test_another_host_name_is_refused(client, db, host):
    for url in ("/", "/dang-nhap/", "/api/v1/units"):
        answer = client.get(url, headers={"host": host})
        assert answer.status_code == 400 and "evil" not in answer.content.decode()


def test_a_link_to_set_a_password_names_this_host_only(client, viet_nam):
    client.force_login(hire("quan-tri", Role.ADMINISTRATOR))
    url = f"/nguoi/{hire('can-bo.moi', Role.WARD_OFFICER, WARD).uuid}/"
    assert client.post(url, {"act": "link"}, headers={"host": "evil.example"}).status_code == 400
    assert not Entry.objects.filter(action="accounts.link_made").exists()
    page = markup(client.post(url, {"act": "link"}, headers={"x-forwarded-host": "evil.example"}))
    assert "http://testserver/dat-mat-khau/" in page and "evil" not in page


def test_a_mail_with_a_link_is_not_sent_under_another_host_name(stranger, settings):
    settled(email="hoa@example.vn")
    settings.EMAIL_HOST = "mail.example.vn"
    asked = {"email": "hoa@example.vn"}
    assert stranger.post("/quen-mat-khau/", asked, headers={"host": "evil.example"}).status_code == 400
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("behind", "told", "expected"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what stands before it, the sender may have made up
        (True, "", "127.0.0.1"),
    ],
)
def test_where_one_comes_from_is_what_the_offices_own_server_saw(stranger, settings, behind, told, expected):
    settings.BEHIND_PROXY = behind
    settled()
    sign_in(stranger, headers={"x-forwarded-for": told} if told else {})
    assert Entry.objects.get(action="accounts.signed_in").address == expected


# -- language and pages -------------------------------------------------------------------------------------------


def test_the_language_is_the_readers_choice_and_not_the_browsers(client, db):
    assert '<html lang="vi">' in client.get("/cham-thu/", headers={"accept-language": "en"}).content.decode()
    client.post("/ngon-ngu/", {"language": "en", "next": "/cham-thu/"})
    assert '<html lang="en">' in client.get("/cham-thu/").content.decode()
    client.cookies["django_language"] = "../../x"
    assert '<html lang="vi">' in client.get("/cham-thu/").content.decode()


def test_changing_the_language_comes_back_to_the_same_page(client, db):
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/?q=tan&page=2"})
    assert answer.headers["Location"] == "/?q=tan&page=2"


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
        "///evil.example",
        "https:evil.example",
        "http:///evil.example",
        "//testserver@evil.example",
        " //evil.example",
        "\t//evil.example",
        "https://testserver.evil.example/",
        "data:text/html,x",
        "//evil.example\\@testserver",
    ],
)
def test_changing_the_language_never_leads_elsewhere(client, db, next_):
    assert client.post(f"/ngon-ngu/?next={next_.strip()}", {"language": "en"}).headers["Location"] == "/"
    location = client.post("/ngon-ngu/", {"language": "en", "next": next_}).headers["Location"]
    assert location == "/"


@pytest.mark.parametrize("url", ["/", "/don-vi/25198/", "/bo-tieu-chi/", "/tai-ve.xlsx", "/bo-tieu-chi/so-sanh/"])
def test_pages_are_read_and_not_written_to(client, sample, url):
    assert client.post(url).status_code == 405
    assert client.head(url).status_code == 200


def test_missing_things_all_sound_the_same(client, sample):
    missing = [  # a code that the public register does not know is told to be none: nobody's secret
        "/don-vi/25198/?period=1999",
        "/cham-thu/00000000-0000-4000-8000-000000000000/",
        f"/cham-thu/{sample.uuid}/",
        f"/cham-thu/{sample.uuid}/don-vi/25198/",
        "/tai-ve.exe",
        "/bo-tieu-chi/x/1/",
        "/nowhere/",
    ]
    answers = [client.get(url) for url in missing]
    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1


def test_a_form_of_two_hundred_megabytes_is_refused_before_it_is_read(client, db):
    answer = client.generic(
        "POST",
        "/cham-thu/",
        **{"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": 200_000_000},
    )
    assert answer.status_code == 400


def test_behind_https_the_plain_address_leads_to_the_safe_one(client, db):
    with override_settings(SECURE_SSL_REDIRECT=True):
        assert client.get("/").headers["Location"].startswith("https://")


# -- when something breaks ----------------------------------------------------------------------------------------

INSIDE = "mật khẩu của cơ sở dữ liệu: trứng-vịt-lộn ở /srv/kieumau"


@pytest.fixture
def broken(monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError(INSIDE)

    monkeypatch.setattr("kieumau.web.workspace.criteria.shelf.pages.headings", breaks)
    monkeypatch.setattr("kieumau.api.v1.territory.access_registry", breaks)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("url", ["/bo-tieu-chi/", "/api/v1/units"])
def test_a_page_that_breaks_says_nothing_of_the_inside(broken, analyst, url, caplog):
    broken.force_login(analyst)
    answer = broken.get(url)
    assert answer.status_code == 500
    is_marked(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert not any(word in text for word in ("trứng", "srv", "RuntimeError", "Traceback", ".py", "kieumau.web"))
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert INSIDE in str(record.exc_info[1]), "the server's log tells it to the operator"


def test_nobody_writes_a_line_of_his_own_into_the_servers_log(broken, analyst, caplog):
    broken.force_login(analyst)
    broken.get("/api/v1/units/x%0AERROR%20all%20is%20well%0D")
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert "\n" not in record.getMessage() and "\r" not in record.getMessage()


def test_a_session_of_a_closed_account_does_not_come_back_with_it(stranger, viet_nam):
    administrator = Client()
    administrator.force_login(hire("quan-tri", Role.ADMINISTRATOR))
    officer = settled(role=Role.WARD_OFFICER, unit=WARD)
    sign_in(stranger)
    for act in ("close", "reopen"):
        assert stranger.get("/tai-khoan/").status_code == (200 if act == "close" else 302)
        assert administrator.post(f"/nguoi/{officer.uuid}/", {"act": act, "reason": "mất máy"}).status_code == 302
    assert stranger.get("/tai-khoan/").status_code == 302 and not is_in(stranger)


def test_a_session_that_was_signed_out_is_worth_nothing(stranger):
    settled()
    sign_in(stranger)
    copied = stranger.cookies["sessionid"].value
    stranger.post("/dang-xuat/")
    stranger.cookies["sessionid"] = copied
    assert stranger.get("/tai-khoan/").status_code == 302


@pytest.mark.parametrize("typed", ["  hai dấu cách trước", "CHỮ HOA chữ thường", "x" * 200])
@pytest.mark.parametrize("change", [str.strip, str.lower, str.upper, lambda p: p[:128], lambda p: p + " "])
def test_a_password_is_taken_exactly_as_it_was_typed(stranger, typed, change):
    user = settled()
    user.set_password(typed)
    user.save()
    sign_in(stranger, password=change(typed))
    assert is_in(stranger) is (change(typed) == typed)
    sign_in(stranger, password=typed)
    assert is_in(stranger)


@pytest.mark.parametrize(
    ("typed", "is_taken"),
    [
        ("Công an phường 2026!", False), ("congan@123456789", False), ("MậtKhẩu-KiểuMẫu1", False), ("quantri.admin.12", False),
        ("Kiểu mẫu, mưa rào đầu hạ", True), ("phường tôi có cây gạo", True), ("482915730648", True), ("вишнёвый сад!", True),
    ],
)  # fmt: skip
def test_a_password_is_not_made_of_the_offices_own_words_alone(stranger, db, typed, is_taken):
    form = stranger.get(f"/dat-mat-khau/{link_of(settled())}/", follow=True).redirect_chain[-1][0]
    told = said(stranger.post(form, {"password1": typed, "password2": typed}, follow=True))
    assert ("Đã đặt mật khẩu" in told) is is_taken
    assert ("chỉ gồm những từ ai ở cơ quan cũng đoán được" in told) is not is_taken


def test_a_new_password_by_a_link_does_not_pass_by_the_second_factor(stranger):
    user = settled()
    telephone(user)
    form = stranger.get(f"/dat-mat-khau/{link_of(user)}/", follow=True).redirect_chain[-1][0]
    new = "sương mù tháng chạp"
    assert "Đã đặt mật khẩu" in said(stranger.post(form, {"password1": new, "password2": new}, follow=True))
    assert sign_in(stranger, password=new).headers["Location"] == "/dang-nhap/ma/"
    assert not is_in(stranger)


@pytest.mark.parametrize(
    "url",
    [
        "/.git/config", "/.env", "/static/", "/static/kieumau/", "/static/../config/settings.py",
        "/static/..%2f..%2fconfig/settings.py", "/static/kieumau/..%5c..%5csettings.py", "/var/secret.key", "/admin/",
        "/api/v1/docs",
    ],
)  # fmt: skip
def test_nothing_is_served_but_pages_and_the_files_of_the_design(client, db, url):
    assert client.get(url).status_code == 404
