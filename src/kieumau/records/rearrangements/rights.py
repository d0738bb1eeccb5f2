"""What a change of units does to mandates: whose unit ends, where each may go, and where it goes if nobody says more.

A unit that only takes another name, kind or parent keeps its people: their mandates go on with it. Where units merge
the one successor is proposed; where one is split, a person has to choose, for each mandate by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kieumau.engine.errors import Problem
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.rearranging import Rearrangement
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.queries import mandates_for
from kieumau.records.accounts.roles import ROLE_WORDS, Role

ENDS = ""
"""The choice that a mandate goes nowhere: it ends with its unit."""


@dataclass(frozen=True)
class Right:
    """A mandate whose unit ends, and the units it may go on for. `chosen` is a code, `ENDS`, or None: nobody has said."""

    mandate: Mandate
    unit: AdminUnit
    targets: tuple[AdminUnit, ...]
    chosen: str | None

    @property
    def key(self) -> str:
        return str(self.mandate.uuid)

    @property
    def target(self) -> AdminUnit | None:
        return next((t for t in self.targets if t.code == self.chosen), None)


def rights_of(rearranged: Rearrangement, chosen: Mapping[str, str], *, locked: bool = False) -> tuple[list[Right], int]:
    """The mandates to be moved with what is chosen for them, and how many go on with their units. One query.

    `locked`: they are about to move, so nobody else ends or hands them over meanwhile.
    """
    units: dict[str, list[AdminUnit]] = defaultdict(list)
    for unit in rearranged.ended:
        for code in rearranged.before.codes_with_predecessors([unit]):
            units[code].append(unit)
    moving: list[Right] = []
    going_on = 0
    for mandate in mandates_for(units, after=rearranged.change.on, locked=locked):
        given = rearranged.before.find(mandate.unit, mandate.valid_from)
        unit_ = next((u for u in units[mandate.unit] if rearranged.before.is_same(given, u)), None)
        if unit_ is None:
            continue
        targets = rearranged.successors(unit_)
        begins_later = mandate.valid_from >= rearranged.change.on  # its code is read when it begins
        if rearranged.goes_on(unit_) and not (begins_later and targets[0].code != mandate.unit):
            going_on += 1
            continue
        said = chosen.get(str(mandate.uuid))
        if said not in (ENDS, None, *(t.code for t in targets)):
            said = None
        if said is None and len(targets) == 1:
            said = targets[0].code
        moving.append(Right(mandate, unit_, targets, said))
    moving.sort(key=lambda r: (r.unit.code, r.mandate.user.username, r.mandate.pk))
    return moving, going_on


def not_chosen(rights: Sequence[Right]) -> list[Problem]:
    """One problem for each mandate that nobody has said a place for."""
    return [
        Problem(
            words(
                "tài khoản {n} ({r}, {u}) chưa có nơi chuyển đến.",
                "the account {n} ({r}, {u}) has nowhere to go yet.",
                n=right.mandate.user.username,
                r=role_words(right.mandate),
                u=right.unit.full_name,
            ),
            hint=Words(
                "Đơn vị này bị chia: chọn một đơn vị kế tiếp, hoặc kết thúc vai trò.",
                "Its unit is split: choose one of the successors, or end the role.",
            ),
        )
        for right in rights
        if right.chosen is None
    ]


def role_words(mandate: Mandate) -> Words:
    return ROLE_WORDS[Role(mandate.role)]
