"""A real Chromium for the tests that open pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from kieumau.records.accounts.models import User

_FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


def chromium() -> str | None:
    """Where the browser is, or None on a machine without one."""
    names = (
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )  # the first starts and draws faster
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
    """What axe finds against WCAG 2.2 AA in the page as it now looks, one line each."""
    return _found(page, _RULES)


def flaws(page: Page) -> list[str]:
    """What axe finds in every light and on a telephone, and whether a telephone scrolls sideways.

    Every rule is asked in a wide light window. Darkness changes colours alone, and a narrow window colours and sizes: of
    those looks only these rules are asked again, in the same page. Colours are asked of one of each kind of text: they
    take most of axe's time, and axe most of that of the tests that open pages. The page is left as it was.
    """
    before = page.viewport_size or WIDE
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    found: list[str] = []
    for look, window, colours, rules in _LOOKS:
        page.set_viewport_size(window)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=colours)
        lines = _found(page, rules) if rules else []
        found += [f"{look}: {line}" for line in (*lines, *_found(page, _COLOURS, among=_ONE_OF_EACH))]
        found += [f"{look}: scrolls sideways by {more}"] if (more := overflow(page)) > 0 else []
    page.set_viewport_size(before)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark" if dark else "light")
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def unfold(page: Page) -> None:
    """Open everything that can be folded away."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")


def _found(page: Page, rules: dict[str, Any], among: str = "document") -> list[str]:
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    # Only what is wrong is described: of each thing that is right axe would work out where it stands, too.
    options = {"resultTypes": ["violations"], **rules}
    found = page.evaluate(f"(options) => axe.run({among}, options).then((answer) => answer.violations)", options)
    return [f"{v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"]]


_RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
_COLOURS = {"runOnly": ["color-contrast"]}
_LOOKS: tuple[tuple[str, dict[str, int], Literal["light", "dark"], dict[str, Any] | None], ...] = (
    ("wide", WIDE, "light", {**_RULES, "rules": {"color-contrast": {"enabled": False}}}),
    ("dark", WIDE, "dark", None),
    ("narrow", NARROW, "light", {"runOnly": ["target-size", "scrollable-region-focusable"]}),
)
# Two texts are of one kind where the text itself and everything that it stands in are painted alike. What is moved out of
# its place may lie on something else: it is always looked at.
_ONE_OF_EACH = """(() => {
  const kinds = new Map(), painted = new WeakMap();
  let moved = 0;
  const under = (element) => {
    if (!element) return '';
    if (!painted.has(element)) {
      const s = getComputedStyle(element);
      const own = s.position === 'static' && s.transform === 'none' ? '' : ' moved' + (s.position === 'relative' ? '' : ++moved);
      painted.set(element, [under(element.parentElement), s.backgroundColor, s.backgroundImage, s.opacity, s.filter, own].join(' '));
    }
    return painted.get(element);
  };
  for (const element of document.body.querySelectorAll('*')) {
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text && !element.matches('input, select, textarea')) continue;
    const s = getComputedStyle(element);
    const kind = [under(element), s.color, s.fontSize, s.fontWeight, s.textShadow, element.matches(':disabled')].join(' ');
    if (!kinds.has(kind)) kinds.set(kind, element);
  }
  return {include: [...kinds.values()]};
})()"""
