"""Questions that checks ask about figures: what waits for an answer, and one of them with what it saw and its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kieumau import __version__
from kieumau.engine.criteria.checks import CheckKind, Severity
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.indicators import Calendar, Indicator, Observation, Period
from kieumau.engine.indicators.summing import summed
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.queries import called
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.access import reaches_collection
from kieumau.records.indicators.collecting import Asking, Return, name_of, programme_sets
from kieumau.records.indicators.due import months_before, years_before
from kieumau.records.indicators.models import WITHDRAWN
from kieumau.records.indicators.queries import Key, Known, exact, newest_figures, read
from kieumau.records.questions.access import NoQuestionError, access_question, access_questions
from kieumau.records.questions.actions import LONGEST, Asked, answer_question, ask_questions
from kieumau.records.questions.models import Answer, Fact, Question
from kieumau.records.questions.queries import WAITS, answers_to, facts_of, in_order, questions_of
from kieumau.records.territory.queries import search_units
from kieumau.web.components.requests import SignedRequest
from kieumau.web.workspace.reminding import return_address, said_period
from kieumau.web.workspace.return_grid import said_value
from kieumau.web.workspace.typed import Fault, Field, faults_of

PER_PAGE = 50
SEE, ANSWER, ASK = Permission.READ_RESULTS, Permission.ENTER_FIGURES, Permission.COLLECT_FIGURES
_MONTHS, _MOST_UNITS, _LONGEST_SEARCH = 12, 40, 80

KIND_WORDS = {
    CheckKind.OUT_OF_RANGE: Words("ngoài khoảng thường gặp", "outside the usual range"),
    CheckKind.PART_OF_WHOLE: Words("một phần lớn hơn toàn bộ", "a part above its whole"),
    CheckKind.ADDS_UP: Words("các phần không khớp tổng", "parts and total differ"),
    CheckKind.MISSING: Words("thiếu sau nhiều kỳ có số liệu", "missing after periods with figures"),
    CheckKind.ZERO_AFTER_STEADY: Words("bằng 0 sau nhiều kỳ đều đặn", "zero after a steady series"),
    CheckKind.BEYOND_LIMITS: Words("ngoài giới hạn kiểm soát", "beyond the control limits"),
    CheckKind.DIGITS: Words("nhiều số tận cùng 0 và 5", "many figures end in 0 or 5"),
    CheckKind.REVISIONS: Words("sửa cuối kỳ theo một hướng", "corrections that go one way"),
    CheckKind.IDENTICAL_ROWS: Words("trùng số liệu đơn vị khác", "the same figures as another unit"),
    CheckKind.APART: Words("tin báo và vụ việc đi ngược nhau", "reports and cases go apart"),
}
STATES = {
    "waiting": (Words("đang chờ trả lời", "waiting for an answer"), WAITS),
    "answered": (Words("đã trả lời", "answered"), Q(is_answered=True)),
    "corrected": (Words("số liệu đã sửa từ khi hỏi", "figures corrected since"), Q(is_corrected=True)),
}


def state_of(question: Question) -> tuple[Words, bool]:
    """What became of it, from its answers and from what was recorded since; and whether it waits."""
    answered, corrected = question.is_answered, question.is_corrected  # type: ignore[attr-defined]
    if answered and corrected:
        return Words("đã trả lời, số liệu đã sửa", "answered, figures corrected"), False
    if answered or corrected:
        return STATES["answered" if answered else "corrected"][0], False
    return STATES["waiting"][0], True


@dataclass(frozen=True)
class QuestionRow:
    question: Question
    title: Words
    kind: Words
    state: Words
    waits: bool
    soon: bool
    url: str


def _row(question: Question, by: Acting) -> QuestionRow:
    state, waits = state_of(question)
    return QuestionRow(
        question, _title(question, by), _kind(question), state, waits, question.severity == Severity.HIGH, address_of(question)
    )  # fmt: skip


def _title(question: Question, by: Acting) -> Words:
    return words("{u}, {p}", "{u}, {p}", u=_name(question.unit, question.period, by), p=said_period(question.period))


def _name(code: str, period: Period, by: Acting) -> Words:
    unit = by.registry.find(code, period.last)
    return unit.full_name if unit else plain(code)


def _kind(question: Question) -> Words:
    kind = next((k for k in CheckKind if k == question.kind), None)
    return KIND_WORDS[kind] if kind else plain(question.kind)


def address_of(question: Question) -> str:
    return reverse("workspace:question", args=[question.uuid])


# -- the list -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: SignedRequest) -> HttpResponse:
    """Those about units within one's scope, what waits first; and who collects figures has the checks run for a period."""
    by, faults = request.acting, list[Fault]()
    if not by.may(SEE):
        raise Http404
    rounds = _rounds(by) if by.may(ASK) else None
    if request.method == "POST":
        if rounds is None:
            raise Http404
        try:
            asked = _ask(request.POST, rounds, by)
            return redirect(f"{request.path}?new={asked.new}&known={asked.known}&units={asked.units}")
        except NoQuestionError:
            raise Http404 from None
        except KieuMauError as error:
            faults = faults_of(error.problems)
    all_seen = access_questions(by=by)
    state, kind, text = (request.GET.get(n, "").replace("\0", "")[:_LONGEST_SEARCH] for n in ("state", "check", "q"))
    found = in_order(_narrowed(all_seen, state, kind, text))
    page: Page[Question] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_row(q, by) for q in page.object_list]
    context = {
        "headline": _headline(all_seen.filter(WAITS).count()),
        "rows": rows,
        "page": page,
        "states": [(name, said) for name, (said, _) in STATES.items()],
        "state": state,
        "kinds": [(k.value, said) for k, said in KIND_WORDS.items()],
        "kind": kind,
        "query": text,
        "narrowed": bool(state or kind or text.strip()),
        "rounds": rounds,
        "form": {n: Field(n, n, request.POST.get(n, ""), [f for f in faults if f.target == n]) for n in ("period", "programme")},
        "problems": faults,
        "done": _done(request) if request.method != "POST" else None,
        "sample": any(r.question.sample for r in rows),
    }  # fmt: skip
    return _page(request, "questions", context, 422 if faults else 200)


