"""Tables of figures and of units, as officers keep them, read exactly or refused with every reason at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kieumau.engine.indicators.observations import Indicator, ObservationTable
from kieumau.engine.indicators.periods import Calendar
from kieumau.engine.reading import limits
from kieumau.engine.reading.checks import Questions, check_counted_twice, without_empty_doubles
from kieumau.engine.reading.csv_text import read_csv
from kieumau.engine.reading.figure_reader import FigureReader, Progress, told_to_nobody
from kieumau.engine.reading.figures import read_sheet
from kieumau.engine.reading.gathering import GatheredProblems, refusal
from kieumau.engine.reading.heading_problems import expected_columns, tell_what_is_missing
from kieumau.engine.reading.headings import Header, Vocabulary, find_header
from kieumau.engine.reading.opening import Kind, Opened, open_source
from kieumau.engine.reading.parquet import read_parquet
from kieumau.engine.reading.tables import Sheet, SheetRow, fold, shown
from kieumau.engine.reading.units import is_units_sheet, known_columns, read_unit_sheet, unit_of
from kieumau.engine.reading.workbook import read_workbook
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import Words, words

__all__ = ["Progress", "ReadFile", "read_observations", "read_units"]

_ASIDE_SHEETS = {"huong dan", "readme", "read me", "danh muc", "instructions", "guide"}


@dataclass(frozen=True)
class ReadFile:
    """What a file held. `notes` tell what was passed over: totals, hidden sheets, lists beside the figures."""

    table: ObservationTable
    units: UnitTable
    notes: tuple[Words, ...] = ()


def read_observations(
    source: Path | bytes,
    *,
    filename: str,
    indicators: Mapping[str, Indicator],
    calendar: Calendar,
    units: UnitTable | None = None,
    also: Sequence[Calendar] = (),
    most: int | None = None,
    progress: Progress = told_to_nobody,
) -> ReadFile:
    """Read a long or wide table from .xlsx, .csv or .parquet. Raises `ObservationError` with all its problems.

    Units are checked against the workbook's own list, else against `units`; without either any code is taken. A
    period may be one of the calendars `also` named. `most` figures are read; `progress` is told of rows as a workbook is opened (of how many is not known) and then understood.
    """
    opened = open_source(source, filename=filename)
    vocabulary, gathered = Vocabulary(indicators), GatheredProblems()
    with _sheets(opened, lambda rows: _likeness(rows, vocabulary), progress) as (sheets, hidden):
        lists = [sheet for sheet in sheets if sheet.name and is_units_sheet(sheet.name)]
        listed = read_unit_sheet(lists[0], gathered, may_be_empty=True) if lists else UnitTable()
        known = listed or units or UnitTable()
        figures = FigureReader(
            vocabulary,
            calendar,
            known,
            gathered,
            Questions(calendar, known),
            also=tuple(also),
            most=limits.VALUES if most is None else most,
            progress=progress,
        )
        passed = [
            (sheet, header)
            for sheet in sheets
            if sheet not in lists and (header := read_sheet(sheet, figures)) is not None
        ]
    _tell_passed(passed, hidden, opened.file, figures)
    table = _table(figures, opened.file)
    return ReadFile(table, known or _named(figures), tuple(figures.notes))


def _named(figures: FigureReader) -> UnitTable:
    """Without a list of units, what stands beside the codes in the table itself: names, kinds, classes ..."""
    if not figures.names and not figures.facts:
        return UnitTable()
    codes = dict.fromkeys(row.unit for row in figures.rows)
    return UnitTable(
        {code: unit_of(code, figures.names.get(code, code), figures.facts.get(code, {})) for code in codes}
    )


def read_units(source: Path | bytes, *, filename: str) -> UnitTable:
    """Read a list of units: the sheet named for it, or the first that looks like one."""
    opened = open_source(source, filename=filename)
    gathered = GatheredProblems()
    with _sheets(opened, lambda rows: max(map(known_columns, rows), default=0)) as (sheets, _):
        named = [sheet for sheet in sheets if is_units_sheet(sheet.name)]
        likely = [
            sheet
            for sheet in sheets
            if opened.kind is not Kind.WORKBOOK or any(map(known_columns, islice(sheet.rows, limits.HEADER_WITHIN)))
        ]
        chosen = (named or likely or sheets)[:1]
        if not chosen:
            raise refusal(opened.file, "tệp không có trang tính nào.", "the file has no sheets.")
        table = read_unit_sheet(chosen[0], gathered)
    gathered.raise_if_any()
    return table


@contextmanager
def _sheets(
    opened: Opened, likeness: Callable[[list[SheetRow]], int], progress: Progress = told_to_nobody
) -> Iterator[tuple[list[Sheet], list[str]]]:
    """The visible sheets that may hold something, and the names of the hidden ones."""
    if opened.kind is Kind.CSV:
        yield [read_csv(opened.data, opened.file, likeness=likeness)], []
    elif opened.kind is Kind.WORKBOOK:
        yield read_workbook(
            opened.data,
            opened.file,
            wanted=lambda name: fold(name) not in _ASIDE_SHEETS,
            heard=lambda rows: progress(rows, 0),
        )
    else:
        with opened.on_disk() as path:
            yield [read_parquet(path, opened.file)], []


def _likeness(rows: list[SheetRow], vocabulary: Vocabulary) -> int:
    header = find_header(rows, (), vocabulary)
    return header.known + 1000 * header.is_complete if header else 0


def _table(figures: FigureReader, file: str) -> ObservationTable:
    """The figures as a whole, or every problem with them."""
    gathered = figures.gathered
    rows = without_empty_doubles(figures.rows)
    check_counted_twice(rows, file, figures.vocabulary.indicators, figures.calendar, gathered)
    gathered.raise_if_any()
    if not rows:
        raise refusal(file, "bảng không có dòng số liệu nào.", "the table has no rows of figures.")
    return ObservationTable(tuple(rows), figures.sample, figures.questions.all())


def _tell_passed(passed: list[tuple[Sheet, Header]], hidden: list[str], file: str, figures: FigureReader) -> None:
    """A sheet without figures is noted beside others; a file without figures is the wrong file."""
    if hidden:
        said = ", ".join(shown(name) for name in hidden[:10])
        figures.notes.insert(0, words("trang tính ẩn không được đọc: {s}.", "hidden sheets are not read: {s}.", s=said))
    for sheet, header in passed:
        told = tell_what_is_missing(sheet, header, figures.vocabulary, figures.gathered)
        if not told and sheet.rows and figures.sheets_read:
            figures.notes.append(
                words("trang tính “{s}” không có số liệu.", "the sheet “{s}” has no figures.", s=shown(sheet.name))
            )
    if figures.sheets_read or figures.gathered:
        return
    expected = expected_columns(figures.vocabulary)
    names = ", ".join(f"“{shown(sheet.name)}”" for sheet, _ in passed[:20] if sheet.name)
    if names:
        vi, en = f"không trang tính nào có số liệu (đã xem {names}).", f"no sheet holds figures (looked at {names})."
    else:
        vi, en = "không tìm thấy dòng tiêu đề của bảng số liệu.", "no header of a table of figures was found."
    if hidden:
        vi, en = f"{vi[:-1]}; {figures.notes[0].vi}", f"{en[:-1]}; {figures.notes[0].en}"
    raise refusal(file, vi, en, expected.vi, expected.en)
