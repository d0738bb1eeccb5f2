"""How each return stands on a day: how much of it is there, since when, in time or late. Few queries for any number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from kieumau.engine.criteria import AskedIndicator
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.indicators.figures.queries import newest_figures
from kieumau.records.indicators.models import WITHDRAWN, Figure

_AT_ONCE = 10_000  # codes in one statement


Span = tuple[str, date, date]
"""Unit and days covered."""


@dataclass(frozen=True)
class ReturnStanding:
    """One return on a day. What is filled is what is known; a figure that was withdrawn is missing."""

    asked: Return
    on: date
    filled: int
    completed_at: datetime | None = None  # when the last missing figure came
    open_until: date | None = None  # the last day of a period that was opened again

    @property
    def of(self) -> int:
        return len(self.asked.form.entered)

    @property
    def missing(self) -> int:
        return self.of - self.filled

    @property
    def is_complete(self) -> bool:
        return self.missing == 0

    @property
    def is_over(self) -> bool:
        """Whether the days that it covers have passed: before that nothing is expected."""
        return self.asked.covered.last < self.on

    @property
    def was_late(self) -> bool:
        """Complete, but only after the due day."""
        return self.completed_at is not None and self.asked.deadline.is_late(
            timezone.localtime(self.completed_at).date()
        )

    @property
    def is_overdue(self) -> bool:
        return not self.is_complete and self.asked.deadline.is_late(self.on)

    @property
    def is_closed(self) -> bool:
        return self.asked.deadline.is_closed(self.on) and self.open_until is None

    @property
    def days_left(self) -> int:
        """Until the due day, which counts; below zero once it has passed."""
        return (self.asked.deadline.due - self.on).days

    @property
    def is_wanted(self) -> bool:
        """Whether its unit has something to do now: the days have passed, it takes figures, and some are missing.

        What was opened again was asked for, so it is wanted even where nothing is missing.
        """
        return self.is_over and not self.is_closed and (not self.is_complete or self.open_until is not None)


def span_of(asked: Return) -> Span:
    return (asked.unit.code, asked.covered.first, asked.covered.last)


def standings(
    returns: Sequence[Return], *, on: date, reopened: dict[Span, date] | None = None, known: datetime | None = None
) -> list[ReturnStanding]:
    """How these returns stand on a day, in their order. One query for ten thousand units; counted by the database.

    `known` tells what was known at a moment, `reopened` the periods that are open again on the day.
    """
    sets = list(dict.fromkeys(_codes(r) for r in returns))
    filled = _filled(returns, sets, known) if returns else {}
    found = []
    for asked in returns:
        count, at = filled.get((*span_of(asked), sets.index(_codes(asked))), (0, None))
        complete = count == len(asked.form.entered)
        open_until = (reopened or {}).get(span_of(asked))
        found.append(ReturnStanding(asked, on, count, at if complete else None, open_until))
    return found


def _codes(asked: Return) -> tuple[str, ...]:
    return tuple(a.code for a in asked.form.entered)


def _filled(
    returns: Sequence[Return], sets: Sequence[tuple[str, ...]], known: datetime | None
) -> dict[tuple[str, date, date, int], tuple[int, datetime | None]]:
    """How many figures of each list of codes are there for each unit and days, and when the last of them came.

    A figure comes with its first version, or with the one that follows its withdrawal; a correction moves nothing.
    """
    before = Figure.objects.filter(
        unit=OuterRef("unit"), first=OuterRef("first"), last=OuterRef("last"), indicator=OuterRef("indicator"),
        version=OuterRef("version") - 1, value=WITHDRAWN,
    )  # fmt: skip
    comes, goes = Q(version=1) | Q(Q(version__gt=1), Exists(before)), Q(value=WITHDRAWN)
    counts: dict[str, Aggregate] = {}
    for i, codes in enumerate(sets):
        of_set = Q(indicator__in=codes)
        counts[f"come_{i}"] = Count("pk", filter=of_set & comes)
        counts[f"gone_{i}"] = Count("pk", filter=of_set & goes)
        counts[f"at_{i}"] = Max("recorded_at", filter=of_set & comes)
    spans = [r.covered for r in returns]
    codes_of_units = sorted({r.unit.code for r in returns})
    found: dict[tuple[str, date, date, int], tuple[int, datetime | None]] = {}
    for start in range(0, len(codes_of_units), _AT_ONCE):
        rows = Figure.objects.filter(
            unit__in=codes_of_units[start : start + _AT_ONCE],
            last__gte=min(s.last for s in spans),
            last__lte=max(s.last for s in spans),
        )
        if known is not None:
            rows = rows.filter(recorded_at__lte=known)
        grouped: Any = rows.order_by().values("unit", "first", "last").annotate(**counts)
        for row in grouped:
            for i in range(len(sets)):
                span = (row["unit"], row["first"], row["last"], i)
                found[span] = (row[f"come_{i}"] - row[f"gone_{i}"], row[f"at_{i}"])
    return found


def missing_of(returns: Sequence[Return], *, known: datetime | None = None) -> dict[Span, list[AskedIndicator]]:
    """Which figures are not there, of a few returns. One query."""
    if not returns:
        return {}
    newest = newest_figures(
        units=[r.unit.code for r in returns],
        since=min(r.covered.last for r in returns),
        until=max(r.covered.last for r in returns),
        known=known,
    )
    there = {key for key, figure in newest.items() if figure.value != WITHDRAWN}
    return {span_of(r): [a for a in r.form.entered if (*span_of(r), a.code) not in there] for r in returns}
