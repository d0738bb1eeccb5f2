"""A list of administrative units -> `UnitTable`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from itertools import chain, islice

from kieumau.engine.errors import did_you_mean
from kieumau.engine.reading import limits
from kieumau.engine.reading.cells import as_text
from kieumau.engine.reading.gathering import GatheredProblems
from kieumau.engine.reading.tables import UNIT_CODE, Cells, Sheet, SheetRow, Trouble, fold, shown
from kieumau.engine.territory import AdminUnit, UnitTable
from kieumau.engine.territory.names import squeezed
from kieumau.engine.wording import Words, read_day, words

SHEET_NAMES = {"units", "unit", "don vi", "danh sach don vi", "list of units"}
EXPECTED = Words(
    "Cần các cột: mã, tên, loại, phân loại, trực thuộc, địa bàn, ngày thành lập (ít nhất là mã).",
    "Columns: code, name, kind, class, parent, place, established (the code at least).",
)


class _Column(StrEnum):
    CODE = "code"
    NAME = "name"
    KIND = "kind"
    CLASS = "class"
    PARENT = "parent"
    PLACE = "place"
    ESTABLISHED = "established"
    ASIDE = "aside"


_COLUMNS: dict[str, _Column] = {
    word: column
    for column, said in {
        _Column.CODE: "unit, unit code, code, ma, ma don vi, ma dvhc, ma don vi hanh chinh, ma xa, ma phuong",
        _Column.NAME: "name, unit name, ten, ten don vi, don vi, ten xa, ten phuong, ten xa phuong, ten phuong xa",
        _Column.KIND: "kind, loai, cap, loai hinh, loai don vi",
        _Column.CLASS: "class, hang, phan loai, hang don vi, phan loai don vi, class of unit",
        _Column.PARENT: "parent, truc thuoc, don vi cap tren, ma cap tren, thuoc",
        _Column.PLACE: "place, dia ban, khu vuc",
        _Column.ESTABLISHED: "established, ngay thanh lap, thanh lap",
        _Column.ASIDE: "stt, tt, so tt, so thu tu, no, note, notes, ghi chu",
    }.items()
    for word in said.split(", ")
}
_CLASSES = {"i": "I", "1": "I", "ii": "II", "2": "II", "iii": "III", "3": "III"}


FACTS = ("kind", "class", "parent", "established")
"""What a table of figures may say of its units, beside their names, by the name of the column."""


def read_fact(name: str, raw: object) -> str | date | None:
    """What a cell says of a unit: a kind as rulebooks name it, a class, a parent's code, a day. None where it cannot be read."""
    if name == "established":
        if isinstance(raw, datetime):
            return raw.date()
        return raw if isinstance(raw, date) else read_day(str(raw).strip())
    text = str(raw).strip()
    if name == "class":
        return _class(text)
    return fold(text).replace(" ", "_") if name == "kind" else text


def fact_unread(name: str, raw: object) -> Words:
    what = Words("không phải là ngày", "is not a day")
    if name == "class":
        what = Words("không phải loại I, II hoặc III", "is not class I, II or III")
    return words("“{t}” {w}.", "“{t}” {w}.", t=str(raw)[:60], w=what)


def facts_differ(unit: str, name: str, one: object, other: object) -> Words:
    return words(
        "đơn vị {u}: cột “{c}” có hai giá trị, “{a}” và “{b}”.",
        "unit {u}: the column “{c}” has two values, “{a}” and “{b}”.",
        u=unit,
        c=name,
        a=str(one),
        b=str(other),
    )


def unit_of(code: str, name: str, facts: Mapping[str, str | date]) -> AdminUnit:
    day = facts.get("established")
    kind, class_, parent = (str(facts.get(c) or "") for c in ("kind", "class", "parent"))
    return AdminUnit(code, name, kind, class_, parent, established=day if isinstance(day, date) else None)


def is_units_sheet(name: str) -> bool:
    return fold(name) in SHEET_NAMES


def known_columns(row: SheetRow) -> int:
    """How much a row looks like the header of a list of units."""
    found = {_COLUMNS.get(fold(as_text(raw))) for raw in row[1].values()}
    return len(found - {None, _Column.ASIDE}) if _Column.CODE in found else 0


def read_unit_sheet(sheet: Sheet, gathered: GatheredProblems, *, may_be_empty: bool = False) -> UnitTable:
    """Every unit of a sheet; problems are gathered. The sheet of a form may stay empty: then there is no list."""
    rows = iter(sheet.rows)
    first = list(islice(rows, limits.HEADER_WITHIN))
    header = max(first, key=known_columns, default=(0, {}))
    if not known_columns(header):
        what = Words("không thấy cột mã đơn vị trong danh sách đơn vị.", "the list of units has no column of codes.")
        gathered.add(sheet.problem(what, hint=EXPECTED))
        return UnitTable()
    columns = _columns(sheet, header, gathered)
    units: dict[str, AdminUnit] = {}
    places: dict[str, int] = {}
    for number, cells in chain((row for row in first if row[0] > header[0]), rows):
        unit = _unit(sheet, number, cells, columns, gathered)
        if unit is None:
            continue
        if unit.code in units:
            what = words(
                "mã đơn vị “{c}” đã có ở dòng {r}.", "the code “{c}” already stands in row {r}.",
                c=unit.code, r=str(places[unit.code]),
            )  # fmt: skip
            gathered.add(sheet.problem(what, number, columns[_Column.CODE], Words("Hãy bỏ một dòng.", "Keep one row.")))
            continue
        units[unit.code], places[unit.code] = unit, number
    if not units and not gathered and not may_be_empty:
        gathered.add(sheet.problem(Words("danh sách đơn vị trống.", "the list of units is empty."), hint=EXPECTED))
    return UnitTable(units)


