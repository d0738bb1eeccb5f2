"""Who can see this? Who may do what for a unit, by name within one's scope and by role beyond it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.territory import Registry, said_span
from kieumau.engine.territory.kinds import COUNTRY
from kieumau.engine.wording import Words, joined
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.queries import who_reaches
from kieumau.records.accounts.roles import (
    PERMISSION_WORDS,
    ROLE_WORDS,
    Permission,
    Role,
)
from kieumau.web.shell.days import today
from kieumau.web.shell.links import asked_day, unit_address
from kieumau.web.shell.requests import SignedRequest


@dataclass(frozen=True)
class Seer:
    name: str
    url: str
    role: Words
    unit: Words
    span: Words
    may: Words


@require_safe
def who_can_see(request: SignedRequest, code: str) -> HttpResponse:
    """Who may do what for a unit, today: those of the person's own scope by name, the others by role and number."""
    by, day = request.acting, asked_day(request) or today(request)
    unit = by.registry.find(code, day)
    if unit is None or not any(code in by.units(p, day) for p in Permission):
        raise Http404
    named, others = who_reaches(unit, on=day, by=by)
    seers = [
        Seer(
            m.user.full_name,
            reverse("workspace:person", args=[m.user.uuid]),
            ROLE_WORDS[Role(m.role)],
            _unit_name(by.registry, m),
            said_span(m),
            joined([PERMISSION_WORDS[p] for p in may], ", "),
        )
        for m, may in named
    ]
    context = {
        "unit": unit,
        "unit_url": unit_address(unit, day),
        "day": day,
        "seers": seers,
        "others": [
            (ROLE_WORDS[role], count, joined([PERMISSION_WORDS[p] for p in may]))
            for (role, may), count in others.items()
        ],
    }
    return render(request, "who_can_see/who_can_see.html", context)


def _unit_name(registry: Registry, mandate: Mandate) -> Words:
    unit = registry.find(mandate.unit, mandate.valid_from) if mandate.unit else None
    return unit.full_name if unit else COUNTRY
