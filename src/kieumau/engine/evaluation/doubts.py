"""Figures that do not fit together, asked about and never accused: a part that is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, implied_parts
from kieumau.engine.evaluation.figures import Figures
from kieumau.engine.wording import Words, lower_first, words


def doubts(criteria: CriteriaSet, rows: Iterable[Figures]) -> tuple[Words, ...]:
    """A question for each unit and period in which a part is larger than the whole that a rule takes it of."""
    pairs = implied_parts(criteria)
    found = []
    for row in rows:
        for part, whole in pairs:
            a, b = row.values.get((part, False)), row.values.get((whole, False))
            if a is None or b is None or Fraction(a) <= Fraction(b):
                continue
            found.append(
                words(
                    "{u} ({c}), kỳ {p}: {a} ({x}) lớn hơn {b} ({y}). Đơn vị xác nhận?",
                    "{u} ({c}), period {p}: {a} ({x}) is more than {b} ({y}). Is that right?",
                    u=row.unit.name,
                    c=row.unit.code,
                    p=criteria.calendar.name(row.period),
                    a=lower_first(criteria.indicators[part].label),
                    x=Fraction(a),
                    b=lower_first(criteria.indicators[whole].label),
                    y=Fraction(b),
                )
            )
    return tuple(found)
