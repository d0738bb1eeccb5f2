"""The two files that a draft is tried with: its figures, one column an indicator or one row a figure, and its units."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions.measures import YES, typed_text
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words
from kieumau.reports.figures_form import (
    PERIOD,
    SAMPLE_COLUMN,
    UNIT,
    UNIT_COLUMNS,
    FilledIn,
    figures_form,
    headings,
    unit_cells,
)
from kieumau.reports.writing import harmless, kind_of, write_whole

_NAME = Words("Tên đơn vị", "Unit name")
_LONG = (Words("Mã chỉ tiêu", "Indicator code"), Words("Giá trị", "Value"))


@dataclass(frozen=True)
class FilledFile:
    """What stands in the files: the units, the periods asked about, and the figures, if any are filled in."""

    criteria: CriteriaSet
    units: Sequence[AdminUnit]
    periods: Sequence[Period]
    figures: dict[tuple[str, Period, str], Fraction | bool] = field(default_factory=dict)

    @property
    def is_invented(self) -> bool:
        return bool(self.figures)

    def filled(self, listed: Sequence[AdminUnit]) -> FilledIn:
        """The same for a workbook, whose sheet of units may list more than have figures in it."""
        name, entered = self.criteria.calendar.name, self.criteria.indicators
        rows = {
            (u.code, name(p)): {c: v for c in entered if (v := self.figures.get((u.code, p, c))) is not None}
            for u in self.units
            for p in self.periods
        }
        return FilledIn(listed, rows, self.is_invented)

    def text(self, unit: AdminUnit, period: Period, code: str, language: str) -> str:
        """The figure as it is typed, or nothing."""
        value = self.figures.get((unit.code, period, code))
        return "" if value is None else typed_text(value, self.criteria.indicators[code].measure).said(language)


def write_figures(
    template: FilledFile, target: Path, *, long: bool, listed: Sequence[AdminUnit] = (), language: str = "vi"
) -> None:
    """A .csv or .xlsx file of figures; a workbook also lists the units. Raises `EvaluationError`."""
    if kind_of(target, ("csv", "xlsx")) == "csv":
        data = _csv(_long_rows(template, language) if long else _wide_rows(template, language))
    else:
        data = figures_form(template.criteria, language, template.filled(listed or template.units))
    write_whole(target, lambda path: path.write_bytes(data))


def write_units(units: Sequence[AdminUnit], target: Path, *, language: str = "vi") -> None:
    kind_of(target, ("csv",))
    rows = [[head.said(language) for head in UNIT_COLUMNS.values()]]
    rows += [unit_cells(unit) for unit in units]
    write_whole(target, lambda path: path.write_bytes(_csv(rows)))


def _wide_rows(template: FilledFile, language: str) -> list[list[str]]:
    entered = _entered(template.criteria)
    heads = headings(template.criteria, language)
    rows = [[UNIT.said(language), _NAME.said(language), PERIOD.said(language), *(heads[c] for c in entered)]]
    for unit in template.units:
        for period in template.periods:
            figures = [template.text(unit, period, code, language) for code in entered]
            rows.append([unit.code, unit.name, template.criteria.calendar.name(period), *figures])
    return _marked(rows, template, language)


def _long_rows(template: FilledFile, language: str) -> list[list[str]]:
    rows = [[h.said(language) for h in (UNIT, _NAME, PERIOD, *_LONG)]]
    newest = template.periods[-1]
    for unit in template.units:
        for period in template.periods:
            for code in _entered(template.criteria):
                if period == newest or code in template.criteria.compared:
                    said = template.text(unit, period, code, language)
                    rows.append([unit.code, unit.name, template.criteria.calendar.name(period), code, said])
    return _marked(rows, template, language)


def _marked(rows: list[list[str]], template: FilledFile, language: str) -> list[list[str]]:
    """Invented figures say so in each row."""
    if not template.is_invented:
        return rows
    return [[*rows[0], SAMPLE_COLUMN.said(language)], *([*row, YES.said(language)] for row in rows[1:])]


def _entered(criteria: CriteriaSet) -> list[str]:
    """Figures that units report; those counted from child units are counted."""
    return [code for code, indicator in criteria.indicators.items() if not indicator.children]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # the mark by which Excel knows Vietnamese
