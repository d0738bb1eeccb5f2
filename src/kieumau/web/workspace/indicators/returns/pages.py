"""A return: the figures of one unit for one period, typed into a grid that saves as one goes; and each figure's story."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.criteria import Asked
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.expressions.measures import said_value, typed_text
from kieumau.engine.indicators import Calendar, Every, Observation, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.reading.cells import CellError, read_value
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.queries import called
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.collecting.reopening import ask_reopening
from kieumau.records.indicators.figures.actions import ReasonError, Recorded, StaleFigureError, enter_figures
from kieumau.records.indicators.figures.queries import Key, Known, newest_figures, read, versions_of
from kieumau.records.indicators.figures.versions import RETYPED
from kieumau.records.indicators.figures.wording import SOURCE_WORDS
from kieumau.records.indicators.models import WITHDRAWN, Figure, Reopening, Source
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.indicators.returns.due import reopenings_now, span_of
from kieumau.web.components.forms.faults import Fault, faults_of, form_of
from kieumau.web.components.questions.rows import questions_beside
from kieumau.web.components.templatetags.say import said
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell.links import read_day, unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns import grid as arranging
from kieumau.web.workspace.indicators.returns.addresses import story_address
from kieumau.web.workspace.indicators.returns.grid import Grid, Typed
from kieumau.web.workspace.indicators.series.addresses import series_address

_LONGEST = 200  # characters of a cell that come back as they were typed
_REASONS = (
    Words("đối chiếu lại sổ theo dõi", "compared with the register again"),
    Words("bổ sung vụ việc báo muộn", "added what was reported late"),
    Words("tính trùng", "counted twice"),
    Words("ghi nhầm", "entered by mistake"),
)
"""Offered to whoever corrects a figure; he may write another."""
_RETYPED = Words("gõ lại ngay sau khi nhập", "typed again at once")


@dataclass(frozen=True)
class State:
    """Whether a return takes figures now, from this person, and if not why."""

    may_enter: bool
    begun: bool
    late: int  # days since the due day
    closed: bool
    open_until: date | None = None
    waiting: Reopening | None = None  # a request to open it again

    @property
    def takes(self) -> bool:
        return self.may_enter and self.begun and (not self.closed or self.open_until is not None)


@dataclass
class Sent:
    """What a form brought: changed cells, and what cannot be read of them."""

    rows: list[Observation] = field(default_factory=list)
    seen: dict[Key, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    typed: dict[str, Typed] = field(default_factory=dict)
    reason: str = ""


# -- the page -----------------------------------------------------------------------------------------------------


@never_cache
@csp_update({"connect-src": [SELF]})  # type: ignore[arg-type]
@require_http_methods(["GET", "HEAD", "POST"])
def figures_return(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """The grid; sent as one form where no script runs."""
    asking = Asking(request.acting.registry)
    try:
        asked = access_return(code, period, by=request.acting, asking=asking)
    except NoReturnError:
        return _nothing_asked(request, period, code)
    if request.method != "POST":
        return _page(request, asked, asking)
    if not _may_enter(request.acting, asked):
        raise Http404
    sent = _read_form(request.POST, asked)
    if not sent.faults and not sent.rows:
        return redirect(f"{request.path}?saved=0")
    if not sent.faults:
        try:
            recorded = _enter(request.acting, sent)
        except KieuMauError as error:
            sent.faults = _faults_of(error, asked, sent)
        else:
            return redirect(f"{request.path}?saved={recorded.new + recorded.corrected}")
    return _page(request, asked, asking, sent)


def _access(request: SignedRequest, period: str, code: str) -> tuple[Return, Asking]:
    asking = Asking(request.acting.registry)
    return access_return(code, period, by=request.acting, asking=asking), asking


def _may_enter(by: Acting, asked: Return) -> bool:
    return by.may(Permission.ENTER_FIGURES, asked.unit.code, asked.covered.last)


def _enter(by: Acting, sent: Sent) -> Recorded:
    return enter_figures(rows=sent.rows, by=by, reason=sent.reason, seen=sent.seen)


def _state(by: Acting, asked: Return, on: date) -> State:
    """One query where the period is closed on the day, none where it is not."""
    closed = asked.deadline.is_closed(on)
    found = [r for r in reopenings_now(on) if (r.unit, r.first, r.last) == span_of(asked)] if closed else []
    opened = [r.until for r in found if r.state == Reopening.State.GRANTED and r.until]
    return State(
        may_enter=_may_enter(by, asked),
        begun=asked.period.first <= on,
        late=max(0, (on - asked.deadline.due).days),
        closed=closed,
        open_until=max(opened, default=None),
        waiting=next((r for r in found if r.state == Reopening.State.ASKED), None),
    )


def _page(
    request: SignedRequest,
    asked: Return,
    asking: Asking,
    sent: Sent | None = None,
    reopening: tuple[QueryDict, list[Fault]] | None = None,
) -> HttpResponse:
    by = request.acting
    known_on, wrong_day = _known_day(request)
    state = _state(by, asked, known_on or by.on)
    columns = arranging.references_of(asked, asking)
    known = arranging.known_figures(asked, columns, arranging.end_of(known_on) if known_on else None)
    grid = arranging.grid_of(
        asked, columns, known, faults=sent.faults if sent else (), typed=sent.typed if sent else {}
    )
    faults = [*(sent.faults if sent else []), *(reopening[1] if reopening else [])]
    context = {
        "asked": asked,
        "state": state,
        "takes": (state.takes or sent is not None) and known_on is None,
        "grid": grid,
        "sample": grid.sample,
        "headline": _headline(asked, grid, known_on),
        "headline_full": headline(asked, 0, grid.of),
        "headline_left": headline(asked, None, grid.of),
        "decides": by.may(Permission.REOPEN_PERIOD, asked.unit.code, asked.covered.last),
        "known_on": known_on,
        "known_text": request.GET.get("known", "").strip()[:30] if wrong_day else known_on,
        "wrong_day": wrong_day,
        "faults": _named(faults, asked),
        "reason": form_of(("reason",), request.POST if sent else None, faults)["reason"],
        "asking": form_of(("why",), reopening[0] if reopening else None, faults)["why"],
        "reasons": _REASONS,
        "wide": len(columns) + 4,
        "headings": "|".join(arranging.headings_of(asked)),
        "done": _done(request),
        "unit_url": unit_address(asked.unit, by.on),
        "before": _neighbour(asked, asking, arranging.previous_period(asked, asking), by),
        "after": _neighbour(asked, asking, arranging.next_period(asked, asking), by),
        "others": _other_forms(asked, asking, by.on),
        "put": questions_beside(asked, by) if known_on is None else [],
    }
    return render(request, "returns/return.html", context, status=422 if faults else 200)


def headline(asked: Return, missing: int | None, of: int) -> Words:
    """What the page answers. Where the number missing is None its place is left open, for the script."""
    of_what = {"p": asked.period.words, "u": asked.unit.full_name}
    if missing == 0:
        return words("Đủ {n}/{n} số liệu {p} của {u}", "All {n}/{n} figures of {u} for {p}", n=of, **of_what)
    left = plain("{n}") if missing is None else words("{n}", "{n}", n=missing)
    return words(
        "Còn {n} số liệu {p} của {u}", "{n} of {m} figures of {u} for {p} to come", n=left, m=of, **of_what
    )  # fmt: skip


def _headline(asked: Return, grid: Grid, known_on: date | None) -> Words:
    if known_on is None:
        return headline(asked, grid.missing, grid.of)
    return words(
        "Hết ngày {d} đã biết {k}/{n} số liệu {p} của {u}", "By the end of {d}, {k}/{n} figures of {u} for {p} were known",
        d=known_on, k=grid.of - grid.missing, n=grid.of, p=asked.period.words, u=asked.unit.full_name,
    )  # fmt: skip


def _known_day(request: SignedRequest) -> tuple[date | None, bool]:
    """The day as of which the address asks, and whether it asks for what is no day, or one to come."""
    text = request.GET.get("known", "")
    day = read_day(text)
    if day is not None and day > request.acting.on:
        day = None
    return day, day is None and bool(text.strip())


def _done(request: SignedRequest) -> Words | None:
    if request.method == "POST":
        return None
    if request.GET.get("asked") == "1":
        return Words("Đã gửi đề nghị mở lại.", "The request to open it again has been sent.")
    count = request.GET.get("saved", "")
    if not count.isascii() or not count.isdigit() or len(count) > 4:
        return None
    if count == "0":
        return Words("Không có số liệu nào thay đổi.", "No figure has changed.")
    return words("Đã lưu {n} số liệu.", "Figures saved: {n}.", n=int(count))


def _neighbour(asked: Return, asking: Asking, period: Period, by: Acting) -> tuple[Words, str] | None:
    if period.first > by.on or (found := asking.asked_of(asked.unit, period, asked.form.every)) is None:
        return None
    return period.words, reverse("workspace:return", args=[found.name, asked.unit.code])


def _other_forms(asked: Return, asking: Asking, on: date) -> list[tuple[Words, str]]:
    """The year in which a month lies, and the last month of a year that has begun."""
    if asked.form.every is Every.MONTH:
        spans = [(c.around(asked.period.last), Every.YEAR) for c in asking.calendars]
    else:
        last = max(asked.period.first, min(asked.period.last, on))
        spans = [(month_period(last.year, last.month), Every.MONTH)]
    found = [asking.asked_of(asked.unit, *span) for span in spans]
    return [(r.period.words, reverse("workspace:return", args=[r.name, r.unit.code])) for r in found if r is not None]


def _nothing_asked(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """To whoever may read the unit's figures, that none are collected; to others, nothing at all."""
    by = request.acting
    span = Calendar().parse(period)
    unit = by.registry.find(code, span.last) if span is not None else None
    if unit is None or span is None or not by.may(Permission.READ_RESULTS, code, span.last):
        raise Http404
    context = {
        "unit": unit,
        "unit_url": unit_address(unit, by.on),
        "period": span.words,
        "collects": by.may(Permission.COLLECT_FIGURES),
    }
    return render(request, "returns/nothing.html", context, status=404)


