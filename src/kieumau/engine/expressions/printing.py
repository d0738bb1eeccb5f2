"""A formula as SQL that gives, for every row, what `truth_of` gives: exact, with the same three-valued logic.

Decimals are multiplied and added exactly by the engine; division is never printed. An amount is a pair, numerator
and denominator, and two amounts are compared crosswise: a / b >= t becomes a >= t * b where b > 0, the reverse where
b < 0, and unknown where b = 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.expressions.checking import Symbol, SymbolSource
from kieumau.engine.expressions.measures import Measure
from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth
from kieumau.engine.warehouse import quoted, quoted_text
from kieumau.engine.wording import Words

_ONE_WORD = 18  # digits of a decimal that fits a machine word
WIDEST = 38  # digits of the widest decimal that DuckDB and Spark know


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A column and the decimal that holds it: `digits` in all, `scale` of them after the point."""

    name: str
    digits: int = 12
    scale: int = 0


@dataclass(frozen=True, slots=True)
class ByColumn:
    """A threshold that differs from row to row: by class of unit, by period; `column` says which it is."""

    column: str
    values: Mapping[str, Fraction]


Term = ColumnType | Fraction | ByColumn
Terms = Mapping[tuple[str, bool], Term]


def decimal_of_measure(measure: Measure) -> tuple[int, int]:
    """Digits and scale of the decimal that holds a figure of the measure; tables with more are refused on reading."""
    if measure.is_fact:
        return 0, 0
    if measure.is_share:
        return 13, 12
    return (12, 0) if measure.whole else (18, 6)


def check_width(node: Node, symbols: Mapping[str, Symbol]) -> None:
    """Raise `RulebookError` where the formula multiplies more digits than a decimal holds, whatever the figures."""
    terms: Terms = {(c, before): ColumnType(c, *_widest(s)) for c, s in symbols.items() for before in (False, True)}
    if _is_fact(node, terms):
        _truth(node, terms)
    else:
        _amount(node, terms)


def _widest(symbol: Symbol) -> tuple[int, int]:
    """Thresholds have six decimals at most, so a share among them takes seven digits."""
    if symbol.source is SymbolSource.THRESHOLD and symbol.measure.is_share:
        return 7, 6
    return decimal_of_measure(symbol.measure)


def print_truth(node: Node, terms: Terms) -> str:
    """The condition as SQL text. Raises `RulebookError` where a product needs more than 38 digits."""
    return _truth(node, terms)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """An amount as SQL text, with the decimal that holds its numerator; `under` is None where the denominator is 1."""

    top: str
    digits: int
    scale: int
    under: str | None


def print_number(node: Node, terms: Terms) -> PrintedNumber:
    amount = _amount(node, terms)
    return PrintedNumber(amount.top, amount.digits, amount.scale, amount.under)


@dataclass(frozen=True, slots=True)
class _Amount:
    top: str
    digits: int
    scale: int
    under: str | None = None
    under_digits: int = 1
    under_scale: int = 0

    @property
    def numerator(self) -> _Amount:
        return _Amount(self.top, self.digits, self.scale)

    @property
    def denominator(self) -> _Amount:
        if self.under is None:
            return _ONE
        return _Amount(self.under, self.under_digits, self.under_scale)


_ONE = _Amount("1", 1, 0)


def _truth(node: Node, terms: Terms) -> str:
    match node:
        case Truth(value):
            return "TRUE" if value else "FALSE"
        case Name(code, before):
            term = terms[code, before]
            assert isinstance(term, ColumnType)
            return quoted(term.name)
        case Not(part):
            return f"NOT ({_truth(part, terms)})"
        case Logic(word, left, right):
            return f"({_truth(left, terms)}) {word.upper()} ({_truth(right, terms)})"
        case Comparison(sign, left, right):
            if _is_fact(left, terms) or _is_fact(right, terms):
                return f"({_truth(left, terms)}) {sign} ({_truth(right, terms)})"
            return _compared(sign, _amount(left, terms), _amount(right, terms))
    raise TypeError(f"not a condition: {node}")


def _is_fact(node: Node, terms: Terms) -> bool:
    if isinstance(node, Name):
        term = terms[node.code, node.before]
        return isinstance(term, ColumnType) and term.digits == 0
    return isinstance(node, (Truth, Not, Logic, Comparison))


_TURNED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _compared(sign: str, left: _Amount, right: _Amount) -> str:
    if left.under is None and right.under is None:
        return f"{left.top} {sign} {right.top}"
    a, b = _times(left.numerator, right.denominator), _times(right.numerator, left.denominator)
    under = _times(left.denominator, right.denominator).top
    return (
        f"CASE WHEN {under} > 0 THEN {a.top} {sign} {b.top} WHEN {under} < 0 THEN {a.top} {_TURNED[sign]} {b.top} END"
    )


