"""The form of one return: a workbook for one unit and period that comes back as it is, one row a figure.

What is known already stands in it, so that the same file sent back changes nothing. Only figures and notes can be
typed; the rest is locked, without a password: against slips, not against people.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import xlsxwriter

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.indicators import Calendar
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.indicators.figures.queries import Known, read
from kieumau.records.indicators.models import WITHDRAWN
from kieumau.reports.figures_form import formats_of, meaning, validation

HEADINGS = (
    Words("Mã đơn vị", "Unit code"),
    Words("Kỳ", "Period"),
    Words("Mã chỉ tiêu", "Indicator code"),
    Words("Chỉ tiêu", "Indicator"),
    Words("Đơn vị tính", "Measure"),
    Words("Số đã ghi", "Recorded"),
    Words("Giá trị", "Value"),
    Words("Ghi chú", "Notes"),
)
_WIDTHS = (11, 12, 24, 58, 16, 13, 16, 30)
_RECORDED, _VALUE, _NOTE = 5, 6, 7


def return_form(
    asked: Return, known: Mapping[str, Known], *, calendars: Sequence[Calendar], language: str = "vi"
) -> bytes:
    """The workbook of a return. `known` are the newest figures by indicator."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = formats_of(book) | {
            "locked": book.add_format({"text_wrap": True, "valign": "top", "bottom": 4}),
            "locked_share": book.add_format({"num_format": _SHARE, "valign": "top", "bottom": 4}),
            "open": book.add_format({"locked": False, "bg_color": "#FFFBE8", "border": 1, "valign": "top"}),
            "open_share": book.add_format(
                {"locked": False, "bg_color": "#FFFBE8", "border": 1, "valign": "top", "num_format": _SHARE}
            ),
            "note": book.add_format({"locked": False, "text_wrap": True, "valign": "top", "bottom": 4}),
            "quiet": book.add_format({"font_color": "#555555", "text_wrap": True, "valign": "top"}),
        }
        _figures_sheet(book, formats, asked, known, _period_text(asked, calendars), language)
        _guide_sheet(book, formats, asked, language)
    return buffer.getvalue()


_SHARE = "0.0##########%"


def _period_text(asked: Return, calendars: Sequence[Calendar]) -> str:
    """The period as every reader of the file takes it for these very days: two days where a name would be unclear."""
    span = asked.covered
    label = span.label
    return label if all(c.parse(label) == span for c in calendars) else f"{span.first}/{span.last}"


def _figures_sheet(
    book: Any, formats: dict[str, Any], asked: Return, known: Mapping[str, Known], period: str, language: str
) -> None:
    sheet = book.add_worksheet(Words("Số liệu", "Figures").said(language))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = 0
    for line, style in _title(asked):
        sheet.merge_range(row, 0, row, _NOTE, line.said(language), formats[style])
        row += 1
    row += 1
    for column, head in enumerate(HEADINGS):
        sheet.write_string(row, column, head.said(language), formats["head"])
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    for each in asked.form.entered:
        row += 1
        _figure_row(sheet, row, formats, asked, each, known.get(each.code), period, language)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
    sheet.activate()


def _title(asked: Return) -> list[tuple[Words, str]]:
    programmes = joined([s.title for s in asked.form.sets], "; ")
    lines = [
        (words("Số liệu {p}, {u}", "Figures of {u}, {p}", p=_said_period(asked), u=asked.unit.full_name), "title"),
        (programmes, "quiet"),
        (words("Hạn gửi: {d}", "Due: {d}", d=asked.deadline.due), "quiet"),
    ]
    if any(each.is_sample for each in asked.form.entered):
        lines.append((Words("Số liệu minh họa", "Invented sample"), "quiet"))
    return lines


def _said_period(asked: Return) -> Words:
    said = asked.period.words
    return said if asked.covered == asked.period else words("{p} ({c})", "{p} ({c})", p=said, c=asked.covered.words)


