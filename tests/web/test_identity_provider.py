"""Signing in by the office's identity provider: a small one on loopback stands for it. It opens existing accounts only."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from door import code_of, is_in, lines, settled, telephone

from cast import said
from kieumau.config.services import identity_provider, mail_server
from kieumau.records.accounts.models import User

pytestmark = pytest.mark.django_db


class Provider(BaseHTTPRequestHandler):
    """What it will say of the person, and what it was asked: set and read by each test."""

    person: dict[str, Any] = {}
    asked: dict[str, str] = {}
    url = ""

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known/"):
            self._say(
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/authorize",
                    "token_endpoint": f"{self.url}/token",
                    "userinfo_endpoint": f"{self.url}/userinfo",
                    "jwks_uri": f"{self.url}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._say(self.person)

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).asked = dict(parse_qsl(form))
        claims = {"iss": self.url, "aud": "kieumau", "sub": self.person["sub"], "exp": 4_000_000_000, "iat": 1}
        token = jwt.encode(claims, "a key of the provider, long enough for its use", algorithm="HS256")
        self._say({"access_token": "opens userinfo", "token_type": "Bearer", "id_token": token})

    def _say(self, what: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: Any) -> None:
        """Not on the screen."""


@pytest.fixture
def provider(settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    Provider.person = {"sub": "7", "email": "hoa@example.vn", "email_verified": True, "name": "Hoa"}
    Thread(target=server.serve_forever, daemon=True).start()
    settings.OIDC_URL, _, settings.SOCIALACCOUNT_PROVIDERS = identity_provider(
        "office", url=Provider.url, client="kieumau", secret="bí mật", name="Cổng đăng nhập của tỉnh"
    )
    settings.OIDC_NAME = "Cổng đăng nhập của tỉnh"
    yield Provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(stranger):
    return stranger


@pytest.fixture(autouse=True)
def account():
    return settled(email="hoa@example.vn")


def through(client, **query):
    """Press the button, be known to the provider, come back."""
    leave = client.post("/dang-nhap/co-quan/", query_params=query)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(leave.headers["Location"]).query).items()}
    return asked, client.get("/dang-nhap/co-quan/xong/", {"code": "c", "state": asked["state"]}, follow=True)


def test_who_the_provider_knows_enters_his_own_account(client, provider, account):
    assert "Cổng đăng nhập của tỉnh" in said(client.get("/dang-nhap/"))
    asked, _ = through(client)
    assert client.session["_auth_user_id"] == str(account.pk)
    assert asked["redirect_uri"] == "http://testserver/dang-nhap/co-quan/xong/"
    assert lines() == ["signed_in"]
    account.refresh_from_db()
    assert account.has_usable_password(), "the password stays as it was"
    assert not SocialAccount.objects.exists(), "nothing of the provider is kept"


def test_the_code_of_another_browser_is_of_no_use(client, provider):
    asked, _ = through(client)
    proof = urlsafe_b64encode(sha256(provider.asked["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", proof)


@pytest.mark.parametrize("state", ["", "made-up"])
def test_an_answer_that_nobody_asked_for_opens_nothing(client, provider, state):
    client.get("/dang-nhap/co-quan/xong/", {"code": "c", "state": state})
    assert not is_in(client)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "7", "email": "hoa@example.vn", "email_verified": False},
        {"sub": "7", "email": "hoa@example.vn"},
        {"sub": "7", "email": "hoa@example.vn", "email_verified": "true"},
        {"sub": "7", "email": "la@example.vn", "email_verified": True},
        {"sub": "7", "email": "", "email_verified": True},
        {"sub": "7", "email_verified": True},
    ],
    ids=["not verified", "not said", "said as text", "unknown here", "empty", "none"],
)
def test_nobody_else_comes_in_and_no_account_is_made(client, provider, person):
    settled("khong.thu")  # an account without an address is not everybody's
    provider.person = person
    _, page = through(client)
    assert "Chưa có tài khoản cho địa chỉ thư này" in said(page)
    assert not is_in(client)
    assert User.objects.count() == 2


def test_a_token_that_the_provider_made_for_another_program_opens_nothing(client, provider, account, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["client_id"] = "another"
    through(client)
    assert not is_in(client)


def test_a_closed_account_stays_closed(client, provider, account):
    User.objects.filter(pk=account.pk).update(is_active=False)
    _, page = through(client)
    assert "Tài khoản này đã khóa" in said(page)
    assert not is_in(client)


def test_the_second_factor_of_the_account_is_asked_for_here_too(client, provider, account):
    secret = telephone(account)
    _, page = through(client)
    assert "Lớp bảo vệ thứ hai" in said(page)
    assert not is_in(client)
    client.post("/dang-nhap/ma/", {"code": code_of(secret)})
    assert is_in(client)


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_the_address_bar_cannot_ask_for_anything_but_a_sign_in(client, provider, account, process):
    through(client, process=process, next="https://evil.example/")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert not SocialAccount.objects.exists()


def test_a_link_alone_sends_nobody_to_the_provider(client, provider):
    assert "Đăng nhập qua Cổng đăng nhập của tỉnh?" in said(client.get("/dang-nhap/co-quan/"))


def test_a_provider_that_does_not_answer_is_told_in_words(client, provider, monkeypatch):
    asked, _ = through(client)
    client.post("/dang-xuat/")
    monkeypatch.setattr(provider, "do_POST", lambda self: self.send_error(500))
    leave = client.post("/dang-nhap/co-quan/")
    state = parse_qs(urlsplit(leave.headers["Location"]).query)["state"][0]
    page = client.get("/dang-nhap/co-quan/xong/", {"code": "c", "state": state})
    assert "Chưa đăng nhập được qua hệ thống của cơ quan" in said(page)
    assert asked


def test_without_a_provider_there_is_no_such_door(client):
    assert client.get("/dang-nhap/co-quan/").status_code == 404
    assert client.get("/dang-nhap/co-quan/xong/").status_code == 404


# -- what an operator may write --


@pytest.mark.parametrize(
    ("url", "client_id", "secret"),
    [
        ("http://sso.example.vn", "a", "b"),
        ("ftp://sso.example.vn", "a", "b"),
        ("https://", "a", "b"),
        ("https://sso.example.vn:port", "a", "b"),
        ("https://sso.example.vn", "", "b"),
        ("https://sso.example.vn", "a", ""),
    ],
)
def test_a_provider_that_cannot_be_is_refused_at_the_start(url, client_id, secret):
    with pytest.raises(ImproperlyConfigured, match="KIEUMAU_OIDC_URL"):
        identity_provider("office", url=url, client=client_id, secret=secret, name="")


def test_forms_may_lead_to_the_providers_origin_and_to_no_other():
    _, origins, _ = identity_provider(
        "office", url="https://sso.example.vn:8443/realms/a", client="a", secret="b", name=""
    )
    assert origins == ["https://sso.example.vn:8443"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", ("", 0, "", "", False, False)),
        ("smtp://mail.example.vn", ("mail.example.vn", 587, "", "", True, False)),
        ("smtp://u%40x:p%2Fw@mail.example.vn:2525", ("mail.example.vn", 2525, "u@x", "p/w", True, False)),
        ("smtps://u:p@mail.example.vn", ("mail.example.vn", 465, "u", "p", False, True)),
        ("smtp://localhost:25", ("localhost", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_is_one_address(url, expected):
    assert mail_server(url) == expected


@pytest.mark.parametrize("url", ["mail.example.vn", "https://mật-khẩu@x", "smtp://", "smtp://u:mật-khẩu@x:port"])
def test_a_mail_server_that_cannot_be_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="KIEUMAU_MAIL_URL") as refused:
        mail_server(url)
    assert "mật-khẩu" not in str(refused.value)
