"""Two editions of a criteria set side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kieumau.engine.evaluation import CriterionChange, compare_rulebooks
from kieumau.engine.evaluation.comparing import FieldChange
from kieumau.engine.wording import Words, words
from kieumau.web.components.criteria.headings import heading, headings, known_rulebook


@dataclass(frozen=True)
class _Choice:
    key: str
    label: Words


@dataclass(frozen=True)
class _Change:
    """What happened to one criterion, or to several in the same way; to the rule of recognition, without a code."""

    kind: str
    codes: list[str]
    label: Words
    fields: tuple[FieldChange, ...]


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    books = headings()
    left_key, right_key = request.GET.get("left", ""), request.GET.get("right", "")
    context: dict[str, Any] = {
        "choices": [_Choice(b.key, Words(f"{b.title.vi} ({b.key})", f"{b.title.en} ({b.key})")) for b in books],
        "left_key": left_key,
        "right_key": right_key,
        "added": 0,
        "removed": 0,
        "changed": 0,
        "same": 0,
    }
    if left_key and right_key:
        left, right = known_rulebook(left_key), known_rulebook(right_key)
        found = compare_rulebooks(left, right)
        kinds = [c.kind for c in found if c.code]
        context |= {
            "left": heading(left),
            "right": heading(right),
            "changes": _changes(found),
            **{kind: kinds.count(kind) for kind in ("added", "removed", "changed", "same")},
        }
    return render(request, "editions/compare.html", context)


def _changes(found: tuple[CriterionChange, ...]) -> list[_Change]:
    """The rule of recognition first, then the criteria; those that changed in the same way stand together."""
    together: dict[object, list[CriterionChange]] = {}
    for change in sorted(found, key=lambda c: c.code != ""):
        if change.kind != "same":
            alike = change.fields if change.kind == "changed" and change.code else change.code
            together.setdefault(alike, []).append(change)
    return [
        _Change(
            same[0].kind,
            [c.code for c in same if c.code],
            same[0].label
            if len(same) == 1
            else words("{n} tiêu chí đổi như nhau", "{n} criteria changed in the same way", n=len(same)),
            same[0].fields,
        )
        for same in together.values()
    ]
