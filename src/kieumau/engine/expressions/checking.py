"""What may be compared with what: facts with facts, cases with cases, a share with a share.

A measure is a product of powers, so persons * share is persons, cases / cases is a share, and persons + cases is an
error. A number written in the formula takes the measure of what it stands beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kieumau.engine.errors import did_you_mean
from kieumau.engine.expressions.measures import Measure
from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth
from kieumau.engine.wording import Words, words


class SymbolSource(StrEnum):
    FIGURE = "figure"
    THRESHOLD = "threshold"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name that a formula may use."""

    code: str
    measure: Measure
    source: SymbolSource = SymbolSource.FIGURE


Powers = tuple[tuple[str, int], ...]
"""A measure as a product of powers, sorted: (("cases", 1), ("households", -1))."""

Finding = tuple[Words, int, Words | None]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a part of the formula is: a fact, or an amount of some measure; `free` is a bare number."""

    fact: bool = False
    powers: Powers = ()
    free: bool = False
    value: Fraction | None = None
    share: bool = False
    quotient: bool = False
    at: int = 0


_UNKNOWN = _Kind(free=True)


def check(tree: Node, symbols: Mapping[str, Symbol], *, wants: str) -> Iterator[Finding]:
    findings: list[Finding] = []
    kind = _Checker(symbols, findings).kind(tree)
    if not findings:
        if wants == "fact" and not kind.fact:
            findings.append(
                (Words("công thức phải là một điều kiện.", "the formula must be a condition."), 0, _COMPARE)
            )
        if wants == "number" and kind.fact:
            findings.append((Words("công thức phải cho một số.", "the formula must give a number."), 0, None))
    yield from findings


_COMPARE = Words("Ví dụ: mo_hinh >= 1.", "For example: models >= 1.")


class _Checker:
    def __init__(self, symbols: Mapping[str, Symbol], findings: list[Finding]) -> None:
        self.symbols, self.findings = symbols, findings

    def kind(self, node: Node) -> _Kind:
        match node:
            case Number(value):
                return _Kind(free=True, value=value)
            case Truth():
                return _Kind(fact=True)
            case Name():
                return self._name(node)
            case Arithmetic(sign, left, right):
                return self._arithmetic(sign, self._amount(left), self._amount(right))
            case Comparison(sign, left, right):
                return self._comparison(sign, self.kind(left), self.kind(right))
            case Logic(_, left, right):
                self._fact(left)
                self._fact(right)
                return _Kind(fact=True)
            case Not(part):
                self._fact(part)
                return _Kind(fact=True)

    def _name(self, name: Name) -> _Kind:
        symbol = self.symbols.get(name.code)
        if symbol is None:
            what = words(
                "không có chỉ tiêu hay ngưỡng “{c}”.", "there is no indicator or threshold “{c}”.", c=name.code
            )
            self._find(what, name.at, did_you_mean(name.code, list(self.symbols)))
            return _UNKNOWN
        if name.before and symbol.source is not SymbolSource.FIGURE:
            self._find(
                words(
                    "before({c}): chỉ chỉ tiêu mới có kỳ trước.",
                    "before({c}): only a figure has an earlier period.",
                    c=name.code,
                ),
                name.at,
            )
        if symbol.measure.is_fact:
            return _Kind(fact=True, at=name.at)
        code = symbol.measure.code
        powers = () if code in ("share", "number") else ((code, 1),)
        return _Kind(powers=powers, share=symbol.measure.is_share, at=name.at, free=code == "number")

    def _amount(self, node: Node) -> _Kind:
        kind = self.kind(node)
        if kind.fact:
            self._find(
                Words("không làm phép tính với một điều kiện đúng/sai.", "a fact cannot be calculated with."), _at(node)
            )
            return _UNKNOWN
        return kind

    def _fact(self, node: Node) -> None:
        kind = self.kind(node)
        if not kind.fact and kind is not _UNKNOWN:
            self._find(
                Words("“and”, “or”, “not” cần điều kiện đúng/sai.", "“and”, “or”, “not” need conditions."),
                _at(node),
                _COMPARE,
            )

    def _arithmetic(self, sign: str, left: _Kind, right: _Kind) -> _Kind:
        if sign in "+-":
            if not (left.free or right.free) and left.powers != right.powers:
                self._find(
                    words(
                        "không cộng trừ {a} với {b}.",
                        "{a} and {b} cannot be added or subtracted.",
                        a=_said(left),
                        b=_said(right),
                    ),
                    right.at or left.at,
                    _points_each(left, right),
                )
                return _UNKNOWN
            known = right if left.free else left
            value = None
            if left.value is not None and right.value is not None:
                value = left.value + right.value if sign == "+" else left.value - right.value
            return _Kind(
                powers=known.powers,
                free=left.free and right.free,
                value=value,
                share=left.share or right.share,
                at=left.at,
            )
        if sign == "/" and right.value == 0:
            self._find(Words("chia cho 0.", "division by zero."), right.at)
        factor = 1 if sign == "*" else -1
        powers = dict(left.powers)
        for code, power in right.powers:
            powers[code] = powers.get(code, 0) + factor * power
        value = None
        if left.value is not None and right.value is not None and (sign == "*" or right.value):
            value = left.value * right.value if sign == "*" else left.value / right.value
        result = tuple(sorted((c, p) for c, p in powers.items() if p))
        quotient = sign == "/" and not result and bool(left.powers)
        return _Kind(powers=result, free=left.free and right.free, value=value, quotient=quotient, at=left.at)

    def _comparison(self, sign: str, left: _Kind, right: _Kind) -> _Kind:
        at = right.at or left.at
        if left.fact or right.fact:
            if not (left.fact and right.fact) and left is not _UNKNOWN and right is not _UNKNOWN:
                self._find(
                    Words("không so sánh một điều kiện đúng/sai với một số.", "a fact is not compared with a number."),
                    at,
                )
            elif sign not in ("=", "<>"):
                self._find(
                    Words("điều kiện đúng/sai chỉ so sánh bằng = hoặc <>.", "facts are compared by = or <> only."), at
                )
            return _Kind(fact=True)
        if not (left.free or right.free) and left.powers != right.powers:
            self._find(
                words("không so sánh {a} với {b}.", "{a} cannot be compared with {b}.", a=_said(left), b=_said(right)),
                at,
                _points_each(left, right),
            )
        for one, other in ((left, right), (right, left)):
            # A quotient may pass 1, as growth does; beside 10 or more somebody meant percent.
            off = other.value is not None and (
                (one.share and not 0 <= other.value <= 1) or (one.quotient and other.value >= 10)
            )
            if off and other.value is not None:
                self._find(
                    words(
                        "tỷ lệ nằm giữa 0 và 1, không so với {n}.",
                        "a share lies between 0 and 1, not beside {n}.",
                        n=other.value,
                    ),
                    at,
                    words("70% viết là 0.7.", "70% is written 0.7."),
                )
            if (
                other.free
                and other.value is not None
                and one.powers
                and other.value.denominator != 1
                and self._whole(one)
            ):
                self._find(
                    words(
                        "không so sánh {a} với số lẻ {n}.",
                        "{a} come whole and cannot be compared with {n}.",
                        a=_said(one),
                        n=other.value,
                    ),
                    at,
                    Words("Một tỷ lệ cần nhân với tổng số: 0.7 * tong_so.", "A share needs its total: 0.7 * total."),
                )
        return _Kind(fact=True)

    def _whole(self, kind: _Kind) -> bool:
        codes = {code for code, power in kind.powers if power == 1}
        whole = {s.measure.code for s in self.symbols.values() if s.measure.whole}
        return len(kind.powers) == 1 and codes <= whole

    def _find(self, what: Words, at: int, hint: Words | None = None) -> None:
        self.findings.append((what, at, hint))


def _at(node: Node) -> int:
    match node:
        case Name():
            return node.at
        case Arithmetic(_, left, _) | Comparison(_, left, _) | Logic(_, left, _):
            return _at(left)
        case Not(part):
            return _at(part)
    return 0


_POINTS = (("points", 1),)


def _points_each(left: _Kind, right: _Kind) -> Words | None:
    """Points for each event are no amount of points: the way out is a rule that gives or takes points."""
    beside = {left.powers, right.powers} - {_POINTS}
    if _POINTS in (left.powers, right.powers) and beside != {()}:
        return Words(
            "Trừ điểm cho mỗi vụ là một cách chấm: points: {max: 20, deduct: {chi_tieu: 6}}; cho điểm theo mức: bands.",
            "Points off for each event are a way of scoring: points: {max: 20, deduct: {indicator: 6}}; points by level: "
            "bands.",
        )
    return None


def _said(kind: _Kind) -> Words:
    if not kind.powers:
        return Words("tỷ lệ", "a share")
    over = "/".join(c for c, p in kind.powers if p < 0)
    named = "·".join(c for c, p in kind.powers if p > 0) or "1"
    text = f"{named}/{over}" if over else named
    return Words(f"số đo “{text}”", f"the measure “{text}”")
