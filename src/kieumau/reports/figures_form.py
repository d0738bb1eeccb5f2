"""A workbook for officers to fill in: one column an indicator, the units beside, and what each column means."""

from __future__ import annotations

import io

import xlsxwriter

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Indicator, Summing
from kieumau.engine.wording import Words

_SUMMING = {
    Summing.SUM: Words("cộng các tháng", "months are added up"),
    Summing.LATEST: Words("số mới nhất trong kỳ", "the latest figure of the period"),
    Summing.HIGHEST: Words("số cao nhất trong kỳ", "the highest of the period"),
    Summing.LOWEST: Words("số thấp nhất trong kỳ", "the lowest of the period"),
    Summing.ALL: Words("đúng ở mọi tháng", "holds in every month"),
    Summing.ANY: Words("đúng ở ít nhất một tháng", "holds in some month"),
}


def figures_form(criteria: CriteriaSet, language: str = "vi") -> bytes:
    """An empty wide workbook that `read_observations` takes back as it is."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E4EEE8", "border": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(Words("Số liệu", "Figures").said(language))
        for i, name in enumerate(["unit", "period", *criteria.indicators]):
            sheet.write_string(0, i, name, head)
        for i, indicator in enumerate(criteria.indicators.values(), start=2):
            sheet.write_comment(0, i, f"{indicator.label.said(language)}\n{_meaning(indicator).said(language)}")
        sheet.set_column(0, 1, 12, text)
        sheet.set_column(2, 1 + len(criteria.indicators), 16)
        sheet.freeze_panes(1, 2)
        units = book.add_worksheet(Words("Đơn vị", "Units").said(language))
        for i, name in enumerate(["unit", "name", "kind", "class", "parent", "place", "established"]):
            units.write_string(0, i, name, head)
        units.set_column(0, 6, 16)
        guide = book.add_worksheet(Words("Hướng dẫn", "Guide").said(language))
        heads = [Words("Cột", "Column"), Words("Nội dung", "Meaning"), Words("Cách nhập", "How to enter")]
        for i, words in enumerate(heads):
            guide.write_string(0, i, words.said(language), head)
        for r, indicator in enumerate(criteria.indicators.values(), start=1):
            guide.write_string(r, 0, indicator.code)
            guide.write_string(r, 1, indicator.label.said(language), wrap)
            guide.write_string(r, 2, _meaning(indicator).said(language), wrap)
        rows = len(criteria.indicators) + 2
        guide.write_string(rows, 1, _MISSING.said(language), wrap)
        guide.set_column(0, 0, 26)
        guide.set_column(1, 1, 60)
        guide.set_column(2, 2, 50)
    return buffer.getvalue()


_MISSING = Words(
    "Ô chưa có số liệu thì để trống, không ghi 0. Kỳ viết 2024, 2024-03 hoặc 2024-01-01/2024-03-31.",
    "Leave a cell empty where there is no figure; do not write 0. Periods: 2024, 2024-03 or 2024-01-01/2024-03-31.",
)


def _meaning(indicator: Indicator) -> Words:
    measure = indicator.measure
    if measure.is_fact:
        kind = Words("có hoặc không", "yes or no")
    elif measure.is_share:
        kind = Words("tỷ lệ, ví dụ 97,2% hoặc 0,972", "a share, e.g. 97.2% or 0.972")
    else:
        noun = measure.noun
        kind = Words(f"số ({noun.vi})", f"a number ({noun.en})") if noun.vi else Words("số", "a number")
    said = kind + "; " + _SUMMING[indicator.over_period]
    if indicator.plausible:
        low, high = (said_amount(v, measure) for v in indicator.plausible)
        said += Words(f"; thường từ {low.vi} đến {high.vi}", f"; usually {low.en} to {high.en}")
    return said
