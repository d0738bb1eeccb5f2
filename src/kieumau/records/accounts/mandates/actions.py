"""Every write of mandates: given, ended, handed over.

Each act asks whether its person may, writes, and adds its journal line, in one transaction.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from kieumau.engine.errors import Problem
from kieumau.engine.territory import Registry
from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.access import NoAccountError, access_account, access_managed, access_mandate
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.checks import AccountError, wrong_mandate
from kieumau.records.accounts.mandates.rows import add_mandate, stop_mandate
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import unit_later
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.queries import registry

_MANAGE = Permission.MANAGE_PEOPLE
_NOT_YOURSELF = Words("không ai tự giao vai trò cho mình.", "nobody gives a role to himself.")


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
    access_managed(unit, on=valid_from, by=by)
    if user.pk == by.user.pk:
        raise AccountError(Problem(_NOT_YOURSELF))
    _lock(user)
    problems = wrong_mandate(role, unit, valid_from, valid_until)
    problems = problems or _held_already(user, role, unit, valid_from, valid_until)
    if problems:
        raise AccountError(problems)
    actor = by.actor(_MANAGE, unit, valid_from)
    return add_mandate(user, role, unit, valid_from, valid_until, reason, actor, by.user, by.registry)


@transaction.atomic
def give_mandate_at_terminal(
    *, user: User, role: str, unit: str, valid_from: date, valid_until: date, by: Actor
) -> Mandate:
    """One more role, e.g. of an account of the demonstration: given by whoever runs the server."""
    _lock(user)
    problems = wrong_mandate(role, unit, valid_from, valid_until)
    problems = problems or _held_already(user, role, unit, valid_from, valid_until)
    if problems:
        raise AccountError(problems)
    return add_mandate(user, role, unit, valid_from, valid_until, "", by, None, registry())


@act
def end_mandate(*, mandate_uuid: UUID, on: date, reason: str = "", by: Acting) -> Mandate:
    """The role is no longer held from the day `on`. A past day cannot be chosen: what was done then was done in it."""
    mandate = access_mandate(mandate_uuid, by=by, locked=True)
    _checkstop_mandate(mandate, on, by.on)
    stop_mandate(mandate, on, reason, by.actor(_MANAGE, mandate.unit, mandate.valid_from), by.registry)
    return mandate


@act
def hand_over(*, mandate_uuid: UUID, to_username: str, on: date, reason: str = "", by: Acting) -> Mandate:
    """The role passes from one person to another on a day: it ends for the first and begins for the second."""
    mandate = access_mandate(mandate_uuid, by=by, locked=True)
    _checkstop_mandate(mandate, on, by.on)
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
    actor, until = by.actor(_MANAGE, mandate.unit, mandate.valid_from), mandate.valid_until
    unit = _code_later(mandate, on, by.registry)
    access_managed(unit, on=on, by=by)
    _lock(user)
    if problems := _held_already(user, mandate.role, unit, on, until):
        raise AccountError(problems)
    stop_mandate(mandate, on, reason, actor, by.registry)
    return add_mandate(user, mandate.role, unit, on, until, reason, actor, by.user, by.registry)


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


def _checkstop_mandate(mandate: Mandate, on: date, today: date) -> None:
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


def _code_later(mandate: Mandate, on: date, known: Registry) -> str:
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