def _amount(node: Node, terms: Terms) -> _Amount:
    match node:
        case Number(value):
            return _literal(value)
        case Name(code, before):
            return _term(terms[code, before])
        case Arithmetic("+" | "-" as sign, left, right):
            return _sum(sign, _amount(left, terms), _amount(right, terms))
        case Arithmetic("*", left, right):
            return _product(_amount(left, terms), _amount(right, terms))
        case Arithmetic(_, left, right):
            divisor = _amount(right, terms)
            turned = _Amount(
                _not_zero(divisor) if divisor.under is not None else _ONE.top,
                divisor.under_digits,
                divisor.under_scale,
                divisor.top,
                divisor.digits,
                divisor.scale,
            )
            return _product(_amount(left, terms), turned)
    raise TypeError(f"not an amount: {node}")


def _not_zero(divisor: _Amount) -> str:
    """x / (y / z) is unknown where z is 0, though z stands in the numerator once the pair is turned."""
    assert divisor.under is not None
    return f"NULLIF({divisor.under}, 0)"


def _term(term: Term) -> _Amount:
    match term:
        case ColumnType(name, digits, scale):
            return _Amount(quoted(name), digits, scale)
        case Fraction():
            return _literal(term)
        case ByColumn(column, values):
            amounts = {key: _literal(value) for key, value in values.items()}
            cases = " ".join(
                f"WHEN {quoted(column)} = {quoted_text(key)} THEN {amount.top}" for key, amount in amounts.items()
            )
            digits, scale = max(a.digits - a.scale for a in amounts.values()), max(a.scale for a in amounts.values())
            return _Amount(f"CASE {cases} END", digits + scale, scale)


def _literal(value: Fraction) -> _Amount:
    """A decimal as it is written; a fraction that no decimal equals, such as 1/3, becomes a pair."""
    scale = 0
    while scale <= 18 and (value * 10**scale).denominator != 1:
        scale += 1
    if scale > 18:
        top, under = _literal(Fraction(value.numerator)), _literal(Fraction(value.denominator))
        return _Amount(top.top, top.digits, 0, under.top, under.digits, 0)
    whole = str(abs(value.numerator) * 10**scale // value.denominator).rjust(scale + 1, "0")
    text = f"{whole[: len(whole) - scale]}.{whole[len(whole) - scale :]}" if scale else whole
    return _Amount(f"(-{text})" if value < 0 else text, len(whole), scale)


def _times(a: _Amount, b: _Amount) -> _Amount:
    if b is _ONE:
        return a
    if a is _ONE:
        return b
    digits = a.digits + b.digits
    _check(digits)
    # An engine multiplies within the operands' own width: two integers of 32 bits overflow where their product does.
    left = _widened(a.top, WIDEST, a.scale) if digits > _ONE_WORD else f"({a.top})"
    return _Amount(f"{left} * ({b.top})", digits, a.scale + b.scale)


def _plus(sign: str, a: _Amount, b: _Amount) -> _Amount:
    scale = max(a.scale, b.scale)
    digits = max(a.digits - a.scale, b.digits - b.scale) + scale + 1
    _check(digits)
    left = _widened(a.top, WIDEST if digits > _ONE_WORD else _ONE_WORD, scale)
    return _Amount(f"({left} {sign} ({b.top}))", digits, scale)


def _widened(part: str, digits: int, scale: int) -> str:
    return f"CAST({part} AS DECIMAL({digits}, {scale}))"


def _sum(sign: str, a: _Amount, b: _Amount) -> _Amount:
    if a.under is None and b.under is None:
        return _plus(sign, a, b)
    top = _plus(sign, _times(a.numerator, b.denominator), _times(b.numerator, a.denominator))
    return _over(top, _times(a.denominator, b.denominator))


def _product(a: _Amount, b: _Amount) -> _Amount:
    return _over(_times(a.numerator, b.numerator), _times(a.denominator, b.denominator))


def _over(top: _Amount, under: _Amount) -> _Amount:
    if under is _ONE:
        return top
    return _Amount(top.top, top.digits, top.scale, under.top, under.digits, under.scale)


def _check(digits: int) -> None:
    if digits > WIDEST:
        raise RulebookError(
            Problem(
                Words(
                    f"công thức nhân quá nhiều số với nhau: cần {digits} chữ số, tối đa {WIDEST}.",
                    f"the formula multiplies too many figures: it needs {digits} digits, at most {WIDEST}.",
                ),
                hint=Words("Tách thành hai điều kiện.", "Split it into two conditions."),
            )
        )
