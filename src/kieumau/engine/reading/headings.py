"""The header row of a table: where it is, and what each of its columns holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum

from kieumau.engine.indicators.observations import Indicator
from kieumau.engine.reading.cells import as_text
from kieumau.engine.reading.tables import Area, Cells, SheetRow, fold
from kieumau.engine.wording import Words


class ColumnRole(StrEnum):
    """What a column holds beside figures."""

    UNIT = "unit"
    NAME = "name"
    PERIOD = "period"
    INDICATOR = "indicator"
    VALUE = "value"
    SAMPLE = "sample"
    KIND = "kind"
    CLASS = "class"
    PARENT = "parent"
    ESTABLISHED = "established"
    ASIDE = "aside"  # row numbers and notes


_ROLES: dict[str, ColumnRole] = {
    word: role
    for role, said in {
        ColumnRole.UNIT: "unit, unit code, code, don vi, ma don vi, ma, ma dvhc, ma don vi hanh chinh, ma xa, ma phuong, "
        "ma xa phuong, ma phuong xa, admin unit",
        ColumnRole.NAME: "name, unit name, ten, ten don vi, ten xa, ten phuong, ten xa phuong, ten phuong xa, phuong, xa, "
        "phuong xa, xa phuong, don vi hanh chinh, dia phuong",
        ColumnRole.PERIOD: "period, ky, ky bao cao, ky so lieu, thoi ky, nam, year, thang, month",
        ColumnRole.INDICATOR: "indicator, indicator code, chi tieu, ma chi tieu, chi so, ma chi so, ten chi tieu",
        ColumnRole.VALUE: "value, gia tri, so lieu",
        ColumnRole.SAMPLE: "sample, so lieu minh hoa, minh hoa",
        ColumnRole.KIND: "kind, loai don vi, loai hinh don vi",
        ColumnRole.CLASS: "class, phan loai don vi, hang don vi",
        ColumnRole.PARENT: "parent, truc thuoc, ma cap tren",
        ColumnRole.ESTABLISHED: "established, ngay thanh lap",
        ColumnRole.ASIDE: "place, stt, tt, so tt, so thu tu, no, note, notes, remarks, ghi chu, "
        "don vi tinh, measure, so da ghi, recorded, low, high, standing, origin, why",
    }.items()
    for word in said.split(", ")
}
_OF_UNITS = {ColumnRole.KIND, ColumnRole.CLASS, ColumnRole.PARENT, ColumnRole.ESTABLISHED}
_WEAKER = {"don vi", "chi tieu", "chi so", "ten chi tieu", "indicator"}
"""Beside a column of codes these hold names: "Mã đơn vị | Đơn vị"."""


@dataclass(frozen=True)
class Vocabulary:
    """The indicators that a table may speak of, found by code or by label in either language."""

    indicators: Mapping[str, Indicator]
    _said: dict[str, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for code, indicator in self.indicators.items():
            for text in (code, indicator.label.vi, indicator.label.en):
                self._said.setdefault(fold(text), set()).add(code)

    def find(self, text: str) -> set[str]:
        """The codes that a text may mean: one, none, or several with the same label."""
        if text in self.indicators:
            return {text}
        if codes := self._said.get(fold(text)):
            return codes
        label, _, aside = text.rstrip(")").rpartition("(")
        codes = self._said.get(fold(label), set()) if label and text.endswith(")") else set()
        return {code for code in codes if aside.strip().casefold() in self._measure(code)}

    def _measure(self, code: str) -> tuple[str, ...]:
        """What may stand in brackets after a label without narrowing it: "Số vụ (vụ)", "Tỷ lệ (%)"."""
        measure = self.indicators[code].measure
        if measure.is_share:
            return ("%", "tỷ lệ", "share")
        return tuple(said.casefold() for said in (measure.noun.vi, measure.noun.en, measure.code) if said)

    def near(self, text: str) -> Words | None:
        """A suggestion for a misspelt heading."""
        found = get_close_matches(fold(text), list(self._said), n=1, cutoff=0.7)
        if not found:
            return None
        code = min(self._said[found[0]])
        said = self.indicators[code].label
        return Words(f"Có phải ý bạn là “{code}” ({said.vi})?", f"Did you mean “{code}” ({said.en})?")


@dataclass
class Header:
    """A row read as a header. `text` keeps what each of its columns says."""

    row: int
    text: dict[int, str]
    roles: dict[ColumnRole, int] = field(default_factory=dict)
    asides: set[int] = field(default_factory=set)
    figures: dict[int, Indicator] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)  # a label that several indicators share
    doubled: list[tuple[int, int]] = field(default_factory=list)
    narrowed: list[int] = field(default_factory=list)  # below a group heading, and not named by code

    @property
    def is_long(self) -> bool:
        return ColumnRole.INDICATOR in self.roles and ColumnRole.VALUE in self.roles

    @property
    def is_complete(self) -> bool:
        return ColumnRole.UNIT in self.roles and (self.is_long or bool(self.figures or self.unclear))

    @property
    def known(self) -> int:
        return len(self.roles) + len(self.figures) + len(self.unclear) + len(self.asides)

    @property
    def values(self) -> dict[int, Indicator | None]:
        """The columns in which figures stand; in a long table the indicator is told by each row."""
        return {self.roles[ColumnRole.VALUE]: None} if self.is_long else dict(self.figures)

    @property
    def labels(self) -> set[int]:
        return {*self.roles.values(), *self.asides} - set(self.values)


def find_header(rows: Sequence[SheetRow], merged: Sequence[Area], vocabulary: Vocabulary) -> Header | None:
    """The likeliest header among the first rows: complete if one is, else the one with most known columns."""
    above = {(area.bottom, area.left): area.top for area in merged if area.bottom > area.top}
    by_number = dict(rows)
    best, best_top = None, 0
    for number, own in rows:
        cells, top = dict(own), number
        for column in {column for bottom, column in above if bottom == number} - own.keys():
            first = above[number, column]
            if column in by_number.get(first, {}):
                cells[column] = by_number[first][column]
                top = min(top, first)
        header = read_header(number, cells, vocabulary)
        if header.known and (best is None or _rank(header) > _rank(best)):
            best, best_top = header, top
    if best is not None:
        _mark_narrowed(best, best_top, by_number, merged, vocabulary)
    return best


def _rank(header: Header) -> tuple[bool, int]:
    return header.is_complete, header.known


def read_header(row: int, cells: Cells, vocabulary: Vocabulary) -> Header:
    header = Header(row, {column: text for column, raw in sorted(cells.items()) if (text := as_text(raw))})
    found: dict[ColumnRole, list[int]] = {}
    columns: dict[str, int] = {}
    for column, text in header.text.items():
        role = _ROLES.get(fold(text)) or (ColumnRole.ASIDE if text == "#" else None)
        codes = vocabulary.find(text)
        if role and text not in vocabulary.indicators and not (role in _OF_UNITS and codes):
            found.setdefault(role, []).append(column)
        elif len(codes) == 1:
            (code,) = codes
            if code in columns:
                header.doubled.append((columns[code], column))
            columns[code] = column
            header.figures[column] = vocabulary.indicators[code]
        elif codes:
            header.unclear.append(column)
        else:
            header.unknown.append(column)
    _settle(header, found)
    return header


def _settle(header: Header, found: dict[ColumnRole, list[int]]) -> None:
    """One column for each role; of two, the one of codes."""
    for role, columns in found.items():
        if role is ColumnRole.ASIDE:
            header.asides.update(columns)
            continue
        strong = [c for c in columns if fold(header.text[c]) not in _WEAKER] or columns
        header.roles[role] = strong[0]
        header.asides.update(set(columns) - set(strong))
        if role in (ColumnRole.NAME, ColumnRole.SAMPLE):
            header.asides.update(strong[1:])
        else:
            header.doubled.extend((strong[0], other) for other in strong[1:])
    if ColumnRole.INDICATOR in header.roles and ColumnRole.VALUE in header.roles:
        header.unknown.extend(header.figures)  # a long table has no columns of its own for indicators
        header.figures = {}


def _mark_narrowed(
    header: Header, top: int, rows: Mapping[int, Cells], merged: Sequence[Area], vocabulary: Vocabulary
) -> None:
    """A header of two rows: "Nữ" above "Số người" makes another figure of it, unless a code names the column."""
    areas = {(area.top, area.left): area for area in merged}
    for number in range(top, header.row):
        for column in rows.get(number, {}):
            wide = areas.get((number, column), Area(number, column, number, column))
            if wide.bottom < header.row:
                header.narrowed.extend(
                    below
                    for below in header.figures
                    if wide.left <= below <= wide.right and header.text[below] not in vocabulary.indicators
                )


def numbers_columns(texts: list[str]) -> bool:
    """The row "(1) (2) (3)" or "A B 1 2 3" below the header of official forms."""
    if all(re.fullmatch(r"\(\w{1,3}\)", text) for text in texts):
        return True
    at = next((i for i, text in enumerate(texts) if not re.fullmatch("[A-Z]", text)), len(texts))
    return at > 0 and texts[:at] == [chr(65 + i) for i in range(at)] and all(
        text == str(i) for i, text in enumerate(texts[at:], 1)
    )  # fmt: skip
