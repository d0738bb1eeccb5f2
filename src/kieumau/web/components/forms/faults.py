"""What is wrong, as a page says it, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words
from kieumau.web.components.words.hints import words_of
from kieumau.web.components.words.sentences import sentence


@dataclass(frozen=True, slots=True)
class Fault(Words):
    """What is wrong, and the id of the field to go to."""

    target: str = ""


def faults_of(problems: Iterable[Problem], suffix: str = "") -> list[Fault]:
    """Problems as a page says them; their `path` is the name of a field, its id that name and the form's suffix."""
    faults = []
    for problem in problems:
        said = sentence(replace(problem.worded(words_of), path="").sentence)
        faults.append(Fault(said.vi, said.en, f"{problem.path}{suffix}" if problem.path else ""))
    return faults