# -- what was typed -----------------------------------------------------------------------------------------------


def _read_form(data: QueryDict, asked: Return) -> Sent:
    """The cells whose text is not what the page showed. What cannot be read is told beside the others."""
    sent = Sent(reason=data.get("reason", ""))
    for each in asked.form.entered:
        if (text := data.get(f"o-{each.code}")) is None or text.strip() == data.get(f"w-{each.code}", "").strip():
            continue
        seen = _number(data.get(f"v-{each.code}", ""))
        sent.typed[each.code] = Typed(text.replace("\0", "")[:_LONGEST], seen)
        try:
            sent.rows.append(_read_cell(text, each, asked))
        except CellError as error:
            problem = Problem(error.what, path=each.code, hint=error.hint)
            sent.faults += faults_of([problem], "-cell")
        sent.seen[_key(asked, each.code)] = seen
    return sent


def _read_cell(text: str, each: Asked, asked: Return) -> Observation:
    """Raises `CellError`."""
    value = read_value(text.replace("\0", "\N{REPLACEMENT CHARACTER}"), each.indicator)
    return Observation(asked.unit.code, asked.covered, each.code, value)


def _key(asked: Return, code: str) -> Key:
    return (asked.unit.code, asked.covered.first, asked.covered.last, code)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _faults_of(error: KieuMauError, asked: Return, sent: Sent) -> list[Fault]:
    if isinstance(error, ReasonError):
        return faults_of(error.problems)
    if isinstance(error, StaleFigureError):
        code = error.problems[0].path
        sent.typed[code] = Typed(sent.typed[code].text, error.known.version if error.known else 0)
        what = _stale_words(error, asked, code)
        return faults_of([Problem(what, path=code, hint=error.problems[0].hint)], "-cell")
    return faults_of(error.problems, "-cell")


