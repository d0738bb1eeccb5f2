"""Sheets of an .xlsx or .xlsm file, read in one bounded pass.

Why not openpyxl here: its quick mode knows neither merged cells nor formulas without a result, and its full mode
holds every part of a hostile file in memory. Both would need this pass over the same XML beside it; with the pass,
the values are in hand. Tests compare what is read with openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from posixpath import dirname, join, normpath

from kieumau.engine.errors import KieuMauError, ObservationError
from kieumau.engine.reading import limits
from kieumau.engine.reading.archive import Archive, Elements, Reader
from kieumau.engine.reading.gathering import refusal
from kieumau.engine.reading.opening import SAVE_AS_XLSX
from kieumau.engine.reading.styles import Look, Style, read_styles, styled
from kieumau.engine.reading.tables import Area, Cells, Raw, Sheet, SheetRow, Trouble, exact, shown
from kieumau.engine.wording import Words, words

_LAST_COLUMN = 16_384  # XFD, in every spreadsheet
_STEP = 1_000  # rows after which progress is told
_CALCULATE = Words("Hãy mở tệp bằng Excel và lưu lại.", "Please open and save the file in Excel.")


@dataclass
class _Book:
    """What the sheets share."""

    archive: Archive
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)  # name, relation, visible
    targets: dict[str, tuple[str, str]] = field(default_factory=dict)  # relation -> kind, part
    texts: list[str] = field(default_factory=list)
    styles: list[Style] = field(default_factory=list)
    since_1904: bool = False
    uncalculated: bool = False  # written by a program that left the calculation to Excel
    filled: int = 0
    rows: int = 0
    heard: Callable[[int], None] | None = None


def read_workbook(
    data: bytes, file: str, *, wanted: Callable[[str], bool], heard: Callable[[int], None] | None = None
) -> tuple[list[Sheet], list[str]]:
    """The visible sheets whose name is wanted, and the names of the hidden ones. `heard` is told the rows so far."""
    try:
        book = _open(Archive(data, file))
        book.heard = heard
        hidden = [name for name, _, visible in book.sheets if not visible]
        chosen = [(name, book.targets[relation]) for name, relation, visible in book.sheets if visible and wanted(name)]
        return [_sheet(book, name, part) for name, (kind, part) in chosen if kind == "worksheet"], hidden
    except KieuMauError:
        raise
    except Exception as error:  # a damaged zip, XML or style sheet fails in many ways; a person needs one sentence
        raise refusal(
            file,
            "tệp hỏng hoặc không trọn vẹn nên không đọc được.",
            "the file is damaged or cut short.",
            *SAVE_AS_XLSX,
        ) from error


def _open(archive: Archive) -> _Book:
    book = _Book(archive)
    main = next((part for kind, part in _relations(archive, "").values() if kind == "officeDocument"), "")
    if not main.casefold().endswith("workbook.xml") or main not in archive:
        raise _not_a_workbook(archive)
    book.targets = _relations(archive, main)

    def take(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet" and len(book.sheets) < limits.ZIP_ENTRIES:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            book.sheets.append((shown(attributes["name"]), relation, attributes.get("state", "visible") == "visible"))
        elif tag == "workbookPr":
            book.since_1904 = attributes.get("date1904") in ("1", "true")
        elif tag == "calcPr":
            book.uncalculated = attributes.get("fullCalcOnLoad") in ("1", "true")

    Elements(archive, take).read(main)
    for kind, part in book.targets.values():
        if kind == "sharedStrings":
            _Texts(archive, book.texts).read(part)
        elif kind == "styles":
            book.styles = read_styles(archive, part)
    return book


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The parts that a part refers to: relation -> last word of its kind, name of the part."""
    folder, name = dirname(part), part.rpartition("/")[2]
    rels = join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def take(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External" and len(found) < limits.ZIP_ENTRIES:
            target = attributes["Target"].replace("\\", "/")
            kind = attributes["Type"].rpartition("/")[2]
            found[attributes["Id"]] = (kind, normpath(join("/", folder, target)).lstrip("/"))

    if rels in archive:
        Elements(archive, take).read(rels)
    return {key: (kind, target) for key, (kind, target) in found.items() if target in archive}


def _not_a_workbook(archive: Archive) -> ObservationError:
    kinds = {
        "word/document.xml": ("tệp Word", "a Word file"),
        "ppt/presentation.xml": ("tệp PowerPoint", "a PowerPoint file"),
        "xl/workbook.bin": ("tệp .xlsb", "an .xlsb file"),
        "content.xml": ("tệp OpenDocument (.ods)", "an OpenDocument file (.ods)"),
    }
    vi, en = next((said for part, said in kinds.items() if part in archive), ("tệp nén khác", "another zip archive"))
    return refusal(archive.file, f"đây là {vi}, không phải .xlsx.", f"this is {en}, not .xlsx.", *SAVE_AS_XLSX)


class _Texts(Reader):
    """Texts that cells share. Reading aids above Asian characters (`rPh`) are no part of them."""

    def __init__(self, archive: Archive, texts: list[str]) -> None:
        super().__init__(archive)
        self.texts = texts
        self._parts: list[str] = []
        self._aside = False

    def begin(self, tag: str, _: dict[str, str]) -> None:
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._aside = True
        elif tag == "t":
            self.listen()

    def finish(self, tag: str) -> None:
        if tag == "t":
            text = self.heard()
            if not self._aside:
                self._parts.append(text)
        elif tag == "rPh":
            self._aside = False
        elif tag == "si":
            if len(self.texts) >= limits.SHARED_TEXTS:
                raise self.archive.damaged()
            self.texts.append(_unescaped("".join(self._parts)))


class _Cells(Reader):
    """The cells of one sheet, and which of them are merged."""

    def __init__(self, book: _Book, name: str) -> None:
        super().__init__(book.archive)
        self.book, self.name = book, name
        self.rows: list[SheetRow] = []
        self.merged: list[Area] = []
        self._row, self._column = 0, 0
        self._cells: Cells = {}
        self._type, self._style = "n", 0
        self._value, self._inline = "", ""
        self._formula = self._aside = False

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            place = attributes.get("r")
            self._column = _column(place.rstrip("0123456789")) if place else self._column + 1
            self._type, self._style = attributes.get("t", "n"), int(attributes.get("s") or 0)
            self._value, self._inline, self._formula = "", "", False
        elif tag in {"v", "t"}:
            self.listen()
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column, self._cells = 0, {}
        elif tag == "rPh":
            self._aside = True
        elif tag == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            if last and len(self.merged) < limits.MERGED_AREAS:
                self.merged.append(Area(*_corner(first), *_corner(last)))
            elif last:
                raise self._too_much("quá nhiều ô gộp", "too many merged cells")

    def finish(self, tag: str) -> None:
        if tag == "v":
            self._value = self.heard()
        elif tag == "t":
            text = self.heard()
            if not self._aside:
                self._inline += text
        elif tag == "rPh":
            self._aside = False
        elif tag == "c":
            raw = self._raw()
            if raw is not None and raw != "":
                self._keep(raw)
        elif tag == "row" and self._cells:
            if len(self.rows) >= limits.ROWS:
                raise self._too_much(f"quá {limits.ROWS:,} dòng".replace(",", "."), f"over {limits.ROWS:,} rows")
            if self.rows and self._row <= self.rows[-1][0]:
                raise self.archive.damaged()
            self.rows.append((self._row, self._cells))
            self.book.rows += 1
            if self.book.heard is not None and self.book.rows % _STEP == 0:
                self.book.heard(self.book.rows)

    def _keep(self, raw: Raw) -> None:
        self.book.filled += 1
        if self._column > limits.COLUMNS:
            raise self._too_much(f"quá {limits.COLUMNS} cột", f"over {limits.COLUMNS} columns")
        if self.book.filled > limits.CELLS:
            most = f"{limits.CELLS:,}"
            raise self._too_much(f"quá {most} ô có dữ liệu".replace(",", "."), f"over {most} filled cells")
        if self._column in self._cells or self._row < 1:
            raise self.archive.damaged()
        self._cells[self._column] = raw

    def _raw(self) -> Raw | None:
        value, kind = self._value, self._type
        if self._formula and (self.book.uncalculated or (not value and kind != "str")):
            what = Words("công thức trong ô chưa có kết quả.", "the formula in the cell has no result yet.")
            return Trouble(what, _CALCULATE)
        match kind:
            case "inlineStr":
                return _unescaped(self._inline).strip()
            case "s":
                return self.book.texts[int(value)].strip() if value else None
            case "str":
                return _unescaped(value).strip()
            case "b":
                return value.strip() in ("1", "true") if value else None
            case "e":
                what = words("ô báo lỗi {e} của Excel.", "the cell holds Excel's error {e}.", e=value[:20])
                return Trouble(
                    what, Words("Hãy sửa công thức hoặc để trống.", "Correct the formula or leave it empty.")
                )
            case "d":
                return date.fromisoformat(value.strip()[:10]) if value else None
        return self._number(value.strip()) if value else None

    def _number(self, text: str) -> Raw:
        number = int(text) if text.isdigit() and len(text) <= 15 and text.isascii() else exact(float(text))
        if isinstance(number, Decimal) and not number.is_finite():
            return Trouble(words("“{t}” không phải là số.", "“{t}” is not a number.", t=text[:40]))
        style = self.book.styles[self._style] if self._style < len(self.book.styles) else Style(Look.NUMBER)
        return styled(number, style, since_1904=self.book.since_1904)

    def _too_much(self, vi: str, en: str) -> ObservationError:
        hint = "Hãy chia thành nhiều tệp, hoặc dùng Parquet.", "Please split it, or use Parquet."
        return refusal(self.archive.file, f"trang tính có {vi}.", f"the sheet has {en}.", *hint, sheet=self.name)


def _sheet(book: _Book, name: str, part: str) -> Sheet:
    cells = _Cells(book, name)
    cells.read(part)
    return Sheet(book.archive.file, name, cells.rows, tuple(cells.merged))


def _corner(place: str) -> tuple[int, int]:
    """`D7` -> row 7, column 4."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", place, re.A)
    if not found:
        raise ValueError(place)
    return int(found[2]), _column(found[1])


@lru_cache(maxsize=1024)
def _column(name: str) -> int:
    """`D` -> 4."""
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - 64
        if not "A" <= letter <= "Z" or column > _LAST_COLUMN:
            raise ValueError(name)
    return column


def _unescaped(text: str) -> str:
    """Excel writes a control character as `_x000D_`."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
