"""Files that are damaged, disguised or meant to harm: one sentence each, in bounded memory, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import limits

ROWS = [["unit", "period", "crimes"], ["1", 2024, 5]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(scope="module")
def good(book) -> bytes:
    return book({"S": ROWS})


def rebuilt(data: bytes, changes: dict[str, Callable[[bytes], bytes]], packing: int = ZIP_DEFLATED) -> bytes:
    """The workbook with some of its parts changed."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name](b""))
    return target.getvalue()


def sheet_with(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return rebuilt(data, {SHEET: change})


def test_the_ways_of_rebuilding_keep_a_good_file_good(read, good):
    assert read(rebuilt(good, {})).table.fingerprint == read(good).table.fingerprint
    assert read(rebuilt(good, {}, ZIP_STORED), "tệp.XLSM").table.rows


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (OLE, "a.xlsx", "đây là tệp .xls cũ; mở bằng Excel và lưu dạng .xlsx"),
        (OLE, "a.xls", "đây là tệp .xls cũ; mở bằng Excel và lưu dạng .xlsx"),
        (OLE, "a.csv", "đây là tệp .xls cũ"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "có mật khẩu"),
        (b"%PDF-1.7 ...", "a.xlsx", "PDF"),
        (b"%PDF-1.7 ...", "a.csv", "PDF"),
        (b"<html><table></table></html>", "a.xlsx", "trang web"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>", "a.xls", "trang web"),
        (b"<table><tr><td>unit</td></tr></table>", "a.csv", "trang web"),
        (b"unit,period,crimes\n1,2024,5\n", "a.xlsx", "không phải bảng tính Excel"),
        (b"PK\x03\x04rest", "a.csv", "tệp nén"),
        (b"PAR1rest", "a.xlsx", "Parquet mang đuôi khác"),
        (b"PK\x03\x04rest", "a.parquet", "không phải tệp Parquet"),
        (b"PAR1" + bytes(100) + b"PAR1", "a.parquet", "không đọc được tệp Parquet"),
        (b"PAR1", "a.parquet", "không đọc được tệp Parquet"),
        (b"PK\x03\x04", "a.xlsx", "tệp hỏng"),
        (b"", "a.xlsx", "tệp trống"),
        (b"\0" * 1000, "a.csv", "tệp trống"),
        (b"unit,period,crimes", "a.docx", "không đọc loại tệp này"),
        (b"unit,period,crimes", "", "không đọc loại tệp này"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_in_a_sentence(problems, data, name, sentence):
    (problem,) = problems(data, name)
    assert sentence in problem


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("word/document.xml", "tệp Word"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", ".xlsb"),
        ("a.txt", "nén"),
    ],
)
def test_another_kind_of_archive_is_named(problems, part, sentence):
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(part, "x")
    assert sentence in problems(target.getvalue(), "a.xlsx")[0]


@pytest.mark.parametrize("cut", [30, 200, 1000, -1, -30, -300])
def test_a_file_cut_short_is_told_in_a_sentence(problems, good, cut):
    assert "hỏng" in problems(good[:cut], "a.xlsx")[0]


def test_no_changed_byte_of_a_workbook_makes_a_traceback(read, good):
    read(good)
    for at in range(0, len(good), 7):
        damaged = good[:at] + bytes([good[at] ^ 0x5A]) + good[at + 1 :]
        try:
            read(damaged, "a.xlsx")
        except ObservationError as error:
            assert error.problems


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_no_changed_byte_of_its_xml_makes_a_traceback(read, good, part):
    with ZipFile(BytesIO(good)) as archive:
        length = len(archive.read(part))
    for at in range(0, length, max(1, length // 60)):
        for byte in (b"<", b"0", b"\xff"):
            damaged = rebuilt(good, {part: lambda xml, at=at, byte=byte: xml[:at] + byte + xml[at + 1 :]}, ZIP_STORED)
            try:
                read(damaged, "a.xlsx")
            except ObservationError as error:
                assert error.problems


def test_no_text_makes_a_traceback(read):
    cells = st.lists(
        st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["1", "2024", "x", "5"]), max_size=5
    )

    @settings(max_examples=150)
    @given(st.lists(cells, max_size=6), st.sampled_from([";", ",", "\t"]))
    def never(rows, delimiter):
        text = "\n".join(delimiter.join(row) for row in [["unit", "period", "crimes", "water"], *rows])
        try:
            read(text)
        except ObservationError as error:
            assert error.said("vi")
            assert error.said("en")

    never()


def test_merged_areas_that_overlap_take_no_time(read, problems, book):
    """Twenty thousand areas over the same rows: the work is that of the rows, not of their product."""
    rows = [["unit", "period", "indicator", "value"], *([f"u{n}", 2024, "crimes", 1] for n in range(3000))]
    data = book({"S": rows})
    areas = b"<mergeCells>" + b"<mergeCell ref='A2:A3001'/>" * limits.MERGED_AREAS + b"</mergeCells>"
    assert read(rebuilt(data, {SHEET: lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + areas)}, ZIP_STORED))


def test_a_file_too_large_is_refused_before_it_is_read(problems, read, tmp_path):
    assert "trên 25 MB" in problems(b"PK" + bytes(limits.FILE_BYTES), "a.xlsx")[0]
    from kieumau.engine.indicators import Calendar
    from kieumau.engine.reading import read_observations

    large = tmp_path / "a.csv"
    with large.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with pytest.raises(ObservationError, match="trên 25 MB"):
        read_observations(large, filename="a.csv", indicators={}, calendar=Calendar())


def test_a_part_packed_unusually_tight_is_not_opened(problems, good):
    bomb = sheet_with(good, lambda xml: xml.replace(b"</worksheet>", b" " * (20 * 1024**2) + b"</worksheet>"))
    assert "nén chặt bất thường" in problems(bomb)[0]


def test_promises_above_the_limit_are_not_opened(problems, good, monkeypatch):
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 5_000)
    assert "giải nén ra quá lớn" in problems(good)[0]


def test_a_part_larger_than_its_promise_is_read_no_further(problems, good):
    target = BytesIO()
    with ZipFile(BytesIO(good)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.getinfo(SHEET).file_size = 10
    assert "hỏng" in problems(target.getvalue())[0]


def test_real_bytes_are_counted_over_all_parts(problems, good, monkeypatch):
    from kieumau.engine.reading import archive

    monkeypatch.setattr(archive.Archive, "__init__", _trusting)
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 3_000)
    assert "giải nén ra quá lớn" in problems(good)[0]


def _trusting(self, data, file):
    """An archive that believes what the directory promises."""
    self.file, self._unpacked, self._zip = file, 0, ZipFile(BytesIO(data))
    self._parts = {name.casefold(): name for name in self._zip.namelist()}


def test_thousands_of_entries_are_not_opened(problems, good):
    crowded = rebuilt(good, {f"x/{n}": lambda _: b"" for n in range(limits.ZIP_ENTRIES)})
    assert "không được mở" in problems(crowded)[0]


def test_packing_methods_of_other_programs_are_refused(problems, good):
    assert "hỏng" in problems(rebuilt(good, {}, ZIP_LZMA))[0]


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>"""


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "_rels/.rels"])
def test_entities_are_refused_in_every_part(problems, good, part):
    bomb = rebuilt(good, {part: lambda xml: ENTITIES + xml.split(b"?>", 1)[1].replace(b"<v>5", b"<v>&b;")})
    assert "DOCTYPE" in problems(bomb)[0]


@pytest.mark.parametrize(
    "inside",
    [
        b"<a>" * 1000,
        b"<a b='" + b"x" * (3 * 1024**2) + b"'/>",
        b"<!--" + b"x" * (3 * 1024**2) + b"-->",
        b"<row r='2'><c r='A2' t='inlineStr'><is><t>" + b"x" * 500_000 + b"</t></is></c></row>",
        b"<row r='0'><c r='A0'><v>1</v></c></row>",
        b"<row r='9'><c r='A9'><v>1</v></c><c r='A9'><v>2</v></c></row>",
        b"<row r='9'><c r='A9'><v>1</v></c></row><row r='9'><c r='B9'><v>2</v></c></row>",
        b"<row r='9'><c r='A9' t='s'><v>999999</v></c></row>",
        b"<row r='9'><c r='A9' s='x'><v>1</v></c></row>",
        b"<row r='9'><c r='ABCDE9'><v>1</v></c></row>",
        b"<row r='9'><c r='A9'><v>one</v></c></row>",
        b"</sheetData></worksheet></worksheet>",
    ],
    ids=range(12),
)
def test_xml_that_no_spreadsheet_writes_is_told_in_a_sentence(problems, good, inside):
    # Random text keeps the part from being packed too tight to be opened at all.
    hostile = rebuilt(good, {SHEET: lambda xml: xml.replace(b"</sheetData>", inside + b"</sheetData>")}, ZIP_STORED)
    assert "hỏng" in problems(hostile)[0]


def test_a_cell_far_to_the_right_is_refused(problems, good):
    far = sheet_with(
        good, lambda xml: xml.replace(b"</sheetData>", b"<row r='9'><c r='XFD9'><v>1</v></c></row></sheetData>")
    )
    assert "quá 500 cột" in problems(far)[0]


def test_empty_formatted_rows_do_not_count(read, good):
    empty = b"".join(b"<row r='%d'><c r='A%d' s='0'/></row>" % (n, n) for n in range(100, 40_000))
    assert read(sheet_with(good, lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"))).table.rows


@pytest.mark.parametrize(("limit", "sentence"), [("ROWS", "quá 1 dòng"), ("CELLS", "ô có dữ liệu")])
def test_a_sheet_with_too_much_in_it_is_refused(problems, good, monkeypatch, limit, sentence):
    monkeypatch.setattr(limits, limit, 1)
    assert sentence in problems(good)[0]


def test_too_many_merged_cells_are_refused(problems, good):
    areas = b"<mergeCells>" + b"<mergeCell ref='A9:XFD1048576'/>" * (limits.MERGED_AREAS + 1) + b"</mergeCells>"
    crowded = rebuilt(good, {SHEET: lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + areas)}, ZIP_STORED)
    assert "quá nhiều ô gộp" in problems(crowded)[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"unit;period;crimes\n1;2024;\0\n", "NUL"),
        ("đơn vị;kỳ;crimes\n1;2024;5\n".encode("cp1258", "replace") + b"\xd0\xcc", "không phải mã UTF-8"),
        ("đơn vị;kỳ;crimes\n1;2024;5\n".encode("utf-32"), "NUL"),
        (b"\xff\xfea", "không phải mã UTF-8"),
        (b'unit;period;crimes\n1;2024;"5\n', "không đúng định dạng CSV"),
        (b"unit;period;crimes\n1;2024;" + b"5" * 200_000 + b"\n", "không đúng định dạng CSV"),
        (b"unit;period;crimes\n1;2024;5" + b";" * 600 + b"x\n", "bảng quá lớn"),
    ],
)
def test_text_that_is_no_sound_csv_is_told_in_a_sentence(problems, text, sentence):
    (problem,) = problems(text)
    assert sentence in problem


def test_two_hundred_thousand_rows_are_the_most(problems):
    assert "200000 dòng" in problems("unit;period;crimes\n" + "1;2024;5\n" * limits.ROWS)[0]


def test_more_values_than_the_limit_are_refused(problems, monkeypatch):
    monkeypatch.setattr(limits, "VALUES", 1)
    assert "quá 1 số liệu" in problems("unit;period;crimes\n1;2024;5\n2;2024;5\n")[0]


def test_a_file_name_never_breaks_a_message(problems):
    (problem,) = problems(b"", "../../x\n{0}\x1b[31m.csv")
    assert problem.startswith("x {0} [31m.csv: tệp trống")


def test_reading_csv_imports_neither_openpyxl_nor_duckdb():
    code = (
        "import sys; from kieumau.engine.indicators import Calendar; "
        "from kieumau.engine.reading import read_units; "
        "read_units(b'code\\n1\\n', filename='u.csv'); "
        "assert not {'openpyxl', 'duckdb'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
