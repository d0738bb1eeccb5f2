"""What is to be put right in a file, place by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kieumau.engine.reading.gathering import left_out
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class FileError:
    """One thing in the file to put right, as the page's table shows it."""

    sheet: str
    row: int | None
    column: int | str | None
    what: Words
    todo: Words | None


def file_errors(errors: list[FileError] | None) -> dict[str, Any]:
    """The places that are named, and how many there are with those that the reader only counted."""
    named = [e for e in errors or [] if not left_out(e.what.vi)]
    return {"file_errors": named, "error_count": len(named) + sum(left_out(e.what.vi) for e in errors or [])}
