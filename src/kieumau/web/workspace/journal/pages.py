"""The journal in words: all that a person may read of it, and the story of one object."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, plain, read_day, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.journal_access import access_history, names_of, of_account, readable
from kieumau.records.accounts.roles import Permission
from kieumau.records.errata.access import access_erratum
from kieumau.records.journal.models import Entry
from kieumau.records.journal.moments import end_of, start_of
from kieumau.records.journal.queries import last_entry
from kieumau.records.journal.refusals import NotHereError
from kieumau.records.journal.telling import known_actions, said_subject, sentence
from kieumau.records.rearrangements.access import access_proposal
from kieumau.records.rearrangements.queries import abouts_naming
from kieumau.web.shell.links import asked_day
from kieumau.web.shell.requests import SignedRequest

PER_PAGE = 50


@dataclass(frozen=True)
class Told:
    """One line as the page shows it."""

    number: int
    at: datetime
    said: Words
    address: str
    story: str  # address of the story of what it is about


@dataclass(frozen=True)
class Asked:
    """What the form asks for, as it was typed, and what of it makes no sense."""

    unit: str
    account: str
    action: str
    since: str
    until: str
    wrong: tuple[Words, ...]

    @property
    def anything(self) -> bool:
        return any((self.unit, self.account, self.action, self.since, self.until))


@require_safe
def journal(request: SignedRequest) -> HttpResponse:
    """Newest first; the form narrows by unit, account, action and days, all in the address."""
    asked, lines = _narrowed(request, readable(request.acting))
    headline = Words("Nhật ký", "The journal")
    language = get_language() or "vi"
    actions = sorted(
        ((n, a.name) for n, a in known_actions().items()), key=lambda each: name_order(each[1].said(language))
    )
    return _page(request, lines, {"headline": headline, "asked": asked, "actions": actions, "listed": True})


@require_safe
def history(request: SignedRequest, kind: str, identity: str = "") -> HttpResponse:
    """All that was done to one object: an account, a unit, a judgement ..."""
    about = f"{kind}:{identity}" if identity else kind
    of = {"unit": {"unit": identity}, "account": {"about": about, "account": identity}}.get(kind, {"about": about})
    also = abouts_naming(identity) if kind == "unit" else ()
    lines = access_history(**of, also=also, by=request.acting)
    subject = _subject(kind, identity, lines, request.acting, asked_day(request) or request.acting.on)
    context = {
        "headline": words("Nhật ký của {s}", "The story of {s}", s=subject),
        "subject": subject,
        "leads_to": _leads_to(kind, identity, request.acting),
    }
    return _page(request, lines, context)


def _page(request: SignedRequest, lines: QuerySet[Entry], context: dict[str, Any]) -> HttpResponse:
    """Fifty lines before a number: the address of a page stays good while new lines come."""
    typed = request.GET.get("before", "")
    before = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None
    found = list((lines if before is None else lines.filter(number__lt=before))[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    acting = request.acting
    rest = {
        "rows": _told(shown, acting, request.path),
        "older": shown[-1].number if len(found) > PER_PAGE else None,
        "newer": before is not None,
        "last": last_entry() if acting.may(Permission.READ_JOURNAL) else None,
        "now": acting.at,
    }
    return render(request, "journal/journal.html", context | rest)


def _told(entries: list[Entry], by: Acting, here: str) -> list[Told]:
    names = names_of(entries)

    def place_of(code: str, on: date) -> Words:
        unit = by.registry.find(code, on)
        return words("{u} ({c})", "{u} ({c})", u=unit.full_name, c=code) if unit else plain(code)

    rows = []
    for entry in entries:
        at = timezone.localtime(entry.at)
        said = sentence(entry, on=at.date(), place_of=place_of, subject=names.get(entry.about, ""))
        url = _story_of(entry.about)
        rows.append(Told(entry.number, at, said, entry.address, "" if url == here else url))
    return rows


def _story_of(about: str) -> str:
    """Where it is told what happened to it. `register` is the one of its kind and has no identity."""
    kind, colon, identity = about.partition(":")
    if not re.fullmatch(r"[a-z_]+", kind) or bool(colon) != bool(identity):
        return ""
    return reverse("workspace:history", args=[kind, identity] if identity else [kind])


def _leads_to(kind: str, identity: str, by: Acting) -> str:
    """The address of its page; nothing for who reads of it and may not open such a thing."""
    try:
        if kind == "rearrangement":
            return reverse("workspace:rearrangement", args=[access_proposal(UUID(identity), by=by).uuid])
        if kind == "erratum":
            return reverse("workspace:erratum", args=[access_erratum(UUID(identity), by=by).uuid])
    except (NotHereError, ValueError):
        pass
    return ""


def _subject(kind: str, identity: str, lines: QuerySet[Entry], by: Acting, on: date) -> Words:
    if kind == "unit":
        unit = by.registry.find(identity, on) or next(reversed(by.registry.lives(identity)), None)
        return words("{u} ({c})", "{u} ({c})", u=unit.full_name, c=identity) if unit else plain(identity)
    if kind == "account":
        named = names_of([Entry(about=f"account:{identity}")])
        return words("tài khoản {n}", "the account {n}", n=next(iter(named.values()), identity))
    first = lines.order_by("number").first()
    return (said_subject(kind, first) if first else None) or plain(f"{kind} {identity}".strip())


def _narrowed(request: SignedRequest, lines: QuerySet[Entry]) -> tuple[Asked, QuerySet[Entry]]:
    typed = {name: request.GET.get(name, "").replace("\0", "").strip() for name in ("unit", "account", "action", "since", "until")}  # fmt: skip
    wrong = []
    days: dict[str, date] = {}
    for name in ("since", "until"):
        if typed[name]:
            if day := read_day(typed[name]):
                days[name] = day
            else:
                wrong.append(
                    words("“{t}” không phải là ngày. Viết 01/07/2025.", "“{t}” is no day. Write 2025-07-01.", t=typed[name][:30])
                )  # fmt: skip
    if len(days) == 2 and days["until"] < days["since"]:
        wrong.append(
            words("“Từ ngày” {a} đứng sau “Đến hết ngày” {b}.", "“From” {a} is after “To the end of” {b}.", a=days["since"], b=days["until"])
        )  # fmt: skip
    if typed["unit"] and not request.acting.registry.lives(typed["unit"]):
        wrong.append(
            words(
                "Sổ đơn vị không có mã “{c}”. Tìm theo tên ở trang Đơn vị.",
                "The register has no code “{c}”. Search by name on the page Units.",
                c=typed["unit"][:50],
            )
        )
    if typed["unit"]:
        lines = lines.filter(unit=typed["unit"][:50])
    if typed["account"]:
        lines = of_account(lines, typed["account"][:60])
    if typed["action"]:
        lines = lines.filter(action=typed["action"][:60])
    if "since" in days:
        lines = lines.filter(at__gte=start_of(days["since"]))
    if "until" in days:  # the day itself too
        lines = lines.filter(at__lte=end_of(days["until"]))
    return Asked(**typed, wrong=tuple(wrong)), lines
