"""What every answer carries, and what no answer does."""

import re

import pytest
from django.conf import settings as conf
from django.test import Client, override_settings

from cast import said
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.records.assessments.models import Assessment

PAGES = [
    "/",
    "/?q=x",
    "/don-vi/25198/",
    "/bo-tieu-chi/",
    "/bo-tieu-chi/mau-gia-dinh-22/2023/",
    "/bo-tieu-chi/so-sanh/",
    "/bo-tieu-chi/so-sanh/?left=cong-an-phuong-kieu-mau/5764-2021&right=cong-an-phuong-kieu-mau/20-2024",
    "/cham-thu/",
    "/nowhere/",
]
POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}


def every_answer(client, send):
    """Pages, a missing one, a form to correct, a result and its unit."""
    yield from (client.get(url) for url in PAGES)
    yield client.post("/cham-thu/", {})
    yield send((SAMPLE / "figures.csv").read_bytes(), "figures.csv")
    kept = Assessment.objects.get(trial=True)
    yield client.get(f"/cham-thu/{kept.uuid}/don-vi/25198/")
    yield Client(enforce_csrf_checks=True).post("/cham-thu/")
    yield client.get("/", headers={"host": "evil.example"})


def test_every_answer_is_under_the_strict_policy(client, send, sample):
    for answer in every_answer(client, send):
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_holds_an_inline_style_script_or_handler(client, send, sample):
    for answer in every_answer(client, send):
        html = answer.content.decode()
        assert not re.search(r"<style\b|\sstyle\s*=|<[^>]+\son[a-z]+\s*=|javascript:", html, re.I)
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))
        outside = re.findall(r"(?:src|<link[^>]+href)=\"(https?:[^\"]+)", html)
        assert not outside, "a page loads nothing from elsewhere"


def test_downloads_are_saved_and_never_shown(client, sample):
    for kind in ("xlsx", "csv", "json"):
        answer = client.get(f"/tai-ve.{kind}")
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_cookies_are_closed_to_scripts_and_other_sites(client, db):
    token = client.get("/cham-thu/").cookies["csrftoken"]
    assert token["httponly"] and token["samesite"] == "Lax"
    language = client.post("/ngon-ngu/", {"language": "en", "next": "/"}).cookies["django_language"]
    assert language["httponly"] and language["samesite"] == "Lax"
    assert conf.CSRF_COOKIE_SECURE is conf.HTTPS is conf.LANGUAGE_COOKIE_SECURE


@pytest.mark.parametrize("url", ["/cham-thu/", "/ngon-ngu/", "/cham-thu/00000000-0000-4000-8000-000000000000/xoa/"])
def test_every_form_needs_its_token(db, url):
    answer = Client(enforce_csrf_checks=True).post(url, {"language": "en"})
    assert answer.status_code == 403
    assert "Chưa có gì được gửi đi hay thay đổi" in said(answer)


def test_another_host_name_is_refused(client, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


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
    "next_", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_changing_the_language_never_leads_elsewhere(client, db, next_):
    location = client.post("/ngon-ngu/", {"language": "en", "next": next_}).headers["Location"]
    assert location == "/"


@pytest.mark.parametrize("url", ["/", "/don-vi/25198/", "/bo-tieu-chi/", "/tai-ve.xlsx", "/bo-tieu-chi/so-sanh/"])
def test_pages_are_read_and_not_written_to(client, sample, url):
    assert client.post(url).status_code == 405
    assert client.head(url).status_code == 200


def test_missing_things_all_sound_the_same(client, sample):
    missing = [
        "/don-vi/00000/",
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
