"""The only ways to reach questions: of units within the person's scope, each on the last day of its period."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import MAY, Permission
from kieumau.records.accounts.scope import scope_of
from kieumau.records.journal.refusals import NotHereError
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.questions.queries import WAITS, questions_standing_on, with_state


class NoQuestionError(NotHereError):
    """There is no such question, or it is not for this person."""


def access_question(question_uuid: UUID, *, by: Acting, to: Permission = Permission.READ_RESULTS) -> QuestionRecord:
    """A question about a unit within the person's scope, with its state. Raises `NoQuestionError`. One query."""
    question = with_state(QuestionRecord.objects.filter(uuid=question_uuid)).first()
    if question is None or not by.may(to, question.unit, question.last):
        raise NoQuestionError
    return question


def may_answer(question: QuestionRecord, *, by: Acting) -> bool:
    """Whether it is this person's to answer: who may have it asked leaves that to the unit, unless nobody there can.

    One query at most, and none for the unit's own people.
    """
    if not by.may(Permission.ENTER_FIGURES, question.unit, question.last):
        return False
    return not by.may(Permission.COLLECT_FIGURES, question.unit, question.last) or not _has_own_people(question, by)


def _has_own_people(question: QuestionRecord, by: Acting) -> bool:
    """Whether somebody enters the figures of the unit, or of what it has become, and has nothing asked of it."""
    unit = by.registry.find(question.unit, question.last)
    if unit is None:
        return False
    units = by.registry.with_successors([unit])
    roles = [r for r, may in MAY.items() if Permission.ENTER_FIGURES in may and Permission.COLLECT_FIGURES not in may]
    held = Mandate.objects.filter(
        role__in=roles, unit__in=by.registry.codes_with_predecessors(units), valid_from__lte=by.on, valid_until__gt=by.on,
        user__is_active=True,
    )  # fmt: skip
    reached = (scope_of(by.registry, m, on=question.last, today=by.on, whole=True) for m in held)
    return any(question.unit in scope for scope in reached)


def access_questions(*, by: Acting, to: Permission = Permission.READ_RESULTS) -> QuerySet[QuestionRecord]:
    """The questions within the person's scope, with their states, to be narrowed further.

    One query, for the days between which there are questions: a scope is that of a day.
    """
    if not by.may(to):
        return with_state(QuestionRecord.objects.none())
    return with_state(QuestionRecord.objects.filter(_within(by, to)))


def access_standing_on(
    indicator: str, periods: Sequence[Period], *, units: Iterable[AdminUnit], by: Acting
) -> dict[str, list[QuestionRecord]]:
    """The questions on the figures of these periods that stand as they did when asked, by the code of the unit whose
    figures they are by now. One query for ten thousand."""
    first, last = min(p.first for p in periods), max(p.last for p in periods)
    sources: dict[str, list[tuple[AdminUnit, str]]] = defaultdict(list)
    for unit in units:
        for each in by.registry.with_predecessors([unit], since=first):
            sources[each.code].append((each, unit.code))
    found: dict[str, list[QuestionRecord]] = defaultdict(list)
    for q in questions_standing_on(units=sources, first=first, last=last):
        asked = indicator in q.indicators and any(p.first <= q.last <= p.last for p in periods)
        if asked and by.may(Permission.READ_RESULTS, q.unit, q.last):
            for each, code in sources[q.unit]:
                if each.is_alive(q.last):
                    found[code].append(q)
    return found


def questions_waiting(by: Acting) -> int:
    """How many wait for an answer from units whose figures the person enters or looks after. Two queries at most."""
    to = next((p for p in (Permission.ENTER_FIGURES, Permission.REOPEN_PERIOD) if by.may(p)), None)
    return access_questions(by=by, to=to).filter(WAITS).count() if to else 0


def _within(by: Acting, to: Permission) -> Q:
    if by.units(to).everything:
        return Q()
    spans = QuestionRecord.objects.aggregate(first=Min("last"), last=Max("last"))
    if spans["first"] is None:
        return Q(pk__in=[])
    changes = by.registry.change_days()
    found, start = Q(pk__in=[]), spans["first"]
    while start <= spans["last"]:
        following = bisect_right(changes, start)
        end = changes[following] if following < len(changes) else date.max
        scope = by.units(to, start)
        stretch = Q(last__gte=start, last__lte=end - timedelta(days=1))
        if scope.everything:
            found |= stretch
        elif scope:
            found |= stretch & Q(unit__in=sorted(scope.codes))
        start = end
    return found
