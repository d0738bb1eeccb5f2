"""How lines are sealed, and how a broken seal is found. No database here: lines in, faults out.

Each seal is the SHA-256 of the line's own words and of the seal before, as in a chain of custody (RFC 6962 and its kin
seal trees; one office's journal needs no more than a list). Whoever can rewrite the whole table can also seal it anew:
that is what anchors are for, seals that were written down elsewhere (paper, another server) while they were true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from kieumau.engine.wording import Words, words

START = "0" * 64
"""The seal before the first line."""


class Line(NamedTuple):
    """One line as it is sealed. `details` is the JSON text as stored, so that no database can reword it."""

    number: int
    at: datetime
    action: str
    account: str
    name: str
    role: str
    address: str
    about: str
    unit: str
    details: str


def seal(before: str, line: Line) -> str:
    """The seal of a line, 64 hexadecimal digits, given the seal of the line before."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = json.dumps([before, line.number, at, *line[2:]], ensure_ascii=False, separators=(",", ":"))
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class ChainFault:
    """A line that is not what was written, or is not there."""

    number: int
    what: Words


def faults(lines: Iterable[tuple[Line, str]], anchors: Mapping[int, str] | None = None) -> Iterator[ChainFault]:
    """What was changed, removed, reordered or inserted among lines in their order of number.

    Each line is held against the seal stored with the line before it, so one changed line is one fault and not a
    thousand. `anchors` are seals kept elsewhere, by number; with one at the end, lines cut off at the end are missed
    too, and so is a whole journal that was sealed anew.
    """
    waiting = dict(anchors or {})
    before, expected = START, 1
    for line, kept in lines:
        if line.number < expected:
            said = words("dòng {n} không đúng chỗ", "line {n} is out of place", n=_number(line.number))
            yield ChainFault(line.number, said)
        elif line.number != expected:
            what = (
                words("thiếu dòng {a}", "line {a} is missing", a=_number(expected))
                if line.number == expected + 1
                else words(
                    "thiếu các dòng từ {a} đến {b}",
                    "lines {a} to {b} are missing",
                    a=_number(expected),
                    b=_number(line.number - 1),
                )
            )
            yield ChainFault(expected, what)
        elif seal(before, line) != kept:
            said = words(
                "dòng {n} không khớp dấu niêm: dòng này hoặc dấu của dòng trước đã bị sửa",
                "line {n} does not match its seal: this line, or the seal before it, was changed",
                n=_number(line.number),
            )
            yield ChainFault(line.number, said)
        if (anchor := waiting.pop(line.number, None)) is not None and anchor != kept:
            said = words(
                "dòng {n} không khớp dấu đã lưu ở nơi khác",
                "line {n} does not match the seal that was kept elsewhere",
                n=_number(line.number),
            )
            yield ChainFault(line.number, said)
        if line.number >= expected:
            before, expected = kept, line.number + 1
    for number in sorted(waiting):
        said = words(
            "không còn dòng {n}, là dòng có dấu đã lưu ở nơi khác",
            "line {n}, whose seal was kept elsewhere, is gone",
            n=_number(number),
        )
        yield ChainFault(number, said)


def _number(number: int) -> str:
    """Line numbers are names: 1234567, in both languages alike."""
    return str(number)
