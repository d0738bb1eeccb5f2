"""From observations to the figures of one unit in one assessment period. A missing month is never zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.judging import FigureKey, UnitFigures, figures_of
from kieumau.engine.expressions import Range
from kieumau.engine.indicators import Observation, ObservationTable, Period, Value
from kieumau.engine.indicators.comparing import spread_of_months
from kieumau.engine.indicators.observations import units_and_periods
from kieumau.engine.indicators.summing import known_part, value_over
from kieumau.engine.statistics.spread import Spread
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.wording import Words, words

Cells = dict[tuple[str, Period], dict[str, list[Observation]]]
"""Observations by unit and assessment period, then by indicator."""

KnownRanges = Mapping[tuple[str, Period], Mapping[FigureKey, Range]]
"""By unit and assessment period, what is known of figures that are not one number yet."""


def gather_figures(
    criteria: CriteriaSet,
    table: ObservationTable,
    units: UnitTable,
    *,
    on: date,
    also: tuple[Period, ...] = (),
    draft: bool = False,
    period: str | None = None,
    as_known: bool = False,
    counted: Iterable[Observation] = (),
    known: KnownRanges | None = None,
) -> tuple[list[UnitFigures], list[Words]]:
    """The figures of every unit in every assessment period that the table speaks of, and what people should know.

    A period that begins after `on`, or that ended before the set came into force, is not judged; `period` keeps one.
    A figure whose own period ends after `on` was not known on it and is set aside, and said to be, unless the table is
    `as_known` on that day; figures `counted` from judged child units are.
    Raises `EvaluationError` for a figure whose period is longer than an assessment period.
    """
    calendar = criteria.calendar
    cells = _cells(criteria, table.rows, None if as_known else on)
    for key, more in _cells(criteria, counted, None).items():
        for code, rows in more.items():
            cells[key][code] += rows
    periods = sorted({period for _, period in cells} | set(also))
    judged = [p for p in periods if p.first <= on and (draft or p.last >= criteria.issued.in_force)]
    notices = [
        words(
            "Kỳ {p} bắt đầu sau ngày {d}, không chấm.",
            "Period {p} begins after {d} and is not judged.",
            p=calendar.name(p),
            d=on,
        )
        for p in periods
        if p.first > on and period in (None, calendar.name(p))
    ]
    if not as_known:
        notices += _set_aside(criteria, table, set(judged), on, period)
    if not draft and period is None:
        notices += [before_force(criteria, p) for p in periods if p.last < criteria.issued.in_force]
    inside, outside = _judged_units(criteria, units, {unit for unit, _ in cells})
    notices += outside
    figures = []
    for span in judged:
        for unit in inside:
            if units or (unit.code, span) in cells:
                figures.append(_figures(criteria, cells, unit, span, on, (known or {}).get((unit.code, span), {})))
    return figures, notices


def _set_aside(
    criteria: CriteriaSet, table: ObservationTable, judged: set[Period], on: date, period: str | None
) -> list[Words]:
    calendar = criteria.calendar
    later = {
        p
        for p in table.periods
        if p.last > on and (whole := calendar.around(p.last)) in judged and period in (None, calendar.name(whole))
    }
    if not later:
        return []
    n = sum(r.period in later and r.value is not None and r.indicator in criteria.indicators for r in table.rows)
    return [set_aside(n, min(later), on)] if n else []


def set_aside(count: int, first: Period, on: date) -> Words:
    return words(
        "{n} số liệu của các kỳ kết thúc sau ngày {d} (từ kỳ {p}) không được tính: đến ngày đó chưa có.",
        "{n} figures of periods that end after {d} (from {p}) are set aside: they were not known on that day.",
        n=count,
        d=on,
        p=first.words,
    )


def before_force(criteria: CriteriaSet, period: Period) -> Words:
    return words(
        "Kỳ {p} kết thúc trước khi bộ tiêu chí có hiệu lực ({d}): không chấm, chỉ dùng làm cùng kỳ năm trước.",
        "Period {p} ended before the set came into force ({d}): not judged, used only as the year before.",
        p=criteria.calendar.name(period),
        d=criteria.issued.in_force,
    )


def _judged_units(criteria: CriteriaSet, units: UnitTable, seen: set[str]) -> tuple[list[AdminUnit], list[Words]]:
    """Units of the kinds to which the rulebook applies; a unit of unknown kind is taken as one of them."""
    codes = list(units.units) if units else []
    codes += sorted(seen - set(codes))
    known = [units.get(code) for code in codes]
    inside = [u for u in known if not u.kind or u.kind in criteria.applies_to]
    outside = sum(u.kind != "" and u.kind not in criteria.applies_to and u.code in seen for u in known)
    if not outside:
        return inside, []
    return inside, [other_kinds(criteria, outside)]


def other_kinds(criteria: CriteriaSet, count: int) -> Words:
    return words(
        "{n} đơn vị có số liệu nhưng không thuộc loại mà bộ tiêu chí áp dụng ({k}): không chấm.",
        "{n} units have figures but are not of a kind to which the set applies ({k}): not judged.",
        n=count,
        k=", ".join(criteria.applies_to),
    )


def _cells(criteria: CriteriaSet, given: Iterable[Observation], on: date | None) -> Cells:
    """A unit and period with nothing but figures set aside is there, and empty."""
    calendar = criteria.calendar
    rows = tuple(given)
    periods = {p for _, p in units_and_periods(rows)}
    cells: dict[tuple[str, Period], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    around = {p: calendar.around(p.last) for p in periods}
    later = {p for p in periods if on is not None and p.last > on}
    longer = {p for p, whole in around.items() if p.days > whole.days and not whole.holds(p)}
    problems = []
    here: tuple[str, Period] | None = None
    for row in rows:
        if row.indicator not in criteria.indicators or row.value is None:
            continue
        if here is None or row.unit != here[0] or row.period is not here[1]:  # a line of a table is one cell
            here, period = (row.unit, row.period), around[row.period]
            cell = cells[row.unit, period]
        if longer and row.period in longer:
            problems.append(
                Problem(
                    words(
                        "kỳ {p} dài hơn một kỳ đánh giá.",
                        "the period {p} is longer than an assessment period.",
                        p=row.period.label,
                    ),
                    path=f"{row.unit}, {row.indicator}",
                    line=None,
                    hint=words(
                        "Nhập số liệu theo từng kỳ, ví dụ {e}.",
                        "Enter figures period by period, e.g. {e}.",
                        e=calendar.name(period),
                    ),
                )
            )
        if not later or row.period not in later:
            cell[row.indicator].append(row)
    if problems:
        raise EvaluationError(problems[:50])
    return cells


def _figures(
    criteria: CriteriaSet, cells: Cells, unit: AdminUnit, period: Period, on: date, known: Mapping[FigureKey, Range]
) -> UnitFigures:
    values: dict[FigureKey, Value] = {}
    holes: dict[FigureKey, tuple[Period, ...]] = {}
    ranges: dict[FigureKey, Range] = dict(known)
    for before in (False, True) if criteria.compared else (False,):
        span = criteria.calendar.before(period) if before else period
        for code, rows in cells.get((unit.code, span), {}).items():
            if before and code not in criteria.compared:
                continue
            value, missing = value_over(criteria.indicators[code], rows, span)
            if value is not None:
                values[code, before] = value
            if missing:
                holes[code, before] = missing
                if (part := known_part(criteria.indicators[code], rows)) is not None:
                    ranges[code, before] = part
    spreads = _spreads(criteria, cells, unit.code, period)
    return figures_of(criteria, unit, period, values, on=on, holes=holes, ranges=ranges, spreads=spreads)


def _spreads(criteria: CriteriaSet, cells: Cells, unit: str, period: Period) -> dict[str, Spread]:
    """Of the counts that are compared with the year before: how much more than by chance the months of both vary."""
    found = {}
    for code in criteria.compared:
        rows = [
            r for span in (criteria.calendar.before(period), period) for r in cells.get((unit, span), {}).get(code, ())
        ]
        if (
            len(rows) >= 12
            and criteria.indicators[code].measure.whole
            and (spread := spread_of_months(rows)) is not None
        ):
            found[code] = spread
    return found
