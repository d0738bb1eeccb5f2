"""One figure of one unit through time, as it is recorded: what it means, its points, its corrections, its sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks, version_for
from kieumau.engine.criteria.checks import CheckKind
from kieumau.engine.indicators import Every, Indicator, Observation, Period, Value
from kieumau.engine.indicators.control_charts import Followed, follow_series
from kieumau.engine.indicators.observations import Summing
from kieumau.engine.indicators.series import FigureSeries, series_of
from kieumau.engine.statistics.methods import LimitsRule
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.collecting.asking import Asking, programme_sets
from kieumau.records.indicators.figures.access import access_series
from kieumau.records.indicators.figures.queries import read
from kieumau.records.indicators.models import WITHDRAWN, Figure, Source


@dataclass(frozen=True)
class Meaning:
    """What a figure's code means for a unit on a day, and the set that says so."""

    indicator: Indicator
    criteria: CriteriaSet
    is_asked: bool  # of this unit, by a collection

    @property
    def is_monthly(self) -> bool:
        return self.indicator.every is Every.MONTH

    @property
    def limits_rule(self) -> LimitsRule:
        """How its control limits are drawn."""
        checks = (c for c in self.criteria.checks if c.kind is CheckKind.BEYOND_LIMITS)
        return next((c.limits for c in checks if self.indicator.code in c.of), LimitsRule.EXACT)

    def said(self, period: Period) -> Words:
        """A period by its name; of a year in which the unit began, the days that the figure covers too."""
        year = self.criteria.calendar.around(period.last)
        if self.is_monthly or period == year or not year.holds(period):
            return self.criteria.calendar.words(period) if not self.is_monthly else period.words
        return words(
            "{y}, từ {a} đến {b}",
            "{y}, {a} to {b}",
            y=self.criteria.calendar.words(year),
            a=period.first,
            b=period.last,
        )

    def tick(self, period: Period) -> Words:
        """Its name under an axis: 6/2026, 2026."""
        if self.is_monthly:
            return Words(f"{period.first.month}/{period.first.year}", f"{period.first:%m/%Y}")
        return plain(self.criteria.calendar.name(self.criteria.calendar.around(period.last)))


@dataclass(frozen=True)
class CorrectedFigure:
    """A figure that has more than one version: what it was first, what it is, and the newest reason."""

    unit: AdminUnit
    period: Period
    times: int
    first: Value | None
    now: Value | None
    reason: str
    recorded_at: datetime


@dataclass(frozen=True)
class RecordedSeries(FigureSeries):
    """A series with what is recorded of its figures."""

    corrections: tuple[CorrectedFigure, ...]  # the newest period first
    sources: Counter[Source]
    sample: bool

    def versions(self, period: Period) -> int:
        """The most that any figure within a period has."""
        return max((1 + c.times for c in self.corrections if period.holds(c.period)), default=1)

    def sums_of_corrections(self, meaning: Meaning) -> list[tuple[Period, int, Fraction]]:
        """Of figures that are summed: by assessment period, newest first, how many were corrected and by how much in
        all, where they are more than one. A figure that was withdrawn is none of them, and has no difference.
        """
        if meaning.indicator.over_period is not Summing.SUM:
            return []
        found: dict[Period, list[Fraction]] = {}
        for c in self.corrections:
            if c.first is not None and c.now is not None:
                by = Fraction(c.now) - Fraction(c.first)
                found.setdefault(meaning.criteria.calendar.around(c.period.last), []).append(by)
        return [(year, len(each), sum(each, Fraction(0))) for year, each in found.items() if len(each) > 1]

    def followed(self, meaning: Meaning) -> Followed | None:
        """A monthly count with its limits; None for what has none."""
        if not (self.points and meaning.is_monthly and meaning.indicator.is_count):
            return None
        return follow_series(self, rule=meaning.limits_rule)


def meanings(unit: AdminUnit, day: date, asking: Asking) -> dict[str, Meaning]:
    """What may be shown of a unit: the figures that it is asked for, then those that any other set asks of its kind."""
    asked = [c.programme for c in asking.covering(unit, min(day, unit.last_day))]
    shipped = [key.split("/")[0] for key in shipped_rulebooks()]
    found: dict[str, Meaning] = {}
    for programme in dict.fromkeys([*asked, *shipped]):
        criteria = version_for(programme_sets(programme), day)
        if unit.kind in criteria.applies_to:
            for code, indicator in criteria.indicators.items():
                if not indicator.children:
                    found.setdefault(code, Meaning(indicator, criteria, programme in asked))
    return found


def recorded_series(unit: AdminUnit, meaning: Meaning, *, until: date, by: Acting) -> RecordedSeries:
    """Of periods that are over by the day `until`, itself included. One query. Raises `NoReturnError`."""
    indicator = meaning.indicator
    codes = (indicator.code, *(indicator.components or ()))
    found = access_series(unit, indicators=codes, until=until, by=by)
    newest = {(f.unit, f.first, f.last, f.indicator): f for _, f in found}
    given = [f for f in newest.values() if f.value != WITHDRAWN]
    corrections = _corrections([(u, f) for u, f in found if f.indicator == indicator.code])
    figures = series_of(
        indicator,
        [Observation(f.unit, Period(f.first, f.last), f.indicator, read(f.value)) for f in given],
        unit=unit,
        registry=by.registry,
        indicators=meaning.criteria.indicators,
        until=until,
        corrected={c.period for c in corrections},
    )
    return RecordedSeries(
        figures.points,
        figures.rows,
        figures.lost,
        corrections,
        Counter(Source(f.source) for f in given if f.indicator == indicator.code),
        any(f.sample for f in given),
    )


def _corrections(found: list[tuple[AdminUnit, Figure]]) -> tuple[CorrectedFigure, ...]:
    versions: dict[tuple[AdminUnit, Period], list[Figure]] = defaultdict(list)
    for unit, figure in found:
        versions[unit, Period(figure.first, figure.last)].append(figure)
    return tuple(
        CorrectedFigure(
            unit, period, len(of) - 1, _value(of[0]), _value(of[-1]), of[-1].reason, of[-1].recorded_at
        )
        for (unit, period), of in sorted(versions.items(), key=lambda item: item[0][1], reverse=True)
        if len(of) > 1
    )  # fmt: skip


def _value(figure: Figure) -> Value | None:
    return None if figure.value == WITHDRAWN else read(figure.value)