def _figure_row(
    sheet: Any,
    row: int,
    formats: dict[str, Any],
    asked: Return,
    each: AskedIndicator,
    known: Known | None,
    period: str,
    language: str,
) -> None:
    indicator = each.indicator
    share = "_share" if indicator.measure.is_share else ""
    texts = (asked.unit.code, period, each.code, indicator.label.said(language), _measure(each).said(language))
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, formats["locked"])
    value = _cell(known, language)
    for column, style in ((_RECORDED, f"locked{share}"), (_VALUE, f"open{share}")):
        if value is None:
            sheet.write_blank(row, column, None, formats[style])
        else:
            sheet.write(row, column, value, formats[style])
    sheet.write_blank(row, _NOTE, None, formats["note"])
    sheet.data_validation(row, _VALUE, row, _VALUE, validation(indicator, language))


def _cell(known: Known | None, language: str) -> float | int | str | None:
    """What is known, where a cell can hold it exactly; else nothing, which changes nothing."""
    if known is None or known.value == WITHDRAWN:
        return None
    value = read(known.value)
    if isinstance(value, bool):
        return (Words("có", "yes") if value else Words("không", "no")).said(language)
    if value.denominator == 1:
        return int(value) if abs(value) < 10**15 else None
    return float(value) if Fraction(format(float(value), ".15g")) == value else None


def _measure(each: AskedIndicator) -> Words:
    measure = each.indicator.measure
    if measure.is_fact:
        return Words("có/không", "yes/no")
    return plain("%") if measure.is_share else measure.noun


def _guide_sheet(book: Any, formats: dict[str, Any], asked: Return, language: str) -> None:
    sheet = book.add_worksheet(Words("Hướng dẫn", "Guide").said(language))
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 60)
    sheet.write_string(0, 0, Words("Cách nhập", "How to enter").said(language), formats["title"])
    row = 1
    for line in _HOW:
        sheet.merge_range(row, 0, row, 1, line.said(language), formats["wrap"])
        sheet.set_row(row, 34)
        row += 1
    row += 1
    for column, head in enumerate((Words("Chỉ tiêu", "Indicator"), Words("Cách nhập", "How to enter"))):
        sheet.write_string(row, column, head.said(language), formats["head"])
    for each in asked.form.entered:
        row += 1
        sheet.write_string(row, 0, each.indicator.label.said(language), formats["wrap"])
        sheet.write_string(row, 1, meaning(each.indicator).said(language), formats["wrap"])
    for each in asked.form.computed:
        row += 1
        sheet.write_string(row, 0, each.indicator.label.said(language), formats["wrap"])
        sheet.write_string(row, 1, _COMPUTED.said(language), formats["wrap"])


_COMPUTED = Words("phần mềm tự tính, không nhập", "computed by the software, not entered")
_HOW = (
    Words(
        "Chỉ gõ vào cột “Giá trị” (ô vàng) và “Ghi chú”. Số đã ghi có sẵn ở cột “Giá trị”: giữ nguyên nếu không đổi.",
        "Type only in the columns “Value” (yellow) and “Notes”. What is recorded stands in “Value”: leave it if it holds.",
    ),
    Words(
        "Chưa có số liệu thì để trống, không ghi 0. Xóa một ô không rút số đã ghi; muốn rút, hãy mở phiếu trên trang.",
        "Leave a cell empty where there is no figure; do not write 0. Clearing a cell takes no recorded figure back; that is done on the return's page.",
    ),
    Words(
        "Gửi tệp ở trang “Gửi tệp số liệu”. Trang cho xem trước sẽ thêm, sửa những số nào, rồi mới hỏi có ghi không.",
        "Send the file on the page “Upload a file of figures”. It first shows what would be added and corrected, then asks.",
    ),
    Words(
        "Chỉ nhập số tổng hợp; không ghi họ tên hay thông tin về từng người.",
        "Enter totals only; no names and nothing about individual people.",
    ),
)
