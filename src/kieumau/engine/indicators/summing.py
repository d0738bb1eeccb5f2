"""Figures of shorter periods made into that of a longer one, by each indicator's own rule. A gap is told, never filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from kieumau.engine.expressions import Range
from kieumau.engine.indicators.observations import Indicator, Observation, Summing, Value
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.wording import Words, words


def summed(
    indicator: Indicator, rows: Sequence[Observation], period: Period, calendar: Calendar
) -> tuple[Value | None, Words | None]:
    """The figure of the whole period, by the indicator's own rule; or None and the gap in words.

    A sum needs every day of the period covered. `any` is settled by one part, `all` by one refusal.
    """
    value, holes = value_over(indicator, rows, period)
    return value, said_gap(indicator, holes, period, calendar) if value is None else None


def value_over(
    indicator: Indicator, rows: Sequence[Observation], period: Period
) -> tuple[Value | None, tuple[Period, ...]]:
    """The figure of the whole period; or None and the spans that are missing, none of them where nothing was entered."""
    if len(rows) == 1 and rows[0].period == period:  # nearly every figure
        return rows[0].value, ()
    found = sorted((r for r in rows if r.value is not None), key=lambda r: r.period)
    if not found:
        return None, ()
    if len(found) == 1 and found[0].period == period:
        return found[0].value, ()
    values = [r.value for r in found if r.value is not None]
    rule = indicator.over_period
    if rule is Summing.LATEST:
        return max(found, key=lambda r: r.period.last).value, ()
    if rule is Summing.ANY and True in values:
        return True, ()
    if rule is Summing.ALL and False in values:
        return False, ()
    holes = uncovered(period, [r.period for r in found])
    if holes:
        return None, tuple(holes)
    match rule:
        case Summing.SUM:
            return sum((Fraction(v) for v in values), Fraction(0)), ()
        case Summing.HIGHEST:
            return max(Fraction(v) for v in values), ()
        case Summing.LOWEST:
            return min(Fraction(v) for v in values), ()
    return rule is Summing.ALL, ()


def known_part(indicator: Indicator, rows: Sequence[Observation]) -> Range | None:
    """What the figure of a period can still be, of which only some parts were entered; None where nothing is known.

    A figure is never below zero, so a sum only grows, as the highest part does; the lowest only falls.
    """
    found = sorted((r.period, Fraction(r.value)) for r in rows if r.value is not None)
    if not found or any(value < 0 for _, value in found):
        return None
    values = [value for _, value in found]
    if indicator.over_period is Summing.SUM:
        shared = any(one.meets(other) for (one, _), (other, _) in pairwise(found))
        return None if shared else range_of_part(indicator, sum(values, Fraction(0)))
    return range_of_part(indicator, min(values) if indicator.over_period is Summing.LOWEST else max(values))


def range_of_part(indicator: Indicator, known: Fraction) -> Range | None:
    """What the whole can be where its parts so far come to `known`."""
    match indicator.over_period:
        case Summing.SUM:
            return Range(known, None)
        case Summing.HIGHEST:
            return Range(known, Fraction(1) if indicator.measure.is_share else None)
        case Summing.LOWEST:
            return Range(Fraction(0), known)
    return None


def said_gap(indicator: Indicator, holes: Sequence[Period], period: Period, calendar: Calendar) -> Words:
    """Why the figure of the period is missing: nothing was entered, or not for these spans of it."""
    if holes:
        return words("thiếu số liệu {h}", "figures are missing for {h}", h=_said_holes(holes))
    name = calendar.name(period)
    named = period.words if "/" in name else words("kỳ {p}", "period {p}", p=name)
    if indicator.measure.is_fact:
        return words("chưa nhập {p}", "not entered for {p}", p=named)
    return words("chưa có số liệu {p}", "no figure for {p}", p=named)


def uncovered(period: Period, parts: Iterable[Period]) -> list[Period]:
    """The spans of the period that no part covers."""
    holes = []
    day = period.first
    for part in sorted(parts):
        if part.first > day:
            holes.append(Period(day, min(part.first - timedelta(days=1), period.last)))
        day = max(day, part.last + timedelta(days=1))
    if day <= period.last:
        holes.append(Period(day, period.last))
    return holes


def said_stretch(parts: list[Period], within: Period) -> Words:
    """Parts of a period: by its own name where they are all of it, from first to last where nothing is between."""
    ordered = sorted(parts)
    stretch = Period(ordered[0].first, max(p.last for p in ordered))
    if stretch == within and not uncovered(within, ordered):
        return within.words
    return _said_holes(ordered) if uncovered(stretch, ordered) else stretch.words


def _said_holes(holes: Sequence[Period]) -> Words:
    """Whole months by name, the rest by their days; long lists end in "and so on"."""
    names: list[Words] = []
    for hole in holes:
        day = hole.first
        while day <= hole.last:
            month = Calendar("month").around(day)
            part = month if hole.holds(month) else Period(day, min(month.last, hole.last))
            names.append(part.words)
            day = part.last + timedelta(days=1)
    shown = names[:4]
    said = Words(", ".join(n.vi for n in shown), ", ".join(n.en for n in shown))
    if len(names) > len(shown):
        said += words(" và {n} kỳ khác", " and {n} more", n=len(names) - len(shown))
    return said
