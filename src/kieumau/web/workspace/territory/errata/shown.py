"""Frozen rows and words of the pages of errata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from kieumau.engine.territory import AdminUnit, Flow, Registry, Succession
from kieumau.engine.territory.errata import Correction, MovedGround
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.access import reaches
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import ROLE_WORDS, Permission, Role
from kieumau.records.errata.effects import Reached, ScopeChange
from kieumau.records.errata.models import Erratum, key_of
from kieumau.web.shell.links import unit_address

_NOTHING = Words("không có", "nothing")


@dataclass(frozen=True)
class WayRow:
    """One way, as it was recorded and as the act has it."""

    old: Words
    old_url: str
    new: Words
    new_url: str
    was: Words
    now: Words
    law: str
    law_url: str
    article: str


@dataclass(frozen=True)
class GroundRow:
    """A unit whose ground goes elsewhere than was told."""

    unit: Words
    place: Words
    url: str
    was: Words
    now: Words
    figures: int
    verdicts: int


@dataclass(frozen=True)
class ScopeRow:
    """What one role gains and loses; `name` is empty where the reader may not see the person."""

    name: str
    url: str
    role: Words
    unit: Words
    parts: list[tuple[Words, Words]]  # what it is, and which units


def way_rows(before: Registry, after: Registry, found: Iterable[Correction]) -> list[WayRow]:
    rows = []
    for c in found:
        code, old, new = c.way
        act = before.changes[code]
        here, there = before.find(old, act.on - timedelta(days=1)), after.find(new, act.on)
        rows.append(
            WayRow(
                *_named(here, old, act.on - timedelta(days=1)),
                *_named(there, new, act.on),
                said_way(c.before),
                said_way(c.after),
                code,
                act.address,
                c.article,
            )
        )
    return rows


def said_way(way: Succession | None) -> Words:
    """How much goes that way, in words."""
    if way is None:
        return _NOTHING
    if way.share is None:
        return Words("một phần, chưa rõ tỷ lệ", "a part, share unknown")
    if way.share == 1:
        return Words("toàn bộ", "the whole")
    return words("{p}%", "{p}%", p=way.share * 100)


def ground_rows(
    moved: Iterable[MovedGround], counted: Mapping[str, tuple[int, int]], known: Registry, day: date
) -> list[GroundRow]:
    """Each with its figures and filed verdicts, by `key_of` the unit."""
    return [
        GroundRow(
            words("{u} ({c})", "{u} ({c})", u=g.unit.full_name, c=g.unit.code),
            joined([a.full_name for a in known.ancestors(g.unit, g.unit.last_day)], ", "),
            unit_address(g.unit),
            _into(g.before, known, day),
            _into(g.after, known, day),
            *counted.get(key_of(g.unit), (0, 0)),
        )
        for g in moved
    ]


def scope_rows(changes: Iterable[ScopeChange], known: Registry, by: Acting) -> tuple[list[ScopeRow], int]:
    """By name within the reader's scope, his own always; and how many others there are."""
    rows, others = [], 0
    for change in changes:
        mandate = change.mandate
        if mandate.user_id != by.user.pk and not reaches(by, Permission.SEE_PEOPLE, mandate):
            others += 1
            continue
        unit = known.find(mandate.unit, mandate.valid_from)
        parts = [
            (label, _listed(units))
            for label, units in (
                (Words("thêm", "gains"), change.gained),
                (Words("không còn", "loses"), change.lost),
                (Words("được nhập số liệu cho", "may enter figures for"), change.writes),
                (Words("không còn nhập số liệu cho", "no longer enters figures for"), change.writes_no_more),
            )
            if units
        ]
        url = reverse("workspace:person", args=[mandate.user.uuid]) if by.may(Permission.SEE_PEOPLE) else ""
        rows.append(
            ScopeRow(
                mandate.user.full_name,
                url,
                ROLE_WORDS[Role(mandate.role)],
                unit.full_name if unit else plain(mandate.unit),
                parts,
            )
        )
    return rows, others


def said_erratum(erratum: Erratum) -> Words:
    return words(
        "Đính chính {n} quan hệ kế thừa giữa các đơn vị hành chính",
        "Erratum of {n} successions between administrative units",
        n=len(erratum.ways),
    )


def _named(unit: AdminUnit | None, code: str, day: date) -> tuple[Words, str]:
    if unit is None:
        return plain(code), ""
    return words("{u} ({c})", "{u} ({c})", u=unit.full_name, c=code), unit_address(unit, day)


def _into(flows: dict[str, Flow], known: Registry, day: date) -> Words:
    parts = []
    for code, flow in flows.items():
        unit = known.find(code, day)
        name = unit.full_name if unit else plain(code)
        part = (
            Words("toàn bộ vào {u}", "all of it to {u}")
            if flow.is_whole
            else Words("một phần vào {u}", "a part to {u}")
        )
        parts.append(part.fill(u=name))
    return joined(parts, "; ") if parts else _NOTHING


def _listed(units: Iterable[Reached]) -> Words:
    return joined([words("{u} ({c})", "{u} ({c})", u=u.full_name, c=u.code) for u, _ in units])
