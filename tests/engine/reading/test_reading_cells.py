"""One cell: what is read, what is missing, what is asked about."""

from __future__ import annotations

from fractions import Fraction

import pytest

F = Fraction

READ = [
    # measure, as written, as read
    ("crimes", "1234", F(1234)),
    ("crimes", "1.234", F(1234)),
    ("crimes", "1.234.567", F(1234567)),
    ("crimes", "1,234", F(1234)),
    ("crimes", "1 234", F(1234)),
    ("crimes", "1\u00a0234\u202f567", F(1234567)),
    ("crimes", "１２", F(12)),
    ("crimes", "12,0", F(12)),
    ("crimes", "+7", F(7)),
    ("crimes", "0", F(0)),
    ("budget", "1.234,5", F("1234.5")),
    ("budget", "1,234.5", F("1234.5")),
    ("budget", "12,5", F("12.5")),
    ("budget", "-3.25", F("-3.25")),
    ("budget", "−3,25", F("-3.25")),
    ("budget", "1234.567", F("1234.567")),
    ("budget", "0,125", F("0.125")),
    ("budget", "1,23456789", F("1.234568")),
    ("budget", "-0,0000005", F("-0.000001")),
    ("water", "97,2%", F(972, 1000)),
    ("water", "97.2 %", F(972, 1000)),
    ("water", "97,200%", F(972, 1000)),
    ("water", "100%", F(1)),
    ("water", "0.7", F(7, 10)),
    ("water", "0,972", F(972, 1000)),
    ("water", "1.000", F(1)),
    ("water", "0,1234567890125", F("0.123456789013")),
    ("resolution", "x", True),
    ("resolution", "X", True),
    ("resolution", "Có", True),
    ("resolution", "Co\u0301", True),
    ("resolution", "đạt", True),
    ("resolution", "1", True),
    ("resolution", "Không", False),
    ("resolution", "chưa đạt", False),
    ("resolution", "false", False),
    ("resolution", "0", False),
]

MISSING = [
    *[("crimes", text) for text in ("", "-", "–", "…", "...", "n/a", "N/A", "chưa có", " ", "\u00a0")],
    ("resolution", ""),
    ("resolution", "-"),
]

REFUSED = [
    ("budget", "1.234", "hai cách"),
    ("budget", "1,234", "hai cách"),
    ("water", "1,234", "hai cách"),
    ("crimes", "12,000", "hai cách"),
    ("water", "97,2", "Có phải ý bạn là 97,2%?"),
    ("water", "972", "Hãy kiểm tra lại số"),
    ("water", "120%", "từ 0 đến 1"),
    ("water", "-0,1", "không thể âm"),
    ("crimes", "12,5", "không phải số nguyên"),
    ("crimes", "-1", "không thể âm"),
    ("crimes", "12%", "phần trăm"),
    ("crimes", "12 vụ", "không phải là số"),
    ("crimes", "1.23E+05", "không phải là số"),
    ("crimes", "12 34", "không phải là số"),
    ("crimes", "1.2.3", "không phải là số"),
    ("crimes", "1000000000000", "quá lớn"),
    ("crimes", "9" * 5000, "không phải là số"),
    ("crimes", "٣", "không phải là số"),
    ("crimes", "1²", "không phải là số"),
    ("crimes", "NaN", "không phải là số"),
    ("crimes", "inf", "không phải là số"),
    ("crimes", "0x10", "không phải là số"),
    ("crimes", "1_000", "không phải là số"),
    ("crimes", "=1+1", "không phải là số"),
    ("crimes", "#DIV/0!", "báo lỗi"),
    ("crimes", "không có", "không phải là số"),
    ("crimes", "có", "không phải là số"),
    ("crimes", "{0}", "không phải là số"),
    ("resolution", "2", "Ghi “có” (hoặc “x”) nếu có, “không” nếu không."),
    ("resolution", "Chưa", "chưa có số liệu"),
    ("resolution", "chưa có", "chưa có số liệu"),
]


def _wide(indicator: str, text: str) -> str:
    quoted = text.replace('"', '""')
    return f'unit;period;{indicator}\n1;2024;"{quoted}"\n'


@pytest.mark.parametrize(("indicator", "text", "value"), READ)
def test_a_figure_is_read_exactly(read, indicator, text, value):
    (row,) = read(_wide(indicator, text)).table.rows
    assert row.value == value
    assert isinstance(row.value, bool) is isinstance(value, bool)


@pytest.mark.parametrize(("indicator", "text"), MISSING)
def test_an_empty_cell_is_missing_and_never_zero(read, indicator, text):
    (row,) = read(_wide(indicator, text)).table.rows
    assert row.value is None


@pytest.mark.parametrize(("indicator", "text", "sentence"), REFUSED)
def test_a_doubtful_figure_is_asked_about(problems, indicator, text, sentence):
    (problem,) = problems(_wide(indicator, text))
    assert sentence in problem
    assert problem.startswith("bang.csv, dòng 2, cột C:")


def test_an_ambiguous_figure_says_both_readings_and_how_to_write_each(problems):
    (problem,) = problems(_wide("budget", "1.234"))
    assert "1.234 hoặc 1,234" in problem
    assert "“1234”" in problem
    assert "“1,2340”" in problem


@pytest.mark.parametrize(
    ("cell", "indicator", "value"),
    [
        (0.1 + 0.2, "budget", F(3, 10)),
        (12.000000000000002, "crimes", F(12)),
        (0.972, "water", F(972, 1000)),
        (7, "crimes", F(7)),
        (1e-7, "water", F(1, 10**7)),
        (True, "resolution", True),
        (1, "resolution", True),
        (0, "resolution", False),
        ("97,2%", "water", F(972, 1000)),
        (123456789.123456, "budget", F("123456789.123456")),
    ],
)
def test_a_number_of_excel_is_the_decimal_that_was_typed(read, book, cell, indicator, value):
    rows = [["unit", "period", indicator], ["25198", 2024, cell]]
    (row,) = read(book({"Số liệu": rows})).table.rows
    assert row.value == value
    assert row.place is not None and row.place.said == "Số liệu!C2"


@pytest.mark.parametrize(
    ("cell", "indicator", "sentence"),
    [
        (97.2, "water", "Có phải ý bạn là 97,2%?"),
        (True, "crimes", "không phải là số"),
        (1e300, "crimes", "quá lớn"),
        (2, "resolution", "có hay không"),
        (1.5, "crimes", "1,5 không phải số nguyên"),
    ],
)
def test_a_number_of_excel_that_cannot_be_is_asked_about(problems, book, cell, indicator, sentence):
    (problem,) = problems(book({"S": [["unit", "period", indicator], ["25198", 2024, cell]]}))
    assert problem.startswith("bang.xlsx, S, dòng 2, cột C:")
    assert sentence in problem
