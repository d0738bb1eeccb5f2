"""A formula as a tree of tiny frozen values. `at` is the place in the text, counted from 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A figure, a threshold or a computed value; `before` asks for the same period a year earlier."""

    code: str
    before: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    sign: str  # + - * /
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: str  # = <> < <= > >=
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic:
    word: str  # and | or
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Number | Truth | Name | Arithmetic | Comparison | Logic | Not


def parts_of(node: Node) -> tuple[Node, ...]:
    """What a node is made of, from left to right."""
    match node:
        case Arithmetic(_, left, right) | Comparison(_, left, right) | Logic(_, left, right):
            return left, right
        case Not(part):
            return (part,)
    return ()


def names_in(node: Node) -> Iterator[Name]:
    """Every name of the formula, from left to right."""
    if isinstance(node, Name):
        yield node
    for part in parts_of(node):
        yield from names_in(part)
