"""The family of errors. Each gathers problems; each problem says what, where, what is expected, what to do.

KieuMauError
├── RulebookError      a criteria set, its formulas or its cases cannot be used
├── RegistryError      units that contradict each other, or a code that means none
├── ObservationError   a table of figures or of units cannot be read
└── EvaluationError    a set and figures that do not fit together, or a day out of force
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kieumau.engine.wording import Words, plain


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where. `path` is the place inside a document: `criteria.3.meets`, `Sheet1`."""

    what: Words
    file: str = ""
    line: int | None = None
    column: int | str | None = None
    path: str = ""
    hint: Words | None = None

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

    @property
    def sentence(self) -> Words:
        said = plain(f"{self.where.vi}: ") if self.where.vi else plain("")
        if self.where.vi:
            said = Words(f"{self.where.vi}: ", f"{self.where.en}: ")
        said += self.what
        return said + " " + self.hint if self.hint else said


class KieuMauError(Exception):
    """Anything a person can put right. `problems` is never empty."""

    def __init__(self, problems: Problem | Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(p.sentence.vi for p in self.problems))

    def said(self, language: str) -> str:
        return "\n".join(p.sentence.said(language) for p in self.problems)


class RulebookError(KieuMauError):
    """A criteria set, its formulas or its cases cannot be used."""


class RegistryError(KieuMauError):
    """Units that contradict each other, a change that cannot be, or a code that means no unit on a day."""


class ObservationError(KieuMauError):
    """A table of figures or of units cannot be read."""


class EvaluationError(KieuMauError):
    """A set and figures that do not fit together, or a day on which the set is not in force."""


def did_you_mean(word: str, known: Sequence[str]) -> Words | None:
    """A suggestion for a misspelt word, or nothing where none is near."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    if not near:
        return None
    return Words(f"Có phải ý bạn là “{near[0]}”?", f"Did you mean “{near[0]}”?")
