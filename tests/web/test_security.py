"""What every answer carries, and what no answer does.

Beside this file: guessing, telling, planted sessions and `next` of the sign-in (test_sign_in.py), of the demonstration
(test_own_account.py), fields that no form has (test_people.py), every refusal by role (test_scope.py), hostile text
(test_hostile_text.py) and hostile files (test_trial.py, engine/reading/test_reading_hostile.py).
"""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.test import Client
from test_hostile_text import ADDRESSES
from test_scope import OTHER_WARD, PROVINCE, WARD, proposal_in

import kieumau
from cast import hire, said
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.records.accounts.roles import Role
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


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def is_marked(answer, *more):
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY | set(more)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_every_answer_is_under_the_strict_policy(client, send, sample):
    for answer in every_answer(client, send):
        is_marked(answer)


KINDS = {
    "a page": ("get", "/", 200),
    "not found": ("get", "/nowhere/", 404),
    "another method": ("put", "/", 405),
    "led to the door": ("head", "/nguoi/", 302),
    "of the interface": ("get", "/api/v1/units", 200),
    "of the interface without a key": ("get", "/api/v1/me", 401),
    "a file of the design": ("get", "/static/kieumau/style.css", 200),
    "a script of the sign-in library": ("get", "/static/mfa/js/webauthn.js", 200),
    "a file to take away": ("get", "/tai-ve.csv", 200),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_answer_is_marked_and_says_what_it_is(client, stranger, sample, viet_nam, kind):
    method, url, status = KINDS[kind]
    browser = stranger if status in (302, 401) else client
    answer = getattr(browser, method)(url, headers={"origin": "https://evil.example"})
    assert answer.status_code == status
    is_marked(answer)
    assert "Access-Control-Allow-Origin" not in answer.headers
    if status not in (302, 405):
        assert re.search(r"charset=.?utf-8", answer.headers["Content-Type"])


def test_only_the_door_may_ask_this_very_host(stranger, db):
    is_marked(stranger.get("/dang-nhap/"), "connect-src 'self'")


# -- what a page is made of ---------------------------------------------------------------------------------------

_LOADED = {"src", "srcset", "data", "poster", "action", "formaction", "background"}
_REFUSED_TAGS = {"style", "iframe", "object", "embed", "base", "frame", "applet"}


class Marks(HTMLParser):
    """What the policy would not let through, were it in a page."""

    def __init__(self, html):
        super().__init__()
        self.faults = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        wrong = [name for name in told if name == "style" or name.startswith("on")]
        wrong += [n for n, v in attrs if re.match(r"[\s\x00-\x20]*(javascript|vbscript|data)\s*:", v or "", re.I)]
        loads = _LOADED | ({"href"} if tag in ("link", "use", "image") else set())
        wrong += [n for n, v in attrs if n in loads and re.match(r"\s*([a-z]+:|//|\\)", v or "", re.I)]
        if tag in _REFUSED_TAGS or wrong:
            self.faults.append((tag, wrong))
        if tag == "script" and "src" not in told and told.get("type") != "application/json":
            self.faults.append((tag, ["inline"]))


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>", "<style>p{}</style>", "<p onclick=x>", "<a href=' JavaScript:x'>", "<script>x</script>",
        "<script type=module>x</script>", "<script src=https://evil.example/x></script>", "<img src='//evil.example'>",
        "<link rel=stylesheet href=http://evil.example>", "<form action='https://evil.example'>", "<iframe src='/'>",
        "<base href='/x/'>", "<button formaction='//evil.example'>", "<img src='data:image/png;base64,x'>",
    ],
)  # fmt: skip
def test_what_must_not_be_in_a_page_would_be_found(html):
    assert Marks(html).faults


@pytest.mark.parametrize("html", ["<a href='https://law.example/'>", "<script src='/x.js'></script>", "<img src='/x'>"])
def test_what_may_be_in_a_page_is_left_alone(html):
    assert not Marks(html).faults


