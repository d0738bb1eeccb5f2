"""A workbook for officers to fill in: one column an indicator, the units beside, and what each column means.

Headings are the indicators' labels, which the reader knows as well as their codes; a comment on each tells the code.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import xlsxwriter

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions.measures import NO, YES, said_amount
from kieumau.engine.indicators import Indicator, Summing
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import folded
from kieumau.engine.wording import Words, words

_SUMMING = {
    Summing.SUM: Words("cộng các tháng", "months are added up"),
    Summing.LATEST: Words("số mới nhất trong kỳ", "the latest figure of the period"),
    Summing.HIGHEST: Words("số cao nhất trong kỳ", "the highest of the period"),
    Summing.LOWEST: Words("số thấp nhất trong kỳ", "the lowest of the period"),
    Summing.ALL: Words("đúng ở mọi tháng", "holds in every month"),
    Summing.ANY: Words("đúng ở ít nhất một tháng", "holds in some month"),
}
UNIT, PERIOD = Words("Mã đơn vị", "Unit"), Words("Kỳ", "Period")
UNIT_COLUMNS = {
    "code": Words("Mã", "Code"),
    "name": Words("Tên", "Name"),
    "kind": Words("Loại", "Kind"),
    "class": Words("Phân loại", "Class"),
    "parent": Words("Trực thuộc", "Parent"),
    "place": Words("Địa bàn", "Place"),
    "established": Words("Ngày thành lập", "Established"),
}
UNIT_KINDS = {
    "phuong": "phường",
    "xa": "xã",
    "thi_tran": "thị trấn",
    "dac_khu": "đặc khu",
    "huyen": "huyện",
    "quan": "quận",
    "thi_xa": "thị xã",
    "thanh_pho": "thành phố",
}
SAMPLE_COLUMN = Words("Số liệu minh họa", "Sample")
_FACTS = Words("có,không", "yes,no")
ROWS = 2_000  # how far formats and lists of choices reach


@dataclass(frozen=True)
class FilledIn:
    """What already stands in a form: its units, and the figures by unit and period, in the order of the rows."""

    units: Sequence[AdminUnit] = ()
    rows: Mapping[tuple[str, str], Mapping[str, Fraction | bool]] = field(default_factory=dict)
    is_sample: bool = False


def figures_form(criteria: CriteriaSet, language: str = "vi", filled: FilledIn | None = None) -> bytes:
    """A wide workbook that `read_observations` takes back as it is; empty, or with what is filled in."""
    filled = filled or FilledIn()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = formats_of(book)
        _figures_sheet(book, formats, criteria, language, filled)
        _units_sheet(book, formats, criteria, language, filled.units)
        _guide_sheet(book, formats, criteria, language)
    return buffer.getvalue()


def formats_of(book: Any) -> dict[str, Any]:
    """The looks of cells that every form for officers shares."""
    return {
        "head": book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1, "text_wrap": True, "valign": "top"}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"num_format": "@"}),
        "share": book.add_format({"num_format": "0.0%"}),
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "title": book.add_format({"bold": True, "font_size": 13, "text_wrap": True, "valign": "top"}),
    }


def headings(criteria: CriteriaSet, language: str = "vi") -> dict[str, str]:
    """The heading of each indicator's column: its label, or its code where the label would not be enough."""
    known = Counter(
        folded(text)
        for code, i in criteria.indicators.items()
        for text in {folded(code), folded(i.label.vi), folded(i.label.en)}
    )
    return {
        code: label if known[folded(label := i.label.said(language))] == 1 else code
        for code, i in criteria.indicators.items()
    }


