"""The rows of a rearrangement, from a workbook, a CSV file or pasted text -> `SuccessionRow`s. Problems are gathered by row."""

from __future__ import annotations

import csv
from enum import StrEnum
from fractions import Fraction
from io import StringIO
from itertools import islice

from kieumau.engine.expressions.measures import BUILT_IN_MEASURES
from kieumau.engine.indicators.observations import Indicator, Summing
from kieumau.engine.reading import limits
from kieumau.engine.reading.cells import CellError, as_text, read_value
from kieumau.engine.reading.csv_text import read_csv
from kieumau.engine.reading.gathering import GatheredProblems, refusal
from kieumau.engine.reading.opening import Kind, open_source
from kieumau.engine.reading.tables import Cells, Raw, Sheet, SheetRow, Trouble, fold, shown
from kieumau.engine.reading.workbook import read_workbook
from kieumau.engine.territory.row_problems import MOST_ROWS
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, plain, said_number, words

EXPECTED = Words(
    "Cần các cột: mã trước, mã sau, tên sau, loại sau, cấp trên sau; tỷ lệ nếu chia tách.",
    "Columns: predecessor, successor, name, kind, parent; share where a unit is split.",
)
_ASIDE_SHEETS = {"huong dan", "instructions", "guide"}


class SuccessionColumn(StrEnum):
    """In the order of the template, which pasted rows without a header keep."""

    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    NAME = "name"
    KIND = "kind"
    PARENT = "parent"
    SHARE = "share"
    ASIDE = "aside"


HEADINGS = {
    SuccessionColumn.PREDECESSOR: Words("Mã trước", "Predecessor"),
    SuccessionColumn.SUCCESSOR: Words("Mã sau", "Successor"),
    SuccessionColumn.NAME: Words("Tên sau", "Name"),
    SuccessionColumn.KIND: Words("Loại sau", "Kind"),
    SuccessionColumn.PARENT: Words("Mã cấp trên sau", "Parent"),
    SuccessionColumn.SHARE: Words("Tỷ lệ", "Share"),
}
_COLUMNS: dict[str, SuccessionColumn] = {
    word: column
    for column, said in {
        SuccessionColumn.PREDECESSOR: "ma truoc, ma cu, ma don vi truoc, ma don vi cu, predecessor, predecessor code, old code",
        SuccessionColumn.SUCCESSOR: "ma sau, ma moi, ma don vi sau, ma don vi moi, successor, successor code, new code",
        SuccessionColumn.NAME: "ten sau, ten moi, ten don vi sau, ten don vi moi, name, successor name, new name",
        SuccessionColumn.KIND: "loai sau, loai moi, loai don vi moi, loai, kind, successor kind, new kind",
        SuccessionColumn.PARENT: "ma cap tren sau, cap tren sau, ma cap tren moi, cap tren moi, ma cap tren, cap tren, "
        "truc thuoc, parent, parent code, successor parent, successor parent code, new parent",
        SuccessionColumn.SHARE: "ty le, ty le chia, share",
        SuccessionColumn.ASIDE: "stt, tt, no, ghi chu, note, notes, ten truoc, ten cu, ten don vi truoc, ten don vi cu, "
        "predecessor name, old name",
    }.items()
    for word in said.split(", ")
}
_SHARE = Indicator("share", plain("share"), BUILT_IN_MEASURES["share"], Summing.LATEST)


def read_rearrangement(
    source: bytes, *, filename: str, wrong_shares: GatheredProblems | None = None
) -> tuple[SuccessionRow, ...]:
    """The rows of an .xlsx or .csv file. Raises `ObservationError` with all that is wrong with it.

    Where `wrong_shares` is given, it takes what is wrong with shares; those rows are then read as without one, so that
    whoever asks can tell what else is wrong with them.
    """
    opened = open_source(source, filename=filename)
    if opened.kind is Kind.PARQUET:
        raise refusal(opened.file, "không đọc danh sách ở dạng Parquet.", "such a list is not read from Parquet.")
    if opened.kind is Kind.CSV:
        return _read(read_csv(opened.data, opened.file, likeness=_likeness), wrong_shares)
    sheets, _ = read_workbook(opened.data, opened.file, wanted=lambda name: fold(name) not in _ASIDE_SHEETS)
    named = [s for s in sheets if any(map(_known, islice(s.rows, limits.HEADER_WITHIN)))]
    if not (named or sheets):
        raise refusal(opened.file, "tệp không có trang tính nào.", "the file has no sheets.")
    return _read((named or sheets)[0], wrong_shares)


