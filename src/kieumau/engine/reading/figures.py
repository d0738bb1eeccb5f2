"""Tables, long or wide, -> observations. Problems are gathered; nothing is half-read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sized
from datetime import date
from itertools import chain, islice

from kieumau.engine.indicators.observations import Indicator, Observation, Place, Summing
from kieumau.engine.indicators.periods import Period
from kieumau.engine.reading import limits
from kieumau.engine.reading.cells import CellError, as_text, is_blank, read_value
from kieumau.engine.reading.checks import straddling
from kieumau.engine.reading.figure_reader import FigureReader
from kieumau.engine.reading.heading_problems import check_header
from kieumau.engine.reading.headings import ColumnRole, Header, find_header
from kieumau.engine.reading.row_kinds import filled_down, is_heading, is_total
from kieumau.engine.reading.spans import EXPECTED, period_above, read_period
from kieumau.engine.reading.tables import UNIT_CODE, Cells, Month, Raw, Sheet, SheetRow, Trouble, fold, shown
from kieumau.engine.reading.units import FACTS, code_meant, fact_unread, facts_differ, read_fact
from kieumau.engine.wording import Words, words


def read_sheet(sheet: Sheet, figures: FigureReader) -> Header | None:
    """Read the figures of one sheet. Returns the header where there is none complete: the caller tells a wrong sheet
    from a misspelt one."""
    if isinstance(sheet.rows, Sized):
        figures.rows_in_all += len(sheet.rows)
    rows = iter(sheet.rows)
    first = list(islice(rows, limits.HEADER_WITHIN))
    header = find_header(first, sheet.merged, figures.vocabulary)
    figures.mentions_sample(sheet.name)
    if header is None or not header.is_complete:
        for _, cells in first:
            figures.look_for_sample(cells)
        return header or Header(0, {})
    above = [row for row in first if row[0] < header.row]
    for _, cells in above:
        figures.look_for_sample(cells)
    figures.sheets_read += 1
    if check_header(sheet, header, figures.vocabulary, figures.gathered):
        _Table(sheet, header, figures, above).read(chain((row for row in first if row[0] > header.row), rows))
    return None


class _Table:
    """One table below its header."""

    def __init__(self, sheet: Sheet, header: Header, figures: FigureReader, above: list[SheetRow]) -> None:
        self.sheet, self.header, self.figures = sheet, header, figures
        self.gathered = figures.gathered
        self.unit_column = header.roles[ColumnRole.UNIT]
        self.name_column = header.roles.get(ColumnRole.NAME)
        self.period_column = header.roles.get(ColumnRole.PERIOD)
        self.indicator_column = header.roles.get(ColumnRole.INDICATOR)
        self.values = header.values
        self.facts = {name: column for name in FACTS if (column := header.roles.get(ColumnRole(name))) is not None}
        self.labels = header.labels
        self._column_names, self._is_named = {c: sheet.column(c) for c in header.values}, bool(sheet.columns)
        self.data_rows: set[int] = set()
        self._periods: dict[Raw, Period | None] = {}
        self._straddling: dict[Period, tuple[Words, Words] | None] = {}
        self._indicators: dict[str, Indicator | None] = {}
        self._waiting: list[SheetRow] = []  # filled rows without a unit: an omission, or signatures below the table
        self._samples: set[bool] = set()
        self._above = self._period_above(above)

    def _period_above(self, above: list[SheetRow]) -> Period | None:
        if self.period_column is not None:
            return None
        found = period_above(above, self.figures.calendar)
        if len(found) == 1:
            return found.pop()
        if found:
            what = Words("phía trên bảng ghi nhiều kỳ khác nhau.", "several different periods stand above the table.")
        else:
            what = Words("bảng không cho biết kỳ số liệu.", "the table does not say its period.")
        hint = Words(
            "Hãy thêm cột “Kỳ”, hoặc một ô phía trên bảng ghi như “Kỳ: 2024”.",
            "Please add a column “period”, or a cell above the table such as “Period: 2024”.",
        )
        self.gathered.add(self.sheet.problem(what, self.header.row, hint=hint))
        return None

    def read(self, rows: Iterable[SheetRow]) -> None:
        if self.period_column is None and self._above is None:
            return
        for number, cells in filled_down(rows, self.sheet.merged, self.header):
            self._read_row(number, cells)
            self.figures.row_done()
        self._settle_waiting(at_the_end=True)
        if self.sheet.merged:
            self._check_merged()
        if ColumnRole.SAMPLE in self.header.roles and self._samples != {False}:
            self.figures.sample = True

    def _read_row(self, number: int, cells: Cells) -> None:
        raw = cells.get(self.unit_column)
        code = as_text(raw)
        if is_heading(code, cells, self.header):
            return
        if is_total(cells, self.labels):
            what = words("dòng {r} là dòng tổng, được bỏ qua.", "row {r} is a total and is skipped.", r=str(number))
            self._note(what)
            return
        # A date is what Excel makes of a code such as 1-3.
        if not UNIT_CODE.fullmatch(code) or isinstance(raw, (date, Month, bool)):
            if all(is_blank(cells.get(column)) for column in self.values):
                self.figures.look_for_sample(cells)
            else:
                self._waiting.append((number, cells))
            return
        if len(cells) == 1 and self._is_note(number, code):
            return
        self._settle_waiting(at_the_end=False)
        self.data_rows.add(number)
        self._check_beside(number, cells)
        if ColumnRole.SAMPLE in self.header.roles:
            said = as_text(cells.get(self.header.roles[ColumnRole.SAMPLE]))
            self._samples.add(fold(said) not in ("no", "false", "0", "khong", "n"))
        unit = self._unit(number, code, cells)
        if self.facts:
            self._read_facts(number, cells, unit)
        period = self._period(number, cells)
        if period is not None and (name := self._name(cells)):
            self.figures.names.setdefault(unit, shown(name))
        figures = self.values
        if self.header.is_long:
            figures = {column: self._indicator(number, cells) for column in self.values}
        for column, indicator in figures.items():
            if indicator is not None:
                self._read_figure(number, cells, unit=unit, period=period, column=column, indicator=indicator)

    def _is_note(self, number: int, code: str) -> bool:
        """A word in the column of codes with nothing beside it."""
        unknown = self.figures.units and code not in self.figures.units.units
        if unknown or (not any(c.isdigit() for c in code) and not code.isascii()):
            self._note(
                words(
                    "dòng {r} không có số liệu, được bỏ qua.", "row {r} has no figures and is skipped.", r=str(number)
                )
            )
            return True
        return False

    def _check_beside(self, number: int, cells: Cells) -> None:
        """A cell in a column without a header would be lost in silence."""
        for column in cells.keys() - self.header.text.keys():
            if not is_blank(cells[column]) and self.gathered.first_time((self.sheet.name, "beside", column)):
                what = words(
                    "ô có nội dung “{t}” nhưng cột không có tiêu đề.",
                    "the cell holds “{t}”, but its column has no header.",
                    t=shown(cells[column]),
                )
                hint = Words(
                    "Hãy đặt tiêu đề hoặc xóa nội dung; trong CSV, số có dấu phẩy phải nằm trong ngoặc kép.",
                    "Name the column or clear it; in CSV a number with a comma must be quoted.",
                )
                at = column if not self.sheet.columns else None
                self.gathered.add(self.sheet.problem(what, number, at, hint))

    def _settle_waiting(self, *, at_the_end: bool) -> None:
        for number, cells in self._waiting:
            text = as_text(cells.get(self.unit_column))
            if at_the_end and not self._holds_figures(cells):
                self.figures.look_for_sample(cells)
                continue
            raw = cells.get(self.unit_column)
            if isinstance(raw, Trouble):
                what = raw.what
            elif text:
                what = words("“{t}” không phải mã đơn vị.", "“{t}” is not a unit code.", t=shown(text))
            else:
                what = Words("dòng có số liệu nhưng thiếu mã đơn vị.", "the row has figures but no unit code.")
            self.gathered.add(self.sheet.problem(what, number, self.unit_column, self._code_meant(text)))
        self._waiting.clear()

    def _holds_figures(self, cells: Cells) -> bool:
        """Whether a row below the table holds figures, and not the names and titles of those who sign."""
        for column, indicator in self.values.items():
            raw = cells.get(column)
            if raw is not None and not isinstance(raw, str):
                return True
            try:
                if indicator is not None and read_value(raw, indicator) is not None:
                    return True
            except CellError:
                continue
        return bool(self.header.is_long and as_text(cells.get(self.header.roles[ColumnRole.INDICATOR])))

    def _unit(self, number: int, code: str, cells: Cells) -> str:
        units = self.figures.units
        if units and code not in units.units and self.gathered.first_time((self.sheet.name, "unit", code)):
            said = f"“{code}”"
            if self.name_column is not None and (name := as_text(cells.get(self.name_column))):
                said += f" ({shown(name)})"
            what = words("không có đơn vị mã {c} trong danh sách đơn vị.", "no unit has the code {c}.", c=said)
            self.gathered.add(self.sheet.problem(what, number, self.unit_column, self._code_meant(code)))
        return code

    def _read_facts(self, number: int, cells: Cells, unit: str) -> None:
        """What the row says of its unit; two rows may not say two things."""
        for name, column in self.facts.items():
            raw = cells.get(column)
            if is_blank(raw):
                continue
            found = None if isinstance(raw, Trouble) else read_fact(name, raw)
            kept = self.figures.facts.setdefault(unit, {})
            if found is None:
                what = raw.what if isinstance(raw, Trouble) else fact_unread(name, raw)
                self.gathered.add(self.sheet.problem(what, number, column))
            elif kept.setdefault(name, found) != found and self.gathered.first_time(("fact", unit, name)):
                what = facts_differ(unit, name, kept[name], found)
                self.gathered.add(self.sheet.problem(what, number, column))

    def _code_meant(self, text: str) -> Words | None:
        return code_meant(text, self.figures.units) if self.gathered.suggests else None

    def _period(self, number: int, cells: Cells) -> Period | None:
        if self.period_column is None:
            return self._above
        raw = cells.get(self.period_column)
        if raw is None or raw == "":
            what = Words("dòng này thiếu kỳ số liệu.", "the row has no period.")
            self.gathered.add(self.sheet.problem(what, number, self.period_column, EXPECTED))
            return None
        if raw not in self._periods:
            self._periods[raw] = read_period(raw, self.figures.calendar)
            if self._periods[raw] is None:
                what = words("“{t}” không phải là kỳ số liệu.", "“{t}” is not a period.", t=shown(raw))
                if isinstance(raw, Trouble):
                    what = raw.what
                self.gathered.add(self.sheet.problem(what, number, self.period_column, EXPECTED))
        return self._periods[raw]

    def _indicator(self, number: int, cells: Cells) -> Indicator | None:
        column = self.header.roles[ColumnRole.INDICATOR]
        text = as_text(cells.get(column))
        if not text:
            what = Words("dòng này thiếu mã chỉ tiêu.", "the row has no indicator.")
            self.gathered.add(self.sheet.problem(what, number, column))
            return None
        if text not in self._indicators:
            vocabulary = self.figures.vocabulary
            codes = vocabulary.find(text)
            self._indicators[text] = vocabulary.indicators[min(codes)] if len(codes) == 1 else None
            if len(codes) > 1:
                what = words("nhiều chỉ tiêu cùng tên “{t}”.", "several indicators are called “{t}”.", t=shown(text))
                said = ", ".join(sorted(codes))
                hint = words("Hãy ghi mã chỉ tiêu: {c}.", "Please write the code: {c}.", c=said)
                self.gathered.add(self.sheet.problem(what, number, column, hint))
            elif not codes:
                near = vocabulary.near(text) if self.gathered.suggests else None
                what = words("không có chỉ tiêu “{t}”.", "there is no indicator “{t}”.", t=shown(text))
                self.gathered.add(self.sheet.problem(what, number, column, near))
        return self._indicators[text]

    def _read_figure(
        self, number: int, cells: Cells, *, unit: str, period: Period | None, column: int, indicator: Indicator
    ) -> None:
        try:
            value, usual = self.figures.figure(cells.get(column), indicator)
        except CellError as error:
            label = indicator.label
            what = Words(f"{label.vi}: {error.what.vi}", f"{label.en}: {error.what.en}")
            self.gathered.add(self.sheet.problem(what, number, column, error.hint))
            return
        if period is None:
            return
        if value is not None:
            if indicator.over_period is Summing.SUM:
                self._check_summed(number, column, period)
            if not usual:
                self.figures.questions.ask(unit, self._name(cells), period, indicator, value)
        place = Place(number, self._column_names[column], self.sheet.name, self._is_named)
        self.figures.keep(Observation(unit, period, indicator.code, value, place), self.sheet.file)

    def _name(self, cells: Cells) -> str:
        return as_text(cells.get(self.name_column)) if self.name_column is not None else ""

    def _check_summed(self, number: int, column: int, period: Period) -> None:
        if period not in self._straddling:
            said = straddling(period, self.figures.calendar)
            within = any(straddling(period, calendar) is None for calendar in self.figures.also)
            self._straddling[period] = None if within else said
            if said := self._straddling[period]:
                at = self.period_column if self.period_column is not None else column
                self.gathered.add(self.sheet.problem(said[0], number, at, said[1]))

    def _check_merged(self) -> None:
        """One figure over several cells: whose is it?"""
        rows = sorted(self.data_rows)
        for area in self.sheet.merged:
            first, last = bisect_left(rows, area.top), bisect_right(rows, area.bottom)
            over = [column for column in self.values if area.left <= column <= area.right]
            if first < last and over:
                what = words("các ô số liệu {a} bị gộp.", "the cells {a} of figures are merged.", a=area.said)
                hint = Words("Hãy bỏ gộp ô và ghi số cho từng ô.", "Please unmerge them and fill in each cell.")
                self.gathered.add(self.sheet.problem(what, rows[first], over[0], hint))

    def _note(self, what: Words) -> None:
        if len(self.figures.notes) < limits.PROBLEMS_SHOWN:
            self.figures.notes.append(
                Words(f"{self.sheet.name}: ", f"{self.sheet.name}: ") + what if self.sheet.name else what
            )
