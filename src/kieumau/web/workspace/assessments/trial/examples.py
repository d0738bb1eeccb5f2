"""How a file may look, by the chosen criteria set."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators import Indicator
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class ExampleTable:
    columns: list[Words]
    rows: list[list[Words]]


def _shown_indicators(criteria: CriteriaSet) -> list[tuple[Words, Words, Words]]:
    """Two columns of the chosen set with figures that could stand there."""
    return [(i.label, *_example_figures(i)) for i in islice(criteria.indicators.values(), 2)]


def _example_figures(indicator: Indicator) -> tuple[Words, Words]:
    if indicator.measure.is_fact:
        return Words("có", "yes"), Words("không", "no")
    if indicator.measure.is_share:
        return Words("97,2%", "97.2%"), Words("88,5%", "88.5%")
    return Words("18", "18"), Words("13", "13")


_UNIT, _PERIOD = Words("Mã đơn vị", "Unit"), Words("Kỳ", "Period")


_FIRST, _SECOND, _YEAR = Words("00001", "00001"), Words("00002", "00002"), Words("2024", "2024")


def wide_example(criteria: CriteriaSet) -> ExampleTable:
    shown = _shown_indicators(criteria)
    empty = Words("", "")
    return ExampleTable(
        [_UNIT, _PERIOD, *(label for label, _, _ in shown)],
        [[_FIRST, _YEAR, *(one for _, one, _ in shown)], [_SECOND, _YEAR, shown[0][2], *([empty] * (len(shown) - 1))]],
    )


def long_example(criteria: CriteriaSet) -> ExampleTable:
    shown = _shown_indicators(criteria)
    heads = [_UNIT, _PERIOD, Words("Chỉ tiêu", "Indicator"), Words("Giá trị", "Value")]
    return ExampleTable(heads, [[_FIRST, _YEAR, label, one] for label, one, _ in shown])
