"""One figure of one ward through time: what is outside, missing, restated, corrected or asked, and never a bare percent."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from two_wards import NOW, OTHER_WARD, WARD

from cast import TERMINAL, markup, said
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.records.indicators.collecting.asking import programme_sets
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.indicators.models import WITHDRAWN, Collection, Figure
from kieumau.records.journal.models import Entry
from kieumau.records.questions.models import Answer, QuestionRecord

OLD, OTHER_OLD = "25195", "25198"  # until 01/07/2025; the first code is the new ward's since
PAGE = f"/so-lieu/chi-tieu/order_violations/{WARD}/"


def months(unit: str, first: tuple[int, int], *values: int | None) -> list[Observation]:
    year, month = first
    return [
        Observation(unit, month_period(year + (month + i - 1) // 12, (month + i - 1) % 12 + 1), "order_violations", Fraction(v))
        for i, v in enumerate(values)
        if v is not None
    ]  # fmt: skip


SERIES = [
    *months(OLD, (2023, 1), *[21, 19, 20] * 10),
    *months(OTHER_OLD, (2023, 1), *[20, 21, 19] * 3, None, *[20, 21, 19] * 6, 20, 21),
    *months(WARD, (2025, 7), 40, 42, None, 38, 41, 40, 80, 35),
]


@pytest.fixture
def ward(two_provinces, monkeypatch):
    """Two wards of 20 a month each, one of them without October 2023; the ward they became, with 80 in January 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    Collection.objects.create(
        programme="mau-gia-dinh-22", valid_from=date(2023, 1, 1), due_days=5, closing_days=15, recorded_at=NOW
    )
    record_figures(table=ObservationTable(tuple(SERIES), True), source="x", by=TERMINAL)


def correct(unit: str, period: Period, value: str) -> None:
    Figure.objects.create(
        unit=unit, first=period.first, last=period.last, indicator="order_violations", version=2, value=value, sample=True,
        source="entered", reason="Bổ sung vụ việc", account=str(uuid4()), recorded_at=NOW,
    )  # fmt: skip


def drawing(page):
    return re.search(r'<svg class="run-chart"[^>]*role="img".*?</svg>', markup(page), re.S)[0]


def test_the_heading_is_the_finding_and_what_is_odd_has_a_shape_and_a_name(client, ward):
    page = client.get(PAGE)
    words, chart = said(page), drawing(page)
    assert (
        said(page, "h1")
        == "Vi phạm về trật tự xã hội, phường Bình Phước: 1 trong 12 tháng gần nhất vượt giới hạn kiểm soát (tháng 1/2026)"
    )
    assert chart.count('class="run-outside"') == 1 and ">1/2026: 80</text>" in chart
    assert "Giới hạn kiểm soát: giới hạn của số đếm" in words and "số liệu minh họa" in words
    assert re.search(r"Tháng 1/2026 80 vụ \d+–\d+ ngoài giới hạn", words)


def test_what_is_outside_is_counted_among_the_newest_months_and_in_all(client, ward):
    more = [*months(OLD, (2024, 7), 70), *months(OTHER_OLD, (2024, 9), 70)]
    record_figures(table=ObservationTable(tuple(more), True), source="x", by=TERMINAL)
    finding = "1 trong 12 tháng gần nhất vượt giới hạn kiểm soát (tháng 1/2026); cả 38 tháng có 3"
    assert said(client.get(PAGE), "h1").endswith(finding)
    correct(WARD, month_period(2026, 1), "40")
    finding = "trong 12 tháng gần nhất, 11 tháng có giới hạn kiểm soát đều trong giới hạn; cả 38 tháng có 2"
    assert said(client.get(PAGE), "h1").endswith(finding)


