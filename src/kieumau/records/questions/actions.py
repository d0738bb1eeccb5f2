"""Every write: questions asked by the checks of a rulebook, and answers. None of it changes a figure or a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.indicators import Period
from kieumau.engine.territory import Registry
from kieumau.engine.territory.flows import home_of
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.returns.seen import returns_seen
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.questions.access import NoQuestionError, access_question, may_answer
from kieumau.records.questions.checking import QuestionsAsked, run_checks
from kieumau.records.questions.models import Answer, QuestionRecord

LONGEST = 2000  # characters of an answer


@act
def ask_questions(*, programme: str, about: Period, unit: str = "", by: Acting) -> QuestionsAsked:
    """Run the checks of a programme over the periods that end within `about`, for the person's units.

    Only for a unit and those below it where one is named, by its code as the days read it. Raises `NoQuestionError`,
    and `EvaluationError` where the programme asks nothing of these units for these days.
    """
    to, last = Permission.COLLECT_FIGURES, min(about.last, by.on - timedelta(days=1))
    if not by.may(to) or (unit and not by.may(to, unit, min(about.last, by.on))):
        raise NoQuestionError
    asking = Asking(by.registry)
    seen = returns_seen(asking, by=by, to=to, first=about.first, last=last) if about.first <= last else []
    returns = [r for r in seen if is_of(r, programme) and (not unit or is_below(r, unit, by.registry))]
    if not returns:
        what = words(
            "{p} không có kỳ nào đã kết thúc mà chương trình này thu số liệu.",
            "no period of {p} that is over has figures collected for this programme.",
            p=about.words,
        )
        raise EvaluationError(Problem(what, path="period", hint=_ANOTHER))
    return run_checks(programme, returns, by.registry, on=by.on, at=by.at, actor_of=lambda r: by.actor(to, r.unit.code, r.covered.last))  # fmt: skip


_ANOTHER = Words("Chọn kỳ khác, hoặc chương trình khác.", "Choose another period, or another programme.")


@transaction.atomic
def ask_questions_at_terminal(
    *, programme: str, returns: Sequence[Return], registry: Registry, on: date, by: Actor
) -> QuestionsAsked:
    """The same for these returns, by the server's operator or its timer."""
    return run_checks(programme, returns, registry, on=on, at=by.at, actor_of=lambda _: by)


def is_of(asked: Return, programme: str) -> bool:
    return any(s.name == programme for s in asked.form.sets)


def is_below(asked: Return, code: str, registry: Registry) -> bool:
    """Whether a return is of the unit of this code, or of one below it, as the last of its days reads the code."""
    above = registry.ancestors(asked.unit, asked.covered.last)
    return code in (asked.unit.code, *(u.code for u in above))


@act
def answer_question(question_uuid: UUID, *, text: str, by: Acting) -> Answer:
    """What the unit says; another answer may follow. The same said again at once is not written twice.

    Raises `NoQuestionError`, also for whoever may have it asked while the unit has people of its own, and
    `EvaluationError`.
    """
    question = access_question(question_uuid, by=by, to=Permission.ENTER_FIGURES)
    if not may_answer(question, by=by):
        raise NoQuestionError
    said = "\n".join(" ".join(line.split()) for line in normalize("NFC", text.replace("\0", "")).splitlines()).strip()
    if not said or len(said) > LONGEST:
        empty = Words("cần ghi câu trả lời.", "an answer is needed.")
        long = words("câu trả lời dài quá {n} ký tự.", "the answer is longer than {n} characters.", n=LONGEST)
        raise EvaluationError(Problem(long if said else empty, path="text"))
    # Who answers it at the same moment goes after this one, and sees what was said.
    QuestionRecord.objects.select_for_update(no_key=True).get(pk=question.pk)
    before = Answer.objects.filter(question=question).order_by("-pk").first()
    if before is not None and (before.text, before.account) == (said, str(by.user.uuid)):
        return before
    actor = by.actor(Permission.ENTER_FIGURES, question.unit, question.last)
    answer = Answer.objects.create(question=question, text=said, account=actor.account, name=actor.name[:60], recorded_at=by.at)  # fmt: skip
    unit = by.registry.find(question.unit, question.last)
    home = home_of(by.registry, unit, by.on) if unit is not None else question.unit
    details = {"period": question.period.label, "check": question.check_code}
    write_line("questions.answered", by=actor, about=f"question:{question.uuid}", unit=home, details=details)
    return answer


@act
def note_questions_export(found: Sequence[QuestionRecord], *, kind: str, by: Acting) -> None:
    """That somebody took questions and their answers away as a file: written before the file leaves."""
    codes = {q.unit for q in found}
    unit = codes.pop() if len(codes) == 1 else ""
    details = {"count": len(found), "kind": kind}
    write_line("questions.exported", by=by.actor(Permission.READ_RESULTS), unit=unit, details=details)
