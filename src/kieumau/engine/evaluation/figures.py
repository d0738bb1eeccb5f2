"""From observations to the figures of one unit in one assessment period. A missing month is never zero."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.sets import MONTHS_IN_BEING
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.certainty import sure_change
from kieumau.engine.indicators import Observation, ObservationTable, Period, Value
from kieumau.engine.indicators.summing import summed
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.territory.units import whole_months
from kieumau.engine.wording import Words, words

Key = tuple[str, bool]


@dataclass(frozen=True)
class Figures:
    """What is known of one unit in one period. `gaps` says why a figure is missing."""

    unit: AdminUnit
    period: Period
    values: Mapping[Key, Value | None]
    gaps: Mapping[Key, Words] = field(default_factory=dict)


def gather_figures(
    criteria: CriteriaSet,
    table: ObservationTable,
    units: UnitTable,
    *,
    on: date,
    also: tuple[Period, ...] = (),
    draft: bool = False,
    period: str | None = None,
) -> tuple[list[Figures], list[Words]]:
    """The figures of every unit in every assessment period that the table speaks of, and what people should know.

    A period that begins after `on`, or that ended before the set came into force, is not judged; `period` keeps one.
    Raises `EvaluationError` for a figure whose period is longer than an assessment period.
    """
    calendar = criteria.calendar
    cells = _cells(criteria, table)
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
    if not draft and period is None:
        notices += [before_force(criteria, p) for p in periods if p.last < criteria.issued.in_force]
    known, outside = _judged_units(criteria, units, {unit for unit, _ in cells})
    notices += outside
    figures = []
    for span in judged:
        for unit in known:
            if units or (unit.code, span) in cells:
                figures.append(_figures(criteria, cells, unit, span, on))
    return figures, notices


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
    kinds = ", ".join(criteria.applies_to)
    return inside, [
        words(
            "{n} đơn vị có số liệu nhưng không thuộc loại mà bộ tiêu chí áp dụng ({k}): không chấm.",
            "{n} units have figures but are not of a kind to which the set applies ({k}): not judged.",
            n=outside,
            k=kinds,
        )
    ]


def _cells(criteria: CriteriaSet, table: ObservationTable) -> dict[tuple[str, Period], dict[str, list[Observation]]]:
    """Observations by unit and assessment period, then by indicator."""
    calendar = criteria.calendar
    cells: dict[tuple[str, Period], dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    problems = []
    for row in table.rows:
        if row.indicator not in criteria.indicators or row.value is None:
            continue
        period = calendar.around(row.period.last)
        if row.period.days > period.days and not period.holds(row.period):
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
        cells[row.unit, period][row.indicator].append(row)
    if problems:
        raise EvaluationError(problems[:50])
    return cells


def _figures(
    criteria: CriteriaSet,
    cells: Mapping[tuple[str, Period], Mapping[str, list[Observation]]],
    unit: AdminUnit,
    period: Period,
    on: date,
) -> Figures:
    values: dict[Key, Value | None] = {}
    gaps: dict[Key, Words] = {}
    earlier = criteria.calendar.before(period)
    for before, span in ((False, period), (True, earlier)):
        rows = cells.get((unit.code, span), {})
        for code, indicator in criteria.indicators.items():
            value, gap = summed(indicator, rows.get(code, ()), span, criteria.calendar)
            values[code, before] = value
            if gap is not None:
                gaps[code, before] = gap
    for code, threshold in criteria.thresholds.items():
        # A later amendment does not reach back: a period is judged by what held on its last day, or on `on` before that.
        day = min(on, period.last)
        values[code, False] = threshold.value_on(day, unit.class_)
        if values[code, False] is None:
            gaps[code, False] = _no_threshold(threshold.by_class is not None, unit, day)
    for code in criteria.sure_changes:
        values[code, False], gap = sure_change(criteria, code, values, gaps)
        if gap is not None:
            gaps[code, False] = gap
    months = whole_months(unit.established, period.last) if unit.established else None
    values[MONTHS_IN_BEING, False] = None if months is None else Fraction(max(months, 0))
    if months is None:
        gaps[MONTHS_IN_BEING, False] = Words("chưa biết ngày thành lập đơn vị", "the day of establishment is not known")
    return Figures(unit, period, values, gaps)


def _no_threshold(by_class: bool, unit: AdminUnit, on: date) -> Words:
    if by_class and not unit.class_:
        return Words("chưa biết loại đơn vị hành chính", "the class of the unit is not known")
    if by_class:
        return words("không có ngưỡng cho loại {c}", "there is no threshold for class {c}", c=unit.class_)
    return words("không có ngưỡng có hiệu lực ngày {d}", "no threshold is in force on {d}", d=on)
