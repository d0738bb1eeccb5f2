"""From a rulebook file to a `CriteriaSet`, with every problem of the file gathered and shown together."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import sha256

from pydantic import BaseModel

from kieumau.engine.criteria import schema
from kieumau.engine.criteria.building import Builder
from kieumau.engine.criteria.overlaying import overlaid
from kieumau.engine.criteria.schema import OverlayDoc, RulebookDoc
from kieumau.engine.criteria.sets import CriteriaSet
from kieumau.engine.errors import RulebookError
from kieumau.engine.shelf.documents import read_text, read_yaml
from kieumau.engine.shelf.rulebooks import find_rulebook
from kieumau.engine.shelf.validating import FileSchema, keys_of

SCHEMA = FileSchema(
    keys=keys_of(*(m for m in vars(schema).values() if isinstance(m, type) and issubclass(m, BaseModel))),
    formulas=("meets", "applies_when", "of", "points_at_least", "ranked_by"),
    stand_ins={
        "label": {"vi": "…"},
        "title": {"vi": "…"},
        "vi": "…",
        "issuer": "…",
        "rulebook": "chua-ro",
        "version": "chua-ro",
        "nature": "sample",
        "measure": "number",  # stands beside every measure without complaint
        "in_force": date.max,  # every threshold has a value by then
        "applies_to": ["phuong"],
        "recognised_when": "all",
        "meets": "true",
    },
    maps=("indicators", "thresholds", "measures"),
)


def load_rulebook(name_or_path: str) -> CriteriaSet:
    """Read a shipped rulebook (`programme/version`), or a file or folder. Raises `RulebookError`."""
    path = find_rulebook(name_or_path)
    return parse_rulebook(read_text(path), file=str(path))


@lru_cache(maxsize=32)
def shipped_rulebook(key: str) -> CriteriaSet:
    """A shipped rulebook, read once."""
    return load_rulebook(key)


def parse_rulebook(text: str, *, file: str) -> CriteriaSet:
    """Read a rulebook, or an overlay together with the rulebook that it adds to."""
    document = read_yaml(text, file)
    if isinstance(document.data, dict) and "overlay_of" in document.data:
        overlay, problems = SCHEMA.validated(OverlayDoc, document)
        base_path = find_rulebook(overlay.overlay_of)
        base_text = read_text(base_path)
        base_document = read_yaml(base_text, str(base_path))
        base, wrong = SCHEMA.validated(RulebookDoc, base_document)
        try:
            merged = overlaid(base, overlay, document)
        except RulebookError as refused:
            raise RulebookError([*problems, *wrong, *refused.problems]) from None
        if problems or wrong:
            raise RulebookError([*problems, *wrong])
        return Builder(merged, document, _mark(text, base_text), overlay=overlay).build()
    doc, problems = SCHEMA.validated(RulebookDoc, document)
    return Builder(doc, document, _mark(text), problems=problems).build()


def load_overlay_base(text: str, *, file: str) -> str:
    """The rulebook that an overlay adds to, or nothing where the text is a rulebook itself."""
    data = read_yaml(text, file).data
    return str(data.get("overlay_of", "")) if isinstance(data, dict) else ""


def _mark(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()
