"""The calendar of a province or the country: a row a ward, or a province with its wards summed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import MONTH_DAYS, said_period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.kinds import KIND_NOUNS, UNIT_NOUN
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.returns.due import ReturnStanding
from kieumau.records.indicators.returns.wording import said_due, said_figures
from kieumau.web.shell.links import keep_day, unit_address
from kieumau.web.workspace.indicators.calendar.asked import (
    CalendarView,
)
from kieumau.web.workspace.indicators.calendar.cells import ReturnCell, cell_of


@dataclass(frozen=True)
class CalendarRow:
    name: Words
    note: Words | None
    url: str
    missing: int  # that can still be entered
    closed: int  # missing of closed periods
    cells: list[ReturnCell | None]


def of_province(found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
    held: dict[tuple[str, date], list[ReturnStanding]] = defaultdict(list)
    for s in found:
        held[s.asked.unit.key].append(s)
    rows, columns = [], _columns(found, shown)
    for of_unit in held.values():
        unit, by_period = of_unit[0].asked.unit, {s.asked.period: s for s in of_unit}
        ended = not unit.is_alive(shown.on)
        note = words("đến hết {d}", "until {d}", d=unit.last_day) if ended else None
        cells = [cell_of(by_period[p]) if p in by_period else None for p in columns]
        if any(cells):
            over = [s for p, s in by_period.items() if p in shown.columns]
            rows.append(CalendarRow(unit.full_name, note, unit_address(unit, shown.on), *_sums(over), cells))
    return _table(found, rows, shown)


def of_country(by: Acting, found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
    """A row a province, as it stood at the end of each period, with its wards summed."""
    held: dict[AdminUnit, dict[Period, list[ReturnStanding]]] = defaultdict(lambda: defaultdict(list))
    for s in found:
        if s.asked.period in shown.columns:
            above = by.registry.ancestors(s.asked.unit, s.asked.covered.last)
            held[above[-1] if above else s.asked.unit][s.asked.period].append(s)
    rows, columns = [], _columns(found, shown)
    for unit, of_unit in held.items():
        inside = keep_day(f"{reverse('workspace:figures')}?within={unit.code}", shown.on if shown.known else None)
        url = inside if by.registry.find(unit.code, shown.on) is not None else ""
        cells = [_sum_cell(of_unit[p], p, unit, url) if p in of_unit else None for p in columns]
        sums = _sums([s for many in of_unit.values() for s in many])
        rows.append(CalendarRow(unit.full_name, None, url or unit_address(unit, shown.on), *sums, cells))
    return _table(found, rows, shown) | {"is_country": True}


def _sum_cell(many: Sequence[ReturnStanding], period: Period, unit: AdminUnit, url: str) -> ReturnCell:
    whole, missing = sum(s.is_complete for s in many), sum(s.missing for s in many)
    overdue, closed = (
        sum(s.is_overdue and not s.is_closed for s in many),
        sum(s.is_overdue and s.is_closed for s in many),
    )
    mark = "met" if whole == len(many) else "half" if any(s.filled for s in many) else "not_met"
    note = words("{n} khóa thiếu", "{n} closed incomplete", n=closed) if closed else None
    note = words("{n} quá hạn", "{n} overdue", n=overdue) if overdue else note
    title = words(
        "{u}, {p}: thiếu {n}", "{u}, {p}: {n} missing", u=unit.full_name, p=said_period(period), n=said_figures(missing)
    )
    said = words("{k}/{n}", "{k}/{n}", k=whole, n=len(many))
    return ReturnCell(mark, said, note, bool(overdue), url, title)


def _sums(many: Iterable[ReturnStanding]) -> tuple[int, int]:
    """Figures that are missing of periods that are over: those that can still be entered, and those that are closed."""
    over = [s for s in many if s.is_over]
    return sum(s.missing for s in over if not s.is_closed), sum(s.missing for s in over if s.is_closed)


def _table(found: Sequence[ReturnStanding], rows: list[CalendarRow], shown: CalendarView) -> dict[str, Any]:
    rows.sort(key=lambda r: (-r.missing, -r.closed, name_order(r.name.vi)))
    all_rows = len(rows)
    if shown.only_missing:
        rows = [r for r in rows if r.missing or r.closed]
    newest = [s for s in found if s.asked.period == shown.columns[-1]]
    others = [(p, [s for s in found if s.asked.period == p]) for p in shown.columns if p.days > MONTH_DAYS]
    due = sorted({s.asked.deadline.due for s in newest if not s.is_complete})
    lines = [said_due(due[0], shown.on)] if due else []
    lines += [who_is_missing(p, of) for p, of in others if of]
    return {
        "headline": who_is_missing(shown.columns[-1], newest),
        "lines": [upper_first(line) for line in lines],
        "columns": [_column(p) for p in _columns(found, shown)],
        "rows": rows,
        "all_rows": all_rows,
    }


def _columns(found: Sequence[ReturnStanding], shown: CalendarView) -> list[Period]:
    """Those for which something is asked, the newest month first and the years after the months."""
    asked = {s.asked.period for s in found}
    return sorted((p for p in shown.columns if p in asked), key=lambda p: (p.days > MONTH_DAYS, -p.last.toordinal()))


def _column(period: Period) -> Words:
    if period.days <= MONTH_DAYS:
        return Words(f"{period.first.month}/{period.first.year}", f"{period.first:%m/%Y}")
    return upper_first(said_period(period))


def who_is_missing(period: Period, of: Sequence[ReturnStanding]) -> Words:
    """“Tháng 10/2026: 6/8 phường đã đủ; 2 phường còn thiếu 9 số liệu”."""
    p = upper_first(said_period(period))
    if not of:
        return words("{p}: chưa giao báo cáo số liệu nào", "{p}: nothing is asked", p=p)
    kinds = {s.asked.unit.kind for s in of}
    noun = KIND_NOUNS.get(kinds.pop(), UNIT_NOUN) if len(kinds) == 1 else UNIT_NOUN
    behind, missing = sum(not s.is_complete for s in of), sum(s.missing for s in of)
    if not behind:
        return words("{p}: cả {n} {u} đã đủ số liệu", "{p}: all {n} {u} have every figure", p=p, n=len(of), u=noun)
    said = words("{p}: {k}/{n} {u} đã đủ", "{p}: {k} of {n} {u} complete", p=p, k=len(of) - behind, n=len(of), u=noun)
    return said + words("; {b} {u} còn thiếu {m}", "; {m} missing from {b}", b=behind, u=noun, m=said_figures(missing))
