"""Questions as rows, on their own page and beside a return or a figure."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate

from kieumau.engine.criteria.checks import Severity
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.questions.queries import questions_of
from kieumau.records.questions.wording import kind_of, state_of, subject_of
from kieumau.web.shell.links import unit_address


@dataclass(frozen=True)
class QuestionRow:
    question: QuestionRecord
    unit: Words
    unit_url: str
    title: Words
    kind: Words
    state: Words
    waits: bool
    soon: bool
    new: bool  # asked today
    url: str


def row_of(question: QuestionRecord, by: Acting) -> QuestionRow:
    state, waits = state_of(question)
    unit = by.registry.find(question.unit, question.last)
    return QuestionRow(
        question=question,
        unit=unit.full_name if unit else plain(question.unit),
        unit_url=unit_address(unit, by.on) if unit else "",
        title=words("{s}, {p}", "{s}, {p}", s=subject_of(question), p=said_period(question.period)),
        kind=kind_of(question),
        state=state,
        waits=waits,
        soon=question.severity == Severity.HIGH,
        new=localdate(question.asked_at) == by.on,
        url=reverse("workspace:question", args=[question.uuid]),
    )


def name_of_unit(code: str, period: Period, by: Acting) -> Words:
    unit = by.registry.find(code, period.last)
    return unit.full_name if unit else plain(code)


def questions_beside(asked: Return, by: Acting, indicator: str | None = None) -> list[QuestionRow]:
    """The questions about one return, or one of its figures; the person reads that return already. Two queries at most."""
    return [row_of(q, by) for q in questions_of(unit=asked.unit.code, indicator=indicator, period=asked.covered)]
