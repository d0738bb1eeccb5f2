"""Sentences as pages show them."""

from __future__ import annotations

from kieumau.engine.wording import Words


def sentence(said: Words) -> Words:
    """With a capital and a full stop, as a page shows it; the "a)" of a list stays small."""
    return Words(*(_capital(s) + ("" if s.endswith((".", "?")) else ".") for s in (said.vi, said.en)))


def _capital(text: str) -> str:
    return text if text[1:2] == ")" else text[:1].upper() + text[1:]