def test_a_count_of_people_has_no_half_on_its_axis(client, ward):
    few = [replace(r, indicator="disciplined") for r in months(WARD, (2025, 7), 0, 1, 0)]
    record_figures(table=ObservationTable(tuple(few), True), source="x", by=TERMINAL)
    page = markup(client.get(PAGE.replace("order_violations", "disciplined")))
    axis = re.search(r'<svg class="run-chart run-axis".*?</svg>', page, re.S)[0]
    assert re.findall(r">([\d,]+)</text>", axis) == ["0", "1"]


def test_the_series_is_taken_away_with_its_limits_bounds_and_versions_and_the_journal_says_by_whom(client, ward):
    correct(WARD, month_period(2025, 7), "44")
    page = markup(client.get(PAGE))
    assert f'href="{PAGE}tai-ve.csv"' in page and f'href="{PAGE}tai-ve.xlsx"' in page
    lines = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}tai-ve.csv").content.decode("utf-8-sig"))))
    found = {r["period"]: r for r in lines}
    assert len(lines) == 38 and all("SỐ LIỆU MINH HỌA" in r["sample"] and WARD in r["origin"] for r in lines)
    assert (found["2025-07"]["value"], found["2025-07"]["versions"]) == ("44", "2")
    assert (found["2025-09"]["value"], found["2025-09"]["versions"]) == ("", "0")
    assert (found["2023-10"]["value"], found["2023-10"]["least"], found["2023-10"]["most"]) == ("", "21", "")
    odd = found["2026-01"]
    assert float(odd["upper_limit"]) < int(odd["value"]) == 80 and "ngoài giới hạn" in odd["remarks"]
    line = Entry.objects.last()
    assert (line.action, line.unit) == ("indicators.series_exported", WARD)
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}tai-ve.xlsx").content)).active
    rows = [[c for c in row if c is not None] for row in book.iter_rows(values_only=True)]
    assert "phường Bình Phước" in rows[0][0] and "SỐ LIỆU MINH HỌA" in rows[2][0]
    assert rows[-2][:2] == ["2026-01", 80] and len(rows) == 38 + 5
    assert client.get(f"{PAGE}tai-ve.json").status_code == 404


def test_what_was_before_and_lacks_a_part_is_named_and_not_called_missing(client, ward):
    for month in range(1, 13):
        correct(OTHER_OLD, month_period(2024, month), WITHDRAWN)
    why = "số liệu năm 2024 chưa đủ, vì chưa có số liệu của phường Tân Đồng (25198)"
    assert f"Năm 2025: chưa so sánh được: {why}" in said(client.get(PAGE))


def test_a_missing_month_is_a_gap_and_never_a_zero(client, ward):
    page = client.get(PAGE)
    assert "Tháng 9/2025 chưa có số liệu" in said(page)
    chart = drawing(page)
    assert chart.count('class="run-missing"') == 1
    line = re.search(r'class="run-line" d="([^"]*)"', chart)[1]
    assert line.count("M") == 3  # it stops where October 2023 is not whole, and where September 2025 is missing
    assert len(re.findall("[ML]", line)) == 38 - 2


def test_what_was_before_the_ward_is_restated_and_says_so_with_its_bounds(client, ward):
    page = client.get(PAGE)
    words, chart = said(page), drawing(page)
    assert "Tháng 6/2025 41 vụ 22–60 quy đổi theo địa bàn hiện nay" in words
    assert re.search(
        "Tháng 10/2023 ít nhất 21 vụ (– )?quy đổi theo địa bàn hiện nay; chưa có số liệu của phường Tân Đồng", words
    )
    assert chart.count("run-restated") == 29 and chart.count('class="run-bounded"') == 1
    assert "trước 01/07/2025: quy đổi theo địa bàn hiện nay" in chart


def test_each_change_comes_with_both_counts_its_interval_and_chance(client, ward):
    words = said(client.get(PAGE))
    assert "Tháng 2/2025: 39 vụ; tháng 2/2026: 35 vụ, giảm 10,3% (khoảng tin cậy 95%: từ giảm" in words
    assert "chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này" in words
    assert "Kỳ trước quy đổi theo địa bàn hiện nay" in words
    assert "Năm 2025: chưa so sánh được: thiếu số liệu tháng 9/2025" in words
    assert "p hiệu chỉnh cho 2 phép so" in words


