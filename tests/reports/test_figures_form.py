"""The workbook that officers fill in."""

import io
import re
import zipfile

import openpyxl
import pytest

from kieumau.engine.criteria import load_rulebook, shipped_rulebooks
from kieumau.engine.errors import ObservationError
from kieumau.engine.reading import read_observations
from kieumau.reports.figures_form import figures_form


def form(key="mau-gia-dinh-22/2023", language="vi"):
    return openpyxl.load_workbook(io.BytesIO(figures_form(load_rulebook(key), language)))


def test_every_column_has_a_readable_heading_and_a_comment_with_its_code():
    criteria, sheet = load_rulebook("mau-gia-dinh-22/2023"), form()["Số liệu"]
    heads = [c.value for c in sheet[1]]
    assert heads[:4] == ["Mã đơn vị", "Kỳ", "Nghị quyết của Đảng ủy phường", "Kế hoạch thực hiện của UBND phường"]
    for cell, (code, indicator) in zip(sheet[1][2:], criteria.indicators.items(), strict=True):
        assert indicator.label.vi in cell.comment.text and f"({code})" in cell.comment.text


def test_comments_are_wide_and_high_enough_to_be_read():
    with zipfile.ZipFile(io.BytesIO(figures_form(load_rulebook("mau-gia-dinh-22/2023")))) as parts:
        drawn = parts.read("xl/drawings/vmlDrawing1.vml").decode()
    sizes = re.findall(r"width:([\d.]+)pt;height:([\d.]+)pt", drawn)
    assert sizes and all(float(width) >= 200 and float(height) >= 25 for width, height in sizes)


def test_headings_stay_in_sight():
    assert [s.freeze_panes for s in form().worksheets[:2]] == ["C2", "C2"]


def test_facts_are_chosen_from_a_list_and_shares_are_shown_as_percentages():
    criteria, sheet = load_rulebook("mau-gia-dinh-22/2023"), form()["Số liệu"]
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    for column, indicator in enumerate(criteria.indicators.values(), start=3):
        letter = sheet.cell(1, column).column_letter
        if indicator.measure.is_fact:
            assert lists[f"{letter}2"] == '"có,không"'
        if indicator.measure.is_share:
            assert sheet.column_dimensions[letter].width


@pytest.mark.parametrize("key", sorted(shipped_rulebooks()))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_filled_in_is_read_back_figure_by_figure(key, language):
    criteria, book = load_rulebook(key), form(key, language)
    figures, units = book.worksheets[:2]
    units.append(["007", "Tên", None, "I"])
    fact = "không" if language == "vi" else "no"
    for column, indicator in enumerate(criteria.indicators.values(), start=3):
        figures.cell(2, column, fact if indicator.measure.is_fact else 0.5 if indicator.measure.is_share else column)
    figures["A2"], figures["B2"] = "007", "2024"
    buffer = io.BytesIO()
    book.save(buffer)
    read = read_observations(
        buffer.getvalue(), filename="f.xlsx", indicators=criteria.indicators, calendar=criteria.calendar
    )
    found = {r.indicator: r.value for r in read.table.rows}
    for column, (code, indicator) in enumerate(criteria.indicators.items(), start=3):
        expected = False if indicator.measure.is_fact else column if not indicator.measure.is_share else None
        assert found[code] == expected or (indicator.measure.is_share and float(found[code]) == 0.5)
    assert read.units.get("007").class_ == "I"


def test_an_empty_template_says_what_is_missing():
    criteria = load_rulebook("mau-gia-dinh-22/2023")
    with pytest.raises(ObservationError) as refused:
        read_observations(
            figures_form(criteria), filename="f.xlsx", indicators=criteria.indicators, calendar=criteria.calendar
        )
    assert re.search("trống|không có", refused.value.said("vi"))