def read_pasted_rearrangement(text: str, *, wrong_shares: GatheredProblems | None = None) -> tuple[SuccessionRow, ...]:
    """As `read_rearrangement`: rows copied from a spreadsheet, or typed; without a header they stand in the order of the template."""
    return _read(read_csv(text.encode("utf-8", "replace"), "", likeness=_likeness), wrong_shares, in_order=True)


def write_rearrangement(rows: tuple[SuccessionRow, ...], language: str = "vi") -> str:
    """The rows as text that `read_pasted_rearrangement` takes back."""
    written = StringIO()
    table = csv.writer(written, delimiter="\t", lineterminator="\n")
    table.writerow([heading.said(language) for heading in HEADINGS.values()])
    for w in rows:
        share = "" if w.share is None else f"{said_number(w.share * 100, language)}%"
        table.writerow([w.predecessor, w.successor, w.name, w.kind, w.parent, share])
    return written.getvalue()


def _known(row: SheetRow) -> int:
    found = {_COLUMNS.get(fold(as_text(raw))) for raw in row[1].values()}
    return (
        len(found - {None, SuccessionColumn.ASIDE})
        if {SuccessionColumn.PREDECESSOR, SuccessionColumn.SUCCESSOR} <= found
        else 0
    )


def _likeness(rows: list[SheetRow]) -> int:
    return max((100 * _known(row) + min(len(row[1]), len(HEADINGS)) for row in rows), default=0)


def _read(sheet: Sheet, wrong_shares: GatheredProblems | None, *, in_order: bool = False) -> tuple[SuccessionRow, ...]:
    rows, gathered = list(sheet.rows), GatheredProblems()
    header = max(rows[: limits.HEADER_WITHIN], key=_known, default=(0, {}))
    if _known(header):
        columns = _columns(sheet, header, gathered)
    elif in_order:
        header, columns = (0, {}), {column: at for at, column in enumerate(HEADINGS, 1)}
    else:
        what = Words("không thấy cột mã trước và mã sau.", "there are no columns predecessor and successor.")
        gathered.add(sheet.problem(what, hint=EXPECTED))
        columns = {}
    gathered.raise_if_any()
    if len(rows) > MOST_ROWS + limits.HEADER_WITHIN:
        raise refusal(sheet.file, "tệp quá dài.", "the file is too long.", sheet=sheet.name)
    aside = gathered if wrong_shares is None else wrong_shares
    found = [_row(sheet, row, columns, gathered, aside) for row in rows if row[0] > header[0]]
    gathered.raise_if_any()
    return tuple(row for row in found if row is not None)


def _columns(sheet: Sheet, header: SheetRow, gathered: GatheredProblems) -> dict[SuccessionColumn, int]:
    columns: dict[SuccessionColumn, int] = {}
    for number, raw in sorted(header[1].items()):
        column = _COLUMNS.get(fold(as_text(raw)))
        if column is None:
            what = words("không biết cột “{t}”.", "the column “{t}” is not known.", t=shown(raw))
            gathered.add(sheet.problem(what, header[0], number, EXPECTED))
        elif column is not SuccessionColumn.ASIDE and column in columns:
            what = words("cột “{t}” bị lặp.", "the column “{t}” is repeated.", t=shown(raw))
            gathered.add(sheet.problem(what, header[0], number, EXPECTED))
        else:
            columns[column] = number
    return columns


def _row(
    sheet: Sheet,
    row: SheetRow,
    columns: dict[SuccessionColumn, int],
    gathered: GatheredProblems,
    wrong_shares: GatheredProblems,
) -> SuccessionRow | None:
    number, cells = row
    for column, at in columns.items():
        if column is not SuccessionColumn.SHARE and isinstance(raw := cells.get(at), Trouble):
            gathered.add(sheet.problem(raw.what, number, at, raw.hint))
            return None

    def text(column: SuccessionColumn) -> str:
        return as_text(_cell(cells, columns, column))

    told = {c: text(c) for c in HEADINGS if c is not SuccessionColumn.SHARE}
    if not any(told.values()):
        return None
    share: Fraction | None = None
    try:
        value = read_value(_cell(cells, columns, SuccessionColumn.SHARE), _SHARE)
        share = value if isinstance(value, Fraction) else None
    except CellError as error:
        wrong_shares.add(sheet.problem(error.what, number, columns[SuccessionColumn.SHARE], error.hint))
    predecessor, successor, name, kind, parent = told.values()
    return SuccessionRow(predecessor, successor, name, kind, parent, share, number)


def _cell(cells: Cells, columns: dict[SuccessionColumn, int], column: SuccessionColumn) -> Raw | None:
    return cells.get(columns[column]) if column in columns else None
