"""What the person at work may do, for menus: `{% may "see_people" as sees_people %}`. Pages and acts ask for themselves."""

from __future__ import annotations

from typing import Any

from django import template

from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Any, permission: str) -> bool:
    acting = getattr(context.get("request"), "acting", None)
    return isinstance(acting, Acting) and acting.may(Permission(permission))
