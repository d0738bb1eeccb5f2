"""Figures that do not fit together, asked about and never accused: a part that is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, implied_parts
from kieumau.engine.evaluation.judging import UnitFigures
from kieumau.engine.wording import Words, lower_first, words


def part_questions(criteria: CriteriaSet, rows: Iterable[UnitFigures]) -> tuple[Words, ...]:
    """A question for each unit and period in which a part is larger than the whole that a rule takes it of."""
    pairs = implied_parts(criteria)
    labels = {code: lower_first(criteria.indicators[code].label) for pair in pairs for code in pair}
    found = []
    for row in rows:
        for part, whole in pairs:
            a, b = row.values.get((part, False)), row.values.get((whole, False))
            if a is None or b is None or a <= b:
                continue
            found.append(
                words(
                    "{u} ({c}), kỳ {p}: {a} ({x}) lớn hơn {b} ({y}). Đơn vị xác nhận?",
                    "{u} ({c}), period {p}: {a} ({x}) is more than {b} ({y}). Is that right?",
                    u=row.unit.name,
                    c=row.unit.code,
                    p=criteria.calendar.name(row.period),
                    a=labels[part],
                    x=Fraction(a),
                    b=labels[whole],
                    y=Fraction(b),
                )
            )
    return tuple(found)
