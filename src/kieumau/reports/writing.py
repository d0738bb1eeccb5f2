"""What every written table shares: whole files or none, and texts that a spreadsheet does not run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.wording import words

Cell = str | int | float | None
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula, made plain text by a leading apostrophe."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA):
        return "'" + cell
    return cell


def kind_of(target: Path, kinds: tuple[str, ...]) -> str:
    """The kind of file by the name's ending. Raises `EvaluationError` for one that is not written."""
    kind = target.suffix.lower().removeprefix(".")
    if kind not in kinds:
        raise EvaluationError(
            Problem(
                words("không ghi được tệp kiểu “{k}”.", "files of the kind “{k}” cannot be written.", k=target.suffix),
                file=target.name,
                hint=words("Dùng đuôi {f}.", "Use one of {f}.", f=", ".join(f".{f}" for f in kinds)),
            )
        )
    return kind


def write_whole(target: Path, write: Callable[[Path], object]) -> None:
    """The file appears whole or not at all. Raises `EvaluationError` where it cannot be written."""
    draft = target.with_name(f".{target.name}.part")
    try:
        write(draft)
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise EvaluationError(
            Problem(
                words("không ghi được tệp: {e}.", "the file cannot be written: {e}.", e=error.strerror or str(error)),
                file=str(target),
            )
        ) from None
