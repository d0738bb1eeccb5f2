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
from kieumau.engine.indicators.observations import Indicator, Observation, ObservationTable, OverUnits, Value
from kieumau.engine.indicators.periods import Period
from kieumau.engine.territory import WHOLE, AdminUnit, Flow, Flows, Registry, UnitTable
from kieumau.engine.wording import Words, joined, words

NONE = Fraction(0)
_MOST_NAMED = 3


class Standing(StrEnum):
    """How well a restated figure is known."""

    EXACT = "exact"
    BY_SHARE = "by_share"  # one number, by a share that the office entered
    BETWEEN = "between"  # a split without a known share
    INCOMPLETE = "incomplete"  # some predecessor gave no figure
    LOST = "lost"  # cannot be restated


STANDING_WORDS = {
    Standing.EXACT: Words("đúng", "exact"),
    Standing.BY_SHARE: Words("theo tỷ lệ chia", "by a share"),
    Standing.BETWEEN: Words("trong khoảng", "between bounds"),
    Standing.INCOMPLETE: Words("thiếu số liệu", "incomplete"),
    Standing.LOST: Words("không quy đổi được", "cannot be restated"),
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
    standing: Standing
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
) -> RestatedTable:
    """Restate figures to the units of a day, or, with `level`, to those above them at that level (province ...).

    A code means the unit of the last day of its period; where that is doubtful, `coded_on` says the day whose codes the
    table uses. Raises `ObservationError` with every code that means no unit, or two.
    """
    source = table.source if isinstance(table, RestatedTable) else table
    placed = _placed(source, registry, coded_on)
    above = _above(registry, on, level)
    work = _Restating(registry, indicators, Flows(registry, on, above), on, placed)
    figures = [f for period in sorted(placed) for f in work.period(period)]
    return RestatedTable(source, on, registry.units_on(on), tuple(figures))


def _above(registry: Registry, on: date, level: str) -> Callable[[AdminUnit], str] | None:
    if not level:
        return None

    def into(unit: AdminUnit) -> str:
        line = (unit, *registry.ancestors(unit, on))
        return next((u.code for u in line if u.level == level), unit.code)

    return into


# -- which unit a code means ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """A figure, the unit it was meant for, and a day on which its code meant that unit."""

    unit: AdminUnit
    value: Value | None
    day: date
    flow: Flow = WHOLE


Placed = dict[Period, dict[str, list[_Given]]]
"""period -> indicator -> figures."""
Gathered = Mapping[str, Mapping[str, list[_Given]]]
"""indicator -> unit of the day asked about -> what flows into it."""


def _placed(table: ObservationTable, registry: Registry, coded_on: date | None) -> Placed:
    placed: Placed = defaultdict(lambda: defaultdict(list))
    meant: dict[tuple[str, Period], tuple[AdminUnit, date] | Problem] = {}
    problems: dict[tuple[str, str], Problem] = {}
    for row in table.rows:
        key = (row.unit, row.period)
        if key not in meant:
            meant[key] = _meant(registry, row.unit, row.period, coded_on)
        found = meant[key]
        if isinstance(found, Problem):
            problems.setdefault((row.unit, found.what.vi), Problem(found.what, file=row.place, hint=found.hint))
        else:
            placed[row.period][row.indicator].append(_Given(found[0], row.value, found[1]))
    if problems:
        told = list(problems.values())
        more = [Problem(words("còn {n} lỗi nữa.", "{n} more.", n=len(told) - 50))] if len(told) > 50 else []
        raise ObservationError([*told[:50], *more])
    return placed


def _meant(registry: Registry, code: str, period: Period, coded_on: date | None) -> tuple[AdminUnit, date] | Problem:
    if coded_on is not None:
        unit = registry.find(code, coded_on)
        return (unit, coded_on) if unit else registry.unknown(code, coded_on)
    last, first = registry.find(code, period.last), registry.find(code, period.first)
    if last is not None and first is not None and last is not first and registry.goes_on(first) is not last:
        what = words(
            "kỳ {p} vắt qua ngày {d}, và mã {c} lúc đầu kỳ là {a}, cuối kỳ là {b}.",
            "the period {p} runs across {d}, and the code {c} means {a} at its start and {b} at its end.",
            p=period.words, d=last.valid_from, c=code, a=first.full_name, b=last.full_name,
        )  # fmt: skip
        hint = words(
            "Cho biết tệp dùng mã của ngày nào (--coded-on).", "Say of which day the file's codes are (--coded-on)."
        )
        return Problem(what, hint=hint)
    if last is not None:
        return last, period.last
    return (first, period.first) if first is not None else registry.unknown(code, period.last)


# -- one period -------------------------------------------------------------------------------------------------------


