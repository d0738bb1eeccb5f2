"""A judgement as a file: JSON, CSV, XLSX or Parquet. One arrangement, four renderings."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import OUTCOME_WORDS, VERDICT_MARKS, VERDICT_WORDS, Result, UnitResult, Verdict
from kieumau.engine.warehouse import write_parquet
from kieumau.engine.wording import Words, said_date
from kieumau.reports.writing import Cell, harmless, kind_of, write_whole

SAMPLE = Words(
    "SỐ LIỆU MINH HỌA: không phải kết quả thật của đơn vị nào.",
    "INVENTED SAMPLE: not the real result of any unit.",
)
FORMATS = ("json", "csv", "xlsx", "parquet")


def plain_number(value: Fraction | None) -> int | float | None:
    """A whole number as an integer, another as the nearest float, for machines."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def result_data(result: Result, criteria: CriteriaSet, language: str = "vi") -> dict[str, Any]:
    """The judgement as plain data; what `--format json` prints and what the API will give."""
    return {
        "rulebook": result.rulebook,
        "version": result.version,
        "nature": result.nature,
        "on": result.on.isoformat(),
        "fingerprint": result.fingerprint,
        "sample": result.sample,
        **({"sample_label": SAMPLE.said(language)} if result.sample else {}),
        "notices": [n.said(language) for n in result.notices],
        "questions": [q.said(language) for q in result.questions],
        "units": [_unit_data(u, criteria, language) for u in result.units],
    }


def _unit_data(unit: UnitResult, criteria: CriteriaSet, language: str) -> dict[str, Any]:
    return {
        "unit": unit.unit.code,
        "name": unit.unit.name,
        "period": unit.period_name,
        "met": unit.met,
        "of": unit.of,
        "unknown": unit.count(Verdict.UNKNOWN),
        "points": plain_number(unit.points),
        "outcome": unit.outcome.value,
        "grade": unit.grade,
        "reason": unit.reason.said(language),
        "conditions": [
            {"code": b.code, "verdict": b.verdict.value, "reason": b.reason.said(language), "law": b.law}
            for b in unit.conditions
        ],
        "criteria": [
            {
                "code": c.code,
                "label": criteria.by_code[c.code].label.said(language),
                "verdict": c.verdict.value,
                "reason": c.reason.said(language),
                "certainty": [each.said(language) for each in c.certainty],
                "distance": {k: plain_number(v) for k, v in c.distance.items()},
                "points": plain_number(c.points),
                "missing": list(c.missing),
                "law": criteria.by_code[c.code].law,
            }
            for c in unit.criteria
        ],
    }


def write_result(result: Result, criteria: CriteriaSet, target: Path, language: str = "vi") -> None:
    """Write by the name's ending. Raises `EvaluationError`."""
    kind = kind_of(target, FORMATS)

    def write(draft: Path) -> None:
        if kind == "parquet":
            _parquet(result, criteria, draft, language)
        else:
            draft.write_bytes(result_bytes(result, criteria, kind, language))

    write_whole(target, write)


def result_bytes(result: Result, criteria: CriteriaSet, kind: str, language: str = "vi") -> bytes:
    """The judgement as JSON, CSV or XLSX."""
    writers: dict[str, Callable[[Result, CriteriaSet, str], bytes]] = {"json": _json, "csv": _csv, "xlsx": _xlsx}
    return writers[kind](result, criteria, language)


def _json(result: Result, criteria: CriteriaSet, language: str) -> bytes:
    return json.dumps(result_data(result, criteria, language), ensure_ascii=False, indent=2).encode()


# -- one line a unit and criterion --------------------------------------------------------------------------------

_COLUMNS = {
    "unit": Words("Mã đơn vị", "Unit"),
    "name": Words("Đơn vị", "Name"),
    "period": Words("Kỳ", "Period"),
    "criterion": Words("Tiêu chí", "Criterion"),
    "label": Words("Nội dung", "Label"),
    "verdict": Words("Kết quả", "Verdict"),
    "reason": Words("Lý do", "Reason"),
    "left": Words("Còn lại", "Distance left"),
    "points": Words("Điểm", "Points"),
    "law": Words("Căn cứ", "Legal basis"),
    "certainty": Words("Mức thay đổi chắc đến đâu", "How sure the change is"),
}


def _lines(result: Result, criteria: CriteriaSet, language: str) -> list[list[Cell]]:
    lines: list[list[Cell]] = []
    for unit in result.units:
        for c in unit.criteria:
            criterion = criteria.by_code[c.code]
            left = c.distance_words.said(language) if c.distance_words else ""
            lines.append(
                [
                    unit.unit.code,
                    unit.unit.name,
                    unit.period_name,
                    c.code,
                    criterion.label.said(language),
                    c.verdict.value,
                    c.reason.said(language),
                    left,
                    plain_number(c.points),
                    criterion.law,
                    " ".join(each.said(language) for each in c.certainty),
                ]
            )
    return lines


