"""Anchors: seals kept elsewhere, one a line as `number seal moment`, short enough to be written down on paper.

No database here: text in, anchors out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.wording import Words, words

# On the page the seal stands in eights, for who copies it by hand; with or without the spaces is the same.
_LINE = re.compile(r"(?P<number>[1-9][0-9]{0,17})\s+(?P<seal>[0-9A-Fa-f]{8}(\s?[0-9A-Fa-f]{8}){7})(\s+\S.*)?")
_HINT = Words(
    "Mỗi dòng: số dòng nhật ký, dấu niêm 64 chữ số, thời điểm.",
    "Each line: number of the journal's line, seal of 64 digits, moment.",
)


class JournalError(KieuMauError):
    """The journal, or seals of it that were kept elsewhere, cannot be read."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the seal of a line was while it was true, e.g. of line 1204. The moment is for the reader only."""

    number: int
    seal: str
    moment: str

    def __str__(self) -> str:
        return f"{self.number} {self.seal} {self.moment}".rstrip()


def read_anchors(texts: Iterable[tuple[str, str]]) -> dict[int, str]:
    """The seals by number, from pairs of file name and text. Empty lines and those after `#` are for people.

    Raises `JournalError` with every line that is no anchor, and every two that give one line two seals.
    """
    problems: list[Problem] = []
    found: dict[int, str] = {}
    for file, text in texts:
        for place, said in enumerate(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").splitlines(), start=1):
            if not said.strip() or said.lstrip().startswith("#"):
                continue
            match = _LINE.fullmatch(said.strip())
            if match is None:
                what = Words("đây không phải là một mốc niêm.", "this is no anchor.")
                problems.append(Problem(what, file=file, line=place, hint=_HINT))
                continue
            number, seal = int(match["number"]), "".join(match["seal"].lower().split())
            if found.setdefault(number, seal) != seal:
                what = words(
                    "dòng nhật ký {n} có hai mốc niêm khác nhau: một trong hai đã bị sửa.",
                    "line {n} of the journal has two different anchors: one of them was changed.",
                    n=str(number),
                )
                problems.append(Problem(what, file=file, line=place))
    if problems:
        raise JournalError(problems)
    return found
