"""Long tables, wide tables, and wide tables as officers keep them."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from kieumau.engine.indicators import Calendar
from kieumau.engine.territory import UnitTable

POLICE_YEAR = Calendar(month=11, day=16)

LONG = "unit,period,indicator,value\n25198,2024,crimes,12\n25198,2024,water,97%\n"
SAME_TABLE = {
    "English headers": LONG,
    "Vietnamese headers": "Đơn vị;Kỳ;Chỉ tiêu;Giá trị\n25198;2024;crimes;12\n25198;2024;water;97%\n",
    "headers without marks": "MA DON VI\tKY\tMA CHI TIEU\tGIA TRI\n25198\t2024\tcrimes\t12\n25198\t2024\twater\t0,97\n",
    "another order": "value;indicator;unit;period\n12;crimes;25198;2024\n97%;water;25198;2024\n",
    "labels of indicators": "đơn vị;kỳ;chỉ tiêu;giá trị\n25198;2024;số vụ;12\n25198;2024;Clean water;97%\n",
    "wide by code": "unit,period,crimes,water\n25198,2024,12,97%\n",
    "wide by label": "Mã đơn vị;Đơn vị;Năm;Số vụ (vụ);Tỷ lệ hộ dùng nước sạch (%)\n25198;An Bình;2024;12;97%\n",
    "semicolons and decimal commas": "unit;period;crimes;water\n25198;2024;12;0,97\n",
    "Excel's sep line": "sep=;\nunit;period;crimes;water\n25198;2024;12;0,97\n",
    "a byte order mark": "\ufeff" + LONG,
    "blank lines and columns": ",,\n\nunit,,period,crimes,water\n,,,,\n25198,,2024,12,97%\n",
}


@pytest.mark.parametrize("text", SAME_TABLE.values(), ids=SAME_TABLE.keys())
def test_the_same_figures_are_read_from_every_shape(read, figures, text):
    found = read(text)
    assert figures(found) == {("25198", "2024", "crimes"): 12, ("25198", "2024", "water"): Fraction(97, 100)}
    assert found.table.fingerprint == read(LONG).table.fingerprint


def test_a_table_in_utf_16_with_its_mark_is_read(read):
    assert read(LONG.encode("utf-16")).table.fingerprint == read(LONG).table.fingerprint


OFFICERS = [
    ["CÔNG AN TỈNH", None, None, None, None],
    ["BÁO CÁO SỐ LIỆU 6 THÁNG ĐẦU NĂM 2023", None, None, None, None],
    ["Kỳ: 2024", None, None, None, None],
    [],
    ["STT", "Mã đơn vị", "Tên đơn vị", "Số vụ", None, "Tỷ lệ hộ dùng nước sạch"],
    ["(1)", "(2)", "(3)", "(4)", None, "(5)"],
    [1, "25198", "Phường An Bình", 12, None, "97,2%"],
    [],
    [2, "25201", "Phường Tân Lập", None, None, 0.5],
    ["Tổng cộng", None, None, 12, None, None],
    [],
    ["Ghi chú: số liệu tạm tính", None, None, None, None, None],
    [None, "Người lập biểu", None, "Thủ trưởng đơn vị", None, None],
]


def test_a_table_as_officers_keep_it_is_read(read, book, figures, units):
    found = read(book({"Biểu 1": OFFICERS}), units=units)
    assert figures(found) == {
        ("25198", "2024", "crimes"): 12,
        ("25198", "2024", "water"): Fraction(972, 1000),
        ("25201", "2024", "crimes"): None,
        ("25201", "2024", "water"): Fraction(1, 2),
    }
    assert [note.vi for note in found.notes] == ["Biểu 1: dòng 10 là dòng tổng, được bỏ qua."]


@pytest.mark.parametrize(
    ("above", "label"),
    [
        ("Kỳ: 2024", "2024"),
        ("Năm 2024", "2024"),
        ("NĂM: 2024", "2024"),
        ("Kỳ báo cáo: 2024-03", "2024-03"),
        ("Tháng 3/2024", "2024-03"),
        ("Tháng 3 năm 2024", "2024-03"),
        ("(Tháng 03/2024)", "2024-03"),
        ("Quý II/2024", "2024-04-01/2024-06-30"),
        ("Kỳ: từ 16/11/2023 đến 15/11/2024", "2023-11-16/2024-11-15"),
        ("Period: 2024", "2024"),
    ],
)
def test_the_period_may_stand_above_the_table(read, above, label):
    (row,) = read(f"{above}\nunit;water\n1;0,5\n").table.rows
    assert row.period.label == label


def test_the_period_may_stand_beside_its_name_above_the_table(read, book):
    rows = [[None, "Kỳ báo cáo:", 2024], ["unit", "crimes"], ["1", 5]]
    assert read(book({"S": rows})).table.rows[0].period.label == "2024"


def test_a_year_in_a_title_is_not_the_period(problems):
    (problem,) = problems("Báo cáo 6 tháng đầu năm 2024\nunit;crimes\n1;5\n")
    assert "không cho biết kỳ" in problem
    assert "thêm cột “Kỳ”" in problem


def test_two_periods_above_a_table_are_asked_about(problems):
    assert "nhiều kỳ khác nhau" in problems("Năm 2023\nNăm 2024\nunit;crimes\n1;5\n")[0]


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        (2024, "2024"),
        (2024.0, "2024"),
        ("2024", "2024"),
        ("03/2024", "2024-03"),
        ("Tháng 3/2024", "2024-03"),
        ("15/11/2024", "2024-11-15/2024-11-15"),
        ("16/11/2023 - 15/11/2024", "2023-11-16/2024-11-15"),
        ("16/11/2023–15/11/2024", "2023-11-16/2024-11-15"),
    ],
)
def test_periods_are_read_from_numbers_and_texts(read, book, cell, label):
    (row,) = read(book({"S": [["unit", "period", "water"], ["1", cell, 0.5]]})).table.rows
    assert row.period.label == label


@pytest.mark.parametrize(("look", "label"), [("dd/mm/yyyy", "2024-03-01/2024-03-01"), ("mm/yyyy", "2024-03")])
def test_a_date_cell_is_the_day_or_the_month_that_it_shows(read, book, look, label):
    def with_date(workbook):
        style = workbook.add_format({"num_format": look})
        workbook.get_worksheet_by_name("S").write_datetime("B2", datetime(2024, 3, 1), style)

    found = read(book({"S": [["unit", "period", "water"], ["1", None, 0.5]]}, with_date))
    assert found.table.rows[0].period.label == label


@pytest.mark.parametrize("cell", ["20245", "tháng này", "2024-13", "9999", "45352.5", "", "1024"])
def test_a_period_that_is_none_is_refused_with_the_forms_expected(problems, cell):
    (problem,) = problems(f"unit;period;water\n1;{cell};0,5\n")
    assert problem.startswith("bang.csv, dòng 2, cột B:")
    assert "2024-03" in problem


def test_a_named_year_is_the_assessment_year_of_the_programme(read):
    (row,) = read("unit;period;crimes\n1;2024;5\n", calendar=POLICE_YEAR).table.rows
    assert (row.period.first, row.period.last) == (date(2023, 11, 16), date(2024, 11, 15))


def test_a_sum_over_a_month_in_two_assessment_years_is_asked_for_by_days(problems, read):
    text = "unit;period;indicator;value\n1;2024-11;crimes;5\n2;2024-11;crimes;6\n"
    (problem,) = problems(text, calendar=POLICE_YEAR)
    assert problem.startswith("bang.csv, dòng 2, cột B: tháng 11/2024 nằm ở cả hai kỳ đánh giá (2024 và 2025)")
    assert "2024-11-01/2024-11-15" in problem
    assert read(text.replace("crimes;5", "budget;5").replace("crimes;6", "budget;6"), calendar=POLICE_YEAR)


def test_figures_may_lie_on_several_sheets(read, book, figures):
    found = read(
        book(
            {
                "Hướng dẫn": [["unit", "period", "crimes"], ["9", 2024, 99]],
                "Tháng 1": [["Tháng 1/2024"], ["unit", "crimes"], ["1", 5]],
                "Tháng 2": [["Tháng 2/2024"], ["unit", "crimes"], ["1", 6]],
                "Liên hệ": [["Họ tên", "Điện thoại"], ["A", "0900"]],
                "Trống": [],
            }
        )
    )
    assert figures(found) == {("1", "2024-01", "crimes"): 5, ("1", "2024-02", "crimes"): 6}
    assert [note.vi for note in found.notes] == ["trang tính “Liên hệ” không có số liệu."]


def test_an_empty_cell_gives_way_to_the_figure_of_another_sheet(read, book, figures):
    one = [["unit", "period", "crimes", "water"], ["1", 2024, 5, None]]
    other = [["unit", "period", "crimes", "water"], ["1", 2024, None, 0.5]]
    found = read(book({"A": one, "B": other}))
    assert figures(found) == {("1", "2024", "crimes"): 5, ("1", "2024", "water"): Fraction(1, 2)}
    assert len(found.table.rows) == 2


def test_a_hidden_sheet_is_not_read_and_that_is_told(read, book):
    rows = [["unit", "period", "crimes"], ["1", 2024, 5]]
    found = read(book({"S": rows, "Cũ": rows}, lambda workbook: workbook.get_worksheet_by_name("Cũ").hide()))
    assert len(found.table.rows) == 1
    assert "Cũ" in found.notes[0].vi


@pytest.mark.parametrize(
    "text",
    [
        "SỐ LIỆU MINH HỌA\nunit;period;crimes\n1;2024;5\n",
        "This is an invented sample.\nunit;period;crimes\n1;2024;5\n",
        "unit;period;crimes\n1;2024;5\nGhi chú: số liệu minh hoạ;;\n",
        "unit;period;crimes;sample\n1;2024;5;x\n",
    ],
)
def test_a_sample_is_known_as_a_sample(read, text):
    assert read(text).table.sample


def test_figures_are_not_a_sample_unless_they_say_so(read, book):
    rows = [["unit", "period", "crimes"], ["1", 2024, 5]]
    assert not read(book({"S": rows})).table.sample
    assert read(book({"so lieu minh hoa": rows})).table.sample
    assert not read("unit;period;crimes;sample\n1;2024;5;no\n").table.sample


def test_a_figure_outside_its_usual_range_is_a_question(read, units):
    found = read("unit;period;crimes\n25198;2024;900\n25201;2024;300\n", units=units)
    assert [question.vi for question in found.table.questions] == [
        "Phường An Bình (25198), 2024, Số vụ: 900 vụ, ngoài khoảng thường gặp 0–300. Đơn vị xác nhận?"
    ]


def test_questions_are_counted_when_there_are_too_many(read):
    rows = "".join(f"{n};2024;900\n" for n in range(1, 251))
    questions = read("unit;period;crimes\n" + rows).table.questions
    assert len(questions) == 201
    assert questions[-1].vi == "và còn 50 số liệu khác cần xác nhận."


UNITS_SHEET = [
    ["STT", "Mã", "Tên", "Loại", "Phân loại", "Trực thuộc", "Địa bàn", "Ngày thành lập"],
    [1, "25198", "Phường An Bình", "Phường", "Loại II", "70", "đô thị", "01/07/2025"],
    [2, "00123", "Xã Đồng Tâm", "Xã", 1, "70", None, None],
]


def test_a_sheet_of_units_in_the_workbook_comes_before_the_given_one(read, book, units):
    figures_sheet = [["unit", "period", "crimes"], ["00123", 2024, 5]]
    found = read(book({"Đơn vị": UNITS_SHEET, "S": figures_sheet}), units=UnitTable())
    unit = found.units.units["25198"]
    assert (unit.name, unit.kind, unit.class_, unit.parent, unit.place) == (
        "Phường An Bình", "phuong", "II", "70", "đô thị",
    )  # fmt: skip
    assert unit.established == date(2025, 7, 1)
    assert found.units.units["00123"].class_ == "I"
    assert read("unit;period;crimes\n25198;2024;5\n", units=units).units is units


def test_codes_merged_over_several_rows_stand_in_each(read, book, figures):
    rows = [
        ["unit", "period", "indicator", "value"],
        [None, 2024, "crimes", 5],
        [None, 2024, "budget", 6],
        ["2", 2024, "crimes", 7],
    ]
    found = read(book({"S": rows}, lambda w: w.get_worksheet_by_name("S").merge_range("A2:A3", "1")))
    assert figures(found) == {("1", "2024", "crimes"): 5, ("1", "2024", "budget"): 6, ("2", "2024", "crimes"): 7}


def test_a_header_of_two_rows_is_read_when_codes_name_its_columns(read, problems, book, figures):
    def with_groups(workbook):
        sheet = workbook.get_worksheet_by_name("S")
        sheet.merge_range("A1:A2", "unit")
        sheet.merge_range("B1:B2", "period")
        sheet.merge_range("C1:D1", "Nữ")

    rows = [[None], [None, None, "crimes", "budget"], ["1", 2024, 5, 6]]
    assert figures(read(book({"S": rows}, with_groups))) == {("1", "2024", "crimes"): 5, ("1", "2024", "budget"): 6}
    rows[1] = [None, None, "Số vụ", "Kinh phí"]
    assert all("một dòng tiêu đề" in problem for problem in problems(book({"S": rows}, with_groups)))


def test_a_code_formatted_with_zeros_is_read_as_it_is_seen(read, book, units):
    def with_code(workbook):
        workbook.get_worksheet_by_name("S").write_number("A2", 123, workbook.add_format({"num_format": "00000"}))

    found = read(book({"S": [["unit", "period", "crimes"], [None, 2024, 5]]}, with_code), units=units)
    assert found.table.rows[0].unit == "00123"


def test_a_repeated_header_is_passed_over(read, figures):
    found = read("unit;period;crimes\n1;2024;5\nunit;period;crimes\n2;2024;6\n")
    assert figures(found) == {("1", "2024", "crimes"): 5, ("2", "2024", "crimes"): 6}
