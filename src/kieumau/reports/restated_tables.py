"""Restated figures as a file that can be judged like any other, each figure with its bounds and its origin."""

from __future__ import annotations

import csv
import io
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path

from kieumau.engine.indicators import Indicator
from kieumau.engine.indicators.restating import Part, RestatedFigure, RestatedTable
from kieumau.engine.warehouse import write_parquet
from kieumau.engine.wording import Words, said_date, said_number
from kieumau.reports.verdict_tables import SAMPLE
from kieumau.reports.writing import Cell, harmless, kind_of, write_whole

FORMATS = ("csv", "xlsx", "parquet")
_COLUMNS = ("unit", "name", "period", "indicator", "value", "low", "high", "standing", "origin", "why")
_WIDTHS = (10, 22, 10, 28, 12, 12, 12, 14, 60, 60)


def write_restated(restated: RestatedTable, target: Path, language: str = "vi") -> None:
    """One line a figure. Empty `value`: not one number; `low` and `high` bound it. Raises `EvaluationError`."""
    kind = kind_of(target, FORMATS)
    lines = [_line(restated, f, language) for f in restated.figures]
    sample = [SAMPLE.said(language)] if restated.source.sample else []

    def write(draft: Path) -> None:
        if kind == "parquet":
            types = ["VARCHAR"] * 8 + ["VARCHAR", "VARCHAR"]
            names = [*zip(_COLUMNS, types, strict=True), *([("sample", "BOOLEAN")] if sample else [])]
            write_parquet(draft, names, [(*line, *([True] if sample else [])) for line in lines])
        elif kind == "csv":
            draft.write_bytes(_csv(lines, sample))
        else:
            draft.write_bytes(_xlsx(restated, lines, sample, language))

    write_whole(target, write)


def _line(restated: RestatedTable, f: RestatedFigure, language: str) -> list[Cell]:
    bounded = f.value is None
    return [
        f.unit,
        restated.units.get(f.unit).full_name.said(language),
        f.period.label,
        f.indicator,
        _exact(f.value),
        _exact(f.low) if bounded else "",
        _exact(f.high) if bounded else "",
        f.standing.value,
        "; ".join(_origin(p, language) for p in f.parts),
        f.why.said(language),
    ]


def _origin(part: Part, language: str) -> str:
    """ "phường Tân Đồng (25198): 40", with the share where only a part is taken."""
    said = f"{part.unit.full_name.said(language)} ({part.unit.code}): {_exact(part.value)}"
    if part.flow.is_whole:
        return said
    low, high = (said_number(100 * s, language, places=1) for s in (part.flow.low, part.flow.high))
    return f"{said} × {low}%" if part.flow.is_exact else f"{said} × {low}–{high}%"


def _exact(value: Fraction | bool | None) -> str:
    """A number as it is read back, exactly where decimals can say it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    tens = _TENS.get(value.denominator) or next((10**n for n in range(1, 40) if 10**n % value.denominator == 0), 0)
    if not tens:
        return f"{float(value):.12g}"  # a ratio without an end; the nearest twelve digits
    digits = Decimal(value.numerator * (tens // value.denominator)).scaleb(-len(str(tens)) + 1, _EXACT)
    return f"{digits.normalize(_EXACT):f}"


_TENS = {1: 1}
_EXACT = Context(prec=200)


def _csv(lines: list[list[Cell]], sample: list[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_COLUMNS, *(["sample"] if sample else [])])
    for line in lines:
        writer.writerow([harmless(c) for c in [*line, *sample]])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(restated: RestatedTable, lines: list[list[Cell]], sample: list[str], language: str) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter  # noqa: PLC0415  a twentieth of a second, and few ask for a workbook

    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1})
        sheet = book.add_worksheet(Words("Số liệu quy đổi", "Restated figures").said(language))
        title = (
            Words("Số liệu theo đơn vị ngày {d}", "Figures under the units of {d}").fill(d=restated.on).said(language)
        )
        book.set_properties({"title": title, "comments": said_date(restated.on, language)})
        columns = [*_COLUMNS, *(["sample"] if sample else [])]
        for i, name in enumerate(columns):
            sheet.write_string(0, i, name, head)
        for r, line in enumerate(lines, start=1):
            for i, cell in enumerate([*line, *sample]):
                if i in (4, 5, 6) and cell not in ("", "true", "false"):
                    sheet.write_number(r, i, float(str(cell)))
                else:
                    sheet.write_string(r, i, str(harmless(cell)))
        for i, width in enumerate(_WIDTHS):
            sheet.set_column(i, i, width)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(lines), len(columns) - 1)
    return buffer.getvalue()


def said_bounds(f: RestatedFigure, indicator: Indicator, language: str = "vi") -> str:
    """A restated figure in a table: 52; 12 – 40; ít nhất 12; –."""
    if isinstance(f.value, bool):
        return (Words("có", "yes") if f.value else Words("không", "no")).said(language)
    scale = 100 if indicator.measure.is_share else 1
    places = 1 if indicator.measure.is_share else None
    sign = "%" if indicator.measure.is_share else ""

    def number(value: Fraction) -> str:
        return said_number(value * scale, language, places=places) + sign

    if f.value is not None:
        return number(f.value)
    if f.low is None:
        return "–"
    if f.high is None and f.low == 0:
        return Words("chưa đủ số liệu", "not enough figures").said(language)
    if f.high is None:
        return Words(f"ít nhất {number(f.low)}", f"at least {number(f.low)}").said(language)
    return f"{number(f.low)} – {number(f.high)}"
