"""The change of a count that is sure: numbers for a rule that asks for it."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions import Values
from kieumau.engine.indicators.comparing import as_count
from kieumau.engine.statistics.comparing import CountChange, compare_counts, count_for_sure

_STRICTLY = 1e-9  # what "more than" asks beyond "at least"


def count_change(criteria: CriteriaSet, code: str, values: Values) -> CountChange | None:
    """From the year before to this period, where both are known and the figure is a count."""
    earlier, now = values.get((code, True)), values.get((code, False))
    indicator = criteria.indicators.get(code)
    if indicator is None or not indicator.is_count or earlier is None or now is None or min(earlier, now) < 0:
        return None
    chance = criteria.chance
    return compare_counts(
        as_count(Fraction(earlier)), as_count(Fraction(now)), method=chance.method, level=chance.level
    )


def sure_change(criteria: CriteriaSet, code: str, values: Values) -> Fraction | None:
    """The share by which the count has at least fallen, or risen: the near end of the interval, and none below zero."""
    sure = criteria.sure_changes[code]
    change = count_change(criteria, sure.of, values)
    return None if change is None else change.at_least(falls=sure.falls)


def count_needed(criteria: CriteriaSet, code: str, values: Values, sign: str, bound: Fraction) -> int | None:
    """How many of the counted things would have been enough: at most of a fall, at least of a rise.

    None where no count would, as after a base so small that even zero proves little.
    """
    sure, chance = criteria.sure_changes[code], criteria.chance
    return count_for_sure(
        as_count(Fraction(values.get((sure.of, True)) or 0)),
        float(bound) + _STRICTLY * (sign == ">"),
        falls=sure.falls,
        method=chance.method,
        level=chance.level,
    )
