"""The rows of a rearrangement as people send them: a workbook, a CSV file, or a table that was pasted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cast import workbook
from kieumau.engine.errors import ObservationError
from kieumau.engine.reading.rearrangements import read_pasted_rearrangement, read_rearrangement, write_rearrangement
from kieumau.engine.territory.succession_rows import SuccessionRow

VI = ["STT", "Mã trước", "Tên trước", "Mã sau", "Tên sau", "Loại sau", "Mã cấp trên sau", "Tỷ lệ"]
EN = ["Predecessor", "Successor", "Name", "Kind", "Parent", "Share"]
FIRST = SuccessionRow("00101", "00104", "Mới", "phường", "01", Fraction(2, 5), 2)
SECOND = SuccessionRow("00101", "00105", "Mới Hai", "xã", "01", None, 3)


def test_a_workbook_is_read_with_its_other_columns_passed_over():
    rows = [
        VI,
        [1, "00101", "Một", "00104", "Mới", "phường", "01", 0.4],
        [2, "00101", "Một", "00105", "Mới Hai", "xã", "01"],
    ]
    found = read_rearrangement(
        workbook({"Hướng dẫn": [["Mã trước", "Mã sau"], ["9", "9"]], "Danh sách": rows}), filename="a.xlsx"
    )
    assert found == (FIRST, SECOND)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("percent", ["40%", "0.4", "0,4"])
def test_a_csv_file_and_a_pasted_table_are_read_alike(sign, percent):
    share = f'"{percent}"' if sign in percent else percent
    lines = [sign.join(EN), sign.join(["00101", "00104", "Mới", "phường", "01", share]), sign.join(["00101", "00105", "Mới Hai", "xã", "01", ""])]  # fmt: skip
    text = "\n".join(lines)
    assert read_rearrangement(text.encode(), filename="a.csv") == read_pasted_rearrangement(text) == (FIRST, SECOND)


def test_rows_without_a_header_stand_in_the_order_of_the_template():
    assert read_pasted_rearrangement("101\t104\tMới\tphường\t01\n\n102\t104") == (
        SuccessionRow("101", "104", "Mới", "phường", "01", None, 1),
        SuccessionRow("102", "104", line=3),
    )
    assert read_pasted_rearrangement("") == ()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_rows_that_are_written_are_read_back(language):
    odd = SuccessionRow("101", "106", 'Tên "có" dấu, phẩy', "xa", "01", Fraction(1, 8), 4)
    assert read_pasted_rearrangement(write_rearrangement((FIRST, SECOND, odd), language)) == (FIRST, SECOND, odd)


WRONG = {
    "no header": ("1,2\n3,4", "danh-sach.csv: không thấy cột mã trước và mã sau."),
    "a strange column": ("predecessor,successor,chief", "danh-sach.csv, dòng 1, cột C: không biết cột “chief”."),
    "a column twice": ("predecessor,successor,Name,Tên sau", "danh-sach.csv, dòng 1, cột D: cột “Tên sau” bị lặp."),
    "a share above one": (
        "predecessor,successor,share\n1,2,40",
        "danh-sach.csv, dòng 2, cột C: tỷ lệ phải từ 0 đến 1 (0–100%), ô ghi 40.",
    ),
    "a share in words": (
        "predecessor,successor,share\n1,2,nửa",
        "danh-sach.csv, dòng 2, cột C: “nửa” không phải là số.",
    ),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_file_that_cannot_be_read_is_told_with_the_place(case):
    text, said = WRONG[case]
    with pytest.raises(ObservationError) as refused:
        read_rearrangement(text.encode(), filename="danh-sach.csv")
    assert [p.sentence.vi.startswith(said) for p in refused.value.problems] == [True]


def test_parquet_is_not_for_lists():
    with pytest.raises(ObservationError, match="Parquet"):
        read_rearrangement(b"PAR1....", filename="a.parquet")
