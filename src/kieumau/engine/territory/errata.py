"""What a register that is known tells otherwise of the same acts: ways that were never so. An erratum is not a change.

A change makes another day; an erratum leaves every day, act and unit as they are and says which way a unit really went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kieumau.engine.territory.changes import Succession
from kieumau.engine.territory.flows import Flow, Flows
from kieumau.engine.territory.registry import Key, Registry
from kieumau.engine.territory.units import AdminUnit

Way = tuple[str, str, str]
"""Act, predecessor, successor."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One way as it is recorded and as the text of its act has it; None where there is no such way."""

    before: Succession | None
    after: Succession | None
    article: str = ""  # where the act says so; of a way that never was, where it says where the unit went

    @property
    def way(self) -> Way:
        return way_of(self.before or self.after)

    @property
    def back(self) -> Correction:
        return Correction(self.after, self.before, self.article)


def way_of(succession: Succession | None) -> Way:
    assert succession is not None  # a correction has one of the two
    return succession.change, succession.predecessor, succession.successor


def corrections(known: Registry, register: Registry) -> tuple[Correction, ...]:
    """The ways of acts that both hold, between units that both hold, which the register tells otherwise than is known.

    A share that the office entered where the register knows none is no difference.
    """
    both = {code for code, change in known.changes.items() if register.changes.get(code) == change}
    was = {way_of(s): s for s in known.successions if s.change in both}
    told = {way_of(s): s for s in register.successions if s.change in both}
    cited: dict[tuple[str, str], str] = {}
    for s in register.successions:
        if s.article:
            cited.setdefault((s.change, s.predecessor), s.article)
    found = []
    for way in sorted(was.keys() | told.keys()):
        mine, theirs = was.get(way), told.get(way)
        if mine == theirs or (mine and theirs and theirs.share is None and mine.basis != "whole"):
            continue
        change, old, new = way
        on = known.changes[change].on
        if _ending(known, old, on) is None or known.find(new, on) is None:
            continue  # a unit that is not known is another matter
        article = (theirs.article if theirs else "") or cited.get((change, old), "")
        found.append(Correction(mine, theirs, article))
    return tuple(found)


def corrected(known: Registry, found: Iterable[Correction]) -> Registry:
    """The register with the ways put right: each in its place, new ones at the end."""
    by_way = {c.way: c.after for c in found}
    kept = [by_way.pop(way_of(s)) if way_of(s) in by_way else s for s in known.successions]
    return replace(known, successions=(*(s for s in kept if s), *(s for s in by_way.values() if s)))


def uncorrected(known: Registry, found: Iterable[Correction]) -> Registry:
    """The register as it was before: nothing of it is lost."""
    return corrected(known, [c.back for c in found])


@dataclass(frozen=True, slots=True)
class MovedGround:
    """A unit of before and what of it goes into which unit of the day: as it was told, and as it is."""

    unit: AdminUnit
    before: dict[str, Flow]
    after: dict[str, Flow]

    @property
    def lost(self) -> tuple[str, ...]:
        return tuple(c for c in self.before if c not in self.after)

    @property
    def gained(self) -> tuple[str, ...]:
        return tuple(c for c in self.after if c not in self.before)


def moved_ground(before: Registry, after: Registry, found: Iterable[Correction], on: date) -> tuple[MovedGround, ...]:
    """The units whose ground goes elsewhere than was told, and where it is on the day."""
    ended = [_ending(before, c.way[1], before.changes[c.way[0]].on) for c in found]
    units = {u.key: u for u in ended if u is not None}
    units |= {u.key: u for r in (before, after) for u in r.with_predecessors(units.values())}
    was, now = Flows(before, on), Flows(after, on)
    moved = [
        MovedGround(unit, dict(was.of(unit)), dict(now.of(unit)))
        for unit in sorted(units.values(), key=lambda u: (u.code, u.valid_from))
    ]
    return tuple(m for m in moved if m.before != m.after)


def touched_units(registry: Registry, found: Iterable[Correction]) -> tuple[tuple[AdminUnit, date], ...]:
    """Each unit at the end of a corrected way, with a day of its life beside the act: the eve for what ended then."""
    units: dict[Key, tuple[AdminUnit, date]] = {}
    for correction in found:
        change, old, new = correction.way
        on = registry.changes[change].on
        for unit, day in ((_ending(registry, old, on), on - timedelta(days=1)), (registry.find(new, on), on)):
            if unit is not None:
                units.setdefault(unit.key, (unit, day))
    return tuple(units[key] for key in sorted(units))


def eves(registry: Registry, found: Iterable[Correction]) -> tuple[date, ...]:
    """The days whose units an erratum can give to others or take away: before each act up to the last that it touches."""
    last = max((registry.changes[c.way[0]].on for c in found), default=date.min)
    return tuple(day - timedelta(days=1) for day in registry.change_days() if day <= last)


def by_predecessor(found: Iterable[Correction]) -> dict[tuple[str, str], list[Correction]]:
    """Grouped as the text of an act has them: one unit, and all that is said otherwise of where it went."""
    grouped: dict[tuple[str, str], list[Correction]] = defaultdict(list)
    for correction in found:
        change, old, _ = correction.way
        grouped[change, old].append(correction)
    return dict(grouped)


def _ending(registry: Registry, code: str, on: date) -> AdminUnit | None:
    unit = registry.find(code, on - timedelta(days=1))
    return unit if unit is not None and unit.valid_until == on else None
