"""Every write: accounts opened and closed, roles given, ended and handed over, keys issued and revoked.

Each act asks whether its person may, writes, and adds its journal line, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from kieumau.engine import territory as engine
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.access import NoAccountError, access_account, access_mandate, access_token
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.checks import wrong_mandate, wrong_person
from kieumau.records.accounts.models import Mandate, Token, User
from kieumau.records.accounts.queries import living_tokens
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import unit_later
from kieumau.records.accounts.tokens import MOST_DAYS, MOST_LIVING, TokenScope, digest_of, fresh_secret
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.hand import Hand
from kieumau.records.territory.queries import registry


class AccountError(KieuMauError):
    """What was entered about an account, a role or a key cannot be."""


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
    _check_scope(by, unit, valid_from)
    problems = [*wrong_person(username, full_name, email), *wrong_mandate(role, unit, valid_from, valid_until)]
    if problems:
        raise AccountError(problems)
    user = _create(username, full_name, email, by.at)
    hand = by.hand(_MANAGE, unit, valid_from)
    write_line("accounts.account_opened", by=hand, about=_about(user), unit=unit, details={"username": user.username})
    _give(user, role, unit, valid_from, valid_until, reason, hand, by.user, by.registry)
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
    by: Hand,
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
    write_line("accounts.account_opened", by=by, about=_about(user), unit=unit, details={"username": user.username})
    _give(user, role, unit, on, until, "", by, None, registry())
    return user


@transaction.atomic
def give_mandate_at_terminal(
    *, user: User, role: str, unit: str, valid_from: date, valid_until: date, by: Hand
) -> Mandate:
    """One more role, e.g. of an account of the demonstration: given by whoever runs the server."""
    _lock(user)
    problems = wrong_mandate(role, unit, valid_from, valid_until)
    problems = problems or _held_already(user, role, unit, valid_from, valid_until)
    if problems:
        raise AccountError(problems)
    return _give(user, role, unit, valid_from, valid_until, "", by, None, registry())


@transaction.atomic
def close_account_at_terminal(*, user: User, reason: str, by: Hand) -> User:
    """Nobody signs in with it any more: closed by whoever runs the server."""
    _check_reason(reason)
    return _set_active(user, False, "accounts.account_closed", reason, by)


@act
def give_mandate(
    *,
    account_uuid: UUID,
    role: str,
    unit: str,
    valid_from: date,
    valid_until: date = OPEN,
    reason: str = "",
    by: Acting,
) -> Mandate:
    """One more role for an account that the person may see, for a unit within what he manages. Never for himself."""
    user = access_account(account_uuid, by=by)
    _check_scope(by, unit, valid_from)
    if user.pk == by.user.pk:
        raise AccountError(Problem(_NOT_YOURSELF))
    _lock(user)
    problems = wrong_mandate(role, unit, valid_from, valid_until)
    problems = problems or _held_already(user, role, unit, valid_from, valid_until)
    if problems:
        raise AccountError(problems)
    hand = by.hand(_MANAGE, unit, valid_from)
    return _give(user, role, unit, valid_from, valid_until, reason, hand, by.user, by.registry)


@act
def end_mandate(*, mandate_uuid: UUID, on: date, reason: str = "", by: Acting) -> Mandate:
    """The role is no longer held from the day `on`. A past day cannot be chosen: what was done then was done in it."""
    mandate = access_mandate(mandate_uuid, by=by, locked=True)
    _check_end(mandate, on, by.on)
    _end(mandate, on, reason, by.hand(_MANAGE, mandate.unit, mandate.valid_from), by.registry)
    return mandate


@act
def hand_over(*, mandate_uuid: UUID, to_username: str, on: date, reason: str = "", by: Acting) -> Mandate:
    """The role passes from one person to another on a day: it ends for the first and begins for the second."""
    mandate = access_mandate(mandate_uuid, by=by, locked=True)
    _check_end(mandate, on, by.on)
    user = User.objects.filter(username=to_username.strip().lower(), is_active=True).first()
    try:
        if user is None or user.pk == by.user.pk:
            raise NoAccountError
        access_account(user.uuid, by=by)
    except NoAccountError:
        raise AccountError(
            Problem(
                words("không có tài khoản “{n}” trong phạm vi của bạn.", "no account “{n}” within your scope.", n=to_username[:60]),
                path="to",
                hint=Words("Ghi tên tài khoản của người nhận, khác chính bạn.", "Enter the account name of the person who takes over, other than yourself."),
            )
        ) from None  # fmt: skip
    if user.pk == mandate.user_id:
        raise AccountError(Problem(Words("người nhận đang giữ chính vai trò này.", "this is the person who holds it."), path="to"))  # fmt: skip
    hand, until = by.hand(_MANAGE, mandate.unit, mandate.valid_from), mandate.valid_until
    unit = _code_later(mandate, on, by.registry)
    _check_scope(by, unit, on)
    _lock(user)
    if problems := _held_already(user, mandate.role, unit, on, until):
        raise AccountError(problems)
    _end(mandate, on, reason, hand, by.registry)
    return _give(user, mandate.role, unit, on, until, reason, hand, by.user, by.registry)


@act
def close_account(*, account_uuid: UUID, reason: str = "", by: Acting) -> User:
    """Nobody signs in with it any more, its keys are revoked, its sessions end. Nothing of it is deleted."""
    user = access_account(account_uuid, by=by, to=_MANAGE)
    _check_reason(reason)
    return _set_active(user, False, "accounts.account_closed", reason, by.hand(_MANAGE))


@act
def reopen_account(*, account_uuid: UUID, reason: str = "", by: Acting) -> User:
    user = access_account(account_uuid, by=by, to=_MANAGE)
    return _set_active(user, True, "accounts.account_reopened", reason, by.hand(_MANAGE))


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
    write_line("accounts.factors_taken_away", by=by.hand(_MANAGE), about=_about(user), details=details)
    return user


@act
def make_link(*, account_uuid: UUID, by: Acting) -> tuple[User, str]:
    """A link, good once and for a few days, by which the person sets a password; the old one holds until then.

    Returns the account and the part of the address that opens it. The link itself is nowhere kept.
    """
    user = access_account(account_uuid, by=by, to=_MANAGE)
    write_line("accounts.link_made", by=by.hand(_MANAGE), about=_about(user))
    return user, link_of(user)


def link_of(user: User) -> str:
    """`uidb36-key`, as the page that sets a password reads it. It stops being good once a password was set with it."""
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


@act
def issue_token(*, label: str, scopes: Iterable[str], days: int, by: Acting) -> tuple[Token, str]:
    """A key for the person's own programs. The secret is returned once and never again."""
    chosen = [s.value for s in TokenScope if s.value in set(scopes)]
    problems = []
    if not label.strip():
        problems.append(Problem(Words("khóa cần một tên, ví dụ “báo cáo tháng”.", "a key needs a name, such as “monthly report”.")))  # fmt: skip
    if not chosen:
        problems.append(Problem(Words("chọn ít nhất một việc mà khóa được làm.", "choose at least one thing that the key is for.")))  # fmt: skip
    if not 1 <= days <= MOST_DAYS:
        problems.append(Problem(words("thời hạn từ 1 đến {n} ngày.", "between 1 and {n} days.", n=MOST_DAYS)))
    if living_tokens(by.user, at=by.at) >= MOST_LIVING:
        problems.append(Problem(words("mỗi người có tối đa {n} khóa còn hạn; thu hồi bớt trước.", "at most {n} living keys each; revoke some first.", n=MOST_LIVING)))  # fmt: skip
    if problems:
        raise AccountError(problems)
    secret = fresh_secret()
    token = Token.objects.create(
        user=by.user,
        label=label.strip()[:80],
        digest=digest_of(secret),
        scopes=chosen,
        expires_at=by.at + timedelta(days=days),
        recorded_at=by.at,
    )
    details = {"label": token.label, "scopes": chosen, "until": token.expires_at.date()}
    write_line("accounts.token_issued", by=by.hand(), about=_about(by.user), details=details)
    return token, secret


