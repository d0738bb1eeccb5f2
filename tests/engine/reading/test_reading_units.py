"""Lists of administrative units."""

from __future__ import annotations

from datetime import date

import pytest

from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import read_units
from kieumau.engine.territory import AdminUnit

CSV = """Mã;Tên;Loại;Hạng;Trực thuộc;Địa bàn;Ngày thành lập
25198;Phường An Bình;Phường;II;70;đô thị;01/07/2025
25201;Thị trấn Tân Lập;Thị trấn;;70;;2025-07-01
"""


def test_units_are_read_from_csv():
    found = read_units(CSV.encode(), filename="don-vi.csv")
    assert list(found.units.values()) == [
        AdminUnit("25198", "Phường An Bình", "phuong", "II", "70", "đô thị", date(2025, 7, 1)),
        AdminUnit("25201", "Thị trấn Tân Lập", "thi_tran", "", "70", "", date(2025, 7, 1)),
    ]


def test_units_are_read_from_english_headers_in_a_workbook(book):
    rows = [["List"], ["unit", "name", "kind", "class", "parent", "place", "established"], ["1", "A", "xa", 1]]
    found = read_units(book({"S": [["Notes"]], "Data": rows}), filename="units.xlsx")
    assert found.units == {"1": AdminUnit("1", "A", "xa", "I")}


def test_a_code_alone_is_a_unit():
    assert read_units(b"code\n25198\n", filename="u.csv").units == {"25198": AdminUnit("25198", "25198")}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (CSV + "25198;Lặp;;;;;\n", "dòng 4, cột A: mã đơn vị “25198” đã có ở dòng 2"),
        ("Mã;Tên;Hạng\n1;A;tốt\n", "không phải loại I, II hoặc III"),
        ("Mã;Ngày thành lập\n1;31/02/2025\n", "không phải là ngày"),
        ("Mã;Trực thuộc\n1;1\n", "trực thuộc chính mình"),
        ("Mã;Tên;Loại\n;A;xã\n", "thiếu mã đơn vị"),
        ("Mã;Tên\nxã A;A\n", "không phải mã đơn vị"),
        ("Mã;Tên;Mầu\n1;A;b\n", "không biết cột “Mầu”"),
        ("Mã;Tên\n", "danh sách đơn vị trống"),
        ("Tên\nA\n", "không thấy cột mã"),
    ],
)
def test_a_list_of_units_that_is_wrong_is_refused(text, sentence):
    with pytest.raises(ObservationError) as caught:
        read_units(text.encode(), filename="don-vi.csv")
    assert sentence in str(caught.value)
