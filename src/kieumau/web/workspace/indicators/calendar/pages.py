"""The calendar of figures: what is due from whom. A ward sees its own returns, a province its wards, the country its provinces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import MONTH_DAYS, month_period, said_period
from kieumau.engine.territory import OPEN, AdminUnit
from kieumau.engine.territory.kinds import KIND_NOUNS, UNIT_NOUN
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import scope_of
from kieumau.records.indicators.collecting.asking import Asking, name_of
from kieumau.records.indicators.returns.due import (
    ReturnStanding,
    missing_of,
    months_before,
    open_spans,
    reopenings_now,
    returns_of,
    span_of,
    standings,
    years_before,
)
from kieumau.records.indicators.returns.wording import due_day, said_days, said_due, said_figures, said_wanted
from kieumau.records.journal.moments import known_by
from kieumau.web.shell.days import show_day
from kieumau.web.shell.links import asked_day, keep_day, unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns.addresses import return_address

PER_PAGE = 100
MONTHS = 6
_LABELS = 6  # missing figures that are named; the rest are counted
SEE = Permission.READ_RESULTS


# -- one return ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnCell:
    """How a return stands, or several together: a shape, how much of it, and what is remarkable in a word."""

    mark: str  # met: all there; half: some; not_met: nothing; none of the three: nothing asked
    said: Words
    note: Words | None
    is_late: bool
    url: str
    title: Words


def cell_of(standing: ReturnStanding) -> ReturnCell:
    whole = standing.is_complete
    said = Words("đủ", "complete") if whole else words("{k}/{n}", "{k}/{n}", k=standing.filled, n=standing.of)
    mark = "met" if whole else "half" if standing.filled else "not_met"
    late = standing.is_overdue and not standing.is_closed
    return ReturnCell(mark, said, note_of(standing), late, return_address(standing.asked), _title(standing))


def note_of(standing: ReturnStanding) -> Words | None:
    """What is remarkable about it; nothing where all is as it should be."""
    if standing.open_until:
        return words("mở lại đến {d}", "open again until {d}", d=standing.open_until)
    if standing.was_late:
        return Words("trễ", "late")
    if standing.is_complete:
        return None
    if standing.is_closed:
        return Words("đã khóa", "closed")
    return Words("quá hạn", "overdue") if standing.is_overdue else None


def _title(standing: ReturnStanding) -> Words:
    return words(
        "{u}, {p}, hạn {d}", "{u}, {p}, due {d}",
        u=standing.asked.unit.full_name, p=said_period(standing.asked.period), d=standing.asked.deadline.due,
    )  # fmt: skip


# -- the page -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalendarView:
    """What the page was asked for: the day, the columns, and where."""

    on: date
    known: datetime | None
    columns: tuple[Period, ...]
    within: AdminUnit | None
    only_missing: bool


@require_safe
def figures(request: SignedRequest) -> HttpResponse:
    """`?until=2026-03` an earlier span, `?within=75` one province, `?missing=1` those who miss something, `?on=` a past day."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    asking = Asking(by.registry)
    shown = _asked(request, asking)
    found = _standings(by, asking, shown)
    show_day(request, shown.on)
    context: dict[str, Any] = {
        "until": name_of(shown.columns[-1]) if request.GET.get("until") else "",
        "only_missing": shown.only_missing,
        "within": shown.within,
        "country_url": reverse("workspace:figures") if by.units(SEE).everything else "",
        "may_collect": by.may(Permission.COLLECT_FIGURES),
        "may_enter": by.may(Permission.ENTER_FIGURES),
        "may_decide": by.may(Permission.REOPEN_PERIOD),
        "sample": any(s.asked.form.is_sample for s in found),
        **_spans(request, shown, by.on),
    }
    if not found:
        return render(request, "calendar/many.html", context | {"headline": _nothing(asking, by, shown), "rows": []})
    units = {s.asked.unit.code for s in found if s.asked.unit.is_alive(shown.on)}
    if by.units(SEE).everything and shown.within is None:
        parts, name = _country(by, found, shown), "many"
    elif len(units) > 1 or shown.within is not None:
        parts, name = _province(found, shown), "many"
    else:
        parts, name = _own(found, shown), "own"
    rows = parts.pop("rows")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, f"calendar/{name}.html", context | parts | {"rows": page.object_list, "page": page})


