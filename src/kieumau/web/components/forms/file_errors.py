"""What is to be put right in a file, place by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kieumau.engine.errors import Hint, Problem
from kieumau.engine.wording import Words
from kieumau.web.components.words.hints import words_of
from kieumau.web.components.words.sentences import sentence


@dataclass(frozen=True)
class FileError:
    """One thing in the file to put right, as the page's table shows it."""

    sheet: str
    row: int | None
    column: int | str | None
    what: Words
    todo: Hint | None


def file_errors(problems: Iterable[Problem]) -> dict[str, Any]:
    """The places that are named, and how many there are with those that the reader only counted."""
    told = [p.worded(words_of) for p in problems]
    named = [FileError(p.path, p.line, p.column, sentence(p.what), p.hint) for p in told if not p.more]
    return {"file_errors": named, "error_count": len(named) + sum(p.more for p in told)}
