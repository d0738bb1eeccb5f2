"""The figures of one row in words: labels, amounts, and why one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.sets import MONTHS_IN_BEING, TOTALS
from kieumau.engine.evaluation.judging import FigureKey, UnitFigures
from kieumau.engine.evaluation.judging.conditions import completed_values
from kieumau.engine.expressions import (
    Arithmetic,
    Comparison,
    Name,
    Node,
    Not,
    Number,
    Ranges,
    names_in,
    number_of,
)
from kieumau.engine.expressions.measures import Measure, said_amount
from kieumau.engine.indicators import Value
from kieumau.engine.indicators.summing import said_gap
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, joined, lower_first, plain, said_number, words

NO_FIGURE = Words("chưa có số liệu", "no figure yet")
_COMPUTED_LABELS = {
    "months_in_being": Words("thời gian hoạt động", "time in being"),
    "points_total": Words("tổng điểm", "total points"),
    "criteria_met": Words("số tiêu chí đạt", "criteria met"),
}
_NUMBER = Measure("number", plain(""), whole=False)


@dataclass(frozen=True, slots=True)
class RowWords:
    """What can be said of one row. `values` are its figures, with the totals where the rule of recognition is told."""

    criteria: CriteriaSet
    figures: UnitFigures
    values: Mapping[FigureKey, Value | None]

    ranges: Ranges = field(default_factory=dict)

    def completed(self, node: Node, truth: bool) -> tuple[RowWords, Words]:
        """The row by which a verdict that ranges decide is told, and what has to be said of its figures."""
        lacking = [n for n in dict.fromkeys(names_in(node)) if self.values.get((n.code, n.before)) is None]
        ranged = [n for n in lacking if (n.code, n.before) in self.ranges]
        if not ranged:
            return self, plain("")
        values = completed_values(self.criteria, node, self.values, self.ranges, truth=truth)
        if len(ranged) == 1 and ranged[0].code not in TOTALS:  # the sentence has said its name and its figure
            gap = self.gap(ranged[0].code, ranged[0].before)
            if not self.figures.holes.get((ranged[0].code, ranged[0].before)):
                return replace(self, values=values), gap
            return replace(self, values=values), words("chưa đủ kỳ: {g}", "not the whole period yet: {g}", g=gap)
        return replace(self, values=values), joined([self._said_part(n) for n in ranged], "; ")

    def _said_part(self, name: Name) -> Words:
        """That a figure is not whole yet, and what is known of it all the same."""
        known, gap = self._said_known(name), self.gap(name.code, name.before)
        if name.code in TOTALS:
            return words("còn tiêu chí chưa đủ căn cứ: {b}", "criteria are still open: {b}", b=known)
        return words("{l}: {k}, {g}", "{l}: {k}, {g}", l=self.label(name), k=known, g=gap)

    def _said_known(self, name: Name) -> Words:
        low, high = self.ranges[name.code, name.before]
        measure = self.measure(name)
        a, b = (said_amount(end, measure) if end is not None else plain("") for end in (low, high))
        if high is None:
            return words("ít nhất {a}", "at least {a}", a=a)
        if not low and name.code not in TOTALS:
            return words("không quá {b}", "at most {b}", b=b)
        return words("từ {a} đến {b}", "from {a} to {b}", a=a, b=b)

    def label(self, name: Name) -> Words:
        """As it stands inside a sentence."""
        label = self._symbol_label(name.code)
        said = words("{l} cùng kỳ năm trước", "{l} in the same period a year before", l=label) if name.before else label
        return lower_first(said)

    def _symbol_label(self, code: str) -> Words:
        criteria = self.criteria
        for named in (criteria.indicators, criteria.thresholds, criteria.sure_changes):
            if code in named:
                return named[code].label
        return _COMPUTED_LABELS.get(code, plain(code))

    def measure(self, name: Name) -> Measure:
        symbol = self.criteria.symbols.get(name.code)
        return symbol.measure if symbol else _NUMBER

    def state(self, node: Node) -> Words:
        """The figures of a formula as they stand, without what they ought to be."""
        parts = []
        for name in dict.fromkeys(names_in(node)):
            if name.code in self.criteria.thresholds:
                continue
            value = self.values.get((name.code, name.before))
            if isinstance(value, bool):
                shown = Words("có", "yes") if value else Words("không", "no")
            elif value is None and (name.code, name.before) in self.ranges:
                shown = self._said_known(name)
            else:
                shown = said_amount(Fraction(value), self.measure(name)) if value is not None else plain("…")
            parts.append(words("{l}: {v}", "{l}: {v}", l=self.label(name), v=shown))
        return joined(parts, "; ")

    def amount(self, node: Node) -> Words:
        """An amount with the figures that it is made of."""
        match node:
            case Number(value):
                return Words(said_number(value), said_number(value, "en"))
            case Name():
                found = self.values.get((node.code, node.before))
                return words("{l} ({v})", "{l} ({v})", l=self.label(node), v=Fraction(found or 0))
            case Arithmetic(sign, left, right):
                mark = {"*": "×", "/": ":", "-": "−"}.get(sign, sign)
                return words("{a} {s} {b}", "{a} {s} {b}", a=self.amount(left), s=mark, b=self.amount(right))
        return plain("…")

    # -- what is missing --------------------------------------------------------------------------------------

    def unknown(self, node: Node) -> Words:
        """Why a formula can be neither true nor false: the figures that are missing, or a share of nothing."""
        names = [n for n in dict.fromkeys(names_in(node)) if self.values.get((n.code, n.before)) is None]
        if not names:
            base = self._zero_base(node)
            return words("{b} bằng 0 nên chưa tính được tỷ lệ", "{b}: 0, so no share can be computed", b=base)
        gaps = [words("{l}: {g}", "{l}: {g}", l=self.label(n), g=self.gap(n.code, n.before)) for n in names]
        return joined(gaps, "; ")

    def _zero_base(self, node: Node) -> Words:
        """The divisor that is 0, by its label."""
        match node:
            case Arithmetic("/", _, right) if number_of(right, self.values) == 0:
                return self.amount(right)
            case Arithmetic(_, left, right) | Comparison(_, left, right):
                found = self._zero_base(left)
                return found if found.vi else self._zero_base(right)
            case Not(part):
                return self._zero_base(part)
        return plain("")

    def gap(self, code: str, before: bool = False) -> Words:
        """Why a figure is missing."""
        criteria, figures = self.criteria, self.figures
        if code in criteria.indicators and (code, before) in self.ranges and criteria.indicators[code].children:
            low, high = self.ranges[code, before]
            return words(
                "từ {a} đến {b} vì còn đơn vị trực thuộc chưa kết luận được",
                "from {a} to {b} as child units are undecided",
                a=low or Fraction(0),
                b=high or Fraction(0),
            )
        if code in criteria.indicators:
            calendar = criteria.calendar
            span = calendar.before(figures.period) if before else figures.period
            return said_gap(criteria.indicators[code], figures.holes.get((code, before), ()), span, calendar)
        if code in criteria.thresholds:
            return _no_threshold(criteria.thresholds[code].by_class is not None, figures.unit, figures.on)
        if code in criteria.sure_changes:
            return self._no_sure_change(criteria.sure_changes[code].of)
        if code == MONTHS_IN_BEING:
            return Words("chưa biết ngày thành lập đơn vị", "the day of establishment is not known")
        if (code, before) in self.ranges:
            return self._said_open(Name(code, before))
        return NO_FIGURE

    def _said_open(self, total: Name) -> Words:
        """A total of which some criteria are still open."""
        low, high = self.ranges[total.code, total.before]
        return words(
            "từ {a} đến {b} vì còn tiêu chí chưa đủ căn cứ",
            "from {a} to {b} as criteria are still open",
            a=low or Fraction(0),
            b=high or Fraction(0),
        )

    def _no_sure_change(self, of: str) -> Words:
        for before in (False, True):
            if self.figures.values.get((of, before)) is None:
                return self.gap(of, before)
        if not self.figures.values.get((of, True)):
            return Words("cùng kỳ năm trước bằng 0, không có tỷ lệ", "none a year before, so there is no share")
        return NO_FIGURE


def _no_threshold(by_class: bool, unit: AdminUnit, on: date) -> Words:
    if by_class and not unit.class_:
        return Words("chưa biết loại đơn vị hành chính", "the class of the unit is not known")
    if by_class:
        return words("không có ngưỡng cho loại {c}", "there is no threshold for class {c}", c=unit.class_)
    return words("không có ngưỡng có hiệu lực ngày {d}", "no threshold is in force on {d}", d=on)
