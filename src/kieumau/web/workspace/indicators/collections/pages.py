"""Collections: which programme's figures are asked of which units, until when; begun after a look at what that means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.criteria import CriteriaSet, form_for, shipped_rulebooks, version_for
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.indicators import Every, Period
from kieumau.engine.indicators.periods import month_period, said_period
from kieumau.engine.territory import AdminUnit, said_span
from kieumau.engine.territory.kinds import COUNTRY, KIND_NOUNS
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_collection, reaches_collection
from kieumau.records.indicators.collecting.actions import begin_collection, end_collection, wrong_collection
from kieumau.records.indicators.collecting.asking import Asking, deadline_of, programme_sets
from kieumau.records.indicators.models import Collection
from kieumau.web.components.forms.faults import Fault, faults_of, form_of
from kieumau.web.shell.links import read_day
from kieumau.web.shell.requests import SignedRequest

_FIELDS = ("programme", "unit", "valid_from", "due_days", "closing_days", "reason", "codes")
_LABELS = {"due_days": Words("hạn gửi", "due"), "closing_days": Words("khóa kỳ", "closing")}
SEE, COLLECT = Permission.READ_RESULTS, Permission.COLLECT_FIGURES


# -- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CollectionRow:
    title: Words
    is_sample: bool
    unit: Words
    units: Words
    span: Words
    rule: Words
    who: str
    url: str  # empty where it is set above one's own units
    is_over: bool


@require_safe
def collection_list(request: SignedRequest) -> HttpResponse:
    """What is collected from units within one's scope, what runs first."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    rows = [_row(c, by) for c in reversed(Asking(by.registry).collections) if _concerns(c, by)]
    rows.sort(key=lambda r: r.is_over)
    running = sum(not r.is_over for r in rows)
    headline = words("{n} chương trình đang thu thập số liệu", "{n} programmes collect figures", n=running)
    if running < 2:
        one = Words("Một chương trình đang thu thập số liệu", "One programme collects figures")
        headline = one if running else Words("Chưa thu thập số liệu nào", "No figures are collected")
    return _page(request, "list", {"headline": headline, "rows": rows, "may_begin": by.may(COLLECT)})


def _concerns(collection: Collection, by: Acting) -> bool:
    """It is of a unit within one's scope, or asks something of such units from above."""
    if reaches_collection(collection, by=by, to=SEE) or collection.unit == "":
        return True
    mine = by.units(SEE)
    if collection.only:
        return any(code in mine for code in collection.only)
    return any(u.code in mine for u in by.registry.descendants(collection.unit, by.on))


def _row(c: Collection, by: Acting) -> CollectionRow:
    newest = _newest(c.programme)
    reached = reaches_collection(c, by=by, to=SEE)
    over = c.valid_until <= by.on
    return CollectionRow(
        newest.title if newest else plain(c.programme),
        bool(newest) and newest.nature.value == "sample",  # type: ignore[union-attr]
        _unit_name(c, by),
        words("{n} đơn vị được chọn", "{n} chosen units", n=len(c.only)) if c.only else _kinds(newest),
        said_span(c),
        said_rule(c),
        c.name,
        reverse("workspace:collection", args=[c.uuid]) if reached else "",
        over,
    )


def said_rule(c: Collection) -> Words:
    return words(
        "hạn {d} ngày, khóa {k} ngày sau kỳ",
        "due {d} {e} and closed {k} days after each period",
        d=c.due_days,
        e="day" if c.due_days == 1 else "days",
        k=c.closing_days,
    )


def _unit_name(c: Collection, by: Acting) -> Words:
    if not c.unit:
        return COUNTRY
    unit = by.registry.find(c.unit, min(by.on, c.valid_from)) or by.registry.find(c.unit, by.on)
    return unit.full_name if unit else plain(c.unit)


def _newest(programme: str) -> CriteriaSet | None:
    sets = programme_sets(programme)
    return version_for(sets, date.max) if sets else None


def _kinds(criteria: CriteriaSet | None) -> Words:
    if criteria is None:
        return plain("–")
    nouns = joined([KIND_NOUNS[k] for k in criteria.applies_to if k in KIND_NOUNS])
    return words("mọi {k}", "all {k}", k=nouns)


# -- a new one ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Programme:
    name: str
    title: Words
    nature: str
    facts: Words


@dataclass(frozen=True)
class Preview:
    """What units will be asked, before anything is sent."""

    title: Words
    units: int
    monthly: list[tuple[Words, list[Words]]]  # kind of unit, labels
    yearly: list[tuple[Words, list[Words]]]
    dates: Words
    year_dates: Words


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_collection(request: SignedRequest) -> HttpResponse:
    """First what is asked of whom; then a look at every figure and the days that follow; then it begins."""
    by = request.acting
    if not by.may(COLLECT):
        raise Http404
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "edit":
        return _form_page(request)
    asked, problems = _read(request)
    if not problems:
        try:
            if step == "begin":
                begun = begin_collection(**asked, by=by)
                return redirect(f"{reverse('workspace:collection', args=[begun.uuid])}?done=begun")
            problems = wrong_collection(**{k: v for k, v in asked.items() if k != "reason"}, by=by)
            if not problems:
                context = {
                    "preview": _preview(Collection(**asked, recorded_at=by.at), by),
                    "sent": _sent(request),
                    "only": asked["only"],
                }
                return _page(request, "check", context)
        except KieuMauError as error:
            problems = list(error.problems)
    # What has two meanings belongs to no field but the programme that would bring the second.
    return _form_page(request, faults_of(replace(p, path=p.path or "programme") for p in problems))


