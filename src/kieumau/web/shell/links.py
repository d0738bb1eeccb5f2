"""Addresses that keep the day: a link on a page of a day leads to a page of the same day."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import reverse

from kieumau.engine.territory import BEGINNING, AdminUnit
from kieumau.engine.wording import read_day


def asked_day(request: HttpRequest) -> date | None:
    """The day in the address, None where there is none or it is no day."""
    return read_day(request.GET.get("on", ""))


def keep_day(address: str, day: date | str | None) -> str:
    """The address with `on`; as it is where no day was asked for."""
    if not day:
        return address
    parts = urlsplit(address)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != "on"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("on", str(day))])))


def without_day(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("on", "page"):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def unit_address(unit: AdminUnit, day: date | None = None) -> str:
    """The page of a unit on a day of its life: the one shown where it lives then, else its first or last."""
    if day is None or not unit.is_alive(day):
        day = unit.valid_from if unit.valid_from != BEGINNING else unit.last_day
    return keep_day(reverse("workspace:unit", args=[unit.code]), day)
