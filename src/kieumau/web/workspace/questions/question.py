"""One question about figures: what it saw, what became of it, what was answered; and the answer of those who may."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kieumau.engine.criteria.checks import CheckKind, Severity
from kieumau.engine.errors import KieuMauError
from kieumau.engine.expressions.measures import said_value
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.queries import called
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.checking import open_again
from kieumau.records.indicators.figures.queries import Key, Known, figure_over, newest_figures, read
from kieumau.records.indicators.figures.versions import RETYPED
from kieumau.records.indicators.models import WITHDRAWN, Figure
from kieumau.records.indicators.returns.due import span_of
from kieumau.records.questions.access import access_question, access_questions, may_answer
from kieumau.records.questions.actions import LONGEST, answer_question
from kieumau.records.questions.models import Answer, Fact, QuestionRecord
from kieumau.records.questions.queries import WAITS, answers_to, facts_of, in_order, versions_seen
from kieumau.records.questions.wording import indicators_of, kind_of, state_of, subject_of
from kieumau.web.components.questions.rows import name_of_unit, row_of
from kieumau.web.components.templatetags.say import said
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns.addresses import return_address
from kieumau.web.workspace.indicators.series.addresses import series_address
from kieumau.web.workspace.questions.forms import AnswerForm
from kieumau.web.workspace.questions.pages import SEE, question_page

ANSWER, ASK = Permission.ENTER_FIGURES, Permission.COLLECT_FIGURES
Returns = Mapping[tuple[str, Period], Return | None]


@dataclass(frozen=True)
class LaterVersion:
    """A later version of a figure, as a question about corrections tells of it."""

    at: datetime
    said: Words
    reason: Words


@dataclass(frozen=True)
class FactRow:
    """A figure as the question saw it, and as it is now."""

    unit: Words
    period: Words
    label: Words
    series_url: str
    then: Words
    now: Words
    changed: bool
    history_url: str
    return_url: str
    first: Words | None = None
    corrections: Sequence[LaterVersion] = ()


@dataclass(frozen=True)
class AnswerRow:
    text: str
    name: str
    at: datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedRequest, question_uuid: UUID) -> HttpResponse:
    """What is asked and why, the figures it rests on, what was answered; and the answer of those who may."""
    by, form = request.acting, AnswerForm()
    if request.method == "POST":
        form = AnswerForm(request.POST)
        try:
            answer_question(question_uuid, text=form.typed("text"), by=by)
            messages.success(request, said(Words("Đã ghi câu trả lời.", "The answer was recorded.")))
            return redirect(request.path)
        except KieuMauError as error:
            form.refuse(error.problems)
    found = access_question(question_uuid, by=by)
    state, waits = state_of(found)
    facts = facts_of(found)
    seen = [f for f in facts if by.may(SEE, f.unit, f.last)]
    returns = _returns(seen, by)
    rows = _rows(found, seen, returns, by)
    answers = _answers(answers_to(found))
    answering = may_answer(found, by=by)
    stands_in = answering and by.may(ASK, found.unit, found.last)
    context = {
        "question": found,
        "title": _title(found, by),
        "kind": kind_of(found),
        "state": state,
        "waits": waits,
        "soon": found.severity == Severity.HIGH,
        "asked_by": called([found.account]).get(found.account, found.name) if found.account else found.name,
        "facts": rows,
        "hidden": len(facts) - len(seen),
        "several": len({f.unit for f in seen}) > 1,
        "corrected": any(r.corrections for r in rows),
        "closed_url": _closed(found, returns, by) if answering else "",
        "answers": answers,
        "may_answer": answering,
        "stands_in": stands_in,
        "next": _next(found, by) if answering and not stands_in and not waits else None,
        "field": form["text"],
        "most": LONGEST,
        "problems": form.faults,
        "sample": found.sample,
    }
    return question_page(request, "question", context, 422 if form.faults else 200)


def _title(question: QuestionRecord, by: Acting) -> Words:
    return words(
        "{s}, {p}: câu hỏi về số liệu của {u}",
        "{s}, {p}: a question about figures of {u}",
        s=subject_of(question),
        p=said_period(question.period),
        u=name_of_unit(question.unit, question.period, by),
    )


def _next(question: QuestionRecord, by: Acting) -> tuple[int, Words, str] | None:
    """How many more wait for this person's unit, and which comes first."""
    waiting = access_questions(by=by, to=ANSWER).filter(WAITS).exclude(pk=question.pk)
    first = in_order(waiting).first()
    if first is None:
        return None
    row = row_of(first, by)
    return waiting.count(), row.title, row.url


