"""The only ways to reach an account, a mandate or a key. Missing and forbidden sound the same."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import NOT_EMPTY, Mandate, Token, User
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import unit_later
from kieumau.records.journal.refusals import NotHereError


class NoAccountError(NotHereError):
    """There is no such account, mandate or key, or it is not for this person."""


def access_account(account_uuid: UUID, *, by: Acting, to: Permission = Permission.SEE_PEOPLE) -> User:
    """An account that the person may see, his own always; or may manage: then every role it holds is in his scope.

    Who could manage an account by one of its roles could enter with all the others. At most two queries.
    """
    user = User.objects.filter(uuid=account_uuid).first()
    if user is None:
        raise NoAccountError
    if to is Permission.SEE_PEOPLE and user.pk == by.user.pk:
        return user
    held = list(Mandate.objects.filter(NOT_EMPTY, user=user, valid_until__gt=by.on))
    if to is Permission.SEE_PEOPLE:
        allowed = any(reaches(by, to, m) for m in held or Mandate.objects.filter(user=user))
    else:
        allowed = user.pk != by.user.pk and all(reaches(by, to, m) for m in held) and by.may(to)
        if not held:  # nobody's at the moment: whose scope held its last role
            past = list(Mandate.objects.filter(user=user))
            past = [m for m in past if not m.is_empty] or past
            allowed = allowed and all(reaches(by, to, m) for m in past)
    if not allowed:
        raise NoAccountError
    return user


def access_managed(unit: str, *, on: date, by: Acting) -> None:
    """Refuses a unit whose people are not his to manage: it is his on the day, and where that day is past, what it has become is his today."""
    if unit == "":
        allowed = by.units(Permission.MANAGE_PEOPLE).everything
    else:
        allowed = by.may(Permission.MANAGE_PEOPLE, unit, on)
        given = by.registry.find(unit, on)
        now = unit_later(by.registry, given, by.on) if given is not None and on < by.on else None
        if now is not None:
            allowed = allowed and by.may(Permission.MANAGE_PEOPLE, now.code, by.on)
    if not allowed:
        raise NoAccountError


def access_mandate(
    mandate_uuid: UUID, *, by: Acting, to: Permission = Permission.MANAGE_PEOPLE, locked: bool = False
) -> Mandate:
    """A mandate within the person's scope, and not his own where he would manage it; `locked` while it changes."""
    found = Mandate.objects.select_for_update(of=("self",), no_key=True) if locked else Mandate.objects
    mandate = found.select_related("user").filter(uuid=mandate_uuid).first()
    own = mandate is not None and mandate.user_id == by.user.pk
    if mandate is None or not reaches(by, to, mandate) or (own and to is Permission.MANAGE_PEOPLE):
        raise NoAccountError
    return mandate


def access_token(token_uuid: UUID, *, by: Acting) -> Token:
    """A key of the person's own."""
    token = Token.objects.filter(uuid=token_uuid, user=by.user).first()
    if token is None:
        raise NoAccountError
    return token


def access_by_token(digest: str, *, at: datetime) -> Token | None:
    """The living key that a program shows. One query."""
    return (
        Token.objects.select_related("user")
        .filter(digest=digest, revoked_at=None, expires_at__gt=at, user__is_active=True)
        .first()
    )


def reaches(by: Acting, to: Permission, mandate: Mandate) -> bool:
    """Whether a mandate is within the person's scope: by its unit as that stands today, or on its first day to come.

    A ward that went to another province took its people along. Only where the unit has ended is it asked about on the
    mandate's first day: somebody must be able to give those people a role anew.
    """
    if mandate.unit == "":
        return by.units(to).everything
    given, day = by.registry.find(mandate.unit, mandate.valid_from), max(by.on, mandate.valid_from)
    now = unit_later(by.registry, given, day) if given is not None else None
    return by.may(to, mandate.unit, mandate.valid_from) if now is None else by.may(to, now.code, day)
