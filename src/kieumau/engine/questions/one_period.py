"""What one period's figures say by themselves: out of range, a part above its whole, parts beside their total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kieumau.engine.criteria import Check, CheckKind, implied_parts
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Observation
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.questions.figures_seen import FiguresSeen, undeclared
from kieumau.engine.questions.raised_questions import Findings
from kieumau.engine.wording import Words, joined, lower_first, upper_first, words


def out_of_range(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """Every indicator with a usual range is looked at; a declared check says how urgent it is and what to do."""
    declared = {code: check for check in checks for code in check.of}
    rest = [c for c, i in seen.criteria.indicators.items() if i.plausible is not None and c not in declared]
    of_all = dict.fromkeys(declared.values())
    for check in (*of_all, *([undeclared(CheckKind.OUT_OF_RANGE, *rest)] if rest else [])):
        looked, found = 0, []
        for code in check.of:
            indicator = seen.criteria.indicators[code]
            for row in rows_about(seen, code):
                looked += 1
                if (odd := unusual(indicator, row.value)) is None:
                    continue
                asks = words("{l}, {p}: {w}", "{l}, {p}: {w}", l=indicator.label, p=seen.said(row.period), w=odd.words)
                found.append(seen.question(check, row.period, [row], asks, code))
        yield check, (looked, found)


def part_of_whole(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """The declared pairs, and those that the set's own rules take as a part and its whole."""
    declared = list(checks)
    known = {(part, check.whole) for check in declared for part in check.of}
    implied = [pair for pair in implied_parts(seen.criteria) if pair not in known]
    pairs = [(check, [(part, check.whole) for part in check.of]) for check in declared]
    if implied:
        pairs.append((undeclared(CheckKind.PART_OF_WHOLE), implied))
    for check, of in pairs:
        looked, found = 0, []
        for part, whole in of:
            for a, b in _beside(seen, part, whole):
                looked += 1
                assert a.value is not None and b.value is not None
                if Fraction(a.value) <= Fraction(b.value):
                    continue
                asks = words(
                    "{p}: {a} ({x}) lớn hơn {b} ({y}). Đơn vị xác nhận?",
                    "{p}: {a} ({x}) is more than {b} ({y}). Is that right?",
                    p=upper_first(seen.said(a.period)),
                    a=lower_first(seen.criteria.indicators[part].label),
                    x=_said(seen, a),
                    b=lower_first(seen.criteria.indicators[whole].label),
                    y=_said(seen, b),
                )
                found.append(seen.question(check, a.period, [a, b], asks, part, whole))
        yield check, (looked, found)


def adds_up(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """Both the total and the sum of its parts are shown; neither is taken for the right one."""
    for check in checks:
        looked, found = 0, []
        for total in rows_about(seen, check.whole):
            parts = [seen.of(code).get(total.unit, {}).get(total.period) for code in check.of]
            known = [part for part in parts if part is not None and part.value is not None]
            if len(known) < len(parts) or total.value is None:
                continue
            looked += 1
            summed = sum((Fraction(part.value or 0) for part in known), Fraction(0))
            if summed == total.value:
                continue
            measure = seen.criteria.indicators[check.whole].measure
            asks = words(
                "{p}: {t} là {x}, còn các phần cộng lại được {y} ({z}). Số nào đúng?",
                "{p}: {t} is {x}, and its parts add up to {y} ({z}). Which one is right?",
                p=upper_first(seen.said(total.period)),
                t=lower_first(seen.criteria.indicators[check.whole].label),
                x=_said(seen, total),
                y=said_amount(summed, measure),
                z=joined(
                    [
                        words(
                            "{l} {x}",
                            "{l} {x}",
                            l=lower_first(seen.criteria.indicators[k.indicator].label),
                            x=figure(k),
                        )
                        for k in known
                    ],
                    "; ",
                ),
            )
            found.append(seen.question(check, total.period, [total, *known], asks, check.whole, *check.of))
        yield check, (looked, found)


def rows_about(seen: FiguresSeen, code: str) -> Iterator[Observation]:
    for own in seen.of(code).values():
        for period, row in own.items():
            if seen.about.holds(period):
                yield row


def _beside(seen: FiguresSeen, one: str, other: str) -> Iterator[tuple[Observation, Observation]]:
    for row in rows_about(seen, one):
        beside = seen.of(other).get(row.unit, {}).get(row.period)
        if beside is not None:
            yield row, beside


def _said(seen: FiguresSeen, row: Observation) -> Words:
    return said_amount(Fraction(row.value or 0), seen.criteria.indicators[row.indicator].measure)


def figure(row: Observation) -> Fraction:
    return Fraction(row.value or 0)