def test_a_slow_drift_is_a_question_with_its_beginning_and_a_chart_of_its_own(client, ward):
    assert "Không thấy trượt dần" in said(client.get(PAGE))
    higher = months(WARD, (2025, 7), 51, 53, 50, 52, 54, 51, 52, 53)
    record_figures(table=ObservationTable(tuple(higher), True), source="x", by=TERMINAL)
    page = client.get(PAGE)
    assert "Có thể trượt dần lên từ tháng 7/2025" in said(page) and "Đơn vị biết vì sao không?" in said(page)
    assert said(page, "h1").endswith("không có tháng nào ngoài giới hạn kiểm soát")
    assert markup(page).count('role="img" aria-labelledby="rt-') == 2


def test_the_rulebooks_rule_for_the_limits_is_named(client, ward, monkeypatch):
    from kieumau.engine.criteria.checks import Check, CheckKind
    from kieumau.engine.statistics.methods import LimitsRule
    from kieumau.records.indicators.figures import series as indicator_series

    check = Check("limits", CheckKind.BEYOND_LIMITS, ("order_violations",), limits=LimitsRule.SPREAD)
    spread = tuple(replace(s, checks=(check,)) for s in programme_sets("mau-gia-dinh-22"))
    usual = programme_sets
    monkeypatch.setattr(indicator_series, "programme_sets", lambda p: spread if p == "mau-gia-dinh-22" else usual(p))
    words = said(client.get(PAGE))
    assert "Laney" in words and "giới hạn chính xác của số đếm" not in words


def test_p_is_told_from_the_level_that_the_rulebook_holds_it_against(client, ward, monkeypatch):
    from kieumau.records.indicators.figures import series as recorded

    correct(OLD, month_period(2025, 2), "21")
    correct(WARD, month_period(2026, 2), "69")  # after 41: p = 0.00972, which is below 0.01 and rounds to it
    asked = programme_sets
    strict = tuple(replace(s, chance=replace(s.chance, level=0.99)) for s in asked("mau-gia-dinh-22"))
    monkeypatch.setattr(recorded, "programme_sets", lambda p: strict if p == "mau-gia-dinh-22" else asked(p))
    words = said(client.get(PAGE))
    assert "khó có thể chỉ do ngẫu nhiên (p = 0,0097" in words and "Riêng phép so này: p = 0,0097" in words


def test_corrections_tell_what_was_what_is_and_why_and_lead_to_the_history(client, ward):
    correct(WARD, month_period(2025, 7), "44")
    page = client.get(PAGE)
    assert "Tháng 7/2025 Ghi lần đầu: 40 vụ Nay là: 44 vụ 1 lần, 02/03/2026 Bổ sung vụ việc" in said(page)
    assert "cộng lại" not in said(page)
    correct(WARD, month_period(2025, 8), "1")
    after = said(client.get(PAGE))
    first = int(re.search(r"Tháng 8/2025 Ghi lần đầu: (\d+) vụ Nay là: 1 vụ", after)[1])
    assert first > 5 and f"Năm 2025: 2 số đã sửa, cộng lại giảm {first - 1 - 4} vụ." in after
    assert "Nguồn: 1 số nhập tay, 65 số từ tệp hoặc chương trình" in said(page)
    assert drawing(page).count('class="run-corrected"') == 1
    history = reverse("workspace:figure", args=["2025-07", "order_violations", WARD])
    assert f'href="{history}"' in page.content.decode()
    back = client.get(history)
    assert back.status_code == 200 and f'href="{PAGE}"' in back.content.decode()


