"""The main navigation: each slice's `urls.py` names its section, and the slice that leads it brings the entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.web.shell.links import asked_day, keep_day


@dataclass(frozen=True)
class NavigationEntry:
    """One entry: what it is called, where it leads, and whom it is shown: who may do one of `needs`, or everybody."""

    label: Words
    address: str  # the name of an address
    place: int  # from left to right
    needs: tuple[Permission, ...] = ()
    keeps_day: bool = True


@dataclass(frozen=True)
class ShownEntry:
    label: Words
    url: str
    is_here: bool


def entries_for(request: HttpRequest, here: str) -> list[ShownEntry]:
    """What this person sees of the navigation on a page of the section `here`."""
    acting, day = getattr(request, "acting", None), asked_day(request)
    return [
        ShownEntry(e.label, keep_day(reverse(e.address), day if e.keeps_day else None), section == here)
        for section, e in _navigation()
        if not e.needs or (isinstance(acting, Acting) and any(acting.may(p) for p in e.needs))
    ]


def section_of(request: HttpRequest) -> str:
    """The section of the page that is asked for; none for what is in no slice."""
    match = request.resolver_match
    return _sections().get(match.view_name, "") if match else ""


@cache
def _navigation() -> list[tuple[str, NavigationEntry]]:
    found = [(m.SECTION, m.NAVIGATION) for m, _ in _slices() if hasattr(m, "NAVIGATION")]
    return sorted(found, key=lambda each: each[1].place)


@cache
def _sections() -> dict[str, str]:
    return {name: module.SECTION for module, names in _slices() for name in names}


def _slices() -> Iterator[tuple[ModuleType, list[str]]]:
    yield from _within(get_resolver(), "")


def _within(resolver: URLResolver, space: str) -> Iterator[tuple[ModuleType, list[str]]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            module = each.urlconf_module
            if isinstance(module, ModuleType) and hasattr(module, "SECTION"):
                yield module, [f"{inner}{p.name}" for p in each.url_patterns if isinstance(p, URLPattern)]
            yield from _within(each, inner)
