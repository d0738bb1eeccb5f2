"""What spreadsheets keep beside values, and the same cells as openpyxl reads them."""

from __future__ import annotations

import random
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
import xlsxwriter

from kieumau.engine.reading.tables import Month, Trouble
from kieumau.engine.reading.workbook import read_workbook

LAST_SHEET = "xl/worksheets/sheet1.xml"


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old in text
                text = text.replace(old, new)
            copy.writestr(name, text)
    return target.getvalue()


def cells_of(data: bytes) -> dict[str, dict[tuple[int, int], object]]:
    sheets, _ = read_workbook(data, "a.xlsx", wanted=lambda name: True)
    return {s.name: {(row, column): raw for row, cells in s.rows for column, raw in cells.items()} for s in sheets}


@pytest.fixture(scope="module")
def with_formula(book):
    """A formula with a result, saved by a program that has calculated it."""
    rows = [["unit", "period", "crimes"], ["1", 2024, None]]
    data = book({"S": rows}, lambda w: w.get_worksheet_by_name("S").write_formula("C2", "=2+3", None, 5))
    return changed(data, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")


def test_the_result_of_a_formula_is_read(read, with_formula):
    assert read(with_formula).table.rows[0].value == 5


@pytest.mark.parametrize("result", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_without_a_result_asks_to_open_and_save(problems, with_formula, result):
    (problem,) = problems(changed(with_formula, LAST_SHEET, b"<v>5</v>", result))
    assert "chưa có kết quả. Hãy mở tệp bằng Excel và lưu lại" in problem
    assert "dòng 2, cột C" in problem


def test_the_zero_of_a_program_that_does_not_calculate_is_not_believed(problems, book):
    rows = [["unit", "period", "crimes"], ["1", 2024, None]]
    data = book({"S": rows}, lambda w: w.get_worksheet_by_name("S").write_formula("C2", "=2+3"))
    assert "chưa có kết quả" in problems(data)[0]


def test_an_empty_text_as_a_result_is_a_missing_figure(read, with_formula):
    data = changed(with_formula, LAST_SHEET, b"<v>5</v>", b"<v></v>")
    data = changed(data, LAST_SHEET, b'<c r="C2"', b'<c r="C2" t="str"')
    assert read(data).table.rows[0].value is None


def test_an_error_as_a_result_names_its_cell(problems, with_formula):
    data = changed(with_formula, LAST_SHEET, b"<v>5</v>", b"<v>#DIV/0!</v>")
    (problem,) = problems(changed(data, LAST_SHEET, b'<c r="C2"', b'<c r="C2" t="e"'))
    assert problem.startswith("bang.xlsx, S, dòng 2, cột C: Số vụ: ô báo lỗi #DIV/0! của Excel.")


def test_the_strict_edition_of_the_format_is_read(read, with_formula):
    """Excel's "Strict Open XML" has other addresses; some programs put a prefix before every tag."""
    old, new = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    data = with_formula
    for part in ("xl/workbook.xml", LAST_SHEET, "xl/sharedStrings.xml"):
        data = changed(data, part, old, new)
    assert read(data).table.rows[0].value == 5


def test_pieces_of_text_are_joined_and_reading_aids_left_out(read, with_formula):
    pieces = b'<si><r><t>cri</t></r><r><rPr><b/></rPr><t xml:space="preserve">mes_x000D_ </t></r><rPh sb="0" eb="1"><t>kana</t></rPh></si>'
    data = changed(with_formula, "xl/sharedStrings.xml", b"<si><t>crimes</t></si>", pieces)
    assert read(data).table.rows[0].indicator == "crimes"


def test_dates_count_from_1904_where_the_workbook_says_so():
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"date_1904": True})
    book.add_worksheet("S").write_datetime("A1", datetime(2024, 3, 1), book.add_format({"num_format": "d/m/yyyy"}))
    book.close()
    assert cells_of(target.getvalue()) == {"S": {(1, 1): date(2024, 3, 1)}}


@pytest.mark.parametrize(
    ("look", "seen"),
    [
        ("General", 45352),
        ("#,##0", 45352),
        ("0.0%", 45352),
        ('0 "đồng"', 45352),
        ("#,##0\\ [$₫-42A]", 45352),
        ("[Red]0;[Blue]-0", 45352),
        ("0.00E+00", 45352),
        ("dd/mm/yyyy", date(2024, 3, 1)),
        ("[$-42A]dd mmmm yyyy", date(2024, 3, 1)),
        ("d-mmm", date(2024, 3, 1)),
        ("dd/mm/yyyy hh:mm", date(2024, 3, 1)),
        ("mmm-yy", Month(2024, 3)),
        ("mm/yyyy", Month(2024, 3)),
        ('"Tháng "m/yyyy', Month(2024, 3)),
        ("hh:mm:ss", Trouble),
        ("[h]:mm", Trouble),
        ("0000000", "0045352"),
    ],
)
def test_a_number_is_what_its_format_shows(look, seen):
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    book.add_worksheet("S").write_number("A1", 45352, book.add_format({"num_format": look}))
    book.close()
    (cell,) = cells_of(target.getvalue())["S"].values()
    assert isinstance(cell, seen) if seen is Trouble else cell == seen


def test_cells_are_those_that_openpyxl_reads():
    """An independent reader, on a workbook of mixed cells with gaps, several sheets and merged areas."""
    luck = random.Random(20241115)
    choices = [
        lambda: luck.randint(-(10**9), 10**9),
        lambda: luck.uniform(-1e6, 1e6),
        luck.random,
        lambda: luck.choice([True, False]),
        lambda: "".join(luck.choices("Phường Tân Lập đ<>&\"'_x0041_ …", k=luck.randint(1, 30))),
        lambda: datetime(2024, luck.randint(1, 12), luck.randint(1, 28)),
    ]
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    for name in ("Một", "Hai & <3>"):
        sheet = book.add_worksheet(name)
        for row in range(1, 200, luck.randint(1, 3)):
            for column in luck.sample(range(30), 10):
                sheet.write(row, column, luck.choice(choices)())
        sheet.merge_range("AF1:AG2", "gộp")
    book.close()
    ours = cells_of(target.getvalue())
    theirs = openpyxl.load_workbook(BytesIO(target.getvalue()), data_only=True)
    for sheet in theirs.worksheets:
        expected = {
            (c.row, c.column): _plain(c.value) for row in sheet.iter_rows() for c in row if _plain(c.value) != ""
        }
        assert ours[sheet.title] == expected
    sheets, _ = read_workbook(target.getvalue(), "a.xlsx", wanted=lambda name: True)
    assert [[area.said for area in sheet.merged] for sheet in sheets] == [["AF1:AG2"], ["AF1:AG2"]]


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.strip()
    return Decimal(format(value, ".15g")) if isinstance(value, (int, float)) else ""


def test_a_workbook_written_by_openpyxl_is_read(read):
    book = openpyxl.Workbook()
    book.active.append(["unit", "period", "crimes"])
    book.active.append(["1", 2024, 5])
    target = BytesIO()
    book.save(target)
    assert read(target.getvalue()).table.rows[0].value == 5
