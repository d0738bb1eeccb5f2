"""Text that a database cannot keep (NUL, half a character) is answered, on every address, and never breaks a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

import kieumau
from cast import hire
from kieumau.records.accounts.roles import Role

FOUND = "19bd5327-6a0e-4be7-9f10-0b6a36a0c0a8"
HOSTILE = ["%00", "a%00b", "%ED%A0%80", "%FF", "%27%22%3C%25_%5C"]
WEB = Path(kieumau.__file__).parent / "web"
ASKED = sorted({name for file in WEB.rglob("*.py") for name in re.findall(r"GET\.get\(\"(\w+)\"", file.read_text())})


def addresses(patterns: Any = None, before: str = "/") -> Iterator[tuple[str, bool]]:
    """Every address, `{}` where text may stand, and whether there is such a place."""
    for pattern in patterns or get_resolver().url_patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, before + route)
        elif isinstance(pattern, URLPattern):
            address = before + route.removeprefix("^").rstrip("$")
            for name, converter in pattern.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                stands = {"string": "{}", "path": "{}", "uuid": FOUND, "int": "1", "slug": "a"}.get(kind, "a")
                for written in (f"<{kind}:{name}>", f"<str:{name}>", f"<{name}>"):
                    address = address.replace(written, stands)
            yield address, "{}" in address


ADDRESSES = sorted(set(addresses()))


def all_rights(client: Client) -> None:
    user = hire("tat.ca")
    for role in Role:
        user.mandates.create(role=str(role), unit="", valid_from="2020-01-01", recorded_at="2020-01-01T00:00:00Z")
    client.force_login(user)


def test_the_addresses_and_what_they_ask_are_really_found():
    assert ("/don-vi/{}/", True) in ADDRESSES and len(ADDRESSES) > 20
    assert {"q", "on", "within", "period"} <= set(ASKED)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_an_address_never_breaks_a_page(sample, text):
    assert broken(address.replace("{}", text) for address, has_place in ADDRESSES if has_place) == []


@pytest.mark.slow
def test_text_that_is_asked_for_never_breaks_a_page(sample, viet_nam):
    """Each address is asked each thing that the module of its page asks for, and once everything at a time."""
    text = "a%00b%0%000%ED%A0%80"
    tried = []
    for address, has_place in ADDRESSES:
        if not has_place:
            names = [name for name in ASKED if name in asked_by(address)]
            tried += [f"{address}?{name}={text}" for name in names]
            tried.append(f"{address}?" + "&".join(f"{name}={text}" for name in ASKED))
    assert len(tried) > 60
    assert broken(tried) == []


def asked_by(address: str) -> set[str]:
    """What the slice of an address's page, and what all pages share, read from what is asked."""
    try:
        module = resolve(address).func.__module__
    except Resolver404:
        return set(ASKED)
    own = (WEB.parents[1] / module.replace(".", "/")).parent
    folders = [own] if own.is_relative_to(WEB) else []
    files = [file for folder in (*folders, WEB / "shell", WEB / "components") for file in folder.rglob("*.py")]
    return {name for file in files for name in re.findall(r"GET\.get\(\"(\w+)\"", file.read_text())}


def broken(addresses: Iterable[str]) -> list[str]:
    client = Client(raise_request_exception=False)
    all_rights(client)
    return [address for address in addresses if client.get(address).status_code >= 500]


@pytest.mark.parametrize("cookie", ["sessionid", "django_language", "csrftoken", "__Host-sessionid"])
def test_text_in_a_cookie_never_breaks_a_page(db, cookie):
    """A cookie in quotes may hold any character by its number."""
    client = Client(raise_request_exception=False)
    answer = client.get("/dang-nhap/", headers={"cookie": f'{cookie}="\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'})
    assert answer.status_code < 500
