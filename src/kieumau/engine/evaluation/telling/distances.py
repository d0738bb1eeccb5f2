"""What is left in words: "thiếu 2 khu dân cư", "vượt 1 vụ", "cần: Đảng ủy có nghị quyết"."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions.measures import said_amount, said_gap
from kieumau.engine.wording import Words, joined, lower_first, words


def distance_words(criteria: CriteriaSet, distance: Mapping[str, Fraction]) -> Words | None:
    """None where nothing is left, or nothing can be said of it."""
    return joined([_said(criteria, code, amount) for code, amount in distance.items()], "; ") if distance else None


def _said(criteria: CriteriaSet, code: str, amount: Fraction) -> Words:
    symbol = criteria.symbols.get(code)
    if symbol is None:
        noun = Words(" điểm", " points") if code == "points" else Words("", "")
        return (
            words("thiếu {a}{n}", "{a}{n} short", a=amount, n=noun)
            if amount > 0
            else words("vượt {a}{n}", "{a}{n} too many", a=-amount, n=noun)
        )
    measure = symbol.measure
    if measure.is_fact:
        label = lower_first(criteria.indicators[code].label if code in criteria.indicators else Words(code, code))
        return (
            words("cần: {l}", "needed: {l}", l=label)
            if amount > 0
            else words("đã xảy ra: {l}", "occurred: {l}", l=label)
        )
    size = said_gap(abs(amount), measure) if measure.is_share else said_amount(abs(amount), measure)
    return words("thiếu {g}", "{g} short", g=size) if amount > 0 else words("vượt {g}", "{g} too many", g=size)
