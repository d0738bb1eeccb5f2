"""A real Chromium for the tests that open pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from kieumau.records.accounts.models import User

_FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where the browser is, or None on a machine without one."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


_cookies: list[dict[str, str]] = []


@contextmanager
def signed_in(url: str, user: User) -> Iterator[None]:
    """Every page opened meanwhile belongs to this person."""
    before = list(_cookies)
    _cookies[:] = cookies_of(url, user)
    yield
    _cookies[:] = before


def cookies_of(url: str, user: User) -> list[dict[str, str]]:
    """What the browser of somebody keeps who has signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return [{"name": name, "value": client.cookies[name].value, "url": url}]


@contextmanager
def opened_browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; the pages are served in another, so the ORM is in no danger.
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS.split())
        yield browser
        browser.close()


@contextmanager
def opened_page(browser: Browser, *, narrow: bool = False, dark: bool = False, scripts: bool = True) -> Iterator[Page]:
    """A fresh page that fails when the browser complains: a broken policy, a missing file, a script error."""
    context = browser.new_context(
        viewport=NARROW if narrow else WIDE,  # type: ignore[arg-type]
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        accept_downloads=True,
    )
    context.add_cookies(_cookies)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert not [c for c in complaints if "422" not in c and "409" not in c], complaints


def violations(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line each: every rule in a wide light window.

    Darkness changes colours alone, and a narrow window colours and sizes: of those looks only these rules are asked
    again, for axe takes most of the time of the tests that open pages.
    """
    again = page.evaluate(
        "[...(matchMedia('(prefers-color-scheme: dark)').matches ? ['color-contrast'] : []),"
        f" ...(innerWidth <= {NARROW['width']} ? ['color-contrast', 'target-size', 'scrollable-region-focusable'] : [])]"
    )
    options = {"runOnly": {"type": "rule", "values": sorted(set(again))}} if again else _OPTIONS
    found: dict[str, Any] = Axe().run(page, options=options).response
    return [f"{v['id']}: {n['html'][:160]}" for v in found["violations"] for n in v["nodes"]]


_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
