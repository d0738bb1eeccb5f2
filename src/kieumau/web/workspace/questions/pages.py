"""Questions that checks ask about figures: what waits for an answer, to read, to take away and, for the province, to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.questions import KIND_WORDS
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.queries import called
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import reaches_collection
from kieumau.records.indicators.collecting.asking import Asking, name_of, programme_sets
from kieumau.records.indicators.returns.seen import months_before, years_before
from kieumau.records.questions.access import access_questions
from kieumau.records.questions.actions import ask_questions, note_questions_export
from kieumau.records.questions.checking import QuestionsAsked
from kieumau.records.questions.models import Answer, QuestionRecord
from kieumau.records.questions.queries import WAITS, in_order
from kieumau.records.questions.wording import STATES, labels_of
from kieumau.records.territory.queries import search_units
from kieumau.reports.question_tables import KINDS, QuestionLine, question_bytes
from kieumau.web.components.questions.rows import row_of
from kieumau.web.components.templatetags.say import said, spoken_language
from kieumau.web.shell.downloads import LABELS, TYPES, attachment
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.questions.forms import RoundForm

PER_PAGE = 50
SEE, ASK = Permission.READ_RESULTS, Permission.COLLECT_FIGURES
_MONTHS, _MOST_UNITS, _LONGEST_SEARCH = 12, 40, 80


# -- the list -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_list(request: SignedRequest) -> HttpResponse:
    """Those about units within one's scope, what waits first; and who collects figures has the checks run for a period."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    rounds = _rounds(by) if by.may(ASK) else None
    form = RoundForm(initial={n: request.GET.get(n, "") for n in ("period", "programme")})
    if request.method == "POST":
        if rounds is None:
            raise Http404
        form = RoundForm(request.POST)
        form.offer(period=[n for n, _, _ in rounds.periods], programme=[n for n, _ in rounds.programmes])
        if form.is_valid():
            chosen = form.cleaned_data
            try:
                asked = ask_questions(programme=chosen["programme"], about=rounds.span(chosen["period"]), by=by)
                messages.success(request, said(_done(asked, rounds.said(chosen["period"]))))
                return redirect(f"{request.path}?{urlencode(chosen)}")
            except KieuMauError as error:
                form.refuse(error.problems)
    all_seen = access_questions(by=by)
    state, kind, text = asked_for = _asked_for(request.GET)
    page: Page[QuestionRecord] = Paginator(in_order(_narrowed(all_seen, *asked_for)), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [row_of(q, by) for q in page.object_list]
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
        "form": form,
        "problems": form.faults,
        "downloads": _downloads(*asked_for),
        "sample": any(r.question.sample for r in rows),
    }
    return question_page(request, "list", context, 422 if form.faults else 200)


def _headline(waiting: int) -> Words:
    if waiting == 1:
        return Words("Một câu hỏi về số liệu đang chờ trả lời", "One question about figures waits for an answer")
    if not waiting:
        return Words("Không có câu hỏi nào về số liệu đang chờ trả lời", "No question about figures waits")
    return words("{n} câu hỏi về số liệu đang chờ trả lời", "{n} questions about figures wait", n=waiting)


def _asked_for(data: QueryDict) -> tuple[str, str, str]:
    state, kind, text = (data.get(n, "").replace("\0", "")[:_LONGEST_SEARCH] for n in ("state", "check", "q"))
    return state, kind, text


def _narrowed(found: QuerySet[QuestionRecord], state: str, kind: str, text: str) -> QuerySet[QuestionRecord]:
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

    def said(self, period: str) -> Words:
        return next(said for name, said, _ in self.periods if name == period)

    def span(self, period: str) -> Period:
        return next(span for name, _, span in self.periods if name == period)


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


def _done(asked: QuestionsAsked, period: Words) -> Words:
    looked = words(
        "Đã xem số liệu {p} của {u} đơn vị", "Figures of {p} were looked at, units: {u}", p=period, u=asked.units
    )
    if asked.new == asked.known == 0:
        return looked + Words(": không có gì cần hỏi.", "; there is nothing to ask.")
    return looked + words(
        ": {n} câu hỏi mới, {k} câu đã hỏi từ trước.",
        "; new questions: {n}, asked before: {k}.",
        n=asked.new,
        k=asked.known,
    )


# -- to take away -------------------------------------------------------------------------------------------------


def _downloads(*asked_for: str) -> list[tuple[Words, str]]:
    query = urlencode({n: value for n, value in zip(("state", "check", "q"), asked_for, strict=True) if value})
    return [
        (LABELS[kind], reverse("workspace:questions_download", args=[kind]) + (f"?{query}" if query else ""))
        for kind in KINDS
    ]


@never_cache
@require_safe
def questions_download(request: SignedRequest, kind: str) -> HttpResponse:
    """The list as it is narrowed, whole, with every answer; once the journal says who took it."""
    by = request.acting
    if not by.may(SEE) or kind not in KINDS:
        raise Http404
    answers = Prefetch("answers", Answer.objects.order_by("pk"), to_attr="answers_said")
    found = list(in_order(_narrowed(access_questions(by=by), *_asked_for(request.GET))).prefetch_related(answers))
    names = called(a.account for q in found for a in q.answers_said)
    note_questions_export(found, kind=kind, by=by)
    body = question_bytes([_line(q, names, by) for q in found], kind, spoken_language())
    return attachment(body, f"cau-hoi-{by.on}.{kind}", TYPES[kind])


def _line(question: QuestionRecord, names: dict[str, str], by: Acting) -> QuestionLine:
    row = row_of(question, by)
    answers: list[Answer] = question.answers_said  # type: ignore[attr-defined]
    return QuestionLine(
        unit=question.unit,
        name=row.unit,
        period=said_period(question.period),
        indicators=joined(labels_of(question), "; "),
        kind=row.kind,
        asks=question.asks,
        soon=row.soon,
        state=row.state,
        asked_on=localdate(question.asked_at),
        answers=[(localdate(a.recorded_at), names.get(a.account, a.name), a.text) for a in answers],
        sample=question.sample,
    )


# -- beside other pages -------------------------------------------------------------------------------------------


def question_page(request: SignedRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {
        "figures_url": reverse("workspace:figures"),
        "list_url": reverse("workspace:questions"),
    }
    return render(request, f"questions/{name}.html", shared | context, status=status)