def _csv(result: Result, criteria: CriteriaSet, language: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    sample = ["sample"] if result.sample else []
    writer.writerow([*_COLUMNS, "rulebook", "fingerprint", *sample])
    ends: list[Cell] = [f"{result.rulebook}/{result.version}", result.fingerprint]
    label = [SAMPLE.said(language)] if result.sample else []
    for line in _lines(result, criteria, language):
        writer.writerow([harmless(c) for c in [*line, *ends, *label]])
    return text.getvalue().encode("utf-8-sig")  # the mark by which Excel knows Vietnamese


def _parquet(result: Result, criteria: CriteriaSet, target: Path, language: str) -> None:
    types = ["VARCHAR"] * 8 + ["DOUBLE", "VARCHAR", "VARCHAR"]
    extra = {"rulebook": "VARCHAR", "fingerprint": "VARCHAR", "sample": "BOOLEAN"}
    ends = (f"{result.rulebook}/{result.version}", result.fingerprint, result.sample)
    rows = [(*line, *ends) for line in _lines(result, criteria, language)]
    write_parquet(target, [*zip(_COLUMNS, types, strict=True), *extra.items()], rows)


# -- the workbook -------------------------------------------------------------------------------------------------


def _xlsx(result: Result, criteria: CriteriaSet, language: str) -> bytes:
    """Three sheets: the units with a column a criterion, every verdict with its reason, and where it comes from."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # noqa: PLC0415  a twentieth of a second, and few ask for a workbook

    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": criteria.title.said(language), "comments": result.fingerprint})
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E4EEE8", "border": 1, "text_wrap": True, "valign": "top"}
            ),
            "note": book.add_format({"italic": True, "font_color": "#7A4B00"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "mark": book.add_format({"align": "center"}),
        }
        _units_sheet(book, formats, result, criteria, language)
        _reasons_sheet(book, formats, result, criteria, language)
        _origin_sheet(book, formats, result, criteria, language)
    return buffer.getvalue()


def _head(sheet: Any, formats: dict[str, Any], result: Result, criteria: CriteriaSet, language: str) -> int:
    sheet.write_string(0, 0, criteria.title.said(language), formats["title"])
    row = 1
    if result.sample:
        sheet.write_string(row, 0, SAMPLE.said(language), formats["note"])
        row += 1
    return row + 1


def _units_sheet(book: Any, formats: dict[str, Any], result: Result, criteria: CriteriaSet, language: str) -> None:
    sheet = book.add_worksheet(Words("Đơn vị", "Units").said(language))
    top = _head(sheet, formats, result, criteria, language)
    names = [
        Words("Mã", "Code"),
        Words("Đơn vị", "Name"),
        Words("Kỳ", "Period"),
        Words("Đạt", "Met"),
        Words("Trong", "Of"),
        Words("Điểm", "Points"),
        Words("Kết luận", "Outcome"),
        Words("Hạng", "Grade"),
        Words("Lý do", "Reason"),
    ]
    heads = [n.said(language) for n in names] + [c.code for c in criteria.criteria]
    for i, head in enumerate(heads):
        sheet.write_string(top, i, head, formats["head"])
    for r, unit in enumerate(result.units, start=top + 1):
        outcome = OUTCOME_WORDS[unit.outcome].said(language)
        grade = unit.grade_words.said(language) if unit.grade_words else ""
        cells: list[Cell] = [
            unit.unit.code, unit.unit.name, unit.period_name, unit.met, unit.of, plain_number(unit.points), outcome, grade,
            unit.reason.said(language),
        ]  # fmt: skip
        _write_row(sheet, r, cells)
        for i, c in enumerate(unit.criteria, start=len(names)):
            sheet.write_string(r, i, VERDICT_MARKS[c.verdict], formats["mark"])
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, top + len(result.units), len(heads) - 1)
    sheet.set_column(1, 1, 22)
    sheet.set_column(6, 6, 24)
    sheet.set_column(8, 8, 40)
    sheet.set_column(9, len(heads) - 1, 5)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _reasons_sheet(book: Any, formats: dict[str, Any], result: Result, criteria: CriteriaSet, language: str) -> None:
    sheet = book.add_worksheet(Words("Lý do", "Reasons").said(language))
    top = _head(sheet, formats, result, criteria, language)
    for i, head in enumerate(_COLUMNS.values()):
        sheet.write_string(top, i, head.said(language), formats["head"])
    for r, line in enumerate(_lines(result, criteria, language), start=top + 1):
        line[5] = VERDICT_WORDS[Verdict(str(line[5]))].said(language)
        _write_row(sheet, r, line)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_column(1, 1, 20)
    sheet.set_column(4, 4, 40)
    sheet.set_column(5, 5, 15)
    sheet.set_column(6, 6, 80)
    sheet.set_column(7, 7, 30)
    sheet.set_column(9, 9, 24)
    sheet.set_column(10, 10, 80)


def _origin_sheet(book: Any, formats: dict[str, Any], result: Result, criteria: CriteriaSet, language: str) -> None:
    sheet = book.add_worksheet(Words("Nguồn", "Origin").said(language))
    top = _head(sheet, formats, result, criteria, language)
    rows = [
        (Words("Bộ tiêu chí", "Rulebook"), f"{result.rulebook}/{result.version}"),
        (Words("Văn bản", "Document"), criteria.issued.title),
        (Words("Tính đến ngày", "As of"), said_date(result.on, language)),
        (Words("Dấu vết đầu vào (SHA-256)", "Fingerprint of the inputs (SHA-256)"), result.fingerprint),
    ]
    marks = ", ".join(f"{VERDICT_MARKS[v]} {VERDICT_WORDS[v].said(language)}" for v in Verdict)
    rows.append((Words("Ký hiệu", "Marks"), marks))
    rows += [(Words("Lưu ý", "Note"), n.said(language)) for n in (*result.notices, *result.questions)]
    for r, (name, text) in enumerate(rows, start=top):
        sheet.write_string(r, 0, name.said(language), formats["head"])
        sheet.write_string(r, 1, text, formats["text"])
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 90)


def _write_row(sheet: Any, row: int, cells: list[Cell]) -> None:
    for i, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, i, str(harmless(cell)))
        elif cell is not None:
            sheet.write_number(row, i, cell)