def _headline(waiting: int) -> Words:
    if waiting == 1:
        return Words("Một câu hỏi về số liệu đang chờ trả lời", "One question about figures waits for an answer")
    if not waiting:
        return Words("Không có câu hỏi nào về số liệu đang chờ trả lời", "No question about figures waits")
    return words("{n} câu hỏi về số liệu đang chờ trả lời", "{n} questions about figures wait", n=waiting)


def _narrowed(found: QuerySet[Question], state: str, kind: str, text: str) -> QuerySet[Question]:
    if state in STATES:
        found = found.filter(STATES[state][1])
    if kind:
        found = found.filter(kind=kind)
    if text.strip():
        # A code is that of a unit between two days only.
        units = search_units(text)[:_MOST_UNITS]
        named = Q(pk__in=[])
        for unit in units:
            named |= Q(unit=unit.code, last__gte=unit.valid_from, last__lt=unit.valid_until)
        found = found.filter(named)
    return found


@dataclass(frozen=True)
class Rounds:
    """For which programmes and periods the checks may be run."""

    programmes: list[tuple[str, Words]]
    periods: list[tuple[str, Words, Period]]


def _rounds(by: Acting) -> Rounds:
    """The programmes collected from units of one's own or from all, and the periods that are over. One query."""
    asking = Asking(by.registry)
    held = [c for c in asking.collections if c.unit == "" or reaches_collection(c, by=by, to=ASK)]
    programmes = []
    for name in dict.fromkeys(c.programme for c in held):
        sets = programme_sets(name)
        programmes.append((name, sets[-1].title if sets else plain(name)))
    months, years = reversed(months_before(by.on, _MONTHS)), years_before(asking.calendars, by.on)
    return Rounds(programmes, [(name_of(p), said_period(p), p) for p in (*months, *years)])


def _ask(data: QueryDict, rounds: Rounds, by: Acting) -> Asked:
    period = next((p for name, _, p in rounds.periods if name == data.get("period")), None)
    programme = data.get("programme", "")
    if period is None or programme not in [name for name, _ in rounds.programmes]:
        field = "programme" if period else "period"
        raise EvaluationError(Problem(Words("chọn một trong danh sách.", "choose one of the list."), path=field))
    return ask_questions(programme=str(programme), about=period, by=by)


def _done(request: SignedRequest) -> Words | None:
    typed = [request.GET.get(n, "") for n in ("new", "known", "units")]
    if not all(t.isascii() and t.isdigit() and len(t) < 7 for t in typed):
        return None
    new, known, units = (int(t) for t in typed)
    if new == known == 0:
        return words("Đã xem số liệu của {u} đơn vị: không có gì cần hỏi.", "The figures of {u} units were looked at: nothing to ask.", u=units)  # fmt: skip
    return words(
        "Đã xem số liệu của {u} đơn vị: {n} câu hỏi mới, {k} câu đã hỏi từ trước.",
        "The figures of {u} units were looked at: {n} new questions, {k} asked before.",
        u=units, n=new, k=known,
    )  # fmt: skip


# -- one ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FactRow:
    """A figure as the question saw it, and as it is now."""

    unit: Words
    period: Words
    label: Words
    then: Words
    now: Words
    changed: bool
    story_url: str
    return_url: str