@act
def revoke_token(*, token_uuid: UUID, by: Acting) -> Token:
    token = access_token(token_uuid, by=by)
    if token.revoked_at is None:
        token.revoked_at = by.at
        token.save(update_fields=["revoked_at"])
        write_line("accounts.token_revoked", by=by.hand(), about=_about(by.user), details={"label": token.label})
    return token


@act
def note_people_read(*, count: int, by: Acting) -> None:
    """That a program took the list of people away."""
    write_line("accounts.people_read", by=by.hand(Permission.SEE_PEOPLE), details={"count": count})


def note_token_used(token: Token, *, at: datetime) -> None:
    """When a key was last used, to the hour: a busy program should not write with every question."""
    if token.used_at is None or at - token.used_at > timedelta(hours=1):
        Token.objects.filter(pk=token.pk).update(used_at=at)


# -- what the acts share ------------------------------------------------------------------------------------------


def move_mandate(
    *, mandate: Mandate, unit: str | None, on: date, reason: str, by: Hand, known: engine.Registry
) -> Mandate | None:
    """What a change of units does to a mandate: it ends on the day, and goes on for another unit where one is said.

    The change has been decided by who may; this asks nothing more. Part of that act's transaction.
    """
    until = mandate.valid_until
    _end(mandate, max(on, mandate.valid_from), reason, by, known)
    return None if unit is None else _give(mandate.user, mandate.role, unit, on, until, reason, by, None, known)


