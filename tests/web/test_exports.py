"""What leaves the house: no cell that a spreadsheet would run, and the label wherever a figure is invented."""

import csv
import io
import json

import openpyxl
import pytest

from cast import said, some_figures
from kieumau.engine.territory import AdminUnit
from kieumau.reports.figures_form import figures_form
from kieumau.reports.verdict_tables import harmless

HOSTILE = ['=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1+1", "|calc", "%0a"]
LABEL = {"vi": "SỐ LIỆU MINH HỌA", "en": "INVENTED SAMPLE"}


@pytest.fixture
def hostile(file_units):
    return file_units([AdminUnit(f"{n}", name, place=name) for n, name in enumerate(HOSTILE)])


def texts_of(book):
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_would_be_run_is_made_plain(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("cell", ["Tân Đồng", "1. a", "", None, -3, 2.5])
def test_what_is_harmless_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_no_cell_of_the_csv_starts_a_formula(client, hostile):
    lines = list(csv.reader(io.StringIO(client.get("/tai-ve.csv").content.decode("utf-8-sig"))))
    assert not [cell for line in lines for cell in line if cell.lstrip(" \xa0")[:1] in tuple("=+-@\t\r\n|%＝") and cell]
    assert any(cell == "'" + HOSTILE[0] for line in lines for cell in line)


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(client, hostile):
    book = openpyxl.load_workbook(io.BytesIO(client.get("/tai-ve.xlsx").content))
    for cell in texts_of(book):
        assert cell.data_type != "f" and cell.hyperlink is None
        assert not cell.value.startswith(tuple("=+-@|%＝\t"))


def test_the_csv_opens_in_excel_with_its_letters(client, sample):
    raw = client.get("/tai-ve.csv").content
    assert raw.startswith("\ufeff".encode()) and "Tân Đồng".encode() in raw


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_export_of_the_sample_says_that_it_is_one(client, sample, language):
    client.cookies["django_language"] = language
    lines = list(csv.DictReader(io.StringIO(client.get("/tai-ve.csv").content.decode("utf-8-sig"))))
    assert len(lines) == 20 * 22 and all(LABEL[language] in line["sample"] for line in lines)
    data = json.loads(client.get("/tai-ve.json").content)
    assert data["sample"] is True and LABEL[language] in data["sample_label"]
    for sheet in openpyxl.load_workbook(io.BytesIO(client.get("/tai-ve.xlsx").content)):
        assert any(LABEL[language] in str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)


@pytest.mark.parametrize(("language", "label"), [("vi", "số liệu minh họa"), ("en", "illustrative figures")])
def test_every_page_with_the_sample_says_that_it_is_one(client, sample, language, label):
    client.cookies["django_language"] = language
    units = [f"/don-vi/{v.code}/" for v in sample.verdicts.all()]
    for url in ["/", "/?q=tan", "/?q=nothing+like+it", *units]:
        page = client.get(url)
        assert label in said(page).lower() and label in said(page, "footer").lower()


def test_a_file_that_calls_itself_a_sample_keeps_the_label(send, client, criteria):
    sheets = some_figures(criteria, ["1", "2"])
    sheets["Số liệu"] = [[*row, "sample" if n == 0 else "có"] for n, row in enumerate(sheets["Số liệu"])]
    assert "số liệu minh họa" in said(send(sheets)).lower()


def test_published_sets_carry_no_such_label(send):
    from kieumau.engine.criteria import load_rulebook

    real = load_rulebook("do-thi-van-minh/04-2022")
    page = send(some_figures(real, ["1", "2"], "2024"), rulebook=real.key, day="01/05/2024")
    assert "minh họa" not in said(page)


def test_a_sheet_says_where_it_comes_from(client, sample):
    origin = openpyxl.load_workbook(io.BytesIO(client.get("/tai-ve.xlsx").content))["Nguồn"]
    found = " ".join(str(c.value) for row in origin.iter_rows() for c in row if c.value)
    assert "mau-gia-dinh-22/2023" in found and "04/04/2024" in found and sample.fingerprint in found
    assert "Tân Đồng đạt 22/22" in found


def test_the_template_of_an_invented_set_says_so(criteria):
    book = openpyxl.load_workbook(io.BytesIO(figures_form(criteria)))
    assert any("BỘ TIÊU CHÍ GIẢ ĐỊNH" in c.value for c in texts_of(book))
