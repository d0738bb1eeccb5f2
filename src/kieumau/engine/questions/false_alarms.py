"""Figures as honest units would send them, drawn by lot: to measure how often a check asks where nothing is odd.

Each unit has its own level of each indicator, small ones too. Counts are Poisson about it, a part is binomial of its
whole, parts make their total, nothing is left out or rounded, and a few figures are corrected either way. The level may
stay, go with the seasons, or change once for good; or it stays and the counts come in clusters (negative binomial).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from kieumau.engine.criteria import CheckKind, CriteriaSet, implied_parts
from kieumau.engine.indicators import Calendar, Every, Indicator, Observation, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.questions.raised_questions import Revision
from kieumau.engine.statistics.tails import mean_seldom_above, mean_seldom_below

Floats = NDArray[np.float64]
_FIRST_YEAR = 2021
_OUTSIDE = 1e-4  # the chance that an honest count leaves its usual range
_NO_RANGE = (0.5, 200.0)
_LEAST_LEVEL = 0.2
_CORRECTED = 0.02  # of the counts
_DAYS_LATER = 20
_SWING, _STEP = 0.4, 0.6
_CLUSTERED = 2.0  # times the variance of Poisson counts


class Course(StrEnum):
    """What a unit's level does over time, and how its counts lie about it."""

    STEADY = "steady"
    CLUSTERED = "clustered"  # steady, and the variance of the counts is twice their mean
    SEASONAL = "seasonal"  # 40% above its mean in one season and 40% below it in another
    STEPPED = "stepped"  # changes for good in a month of the unit's own: to 60%, or from there


@dataclass(frozen=True)
class HonestFigures:
    """What the units sent, with the corrections among it."""

    rows: tuple[Observation, ...]
    revisions: tuple[Revision, ...]
    about: Period


