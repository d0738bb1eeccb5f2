"""How a return stands, in words: what is missing, when it is due, whether it is open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kieumau.engine.indicators.periods import said_period
from kieumau.engine.wording import Words, upper_first, words
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.indicators.returns.due import ReturnStanding


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


def said_wanted(wanted: Sequence[ReturnStanding], on: date) -> Words | None:
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


def said_until(standing: ReturnStanding, on: date) -> Words:
    """The due day; of a period that was opened again, the last day of that."""
    if standing.open_until:
        return words("mở lại đến hết {d}", "open again until the end of {d}", d=standing.open_until)
    return said_due(standing.asked.deadline.due, on)


def said_open(standing: ReturnStanding) -> Words:
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
