"""What is due, in words: on the first page, in the calendar, and in the mail of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, joined, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.returns.due import MONTH_DAYS, Reminder, Standing, reminder_for
from kieumau.records.questions.access import questions_waiting

_NAMED = 30  # returns or units that a mail names; the rest are counted
Notice = tuple[Words, str, Words]
"""A sentence, where it leads, and what to do there."""


def return_address(asked: Return) -> str:
    return reverse("workspace:return", args=[asked.name, asked.unit.code])


def said_period(period: Period) -> Words:
    """As people say it: the first ten months of 2026; the year from the day on which a unit began, or to its last day."""
    first, last = period.first, period.last
    months = last == month_period(last.year, last.month).last
    if months and first == date(last.year, 1, 1) and 1 < last.month < 12:
        y = str(last.year)
        return words("{n} tháng đầu năm {y}", "the first {n} months of {y}", n=last.month, y=y)
    if first.year == last.year and first.month > 1 and (last.month, last.day) == (12, 31) and period.days > MONTH_DAYS:
        return Words(f"năm {last.year} (từ {first:%d/%m})", f"{last.year} (from {first.day}/{first.month})")
    if period.days < 350 or first.day == 1:
        return period.words
    return Words(f"năm {last.year} (đến {last:%d/%m})", f"{last.year} (to {last.day}/{last.month})")


def said_days(asked: Return) -> Words:
    """Its period, or the days of it on which the unit stood where they are fewer."""
    return said_period(asked.period) if asked.covered == asked.period else asked.covered.words


def said_due(due: date, on: date) -> Words:
    """The due day, and how far it is."""
    return words("hạn {d}", "due {d}", d=due_day(due, on))


def due_day(due: date, on: date) -> Words:
    left = (due - on).days
    if left < 0:
        return words("{d} (quá hạn {n} ngày)", "{d} (overdue by {n} {w})", d=due, n=-left, w=_days(-left))
    if left == 0:
        return words("{d} (hôm nay)", "{d} (today)", d=due)
    return words("{d} (còn {n} ngày)", "{d} (in {n} {w})", d=due, n=left, w=_days(left))


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def said_figures(count: int) -> Words:
    return words("{n} số liệu", "{n} {w}", n=count, w="figure" if count == 1 else "figures")


def said_wanted(wanted: Sequence[Standing], on: date) -> Words | None:
    """“Còn 5 số liệu tháng 10/2026, hạn 05/11/2026 (còn 3 ngày)”: what needs something, in one sentence."""
    lacking = [s for s in wanted if s.missing]
    if not lacking:
        return said_open(wanted[0]) if wanted else None
    count, first = said_figures(sum(s.missing for s in lacking)), lacking[0]
    until = said_until(first, on)
    if len(lacking) == 1:
        return words("Còn {n} {p}, {d}", "{n} missing of {p}, {d}", n=count, p=said_days(first.asked), d=until)
    return words(
        "Còn {n} của {k} kỳ; trước hết {p}, {d}", "{n} missing of {k} periods; first {p}, {d}",
        n=count, k=len(lacking), p=said_days(first.asked), d=until,
    )  # fmt: skip


def said_until(standing: Standing, on: date) -> Words:
    """The due day; of a period that was opened again, the last day of that."""
    if standing.open_until:
        return words("mở lại đến hết {d}", "open again until the end of {d}", d=standing.open_until)
    return said_due(standing.asked.deadline.due, on)


def said_open(standing: Standing) -> Words:
    said = words(
        "{p} được mở lại đến hết {d}", "{p} is open again until the end of {d}",
        p=upper_first(said_days(standing.asked)), d=standing.open_until or standing.asked.deadline.closes,
    )  # fmt: skip
    return (
        said + words(", còn thiếu {n}", ", {n} missing", n=said_figures(standing.missing)) if standing.missing else said
    )


def said_late(count: int) -> Words:
    n = "unit is" if count == 1 else "units are"
    return words("{n} đơn vị quá hạn gửi số liệu", "{n} {u} late with figures", n=count, u=n)


def said_waiting(count: int) -> Words:
    n = "request" if count == 1 else "requests"
    return words("{n} đề nghị mở lại kỳ đang chờ quyết định", "{n} {u} to open a period again to decide", n=count, u=n)


def said_questions(count: int) -> Words:
    n = "question about figures waits" if count == 1 else "questions about figures wait"
    return words("{n} câu hỏi về số liệu đang chờ trả lời", "{n} {w} for an answer", n=count, w=n)


# -- the first page -----------------------------------------------------------------------------------------------


def reminders_for(by: Acting) -> list[Notice]:
    """Nothing for who neither enters figures nor looks after those of others."""
    reminder = reminder_for(by, asking=Asking(by.registry))
    calendar, found = reverse("workspace:figures"), list[Notice]()
    for s in (s for s in reminder.wanted if s.open_until):
        found.append((said_open(s), return_address(s.asked), Words("Sửa số liệu", "Correct figures")))
    wanted = [s for s in reminder.wanted if not s.open_until]
    if (said := said_wanted(wanted, by.on)) is not None:
        url = return_address(wanted[0].asked) if len(wanted) == 1 else calendar
        found.append((said, url, Words("Nhập số liệu", "Enter figures")))
    if late := len(reminder.late_units):
        url = f"{calendar}?missing=1"
        found.append((said_late(late), url, Words("Xem đơn vị còn thiếu", "See who misses something")))
    if waiting := len(reminder.requests):
        found.append((said_waiting(waiting), reverse("workspace:reopenings"), Words("Xem đề nghị", "See the requests")))
    if asked := questions_waiting(by):
        url = f"{reverse('workspace:questions')}?state=waiting"
        found.append((said_questions(asked), url, Words("Xem câu hỏi", "See the questions")))
    return found


# -- the mail of a day --------------------------------------------------------------------------------------------


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


def _line(standing: Standing, on: date) -> Words:
    if not standing.missing:
        return said_open(standing)
    said = words("{p}: còn thiếu {n}, {d}", "{p}: {n} missing, {d}", p=said_days(standing.asked), n=said_figures(standing.missing), d=said_until(standing, on))  # fmt: skip
    return upper_first(said)
