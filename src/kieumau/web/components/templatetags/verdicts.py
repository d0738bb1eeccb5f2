"""Verdicts as people read them: shape, word and colour together, never one alone."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from django import template

register = template.Library()


@register.filter
def verdict_code(value: object) -> str:
    """`met`, `not_met`, `unknown` or `not_applicable`, from an enum or from text such as "not met"."""
    text = str(value.value if isinstance(value, Enum) else value)
    return text.strip().lower().replace(" ", "_").replace("-", "_")


@register.inclusion_tag("kieumau/words/verdict.html")
def verdict(value: object) -> dict[str, str]:
    """The badge of one verdict."""
    return {"code": verdict_code(value)}


@register.filter
def with_verdict(criteria: Iterable[Any], wanted: str) -> list[Any]:
    """The criteria of one verdict; all of them when nothing particular is wanted."""
    return [each for each in criteria if not wanted or verdict_code(each.verdict) == wanted]


@register.filter
def criteria_with(groups: Iterable[Any], wanted: str) -> list[Any]:
    """The criteria of one verdict across all groups, in the order of the set."""
    return [each for group in groups for each in with_verdict(group.criteria, wanted)]
