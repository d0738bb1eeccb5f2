"""One figure of one unit through time as a file: a line a period, with its limits, its corrections and what it is made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import xlsxwriter

from kieumau.engine.indicators import Period, Value
from kieumau.engine.wording import Words
from kieumau.reports.verdict_tables import SAMPLE, plain_number
from kieumau.reports.writing import Cell, harmless

FORMATS = ("xlsx", "csv")
_COLUMNS = {
    "period": (Words("Kỳ", "Period"), 24),
    "value": (Words("Số liệu", "Figure"), 12),
    "least": (Words("Ít nhất", "At least"), 10),
    "most": (Words("Nhiều nhất", "At most"), 12),
    "lower_limit": (Words("Giới hạn dưới", "Lower limit"), 14),
    "centre": (Words("Mức giữa", "Centre"), 12),
    "upper_limit": (Words("Giới hạn trên", "Upper limit"), 14),
    "versions": (Words("Số lần ghi", "Versions"), 12),
    "remarks": (Words("Ghi chú", "Remarks"), 60),
}


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """One period. Without `value` the figure is missing, or between `least` and `most`."""

    period: Period
    value: Value | None
    least: Fraction | None
    most: Fraction | None
    limits: tuple[float, float, float] | None  # lower, centre, upper
    versions: int  # the most that any figure in it has; 0 where there is none
    remarks: Words


def series_bytes(
    lines: Sequence[SeriesLine], kind: str, *, title: Words, origin: Words, sample: bool, language: str
) -> bytes:
    """CSV or XLSX. `origin` says of which unit, by which criteria set and limits."""
    label = SAMPLE.said(language) if sample else ""
    if kind == "csv":
        return _csv(lines, origin, label, language)
    return _xlsx(lines, title, origin, label, language)


def _cells(line: SeriesLine, language: str) -> list[Cell]:
    value: Cell = None
    if isinstance(line.value, bool):
        value = (Words("có", "yes") if line.value else Words("không", "no")).said(language)
    elif line.value is not None:
        value = plain_number(line.value)
    limits: list[Cell] = [round(x, 3) for x in line.limits] if line.limits else [None] * 3
    bounds = [plain_number(line.least), plain_number(line.most)]
    return [line.period.label, value, *bounds, *limits, line.versions, line.remarks.said(language)]


def _csv(lines: Sequence[SeriesLine], origin: Words, label: str, language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, "origin", *(["sample"] if label else [])])
    ends: list[Cell] = [origin.said(language), *([label] if label else [])]
    for line in lines:
        writer.writerow([harmless(c) for c in [*_cells(line, language), *ends]])
    return text.getvalue().encode("utf-8-sig")  # the mark by which Excel knows Vietnamese


def _xlsx(lines: Sequence[SeriesLine], title: Words, origin: Words, label: str, language: str) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1})
        sheet = book.add_worksheet(Words("Diễn biến", "Through time").said(language))
        above = [title.said(language), origin.said(language), *([label] if label else [])]
        formats = [{"bold": True, "font_size": 14}, {}, {"italic": True, "font_color": "#7A4B00"}]
        for row, (text, look) in enumerate(zip(above, formats, strict=False)):
            sheet.write_string(row, 0, str(harmless(text)), book.add_format(look))
        top = len(above) + 1
        for i, (name, width) in enumerate(_COLUMNS.values()):
            sheet.write_string(top, i, name.said(language), head)
            sheet.set_column(i, i, width)
        for row, line in enumerate(lines, start=top + 1):
            for i, cell in enumerate(_cells(line, language)):
                if isinstance(cell, str):
                    sheet.write_string(row, i, str(harmless(cell)))
                elif cell is not None:
                    sheet.write_number(row, i, cell)
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(lines), len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