def _read(request: SignedRequest) -> tuple[dict[str, Any], list[Problem]]:
    """The form, and everything in it that cannot be read."""
    sent, problems = _sent(request), []
    first = read_day(sent["valid_from"])
    if first is None:
        what = Words("từ ngày: cần một ngày như 01/01/2026.", "from: expected a day such as 01/01/2026.")
        problems.append(Problem(what, path="valid_from"))
    days: dict[str, int] = {}
    for name in ("due_days", "closing_days"):
        if re.fullmatch(r"[0-9]{1,3}", sent[name].strip()):
            days[name] = int(sent[name])
        else:
            what = Words("{l}: cần một số ngày.", "{l}: expected a number of days.").fill(l=_LABELS[name])
            problems.append(Problem(what, path=name))
    if len(days) == 2 and days["closing_days"] < days["due_days"]:
        what = Words("khóa kỳ không trước hạn gửi.", "closing cannot come before the due day.")
        problems.append(Problem(what, path="closing_days"))
    if not sent["programme"]:
        problems.append(Problem(Words("chọn một chương trình.", "choose a programme."), path="programme"))
    if sent["unit"] not in {u.code for u in _places(request.acting)}:
        problems.append(Problem(Words("chọn tỉnh của bạn.", "choose your province."), path="unit"))
    only = [c for c in request.POST.getlist("only") if "\0" not in c][:5000] + re.split(r"[\s,;]+", sent["codes"])
    asked = {
        "programme": sent["programme"],
        "unit": sent["unit"],
        "only": sorted({c[:50] for c in only if c}),
        "valid_from": first,
        "reason": sent["reason"],
        **days,
    }
    return asked, problems


def _sent(request: SignedRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "")[: 9000 if name == "codes" else 300] for name in _FIELDS}


def _places(by: Acting) -> list[AdminUnit]:
    """The units that this person may set a collection for: those of his mandates."""
    found = {u.code: u for m in by.with_permission(COLLECT) if (u := by.registry.find(m.unit, by.on)) is not None}
    return list(found.values())


def _form_page(request: SignedRequest, faults: list[Fault] | None = None) -> HttpResponse:
    by, faults = request.acting, faults or []
    form = form_of(_FIELDS, request.POST if request.method == "POST" else None, faults)
    places = _places(by)
    month = month_period(by.on.year, by.on.month)
    chosen = set(request.POST.getlist("only"))
    wards = [u for p in places for u in by.registry.descendants(p.code, by.on) if u.level == "commune"]
    context = {
        "form": form,
        "problems": faults,
        "programmes": _programmes(by),
        "places": places,
        "wards": [(u.code, u.full_name, u.code in chosen) for u in sorted(wards, key=lambda u: name_order(u.name))],
        "chosen": bool(chosen) or bool(form["codes"].value) or any(f.target == "only" for f in faults),
        "only_faults": [f for f in faults if f.target == "only"],
        "month": month,
        "month_due": month.last + timedelta(days=5),
        "year_due": date(by.on.year + 1, 1, 5),
        "today": by.on,
    }
    return _page(request, "new", context, 422 if faults else 200)


def _programmes(by: Acting) -> list[Programme]:
    kinds = {u.kind for p in _places(by) for u in by.registry.descendants(p.code, by.on)}
    names = dict.fromkeys(key.split("/")[0] for key in shipped_rulebooks())
    found = []
    for name in names:
        criteria = _newest(name)
        if criteria is None or not kinds & set(criteria.applies_to):
            continue  # of kinds of unit that are no more
        months = sum(i.every is Every.MONTH and not i.children for i in criteria.indicators.values())
        years = sum(i.every is Every.YEAR and not i.children for i in criteria.indicators.values())
        counts = [words("{n} số liệu tháng", "{n} monthly {f}", n=months, f=_figures(months))] if months else []
        counts += [words("{n} số liệu năm", "{n} yearly {f}", n=years, f=_figures(years))] if years else []
        nouns = joined([KIND_NOUNS[k] for k in criteria.applies_to if k in KIND_NOUNS])
        facts = joined([nouns, joined(counts)], "; ")
        found.append(Programme(name, criteria.title, criteria.nature.value, facts))
    return found


def _figures(count: int) -> str:
    return "figure" if count == 1 else "figures"