def _columns(sheet: Sheet, header: SheetRow, gathered: GatheredProblems) -> dict[_Column, int]:
    columns: dict[_Column, int] = {}
    for number, raw in sorted(header[1].items()):
        text = as_text(raw)
        column = _COLUMNS.get(fold(text))
        if column is None:
            what = words("không biết cột “{t}”.", "the column “{t}” is not known.", t=shown(text))
            gathered.add(sheet.problem(what, header[0], number, EXPECTED))
        elif column is not _Column.ASIDE and column in columns:
            what = words("cột “{t}” bị lặp.", "the column “{t}” is repeated.", t=shown(text))
            gathered.add(sheet.problem(what, header[0], number, EXPECTED))
        else:
            columns[column] = number
    return columns


def _unit(
    sheet: Sheet, number: int, cells: Cells, columns: dict[_Column, int], gathered: GatheredProblems
) -> AdminUnit | None:
    def text(column: _Column) -> str:
        return as_text(cells.get(columns[column])) if column in columns else ""

    def tell(what: Words, column: _Column, hint: Words | None = None) -> None:
        gathered.add(sheet.problem(what, number, columns[column], hint))

    for column, at in columns.items():
        if isinstance(raw := cells.get(at), Trouble):
            tell(raw.what, column, raw.hint)
            return None
    code = text(_Column.CODE)
    others = [column for column in columns if column not in (_Column.CODE, _Column.ASIDE) and text(column)]
    if not UNIT_CODE.fullmatch(code):
        if others and code:
            tell(words("“{c}” không phải mã đơn vị.", "“{c}” is not a unit code.", c=shown(code)), _Column.CODE)
        elif len(others) > 1:
            tell(Words("dòng này thiếu mã đơn vị.", "the row has no unit code."), _Column.CODE)
        return None
    class_ = _class(text(_Column.CLASS))
    if class_ is None:
        what = words(
            "“{c}” không phải loại I, II hoặc III.", "“{c}” is not class I, II or III.", c=shown(text(_Column.CLASS))
        )
        tell(what, _Column.CLASS)
    established = cells.get(columns[_Column.ESTABLISHED]) if _Column.ESTABLISHED in columns else None
    day = established if isinstance(established, date) else read_day(as_text(established))
    if established is not None and day is None:
        what = words("“{t}” không phải là ngày.", "“{t}” is not a day.", t=shown(established))
        tell(what, _Column.ESTABLISHED, Words("Ghi như 01/07/2025.", "Write it as 2025-07-01."))
    if text(_Column.PARENT) == code:
        tell(Words("đơn vị không thể trực thuộc chính mình.", "a unit cannot be its own parent."), _Column.PARENT)
    kind = fold(text(_Column.KIND)).replace(" ", "_")
    return AdminUnit(
        code, text(_Column.NAME) or code, kind, class_ or "", text(_Column.PARENT), text(_Column.PLACE), day
    )


def _class(text: str) -> str | None:
    """I, II or III as written: "loại II", "2"; None for anything else, nothing for nothing."""
    said = re.sub(r"^(?:loai|hang|class) ", "", fold(text))
    return _CLASSES.get(said) if said else ""


def code_meant(text: str, units: UnitTable) -> Words:
    """The code that may be meant: zeros that Excel dropped, a name in place of a code, a slip of the hand."""
    known = units.units
    bare = text.removesuffix(".0")
    if bare.isdigit() and bare.isascii():
        same = [code for code in known if code.isdigit() and code.lstrip("0") == bare.lstrip("0")]
        if len(same) == 1 and same[0] != text:
            return words(
                "Có phải ý bạn là “{c}”? Hãy định dạng cột mã là Văn bản (Text) để giữ nguyên mã.",
                "Did you mean “{c}”? Format the column of codes as Text to keep them whole.",
                c=same[0],
            )
    name = squeezed(text)
    named = [unit.code for unit in known.values() if name and squeezed(unit.name) == name]
    if len(named) == 1:
        return words("Hãy ghi mã “{c}” thay cho tên.", "Please write its code “{c}” instead.", c=named[0])
    if len(known) <= 500 and (near := did_you_mean(text, list(known))):
        return near
    return Words("Hãy ghi mã đơn vị như trong danh sách đơn vị.", "Please write the code as in the list of units.")