def _figures_sheet(book: Any, formats: dict[str, Any], criteria: CriteriaSet, language: str, filled: FilledIn) -> None:
    sheet = book.add_worksheet(Words("Số liệu", "Figures").said(language))
    sheet.set_row(0, 78)
    for i, (head, note) in enumerate([(UNIT, _UNIT_NOTE), (PERIOD, _PERIOD_NOTE)]):
        sheet.write_string(0, i, head.said(language), formats["head"])
        _note(sheet, 0, i, note.said(language))
    heads = headings(criteria, language)
    for i, (code, indicator) in enumerate(criteria.indicators.items(), start=2):
        sheet.write_string(0, i, heads[code], formats["head"])
        _note(sheet, 0, i, f"{indicator.label.said(language)}\n{meaning(indicator).said(language)}\n({code})")
        sheet.set_column(i, i, 18, formats["share"] if indicator.measure.is_share else None)
        sheet.data_validation(1, i, ROWS, i, validation(indicator, language))
    sheet.set_column(0, 1, 12, formats["text"])
    _fill(sheet, formats, criteria, language, filled)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _fill(sheet: Any, formats: dict[str, Any], criteria: CriteriaSet, language: str, filled: FilledIn) -> None:
    """The rows that are known already; invented ones say so in a last column."""
    marked = 2 + len(criteria.indicators)
    if filled.is_sample:
        sheet.write_string(0, marked, SAMPLE_COLUMN.said(language), formats["head"])
    for row, ((unit, period), figures) in enumerate(filled.rows.items(), start=1):
        sheet.write_string(row, 0, unit, formats["text"])
        sheet.write_string(row, 1, period, formats["text"])
        for column, (code, indicator) in enumerate(criteria.indicators.items(), start=2):
            value = figures.get(code)
            if isinstance(value, bool):
                sheet.write_string(row, column, (YES if value else NO).said(language))
            elif value is not None:
                sheet.write_number(row, column, float(value), formats["share"] if indicator.measure.is_share else None)
        if filled.is_sample:
            sheet.write_string(row, marked, YES.said(language))


def validation(indicator: Indicator, language: str) -> dict[str, Any]:
    """A list for facts. Numbers are only asked to be numbers: a rare figure is asked about, never refused."""
    title = Words("Giá trị chưa đúng dạng", "Not of the right form").said(language)
    said = meaning(indicator).said(language)
    message = said if len(said) <= 250 else said[:249] + "…"
    if indicator.measure.is_fact:
        return {"validate": "list", "source": _FACTS.said(language).split(","), "error_title": title, "error_message": message}  # fmt: skip
    least: dict[str, Any] = {"validate": "decimal", "criteria": ">=", "value": 0}
    if indicator.plausible and indicator.plausible[0] < 0:
        least["value"] = -1_000_000_000
    return least | {"error_type": "warning", "error_title": title, "error_message": message}


def unit_cells(unit: AdminUnit) -> list[str]:
    """A unit under `UNIT_COLUMNS`, as it is read back."""
    day = unit.established.isoformat() if unit.established else ""
    return [unit.code, unit.name, UNIT_KINDS.get(unit.kind, unit.kind), unit.class_, unit.parent, unit.place, day]


def _units_sheet(
    book: Any, formats: dict[str, Any], criteria: CriteriaSet, language: str, units: Sequence[AdminUnit]
) -> None:
    sheet = book.add_worksheet(Words("Đơn vị", "Units").said(language))
    columns = list(UNIT_COLUMNS)
    for i, head in enumerate(UNIT_COLUMNS.values()):
        sheet.write_string(0, i, head.said(language), formats["head"])
    for name, note in _UNIT_NOTES.items():
        _note(sheet, 0, columns.index(name), note.said(language))
    sheet.set_column(0, 0, 12, formats["text"])
    sheet.set_column(1, 5, 18, formats["text"])
    sheet.set_column(6, 6, 16, formats["day"])
    for row, unit in enumerate(units, start=1):
        for column, cell in enumerate(unit_cells(unit)):
            if cell:
                sheet.write_string(row, column, cell, formats["text"])
    kinds = [UNIT_KINDS[k] for k in criteria.applies_to if k in UNIT_KINDS]
    if kinds:
        sheet.data_validation(1, 2, ROWS, 2, {"validate": "list", "source": kinds, "error_type": "warning"})
    sheet.data_validation(1, 3, ROWS, 3, {"validate": "list", "source": ["I", "II", "III"]})
    sheet.freeze_panes(1, 2)