def ask(unit: str, period: Period, number: int = 0) -> QuestionRecord:
    return QuestionRecord.objects.create(
        programme="mau-gia-dinh-22", version="2023", check_code="c", kind="beyond_limits", severity="normal", unit=unit,
        first=period.first, last=period.last, indicators=["order_violations"], asks_vi=f"Vì sao {unit}?", asks_en="Why?",
        advice_vi="", advice_en="", fingerprint=f"{number}{unit}{period.label}", sample=True, asked_at=NOW,
    )  # fmt: skip


def test_questions_about_the_figure_stand_beside_it_and_those_of_an_earlier_unit_of_the_code_do_not(client, ward):
    asked = ask(WARD, month_period(2026, 1))
    ask(OLD, month_period(2024, 1), 2)
    page = client.get(PAGE)
    assert said(page).count("Vì sao 25195?") == 1
    assert reverse("workspace:question", args=[asked.uuid]) in page.content.decode()
    unit = client.get(f"/don-vi/{WARD}/")
    assert "1 câu hỏi về số liệu, 1 chưa trả lời" in said(unit)
    listed = client.get(re.search(r'href="(/so-lieu/cau-hoi/\?q=[^"]*)"', markup(unit))[1])
    assert said(listed).count("Vì sao 25195?") == 1


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("households", "không phải số đếm từng việc cộng dồn được"),
        ("young_share", "không phải số đếm từng việc cộng dồn được"),
        ("public_disorder", "có hoặc không"),
    ],
)
def test_what_is_no_monthly_count_has_no_limits_and_says_why(client, ward, code, why):
    kind = {"households": Fraction(900), "young_share": Fraction(1, 2), "public_disorder": False}[code]
    period = month_period(2026, 1) if code == "public_disorder" else Period(date(2025, 7, 1), date(2025, 12, 31))
    record_figures(table=ObservationTable((Observation(WARD, period, code, kind),), True), source="x", by=TERMINAL)
    words = said(client.get(PAGE.replace("order_violations", code)))
    assert "Không vẽ giới hạn kiểm soát" in words and why in words
    assert ("900 hộ" in words, "50%" in words) == (code == "households", code == "young_share")


def test_a_ward_that_ended_is_shown_to_its_last_day_and_its_code_is_not_another_wards(client, ward):
    words = said(client.get(f"{PAGE}?on=2025-06-30"))
    assert "phường Tân Phú" in words and "Tháng 6/2025 20 vụ" in words and "quy đổi" not in words
    words = said(client.get(f"/so-lieu/chi-tieu/order_violations/{OTHER_OLD}/"))
    assert "phường Tân Đồng" in words and "Đơn vị còn đến hết ngày 30/06/2025" in words and "7/2025" not in words


def test_another_figure_of_the_ward_is_a_choice_away_and_what_is_none_is_not_there(client, ward):
    answer = client.get(f"{PAGE}?chi-tieu=households&on=2026-02-01")
    assert answer.headers["Location"] == f"{PAGE.replace('order_violations', 'households')}?on=2026-02-01"
    assert client.get(PAGE.replace("order_violations", "x")).status_code == 404
    assert client.get(PAGE.replace(WARD, "99999")).status_code == 404
    assert "Chưa có số liệu nào" in said(client.get(PAGE.replace(WARD, OTHER_WARD)))


def test_the_page_asks_eight_times_however_many_wards_there_are(client, ward):
    Answer.objects.create(question=ask(WARD, month_period(2026, 1)), text="x", account="x", name="x", recorded_at=NOW)

    def asked():
        client.get(PAGE)  # the register is read once a process
        with CaptureQueriesContext(connection) as found:
            assert client.get(PAGE).status_code == 200
        return len(found)

    alone = asked()
    month = month_period(2026, 1)
    Figure.objects.bulk_create(
        Figure(
            unit=f"9{n:05}", first=month.first, last=month.last, indicator="order_violations", value="40", sample=True,
            recorded_at=NOW,
        )
        for n in range(3_321)
    )  # fmt: skip
    assert alone == asked() <= 8
