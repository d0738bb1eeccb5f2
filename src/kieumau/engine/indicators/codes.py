"""Which unit the code of a figure means: on the last day of its period, on a day that the table names, or perhaps two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kieumau.engine.errors import Advice, ObservationError, Problem, the_rest
from kieumau.engine.indicators.observations import Observation, ObservationTable, Value
from kieumau.engine.indicators.periods import Period
from kieumau.engine.territory import WHOLE, AdminUnit, Flow, Registry, said_span
from kieumau.engine.territory.names import squeezed
from kieumau.engine.wording import joined, words


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure, the unit it was meant for, and a day on which its code meant that unit."""

    unit: AdminUnit
    value: Value | None
    day: date
    flow: Flow = WHOLE


Placed = dict[Period, dict[str, list[GivenFigure]]]
"""period -> indicator -> figures."""


def units_meant(
    rows: Iterable[Observation],
    registry: Registry,
    *,
    coded_on: date | None = None,
    names: Mapping[str, str] | None = None,
) -> list[tuple[AdminUnit, int]]:
    """The units that the codes of figures mean, each with how many figures. Raises `ObservationError` as `restate` does."""
    counted: Counter[AdminUnit] = Counter()
    for each in placed(ObservationTable(tuple(rows)), registry, coded_on, names or {}).values():
        counted.update(given.unit for figures in each.values() for given in figures)
    return list(counted.items())


def placed(table: ObservationTable, registry: Registry, coded_on: date | None, names: Mapping[str, str]) -> Placed:
    """Each figure with its unit. Raises `ObservationError` with every code that means no unit, or perhaps two."""
    found_of: Placed = defaultdict(lambda: defaultdict(list))
    meant: dict[tuple[str, Period], tuple[AdminUnit, date] | Problem] = {}
    problems: dict[tuple[str, str], Problem] = {}
    for row in table.rows:
        key = (row.unit, row.period)
        if key not in meant:
            meant[key] = _meant(registry, row.unit, row.period, coded_on, names.get(row.unit, ""))
        found = meant[key]
        if isinstance(found, Problem):
            problems.setdefault(
                (row.unit, found.what.vi),
                Problem(found.what, line=row.place.row if row.place else None, hint=found.hint),
            )
        else:
            found_of[row.period][row.indicator].append(GivenFigure(found[0], row.value, found[1]))
    if problems:
        told = list(problems.values())
        more = [the_rest(len(told) - 50)] if len(told) > 50 else []
        raise ObservationError([*told[:50], *more])
    return found_of


def _meant(
    registry: Registry, code: str, period: Period, coded_on: date | None, name: str
) -> tuple[AdminUnit, date] | Problem:
    day = coded_on or period.last
    unit = registry.find(code, day)
    if coded_on is None:
        first = registry.find(code, period.first)
        if unit is None or not registry.is_same(first, unit):
            either = [u for u in (first, unit) if u is not None]
            if either:
                change = max(d for d in registry.change_days() if d <= period.last)
                what = words(
                    "kỳ {p} vắt qua ngày {d}, và mã {c} không chỉ một đơn vị suốt kỳ: {u}.",
                    "the period {p} runs across {d}, and the code {c} means no single unit throughout: {u}.",
                    p=period.words, d=change, c=code, u=joined([u.full_name + " " + said_span(u) for u in either], ", "),
                )  # fmt: skip
                return Problem(what, hint=Advice.SAY_DAY_OF_CODES)
    if unit is None:
        return registry.unknown(code, day)
    if name and coded_on is None and not _is_called(unit, name):
        for other in registry.lives(code):
            if _is_called(other, name):
                what = words(
                    "tệp gọi mã {c} là “{n}”, còn ngày {d} mã ấy là {u}.",
                    "the file calls {c} “{n}”, and on {d} that code is {u}.",
                    c=code, n=name, d=day, u=unit.full_name,
                )  # fmt: skip
                return Problem(what, hint=Advice.SAY_DAY_OF_CODES)
    return unit, day


def _is_called(unit: AdminUnit, name: str) -> bool:
    return squeezed(name) in map(squeezed, (unit.name, unit.full_name.vi, unit.full_name.en))
