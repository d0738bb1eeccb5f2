"""What is left in words: "thiếu 2 khu dân cư", "vượt 1 vụ", "cần: Đảng ủy có nghị quyết"."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation.telling.comparisons import said_at_least
from kieumau.engine.expressions.measures import said_amount, said_gap
from kieumau.engine.wording import Words, joined, lower_first, words


def distance_words(criteria: CriteriaSet, distance: Mapping[str, Fraction], *, at_least: bool = False) -> Words | None:
    """None where nothing is left, or nothing can be said of it. `at_least`: more may be left."""
    said = [_said(criteria, code, amount, at_least=at_least) for code, amount in distance.items()]
    return joined(said, "; ") if distance else None


def _said(criteria: CriteriaSet, code: str, amount: Fraction, *, at_least: bool) -> Words:
    symbol = criteria.symbols.get(code)
    if symbol is None:
        noun = Words(" điểm", " points") if code == "points" else Words("", "")
        size = said_at_least(words("{a}{n}", "{a}{n}", a=abs(amount), n=noun), at_least=at_least)
        return words("thiếu {g}", "{g} short", g=size) if amount > 0 else words("vượt {g}", "{g} too many", g=size)
    measure = symbol.measure
    if measure.is_fact:
        label = lower_first(criteria.indicators[code].label if code in criteria.indicators else Words(code, code))
        return (
            words("cần: {l}", "needed: {l}", l=label)
            if amount > 0
            else words("đã xảy ra: {l}", "occurred: {l}", l=label)
        )
    size = said_gap(abs(amount), measure) if measure.is_share else said_amount(abs(amount), measure)
    size = said_at_least(size, at_least=at_least)
    return words("thiếu {g}", "{g} short", g=size) if amount > 0 else words("vượt {g}", "{g} too many", g=size)
