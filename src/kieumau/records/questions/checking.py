"""One run of the checks over some returns: what they ask that was not asked before is written. Part of the act that asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kieumau.engine import questions as engine
from kieumau.engine.criteria import CriteriaSet, version_for
from kieumau.engine.criteria.checks import CheckKind
from kieumau.engine.criteria.sets import Nature
from kieumau.engine.indicators import Every, Observation, Period
from kieumau.engine.statistics.limits import WINDOW
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.flows import home_of
from kieumau.records.indicators.collecting.asking import Return, programme_sets
from kieumau.records.indicators.figures.queries import exact
from kieumau.records.indicators.models import Collection
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.questions.models import Fact, QuestionRecord
from kieumau.records.questions.queries import FiguresToCheck, days_sent, figures_seen

_BATCH, _KNOWN_AT_ONCE = 500, 5000
HISTORY = {Every.MONTH: timedelta(days=(WINDOW + 12) * 31), Every.YEAR: timedelta(days=(WINDOW + 1) * 366)}
"""How far back before its first period a check looks: a window of months or of years, and the year asked about."""


@dataclass(frozen=True)
class QuestionsAsked:
    """What a round of checks came to: units looked at, questions asked, and those that had been asked before."""

    units: int
    new: int
    known: int


def run_checks(
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
