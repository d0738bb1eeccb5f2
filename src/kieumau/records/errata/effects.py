"""What an erratum moves, before it is decided: figures that go elsewhere, standings, and what mandates reach.

Two registers are compared, as is and as would be, by the code that pages and acts ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.errata import Correction, MovedGround, eves, moved_ground, touched_units
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.queries import mandates_for
from kieumau.records.accounts.scope import scope_of
from kieumau.records.assessments.queries import filed_verdict_counts
from kieumau.records.indicators.figures.queries import figure_counts

Reached = tuple[AdminUnit, date]
"""A unit with a day on which its code means it."""

_Found = dict[tuple[str, date], Reached]


@dataclass(frozen=True)
class ScopeChange:
    """What one mandate gains and loses; `writes`: where it may write from now on, as the whole of a unit is its own."""

    mandate: Mandate
    gained: tuple[Reached, ...]
    lost: tuple[Reached, ...]
    writes: tuple[Reached, ...]
    writes_no_more: tuple[Reached, ...]

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost or self.writes or self.writes_no_more)


@dataclass(frozen=True)
class MovedUnit:
    """A unit whose ground goes elsewhere than was told, with how many figures and filed verdicts it has."""

    ground: MovedGround
    figures: int
    verdicts: int


@dataclass(frozen=True)
class ErratumEffects:
    """All that an erratum moves. `later_verdicts`: filed ones of the units that gain or lose, to be looked at again."""

    units: tuple[MovedUnit, ...]
    scopes: tuple[ScopeChange, ...]
    later_verdicts: int

    @property
    def figures(self) -> int:
        return sum(u.figures for u in self.units)

    @property
    def verdicts(self) -> int:
        return sum(u.verdicts for u in self.units)


def effects_of(before: Registry, after: Registry, found: Sequence[Correction], *, today: date) -> ErratumEffects:
    """Four queries, whatever the number of ways."""
    day = max([today, *(before.changes[c.way[0]].on for c in found)])
    ground = moved_ground(before, after, found, day)
    moved = [g.unit for g in ground]
    heirs = [u for g in ground for c in {*g.before, *g.after} if (u := after.find(c, day)) is not None]
    figures = figure_counts(units=moved, on=day)
    verdicts = filed_verdict_counts(before, [*moved, *heirs])
    units = tuple(MovedUnit(g, sum(figures.get(g.unit.key, (0, 0))), verdicts.get(g.unit.key, 0)) for g in ground)
    later = sum(verdicts.get(key, 0) for key in {u.key for u in heirs} - {u.key for u in moved})
    return ErratumEffects(units, tuple(_scopes(before, after, found, today)), later)


def _scopes(before: Registry, after: Registry, found: Sequence[Correction], today: date) -> list[ScopeChange]:
    days = (*eves(before, found), today)
    moved: dict[tuple[str, date], tuple[tuple[Reached, ...], ...]] = {}
    changes = []
    for mandate in mandates_for(_codes_concerned(before, after, found, today), after=today):
        key = mandate.unit, mandate.valid_from
        if key not in moved:
            read: tuple[_Found, _Found] = ({}, {})
            wrote: tuple[_Found, _Found] = ({}, {})
            for day in days:
                for whole, (more, less) in ((False, read), (True, wrote)):
                    was = scope_of(before, mandate, on=day, today=today, whole=whole).codes
                    now = scope_of(after, mandate, on=day, today=today, whole=whole).codes
                    more.update(_units(after, now - was, day))
                    less.update(_units(before, was - now, day))
            moved[key] = tuple(tuple(each[k] for k in sorted(each)) for each in (*read, *wrote))
        change = ScopeChange(mandate, *moved[key])
        if change:
            changes.append(change)
    return sorted(changes, key=lambda c: (c.mandate.unit, c.mandate.user.username, c.mandate.pk))


def _units(registry: Registry, codes: Iterable[str], day: date) -> dict[tuple[str, date], Reached]:
    return {u.key: (u, day) for code in codes if (u := registry.find(code, day)) is not None}


def _codes_concerned(before: Registry, after: Registry, found: Sequence[Correction], today: date) -> set[str]:
    """Under which codes a mandate may reach one of these units: its own through time, and what stands above."""
    touched = [unit for unit, _ in touched_units(before, found)]
    codes: set[str] = set()
    for registry in (before, after):
        line = registry.with_predecessors(registry.with_successors(registry.with_predecessors(touched)))
        above = {
            a.key: a for u in line for d in {u.last_day, max(u.valid_from, today)} for a in registry.ancestors(u, d)
        }
        codes |= registry.codes_with_predecessors([*line, *above.values()])
    return codes
