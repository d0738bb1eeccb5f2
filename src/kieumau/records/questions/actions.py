"""Every write: questions asked by the checks of a rulebook, and answers. None of it changes a figure or a verdict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import normalize
from uuid import UUID

from django.db import transaction

from kieumau.engine import questions as engine
from kieumau.engine.criteria import CriteriaSet, version_for
from kieumau.engine.criteria.checks import CheckKind
from kieumau.engine.criteria.sets import Nature
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.indicators import Every, Observation, Period
from kieumau.engine.statistics.limits import WINDOW
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.flows import home_of
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return, programme_sets
from kieumau.records.indicators.figures.queries import exact
from kieumau.records.indicators.models import Collection
from kieumau.records.indicators.returns.due import returns_seen
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.questions.access import NoQuestionError, access_question, may_answer
from kieumau.records.questions.models import Answer, Fact, QuestionRecord
from kieumau.records.questions.queries import FiguresToCheck, days_sent, figures_seen

HISTORY = {Every.MONTH: timedelta(days=(WINDOW + 12) * 31), Every.YEAR: timedelta(days=(WINDOW + 1) * 366)}
"""How far back before its first period a check looks: a window of months or of years, and the year asked about."""
LONGEST = 2000  # characters of an answer
_BATCH, _KNOWN_AT_ONCE = 500, 5000


@dataclass(frozen=True)
class QuestionsAsked:
    """What a round of checks came to: units looked at, questions asked, and those that had been asked before."""

    units: int
    new: int
    known: int


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
    return _ask(programme, returns, by.registry, on=by.on, at=by.at, actor_of=lambda r: by.actor(to, r.unit.code, r.covered.last))  # fmt: skip


_ANOTHER = Words("Chọn kỳ khác, hoặc chương trình khác.", "Choose another period, or another programme.")


@transaction.atomic
def ask_questions_at_terminal(
    *, programme: str, returns: Sequence[Return], registry: Registry, on: date, by: Actor
) -> QuestionsAsked:
    """The same for these returns, by the server's operator or its timer."""
    return _ask(programme, returns, registry, on=on, at=by.at, actor_of=lambda _: by)


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


# -- a round of checks --------------------------------------------------------------------------------------------


def _ask(
    programme: str,
    returns: Sequence[Return],
    registry: Registry,
    *,
    on: date,
    at: datetime,
    actor_of: Callable[[Return], Actor],
) -> QuestionsAsked:
    """Two who ask at once go one after the other: what the first asked, the second knows."""
    list(Collection.objects.select_for_update(no_key=True).filter(programme=programme).values_list("pk", flat=True))
    units = {r.unit.key: r.unit for r in returns}
    first, until = min(r.covered.first for r in returns), max(r.covered.last for r in returns)
    seen = figures_seen(
        units=[u.code for u in units.values()],
        since={every: first - back for every, back in HISTORY.items()},
        yearly={c for s in programme_sets(programme) for c, i in s.indicators.items() if i.every is Every.YEAR},
        until=until,
    )
    found = {q.fingerprint: (q, criteria, r) for q, criteria, r in _found(programme, returns, seen, on)}
    known = _known(programme, list(found))
    new, facts = list[QuestionRecord](), list[Fact]()
    by_home: dict[str, list[QuestionRecord]] = defaultdict(list)
    actors: dict[str, Actor] = {}
    for mark, (asked, criteria, of) in found.items():
        if mark in known:
            continue
        home, actor = home_of(registry, of.unit, on), actor_of(of)
        question = QuestionRecord(
            programme=programme,
            version=criteria.version,
            check_code=asked.check,
            kind=asked.kind.value,
            severity=asked.severity.value,
            unit=asked.unit,
            first=asked.period.first,
            last=asked.period.last,
            indicators=list(asked.indicators),
            asks_vi=asked.asks.vi,
            asks_en=asked.asks.en,
            advice_vi=asked.advice.vi,
            advice_en=asked.advice.en,
            fingerprint=mark,
            sample=criteria.nature is Nature.SAMPLE or any((f.unit, f.indicator) in seen.samples for f in asked.facts),
            account=actor.account,
            name=actor.name[:60],
            asked_at=at,
        )
        new.append(question)
        by_home[home].append(question)
        actors.setdefault(home, actor)
        facts += [
            Fact(
                question=question, unit=f.unit, first=f.period.first, last=f.period.last, indicator=f.indicator,
                value=exact(f.value),
            )
            for f in _seen_by(asked)
        ]  # fmt: skip
    QuestionRecord.objects.bulk_create(new, batch_size=_BATCH)
    Fact.objects.bulk_create(facts, batch_size=_BATCH)
    for home, asked_there in by_home.items():
        span = Period(min(q.first for q in asked_there), max(q.last for q in asked_there))
        details = {"programme": programme, "period": span.label, "count": len(asked_there)}
        write_line("questions.asked", by=actors[home], about=f"unit:{home}" if home else "", unit=home, details=details)
    return QuestionsAsked(len(units), len(new), len(found) - len(new))


