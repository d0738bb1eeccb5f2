"""Every write of people's accounts: opened, closed and opened again, let in again by a link or without a lost factor.

Each act asks whether its person may, writes, and adds its journal line, in one transaction.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from kieumau.engine.errors import Problem
from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import Words
from kieumau.records.accounts.access import access_account, access_managed
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.checks import AccountError, wrong_mandate, wrong_person
from kieumau.records.accounts.mandates.rows import add_mandate
from kieumau.records.accounts.models import Token, User
from kieumau.records.accounts.roles import Permission
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.queries import registry

_MANAGE = Permission.MANAGE_PEOPLE


@act
def open_account(
    *,
    username: str,
    full_name: str,
    email: str = "",
    role: str,
    unit: str,
    valid_from: date,
    valid_until: date = OPEN,
    reason: str = "",
    by: Acting,
) -> User:
    """A new account with its first role and no password: its person sets one by a link that is good once.

    Raises `AccountError` with everything that is wrong, `NoAccountError` where the unit is not in scope.
    """
    access_managed(unit, on=valid_from, by=by)
    problems = [*wrong_person(username, full_name, email), *wrong_mandate(role, unit, valid_from, valid_until)]
    if problems:
        raise AccountError(problems)
    user = _create(username, full_name, email, by.at)
    actor = by.actor(_MANAGE, unit, valid_from)
    write_line("accounts.account_opened", by=actor, about=user.about, unit=unit, details={"username": user.username})
    add_mandate(user, role, unit, valid_from, valid_until, reason, actor, by.user, by.registry)
    return user


@transaction.atomic
def open_account_at_terminal(
    *,
    username: str,
    full_name: str,
    role: str,
    unit: str,
    on: date,
    until: date = OPEN,
    by: Actor,
    password: str = "",
    email: str = "",
    is_demo: bool = False,
) -> User:
    """The first administrator, and the accounts of the demonstration: made by whoever runs the server.

    Only the demonstration's have a password from the start, a random one.
    """
    problems = [*wrong_person(username, full_name, email), *wrong_mandate(role, unit, on, until)]
    if problems:
        raise AccountError(problems)
    user = _create(username, full_name, email, by.at, password=password, is_demo=is_demo)
    write_line("accounts.account_opened", by=by, about=user.about, unit=unit, details={"username": user.username})
    add_mandate(user, role, unit, on, until, "", by, None, registry())
    return user


@act
def close_account(*, account_uuid: UUID, reason: str = "", by: Acting) -> User:
    """Nobody signs in with it any more, its keys are revoked, its sessions end. Nothing of it is deleted."""
    user = access_account(account_uuid, by=by, to=_MANAGE)
    _check_reason(reason)
    return _set_active(user, False, "accounts.account_closed", reason, by.actor(_MANAGE))


@transaction.atomic
def close_account_at_terminal(*, user: User, reason: str, by: Actor) -> User:
    """Nobody signs in with it any more: closed by whoever runs the server."""
    _check_reason(reason)
    return _set_active(user, False, "accounts.account_closed", reason, by)


@act
def reopen_account(*, account_uuid: UUID, reason: str = "", by: Acting) -> User:
    user = access_account(account_uuid, by=by, to=_MANAGE)
    return _set_active(user, True, "accounts.account_reopened", reason, by.actor(_MANAGE))


@act
def take_away_factors(*, account_uuid: UUID, reason: str = "", by: Acting) -> User:
    """For who lost the telephone and the spare codes: every second factor goes, and every session of the account ends.

    Whoever may do this could enter with a fresh link: hence his line in the journal, and the scope of `access_account`.
    """
    user = access_account(account_uuid, by=by, to=_MANAGE)
    _check_reason(reason)
    taken = Authenticator.objects.filter(user=user).count()
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=by.at)
    details = {"username": user.username, "count": taken, "reason": reason.strip()[:300]}
    write_line("accounts.factors_taken_away", by=by.actor(_MANAGE), about=user.about, details=details)
    return user


@act
def make_link(*, account_uuid: UUID, by: Acting) -> tuple[User, str]:
    """A link, good once and for a few days, by which the person sets a password; the old one holds until then.

    Returns the account and the part of the address that opens it. The link itself is nowhere kept.
    """
    user = access_account(account_uuid, by=by, to=_MANAGE)
    write_line("accounts.link_made", by=by.actor(_MANAGE), about=user.about)
    return user, link_of(user)


def link_of(user: User) -> str:
    """`uidb36-key`, as the page that sets a password reads it. It stops being good once a password was set with it."""
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


@act
def note_people_read(*, count: int, by: Acting) -> None:
    """That a program took the list of people away."""
    write_line("accounts.people_read", by=by.actor(Permission.SEE_PEOPLE), details={"count": count})


def _create(
    username: str, full_name: str, email: str, at: datetime, *, password: str = "", is_demo: bool = False
) -> User:
    user = User(
        username=username.strip().lower(),
        full_name=full_name.strip(),
        email=email.strip().lower(),
        created_at=at,
        is_demo=is_demo,
    )
    user.set_password(password or None)  # None: no password that anybody could know
    user.save(force_insert=True)
    return user


def _set_active(user: User, active: bool, action: str, reason: str, by: Actor) -> User:
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        if not active:
            _end_sessions(user)
            Token.objects.filter(user=user, revoked_at=None).update(revoked_at=by.at)
        details = {"username": user.username, "reason": reason.strip()[:300]}
        write_line(action, by=by, about=user.about, details=details)
    return user


def _end_sessions(user: User) -> None:
    """Over for good: opening the account again brings none of them back."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise AccountError(
            Problem(
                Words("cần ghi lý do.", "a reason is needed."),
                path="reason",
            )
        )
