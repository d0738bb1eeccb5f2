"""Every read: questions with what became of them, their answers, and the figures that checks look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from kieumau.engine.criteria.checks import Severity
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.questions import Revision
from kieumau.records.indicators.models import WITHDRAWN, Figure
from kieumau.records.indicators.queries import Key, read
from kieumau.records.questions.models import Answer, Fact, Question

_AT_ONCE = 10_000  # codes in one statement


def with_state(found: QuerySet[Question]) -> QuerySet[Question]:
    """With `is_answered`, and `is_corrected`: something was recorded since of a figure that the question saw."""
    newer = Figure.objects.filter(
        unit=OuterRef("unit"), indicator=OuterRef("indicator"), last__lte=OuterRef("last"), last__gte=OuterRef("first"),
        first__gte=OuterRef("first"), recorded_at__gt=OuterRef("question__asked_at"),
    )  # fmt: skip
    seen = Fact.objects.filter(Exists(newer), question=OuterRef("pk"))
    return found.annotate(is_answered=Exists(Answer.objects.filter(question=OuterRef("pk"))), is_corrected=Exists(seen))


WAITS = Q(is_answered=False, is_corrected=False)
"""Nobody answered, and the figures are still those that it saw."""


def in_order(found: QuerySet[Question]) -> QuerySet[Question]:
    """What waits first, of that what is wanted soon, then the newest."""
    waits = Case(When(WAITS, then=Value(0)), default=Value(1), output_field=IntegerField())
    soon = Case(When(severity=Severity.HIGH, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(rank=waits, soon=soon).order_by("rank", "soon", "-last", "-asked_at", "pk")


def questions_of(*, unit: str, indicator: str | None = None, period: Period | None = None) -> list[Question]:
    """The questions about a code's figures, what waits first, each with its state and `.answers_said`, oldest first.

    Of one indicator, and of periods that end within one, where they are named. Two queries at most; whether the
    person may read of the code is asked before (`access`).
    """
    found = with_state(Question.objects.filter(unit=unit))
    if period is not None:
        found = found.filter(last__range=(period.first, period.last))
    answers = Prefetch("answers", Answer.objects.order_by("pk"), to_attr="answers_said")
    listed = in_order(found).prefetch_related(answers)
    return [q for q in listed if indicator is None or indicator in q.indicators]


def facts_of(question: Question) -> list[Fact]:
    """The figures that it saw, in the order in which it told of them. One query."""
    return list(Fact.objects.filter(question=question).order_by("pk"))


def answers_to(question: Question) -> list[Answer]:
    """Oldest first. One query."""
    return list(Answer.objects.filter(question=question).order_by("pk"))


# -- what checks look at ------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """The newest figures of some units, which of them are invented, and every version of those that were corrected."""

    rows: list[Observation] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    samples: set[tuple[str, str]] = field(default_factory=set)  # units and indicators


def figures_seen(*, units: Iterable[str], since: date, until: date) -> Seen:
    """What is recorded of periods that end between two days. One query for ten thousand units."""
    seen, codes = Seen(), sorted(set(units))
    for start in range(0, len(codes), _AT_ONCE):
        found: dict[Key, list[tuple[int, str, bool, datetime]]] = defaultdict(list)
        rows = (
            Figure.objects.filter(unit__in=codes[start : start + _AT_ONCE], last__gte=since, last__lte=until)
            .order_by("version")
            .values_list("unit", "first", "last", "indicator", "version", "value", "sample", "recorded_at")
        )
        for unit, first, last, indicator, version, value, sample, at in rows.iterator(chunk_size=5000):
            found[unit, first, last, indicator].append((version, value, sample, at))
        for key, versions in found.items():
            unit, first, last, indicator = key
            period = Period(first, last)
            _, value, sample, _ = versions[-1]
            if sample:
                seen.samples.add((unit, indicator))
            if value != WITHDRAWN:
                seen.rows.append(Observation(unit, period, indicator, read(value)))
            if len(versions) > 1:
                seen.revisions += [
                    Revision(
                        unit,
                        period,
                        indicator,
                        number,
                        None if said == WITHDRAWN else read(said),
                        timezone.localtime(at).date(),
                    )
                    for number, said, _, at in versions
                ]
    return seen