def _found(
    programme: str, returns: Sequence[Return], seen: FiguresToCheck, on: date
) -> Iterator[tuple[engine.RaisedQuestion, CriteriaSet, Return]]:
    """What the checks ask about these returns and no others, each by the version that was in force for its period."""
    sets = programme_sets(programme)
    by_version: dict[str, list[Return]] = defaultdict(list)
    versions = {s.key: s for s in sets}
    sent: set[tuple[str, date]] | None = None
    for each in returns:
        by_version[version_for(sets, each.period.last).key].append(each)
    for key, of_version in by_version.items():
        about = Period(min(r.covered.first for r in of_version), max(r.covered.last for r in of_version))
        asked: dict[tuple[str, date], list[Return]] = defaultdict(list)
        for each in of_version:
            asked[each.unit.code, each.covered.last].append(each)
        # Units are compared and nobody is named: not every reader of a question may read of the other unit.
        for units in _lives(r.unit for r in of_version):
            for question in engine.raise_questions(
                versions[key],
                seen.rows,
                about=about,
                lives={code: (u.valid_from, u.valid_until) for code, u in units.items()},
                revisions=seen.revisions,
            ):
                for each in asked.get((question.unit, question.period.last), ()):
                    if question.kind is CheckKind.MISSING:
                        if sent is None:
                            sent = days_sent(
                                units={r.unit.code for r in returns}, after=min(r.covered.last for r in returns)
                            )
                        if not _is_left_out(question, each, sent, on):
                            continue
                    yield question, versions[key], each
                    break


def _lives(units: Iterable[AdminUnit]) -> list[Mapping[str, AdminUnit]]:
    """The units by code; a code that passed from one unit to another comes once in each of several lists."""
    found: list[dict[str, AdminUnit]] = []
    for unit in dict.fromkeys(units):
        for part in found:
            if part.setdefault(unit.code, unit) is unit:
                break
        else:
            found.append({unit.code: unit})
    return list(found)


def _is_left_out(question: engine.RaisedQuestion, asked: Return, sent: set[tuple[str, date]], on: date) -> bool:
    """Whether what is missing will hardly come by itself: its period is closed, or the unit sent a later one.

    Of what is only due or late the calendar reminds; to ask as well would be to say the same twice.
    """
    deadlines = [asked.deadline_for(i) for i in question.indicators]
    if question.period != asked.covered or not all(d.is_late(on) for d in deadlines):
        return False
    later = (day for unit, day in sent if unit == question.unit and question.period.last < day < asked.unit.valid_until)
    return all(d.is_closed(on) for d in deadlines) or any(later)


def _seen_by(asked: engine.RaisedQuestion) -> tuple[Observation, ...]:
    """The figures that it rests on; of what is missing also that it is not there."""
    if asked.kind is not CheckKind.MISSING:
        return asked.facts
    return (*asked.facts, *(Observation(asked.unit, asked.period, i, None) for i in asked.indicators))


def _known(programme: str, marks: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(marks), _KNOWN_AT_ONCE):
        some = QuestionRecord.objects.filter(programme=programme, fingerprint__in=marks[start : start + _KNOWN_AT_ONCE])
        found |= set(some.values_list("fingerprint", flat=True))
    return found
