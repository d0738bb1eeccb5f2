"""`{% navigation as entries %}`: the main entries that this person sees, the section of the page marked."""

from __future__ import annotations

from typing import Any

from django import template

from kieumau.web.shell.navigation import ShownEntry, entries_for

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context: Any) -> list[ShownEntry]:
    return entries_for(context["request"], context.get("here", ""))