def restore_mandate(*, mandate: Mandate, until: date, reason: str, by: Hand, known: engine.Registry) -> None:
    """The change of units that would have ended it was withdrawn: it is held as long as before. Part of that act."""
    mandate.valid_until = until
    mandate.save(update_fields=["valid_until"])
    details = _told(mandate, mandate.user, known) | {"reason": reason.strip()[:300]}
    write_line("accounts.mandate_restored", by=by, about=_about(mandate.user), unit=mandate.unit, details=details)


def _about(user: User) -> str:
    return f"account:{user.uuid}"


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


def _give(
    user: User,
    role: str,
    unit: str,
    valid_from: date,
    valid_until: date,
    reason: str,
    hand: Hand,
    by: User | None,
    known: engine.Registry,
) -> Mandate:
    mandate = Mandate.objects.create(
        user=user,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason.strip()[:300],
        given_by=by,
        recorded_at=hand.at,
    )
    write_line("accounts.mandate_given", by=hand, about=_about(user), unit=unit, details=_told(mandate, user, known))
    return mandate


def _end(mandate: Mandate, on: date, reason: str, hand: Hand, known: engine.Registry) -> None:
    mandate.valid_until = on
    mandate.save(update_fields=["valid_until"])
    details = _told(mandate, mandate.user, known) | {"reason": reason.strip()[:300]}
    write_line("accounts.mandate_ended", by=hand, about=_about(mandate.user), unit=mandate.unit, details=details)


def _told(mandate: Mandate, user: User, known: engine.Registry) -> dict[str, object]:
    until = None if mandate.valid_until == OPEN else mandate.valid_until
    unit = known.find(mandate.unit, mandate.valid_from) if mandate.unit else None
    # The name too: the change that makes the unit may be withdrawn, and its code means nothing then.
    named = {} if unit is None else {"unit_name": {"vi": unit.full_name.vi, "en": unit.full_name.en}}
    return named | {
        "username": user.username,
        "role": mandate.role,
        "from": mandate.valid_from,
        "until": until,
        "reason": mandate.reason,
    }


