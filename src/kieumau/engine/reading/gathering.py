"""Problems gathered while a file is read, so that a person hears of all of them at once."""

from __future__ import annotations

from collections.abc import Hashable

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.reading import limits
from kieumau.engine.wording import Words

_LEFT_OUT = Words("và còn {n} lỗi.", "and {n} more problems.")


class GatheredProblems:
    """Keeps the first problems and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.left_out = 0
        self._once: set[Hashable] = set()

    def __bool__(self) -> bool:
        return bool(self.kept)

    @property
    def suggests(self) -> bool:
        """Whether a suggestion is still worth looking for: among ten thousand codes that takes its time."""
        return len(self.kept) < limits.SUGGESTIONS

    def add(self, problem: Problem) -> None:
        if len(self.kept) < limits.PROBLEMS_SHOWN:
            self.kept.append(problem)
        else:
            self.left_out += 1

    def first_time(self, key: Hashable) -> bool:
        """Whether this is said for the first time: a misspelt code of five hundred rows is one problem."""
        if key in self._once:
            return False
        self._once.add(key)
        return True

    def raise_if_any(self) -> None:
        if not self.kept:
            return
        problems = list(self.kept)
        if self.left_out:
            problems.append(Problem(_LEFT_OUT.fill(n=self.left_out), more=self.left_out))
        raise ObservationError(problems)


def refusal(file: str, vi: str, en: str, hint_vi: str = "", hint_en: str = "", *, sheet: str = "") -> ObservationError:
    """One reason for which a whole file is not read."""
    hint = Words(hint_vi, hint_en) if hint_vi else None
    return ObservationError(Problem(Words(vi, en), file=file, path=sheet, hint=hint))
