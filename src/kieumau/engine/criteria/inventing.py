"""Invented units and figures for a criteria set, so that a draft can be tried: some units meet a rule, some do not.

What a rule asks of a figure steers what is drawn for it: a part stays within its whole, a count lies about its bound.
The same seed draws the same figures. They are labelled as invented wherever they are written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import ceil, floor
from random import Random

from kieumau.engine.criteria.sets import MONTHS_IN_BEING, CriteriaSet
from kieumau.engine.criteria.wanted import wanted_of
from kieumau.engine.expressions import number_of
from kieumau.engine.indicators import Indicator, Measure, Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words

Figures = dict[tuple[str, Period, str], Fraction | bool]
"""By unit, period and indicator."""

_CLASSES = ("I", "II", "III")
_USUAL = {
    "persons": (20, 60),
    "households": (1_500, 4_000),
    "area_m2": (150, 600),
    "points": (5, 10),
    "months": (6, 12),
}
_UNIT, _CHILD = Words("Đơn vị mẫu {n}", "Sample unit {n}"), Words("Đơn vị trực thuộc mẫu {n}", "Sample child unit {n}")
_WORST = 0.4  # how much less likely the last unit is to keep to a rule than the first


def units_for(
    criteria: CriteriaSet, number: int, period: Period, *, parents: Sequence[AdminUnit] = (), language: str = "vi"
) -> list[AdminUnit]:
    """So many units of the kinds that the set judges, with a class and a day only where a rule asks for them."""
    classes = any(t.by_class is not None for t in criteria.thresholds.values())
    dated = MONTHS_IN_BEING in {n.code for n in criteria.named}
    code, name = ("mau-tt-{n}", _CHILD) if parents else ("mau-{n}", _UNIT)
    return [
        AdminUnit(
            code.format(n=f"{i + 1:02}"),
            name.said(language).format(n=f"{i + 1:02}"),
            criteria.applies_to[i % len(criteria.applies_to)],
            _CLASSES[i % len(_CLASSES)] if classes else "",
            parents[i % len(parents)].code if parents else "",
            established=date(period.first.year - 5, 1, 1) if dated else None,
        )
        for i in range(number)
    ]


def invented_figures(criteria: CriteriaSet, units: Sequence[AdminUnit], period: Period, *, seed: int) -> Figures:
    """A figure for every indicator that is entered; of the period before too where a rule compares with it.

    The first unit keeps to every rule that can be steered, each next one is likelier to fall short, the one in the
    middle does at least once, and of three or more the last one has not sent its last figure.
    """
    found: Figures = {}
    before = criteria.calendar.before(period)
    last = [c for c, i in criteria.indicators.items() if not i.children][-1:]
    for i, unit in enumerate(units):
        keeps = 1 - _WORST * (i / max(len(units) - 1, 1)) ** 2
        slips = 0 < i == len(units) // 2
        row = _Row(criteria, unit, period, keeps, slips, Random(f"{seed} {unit.code}"))  # noqa: S311 - nothing secret
        for code, indicator in criteria.indicators.items():
            if indicator.children or (code in last and len(units) > 2 and i == len(units) - 1):
                continue
            found[unit.code, period, code] = row.value(code)
            if code in criteria.compared:
                found[unit.code, before, code] = row.value_before(code)
    return found


class _Row:
    """The figures of one unit, each drawn once."""

    def __init__(
        self, criteria: CriteriaSet, unit: AdminUnit, period: Period, keeps: float, slips: bool, draw: Random
    ) -> None:
        self.criteria, self.keeps, self.slips, self.draw = criteria, keeps, slips, draw
        self.wanted = wanted_of(criteria)
        self.known: dict[str, Fraction | bool] = {}
        self.limits: Mapping[tuple[str, bool], Fraction | bool | None] = {
            (code, False): t.value_on(period.last, unit.class_) for code, t in criteria.thresholds.items()
        }

    def value(self, code: str, within: tuple[str, ...] = ()) -> Fraction | bool:
        if code not in self.known:
            self.known[code] = self._drawn(self.criteria.indicators[code], within)
        return self.known[code]

    def value_before(self, code: str) -> Fraction | bool:
        """The figure of a year earlier, from which this year's fell or rose as the rule wants, or not."""
        value = self.value(code)
        if isinstance(value, bool):
            return value
        better = self._keeps()
        factor = (
            self.draw.uniform(1.3, 1.7)
            if better != self.wanted.rises.get(code, False)
            else self.draw.uniform(0.7, 0.95)
        )
        measure = self.criteria.indicators[code].measure
        return min(_rounded(value * Fraction(factor), measure), Fraction(1) if measure.is_share else value * 2)

    def _keeps(self) -> bool:
        if self.slips:
            self.slips = False
            return False
        return self.draw.random() < self.keeps

    def _drawn(self, indicator: Indicator, within: tuple[str, ...]) -> Fraction | bool:
        code, measure = indicator.code, indicator.measure
        if measure.is_fact:
            return self.wanted.facts.get(code, True) == self._keeps()
        if indicator.components and not set(indicator.components) & {code, *within}:
            part, whole = (self.value(c, (*within, code)) for c in indicator.components)
            ratio = Fraction(part) / Fraction(whole) if whole else Fraction(0)
            return min(ratio, Fraction(1)) if measure.is_share else ratio
        of = self.wanted.parts[code][0] if code in self.wanted.parts else code
        if of in self.criteria.indicators and of not in (code, *within):
            return self._part(indicator, Fraction(self.value(of, (*within, code))))
        return self._about_its_bounds(indicator)

    def _part(self, indicator: Indicator, whole: Fraction) -> Fraction:
        _, sign, shares = self.wanted.parts[indicator.code]
        known = [s if isinstance(s, Fraction) else number_of(s, self.limits) for s in shares]
        levels = sorted(s * whole for s in known if s is not None) or [whole]
        more = sign in (">=", ">", "=")
        if not self._keeps():
            wanted = levels[0] if more else levels[-1]
            span = (wanted / 2, wanted * 19 / 20) if more else (wanted * 21 / 20, max(wanted * 3 / 2, Fraction(1)))
            return _rounded(self._between(*span), indicator.measure, up=not more)
        if not more:
            return _rounded(self._between(levels[0] / 3, levels[0]), indicator.measure)
        at = len(levels) - 1 if self.keeps == 1 else self.draw.randrange(len(levels))
        higher = levels[at + 1] if at + 1 < len(levels) else min(whole, levels[at] * 5 / 4)
        least, most = levels[at], levels[at] if sign == "=" else max(levels[at], higher)
        return min(_rounded(self._between(least, most), indicator.measure, up=True), max(whole, least))

    def _about_its_bounds(self, indicator: Indicator) -> Fraction:
        code, measure = indicator.code, indicator.measure
        step = Fraction(1, 100) if measure.is_share else Fraction(1)
        low, high = self._bounds(code, step)
        if low is None and high is None:
            return self._usual(indicator)
        if self._keeps():
            if low is None:
                low = (high or Fraction(0)) / 3
            if high is None:
                high = low * 3 / 2 + 2 * step
        elif low is not None and low > 0:
            low, high = low / 2, low - step
        else:
            low, high = (high or Fraction(0)) + step, (high or Fraction(0)) * 3 / 2 + 2 * step
        value = max(_rounded(self._between(low, max(low, high)), measure, up=True), Fraction(0))
        top = Fraction(1) if measure.is_share else self.wanted.most.get(code)
        return value if top is None else min(value, top)

    def _bounds(self, code: str, step: Fraction) -> tuple[Fraction | None, Fraction | None]:
        """The narrowest span that all the comparisons leave, where they leave one."""
        low: Fraction | None = None
        high: Fraction | None = None
        for sign, asked in self.wanted.bounds.get(code, ()):
            value = asked if isinstance(asked, Fraction) else number_of(asked, self.limits)
            if value is None or sign == "<>":
                continue
            if sign in (">=", ">", "="):
                least = value + step if sign == ">" else value
                low = least if low is None else max(low, least)
            if sign in ("<=", "<", "="):
                most = value - step if sign == "<" else value
                high = most if high is None else min(high, most)
        return low, low if low is not None and high is not None and high < low else high

    def _usual(self, indicator: Indicator) -> Fraction:
        if indicator.plausible:
            least, most = indicator.plausible
            least, most = least + (most - least) / 10, least + (most - least) * 3 / 5
        elif indicator.measure.is_share:
            least, most = Fraction(3, 5), Fraction(1)
        else:
            least, most = (Fraction(v) for v in _USUAL.get(indicator.measure.code, (5, 40)))
        return _rounded(self._between(least, most), indicator.measure)

    def _between(self, least: Fraction, most: Fraction) -> Fraction:
        return least + (most - least) * Fraction(self.draw.randrange(101), 100)


def _rounded(value: Fraction, measure: Measure, *, up: bool = False) -> Fraction:
    """Whole for what is counted whole; a tenth of a percent for shares, a half for marks, else a tenth."""
    parts = 1 if measure.whole else 1000 if measure.is_share else 2 if measure.code == "points" else 10
    return Fraction((ceil if up else floor)(value * parts), parts)
