"""From text to tree: words, signs and numbers, and how tightly each binds.

The reader knows nothing but what a formula may hold, so nothing else can come of a text: that is the security
boundary, and tests/engine/expressions holds it with random SQL. Signs bind as in SQL (ISO/IEC 9075); a test reads
random formulas with a library of SQL too and finds the same trees.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.expressions.checking import Symbol, check
from kieumau.engine.expressions.printing import check_width
from kieumau.engine.expressions.tree import (
    Arithmetic,
    Comparison,
    Logic,
    Name,
    Node,
    Not,
    Number,
    Truth,
    names_in,
    parts_of,
)
from kieumau.engine.wording import Words, words

_LONGEST = 1000  # characters; a rule that needs more is two rules
_DEEPEST = 25  # brackets and signs within one another
_HIGHEST = 100  # signs on the way from the whole formula down to one of its words

_TOKEN = re.compile(r"\s*(?:([0-9][\w.]*)|([^\W\d]\w*)|(--|/\*|<=|>=|<>|!=|==|.)|\Z)", re.DOTALL)
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?\Z")
_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_WORDS = {"and", "or", "not", "between", "true", "false"}
_SIGNS = {"+", "-", "*", "/", "(", ")", "=", "<>", "<", "<=", ">", ">="}
_SAME = {"==": "=", "!=": "<>"}
_MEANT = {"≥": ">=", "≤": "<=", "≠": "<>", "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/"}

_EQUALITY, _BETWEEN, _ADDING, _SIGNED = 3, 5, 6, 8
_BINDS = {
    "or": 1, "and": 2, "=": _EQUALITY, "<>": _EQUALITY, "<": 4, "<=": 4, ">": 4, ">=": 4, "between": _BETWEEN,
    "+": _ADDING, "-": _ADDING, "*": 7, "/": 7,
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """A formula that has passed every check, with the text it came from."""

    text: str
    tree: Node

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(dict.fromkeys(names_in(self.tree)))


class _RefusedError(Exception):
    def __init__(self, what: Words, at: int = 0, hint: Words | None = None) -> None:
        super().__init__(what.vi)
        self.what, self.at, self.hint = what, at, hint


def parse_formula(text: str, symbols: Mapping[str, Symbol], *, wants: str = "fact") -> Formula:
    """Read a formula; `wants` is "fact" for a condition, "number" for an amount.

    Raises `RulebookError` with every problem found, each with its line and column inside the text.
    """
    try:
        tree = _read(text)
    except _RefusedError as refused:
        raise RulebookError(_problem(text, refused.what, refused.at, refused.hint)) from None
    problems = [_problem(text, what, at, hint) for what, at, hint in check(tree, symbols, wants=wants)]
    if problems:
        raise RulebookError(problems)
    check_width(tree, symbols)
    return Formula(" ".join(text.split()), tree)


def _problem(text: str, what: Words, at: int, hint: Words | None) -> Problem:
    before = text[:at]
    return Problem(what, line=before.count("\n") + 1, column=at - (before.rfind("\n") + 1) + 1, hint=hint)


@lru_cache(maxsize=1024)
def _read(text: str) -> Node:
    """The same text is the same tree, which nobody can change."""
    if not text.strip():
        raise _RefusedError(Words("công thức trống.", "the formula is empty."))
    if len(text) > _LONGEST:
        raise _RefusedError(
            words("công thức dài quá {n} ký tự.", "the formula is longer than {n} characters.", n=_LONGEST),
            hint=Words("Tách thành nhiều điều kiện.", "Split it into several conditions."),
        )
    tree = _Reader(_tokens(text), len(text.rstrip())).formula()
    level = [tree]
    for _ in range(_HIGHEST):
        level = [part for node in level for part in parts_of(node)]
    if level:
        raise _too_deep(0)
    return tree


@dataclass(frozen=True, slots=True)
class _Token:
    text: str  # words of the language in small letters, signs spelled one way; "" is the end
    at: int
    code: bool = False
    number: bool = False


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while match := _TOKEN.match(text, at):
        number, word, sign = match.groups()
        at = match.end()
        if number is not None:
            if not _NUMBER.match(number):
                raise _not_used(number, match.start(1))
            tokens.append(_Token(number, match.start(1), number=True))
        elif word is not None:
            known = word.lower() in _WORDS
            tokens.append(_Token(word.lower() if known else word, match.start(2), code=not known))
        elif sign is not None:
            tokens.append(_sign(text, _SAME.get(sign, sign), match.start(3)))
        else:
            break
    return tokens


def _sign(text: str, sign: str, at: int) -> _Token:
    if sign in ("--", "/*"):
        raise _RefusedError(Words("công thức không được chứa chú thích.", "a formula may not hold a comment."), at)
    if sign in _SIGNS:
        return _Token(sign, at)
    hint = None
    if sign == "%":
        hint = Words("Viết tỷ lệ dưới dạng số thập phân: 0.7.", "Write a share as a decimal: 0.7.")
    elif sign == "," and text[:at][-1:].isdigit() and "(" not in text[:at]:
        hint = Words("Số thập phân viết bằng dấu chấm: 0.7.", "Write decimals with a point: 0.7.")
    elif sign in _MEANT:
        hint = words("Viết là {s}.", "Write {s}.", s=_MEANT[sign])
    raise _not_used(sign if sign.isprintable() else f"U+{ord(sign):04X}", at, hint)


def _not_used(text: str, at: int, hint: Words | None = None) -> _RefusedError:
    what = words("“{t}” không được dùng trong công thức.", "“{t}” may not be used in a formula.", t=text)
    return _RefusedError(what, at, hint)


def _too_deep(at: int) -> _RefusedError:
    return _RefusedError(Words("công thức lồng quá sâu.", "the formula is nested too deep."), at)


_HOLDS = Words(
    "Công thức chỉ gồm mã chỉ tiêu, số, + - * /, so sánh, and, or, not, between, before(...).",
    "A formula holds indicator codes, numbers, + - * /, comparisons, and, or, not, between, before(...).",
)


class _Reader:
    """Reads from the left; what binds more tightly than what stands to its left is read first (Pratt, POPL 1973)."""

    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens, self.next = [*tokens, _Token("", end)], 0

    @property
    def ahead(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.ahead
        self.next += token.text != ""
        return token

    def formula(self) -> Node:
        tree = self.part(0, 0)
        if self.ahead.text:
            raise self.unexpected()
        return tree

    def part(self, looser: int, depth: int) -> Node:
        """All that binds more tightly than `looser`; `depth` counts the brackets and signs around it."""
        left = self.first(depth)
        while True:
            turned = self.ahead.text == "not" and self.tokens[self.next + 1].text == "between"
            binds = _BETWEEN if turned else _BINDS.get(self.ahead.text, 0)
            if binds <= looser:
                return left
            if turned:
                self.take()
            sign = self.take().text
            if sign == "between":
                left = self.between(left, depth)
                left = Not(left) if turned else left
            elif sign in ("and", "or"):
                left = Logic(sign, left, self.part(binds, depth))
            else:
                kind = Arithmetic if sign in "+-*/" else Comparison
                left = kind(sign, left, self.part(binds, depth))

    def between(self, value: Node, depth: int) -> Node:
        low = self.part(_BETWEEN, depth)
        self.expect("and")
        return Logic("and", Comparison(">=", value, low), Comparison("<=", value, self.part(_BETWEEN, depth)))

    def first(self, depth: int) -> Node:
        token = self.take()
        if depth > _DEEPEST:
            raise _too_deep(token.at)
        match token.text:
            case "(":
                inside = self.part(0, depth + 1)
                self.expect(")")
                return inside
            case "not":
                return Not(self.part(_EQUALITY - 1, depth + 1))
            case "-":
                return Arithmetic("-", Number(Fraction(0)), self.part(_SIGNED, depth + 1))
            case "+":
                return self.part(_SIGNED, depth + 1)
            case "true" | "false":
                return Truth(token.text == "true")
        if token.number:
            return Number(Fraction(token.text))
        if token.code:
            return self.before(token) if self.ahead.text == "(" else self.name(token)
        self.next -= token.text != ""
        raise self.unexpected()

    def name(self, token: _Token) -> Name:
        if not _CODE.match(token.text):
            raise _RefusedError(
                words("“{t}” không phải là mã chỉ tiêu.", "“{t}” is not the code of an indicator.", t=token.text),
                token.at,
                Words("Mã gồm chữ thường không dấu, số và _.", "Codes are lower-case a-z, digits and _."),
            )
        return Name(token.text, at=token.at)

    def before(self, token: _Token) -> Name:
        if token.text != "before":
            raise _not_used(token.text, token.at, _HOLDS)
        self.take()
        inside = self.take()
        if not inside.code or self.ahead.text != ")":
            raise _RefusedError(
                Words("before(...) nhận đúng một mã chỉ tiêu.", "before(...) takes the code of one indicator."),
                token.at,
            )
        self.take()
        name = self.name(inside)
        return Name(name.code, before=True, at=name.at)

    def expect(self, text: str) -> None:
        if self.ahead.text != text:
            raise self.unexpected()
        self.take()

    def unexpected(self) -> _RefusedError:
        if not self.ahead.text:
            return _RefusedError(
                Words("sai cú pháp: công thức còn dở dang.", "syntax error: the formula is not finished."),
                self.ahead.at,
            )
        what = words("sai cú pháp gần “{t}”.", "syntax error near “{t}”.", t=self.ahead.text)
        return _RefusedError(what, self.ahead.at)
