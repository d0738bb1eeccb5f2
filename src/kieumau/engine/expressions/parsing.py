"""From text to tree: sqlglot reads, this whitelist decides.

sqlglot parses all of SQL, so what is not named here is refused: first by token, which gives exact places, then by
node, which is the security boundary (tests/engine/expressions/test_refusals.py holds it with random SQL).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.expressions.checking import Symbol, check
from kieumau.engine.expressions.printing import check_width
from kieumau.engine.expressions.tree import Arithmetic, Comparison, Logic, Name, Node, Not, Number, Truth, names_in
from kieumau.engine.wording import Words, words

_LONGEST = 1000  # characters; a rule that needs more is two rules
_DEEPEST = 25  # brackets and signs within one another

_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_COMPARISON: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_LOGIC: dict[type[exp.Expr], str] = {exp.And: "and", exp.Or: "or"}
_TOKENS = {
    TokenType.VAR,
    TokenType.NUMBER,
    TokenType.L_PAREN,
    TokenType.R_PAREN,
    TokenType.PLUS,
    TokenType.DASH,
    TokenType.STAR,
    TokenType.SLASH,
    TokenType.EQ,
    TokenType.NEQ,
    TokenType.LT,
    TokenType.LTE,
    TokenType.GT,
    TokenType.GTE,
    TokenType.AND,
    TokenType.OR,
    TokenType.NOT,
    TokenType.BETWEEN,
    TokenType.TRUE,
    TokenType.FALSE,
}
_CODE = re.compile(r"[a-z][a-z0-9_]*\Z")
_LITERAL = re.compile(r"\d{1,15}(\.\d{1,9})?\Z")


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
    tokens = _tokens(text)
    try:
        parsed = sqlglot.parse_one(text)
    except SqlglotError as error:
        raise _RefusedError(*_syntax(text, error)) from None
    except RecursionError:
        raise _RefusedError(_TOO_DEEP) from None
    places: dict[str, list[int]] = {}
    for token in tokens:
        places.setdefault(token.text, []).append(token.start)
    return _Reader(text, places).node(parsed, 0)


_TOO_DEEP = Words("công thức lồng quá sâu.", "the formula is nested too deep.")


def _tokens(text: str) -> list[Token]:
    try:
        tokens = sqlglot.tokenize(text)
    except SqlglotError:
        raise _RefusedError(Words("không đọc được công thức.", "the formula cannot be read.")) from None
    depth = 0
    for token in tokens:
        if token.comments:
            raise _RefusedError(
                Words("công thức không được chứa chú thích.", "a formula may not hold a comment."), token.start
            )
        if token.token_type not in _TOKENS and not _CODE.match(token.text.lower()):
            what = words("“{t}” không được dùng trong công thức.", "“{t}” may not be used in a formula.", t=token.text)
            raise _RefusedError(what, token.start, _hint(text, token))
        if not _as_written(text, token):
            what = words("“{t}” không được dùng trong công thức.", "“{t}” may not be used in a formula.", t=token.text)
            raise _RefusedError(what, token.start)
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth > _DEEPEST:
            raise _RefusedError(_TOO_DEEP, token.start)
    return tokens


def _as_written(text: str, token: Token) -> bool:
    """Other spellings that SQL knows, such as ! for not and 1_000, are not ours."""
    written = text[token.start : token.end + 1]
    if token.token_type is TokenType.NOT:
        return written.lower() == "not"
    return token.token_type is not TokenType.NUMBER or _LITERAL.match(written) is not None


def _hint(text: str, token: Token) -> Words | None:
    if token.text == "%":
        return Words("Viết tỷ lệ dưới dạng số thập phân: 0.7.", "Write a share as a decimal: 0.7.")
    if token.text == "," and text[: token.start][-1:].isdigit() and "(" not in text[: token.start]:
        return Words("Số thập phân viết bằng dấu chấm: 0.7.", "Write decimals with a point: 0.7.")
    return None


def _syntax(text: str, error: SqlglotError) -> tuple[Words, int]:
    details = getattr(error, "errors", None)  # the message itself carries terminal codes
    found = details[0].get("highlight") if details else None
    start = len(details[0].get("start_context") or "") if details else 0
    if found:
        return words("sai cú pháp gần “{t}”.", "syntax error near “{t}”.", t=found), min(start, len(text))
    return Words("sai cú pháp.", "syntax error."), 0


class _Reader:
    """Turns whitelisted nodes into our tree; `places` gives back where each word stood."""

    def __init__(self, text: str, places: dict[str, list[int]]) -> None:
        self.text, self.places = text, places

    def node(self, e: exp.Expr, depth: int) -> Node:
        if depth > 4 * _DEEPEST:
            raise _RefusedError(_TOO_DEEP)
        kind = type(e)
        if kind in _ARITHMETIC:
            return Arithmetic(_ARITHMETIC[kind], *self._two(e, depth))
        if kind in _COMPARISON:
            return Comparison(_COMPARISON[kind], *self._two(e, depth))
        if kind in _LOGIC:
            return Logic(_LOGIC[kind], *self._two(e, depth))
        if kind is exp.Paren:
            return self._only(e, depth)
        if kind is exp.Not:
            return Not(self._only(e, depth))
        if kind is exp.Neg:
            return Arithmetic("-", Number(Fraction(0)), self._only(e, depth))
        if kind is exp.Between:
            return self._between(e, depth)
        if kind is exp.Boolean:
            return Truth(bool(e.this))
        if kind is exp.Literal:
            return self._number(e)
        if kind is exp.Column:
            return self._name(e)
        if kind is exp.Anonymous:
            return self._before(e)
        raise self._refused(e)

    def _two(self, e: exp.Expr, depth: int) -> tuple[Node, Node]:
        self._expect_arguments(e, {"this", "expression"})
        return self.node(e.this, depth + 1), self.node(e.expression, depth + 1)

    def _only(self, e: exp.Expr, depth: int) -> Node:
        self._expect_arguments(e, {"this"})
        return self.node(e.this, depth + 1)

    def _between(self, e: exp.Expr, depth: int) -> Node:
        self._expect_arguments(e, {"this", "low", "high"})
        value = self.node(e.this, depth + 1)
        low, high = self.node(e.args["low"], depth + 1), self.node(e.args["high"], depth + 1)
        return Logic("and", Comparison(">=", value, low), Comparison("<=", value, high))

    def _number(self, e: exp.Expr) -> Node:
        text = str(e.this)
        if e.args.get("is_string") or not _LITERAL.match(text):
            raise self._refused(e)
        return Number(Fraction(text))

    def _name(self, e: exp.Expr) -> Name:
        self._expect_arguments(e, {"this"})
        identifier = e.this
        if type(identifier) is not exp.Identifier or identifier.args.get("quoted"):
            raise self._refused(e)
        code = str(identifier.this)
        if not _CODE.match(code):
            raise _RefusedError(
                words("“{t}” không phải là mã chỉ tiêu.", "“{t}” is not the code of an indicator.", t=code),
                self._at(code),
                Words("Mã gồm chữ thường không dấu, số và _.", "Codes are lower-case a-z, digits and _."),
            )
        queue = self.places.get(code)
        return Name(code, at=queue.pop(0) if queue else 0)

    def _before(self, e: exp.Expr) -> Name:
        arguments = e.expressions
        if str(e.this) != "before" or set(_given(e)) - {"this", "expressions"}:
            raise self._refused(e)
        if len(arguments) != 1 or type(arguments[0]) is not exp.Column:
            raise _RefusedError(
                Words("before(...) nhận đúng một mã chỉ tiêu.", "before(...) takes the code of one indicator."),
                self._at("before"),
            )
        name = self._name(arguments[0])
        return Name(name.code, before=True, at=name.at)

    def _expect_arguments(self, e: exp.Expr, allowed: set[str]) -> None:
        if set(_given(e)) - allowed:
            raise self._refused(e)

    def _at(self, word: str) -> int:
        return self.places.get(word, [max(self.text.find(word), 0)])[0]

    def _refused(self, e: exp.Expr) -> _RefusedError:
        word = e.name or e.key
        what = words(
            "“{t}” không được dùng trong công thức.",
            "“{t}” may not be used in a formula.",
            t=word if word in self.text else self.text[:60],
        )
        return _RefusedError(
            what,
            max(self.text.find(word), 0),
            Words(
                "Công thức chỉ gồm mã chỉ tiêu, số, + - * /, so sánh, and, or, not, between, before(...).",
                "A formula holds indicator codes, numbers, + - * /, comparisons, and, or, not, between, before(...).",
            ),
        )


def _given(e: exp.Expr) -> list[str]:
    return [key for key, value in e.args.items() if value not in (None, False, [])]