@pytest.fixture
def house(sample, viet_nam, monkeypatch):
    """Something behind every address: a person, a proposal, lines of the journal, a judgement."""
    officer = hire("can-bo.binh-phuoc", Role.WARD_OFFICER, WARD)
    proposal = proposal_in(WARD, PROVINCE)
    return [
        "/bo-tieu-chi/mau-gia-dinh-22/2023/", "/bo-tieu-chi/mau-gia-dinh-22/2023/mau-nhap.xlsx", "/tai-ve.json",
        *PAGES, f"/don-vi/{WARD}/", f"/ai-xem-duoc/{WARD}/", f"/don-vi/{OTHER_WARD}/", f"/nguoi/{officer.uuid}/",
        f"/nhat-ky/account/{officer.uuid}/", f"/nhat-ky/unit/{WARD}/", f"/sap-xep/{proposal.uuid}/",
        f"/sap-xep/{proposal.uuid}/van-ban/", "/ban-do/?by=order_violations", "/api/v1/units",
    ]  # fmt: skip


def whole(text="25198"):
    """Every address of the site with something in its places, also of the link that sets a password."""
    found = {address.replace("{}", text) for address, _ in ADDRESSES if "(?P" not in address}
    return sorted(found | {"/dat-mat-khau/a-b/"})


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MINISTRY_ANALYST, None])
def test_no_page_holds_an_inline_style_script_or_handler_or_anything_from_elsewhere(house, role):
    browser, seen = Client(), 0
    if role:
        browser.force_login(hire("nguoi.xem", role))
    for url in dict.fromkeys([*house, *whole()]):
        answer = browser.get(url)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            html = answer.content.decode()
            assert not Marks(html).faults, url
            if role and answer.status_code == 200 and not url.startswith(("/dang-", "/quen-", "/dat-")):
                assert 'action="/dang-xuat/"' in html, f"{url}: the way out is on every page"
            seen += answer.status_code == 200
    assert seen > (25 if role else 3)


def test_trials_and_forms_to_correct_hold_none_either(client, send, sample):
    for answer in every_answer(client, send):
        assert not Marks(answer.content.decode()).faults


def test_styles_load_nothing_from_elsewhere_and_scripts_keep_no_secret():
    files = {p.name: p.read_text() for p in (Path(kieumau.__file__).parent / "web").rglob("static/kieumau/*.*s")}
    assert {"style.css", "keys.js", "passkeys.js"} <= set(files)
    for name, text in files.items():
        assert not re.search(r"@import|url\(\s*[\"']?(?:[a-z]+:|//)", text), name
        assert not re.search(
            r"\beval\(|new Function|innerHTML|document\.(?:write|cookie)|sessionStorage|indexedDB", text
        )
        kept = re.findall(r"localStorage\.setItem\((\w+)", text)
        # Whether the shortcuts are on; and figures that were typed and are not saved yet: test_grid_in_a_browser.py.
        assert kept == (["MEMORY"] if name in ("keys.js", "grid.js") else []), name


# -- what is kept -------------------------------------------------------------------------------------------------


def test_no_browser_and_nothing_in_between_keeps_an_answer(house):
    browser = Client()
    browser.force_login(hire("nguoi.xem", Role.ADMINISTRATOR))
    for url in dict.fromkeys([*house, *whole()]):
        kept = browser.get(url).headers["Cache-Control"]
        assert "no-store" in kept or (url.startswith("/api/") and kept == "no-cache"), url  # public law, no key


def test_the_design_is_kept_for_an_hour(client, db):
    assert client.get("/static/kieumau/style.css").headers["Cache-Control"] == "max-age=3600, public"


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


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_no_address_takes_anything_without_the_token(house, method):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hire("nguoi.xem", Role.ADMINISTRATOR))
    for url in sorted({*house, *whole()} - {"/nowhere/"}):
        answer = getattr(browser, method)(url)
        keyed = url == "/api/v1/figures" and method == "post"  # the one address of the interface that writes
        assert answer.status_code == (401 if keyed else 405 if url.startswith("/api/") else 403), url


