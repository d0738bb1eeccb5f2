"""A figure outside the usual range that the rulebook sets: taken as it is, and the unit is asked to confirm it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators.observations import Indicator, Value
from kieumau.engine.wording import Words, percent, upper_first, words


@dataclass(frozen=True, slots=True)
class UnusualFigure:
    """A figure and the two ends of the range that it lies outside."""

    indicator: Indicator
    value: Fraction
    least: Fraction
    most: Fraction

    @property
    def words(self) -> Words:
        """After what the figure is of: 801 vụ, ngoài khoảng thường gặp 0–800. Đơn vị xác nhận?"""
        return words("{v}, {w}", "{v}, {w}", v=said_amount(self.value, self.indicator.measure), w=self._outside)

    @property
    def alone(self) -> Words:
        """Beside the figure itself."""
        return upper_first(self._outside)

    @property
    def _outside(self) -> Words:
        share = self.indicator.measure.is_share
        return words(
            "ngoài khoảng thường gặp {a}–{b}. Đơn vị xác nhận?",
            "outside the usual range {a}–{b}. Does the unit confirm it?",
            a=percent(self.least) if share else self.least,
            b=percent(self.most) if share else self.most,
        )


def unusual(indicator: Indicator, value: Value | None) -> UnusualFigure | None:
    """What is to be asked of a figure; None where it is missing, a fact, within its range, or has none."""
    if indicator.plausible is None or value is None or isinstance(value, bool):
        return None
    least, most = indicator.plausible
    return None if least <= value <= most else UnusualFigure(indicator, value, least, most)
