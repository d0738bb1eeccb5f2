"""What is left of a criterion as SQL: the closed form, in decimals, of what judging finds row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.columns.printing import PARTIAL, Printer, decimal_of, span_unknown
from kieumau.engine.criteria import Combined, Criterion, Meets, Rule
from kieumau.engine.evaluation.judging.conditions import flat, span_of
from kieumau.engine.evaluation.judging.shortfalls import is_whole, sides_of
from kieumau.engine.expressions import (
    Arithmetic,
    Comparison,
    Logic,
    Name,
    Node,
    Not,
    Number,
    PrintedNumber,
    Truth,
    formula_text,
    names_in,
    print_number,
)
from kieumau.engine.warehouse import quoted_text

SCALE = 18
AMOUNT = f"DECIMAL(38,{SCALE})"
_ONE = Fraction(1)


class _NoClosedFormError(Exception):
    """The distance of this rule is found row by row."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is left of one figure: SQL that is NULL where nothing is. `turn` is 1 or -1 where the amount can only be
    above or below zero, and 0 where it can be either.
    """

    indicator: str
    sql: str
    turn: int


def print_distances(printer: Printer, criterion: Criterion, figures: str) -> str | None:
    """The rows (unit, period, indicator, amount) of one criterion; None where its rule has no closed form.

    `figures` is the table or the query that `Printer.figures` gives.
    """
    try:
        parts = _merged(_of_points(printer, criterion) if criterion.points else _of_criterion(printer, criterion))
    except _NoClosedFormError:
        return None
    if not parts:
        return f"SELECT unit, period, '' AS indicator, CAST(0 AS {AMOUNT}) AS amount FROM ({figures}) WHERE FALSE"
    asked = [f"({printer.truth(criterion.applies_when.tree)})"] if criterion.applies_when else []
    if printer.parts:
        asked.append(f"NOT {PARTIAL}")  # what a range leaves is found by row
    applies = f" WHERE {' AND '.join(asked)}" if asked else ""
    said = [quoted_text(p.indicator) for p in parts]
    if len(parts) == 1:
        picked = f"SELECT unit, period, {said[0]} AS indicator, {parts[0].sql} AS amount"
    else:
        amounts = [f"CAST({p.sql} AS {AMOUNT})" for p in parts]
        picked = (
            f"SELECT unit, period, unnest([{', '.join(said)}]) AS indicator, unnest([{', '.join(amounts)}]) AS amount"
        )
    return (
        f"SELECT unit, period, indicator, CAST(amount AS {AMOUNT}) AS amount "
        f"FROM ({picked} FROM ({figures}){applies}) WHERE amount IS NOT NULL"
    )


def _of_criterion(printer: Printer, criterion: Criterion) -> list[_Part]:
    assert criterion.rule is not None
    return list(_of_rule(printer, criterion.rule))


def _of_points(printer: Printer, criterion: Criterion) -> list[_Part]:
    """The demand behind the points, without which they are never reached; where it leaves nothing, the points."""
    towards = list(_of_node(printer, criterion.demand)) if criterion.demand is not None else []
    score, wanted = printer.score(criterion), decimal_of(criterion.points_wanted)
    most = span_unknown(criterion)[1]
    if most < criterion.points_wanted:  # never reached, whatever a missing figure is
        score = f"coalesce({score}, {decimal_of(most)})"
    short = f"({score}) < {wanted}"
    nothing = "".join(f" AND ({p.sql}) IS NULL" for p in towards)
    points = f"CASE WHEN {short}{nothing} THEN CAST({wanted} - ({score}) AS {AMOUNT}) END"
    return [*towards, _Part("points", points, 1)]


def _merged(parts: Sequence[_Part]) -> list[_Part]:
    """Two parts may ask for one figure: the larger gap holds both."""
    merged: list[_Part] = []
    for code in dict.fromkeys(p.indicator for p in parts):
        same = [p for p in parts if p.indicator == code]
        turns = {p.turn for p in same}
        if len(same) > 1 and (len(turns) > 1 or 0 in turns):
            raise _NoClosedFormError
        widest = (
            f"{'greatest' if same[0].turn > 0 else 'least'}({', '.join(f'CAST({p.sql} AS {AMOUNT})' for p in same)})"
        )
        merged.append(same[0] if len(same) == 1 else _Part(code, widest, same[0].turn))
    return merged


# -- the shapes of a rule -----------------------------------------------------------------------------------------


def _of_rule(printer: Printer, rule: Rule) -> Iterator[_Part]:
    if isinstance(rule, Meets):
        yield from _of_node(printer, rule.formula.tree)
        return
    assert isinstance(rule, Combined)
    if not rule.needs_all:
        raise _NoClosedFormError
    for part in rule.parts:
        yield from _of_rule(printer, part)


def _of_node(printer: Printer, node: Node) -> Iterator[_Part]:
    """What `judge_node` finds where the formula is false."""
    match node:
        case Logic("or"):
            raise _NoClosedFormError
        case Logic():
            between = span_of(node)
            if between is not None:
                yield _between(printer, *between)
            else:
                for part in flat(node, "and"):
                    yield from _of_node(printer, part)
        case Name(code):
            yield _where_false(printer, node, code, "1", 1)
        case Not(Name(code)):
            yield _where_false(printer, node, code, "-1", -1)
        case Comparison(sign, Name(code), Truth(value)):
            turn = 1 if value == (sign == "=") else -1
            yield _where_false(printer, node, code, str(turn), turn)
        case Comparison():
            yield from _compared(printer, node)


def _where_false(printer: Printer, node: Node, code: str, amount: str, turn: int) -> _Part:
    return _Part(code, f"CASE WHEN NOT ({printer.truth(node)}) THEN {amount} END", turn)


def _compared(printer: Printer, node: Comparison) -> Iterator[_Part]:
    names = list(names_in(node))
    if node.sign == "<>":
        return
    if any(printer.criteria.symbols[n.code].measure.is_fact for n in names):
        raise _NoClosedFormError
    left = node.left
    if isinstance(left, Arithmetic) and left.sign == "/" and node.sign != "=" and not _never_below(printer, left.right):
        raise _NoClosedFormError  # which side the base stands on changes from row to row
    # The base is above zero wherever the truth is known, so any figures show how the comparison is turned.
    sides = sides_of(printer.criteria, node, {(n.code, n.before): _ONE for n in names})
    turn = {">=": 1, ">": 1, "=": 0, "<=": -1, "<": -1}[sides.sign]
    have, bound = _decimal(printer, sides.left), _decimal(printer, sides.right)
    name = sides.subject
    if name is None:
        amount = _less(bound.top, have.top, bound, have)
        yield _where_false(printer, node, formula_text(sides.left), amount, turn)
    elif not name.before:
        need = _need_of(sides.sign, bound, whole=is_whole(printer.criteria, name))
        amount = f"nullif({_less(need, have.top, bound, have)}, 0)"
        yield _where_false(printer, node, name.code, amount, turn)


def _between(printer: Printer, name: Name, least: Node, most: Node) -> _Part:
    """`x between a and b`: beyond the upper end too many, below the lower one short. Where one end is unknown the
    other settles it, as each comparison alone would.
    """
    ends = [*names_in(least), *names_in(most)]
    if name.before or name.code in printer.criteria.thresholds or name in ends:
        raise _NoClosedFormError
    have, low, high = (_decimal(printer, n) for n in (name, least, most))
    whole = is_whole(printer.criteria, name)
    down = _less(_need_of("<=", high, whole=whole), have.top, high, have)
    up = _less(_need_of(">=", low, whole=whole), have.top, low, have)
    above, below = (printer.truth(Comparison(sign, name, end)) for sign, end in ((">", most), ("<", least)))
    sql = f"nullif(CASE WHEN {above} THEN {down} WHEN {below} THEN {up} END, 0)"
    return _Part(name.code, sql, 0)


# -- amounts ------------------------------------------------------------------------------------------------------


def _never_below(printer: Printer, node: Node) -> bool:
    """Whether the amount is zero or more, whatever the figures; so it is above zero wherever it divides."""
    match node:
        case Number(value):
            return value >= 0
        case Name(code):
            threshold = printer.criteria.thresholds.get(code)
            if threshold is None:
                return True  # a figure below zero is refused
            dated = [threshold.values] if threshold.by_class is None else threshold.by_class.values()
            return all(value >= 0 for values in dated for _, value in values)
        case Arithmetic("+" | "*", left, right):
            return _never_below(printer, left) and _never_below(printer, right)
    return False


def _decimal(printer: Printer, node: Node) -> PrintedNumber:
    """An amount without a division, that the decimal of amounts holds."""
    number = print_number(node, printer.terms)
    if number.under is not None or number.scale > SCALE or number.digits - number.scale >= 38 - SCALE:
        raise _NoClosedFormError
    return number


def _need_of(sign: str, bound: PrintedNumber, *, whole: bool) -> str:
    """What the figure must reach or stay below, as `need_of`."""
    if not whole or sign == "=":
        return bound.top
    exact = f"CAST({bound.top} AS {_holding(bound)})"
    up, down = (f"ceil({exact})", f"floor({exact})") if bound.scale else (exact, exact)
    return {">=": up, ">": f"{down} + 1", "<=": down, "<": f"{up} - 1"}[sign]


def _less(one: str, other: str, *numbers: PrintedNumber) -> str:
    held = _holding(*numbers)
    return f"CAST({one} AS {held}) - CAST({other} AS {held})"


def _holding(*numbers: PrintedNumber) -> str:
    """The decimal that holds the amounts and their difference, in one machine word where that is enough."""
    scale = max(n.scale for n in numbers)
    digits = max(n.digits - n.scale for n in numbers) + scale + 2
    return f"DECIMAL({18 if digits <= 18 else 38},{scale})"