def _asked(request: SignedRequest, asking: Asking) -> CalendarView:
    by = request.acting
    asked = asked_day(request)
    on = min(asked or by.on, by.on)
    known = known_by(on, today=by.on)
    before = on
    if m := re.fullmatch(r"(\d{4})-(\d\d)", request.GET.get("until", "")):
        year, month = int(m[1]), int(m[2])
        if 1900 <= year <= 2200 and 1 <= month <= 12:
            before = min(on, month_period(year, month).last + timedelta(days=1))
    months = months_before(before, MONTHS)
    years = years_before(asking.calendars, before)
    within = request.GET.get("within", "").replace("\0", "")
    unit = by.registry.find(within, on) if within else None
    if within and (unit is None or not by.may(SEE, within, on)):
        raise Http404
    return CalendarView(on, known, (*years, *months), unit, request.GET.get("missing") == "1")


def _standings(by: Acting, asking: Asking, shown: CalendarView) -> list[ReturnStanding]:
    """Of everything in the columns; one query for the figures and one for what is open again.

    Whoever looks at fewer units than the country sees of the newest span also what still goes on.
    """
    periods = [*shown.columns]
    whole = by.units(SEE).everything and shown.within is None
    if not whole and shown.columns[-1] == months_before(shown.on, 1)[-1]:
        periods += [month_period(shown.on.year, shown.on.month), *(c.around(shown.on) for c in asking.calendars)]
    found = returns_of(asking, dict.fromkeys(periods), by=by, to=SEE, codes=_codes(by, shown))
    found = [r for r in found if r.covered.first <= shown.on]
    return standings(found, on=shown.on, known=shown.known, reopened=open_spans(reopenings_now(shown.on)))


def _codes(by: Acting, shown: CalendarView) -> frozenset[str] | None:
    """The codes of a unit and of all that stands, or stood, below it: its past is read as by somebody in charge of it."""
    if shown.within is None:
        return None
    held = Mandate(unit=shown.within.code, valid_from=shown.on, valid_until=OPEN)
    days = {shown.on, *(p.last for p in shown.columns), *(p.first for p in shown.columns)}
    codes: set[str] = set()
    for day in days:
        codes |= scope_of(by.registry, held, on=day, today=shown.on).codes
    return frozenset(codes)


def _spans(request: SignedRequest, shown: CalendarView, today: date) -> dict[str, Any]:
    """Links to the half year before and after."""
    months = [p for p in shown.columns if p.days <= MONTH_DAYS]
    later = month_period((months[-1].last + timedelta(days=1)).year, (months[-1].last + timedelta(days=1)).month)
    for _ in range(MONTHS - 1):
        following = later.last + timedelta(days=1)
        later = month_period(following.year, following.month)
    earlier = months_before(months[0].first, 1)[-1]
    newest = months_before(shown.on, 1)[-1]
    return {
        "earlier": earlier.label,
        "has_later": months[-1] < newest,
        "later": later.label if later < newest else None,
        "span": words("{a} đến {b}", "{a} to {b}", a=months[0].words, b=months[-1].words),
    }


def _nothing(asking: Asking, by: Acting, shown: CalendarView) -> Words:
    if not asking.collections:
        return Words("Chưa giao thu thập số liệu nào", "No figures are collected yet")
    return words(
        "Không có số liệu nào được giao trong {a} đến {b}", "Nothing is asked from {a} to {b}",
        a=shown.columns[-MONTHS].words, b=shown.columns[-1].words,
    )  # fmt: skip


# -- a ward -------------------------------------------------------------------------------------------------------


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


def _own(found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
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


# -- a province, the country --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CalendarRow:
    name: Words
    note: Words | None
    url: str
    missing: int  # that can still be entered
    closed: int  # missing of closed periods
    cells: list[ReturnCell | None]


def _province(found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
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


def _country(by: Acting, found: Sequence[ReturnStanding], shown: CalendarView) -> dict[str, Any]:
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
