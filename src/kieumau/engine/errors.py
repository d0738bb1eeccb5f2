"""The family of errors. Each gathers problems; each problem says what, where, what is expected, what to do.

KieuMauError
├── RulebookError      a criteria set, its formulas or its cases cannot be used
├── RegistryError      units that contradict each other, or a code that means none
├── ObservationError   a table of figures or of units cannot be read
└── EvaluationError    a set and figures that do not fit together, or a day out of force
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from kieumau.engine.wording import Words, plain, words


class Advice(StrEnum):
    """What to do where each face says it in its own words: by a command, on a page, at an address."""

    FIND_UNIT = "find_unit"  # by its name, among the units of a day
    SAY_DAY_OF_CODES = "say_day_of_codes"  # of which day the codes of a file are
    ASK_TO_REOPEN = "ask_to_reopen"  # the closed period of a return


Hint = Words | Advice


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where. `path` is the place inside a document: `criteria.3.meets`, `Sheet1`.

    `more` is how many others it stands for, where it only counts what is not told.
    """

    what: Words
    file: str = ""
    line: int | None = None
    column: int | str | None = None
    path: str = ""
    hint: Hint | None = None
    more: int = 0

    @property
    def where(self) -> Words:
        vi, en = [self.file] if self.file else [], [self.file] if self.file else []
        if self.path:
            vi.append(self.path)
            en.append(self.path)
        if self.line is not None:
            vi.append(f"dòng {self.line}")
            en.append(f"line {self.line}")
        if self.column is not None:
            vi.append(f"cột {self.column}")
            en.append(f"column {self.column}")
        return Words(", ".join(vi), ", ".join(en))

    def worded(self, words_of: Callable[[Advice], Words]) -> Problem:
        """With its advice in the words of a face."""
        return replace(self, hint=words_of(self.hint)) if isinstance(self.hint, Advice) else self

    @property
    def sentence(self) -> Words:
        """Where, what, and what to do; advice that no face has worded yet is not in it."""
        said = plain(f"{self.where.vi}: ") if self.where.vi else plain("")
        if self.where.vi:
            said = Words(f"{self.where.vi}: ", f"{self.where.en}: ")
        said += self.what
        return said + " " + self.hint if isinstance(self.hint, Words) else said


class KieuMauError(Exception):
    """Anything a person can put right. `problems` is never empty."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(p.sentence.vi for p in self.problems))

    def said(self, language: str) -> str:
        return "\n".join(p.sentence.said(language) for p in self.problems)

    def worded(self, words_of: Callable[[Advice], Words]) -> tuple[Problem, ...]:
        """The problems with their advice in the words of a face."""
        return tuple(p.worded(words_of) for p in self.problems)


class RulebookError(KieuMauError):
    """A criteria set, its formulas or its cases cannot be used."""


class RegistryError(KieuMauError):
    """Units that contradict each other, a change that cannot be, or a code that means no unit on a day."""


class ObservationError(KieuMauError):
    """A table of figures or of units cannot be read."""


class EvaluationError(KieuMauError):
    """A set and figures that do not fit together, or a day on which the set is not in force."""


def the_rest(count: int) -> Problem:
    """Counts the problems that are not told any more."""
    return Problem(words("còn {n} lỗi nữa.", "{n} more.", n=count), more=count)


def did_you_mean(word: str, known: Sequence[str]) -> Words | None:
    """A suggestion for a misspelt word, or nothing where none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    if not near:
        return None
    return Words(f"Có phải ý bạn là “{near[0]}”?", f"Did you mean “{near[0]}”?")
