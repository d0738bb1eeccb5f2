"""Tables that are refused: every reason at once, each with its place and what to do."""

from __future__ import annotations

from datetime import datetime

import pytest

from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import read_observations

HEAD = "unit,period,indicator,value\n"


def test_every_problem_of_a_file_is_told_at_once(problems, units):
    text = HEAD + "25198,2024,crimes,12.5\n25198,2024,watr,1\n25198,sometime,crimes,1\n99999,2024,crimes,1\n"
    told = problems(text, units=units)
    assert [problem.split(":")[0] for problem in told] == [
        "bang.csv, dòng 2, cột D",
        "bang.csv, dòng 3, cột C",
        "bang.csv, dòng 4, cột B",
        "bang.csv, dòng 5, cột A",
    ]
    assert "Có phải ý bạn là “water”" in told[1]


def test_problems_carry_their_place_as_parts(read, book):
    rows = [["unit", "period", "crimes"], ["1", 2024, 1.5]]
    with pytest.raises(ObservationError) as caught:
        read(book({"Biểu 1": rows}))
    (problem,) = caught.value.problems
    assert (problem.file, problem.path, problem.line, problem.column) == ("bang.xlsx", "Biểu 1", 2, "C")


def test_two_hundred_problems_are_shown_and_the_rest_counted(problems):
    told = problems(HEAD + "".join(f"{n},2024,crimes,bad\n" for n in range(1, 251)))
    assert len(told) == 201
    assert told[-1] == "và còn 50 lỗi."


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("25199", "“25198”"),
        ("123", "“00123”"),
        ("25198.0", "“25198”"),
        ("Phường Tân Lập", "“25201”"),
        ("XYZ", "danh sách đơn vị"),
    ],
)
def test_an_unknown_unit_is_told_with_the_code_that_may_be_meant(problems, units, code, hint):
    (problem,) = problems(HEAD + f"{code},2024,crimes,1\n", units=units)
    assert hint in problem


def test_an_unknown_unit_of_many_rows_is_one_problem(problems, units):
    assert len(problems(HEAD + "9,2024,crimes,1\n9,2023,crimes,1\n", units=units)) == 1


def test_any_code_is_taken_where_no_units_are_known(read):
    assert read(HEAD + "mới-01,2024,crimes,1\n").table.rows[0].unit == "mới-01"


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("1,2024,crimes,5\n1,2024,crimes,6\n", "ở D2 và ở D3"),
        ("1,2024,crimes,5\n1,2024,crimes,5\n", "ở D2 và ở D3"),
        ("1,2024,crimes,5\n1,01/2024,budget,5\n1,2024,Số vụ,5\n", "ở D2 và ở D4"),
    ],
)
def test_a_figure_given_twice_names_both_places(problems, rows, place):
    (problem,) = problems(HEAD + rows)
    assert place in problem
    assert "có hai số" in problem


def test_a_figure_given_on_two_sheets_names_both(problems, book):
    rows = [["unit", "period", "crimes"], ["1", 2024, 5]]
    (problem,) = problems(book({"A": rows, "B": rows}))
    assert problem.startswith("bang.xlsx, B, dòng 2, cột C:")
    assert "ở A!C2 và ở B!C2" in problem


def test_periods_that_share_days_would_count_twice(problems, read):
    (problem,) = problems(HEAD + "1,2024,crimes,5\n1,2024-03,crimes,1\n")
    assert "trùng ngày" in problem
    assert read(HEAD + "1,2024,crimes,5\n2,2024-03,crimes,1\n1,2024-03,budget,1\n1,2023,crimes,1\n")


def test_a_long_period_is_compared_with_all_that_follow(problems):
    assert len(problems(HEAD + "1,2024,crimes,5\n1,2024-01,crimes,1\n1,2024-06,crimes,1\n")) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("unit;period;crims\n1;2024;5\n", "Có phải ý bạn là “crimes”"),
        ("unit;period;crimes;foo\n1;2024;5;6\n", "không biết cột “foo”"),
        ("unit;period;crimes;Số vụ\n1;2024;5;6\n", "trùng với cột C"),
        ("unit;mã;period;crimes\n1;1;2024;5\n", "trùng với cột A"),
        ("Tên đơn vị;Kỳ;Số vụ\nAn Bình;2024;5\n", "thiếu cột mã đơn vị"),
        ("unit;period;indicator\n1;2024;crimes\n", "thiếu cột giá trị"),
        ("unit;period;crimes\n1;2024;5;7\n", "cột không có tiêu đề"),
        ("unit,period,crimes,budget\n1,2024,5,12,5\n", "dấu phẩy phải nằm trong ngoặc kép"),
        ("unit;period;crimes\n;2024;5\n1;2024;6\n", "thiếu mã đơn vị"),
        ("unit;period;crimes\n1;2024;6\n;2024;5\n", "thiếu mã đơn vị"),
        ("unit;period;crimes\nPhường A;2024;6\n1;2024;5\n", "“Phường A” không phải mã đơn vị"),
        ("unit;period;indicator;value\n1;2024;;5\n", "thiếu mã chỉ tiêu"),
        ("unit;period;crimes\n", "không có dòng số liệu nào"),
        ("a;b;c\n1;2;3\n", "không tìm thấy dòng tiêu đề"),
        ("\n\n", "tệp trống"),
        ("", "tệp trống"),
    ],
)
def test_a_table_that_is_not_understood_is_refused(problems, text, sentence):
    assert any(sentence in problem for problem in problems(text))


