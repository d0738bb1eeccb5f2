"""Figures asked for under the units of another day: exact, between two bounds, or not to be had, and from what.

A restated table is a view: it keeps the figures it was made from, so that it can be restated to any other day, the
first one included, without loss. Rules by indicator (`OverUnits`): counts are summed; ratios are recomputed from their
two components; facts hold over where the rulebook says so; all else ends with its unit. A unit that only went on under
another name, parent or kind keeps everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.indicators.codes import GivenFigure, Placed, placed
from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable, OverUnits, Value
from kieumau.engine.indicators.periods import Period
from kieumau.engine.territory import LEVEL_WORDS, WHOLE, AdminUnit, Flow, Flows, Registry, UnitTable
from kieumau.engine.wording import Words, joined, plain, words

NONE = Fraction(0)
_MOST_NAMED = 3


class RestatedState(StrEnum):
    """How well a restated figure is known."""

    EXACT = "exact"
    BY_SHARE = "by_share"  # one number, by a share that the office entered
    BETWEEN = "between"  # a split without a known share
    INCOMPLETE = "incomplete"  # some predecessor gave no figure
    LOST = "lost"  # cannot be restated


RESTATED_STATE_WORDS = {
    RestatedState.EXACT: Words("đúng", "exact"),
    RestatedState.BY_SHARE: Words("theo tỷ lệ chia", "by a share"),
    RestatedState.BETWEEN: Words("trong khoảng", "between bounds"),
    RestatedState.INCOMPLETE: Words("thiếu số liệu", "incomplete"),
    RestatedState.LOST: Words("không quy đổi được", "cannot be restated"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One figure that went into a restated one, and how much of it."""

    unit: AdminUnit
    value: Value
    flow: Flow


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """A figure under the units of another day. `value` only where it is one number or a fact; bounds where known.

    `low` and `high` are None where nothing bounds the figure on that side. `parts` is its origin.
    """

    unit: str
    period: Period
    indicator: str
    standing: RestatedState
    value: Value | None
    low: Fraction | None
    high: Fraction | None
    parts: tuple[Part, ...]
    why: Words


@dataclass(frozen=True)
class RestatedTable:
    """Every figure of `source` under the units of `on`."""

    source: ObservationTable
    on: date
    units: UnitTable
    figures: tuple[RestatedFigure, ...]
    ended: tuple[tuple[AdminUnit, int], ...] = ()  # units without a successor, and how many figures stay with each

    @property
    def table(self) -> ObservationTable:
        """The figures that are one number, to be judged like any others. What is only bounded is missing."""
        rows = (Observation(f.unit, f.period, f.indicator, f.value) for f in self.figures if f.value is not None)
        return ObservationTable(tuple(rows), self.source.sample, self.source.questions)

    def origin(self, unit: str, period: Period, indicator: str) -> tuple[Part, ...]:
        """What one restated figure was made of; nothing where there is no such figure."""
        for f in self.figures:
            if (f.unit, f.period, f.indicator) == (unit, period, indicator):
                return f.parts
        return ()


def restate(
    table: ObservationTable | RestatedTable,
    registry: Registry,
    indicators: Mapping[str, Indicator],
    *,
    on: date,
    coded_on: date | None = None,
    level: str = "",
    names: Mapping[str, str] | None = None,
) -> RestatedTable:
    """Restate figures to the units of a day, or, with `level`, to those above them at that level (province ...).

    A code means the unit of the last day of its period; where that is doubtful, `coded_on` says the day whose codes the
    table uses. `names`, by code, are what the table itself calls its units: a code that means another then is doubtful
    too. Raises `ObservationError` with every code that means no unit, or perhaps two, for a level that does not exist on
    the day, and, with `level`, for figures of a unit and of one below it together.
    """
    source = table.source if isinstance(table, RestatedTable) else table
    here = registry.units_on(on)
    if level and not any(u.level == level for u in here.units.values()):
        what = words("ngày {d} không có {l}.", "there is no {l} on {d}.", d=on, l=LEVEL_WORDS.get(level, plain(level)))
        raise ObservationError(Problem(what))
    given = placed(source, registry, coded_on, names or {})
    if level:
        _refuse_nested(registry, given)
    work = _Restating(registry, indicators, Flows(registry, on, _above(registry, on, level)), on, given)
    figures = [f for period in sorted(given) for f in work.period(period)]
    return RestatedTable(source, on, here, tuple(figures), tuple(work.ended.values()))


def _refuse_nested(registry: Registry, figures_of: Placed) -> None:
    """A province and its communes added together would be counted twice."""
    for period, each in figures_of.items():
        for figures in each.values():
            given = {g.unit.key: g for g in figures if g.value is not None}
            for g in given.values():
                for above in registry.ancestors(g.unit, g.day):
                    if above.key in given:
                        what = words(
                            "kỳ {p}: vừa có số liệu của {a}, vừa có của {b} bên dưới; cộng lại sẽ tính hai lần.",
                            "period {p}: there are figures of {a} and of {b} below it; added up they count twice.",
                            p=period.words, a=_named([above]), b=_named([g.unit]),
                        )  # fmt: skip
                        raise ObservationError(Problem(what, hint=words("Chỉ giữ một cấp.", "Keep one level only.")))


