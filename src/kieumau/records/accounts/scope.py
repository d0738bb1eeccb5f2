"""Which units a mandate reaches on a day: its unit and all below it, and what those were before and become after."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from kieumau.engine.territory import AdminUnit, Flows, Registry
from kieumau.records.accounts.models import Mandate


@dataclass(frozen=True, slots=True)
class Scope:
    """Codes of units as one day reads them, or everything."""

    codes: frozenset[str] = frozenset()
    everything: bool = False

    def __contains__(self, code: str) -> bool:
        return self.everything or code in self.codes

    def __bool__(self) -> bool:
        return self.everything or bool(self.codes)

    def __or__(self, other: Scope) -> Scope:
        return EVERYTHING if self.everything or other.everything else Scope(self.codes | other.codes)


EVERYTHING, NOTHING = Scope(everything=True), Scope()


def scope_of(registry: Registry, mandate: Mandate, *, on: date, today: date, whole: bool = False) -> Scope:
    """The units of the day `on` that the mandate reaches, asked today.

    A mandate is for its unit as it stands today, gone on from the one it was given for; a unit that has ended, or a
    code that has passed to another unit, gives nothing. The past of today's units is theirs: who is in charge of a
    ward reads the figures of the wards it was made of, and who holds a part of a split ward reads the whole of it,
    for nobody can tell which part is his. What is to come is his as far as it is decided. `whole` leaves out the past
    of which a part is another's now: to write there, one must stand above all of it.
    """
    if mandate.unit == "":
        return EVERYTHING
    stretch = bisect_right(registry.change_days(), on)
    key = (id(registry), mandate.unit, mandate.valid_from, stretch, on > today, today, whole)
    kept = _kept.get(key)
    if kept is not None and kept[0] is registry:
        return kept[1]
    found = _reached(registry, mandate, on=on, today=today, whole=whole)
    if len(found.codes) > _WORTH_KEEPING:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = registry, found
    return found


_kept: dict[tuple[int, str, date, int, bool, date, bool], tuple[Registry, Scope]] = {}
"""What wide mandates reach by a register, from one request to the next: who holds them is asked each time."""
_MOST_KEPT, _WORTH_KEEPING = 64, 20


def _reached(registry: Registry, mandate: Mandate, *, on: date, today: date, whole: bool) -> Scope:
    given = registry.find(mandate.unit, mandate.valid_from)
    unit = unit_later(registry, given, max(on, today)) if given is not None else None
    if unit is None:
        return NOTHING
    if on > today:  # what a decided change leaves him: of a day to come, the units that will be his
        return Scope(frozenset({unit.code, *(u.code for u in registry.descendants(unit.code, on))}))
    mine = (unit, *registry.descendants(unit.code, today))
    codes: set[str] = set()
    flows = Flows(registry, on)
    for each in mine:
        codes.update(flows.of(each))
    if whole:
        now, his = Flows(registry, today), {u.code for u in mine}
        codes = {c for c in codes if (u := registry.find(c, on)) is not None and now.of(u).keys() <= his}
    # What stood, or will stand, below a unit that is wholly this one: levels that ended, and children that went away.
    back = Flows(registry, today)
    for code in flows.of(unit):
        then = registry.find(code, on)
        if then is not None and back.of(then).keys() == {unit.code}:
            codes.update(u.code for u in registry.descendants(code, on))
    return Scope(frozenset(codes))


def unit_later(registry: Registry, unit: AdminUnit, day: date) -> AdminUnit | None:
    """The unit itself on a later day, under whatever code; None once it has ended."""
    while not unit.is_alive(day):
        after = registry.goes_on(unit)
        if after is None or after.valid_from > day:
            return None
        unit = after
    return unit
