"""The register of units through time: who stood where on a day, and what became of whom."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from kieumau.engine.errors import Advice, Hint, Problem, RegistryError
from kieumau.engine.territory.changes import Change, LevelEnd, Succession
from kieumau.engine.territory.kinds import LEVELS
from kieumau.engine.territory.units import BEGINNING, AdminUnit, UnitTable, said_span
from kieumau.engine.wording import words

Key = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a unit to a later or earlier one. `share` as in the succession, seen from where the step starts."""

    unit: AdminUnit
    share: Fraction | None
    succession: Succession


@dataclass(frozen=True)
class Lineage:
    """What a unit came from and went into, through every change, and who shared the way one step from it."""

    unit: AdminUnit
    units: tuple[AdminUnit, ...]
    steps: tuple[tuple[AdminUnit, AdminUnit, Succession], ...]  # predecessor, successor


@dataclass(frozen=True)
class Registry:
    """Units, changes and successions, as `check_registry` accepts them. Nothing in it is ever rewritten.

    `begins` is the first day of which it speaks (a unit without a first day was there then), `kept_until` the last day
    up to which acts were looked for. None where the register does not say.
    """

    units: tuple[AdminUnit, ...]
    changes: Mapping[str, Change] = field(default_factory=dict)
    successions: tuple[Succession, ...] = ()
    level_ends: tuple[LevelEnd, ...] = ()
    begins: date | None = None
    kept_until: date | None = None

    # -- a day --------------------------------------------------------------------------------------------------

    def units_on(self, day: date) -> UnitTable:
        return self._stretch(day)[0]

    def find(self, code: str, day: date) -> AdminUnit | None:
        return next((u for u in self._by_code.get(code, ()) if u.is_alive(day)), None)

    def get(self, code: str, day: date) -> AdminUnit:
        """The unit that the code means on the day. Raises `RegistryError` where it means none."""
        found = self.find(code, day)
        if found is None:
            raise RegistryError(self.unknown(code, day))
        return found

    def unknown(self, code: str, day: date) -> Problem:
        """That a code means no unit on a day, with the days on which it does."""
        lives = self.lives(code)
        if lives:
            said = words("mã {c} không có đơn vị nào ngày {d}", "the code {c} means no unit on {d}", c=code, d=day)
            for u in lives:
                said += words("; {n} {s}", "; {n} {s}", n=u.full_name, s=said_span(u))
            if self.begins is not None and day < self.begins:
                said += words(
                    ". Danh mục bắt đầu từ {b}", ". The register begins on {b}", b=self.begins
                )  # an earlier unit may have borne it
            return Problem(said + words(".", "."))
        # A number near another number is another place, so nothing is suggested but zeros that Excel drops.
        padded = next((c for n in (2, 3, 5) if (c := code.zfill(n)) in self._by_code), "") if code.isdigit() else ""
        hint: Hint
        if padded:
            hint = words(
                "Có phải “{p}”? Excel bỏ số 0 ở đầu.", "Did you mean “{p}”? Excel drops leading zeros.", p=padded
            )
        else:
            hint = Advice.FIND_UNIT
        if self.begins is not None:  # a unit that ended before is not in it
            what = words(
                "danh mục đơn vị hành chính bắt đầu từ {b}, từ đó không có mã “{c}”.",
                "the register begins on {b} and since then has no code “{c}”.",
                b=self.begins,
                c=code,
            )
            return Problem(what, hint=hint)
        return Problem(words("sổ đơn vị không có mã “{c}”.", "the register has no code “{c}”.", c=code), hint=hint)

    def lives(self, code: str) -> tuple[AdminUnit, ...]:
        """Every unit that has borne the code, oldest first."""
        return self._by_code.get(code, ())

    @cached_property
    def _by_code(self) -> dict[str, tuple[AdminUnit, ...]]:
        found: dict[str, list[AdminUnit]] = defaultdict(list)
        for unit in self.units:
            found[unit.code].append(unit)
        for units in found.values():
            if len(units) > 1:
                units.sort(key=lambda u: (u.valid_from, u.valid_until, u.name))
        return {code: tuple(units) for code, units in found.items()}

    def _stretch(self, day: date) -> tuple[UnitTable, Mapping[str, Sequence[AdminUnit]]]:
        """The units of a day and the children of each, the same for all days between two on which any begins or ends."""
        since = bisect_right(self._turns, day)
        if (found := self._stretches.get(since)) is None:
            if len(self._stretches) > 8:
                self._stretches.clear()
            units = {u.code: u for u in self.units if u.is_alive(day)}
            below: dict[str, list[AdminUnit]] = {}
            for unit in units.values():
                below.setdefault(unit.parent, []).append(unit)
            self._stretches[since] = found = UnitTable(units), below
        return found

    @cached_property
    def _turns(self) -> list[date]:
        return sorted({day for u in self.units for day in (u.valid_from, u.valid_until)})

    @cached_property
    def _stretches(self) -> dict[int, tuple[UnitTable, Mapping[str, Sequence[AdminUnit]]]]:
        return {}

    def ancestors(self, unit: AdminUnit, day: date) -> tuple[AdminUnit, ...]:
        """Its parent on the day, the parent's parent, and so on."""
        found: list[AdminUnit] = []
        while unit.parent and (parent := self.find(unit.parent, day)) and parent not in found:
            found.append(parent)
            unit = parent
        return tuple(found)

    def descendants(self, code: str, day: date) -> tuple[AdminUnit, ...]:
        """All below it on the day, parents before children."""
        below = self._stretch(day)[1]
        found: list[AdminUnit] = []
        waiting = [code]
        while waiting:
            children = below.get(waiting.pop(0), ())
            found += children
            waiting += [c.code for c in children]
        return tuple(found)

    def review_chain(self, unit: AdminUnit, day: date, system: str = "police") -> tuple[AdminUnit, ...]:
        """Who stands above it on the day in a system whose levels end on days of their own. The ministry is last."""
        over = {e.level for e in self.level_ends if e.system == system and e.until <= day}
        return tuple(a for a in self.ancestors(unit, day) if a.level not in over)

    # -- through time -------------------------------------------------------------------------------------------

    @cached_property
    def _ways(self) -> tuple[Mapping[str, Sequence[Succession]], Mapping[str, Sequence[Succession]]]:
        """The successions by the code of the predecessor, and by that of the successor."""
        out: dict[str, list[Succession]] = defaultdict(list)
        into: dict[str, list[Succession]] = defaultdict(list)
        for s in self.successions:
            out[s.predecessor].append(s)
            into[s.successor].append(s)
        return out, into

    def successors(self, unit: AdminUnit) -> tuple[Step, ...]:
        own = self._begun(unit.code, unit.valid_from)  # the unit in hand may be of a day when no end was known
        if own is None:
            return ()
        day = own.valid_until
        ways = [s for s in self._ways[0].get(unit.code, ()) if self.changes[s.change].on == day]
        begun = ((self._begun(s.successor, day), s) for s in ways)
        return tuple(Step(new, s.share, s) for new, s in begun if new is not None)

    def predecessors(self, unit: AdminUnit) -> tuple[Step, ...]:
        """Back to what it came from. The share is known only where there is one predecessor: all of it."""
        day = unit.valid_from
        ways = [s for s in self._ways[1].get(unit.code, ()) if self.changes[s.change].on == day]
        ended = [(old, s) for s in ways if (old := self._ended(s.predecessor, day)) is not None]
        share = Fraction(1) if len(ended) == 1 else None
        return tuple(Step(old, share, s) for old, s in ended)

    # A slice of a register may leave one end of a way out; `check_registry` refuses that of a whole one.

    def _begun(self, code: str, day: date) -> AdminUnit | None:
        return next((u for u in self._by_code.get(code, ()) if u.valid_from == day), None)

    def _ended(self, code: str, day: date) -> AdminUnit | None:
        return next((u for u in self._by_code.get(code, ()) if u.valid_until == day), None)

    def goes_on(self, unit: AdminUnit) -> AdminUnit | None:
        """The unit itself after a change that only renamed it, moved it or changed its kind; else None."""
        after = self.successors(unit)
        if len(after) == 1 and after[0].share == 1 and len(self.predecessors(after[0].unit)) == 1:
            return after[0].unit
        return None

    def is_same(self, then: AdminUnit | None, now: AdminUnit) -> bool:
        """Whether a unit is one of an earlier day, gone on through any number of changes (`goes_on`)."""
        while then is not None and then.key != now.key:
            then = self.goes_on(then)
        return then is not None

    def with_predecessors(self, units: Iterable[AdminUnit], *, since: date = BEGINNING) -> tuple[AdminUnit, ...]:
        """These units and all that they came from, back to a day; each once."""
        return _walked(units, lambda unit: self.predecessors(unit) if unit.valid_from > since else ())

    def with_successors(self, units: Iterable[AdminUnit]) -> tuple[AdminUnit, ...]:
        """These units and all that they went into; each once."""
        return _walked(units, self.successors)

    def codes_with_predecessors(self, units: Iterable[AdminUnit], *, since: date = BEGINNING) -> frozenset[str]:
        """Every code under which these units, or what they came from, were known since a day."""
        return frozenset(u.code for u in self.with_predecessors(units, since=since))

    def lineage(self, unit: AdminUnit) -> Lineage:
        after, before = self.with_successors([unit]), self.with_predecessors([unit])
        found = {each.key: each for each in (*after, *before)}
        steps: dict[tuple[Key, Key], tuple[AdminUnit, AdminUnit, Succession]] = {}
        for each in after:
            for step in self.successors(each):
                steps[each.key, step.unit.key] = (each, step.unit, step.succession)
        for each in before:
            for step in self.predecessors(each):
                steps[step.unit.key, each.key] = (step.unit, each, step.succession)
        for step in self.successors(unit):  # with whom it was merged
            for other in self.predecessors(step.unit):
                found.setdefault(other.unit.key, other.unit)
                steps[other.unit.key, step.unit.key] = (other.unit, step.unit, other.succession)
        for step in self.predecessors(unit):  # what else its predecessors went into
            for other in self.successors(step.unit):
                found.setdefault(other.unit.key, other.unit)
                steps[step.unit.key, other.unit.key] = (step.unit, other.unit, other.succession)
        in_order = sorted(found.values(), key=lambda u: (u.valid_from, u.code))
        return Lineage(unit, tuple(in_order), tuple(steps.values()))

    def law_of(self, succession: Succession) -> Change:
        return self.changes[succession.change]

    def change_days(self) -> tuple[date, ...]:
        return tuple(sorted({c.on for c in self.changes.values()}))

    def with_shares(self, shares: Iterable[Succession]) -> Registry:
        """The register with shares that the office entered in place of unknown ones. Checked by `check_registry`."""
        entered: dict[tuple[str, str, str], Succession] = {}
        for s in shares:
            if entered.setdefault((s.change, s.predecessor, s.successor), s) is not s:
                what = words(
                    "{a} sang {b} có hai tỷ lệ.", "{a} into {b} has two shares.", a=s.predecessor, b=s.successor
                )
                raise RegistryError(Problem(what))
        merged = tuple(entered.pop((s.change, s.predecessor, s.successor), s) for s in self.successions)
        if entered:
            raise RegistryError(
                [
                    Problem(
                        words(
                            "không có việc chuyển từ {a} sang {b} theo {c}.",
                            "no unit {a} goes into {b} by {c}.",
                            a=a,
                            b=b,
                            c=c,
                        )
                    )
                    for c, a, b in entered
                ]
            )
        return replace(self, successions=merged)

    def by_level(self, units: Iterable[AdminUnit]) -> Iterator[tuple[str, tuple[AdminUnit, ...]]]:
        listed = tuple(units)
        for level in LEVELS:
            if here := tuple(u for u in listed if u.level == level):
                yield level, here


def _walked(units: Iterable[AdminUnit], steps: Callable[[AdminUnit], Iterable[Step]]) -> tuple[AdminUnit, ...]:
    """These units and all to which steps lead from them; each once."""
    found: dict[Key, AdminUnit] = {}
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit.key not in found:
            found[unit.key] = unit
            waiting += [step.unit for step in steps(unit)]
    return tuple(found.values())
