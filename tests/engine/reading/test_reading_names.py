"""Names that stand beside the codes, and a sheet of units that was left empty."""

from __future__ import annotations

import io

import xlsxwriter

from kieumau.engine.criteria import load_rulebook
from kieumau.engine.reading import read_observations

BOOK = load_rulebook("mau-gia-dinh-22/2023")
INDICATOR = next(c for c, i in BOOK.indicators.items() if i.measure.is_fact)


def read(data: bytes, name: str):
    return read_observations(data, filename=name, indicators=BOOK.indicators, calendar=BOOK.calendar)


def test_the_names_of_a_table_are_the_names_of_its_units():
    read_file = read(
        f"Mã đơn vị,Tên đơn vị,Kỳ,{INDICATOR}\n25198,Phường Tân Đồng,2023,có\n25201,,2023,không\n".encode(), "a.csv"
    )
    assert {u.code: u.name for u in read_file.units.units.values()} == {"25198": "Phường Tân Đồng", "25201": "25201"}


def test_a_sheet_of_units_left_empty_is_no_list():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        figures, units = book.add_worksheet("Số liệu"), book.add_worksheet("Đơn vị")
        for row, cells in enumerate([["unit", "period", INDICATOR], ["25198", "2023", "có"]]):
            figures.write_row(row, 0, cells)
        units.write_row(0, 0, ["unit", "name", "kind"])
    read_file = read(buffer.getvalue(), "a.xlsx")
    assert len(read_file.table.rows) == 1
    assert not read_file.units