def _stale_words(error: StaleFigureError, asked: Return, code: str) -> Words:
    """Who recorded what when, while this person had another figure before his eyes."""
    newest = versions_of(unit=asked.unit.code, period=asked.covered, indicator=code)[:1]
    if not newest:
        return error.problems[0].what
    each = asked.form.get(code)
    value = newest[0].value
    now = said_value(read(value), each.indicator.measure) if each and value != WITHDRAWN else _WITHDRAWN
    at = timezone.localtime(newest[0].recorded_at)
    return words(
        "{a} vừa ghi số này lúc {t} ngày {d}: {v}.", "{a} recorded this figure at {t} on {d}: {v}.",
        a=called([newest[0].account]).get(newest[0].account, newest[0].name or "?"), t=f"{at:%H:%M}", d=at.date(), v=now,
    )  # fmt: skip


_WITHDRAWN = Words("đã rút", "withdrawn")


def _named(faults: list[Fault], asked: Return) -> list[Fault]:
    """For the list at the top, which figure each is about."""
    labels = {f"{a.code}-cell": a.indicator.label for a in asked.form.entered}
    return [
        Fault(f"{label.vi}: {f.vi}", f"{label.en}: {f.en}", f.target) if (label := labels.get(f.target)) else f
        for f in faults
    ]


# -- one cell -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def return_cell(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """Save one cell, for the script: says what was saved, or what is wrong, in the words of the page."""
    asked, _ = _access(request, period, code)
    if request.method != "POST":
        return redirect("workspace:return", period, code)
    each = asked.form.get(request.POST.get("indicator", ""))
    if each is None or not _may_enter(request.acting, asked):
        raise Http404
    own = str(request.acting.user.uuid)
    if request.POST.get("account", own) != own:
        # The page was opened by somebody else, whose session has ended since: nothing of his is saved in this name.
        return JsonResponse({"state": "other"}, status=403)
    seen = {_key(asked, each.code): _number(request.POST.get("seen", ""))}
    try:
        row = _read_cell(request.POST.get("value", ""), each, asked)
        sent = Sent([row], seen, reason=request.POST.get("reason", ""))
        recorded = _enter(request.acting, sent)
    except CellError as error:
        wrong = Problem(error.what, hint=error.hint)
        return JsonResponse({"state": "wrong", "said": said(sentence(wrong.sentence))}, status=422)
    except ReasonError:
        return JsonResponse({"state": "reason", "withdraws": row.value is None}, status=422)
    except StaleFigureError as error:
        return JsonResponse(_stale_answer(error, asked, each), status=409)
    except KieuMauError as error:
        return JsonResponse({"state": "wrong", "said": said(faults_of(error.problems)[0])}, status=422)
    return JsonResponse(_saved_answer(request, asked, each, row, recorded))


