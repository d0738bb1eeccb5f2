"""The reason that a person gives for an act, as the journal and the rows keep it."""

from __future__ import annotations


def tidy_reason(text: str) -> str:
    """A reason as it is kept; nothing where it holds no letter and no digit."""
    said = " ".join(text.replace("\0", "").split())[:300]
    return said if any(c.isalnum() for c in said) else ""
