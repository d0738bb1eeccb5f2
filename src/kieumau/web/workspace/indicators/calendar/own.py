"""The calendar of a ward: its own returns, with what is missing by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, upper_first, words
from kieumau.records.indicators.returns.due import ReturnStanding, missing_of, span_of
from kieumau.records.indicators.returns.seen import months_before
from kieumau.records.indicators.returns.wording import due_day, said_days, said_figures, said_wanted
from kieumau.web.workspace.indicators.calendar.asked import (
    MONTHS,
    CalendarView,
)
from kieumau.web.workspace.indicators.calendar.cells import ReturnCell, cell_of

_LABELS = 6  # missing figures that are named; the rest are counted


@dataclass(frozen=True)
class OwnRow:
    """One return of a ward, with what is still missing by name."""

    period: Words
    unit: Words | None  # where it was another one that this ward was made of
    due: Words
    cell: ReturnCell
    state: Words
    missing: list[Words]
    more: int
    is_wanted: bool


def own_returns(found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
    here = next((s.asked.unit for s in found if s.asked.unit.is_alive(shown.on)), found[-1].asked.unit)
    wanted = sorted((s for s in found if s.is_wanted), key=lambda s: s.asked.deadline.due)
    running = [s for s in found if not s.is_over]
    rest = [s for s in found if s.is_over and not s.is_wanted]
    missing = missing_of([s.asked for s in wanted], known=shown.known)
    rest.sort(key=lambda s: s.asked.covered.last, reverse=True)
    rows = [_own_row(s, missing, here, shown.on) for s in (*wanted, *running, *rest)]
    if shown.only_missing:
        rows = [r for r in rows if r.cell.mark != "met"]
    newest = shown.columns[-1] == months_before(shown.on, 1)[-1]
    headline = (said_wanted(wanted, shown.on) or _all_there(found, rest)) if newest else _so_many(found, shown)
    return {"headline": headline, "rows": rows, "unit": here}


def _so_many(found: Sequence[ReturnStanding], shown: CalendarView) -> Words:
    """Of an earlier span: what waits today is elsewhere."""
    return words(
        "{a} đến {b}: {k}/{n} kỳ đã đủ",
        "{a} to {b}: {k} of {n} periods complete",
        a=upper_first(shown.columns[-MONTHS].words),
        b=shown.columns[-1].words,
        k=sum(s.is_complete for s in found),
        n=len(found),
    )


def _own_row(s: ReturnStanding, missing: dict[Any, Any], here: AdminUnit, on: date) -> OwnRow:
    labels = [a.indicator.label for a in missing.get(span_of(s.asked), [])]
    return OwnRow(
        upper_first(said_days(s.asked)),
        None if s.asked.unit.key == here.key else s.asked.unit.full_name,
        words("{d}", "{d}", d=s.asked.deadline.due) if s.is_complete or s.is_closed else due_day(s.asked.deadline.due, on),
        cell_of(s),
        _said_state(s),
        labels[:_LABELS],
        len(labels[_LABELS:]),
        s.is_wanted,
    )  # fmt: skip


def _said_state(s: ReturnStanding) -> Words:
    if not s.is_over and not s.is_complete:
        return Words("chưa hết kỳ, nhập trước được", "still going on, may be entered already")
    if s.was_late and s.completed_at:
        return words("đủ ngày {d}, trễ hạn", "complete on {d}, late", d=timezone.localtime(s.completed_at).date())
    if s.is_complete and s.completed_at:
        return words("đủ ngày {d}", "complete on {d}", d=timezone.localtime(s.completed_at).date())
    if s.is_closed:
        return words("còn thiếu {n}, đã khóa", "{n} missing, closed", n=said_figures(s.missing))
    return words("còn thiếu {n}", "{n} missing", n=said_figures(s.missing))


def _all_there(found: Sequence[ReturnStanding], rest: Sequence[ReturnStanding]) -> Words:
    if any(not s.is_complete for s in rest):
        return Words(
            "Không còn kỳ nào đang chờ; có kỳ đã khóa khi còn thiếu",
            "Nothing is waiting; some periods closed incomplete",
        )
    if not rest:
        return Words("Chưa có kỳ nào đến hạn", "Nothing is due yet")
    return words("Đã đủ số liệu đến {p}", "All figures are there up to {p}", p=said_days(rest[0].asked))