# -- the figures it saw -------------------------------------------------------------------------------------------


def _returns(seen: Sequence[Fact], by: Acting) -> Returns:
    asking = Asking(by.registry)
    spans = dict.fromkeys((f.unit, Period(f.first, f.last)) for f in seen)
    return {span: asking.find(*span) for span in spans}


def _closed(question: QuestionRecord, returns: Returns, by: Acting) -> str:
    """Where to ask that the newest of its periods be opened again; nothing where that still takes figures."""
    own = [r for (unit, _), r in returns.items() if unit == question.unit and r is not None]
    asked = max(own, key=lambda r: r.covered.last, default=None)
    if asked is None or not all(asked.deadline_for(i).is_closed(by.on) for i in question.indicators):
        return ""
    return "" if span_of(asked) in open_again(by.on) else return_address(asked)


def _rows(question: QuestionRecord, seen: Sequence[Fact], returns: Returns, by: Acting) -> list[FactRow]:
    """What it saw beside what is known now, of the units that this person reads."""
    if not seen:
        return []
    known = newest_figures(
        units=[f.unit for f in seen],
        since=min(f.first for f in seen),
        until=max(f.last for f in seen),
        indicators={f.indicator for f in seen},
    )
    told = question.kind == CheckKind.REVISIONS
    withdrawn = [f for f in seen if (k := known.get(_key(f))) is not None and k.value == WITHDRAWN]
    versions = versions_seen(seen if told else withdrawn)
    meant = indicators_of(question)
    return [_row(f, known, meant.get(f.indicator), returns[f.unit, Period(f.first, f.last)], versions.get(_key(f), []), told, by) for f in seen]  # fmt: skip


def _key(fact: Fact) -> Key:
    return (fact.unit, fact.first, fact.last, fact.indicator)


def _row(
    fact: Fact,
    known: Mapping[Key, Known],
    indicator: Indicator | None,
    asked: Return | None,
    versions: Sequence[Figure],
    told: bool,
    by: Acting,
) -> FactRow:
    period, unit = Period(fact.first, fact.last), by.registry.find(fact.unit, fact.last)
    now = figure_over(known, fact.unit, period, fact.indicator, indicator)
    story = ""
    if asked is not None and any(fact.indicator == a.code for a in (*asked.form.entered, *asked.form.computed)):
        story = reverse("workspace:figure", args=[asked.name, fact.indicator, fact.unit])
    return FactRow(
        unit=unit.full_name if unit else plain(fact.unit),
        period=said_period(period),
        label=indicator.label if indicator else plain(fact.indicator),
        series_url=series_address(fact.indicator, unit, by.on) if unit and indicator else "",
        then=_said(fact.value, indicator),
        now=_withdrawn(versions[-1]) if versions and versions[-1].value == WITHDRAWN else _said(now, indicator),
        changed=now != fact.value,
        history_url=story,
        return_url=return_address(asked) if asked else "",
        first=_said(versions[0].value, indicator) if told and versions else None,
        corrections=[LaterVersion(v.recorded_at, _said(v.value, indicator), _reason(v)) for v in versions[1:]]
        if told
        else (),
    )


def _said(value: str, indicator: Indicator | None) -> Words:
    if value == WITHDRAWN:
        return Words("chưa có", "none")
    return said_value(read(value), indicator.measure) if indicator else plain(value)


def _withdrawn(newest: Figure) -> Words:
    day, reason = localdate(newest.recorded_at), _reason(newest)
    return words("đã rút ngày {d}, lý do: {r}", "taken back on {d}, reason: {r}", d=day, r=reason)


def _reason(version: Figure) -> Words:
    if version.reason == RETYPED:
        return Words("gõ lại ngay sau khi nhập", "typed again at once")
    return plain(version.reason)


def _answers(found: Sequence[Answer]) -> list[AnswerRow]:
    names = called(a.account for a in found)
    return [AnswerRow(a.text, names.get(a.account, a.name), a.recorded_at) for a in found]