class _Restating:
    def __init__(
        self, registry: Registry, indicators: Mapping[str, Indicator], flows: Flows, on: date, placed: Placed
    ) -> None:
        self.registry, self.indicators, self.flows, self.on, self.placed = registry, indicators, flows, on, placed
        self._back: dict[date, Flows] = {}

    def period(self, period: Period) -> list[RestatedFigure]:
        """Every figure of a period; the units in the order of their codes, the indicators in the rulebook's."""
        found = {code: self._gathered(given) for code, given in self.placed[period].items()}
        order = {code: i for i, code in enumerate(self.indicators)}
        made = [self._figure(t, period, code, found) for code in found if code in order for t in found[code]]
        return sorted(made, key=lambda f: (f.unit, order[f.indicator]))

    def _gathered(self, figures: Iterable[_Given]) -> dict[str, list[_Given]]:
        into: dict[str, list[_Given]] = defaultdict(list)
        for g in figures:
            for target, flow in self.flows.of(g.unit).items():
                into[target].append(_Given(g.unit, g.value, g.day, flow))
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
            return RestatedFigure(target, period, code, Standing.EXACT, value, number, number, parts, why)
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
        return RestatedFigure(target, period, code, Standing.LOST, None, None, None, parts, why)

    def _sources(self, target: str, given: _Given) -> tuple[AdminUnit, ...]:
        """The units of the figures' day from which anything flows into the target; none where levels differ."""
        unit = self.registry.find(target, self.on)
        if unit is None or unit.level != given.unit.level:
            return ()
        flows = self._back.setdefault(given.day, Flows(self.registry, given.day))
        return tuple(u for code in flows.of(unit) if (u := self.registry.find(code, given.day)) is not None)

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
                target, period, indicator.code, Standing.INCOMPLETE, None, never_less, None, parts, why
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
            return RestatedFigure(target, period, indicator.code, Standing.LOST, None, None, None, parts, why)
        part, whole = halves
        origin = (*part.parts, *whole.parts)
        why = words(
            "tính lại từ {a} trên {b}",
            "computed again from {a} over {b}",
            a=self._label(part.indicator),
            b=self._label(whole.indicator),
        )
        if whole.low is None or whole.low <= 0 or part.low is None or part.high is None or whole.high is None:
            worst = part if part.standing in (Standing.INCOMPLETE, Standing.LOST) else whole
            none = words("mẫu số bằng 0", "the whole is zero") if worst.standing is Standing.EXACT else worst.why
            known = Standing.LOST if worst.standing is Standing.EXACT else worst.standing
            return RestatedFigure(target, period, indicator.code, known, None, None, None, origin, none)
        low, high = part.low / whole.high, part.high / whole.low
        if indicator.measure.is_share:
            high = max(low, min(high, Fraction(1)))
        if low == high:
            by_share = Standing.BY_SHARE in (part.standing, whole.standing)
            standing = Standing.BY_SHARE if by_share else Standing.EXACT
            return RestatedFigure(target, period, indicator.code, standing, low, low, low, origin, why)
        return RestatedFigure(target, period, indicator.code, Standing.BETWEEN, None, low, high, origin, why)

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
            return RestatedFigure(target, period, indicator.code, Standing.EXACT, value, None, None, parts, why)
        if missing:
            why = words("chưa có số liệu của {u}", "no figure from {u}", u=_named(missing))
            return RestatedFigure(target, period, indicator.code, Standing.INCOMPLETE, None, None, None, parts, why)
        why = words("đơn vị bị chia, không rõ phần nào", "a unit was split, and which part is not known")
        return RestatedFigure(target, period, indicator.code, Standing.LOST, None, None, None, parts, why)


def _how(parts: tuple[Part, ...], low: Fraction, high: Fraction, on: date) -> tuple[Standing, Words]:
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
        return Standing.BETWEEN, why
    if any(p.flow.entered for p in parts):
        return Standing.BY_SHARE, words("chia theo tỷ lệ đã nhập", "divided by the shares entered")
    if len(parts) == 1:
        return Standing.EXACT, words("số liệu của {u}", "the figure of {u}", u=parts[0].unit.full_name)
    return Standing.EXACT, words("tổng của {n} đơn vị", "the sum of {n} units", n=len(parts))


def _named(units: Iterable[AdminUnit]) -> Words:
    listed = list(dict.fromkeys(units))
    said = joined([words("{n} ({c})", "{n} ({c})", n=u.full_name, c=u.code) for u in listed[:_MOST_NAMED]], ", ")
    more = len(listed) - _MOST_NAMED
    return said + words(" và {n} đơn vị khác", " and {n} more", n=more) if more > 0 else said
