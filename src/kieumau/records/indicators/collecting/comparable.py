"""What can be compared between units: the counts that are asked of them, and the sizes that each may be set over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kieumau.engine.criteria import AskedIndicator, CheckKind, Form, implied_parts
from kieumau.engine.indicators import Every, Indicator, OverUnits, Summing
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit
from kieumau.records.indicators.collecting.asking import Asking


@dataclass(frozen=True)
class ComparableFigures:
    """The figures asked of the wards of a day, by code, with the wards that each is asked of."""

    figures: Mapping[str, AskedIndicator]
    wards: Mapping[str, list[AdminUnit]]

    @cached_property
    def counts(self) -> list[Indicator]:
        return [a.indicator for a in self.figures.values() if a.indicator.is_count]

    def sizes(self, of: Indicator) -> list[Indicator]:
        """What a count may be set over: what adds up over a period or over places, and is no event of its own.

        Never a whole that the count is a part of, or a part of the count: their shares do not vary as counts do.
        """
        related = self._related(of)
        return [
            i
            for i in (a.indicator for a in self.figures.values())
            if i.code not in related
            and i.measure.adds_up
            and i.over_units is OverUnits.SUM
            and i.over_period in (Summing.SUM, Summing.LATEST)
        ]

    def _related(self, to: Indicator) -> set[str]:
        """The indicator, the wholes that the rulebooks take it as a part of, and its own parts."""
        pairs: set[tuple[str, str]] = set()
        for criteria in self.figures[to.code].sets:
            pairs.update(implied_parts(criteria))
            for check in criteria.checks:
                if check.kind in (CheckKind.PART_OF_WHOLE, CheckKind.ADDS_UP):
                    pairs.update((part, check.whole) for part in check.of)
        return {to.code} | {code for pair in pairs if to.code in pair for code in pair}


def comparable_figures(asking: Asking, units: Iterable[AdminUnit], day: date) -> ComparableFigures:
    """What is asked of these units for the month and the year that hold the day. No query of its own."""
    forms: dict[int, tuple[Form, list[AdminUnit]]] = {}
    spans = [(month_period(day.year, day.month), Every.MONTH), *((c.around(day), Every.YEAR) for c in asking.calendars)]
    for unit in units:
        for span, every in spans:
            if (asked := asking.asked_of(unit, span, every)) is not None:
                forms.setdefault(id(asked.form), (asked.form, []))[1].append(unit)
    figures: dict[str, AskedIndicator] = {}
    wards: dict[str, list[AdminUnit]] = defaultdict(list)
    for form, of in forms.values():
        for each in form.entered:
            figures.setdefault(each.code, each)
            wards[each.code] += of
    return ComparableFigures(figures, wards)
