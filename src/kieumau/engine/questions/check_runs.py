"""Every check of a set over a table of figures: what each looked at, and what it asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kieumau.engine.criteria import Check, CheckKind, CriteriaSet
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.questions.raised_questions import RaisedQuestion, Revision


@dataclass(frozen=True)
class CheckRun:
    """One check: at how many places (mostly one unit, figure and period) it could have asked, and what it asks."""

    check: Check
    looked: int
    questions: tuple[RaisedQuestion, ...]


def raise_questions(
    criteria: CriteriaSet,
    rows: Iterable[Observation],
    *,
    about: Period,
    lives: Mapping[str, tuple[date, date | None]] | None = None,
    revisions: Iterable[Revision] = (),
    names: Mapping[str, str] | None = None,
) -> tuple[RaisedQuestion, ...]:
    """What the set's checks ask of these figures, by unit and period. Nothing is changed by asking.

    `about`: only questions on periods within it, and it should end where periods are over, for a figure not yet due
    would be missed. What looks back over a year is asked about with the year's last figure. `rows` also hold the history
    before. `lives`: the first day of each unit asked about and the day after its last; other units are not asked, and
    rows of a code before its life belong to another unit. `revisions`: all versions of the figures that were corrected.
    `names`: other units that may be named in a question; the others are only counted.
    """
    found = run_checks(criteria, rows, about=about, lives=lives, revisions=revisions, names=names)
    asked = [question for each in found for question in each.questions]
    return tuple(sorted(asked, key=lambda q: (q.unit, q.period, q.indicators, q.check)))


def run_checks(
    criteria: CriteriaSet,
    rows: Iterable[Observation],
    *,
    about: Period,
    lives: Mapping[str, tuple[date, date | None]] | None = None,
    revisions: Iterable[Revision] = (),
    names: Mapping[str, str] | None = None,
) -> Iterator[CheckRun]:
    """The same, check by check. Of one figure one question is asked: its range before its 0, its 0 before its limits."""
    from kieumau.engine.questions import habits, identical_rows, one_period, series
    from kieumau.engine.questions.figures_seen import FiguresSeen

    kinds = {
        CheckKind.OUT_OF_RANGE: one_period.out_of_range,
        CheckKind.ZERO_AFTER_STEADY: series.zero_after_steady,
        CheckKind.BEYOND_LIMITS: series.beyond_limits,
        CheckKind.MISSING: series.missing,
        CheckKind.PART_OF_WHOLE: one_period.part_of_whole,
        CheckKind.ADDS_UP: one_period.adds_up,
        CheckKind.IDENTICAL_ROWS: identical_rows.identical_rows,
        CheckKind.DIGITS: habits.digits,
        CheckKind.REVISIONS: habits.revisions,
        CheckKind.APART: habits.apart,
    }
    seen = FiguresSeen(criteria, rows, about=about, lives=lives, revisions=revisions, names=names or {})
    asked: set[tuple[str, Period, str]] = set()
    for kind, checked in kinds.items():
        for check, (looked, found) in checked(seen, [c for c in criteria.checks if c.kind is kind]):
            once = kind in _OF_ONE_FIGURE
            kept = [q for q in found if not (once and (q.unit, q.period, q.indicators[0]) in asked)]
            asked |= {(q.unit, q.period, q.indicators[0]) for q in kept if once}
            yield CheckRun(check, looked, tuple(kept))


_OF_ONE_FIGURE = (CheckKind.OUT_OF_RANGE, CheckKind.ZERO_AFTER_STEADY, CheckKind.BEYOND_LIMITS)