def _end_sessions(user: User) -> None:
    """Over for good: opening the account again brings none of them back."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _set_active(user: User, active: bool, action: str, reason: str, by: Hand) -> User:
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        if not active:
            _end_sessions(user)
            Token.objects.filter(user=user, revoked_at=None).update(revoked_at=by.at)
        details = {"username": user.username, "reason": reason.strip()[:300]}
        write_line(action, by=by, about=_about(user), details=details)
    return user


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise AccountError(
            Problem(
                Words("cần ghi lý do.", "a reason is needed."),
                path="reason",
            )
        )


def _check_scope(by: Acting, unit: str, on: date) -> None:
    """The unit is his on the day, and where that day is past, what it has become is his today."""
    if unit == "":
        allowed = by.units(_MANAGE).everything
    else:
        allowed = by.may(_MANAGE, unit, on)
        given = by.registry.find(unit, on)
        now = unit_later(by.registry, given, by.on) if given is not None and on < by.on else None
        if now is not None:
            allowed = allowed and by.may(_MANAGE, now.code, by.on)
    if not allowed:
        raise NoAccountError


def _code_later(mandate: Mandate, on: date, known: engine.Registry) -> str:
    """The code of the mandate's own unit on the day it is handed over: it may go on under another, or have ended."""
    if mandate.unit == "":
        return ""
    given = known.find(mandate.unit, mandate.valid_from)
    later = unit_later(known, given, on) if given is not None else None
    if later is not None:
        return later.code
    raise AccountError(
        Problem(
            words("đơn vị {u} không còn vào ngày {d}.", "the unit {u} is no more on {d}.", u=mandate.unit, d=on),
            path="on",
            hint=Words("Giao vai trò mới cho đơn vị kế tiếp.", "Give a new role for the unit that follows it."),
        )
    )


def _lock(user: User) -> None:
    """One at a time gives roles to a person: two at once would not see each other's."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _held_already(user: User, role: str, unit: str, valid_from: date, valid_until: date) -> list[Problem]:
    held = Mandate.objects.filter(
        user=user, role=role, unit=unit, valid_from__lt=valid_until, valid_until__gt=valid_from
    ).exclude(valid_until=F("valid_from"))
    if not held.exists():
        return []
    said = words(
        "{n} đã giữ vai trò này trong khoảng ngày đó.", "{n} holds this role on some of these days.", n=user.username
    )
    return [Problem(said, path="role")]


def _check_end(mandate: Mandate, on: date, today: date) -> None:
    if on < today or on > mandate.valid_until:
        raise AccountError(
            Problem(
                words(
                    "ngày kết thúc phải từ hôm nay ({t}) đến ngày hết hạn đã ghi.",
                    "the end lies between today ({t}) and the end that is recorded.",
                    t=today,
                ),
                path="on",
            )
        )
    if mandate.valid_until <= today:
        raise AccountError(Problem(Words("vai trò này đã kết thúc.", "this role has ended already.")))
    if on == mandate.valid_until:
        raise AccountError(
            Problem(
                words("vai trò này đã có ngày kết thúc là {d}.", "this role ends on {d} as it is.", d=on), path="on"
            )
        )
    after = Mandate.objects.filter(
        user=mandate.user_id, role=mandate.role, valid_from=mandate.valid_until, valid_until__gt=F("valid_from")
    ).first()
    if after is not None:
        raise AccountError(
            Problem(
                words(
                    "vai trò này tiếp tục từ ngày {d} cho đơn vị {u}, theo một thay đổi đã quyết định.",
                    "this role goes on from {d} for the unit {u}, by a change that is decided.",
                    d=after.valid_from,
                    u=after.unit,
                ),
                path="on",
                hint=words(
                    "Kết thúc phần tiếp theo trước (chọn ngày {d}), rồi làm lại.",
                    "End what follows first (choose {d}), then do this again.",
                    d=after.valid_from,
                ),
            )
        )
    if on < mandate.valid_from:
        raise AccountError(
            Problem(
                words(
                    "vai trò bắt đầu ngày {d}; chọn ngày đó hoặc sau đó.",
                    "the role begins on {d}; choose that day or a later one.",
                    d=mandate.valid_from,
                ),
                path="on",
            )
        )


_NOT_YOURSELF = Words("không ai tự giao vai trò cho mình.", "nobody gives a role to himself.")
