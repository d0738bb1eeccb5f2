"""An overlay adds local criteria to a rulebook and fills a frame. It may add, and never weaken.

So nothing that stands in the base can be named again: not a threshold, an indicator, a rule or the rule of
recognition. A stricter local demand is a criterion more. Only a criterion marked `frame: true` may be filled.
"""

from __future__ import annotations

from collections.abc import Mapping

from kieumau.engine.criteria.schema import CriterionDoc, FillDoc, GroupDoc, OverlayDoc, RulebookDoc
from kieumau.engine.errors import Problem, RulebookError
from kieumau.engine.shelf.documents import YamlDocument
from kieumau.engine.shelf.fields import Text
from kieumau.engine.wording import Words, words

_ADD = Words(
    "Tiêu chí địa phương phải có mã mới; muốn cao hơn, thêm một tiêu chí.",
    "A local criterion needs a new code; to ask for more, add a criterion.",
)


def overlaid(base: RulebookDoc, overlay: OverlayDoc, document: YamlDocument) -> RulebookDoc:
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
    if base.criteria is not None and (overlay.groups or any(f.group for f in fills.values())):
        groups = [_ungrouped(base.criteria)]
    changes = {
        "measures": {**base.measures, **overlay.measures},
        "indicators": {**base.indicators, **overlay.indicators},
        "thresholds": {**base.thresholds, **overlay.thresholds},
        "groups": [*_filled(groups, fills), *overlay.groups] if groups else None,
        "criteria": None if groups else _replaced(base.criteria or [], fills),
        "notes": [*base.notes, *overlay.notes],
    }
    return base.model_copy(update=changes)


def _ungrouped(criteria: list[CriterionDoc]) -> GroupDoc:
    """The criteria of a base without groups, before the groups that the overlay adds."""
    nameless = Text.model_construct(vi="", en="")
    return GroupDoc.model_construct(code="", label=nameless, law="", criteria=criteria)


def _filled(groups: list[GroupDoc], fills: Mapping[str, FillDoc]) -> list[GroupDoc]:
    """The groups with what the office entered; a fill that names a group moves there, in the order of the codes."""
    moved: dict[str, GroupDoc] = {}
    for criterion in (c for group in groups for c in _all(group.criteria)):
        fill = fills.get(criterion.code)
        if fill is not None and fill.group is not None:
            there = moved.setdefault(
                fill.group.code,
                GroupDoc.model_construct(code=fill.group.code, label=fill.group.label, law="", criteria=[]),
            )
            there.criteria.append(fill)
    kept = [g.model_copy(update={"criteria": _replaced(g.criteria, fills)}) for g in groups]
    return [*moved.values(), *(g for g in kept if g.criteria)]


def _replaced(criteria: list[CriterionDoc], fills: Mapping[str, FillDoc]) -> list[CriterionDoc]:
    """Frames replaced by their fills, at any depth; those that move to a group of their own are taken out."""
    replaced: list[CriterionDoc] = []
    for criterion in criteria:
        fill = fills.get(criterion.code)
        if fill is not None:
            replaced += [] if fill.group else [fill]
        elif criterion.criteria is not None:
            children = _replaced(criterion.criteria, fills)
            replaced += [criterion.model_copy(update={"criteria": children})] if children else []
        else:
            replaced.append(criterion)
    return replaced


def _all(criteria: list[CriterionDoc]) -> list[CriterionDoc]:
    return [c for criterion in criteria for c in (criterion, *_all(criterion.criteria or []))]
