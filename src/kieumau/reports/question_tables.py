"""Questions about figures as a file: a line a question, with all that was answered."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from kieumau.engine.wording import Words, said_date
from kieumau.reports.verdict_tables import SAMPLE
from kieumau.reports.writing import harmless

KINDS = ("xlsx", "csv")
_LONGEST = 32_000  # characters: a cell of a workbook holds few more
_COLUMNS = {
    "unit": (Words("Mã đơn vị", "Unit"), 10),
    "name": (Words("Đơn vị", "Name"), 22),
    "period": (Words("Kỳ", "Period"), 16),
    "indicators": (Words("Chỉ tiêu", "Indicators"), 34),
    "check": (Words("Điều được hỏi", "What is asked about"), 28),
    "question": (Words("Câu hỏi", "Question"), 70),
    "soon": (Words("Nên trả lời sớm", "Wanted soon"), 10),
    "asked_on": (Words("Ngày hỏi", "Asked on"), 12),
    "state": (Words("Tình trạng", "State"), 22),
    "answers": (Words("Trả lời", "Answers"), 70),
    "sample": (Words("Minh họa", "Sample"), 26),
}


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question, and what was answered: day, by whom, and the text."""

    unit: str
    name: Words
    period: Words
    indicators: Words
    kind: Words
    asks: Words
    soon: bool
    state: Words
    asked_on: date
    answers: Sequence[tuple[date, str, str]]
    sample: bool


def question_bytes(lines: Sequence[QuestionLine], kind: str, language: str = "vi") -> bytes:
    """CSV or XLSX."""
    rows = [[str(harmless(cell)) for cell in _cells(line, language)] for line in lines]
    return _csv(rows) if kind == "csv" else _xlsx(rows, language)


def _cells(line: QuestionLine, language: str) -> list[str]:
    answers = "\n\n".join(f"{said_date(day, language)}, {name}: {text}" for day, name, text in line.answers)
    if len(answers) > _LONGEST:
        answers = answers[:_LONGEST] + " …"
    soon = Words("có", "yes").said(language) if line.soon else ""
    told = (line.name, line.period, line.indicators, line.kind, line.asks)
    sample = SAMPLE.said(language) if line.sample else ""
    asked_on, state = said_date(line.asked_on, language), line.state.said(language)
    return [line.unit, *(t.said(language) for t in told), soon, asked_on, state, answers, sample]


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # the mark by which Excel knows Vietnamese


def _xlsx(rows: Sequence[Sequence[str]], language: str) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        look = {"text_wrap": True, "valign": "top"}
        head, wrap = book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1, **look}), book.add_format(look)
        sheet = book.add_worksheet(Words("Câu hỏi về số liệu", "Questions").said(language))
        for i, (name, width) in enumerate(_COLUMNS.values()):
            sheet.write_string(0, i, name.said(language), head)
            sheet.set_column(i, i, width, wrap)
        for r, row in enumerate(rows, start=1):
            for i, cell in enumerate(row):
                sheet.write_string(r, i, cell, wrap)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
