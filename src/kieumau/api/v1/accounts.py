"""Whose key it is, and the people within that person's scope."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router

from kieumau.api.v1 import schemas
from kieumau.api.v1.keys import Key, whose
from kieumau.api.v1.parameters import only
from kieumau.engine.territory import BEGINNING, OPEN
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.people.actions import note_people_read
from kieumau.records.accounts.queries import people
from kieumau.records.accounts.roles import MAY, ROLE_WORDS, Role
from kieumau.records.accounts.tokens.scopes import TokenScope

router = Router(tags=["accounts"])
CLOSED = {401: schemas.ProblemsAnswer, 403: schemas.ProblemsAnswer}


def _mandate(mandate: Mandate) -> schemas.MandateAnswer:
    role = Role(mandate.role)
    return schemas.MandateAnswer(
        role=role.value,
        role_words=schemas.said(ROLE_WORDS[role]),
        unit=mandate.unit or None,
        valid_from=_day(mandate.valid_from),
        valid_until=_day(mandate.valid_until),
        may=sorted(p.value for p in MAY[role]),
    )


def _day(day: date) -> date | None:
    return None if day in (BEGINNING, OPEN) else day


@router.get(
    "/me",
    auth=Key(),
    response={200: schemas.MeAnswer, **CLOSED},
    operation_id="read_me",
    summary="Khóa này của ai · Whose key this is",
)
def read_me(request: HttpRequest) -> schemas.MeAnswer:
    """The account that the key belongs to, and the roles that it holds today."""
    only(request)
    by = whose(request)
    return schemas.MeAnswer(account=by.user.username, key=by.token, mandates=[_mandate(m) for m in by.mandates])


@router.get(
    "/people",
    auth=Key(TokenScope.PEOPLE),
    response={200: schemas.PeopleAnswer, **CLOSED},
    operation_id="list_people",
    summary="Người và vai trò trong phạm vi · People and roles within scope",
)
def list_people(request: HttpRequest) -> schemas.PeopleAnswer:
    """Accounts that hold a role, today or later, for a unit within the scope of the key's person."""
    only(request)
    by = whose(request)
    found = people(by=by)
    note_people_read(count=len(found), by=by)
    return schemas.PeopleAnswer(
        count=len(found),
        items=[
            schemas.PersonAnswer(
                account=user.username, name=user.full_name, active=user.is_active, mandates=[_mandate(m) for m in held]
            )
            for user, held in found
        ],
    )
