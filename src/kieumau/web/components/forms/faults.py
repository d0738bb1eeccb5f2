"""A plain form as it was sent: what was typed, and beside each field what is wrong about it, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words
from kieumau.web.components.words.hints import words_of
from kieumau.web.components.words.sentences import sentence


@dataclass(frozen=True, slots=True)
class Fault(Words):
    """What is wrong, and the id of the field to go to."""

    target: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    auto_id: str
    value: str
    errors: list[Fault]


def faults_of(problems: Iterable[Problem], suffix: str = "") -> list[Fault]:
    """Problems as a page says them; their `path` is the name of a field, its id that name and the form's suffix."""
    faults = []
    for problem in problems:
        said = sentence(replace(problem.worded(words_of), path="").sentence)
        faults.append(Fault(said.vi, said.en, f"{problem.path}{suffix}" if problem.path else ""))
    return faults


def form_of(
    names: Iterable[str], data: QueryDict | None, faults: Sequence[Fault] = (), suffix: str = ""
) -> dict[str, Any]:
    """Fields by name, empty where `data` is None because another form of the page was sent; `sent` says which."""
    fields = {}
    for name in names:
        value = data.get(name, "").replace("\0", "")[:300] if data is not None else ""
        target = f"{name}{suffix}"
        fields[name] = Field(name, target, value, [f for f in faults if f.target == target])
    return fields | {"sent": data is not None}