def _above(registry: Registry, on: date, level: str) -> Callable[[AdminUnit], str] | None:
    if not level:
        return None

    def into(unit: AdminUnit) -> str:
        line = (unit, *registry.ancestors(unit, on))
        return next((u.code for u in line if u.level == level), unit.code)

    return into


Gathered = Mapping[str, Mapping[str, list[GivenFigure]]]
"""indicator -> unit of the day asked about -> what flows into it."""


# -- one period -------------------------------------------------------------------------------------------------------


class _Restating:
    def __init__(
        self, registry: Registry, indicators: Mapping[str, Indicator], flows: Flows, on: date, given: Placed
    ) -> None:
        self.registry, self.indicators, self.flows, self.on, self.given = registry, indicators, flows, on, given
        self.ended: dict[tuple[str, date], tuple[AdminUnit, int]] = {}
        self._into: dict[tuple[int, str], dict[str, list[AdminUnit]]] = {}
        self._back: dict[date, Flows] = {}

    def period(self, period: Period) -> list[RestatedFigure]:
        """Every figure of a period; the units in the order of their codes, the indicators in the rulebook's."""
        found = {code: self._gathered(given) for code, given in self.given[period].items()}
        order = {code: i for i, code in enumerate(self.indicators)}
        made = [self._figure(t, period, code, found) for code in found if code in order for t in found[code]]
        return sorted(made, key=lambda f: (f.unit, order[f.indicator]))

    def _gathered(self, figures: Iterable[GivenFigure]) -> dict[str, list[GivenFigure]]:
        into: dict[str, list[GivenFigure]] = defaultdict(list)
        for g in figures:
            flows = self.flows.of(g.unit)
            if not flows and g.value is not None:
                self.ended[g.unit.key] = (g.unit, self.ended.get(g.unit.key, (g.unit, 0))[1] + 1)
            for target, flow in flows.items():
                into[target].append(GivenFigure(g.unit, g.value, g.day, flow))
        return into

    def _figure(self, target: str, period: Period, code: str, found: Gathered) -> RestatedFigure:
        indicator = self.indicators[code]
        given = found[code][target]
        parts = tuple(Part(g.unit, g.value, g.flow) for g in given if g.value is not None)
        sources = self._sources(target, given[0])
        have = {p.unit.key for p in parts}
        missing = tuple(
            dict.fromkeys([g.unit for g in given if g.value is None] + [u for u in sources if u.key not in have])
        )
        if [u.key for u in sources] == [p.unit.key for p in parts] and len(parts) == 1 and parts[0].flow == WHOLE:
            value = parts[0].value
            number = None if isinstance(value, bool) else value
            why = words("số liệu của {u}", "the figure of {u}", u=parts[0].unit.full_name)
            return RestatedFigure(target, period, code, RestatedState.EXACT, value, number, number, parts, why)
        if indicator.over_units is OverUnits.SUM:
            return self._sum(target, period, indicator, parts, missing)
        if indicator.over_units in (OverUnits.ALL, OverUnits.ANY):
            return self._fact(target, period, indicator, parts, missing)
        if indicator.components:
            return self._ratio(target, period, indicator, parts, found)
        why = words(
            "“{i}” không cộng, không chuyển sang đơn vị mới; cần số liệu của chính đơn vị mới",
            "“{i}” neither adds up nor passes to a new unit; the new unit's own figure is needed",
            i=indicator.label,
        )
        return RestatedFigure(target, period, code, RestatedState.LOST, None, None, None, parts, why)

    def _sources(self, target: str, given: GivenFigure) -> list[AdminUnit]:
        """The units of the figures' day and level from which anything flows into the target."""
        unit = self.registry.find(target, self.on)
        if unit is not None and unit.level == given.unit.level:  # back along its own line
            flows = self._back.setdefault(given.day, Flows(self.registry, given.day))
            return [u for code in flows.of(unit) if (u := self.registry.find(code, given.day)) is not None]
        # A level above takes in many: who flows where is worked out once between two changes.
        key = (sum(d <= given.day for d in self.registry.change_days()), given.unit.level)
        if key not in self._into:
            into: dict[str, list[AdminUnit]] = defaultdict(list)
            for each in self.registry.units_on(given.day).units.values():
                if each.level == given.unit.level:
                    for code in self.flows.of(each):
                        into[code].append(each)
            self._into[key] = into
        return self._into[key].get(target, [])

    def _sum(self, target: str, period: Period, indicator: Indicator, parts: tuple[Part, ...], missing: tuple[AdminUnit, ...]) -> RestatedFigure:  # fmt: skip
        low = high = NONE
        for p in parts:
            value = Fraction(p.value)
            ends = (value * p.flow.low, value * p.flow.high)
            low, high = low + min(ends), high + max(ends)
        if missing:
            never_less = low if all(Fraction(p.value) >= 0 for p in parts) else None
            why = words("chưa có số liệu của {u}", "no figure from {u}", u=_named(missing))
            return RestatedFigure(
                target, period, indicator.code, RestatedState.INCOMPLETE, None, never_less, None, parts, why
            )
        standing, why = _how(parts, low, high, self.on)
        value_ = low if low == high else None
        return RestatedFigure(target, period, indicator.code, standing, value_, low, high, parts, why)

    def _ratio(self, target: str, period: Period, indicator: Indicator, parts: tuple[Part, ...], found: Gathered) -> RestatedFigure:  # fmt: skip
        assert indicator.components is not None
        halves = [self._figure(target, period, c, found) for c in indicator.components if target in found.get(c, {})]
        if len(halves) < 2:
            why = words(
                "cần “{a}” và “{b}” để tính lại; tỷ lệ không lấy trung bình",
                "“{a}” and “{b}” are needed to compute it again; ratios are not averaged",
                a=self._label(indicator.components[0]), b=self._label(indicator.components[1]),
            )  # fmt: skip
            return RestatedFigure(target, period, indicator.code, RestatedState.LOST, None, None, None, parts, why)
        part, whole = halves
        origin = (*part.parts, *whole.parts)
        why = words(
            "tính lại từ {a} trên {b}",
            "computed again from {a} over {b}",
            a=self._label(part.indicator),
            b=self._label(whole.indicator),
        )
        if whole.low is None or whole.low <= 0 or part.low is None or part.high is None or whole.high is None:
            worst = part if part.standing in (RestatedState.INCOMPLETE, RestatedState.LOST) else whole
            none = words("mẫu số bằng 0", "the whole is zero") if worst.standing is RestatedState.EXACT else worst.why
            known = RestatedState.LOST if worst.standing is RestatedState.EXACT else worst.standing
            return RestatedFigure(target, period, indicator.code, known, None, None, None, origin, none)
        low, high = part.low / whole.high, part.high / whole.low
        if indicator.measure.is_share:
            high = max(low, min(high, Fraction(1)))
        if low == high:
            by_share = RestatedState.BY_SHARE in (part.standing, whole.standing)
            standing = RestatedState.BY_SHARE if by_share else RestatedState.EXACT
            return RestatedFigure(target, period, indicator.code, standing, low, low, low, origin, why)
        return RestatedFigure(target, period, indicator.code, RestatedState.BETWEEN, None, low, high, origin, why)

    def _label(self, code: str) -> Words:
        return self.indicators[code].label

    def _fact(self, target: str, period: Period, indicator: Indicator, parts: tuple[Part, ...], missing: tuple[AdminUnit, ...]) -> RestatedFigure:  # fmt: skip
        """All: true when every predecessor says so; one false inside decides. Any: the other way round."""
        decisive = indicator.over_units is OverUnits.ANY  # the answer that one predecessor wholly inside settles
        inside = [p.value for p in parts if p.flow.is_whole]
        if decisive in inside:
            value: bool | None = decisive
        elif missing or any(p.value is decisive for p in parts):
            value = None
        else:
            value = not decisive
        if value is not None:
            why = words("xét từ {n} đơn vị cũ", "from {n} predecessors", n=len(parts))
            return RestatedFigure(target, period, indicator.code, RestatedState.EXACT, value, None, None, parts, why)
        if missing:
            why = words("chưa có số liệu của {u}", "no figure from {u}", u=_named(missing))
            return RestatedFigure(
                target, period, indicator.code, RestatedState.INCOMPLETE, None, None, None, parts, why
            )
        why = words("đơn vị bị chia, không rõ phần nào", "a unit was split, and which part is not known")
        return RestatedFigure(target, period, indicator.code, RestatedState.LOST, None, None, None, parts, why)