def honest_figures(
    criteria: CriteriaSet, *, units: int, months: int, seed: int, course: Course = Course.STEADY
) -> HonestFigures:
    """Figures of that many units over that many months, and over the assessment years within."""
    draw = default_rng(seed)
    first = Calendar().year(_FIRST_YEAR).first
    spans = {Every.MONTH: [month_period(first.year + m // 12, m % 12 + 1) for m in range(months)]}
    last = spans[Every.MONTH][-1].last
    calendar = criteria.calendar if criteria.calendar.every == "year" else Calendar()
    years = dict.fromkeys(calendar.around(p.last) for p in spans[Every.MONTH])
    spans[Every.YEAR] = [y for y in years if first <= y.first and y.last <= last]
    levels = _course(course, draw, units, months)
    courses = {
        every: _lengths(of) * np.array([_mean_within(levels, p, first.year) for p in of]).reshape(len(of), units).T
        for every, of in spans.items()
    }
    drawn = _drawn(criteria, draw, units, courses, spread=_CLUSTERED if course is Course.CLUSTERED else 1.0)
    codes = [f"{n:04}" for n in range(1, units + 1)]
    rows: list[Observation] = []
    revisions: list[Revision] = []
    for code, values in drawn.items():
        indicator = criteria.indicators[code]
        for u, p in np.ndindex(values.shape):
            period = spans[indicator.every][p]
            value = Fraction(float(values[u, p])).limit_denominator(10_000)
            rows.append(Observation(codes[u], period, code, value))
            if indicator.measure.whole and draw.random() < _CORRECTED:
                sent = max(value + int(draw.integers(1, 4)) * (1 if draw.random() < 1 / 2 else -1), Fraction(0))
                day = period.last + timedelta(_DAYS_LATER)
                revisions += [
                    Revision(codes[u], period, code, 1, sent, period.last + timedelta(2)),
                    Revision(codes[u], period, code, 2, value, day),
                ]
    return HonestFigures(tuple(rows), tuple(revisions), Period(first, last))


def _drawn(
    criteria: CriteriaSet, draw: Generator, units: int, courses: Mapping[Every, Floats], *, spread: float
) -> dict[str, Floats]:
    """A table for each indicator: wholes before their parts, totals with their parts. Facts are looked at by no check."""
    totals = {c.whole: c.of for c in criteria.checks if c.kind is CheckKind.ADDS_UP}
    of_total = {part for parts in totals.values() for part in parts}
    wholes: dict[str, list[str]] = {}
    declared = [(p, c.whole) for c in criteria.checks if c.kind is CheckKind.PART_OF_WHOLE for p in c.of]
    for part, whole in (*implied_parts(criteria), *declared):
        if criteria.indicators[part].every is criteria.indicators[whole].every and part not in of_total:
            wholes.setdefault(part, []).append(whole)
    found: dict[str, Floats] = {}
    waiting = [i for c, i in criteria.indicators.items() if not i.measure.is_fact and c not in of_total]
    while waiting:
        ready = [i for i in waiting if all(w in found for w in wholes.get(i.code, ()))] or waiting[:1]
        for indicator in ready:
            of = [found[w] for w in wholes.get(indicator.code, ()) if w in found]
            own, course = draw.random((units, 1)), courses[indicator.every]
            found[indicator.code] = _series(
                indicator, draw, own, course, np.min(of, axis=0) if of else None, spread=spread
            )
            left = found[indicator.code]
            parts = totals.get(indicator.code, ())
            for number, part in enumerate(parts, 1):
                # All that is left goes to the last part; before it, each takes its share of what is left.
                took = left if number == len(parts) else draw.binomial(left.astype(int), 1 / (len(parts) - number + 1))
                found[part], left = np.asarray(took, float), left - took
        waiting = [i for i in waiting if i not in ready]
    return found


def _course(course: Course, draw: Generator, units: int, months: int) -> Floats:
    """By unit and month, the level as a share of the unit's highest."""
    month = np.arange(months)
    if course is Course.SEASONAL:
        return np.tile((1 + _SWING * np.sin(2 * np.pi * month / 12)) / (1 + _SWING), (units, 1))
    if course is Course.STEPPED:
        changed = month >= draw.integers(0, months, (units, 1))
        return np.where(changed == (draw.random((units, 1)) < 1 / 2), _STEP, 1.0)
    return np.ones((units, months))


def _mean_within(levels: Floats, period: Period, first_year: int) -> Floats:
    """Each unit's mean level over the months that end within a period."""
    start, end = (12 * (d.year - first_year) + d.month for d in (period.first, period.last))
    return np.asarray(levels[:, start - 1 : end].mean(axis=1), float)


def _lengths(periods: list[Period]) -> Floats:
    """How much longer than the mean each period is: February has fewer of everything."""
    days = np.array([float(p.days) for p in periods])
    return days / days.mean() if days.size else days


def _series(
    indicator: Indicator, draw: Generator, own: Floats, course: Floats, whole: Floats | None, *, spread: float
) -> Floats:
    """One row a unit; `own` places its level between the lowest and the highest, and `course` leads it from there."""
    least, most = (float(x) for x in indicator.plausible or (0, 0))
    shape = course.shape
    if whole is not None:
        share = 0.5 + 0.48 * own
        return np.asarray(draw.binomial(whole.astype(int), share, shape) if indicator.measure.whole else whole * share)
    if not indicator.measure.whole:
        low, high = (least, most) if indicator.plausible else (0.0, 1.0)
        about = draw.normal(low + (high - low) * own, (high - low) / 50, shape)
        return np.asarray(np.clip(about, low, high).round(4), float)
    low, high = _NO_RANGE
    if indicator.plausible:
        # Counts of twice the variance are as good as twice a Poisson count of half the mean.
        high = max(spread * mean_seldom_above(most / spread, _OUTSIDE), _LEAST_LEVEL / 10)
        seldom = spread * mean_seldom_below(least / spread, _OUTSIDE) if least > 0 else 0.0
        low = max(seldom, min(_LEAST_LEVEL, high))
    low /= float(course.min())  # so that no course leads below the usual range, where the level alone would not
    if low >= high:  # so narrow a range is of things that hardly change
        return np.broadcast_to(np.round(least + (most - least) * own), shape).copy()
    level = low * (high / low) ** own * course
    if spread > 1:
        return np.asarray(draw.negative_binomial(level / (spread - 1), 1 / spread, shape), float)
    return np.asarray(draw.poisson(level, shape), float)