def _saved_answer(
    request: SignedRequest, asked: Return, each: Asked, row: Observation, recorded: Recorded
) -> dict[str, Any]:
    """What the row shows from now on, and the figures that were worked out from it."""
    measure = each.indicator.measure
    mine = next((f.version for f in recorded.figures if f.indicator == each.code), None)
    if mine is None:  # it was known already: by which version?
        known = newest_figures(units=[row.unit], since=row.period.last, until=row.period.last, indicators=[each.code])
        newest = known.get(_key(asked, each.code))
        mine = newest.version if newest else 0
    question = arranging.question_of(row.value, each.indicator)
    at = timezone.localtime(request.now)
    return {
        "state": "saved",
        "text": said(typed_text(row.value, measure)) if row.value is not None else "",
        "shown": said(said_value(row.value, measure)) if row.value is not None else "–",
        "version": mine,
        "said": said(words("đã lưu {t}", "saved {t}", t=f"{at:%H:%M}")),
        "corrected": said(corrected_words(mine - 1)) if mine > 1 else "",
        "story": story_address(asked, each.code),
        "question": said(question) if question else "",
        "computed": {
            f.indicator: said(said_value(read(f.value), found.indicator.measure)) if f.value != WITHDRAWN else "–"
            for f in recorded.figures
            if f.source == Source.COMPUTED and (found := _computed(asked, f.indicator))
        },
    }


def corrected_words(times: int) -> Words:
    return words("đã sửa {n} lần", "corrected {n} times" if times > 1 else "corrected once", n=times)


def _stale_answer(error: StaleFigureError, asked: Return, each: Asked) -> dict[str, Any]:
    known: Known | None = error.known
    value = read(known.value) if known is not None and known.value != WITHDRAWN else None
    return {
        "state": "stale",
        "said": said(sentence(_stale_words(error, asked, each.code))),
        "text": said(typed_text(value, each.indicator.measure)) if value is not None else "",
        "shown": said(said_value(value, each.indicator.measure)) if value is not None else "–",
        "version": known.version if known else 0,
    }


def _computed(asked: Return, code: str) -> Asked | None:
    return next((a for a in asked.form.computed if a.code == code), None)


# -- open it again ------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """Ask the level above to open a closed period again."""
    asked, asking = _access(request, period, code)
    address = reverse("workspace:return", args=[period, code])
    if request.method != "POST":
        return redirect(address)
    try:
        ask_reopening(code=code, period=period, reason=request.POST.get("why", ""), by=request.acting)
    except KieuMauError as error:
        problems = [Problem(p.what, path="why" if p.path == "reason" else "", hint=p.hint) for p in error.problems]
        return _page(request, asked, asking, reopening=(request.POST, faults_of(problems)))
    return redirect(f"{address}?asked=1")


# -- one figure's story -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One version of a figure as its story shows it."""

    number: int
    said: Words
    at: Any
    name: str
    source: Words
    origin: str
    reason: Words
    sample: bool


@require_safe
def figure(request: SignedRequest, period: str, indicator: str, code: str) -> HttpResponse:
    """Every version of one figure, the newest first: who said what, when, and why it changed."""
    asked, _ = _access(request, period, code)
    each = asked.form.get(indicator) or _computed(asked, indicator)
    if each is None:
        raise Http404
    found = versions_of(unit=asked.unit.code, period=asked.covered, indicator=indicator)
    names = called(f.account for f in found)
    context = {
        "asked": asked,
        "meant": each.indicator,
        "put": questions_beside(asked, request.acting, indicator),
        "versions": [_version(f, each, names) for f in found],
        "now": _version(found[0], each, names).said if found else None,
        "sample": any(f.sample for f in found),
        "is_computed": _computed(asked, indicator) is not None,
        "return_url": reverse("workspace:return", args=[asked.name, asked.unit.code]),
        "series_url": series_address(indicator, asked.unit, request.acting.on),
    }
    return render(request, "returns/figure.html", context)


def _version(row: Figure, each: Asked, names: dict[str, str]) -> Version:
    return Version(
        number=row.version,
        said=said_value(read(row.value), each.indicator.measure) if row.value != WITHDRAWN else _WITHDRAWN,
        at=row.recorded_at,
        name=names.get(row.account, row.name),
        source=SOURCE_WORDS[Source(row.source)],
        origin=row.origin,
        reason=_RETYPED if row.reason == RETYPED else plain(row.reason),
        sample=row.sample,
    )
