"""A workbook for the rows of a rearrangement: one row for each way from a unit that ends into one that begins."""

from __future__ import annotations

import io

import xlsxwriter

from kieumau.engine.reading.rearrangements import HEADINGS, SuccessionColumn
from kieumau.engine.territory import KIND_NOUNS
from kieumau.engine.wording import Words

_ROWS = 5_000  # how far formats and the list of kinds reach
_WIDTHS = (12, 12, 30, 14, 18, 10)
_NOTES = {
    SuccessionColumn.PREDECESSOR: Words("Mã của đơn vị kết thúc, đọc theo ngày trước khi thay đổi.", "Code of the unit that ends, as read the day before."),
    SuccessionColumn.SUCCESSOR: Words("Mã của đơn vị bắt đầu; có thể là mã cũ dùng lại.", "Code of the unit that begins; it may be one that goes on."),
    SuccessionColumn.NAME: Words("Tên không kèm loại; nhiều dòng cùng mã sau thì ghi ở một dòng là đủ.", "Name without the kind; once is enough where rows share a successor."),
    SuccessionColumn.KIND: Words("Phường, xã, đặc khu, tỉnh, thành phố.", "phường (ward), xã (commune), đặc khu, tỉnh, thành phố."),
    SuccessionColumn.PARENT: Words("Mã tỉnh, thành phố; để trống nếu đơn vị sau là tỉnh, thành phố.", "Code of the province; empty where the successor is a province."),
    SuccessionColumn.SHARE: Words("Chỉ khi chia tách: phần số liệu về đơn vị này, ví dụ 40%. Chưa biết thì để trống.", "Only for a split: the part of the figures that goes there, e.g. 40%. Empty where it is not known."),
}  # fmt: skip
_HOW = (
    Words("Mỗi dòng là một đường đi từ một đơn vị kết thúc vào một đơn vị bắt đầu.", "Each row is one way from a unit that ends into a unit that begins."),
    Words("Nhập: nhiều dòng cùng mã sau. Chia: nhiều dòng cùng mã trước. Đổi tên, đổi loại, chuyển cấp trên: một dòng.", "Merger: rows with one successor. Split: rows with one predecessor. New name, kind or parent: one row."),
    Words("Đơn vị bên dưới một đơn vị kết thúc tự theo đơn vị kế tiếp duy nhất; khi có nhiều đơn vị kế tiếp thì ghi cho từng đơn vị một dòng.", "What stands below a unit that ends follows its one successor; where there are several, each of them needs its own row."),
    Words("Mã giữ nguyên số 0 ở đầu: các cột mã đã định dạng Văn bản.", "Codes keep their leading zeros: their columns are formatted as text."),
)  # fmt: skip


def rearrangement_form(language: str = "vi") -> bytes:
    """An empty list that `read_rearrangement` takes back as it is."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1, "text_wrap": True, "valign": "top"})
        text, share = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.####%"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(Words("Danh sách", "List").said(language))
        for i, (column, heading) in enumerate(HEADINGS.items()):
            sheet.set_column(i, i, _WIDTHS[i], share if column is SuccessionColumn.SHARE else text)
            sheet.write_string(0, i, heading.said(language), head)
            note = {"author": "Kiểu Mẫu", "width": 280, "height": 70, "font_size": 10}
            sheet.write_comment(0, i, _NOTES[column].said(language), note)
        kinds = {"validate": "list", "source": [noun.vi for noun in KIND_NOUNS.values()], "error_type": "warning"}
        at = list(HEADINGS).index(SuccessionColumn.KIND)
        sheet.data_validation(1, at, _ROWS, at, kinds)
        sheet.freeze_panes(1, 0)
        guide = book.add_worksheet(Words("Hướng dẫn", "Guide").said(language))
        guide.set_column(0, 0, 22)
        guide.set_column(1, 1, 90)
        for row, line in enumerate(_HOW):
            guide.merge_range(row, 0, row, 1, line.said(language), wrap)
            guide.set_row(row, 32)
        for row, (column, heading) in enumerate(HEADINGS.items(), len(_HOW) + 1):
            guide.write_string(row, 0, heading.said(language), head)
            guide.write_string(row, 1, _NOTES[column].said(language), wrap)
    return buffer.getvalue()
