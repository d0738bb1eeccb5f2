"""What is wrong with a file, as its row keeps it, and back: pages and commands word it when it is read."""

from __future__ import annotations

from typing import Any, Protocol

from kieumau.engine.errors import Advice, Problem
from kieumau.engine.wording import Words


class RefusedFile(Protocol):
    """A row that stands for a file that was sent: of figures, or to be tried."""

    problems: Any


def filed(problem: Problem) -> dict[str, Any]:
    hint = problem.hint
    return {
        "sheet": problem.path,
        "row": problem.line,
        "column": problem.column,
        "what": [problem.what.vi, problem.what.en],
        "todo": [hint.vi, hint.en] if isinstance(hint, Words) else hint,  # or the name of the advice
        "more": problem.more,
    }


def problems_of(row: RefusedFile) -> list[Problem]:
    return [_problem(kept) for kept in row.problems]


def _problem(kept: dict[str, Any]) -> Problem:
    todo = kept["todo"]
    return Problem(
        Words(*kept["what"]),
        line=kept["row"],
        column=kept["column"],
        path=kept["sheet"],
        hint=Advice(todo) if isinstance(todo, str) else Words(*todo) if todo else None,
        more=kept.get("more", 0),
    )
