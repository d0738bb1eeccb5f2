"""An overlay adds local criteria to a rulebook and fills a frame. It may add, and never weaken.

So nothing that stands in the base can be named again: not a threshold, an indicator, a rule or the rule of
recognition. A stricter local demand is a criterion more. Only a criterion marked `frame: true` may be filled.
"""

from __future__ import annotations

from collections.abc import Mapping

from kieumau.engine.criteria.schema import CriterionDoc, FillDoc, GroupDoc, OverlayDoc, RulebookDoc
from kieumau.engine.criteria.yaml_reading import Document
from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.wording import Words, words

_ADD = Words(
    "Tiêu chí địa phương phải có mã mới; muốn cao hơn, thêm một tiêu chí.",
    "A local criterion needs a new code; to ask for more, add a criterion.",
)


def overlaid(base: RulebookDoc, overlay: OverlayDoc, document: Document) -> RulebookDoc:
    """The base with what the overlay adds. Raises `RulebookError` where it would change what the base says."""
    problems: list[Problem] = []
    for section in ("measures", "indicators", "thresholds"):
        for code in getattr(overlay, section):
            if code in getattr(base, section):
                what = words(
                    "“{c}” đã có trong bộ gốc, không được đổi.", "“{c}” stands in the base and may not change.", c=code
                )
                problems.append(document.problem((section, code), what, _ADD))
    groups = list(base.groups or [])
    taken = {c.code for g in groups for c in _all(g.criteria)} | {c.code for c in _all(base.criteria or [])}
    for i, group in enumerate(overlay.groups):
        for j, criterion in enumerate(_all(group.criteria)):
            if criterion.code in taken:
                what = words("tiêu chí {c} đã có trong bộ gốc.", "criterion {c} stands in the base.", c=criterion.code)
                problems.append(document.problem(("groups", i, "criteria", j), what, _ADD))
    fills = {f.code: f for f in overlay.fills}
    frames = {c.code for g in groups for c in _all(g.criteria) if c.frame} | {
        c.code for c in _all(base.criteria or []) if c.frame
    }
    for i, fill in enumerate(overlay.fills):
        if fill.code not in frames:
            what = words("tiêu chí {c} không phải khung để trống.", "criterion {c} is not an empty frame.", c=fill.code)
            problems.append(document.problem(("fills", i, "code"), what))
    if problems:
        raise RulebookError(problems)
    filled = _filled(groups, fills)
    criteria = [fills.get(c.code, c) for c in base.criteria] if base.criteria else None
    changes = {
        "measures": {**base.measures, **overlay.measures},
        "indicators": {**base.indicators, **overlay.indicators},
        "thresholds": {**base.thresholds, **overlay.thresholds},
        "groups": [*filled, *overlay.groups] if base.groups else None,
        "criteria": [*criteria, *(c for g in overlay.groups for c in g.criteria)] if criteria else None,
        "notes": [*base.notes, *overlay.notes],
    }
    return base.model_copy(update=changes)


def _filled(groups: list[GroupDoc], fills: Mapping[str, FillDoc]) -> list[GroupDoc]:
    """The groups with what the office entered; a fill that names a group moves there, in the order of the codes."""
    kept = [(g, [fills.get(c.code, c) for c in g.criteria if not _moves(fills.get(c.code))]) for g in groups]
    moved: dict[str, GroupDoc] = {}
    for group in groups:
        for criterion in group.criteria:
            fill = fills.get(criterion.code)
            if fill is not None and fill.group is not None:
                there = moved.setdefault(
                    fill.group.code,
                    GroupDoc.model_construct(code=fill.group.code, label=fill.group.label, law="", criteria=[]),
                )
                there.criteria.append(fill)
    return [*moved.values(), *(g.model_copy(update={"criteria": criteria}) for g, criteria in kept if criteria)]


def _moves(fill: FillDoc | None) -> bool:
    return fill is not None and fill.group is not None


def _all(criteria: list[CriterionDoc]) -> list[CriterionDoc]:
    return [c for criterion in criteria for c in (criterion, *_all(criterion.criteria or []))]
