"""Every read: questions with what became of them, their answers, and the figures that checks look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from kieumau.engine.criteria.checks import CheckKind, Severity
from kieumau.engine.indicators import Every, Observation, Period
from kieumau.engine.questions import Revision
from kieumau.records.indicators.figures.queries import Key, read
from kieumau.records.indicators.models import WITHDRAWN, Figure
from kieumau.records.questions.models import Answer, Fact, QuestionRecord

_AT_ONCE = 10_000  # codes in one statement


def with_state(found: QuerySet[QuestionRecord]) -> QuerySet[QuestionRecord]:
    """With `is_answered`, and `is_corrected`: a figure that the question saw is another one now.

    What was missing is corrected once all of it is there. A figure put back is as it was, so the question waits again.
    """
    facts = Fact.objects.filter(question=OuterRef("pk"))
    single, sums = facts.annotate(now=_newest()), facts.annotate(now=_summed())
    missed = facts.filter(value="")
    return found.annotate(
        is_answered=Exists(Answer.objects.filter(question=OuterRef("pk"))),
        is_corrected=Case(
            When(kind=CheckKind.MISSING, then=Exists(missed) & ~Exists(missed.annotate(now=_newest()).filter(now=""))),
            When(kind=CheckKind.APART, then=Exists(_moved(sums))),
            default=Exists(_moved(single)),
        ),
    )


def _moved(facts: QuerySet[Fact]) -> QuerySet[Fact]:
    return facts.annotate(same=ExpressionWrapper(Q(now=F("value")), BooleanField())).filter(same=False)


def _newest() -> Coalesce:
    """What a fact's figure is now."""
    of = Figure.objects.filter(unit=OuterRef("unit"), indicator=OuterRef("indicator"))
    versions = of.filter(first=OuterRef("first"), last=OuterRef("last")).order_by("-version")
    return Coalesce(Subquery(versions.values("value")[:1]), Value(""))


def _summed() -> Coalesce:
    """The same of a fact that may be a sum of counts: what its figures add up to."""
    of = Figure.objects.filter(unit=OuterRef("unit"), indicator=OuterRef("indicator"))
    versions = of.filter(first=OuterRef("first"), last=OuterRef("last"))
    later = versions.filter(version__gt=OuterRef("version"))
    within = of.filter(first__gte=OuterRef("first"), last__gte=OuterRef("first"), last__lte=OuterRef("last"))
    counts = within.filter(~Exists(later), value__regex=r"^\d+$").order_by().values("unit")
    added = counts.annotate(sum=Sum(Cast("value", BigIntegerField()))).values("sum")
    newest = versions.order_by("-version").values("value")[:1]
    return Coalesce(Subquery(newest), Cast(Subquery(added), CharField()), Value(""))


WAITS = Q(is_answered=False, is_corrected=False)
"""Nobody answered, and the figures are still those that it saw."""


def in_order(found: QuerySet[QuestionRecord]) -> QuerySet[QuestionRecord]:
    """What waits first, of that what is wanted soon, then the newest."""
    waits = Case(When(WAITS, then=Value(0)), default=Value(1), output_field=IntegerField())
    soon = Case(When(severity=Severity.HIGH, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.annotate(rank=waits, soon=soon).order_by("rank", "soon", "-last", "-asked_at", "pk")


def questions_of(*, unit: str, indicator: str | None = None, period: Period | None = None) -> list[QuestionRecord]:
    """The questions about a code's figures, what waits first, each with its state and `.answers_said`, oldest first.

    Of one indicator, and of periods that end within one, where they are named. Two queries at most; whether the
    person may read of the code is asked before (`access`).
    """
    found = with_state(QuestionRecord.objects.filter(unit=unit))
    if period is not None:
        found = found.filter(last__range=(period.first, period.last))
    answers = Prefetch("answers", Answer.objects.order_by("pk"), to_attr="answers_said")
    listed = in_order(found).prefetch_related(answers)
    return [q for q in listed if indicator is None or indicator in q.indicators]


def questions_about(*, unit: str, period: Period) -> tuple[int, int]:
    """How many there are about a code's figures of periods that end within one, and how many of them wait. One query."""
    found = with_state(QuestionRecord.objects.filter(unit=unit, last__range=(period.first, period.last)))
    counts = found.aggregate(every=Count("pk"), waiting=Count("pk", filter=WAITS))
    return counts["every"], counts["waiting"]


def questions_standing_on(*, units: Iterable[str], first: date, last: date) -> list[QuestionRecord]:
    """Those about these codes' figures of periods that end between two days, answered or not, whose figures are as they
    were when asked. One query for ten thousand."""
    found, codes = list[QuestionRecord](), sorted(set(units))
    for start in range(0, len(codes), _AT_ONCE):
        asked = QuestionRecord.objects.filter(unit__in=codes[start : start + _AT_ONCE], last__range=(first, last))
        standing = Q(is_corrected=False)
        found += with_state(asked).filter(standing).only("uuid", "unit", "last", "indicators").order_by("pk")
    return found


def facts_of(question: QuestionRecord) -> list[Fact]:
    """The figures that it saw, in the order in which it told of them. One query."""
    return list(Fact.objects.filter(question=question).order_by("pk"))


def answers_to(question: QuestionRecord) -> list[Answer]:
    """Oldest first. One query."""
    return list(Answer.objects.filter(question=question).order_by("pk"))


def versions_seen(facts: Sequence[Fact]) -> dict[Key, list[Figure]]:
    """Every version of these figures, the first one first. One query."""
    found: dict[Key, list[Figure]] = {(f.unit, f.first, f.last, f.indicator): [] for f in facts}
    if found:
        units, spans, codes = {f.unit for f in facts}, [(f.first, f.last) for f in facts], {f.indicator for f in facts}
        rows = Figure.objects.filter(
            unit__in=units, indicator__in=codes, first__gte=min(spans)[0], last__lte=max(s[1] for s in spans)
        )
        for row in rows.order_by("version"):
            if (key := (row.unit, row.first, row.last, row.indicator)) in found:
                found[key].append(row)
    return found


# -- what checks look at ------------------------------------------------------------------------------------------


def days_sent(*, units: Iterable[str], after: date) -> set[tuple[str, date]]:
    """The last days of the periods after a day of which these units sent something. One query for ten thousand."""
    found, codes = set[tuple[str, date]](), sorted(set(units))
    for start in range(0, len(codes), _AT_ONCE):
        rows = Figure.objects.filter(unit__in=codes[start : start + _AT_ONCE], last__gt=after)
        found |= set(rows.exclude(value=WITHDRAWN).values_list("unit", "last").distinct())
    return found


@dataclass
class FiguresToCheck:
    """The newest figures of some units, which of them are invented, and every version of those that were corrected."""

    rows: list[Observation] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    samples: set[tuple[str, str]] = field(default_factory=set)  # units and indicators


def figures_seen(
    *, units: Iterable[str], since: Mapping[Every, date], yearly: Iterable[str], until: date
) -> FiguresToCheck:
    """What is recorded of periods that end by a day: of these yearly figures since one day, of all others since another.

    One query for ten thousand units.
    """
    long = Q(last__gte=since[Every.MONTH]) | Q(last__gte=since[Every.YEAR], indicator__in=list(yearly))
    seen, codes = FiguresToCheck(), sorted(set(units))
    for start in range(0, len(codes), _AT_ONCE):
        found: dict[Key, list[tuple[int, str, bool, datetime]]] = defaultdict(list)
        rows = (
            Figure.objects.filter(long, unit__in=codes[start : start + _AT_ONCE], last__lte=until)
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
