"""How much of a unit's figures goes to which unit of another day: exactly, or between two bounds.

A split without a known share can go either way, so each part gets from nothing to all of what is not known to go
elsewhere, and all parts together get exactly the whole. The bounds are the tightest there are: at each split every
choice of shares is possible, so the extremes of a later unit's part are found split by split. Two parts that meet
again in a later merger therefore count as one whole again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kieumau.engine.territory.registry import Registry, Step
from kieumau.engine.territory.units import AdminUnit

NONE, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Flow:
    """The part of a figure, 0 to 1, that goes one way: at least `low`, at most `high`. `entered`: by a share."""

    low: Fraction
    high: Fraction
    entered: bool = False

    @property
    def is_whole(self) -> bool:
        return self.low == ALL

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


WHOLE, NOTHING = Flow(ALL, ALL), Flow(NONE, NONE)
Into = Callable[[AdminUnit], str]


class Flows:
    """Flows to the units of one day; with `into`, to what those units belong to (a province, say)."""

    def __init__(self, registry: Registry, on: date, into: Into | None = None) -> None:
        self.registry, self.on = registry, on
        self._into = into or (lambda unit: unit.code)
        self._known: dict[tuple[str, date, bool], Mapping[str, Flow]] = {}

    def of(self, unit: AdminUnit) -> Mapping[str, Flow]:
        """By code of the unit on the day. Empty where the unit ended and nothing took its place."""
        return self._walk(unit, unit.valid_from <= self.on)

    def _walk(self, unit: AdminUnit, forward: bool) -> Mapping[str, Flow]:
        if unit.is_alive(self.on):
            return {self._into(unit): WHOLE}
        known = (*unit.key, forward)
        if known not in self._known:
            steps = self.registry.successors(unit) if forward else self.registry.predecessors(unit)
            self._known[known] = self._through(steps, forward)
        return self._known[known]

    def _through(self, steps: tuple[Step, ...], forward: bool) -> Mapping[str, Flow]:
        if len(steps) == 1 and steps[0].share is not None:
            return self._walk(steps[0].unit, forward)  # the only way takes all
        shared = [(s.share, self._walk(s.unit, forward)) for s in steps if s.share is not None]
        unknown = [self._walk(s.unit, forward) for s in steps if s.share is None]
        rest = ALL - sum((share for share, _ in shared), NONE) if shared else ALL
        found: dict[str, Flow] = {}
        for share, flows in shared:
            for code, flow in flows.items():
                was = found.get(code, NOTHING)
                found[code] = Flow(was.low + share * flow.low, was.high + share * flow.high, True)
        for code in dict.fromkeys(code for flows in unknown for code in flows):
            ways = [flows[code] for flows in unknown if code in flows]
            least = min(f.low for f in ways) if len(ways) == len(unknown) else NONE
            most = max(f.high for f in ways) if len(ways) > 1 else ways[0].high
            if shared:
                was = found.get(code, NOTHING)
                found[code] = Flow(was.low + rest * least, was.high + rest * most, was.entered)
            else:
                found[code] = Flow(least, most, any(f.entered for f in ways))
        return {code: WHOLE if flow.low == ALL else flow for code, flow in found.items()} if shared else found


def home_of(registry: Registry, unit: AdminUnit, day: date) -> str:
    """Under which code a line about a unit is found on a day: its own, its heir's, or of several heirs their parent's."""
    if unit.is_alive(day):
        return unit.code
    heirs = Flows(registry, day).of(unit)
    if len(heirs) == 1:
        return next(iter(heirs))
    above = {u.parent for code in heirs if (u := registry.find(code, day)) is not None}
    return above.pop() if len(above) == 1 else ""


def heir_of(registry: Registry, code: str, day: date) -> str:
    """Who holds the ground of a code that means nothing on the day: the one unit it all went to, else its province."""
    for unit in reversed(registry.lives(code)):
        into = Flows(registry, day).of(unit)
        if not into:  # a level that ended: what stands above it went on
            above = registry.ancestors(unit, unit.last_day)
            into = Flows(registry, day).of(above[-1]) if above else {}
        if len(into) == 1:
            return next(iter(into))
    return ""