def _preview(collection: Collection, by: Acting) -> Preview:
    """What the newest version asks, from which month and year on, and their due and closing days."""
    sets = programme_sets(collection.programme)
    day = max(collection.valid_from, by.on)
    criteria = version_for(sets, day)
    units = [u for u in by.registry.descendants(collection.unit, day) if u.kind in criteria.applies_to]
    if collection.only:
        units = [u for u in units if u.code in collection.only]
    month, year = _month_of(day), criteria.calendar.around(day)
    kinds = [k for k in criteria.applies_to if any(u.kind == k for u in units)] or list(criteria.applies_to)
    return Preview(
        criteria.title,
        len(units),
        _labels(criteria, kinds, month, Every.MONTH),
        _labels(criteria, kinds, year, Every.YEAR),
        _said_dates(_month_of, collection),
        _said_dates(criteria.calendar.around, collection),
    )


def _month_of(day: date) -> Period:
    return month_period(day.year, day.month)


def _labels(criteria: CriteriaSet, kinds: list[str], period: Period, every: Every) -> list[tuple[Words, list[Words]]]:
    """By kind of unit; once where all kinds are asked the same."""
    found: dict[tuple[str, ...], tuple[list[Words], list[Words]]] = {}
    for kind in kinds:
        form = form_for([criteria], kind=kind, period=period, every=every)
        if form.entered:
            kept = found.setdefault(
                tuple(a.code for a in form.entered), ([], [a.indicator.label for a in form.entered])
            )
            kept[0].append(KIND_NOUNS.get(kind, plain(kind)))
    return [(joined(nouns), labels) for nouns, labels in found.values()]


def _said_dates(around: Callable[[date], Period], collection: Collection) -> Words:
    """The first period that is asked, how many were over when the collection began, and the first that was not."""
    period, over = around(collection.valid_from), 0
    said = words("Kỳ đầu tiên: {p}.", "The first: {p}.", p=_said_period(period, collection))
    while period.last < collection.recorded_on:
        over, period = over + 1, around(period.last + timedelta(days=1))
    if not over:
        return said
    said += words(
        " {n} kỳ đã kết thúc trước ngày giao cũng được hỏi, cùng hạn này. Kỳ tiếp theo: {p}.",
        " {n} {w} over before the collection begins and asked too, due the same day. The next: {p}.",
        n=over, w="period that is" if over == 1 else "periods that are", p=_said_period(period, collection),
    )  # fmt: skip
    return said


def _said_period(period: Period, collection: Collection) -> Words:
    days = deadline_of(collection, period)
    return words(
        "{p}, hạn gửi {d}, khóa sau ngày {c}", "{p}, due {d}, closed after {c}",
        p=said_period(period), d=days.due, c=days.closes,
    )  # fmt: skip


# -- one ----------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def collection(request: SignedRequest, collection_uuid: UUID) -> HttpResponse:
    """What it asks of whom; and its end, by those who may."""
    by, faults = request.acting, list[Fault]()
    if request.method == "POST":
        if request.POST.get("act") != "end":
            raise Http404
        try:
            return _end(request, collection_uuid)
        except KieuMauError as error:
            faults = faults_of(error.problems)
    found = access_collection(collection_uuid, by=by, to=SEE)
    context = {
        "collection": found,
        "row": _row(found, by),
        "preview": _preview(found, by) if programme_sets(found.programme) else None,
        "units": [u.full_name for c in found.only if (u := by.registry.find(c, max(found.valid_from, by.on)))],
        "may_end": found.valid_until > by.on and reaches_collection(found, by=by, to=COLLECT),
        "form": form_of(("valid_until", "reason", "confirm"), request.POST if faults else None, faults),
        "problems": faults,
        "story_url": reverse("workspace:story", args=["collection", found.uuid]),
        "done": _DONE.get(request.GET.get("done", "")) if request.method != "POST" else None,
        "today": by.on,
    }
    return _page(request, "collection", context, 422 if faults else 200)


_DONE = {
    "begun": Words("Đã giao thu thập số liệu.", "The collection has begun."),
    "ended": Words("Đã ghi ngày kết thúc. Số liệu đã nhập còn nguyên.", "The end is recorded. What was entered stays."),
}


def _end(request: SignedRequest, collection_uuid: UUID) -> HttpResponse:
    access_collection(collection_uuid, by=request.acting, to=COLLECT)
    day, problems = read_day(request.POST.get("valid_until", "")), []
    if day is None:
        what = Words("cần một ngày như 01/01/2026.", "expected a day such as 01/01/2026.")
        problems.append(Problem(what, path="valid_until"))
    if not request.POST.get("confirm"):
        what = Words("xác nhận kết thúc thu thập.", "confirm that the collection ends.")
        problems.append(Problem(what, path="confirm"))
    reason = request.POST.get("reason", "").replace("\0", "")
    if not reason.strip():
        problems.append(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    if problems or day is None:
        raise EvaluationError(problems)
    ended = end_collection(collection_uuid, valid_until=day, reason=reason, by=request.acting)
    return redirect(f"{reverse('workspace:collection', args=[ended.uuid])}?done=ended")


def _page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "figures_url": reverse("workspace:figures"),
        "list_url": reverse("workspace:collections"),
    }
    return render(request, f"collections/{name}.html", shared | context, status=status)
