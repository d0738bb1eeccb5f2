"""People as their pages show them: the roles that they hold, and those that one may give."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kieumau.engine.territory import said_span
from kieumau.engine.territory.kinds import COUNTRY
from kieumau.engine.wording import Words, plain
from kieumau.records.accounts.access import reaches
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import (
    LEVELS_OF,
    ROLE_WORDS,
    Permission,
    Role,
    said_may,
)
from kieumau.records.accounts.scope import unit_later
from kieumau.web.shell.links import unit_address


@dataclass(frozen=True)
class Held:
    """A mandate as a page shows it."""

    uuid: UUID
    role: Words
    unit: Words
    unit_url: str
    span: Words
    state: Words
    is_over: bool
    orphan: bool  # its unit has ended while it goes on: somebody must hand it over
    reason: str
    may_change: bool


@dataclass(frozen=True)
class PersonRow:
    name: str
    username: str
    url: str
    is_active: bool
    mandates: list[Held]


def held(mandate: Mandate, by: Acting) -> Held:
    known, unit = by.registry, None
    if mandate.unit:
        unit = known.find(mandate.unit, mandate.valid_from)
    over = mandate.is_empty or mandate.valid_until <= by.on
    ended = bool(unit) and mandate.valid_from <= by.on and unit_later(known, unit, by.on) is None  # type: ignore[arg-type]
    if over:
        state = Words("đã kết thúc", "ended")
    elif mandate.valid_from > by.on:
        state = Words("chưa bắt đầu", "not begun")
    elif ended:
        state = Words("đơn vị không còn: cần giao lại", "the unit is no more: to be given anew")
    else:
        state = Words("đang giữ", "held")
    return Held(
        uuid=mandate.uuid,
        role=ROLE_WORDS[Role(mandate.role)],
        unit=COUNTRY if not mandate.unit else unit.full_name if unit else plain(mandate.unit),
        unit_url=unit_address(unit, by.on) if unit else "",
        span=said_span(mandate),
        state=state,
        is_over=over,
        orphan=ended and not over,
        reason=mandate.reason,
        may_change=not over and mandate.user_id != by.user.pk and reaches(by, Permission.MANAGE_PEOPLE, mandate),
    )


def roles_to_give(by: Acting) -> list[tuple[str, Words, Words]]:
    """Roles that fit the units one manages: who manages a province gives none for the country."""
    everywhere = by.units(Permission.MANAGE_PEOPLE).everything
    return [(r.value, ROLE_WORDS[r], said_may(r)) for r in Role if everywhere or any(LEVELS_OF[r])]