def test_a_label_of_two_indicators_asks_for_the_code(problems, indicators):
    from dataclasses import replace

    twins = {**indicators, "other": replace(indicators["crimes"], code="other")}
    (problem,) = problems("unit;period;Số vụ\n1;2024;5\n", only=twins)
    assert "crimes, other" in problem


def test_a_wrong_sheet_names_the_sheets_and_the_columns_expected(problems, book):
    (problem,) = problems(book({"Danh bạ": [["Họ tên", "Số"], ["A", 1]], "Lịch": [["Ngày"]]}))
    assert "“Danh bạ”, “Lịch”" in problem
    assert "“đơn vị” (mã)" in problem
    assert "crimes, water, resolution, budget" in problem


def test_a_file_whose_figures_are_hidden_says_so(problems, book):
    sheets = {"Bìa": [["Báo cáo"]], "Số liệu": [["unit", "period", "crimes"], ["1", 2024, 5]]}
    (problem,) = problems(book(sheets, lambda w: w.get_worksheet_by_name("Số liệu").hide()))
    assert "đã xem “Bìa”); trang tính ẩn không được đọc: Số liệu." in problem


def test_a_code_that_excel_made_a_date_of_is_refused(problems, book):
    def with_date(workbook):
        style = workbook.add_format({"num_format": "dd/mm/yyyy"})
        workbook.get_worksheet_by_name("S").write_datetime("A2", datetime(2024, 3, 1), style)

    rows = [["unit", "period", "crimes"], [None, 2024, 5]]
    assert "“01/03/2024” không phải mã đơn vị" in problems(book({"S": rows}, with_date))[0]


def test_a_misspelt_sheet_beside_a_good_one_is_not_passed_over(problems, book):
    good = [["unit", "period", "crimes"], ["1", 2024, 5]]
    (problem,) = problems(book({"A": good, "B": [["unit", "period", "crimez"], ["2", 2024, 5]]}))
    assert problem.startswith("bang.xlsx, B, dòng 1, cột C:")


@pytest.mark.parametrize("area", ["C2:C3", "C2:D2", "B2:C2"])
def test_merged_figures_are_refused_by_their_range(problems, book, area):
    rows = [["unit", "period", "crimes", "budget"], ["1", None, None, None], ["2", 2024, None, 4]]

    def merged(workbook):
        workbook.get_worksheet_by_name("S").merge_range(area, 5)

    told = problems(book({"S": rows}, merged))
    assert any(f"các ô số liệu {area} bị gộp" in problem for problem in told)


def test_a_total_row_may_be_merged(read, book):
    rows = [["unit", "name", "period", "crimes"], ["1", "A", 2024, 5], [None, None, None, 5]]
    found = read(book({"S": rows}, lambda w: w.get_worksheet_by_name("S").merge_range("A3:C3", "Tổng cộng")))
    assert len(found.table.rows) == 1


def test_an_error_of_excel_names_its_cell(problems, book):
    def with_error(workbook):
        sheet = workbook.get_worksheet_by_name("S")
        sheet.write_formula("C2", "=1/0", None, "#DIV/0!")

    (problem,) = problems(book({"S": [["unit", "period", "crimes"], ["1", 2024, None]]}, with_error))
    # The library that wrote this file leaves the calculation to Excel, so even its result is not believed.
    assert "chưa có kết quả" in problem


def test_a_date_in_a_column_of_numbers_is_refused(problems, book):
    def with_date(workbook):
        style = workbook.add_format({"num_format": "dd/mm/yyyy"})
        workbook.get_worksheet_by_name("S").write_datetime("C2", datetime(2024, 3, 1), style)

    (problem,) = problems(book({"S": [["unit", "period", "crimes"], ["1", 2024, None]]}, with_date))
    assert "ô chứa ngày (01/03/2024)" in problem


def test_a_time_in_a_column_of_numbers_is_refused(problems, book):
    def with_time(workbook):
        workbook.get_worksheet_by_name("S").write_number("C2", 0.5, workbook.add_format({"num_format": "hh:mm"}))

    assert "giờ" in problems(book({"S": [["unit", "period", "crimes"], ["1", 2024, None]]}, with_time))[0]


def test_a_path_is_read_like_bytes(tmp_path, indicators):
    from kieumau.engine.indicators import Calendar

    path = tmp_path / "bảng [1]*.csv"
    path.write_text(HEAD + "1,2024,crimes,5\n", encoding="utf-8")
    found = read_observations(path, filename=path.name, indicators=indicators, calendar=Calendar())
    assert found.table.rows[0].value == 5
    for missing in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(ObservationError, match=r"không tìm thấy tệp"):
            read_observations(missing, filename="no.csv", indicators=indicators, calendar=Calendar())