def _guide_sheet(book: Any, formats: dict[str, Any], criteria: CriteriaSet, language: str) -> None:
    sheet = book.add_worksheet(Words("Hướng dẫn", "Guide").said(language))
    said = words("{t}, phiên bản {v}", "{t}, version {v}", t=criteria.title, v=criteria.version)
    sheet.write_string(0, 0, said.said(language), formats["title"])
    row = 1
    for line in (*_HOW, *([_SAMPLE] if criteria.nature.value == "sample" else [])):
        sheet.merge_range(row, 0, row, 3, line.said(language), formats["wrap"])
        sheet.set_row(row, 32)
        row += 1
    row += 1
    heads = [
        Words("Cột", "Column"),
        Words("Nội dung", "Meaning"),
        Words("Cách nhập", "How to enter"),
        Words("Mã", "Code"),
    ]
    for i, head in enumerate(heads):
        sheet.write_string(row, i, head.said(language), formats["head"])
    for r, (code, indicator) in enumerate(criteria.indicators.items(), start=row + 1):
        sheet.write_number(r, 0, r - row)
        sheet.write_string(r, 1, indicator.label.said(language), formats["wrap"])
        sheet.write_string(r, 2, meaning(indicator).said(language), formats["wrap"])
        sheet.write_string(r, 3, code)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 50)
    sheet.set_column(3, 3, 28)


def _note(sheet: Any, row: int, column: int, text: str) -> None:
    lines = sum(1 + len(line) // 44 for line in text.split("\n"))
    sheet.write_comment(row, column, text, {"author": "Kiểu Mẫu", "width": 300, "height": 20 + 17 * lines, "font_size": 10})  # fmt: skip


_HOW = (
    Words(
        "Trang “Số liệu”: mỗi đơn vị và kỳ một dòng. Ô chưa có số liệu thì để trống, không ghi 0.",
        "Sheet “Figures”: one row for each unit and period. Leave a cell empty where there is no figure; do not write 0.",
    ),
    Words(
        "Trang “Đơn vị”: mỗi đơn vị một dòng, ít nhất có mã. Nếu không cần danh sách, hãy xóa cả trang này.",
        "Sheet “Units”: one row for each unit, the code at least. Delete the whole sheet if no list is needed.",
    ),
    Words(
        "Chỉ nhập số tổng hợp; không ghi họ tên hay thông tin về từng người.",
        "Enter totals only; no names and nothing about individual people.",
    ),
)
_SAMPLE = Words(
    "BỘ TIÊU CHÍ GIẢ ĐỊNH: đặt ra để dùng thử phần mềm, không phải quy định của cơ quan nào.",
    "INVENTED CRITERIA SET: made to try the software; not a rule of any authority.",
)
_UNIT_NOTE = Words("Mã như ở trang “Đơn vị”, ví dụ 25195.", "The code as on the sheet “Units”, e.g. 25195.")
_PERIOD_NOTE = Words(
    "Năm 2024, tháng 2024-03, hoặc khoảng ngày 2024-01-01/2024-03-31.",
    "A year 2024, a month 2024-03, or days 2024-01-01/2024-03-31.",
)
_UNIT_NOTES = {
    "code": Words("Bắt buộc. Mã đơn vị hành chính, ví dụ 25195.", "Required. The unit's code, e.g. 25195."),
    "class": Words(
        "Loại I, II hoặc III; cần khi ngưỡng tính theo loại đơn vị.",
        "I, II or III; needed where a threshold depends on the class.",
    ),
    "parent": Words("Mã đơn vị cấp trên, nếu có.", "The code of the unit above, if any."),
    "established": Words("Ngày thành lập, ví dụ 01/09/1999.", "Day of establishment, e.g. 1999-09-01."),
}


def meaning(indicator: Indicator) -> Words:
    measure = indicator.measure
    if measure.is_fact:
        kind = Words("có hoặc không", "yes or no")
    elif measure.is_share:
        kind = Words("tỷ lệ, ví dụ 97,2% hoặc 0,972", "a share, e.g. 97.2% or 0.972")
    else:
        noun = measure.noun
        kind = Words(f"số ({noun.vi})", f"a number ({noun.en})") if noun.vi else Words("số", "a number")
    said = kind + "; " + _SUMMING[indicator.over_period]
    if indicator.plausible:
        low, high = (said_amount(v, measure) for v in indicator.plausible)
        said += Words(f"; thường từ {low.vi} đến {high.vi}", f"; usually {low.en} to {high.en}")
    return said