@dataclass(frozen=True)
class AnswerRow:
    text: str
    name: str
    at: datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedRequest, question_uuid: UUID) -> HttpResponse:
    """What is asked and why, the figures it rests on, what was answered; and the answer of those who may."""
    by, faults = request.acting, list[Fault]()
    typed = request.POST.get("text", "").replace("\0", "")[: 2 * LONGEST] if request.method == "POST" else ""
    try:
        if request.method == "POST":
            try:
                answer_question(question_uuid, text=typed, by=by)
                return redirect(f"{request.path}?done=1#answers")
            except KieuMauError as error:
                faults = faults_of(error.problems)
        found = access_question(question_uuid, by=by)
    except NoQuestionError:
        raise Http404 from None
    state, waits = state_of(found)
    facts, hidden = _facts(found, by)
    answers = _answers(answers_to(found))
    context = {
        "question": found,
        "title": words("Câu hỏi về số liệu {p}, {u}", "A question about the figures of {p}, {u}", p=said_period(found.period), u=_name(found.unit, found.period, by)),
        "kind": _kind(found),
        "state": state,
        "waits": waits,
        "soon": found.severity == Severity.HIGH,
        "asked_by": called([found.account]).get(found.account, found.name) if found.account else found.name,
        "facts": facts,
        "hidden": hidden,
        "several": len({f.unit for f in facts}) > 1,
        "answers": answers,
        "may_answer": by.may(ANSWER, found.unit, found.last),
        "field": Field("text", "text", typed, faults),
        "most": LONGEST,
        "problems": faults,
        "sample": found.sample,
        "done": request.GET.get("done") == "1" and request.method != "POST",
    }  # fmt: skip
    return _page(request, "question", context, 422 if faults else 200)


def _facts(question: Question, by: Acting) -> tuple[list[FactRow], int]:
    """What it saw beside what is known now; and how many figures are of units that this person does not read."""
    facts = facts_of(question)
    seen = [f for f in facts if by.may(SEE, f.unit, f.last)]
    if not seen:
        return [], len(facts)
    known = newest_figures(
        units=[f.unit for f in seen],
        since=min(f.first for f in seen),
        until=max(f.last for f in seen),
        indicators={f.indicator for f in seen},
    )
    meant = _indicators(question)
    asking = Asking(by.registry)
    returns: dict[tuple[str, Period], Return | None] = {}
    for f in seen:
        span = (f.unit, Period(f.first, f.last))
        if span not in returns:
            returns[span] = asking.find(*span)
    return [_fact(f, known, meant, returns[f.unit, Period(f.first, f.last)], by) for f in seen], len(facts) - len(seen)


def _indicators(question: Question) -> dict[str, Indicator]:
    """What the figures mean by the version that asked; nothing where that is shipped no more."""
    sets = [s for s in programme_sets(question.programme) if s.version == question.version]
    return dict(sets[0].indicators) if sets else {}


def _fact(
    fact: Fact, known: dict[Key, Known], meant: dict[str, Indicator], asked: Return | None, by: Acting
) -> FactRow:
    indicator, period = meant.get(fact.indicator), Period(fact.first, fact.last)
    now = _now(fact, known, indicator)
    story = ""
    if asked is not None and any(fact.indicator == a.code for a in (*asked.form.entered, *asked.form.computed)):
        story = reverse("workspace:figure", args=[asked.name, fact.indicator, fact.unit])
    return FactRow(
        unit=_name(fact.unit, period, by),
        period=said_period(period),
        label=indicator.label if indicator else plain(fact.indicator),
        then=_said(fact.value, indicator),
        now=_said(now, indicator),
        changed=now != fact.value,
        story_url=story,
        return_url=return_address(asked) if asked else "",
    )


def _now(fact: Fact, known: dict[Key, Known], indicator: Indicator | None) -> str:
    """The figure as it is today; of a longer span, what its parts make."""
    if (newest := known.get((fact.unit, fact.first, fact.last, fact.indicator))) is not None or indicator is None:
        return newest.value if newest else WITHDRAWN
    span = Period(fact.first, fact.last)
    parts = [
        Observation(unit, period, code, read(k.value))
        for (unit, first, last, code), k in known.items()
        if (unit, code) == (fact.unit, fact.indicator) and k.value and span.holds(period := Period(first, last))
    ]
    return exact(summed(indicator, parts, span, Calendar())[0])


def _said(value: str, indicator: Indicator | None) -> Words:
    if value == WITHDRAWN:
        return Words("chưa có", "none")
    return said_value(read(value), indicator.measure) if indicator else plain(value)


def _answers(found: Sequence[Answer]) -> list[AnswerRow]:
    names = called(a.account for a in found)
    return [AnswerRow(a.text, names.get(a.account, a.name), a.recorded_at) for a in found]


# -- beside other pages -------------------------------------------------------------------------------------------


def questions_beside(asked: Return, by: Acting) -> list[QuestionRow]:
    """The questions about one return, for its page; the person reads that return already. One query or two."""
    return [_row(q, by) for q in questions_of(unit=asked.unit.code, period=asked.covered)]


def _page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "here": "figures",
        "version": __version__,
        "figures_url": reverse("workspace:figures"),
        "list_url": reverse("workspace:questions"),
    }
    return render(request, f"workspace/{name}.html", shared | context, status=status)
