"""What is due, in words: on the first page, in the calendar, and in the mail of a day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, joined, upper_first, words
from kieumau.records.indicators.returns.due import ReturnStanding
from kieumau.records.indicators.returns.reminders import Reminder
from kieumau.records.indicators.returns.wording import (
    said_days,
    said_figures,
    said_late,
    said_open,
    said_until,
    said_waiting,
    said_wanted,
)

_NAMED = 30  # returns or units that a mail names; the rest are counted


def mail_of(reminder: Reminder, *, on: date, address: str) -> tuple[str, str]:
    """Subject and text, Vietnamese before English. Counts and days, no figure: mails go through other hands."""
    calendar, requests = (address.rstrip("/") + reverse(f"workspace:{n}") for n in ("figures", "reopenings"))
    parts: list[tuple[Words, list[Words], str]] = []
    if (said := said_wanted(reminder.wanted, on)) is not None:
        parts.append((said, [_line(s, on) for s in reminder.wanted], calendar))
    if reminder.late_units:
        units = [u.full_name for u in sorted(reminder.late_units, key=lambda u: name_order(u.name))]
        parts.append((said_late(len(units)), units, f"{calendar}?missing=1"))
    if reminder.requests:
        parts.append((said_waiting(len(reminder.requests)), [], requests))
    greeting = words("Kiểu Mẫu, ngày {d}", "Kiểu Mẫu, {d}", d=on)
    text = greeting
    for said, lines, url in parts:
        text += words("\n\n{s}.", "\n\n{s}.", s=said)
        if len(lines) > 1:
            text += joined([words("\n- {s}", "\n- {s}", s=line) for line in lines[:_NAMED]], "")
        if more := len(lines[_NAMED:]):
            text += words("\n- và {n} mục khác", "\n- and {n} more", n=more)
        text += f"\n{url}"
    text += Words(
        "\n\nThư này tự động gửi mỗi ngày nhiều nhất một lần, khi có việc cần làm.",
        "\n\nThis mail is sent by itself, once a day at most, when there is something to do.",
    )
    return f"Kiểu Mẫu: {parts[0][0].vi}", f"{text.vi}\n\n--\n\n{text.en}\n"


def _line(standing: ReturnStanding, on: date) -> Words:
    if not standing.missing:
        return said_open(standing)
    said = words("{p}: còn thiếu {n}, {d}", "{p}: {n} missing, {d}", p=said_days(standing.asked), n=said_figures(standing.missing), d=said_until(standing, on))  # fmt: skip
    return upper_first(said)