def test_no_address_repeats_a_request_or_answers_a_strange_method(house):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hire("nguoi.xem", Role.ADMINISTRATOR))
    for url in dict.fromkeys([*house, *whole()]):
        answer = browser.trace(url, headers={"x-marked": "tracing-mark"})
        dead_link = answer.status_code == 200 and "Đường dẫn không còn dùng được" in said(
            answer
        )  # told so by whatever method
        assert answer.status_code in (302, 403, 404, 405) or dead_link, url
        assert b"tracing-mark" not in answer.content


# -- behind HTTPS, with the settings of an operator ----------------------------------------------------------------

_VISIT = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
from kieumau.records.accounts.models import User
from kieumau.config import clock
call_command("migrate", verbosity=0)
user = User(username="hoa.75", full_name="Hoa", created_at=clock.now())
user.set_password("mưa rào đầu hạ 74")
user.save()
safe, plain = Client(), Client()
answers = [
    ("door", safe.get("/dang-nhap/", secure=True)),
    ("in", safe.post("/dang-nhap/", {"login": "hoa.75", "password": "mưa rào đầu hạ 74"}, secure=True)),
    ("english", safe.post("/ngon-ngu/", {"language": "en", "next": "/"}, secure=True)),
    ("in English", safe.get("/tai-khoan/", secure=True)),
    ("missing", safe.get("/nowhere/", secure=True)),
    ("interface", safe.get("/api/v1/changes", secure=True)),
    ("plain", plain.get("/dang-nhap/")),
    ("plain interface", plain.get("/api/v1/me", headers={"Authorization": "Bearer kieumau_x"})),
]
print(json.dumps({name: {
    "status": a.status_code, "headers": dict(a.items()), "body": b"".join(a).decode(),
    "cookies": {m.key: {**{k: v for k, v in m.items() if v}, "value": m.value} for m in a.cookies.values()},
} for name, a in answers}))
"""


@pytest.fixture(scope="module")
def visit(tmp_path_factory):
    """What a browser and a program are answered by a server that runs as the operators' guide says."""
    home = tmp_path_factory.mktemp("https")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KIEUMAU_") and k != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    told = {"HOME": str(home), "HOSTS": "testserver", "HTTPS": "1", "BEHIND_PROXY": "1", "SECRET_KEY": "x" * 64}
    environment = {**kept, **{f"KIEUMAU_{k}": v for k, v in told.items()}}
    environment |= {"DJANGO_SETTINGS_MODULE": "kieumau.config.settings"}
    done = subprocess.run([sys.executable, "-c", _VISIT], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.slow
def test_every_answer_over_https_asks_for_https_for_a_year(visit):
    for name in ("door", "in", "english", "missing", "interface"):
        asked = visit[name]["headers"]["Strict-Transport-Security"]
        assert asked == "max-age=31536000; includeSubDomains; preload", name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "at"), [("__Host-csrftoken", "door"), ("__Host-sessionid", "in"), ("__Host-django_language", "english")]
)
def test_every_cookie_is_of_this_host_over_https_and_closed_to_scripts(visit, name, at):
    cookie = visit[at]["cookies"][name]
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert "domain" not in cookie
    assert all(other.startswith("__Host-") for answer in visit.values() for other in answer["cookies"])


@pytest.mark.slow
def test_the_language_is_still_chosen_over_https(visit):
    assert '<html lang="en">' in visit["in English"]["body"]


@pytest.mark.slow
def test_a_browser_is_led_to_https_and_a_program_is_told_and_not_led(visit):
    assert visit["plain"]["status"] == 301
    assert visit["plain"]["headers"]["Location"] == "https://testserver/dang-nhap/"
    assert visit["plain interface"]["status"] == 403
    assert "answers over HTTPS only" in visit["plain interface"]["body"]