def _how(parts: tuple[Part, ...], low: Fraction, high: Fraction, on: date) -> tuple[RestatedState, Words]:
    if low != high:
        open_ = [p.unit for p in parts if not p.flow.is_exact]
        if all(u.valid_from > on for u in open_):
            why = words(
                "{u} gồm đất của nhiều đơn vị cũ, không tách lại được",
                "{u} holds the ground of several old units and cannot be taken apart",
                u=_named(open_),
            )
        else:
            why = words(
                "{u} chia cho nhiều đơn vị, chưa có tỷ lệ chia",
                "{u} went into several units, and no share is known",
                u=_named(open_),
            )
        return RestatedState.BETWEEN, why
    if any(p.flow.entered for p in parts):
        return RestatedState.BY_SHARE, words("chia theo tỷ lệ đã nhập", "divided by the shares entered")
    if len(parts) == 1:
        return RestatedState.EXACT, words("số liệu của {u}", "the figure of {u}", u=parts[0].unit.full_name)
    return RestatedState.EXACT, words("tổng của {n} đơn vị", "the sum of {n} units", n=len(parts))


def _named(units: Iterable[AdminUnit]) -> Words:
    listed = list(dict.fromkeys(units))
    said = joined([words("{n} ({c})", "{n} ({c})", n=u.full_name, c=u.code) for u in listed[:_MOST_NAMED]], ", ")
    more = len(listed) - _MOST_NAMED
    return said + words(" và {n} đơn vị khác", " and {n} more", n=more) if more > 0 else said
