"""What units are asked to report: the figures of the criteria sets in force, each once, and for which periods.

A figure is known by its code. Two programmes that ask for the same code mean one figure and it is asked once; where
they do not mean the same (another measure, another label, another way of summing) they cannot be collected together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kieumau.engine.criteria.sets import CriteriaSet, Nature
from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.indicators import Calendar, Every, Indicator, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import folded
from kieumau.engine.wording import joined, plain, words


@dataclass(frozen=True)
class AskedIndicator:
    """One figure that is asked for. `computed_from` names part and whole where it is worked out and not entered."""

    indicator: Indicator
    sets: tuple[CriteriaSet, ...]
    group: str = ""  # of the criterion that first uses it, for headings; empty where none does

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def is_sample(self) -> bool:
        """Whether only invented sets ask for it: then it is an invented figure."""
        return all(s.nature is Nature.SAMPLE for s in self.sets)


@dataclass(frozen=True)
class Form:
    """Everything asked of one kind of unit for one period."""

    period: Period
    every: Every
    entered: tuple[AskedIndicator, ...]
    computed: tuple[AskedIndicator, ...] = ()

    def __contains__(self, code: str) -> bool:
        return any(a.code == code for a in self.entered)

    def __or__(self, other: Form) -> Form:
        """What either asks, each figure once."""
        entered = {a.code: a for a in (*self.entered, *other.entered)}
        computed = {a.code: a for a in (*self.computed, *other.computed) if a.code not in entered}
        return replace(self, entered=tuple(entered.values()), computed=tuple(computed.values()))

    def get(self, code: str) -> AskedIndicator | None:
        return next((a for a in self.entered if a.code == code), None)

    @property
    def is_sample(self) -> bool:
        """Whether an invented figure is among them."""
        return any(a.is_sample for a in self.entered)

    @property
    def sets(self) -> tuple[CriteriaSet, ...]:
        """Every set that asks for something here."""
        return tuple({s.key: s for a in self.entered for s in a.sets}.values())


def version_for(versions: Sequence[CriteriaSet], day: date) -> CriteriaSet:
    """The version of a programme by which a day is reported: the newest in force.

    Before the first came into force it is the first one: rules compare with the year before.
    """
    ordered = sorted(versions, key=lambda s: s.issued.in_force)
    begun = [s for s in ordered if s.issued.in_force <= day]
    return begun[-1] if begun else ordered[0]


def form_for(sets: Iterable[CriteriaSet], *, kind: str, period: Period, every: Every) -> Form:
    """What these sets ask of a unit of this kind for the period, each figure once. Raises `RulebookError`."""
    found: dict[str, AskedIndicator] = {}
    apart = []
    for criteria in sets:
        if kind not in criteria.applies_to or not _is_period_of(criteria.calendar, period, every):
            continue
        for indicator in criteria.indicators.values():
            if indicator.every is not every or indicator.children:
                continue
            code = indicator.code
            if (known := found.get(code)) is None:
                found[code] = AskedIndicator(indicator, (criteria,), criteria.group_of_indicator.get(code, ""))
            elif _means_the_same(known.indicator, indicator):
                found[code] = AskedIndicator(known.indicator, (*known.sets, criteria), known.group)
            else:
                apart.append(_apart(known, indicator, criteria))
    if apart:
        raise RulebookError(apart)
    computed = tuple(
        a for a in found.values() if a.indicator.components and all(c in found for c in a.indicator.components)
    )
    return Form(period, every, tuple(a for a in found.values() if a not in computed), computed)


def whole_periods(calendar: Calendar, every: Every, *, first: date, last: date) -> tuple[Period, ...]:
    """The months or the years, each whole, that end between two days (both included), the oldest first."""
    found = []
    period = month_period(first.year, first.month) if every is Every.MONTH else calendar.around(first)
    while period.last <= last:
        if period.last >= first:
            found.append(period)
        following = date.fromordinal(period.last.toordinal() + 1)
        period = month_period(following.year, following.month) if every is Every.MONTH else calendar.around(following)
    return tuple(found)


def clipped(period: Period, unit: AdminUnit, every: Every) -> Period | None:
    """The days of the period on which the unit stood: what its figure covers. None where it is not asked."""
    if every is Every.YEAR and not unit.is_alive(period.last):
        return None
    first = max(period.first, unit.valid_from)
    last = period.last
    if unit.valid_until <= last:
        last = date.fromordinal(unit.valid_until.toordinal() - 1)
    return Period(first, last) if first <= last else None


def _is_period_of(calendar: Calendar, period: Period, every: Every) -> bool:
    return every is Every.MONTH or calendar.around(period.last) == period


def _means_the_same(one: Indicator, other: Indicator) -> bool:
    return (
        one.measure.code == other.measure.code
        and one.over_period is other.over_period
        and folded(one.label.vi) == folded(other.label.vi)
    )


def _apart(known: AskedIndicator, other: Indicator, criteria: CriteriaSet) -> Problem:
    what = words(
        "mã “{c}” có hai nghĩa: “{a}” trong {s} và “{b}” trong {t}.",
        "the code “{c}” has two meanings: “{a}” in {s} and “{b}” in {t}.",
        c=other.code,
        a=known.indicator.label,
        s=joined([plain(s.key) for s in known.sets]),
        b=other.label,
        t=criteria.key,
    )
    hint = words(
        "Đổi mã ở một trong hai bộ, hoặc không thu thập cả hai cho cùng một đơn vị.",
        "Give one of them another code, or do not collect both from the same units.",
    )
    return Problem(what, hint=hint)
