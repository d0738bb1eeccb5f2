"""Wards beside each other: who stands out even with so many looked at, small wards unblamed, gaps told, changes with intervals."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import TERMINAL, hire, markup, said
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.indicators.models import Collection
from kieumau.records.questions.models import Answer, QuestionRecord
from kieumau.records.territory.actions import load_register
from kieumau.web.workspace.indicators.comparison.compared import Compared

NAMES = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám"]
MARCH, YEAR_BEFORE, YEAR_2024 = (
    month_period(2025, 3),
    month_period(2024, 3),
    Period(date(2024, 1, 1), date(2024, 12, 31)),
)
MERGER = date(2025, 1, 1)
ADDRESS = "/so-lieu/so-sanh/?ky=2025-03"


@pytest.fixture
def wards(db, monkeypatch):
    """A province of eight wards, 101 to 108, the last of which was made of 98 and 99; each asked for the sample's figures."""
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2025-05-02T09:00:00+07:00"))
    return province(NAMES)


def province(names, founded=None):
    """With a ward 109 that was made of nothing on the day `founded`."""
    change = Change("1/NQ", MERGER, plain("Sắp xếp"), "Quốc hội", date(2024, 12, 1), "")
    units = [AdminUnit("01", "Bắc", "tinh", level="province")]
    codes = [str(101 + i) for i in range(len(names))]
    for code, name in zip(codes, names, strict=True):
        since = {"valid_from": MERGER, "begun_by": change.code} if code == codes[-1] else {}
        units.append(AdminUnit(code, name, "phuong", parent="01", level="commune", **since))
    old = [
        AdminUnit(c, f"Cũ {c}", "phuong", parent="01", level="commune", valid_until=MERGER, ended_by=change.code)
        for c in ("98", "99")
    ]
    changes = {change.code: change}
    if founded:
        changes["2/NQ"] = Change("2/NQ", founded, plain("Thành lập"), "Quốc hội", date(2023, 12, 1), "")
        begun = {"valid_from": founded, "begun_by": "2/NQ"}
        units.append(AdminUnit("109", "Chín", "phuong", parent="01", level="commune", **begun))
    ways = tuple(Succession(change.code, u.code, codes[-1]) for u in old)
    register = Registry((*units, *old), changes, ways)
    load_register(register=register, fingerprint=uuid4().hex, source="x", by=TERMINAL)
    Collection.objects.create(
        programme="mau-gia-dinh-22", unit="01", valid_from=date(2024, 1, 1), due_days=5, closing_days=15,
        recorded_at=datetime.fromisoformat("2024-01-01T09:00:00+07:00"),
    )  # fmt: skip
    return codes


def record(period, counts, indicator="order_violations", sample=False):
    rows = tuple(Observation(code, period, indicator, Fraction(n)) for code, n in counts.items())
    record_figures(table=ObservationTable(rows, sample), source="x", by=TERMINAL)


def march(wards, counts, sizes, sample=False):
    """Counts of March 2025 over households of 2024; None is a ward that gave nothing."""
    record(MARCH, {c: n for c, n in zip(wards, counts, strict=True) if n is not None}, sample=sample)
    held = dict(zip(wards, sizes, strict=True))
    record(month_period(2025, 1), held, "households")


@pytest.fixture
def look(wards, look_at):
    return look_at


@pytest.fixture
def look_at(db):
    def opened(address=ADDRESS, role=Role.PROVINCIAL_STAFF, unit="01"):
        client = Client()
        client.force_login(hire(f"xem.{uuid4().hex[:6]}", role, unit, since=date(2025, 1, 1)))
        return client.get(address)

    return opened


NOBODY = "Chưa thấy phường nào, trong 8 phường đủ số liệu, khác mức chung nhiều hơn mức ngẫu nhiên có thể tạo ra"
LEVEL = [20] * 8
SAME = [4000] * 8


@pytest.mark.parametrize(
    ("counts", "sizes", "headline"),
    [
        (LEVEL, SAME, NOBODY),
        # The smallest has three times the common rate: of two cases expected, six came.
        ([20] * 7 + [6], [4000] * 7 + [400], NOBODY),
        ([20] * 7 + [60], SAME, "Phường Tám cao hơn mức chung, kể cả khi tính rằng đã xem 8 phường"),
        ([40] * 7 + [8], SAME, "Phường Tám thấp hơn mức chung, kể cả khi tính rằng đã xem 8 phường"),
        ([20] * 7 + [None], SAME, NOBODY.replace("8", "7") + "; 1 phường chưa đủ số liệu"),
        ([20, 20, *[None] * 6], SAME, "Tháng 3/2025: mới có số liệu của 2/8 phường, chưa so sánh được"),
        ([0] * 8, SAME, NOBODY),
    ],
)  # fmt: skip
def test_the_title_says_who_differs_by_more_than_chance_and_blames_no_small_ward(wards, look, counts, sizes, headline):
    march(wards, counts, sizes)
    assert said(look(), "h1") == headline


def test_the_table_goes_by_size_names_what_stands_out_and_lists_what_is_missing(wards, look):
    march(wards, [20, 21, 60, 22, 20, 23, None, 2], [4000, 5000, 4000, 6000, 3000, 3500, 3000, 400], sample=True)
    page = look()
    text, html = said(page), markup(page)
    rows = [
        text.index(f"phường {name} trong giới hạn {size} hộ")
        for name, size in (("Bốn", "6.000"), ("Hai", "5.000"), ("Tám", "400"))
    ]
    assert rows == sorted(rows)
    assert "phường Ba cao hơn 4.000 hộ 60 vụ" in text and "phường Bảy : chưa có số liệu" in text
    assert html.count('class="funnel-out"') == 1 and html.count('class="funnel-dot"') == 6
    assert 'text-anchor="start">Ba</text>' in html or 'text-anchor="end">Ba</text>' in html
    assert "/so-lieu/chi-tieu/order_violations/103/" in html and "số liệu minh họa" in text


def test_a_corrected_size_that_decides_who_is_named_is_told(wards, look):
    march(wards, [20] * 7 + [60], [4000] * 7 + [12_000])
    assert said(look(), "h1") == NOBODY
    record(month_period(2025, 1), {wards[-1]: 4000}, "households")
    page = look()
    assert "Phường Tám cao hơn mức chung" in said(page, "h1")
    assert "Phường Tám: cao hơn; theo quy mô ghi lần đầu thì trong giới hạn." in said(page)
    assert "Quy mô đã sửa: phường Tám từ 12.000 hộ thành 4.000 hộ." in said(page)


def test_a_corrected_size_that_names_nobody_else_is_not_told(wards, look):
    march(wards, LEVEL, SAME)
    record(month_period(2025, 1), {wards[-1]: 4100}, "households")
    assert "Quy mô đã sửa" not in said(look())


def test_limits_are_widened_and_said_to_be_where_all_wards_differ(wards, look):
    march(wards, [10, 90, 20, 80, 30, 70, 15, 85], SAME)
    text = said(look())
    assert "giới hạn đã được nới" in text and NOBODY in text


def test_a_missing_month_is_missing_and_never_zero(wards, look):
    for month in range(1, 13):
        codes = [*wards[:-1], "98", "99"]
        record(month_period(2024, month), {c: 5 for c in codes if (c, month) != ("102", 8)})
    record(YEAR_2024, dict.fromkeys([*wards[:-1], "98", "99"], 4000), "households")
    text = said(look("/so-lieu/so-sanh/?ky=2024"))
    assert "Mức chung của 8 phường: 15,0 vụ trên 1.000 hộ" in text  # with 98 and 99, which stood then, and not 102
    assert "phường Hai : thiếu số liệu tháng 8/2024" in text


def test_a_change_has_both_counts_its_interval_and_no_percent_of_little(wards, look):
    record(YEAR_BEFORE, dict(zip([*wards[:6], "98", "99"], [100, 100, 100, 12, 0, 50, 30, 31], strict=True)))
    record(MARCH, dict(zip(wards, [40, 95, 104, 7, 3, 50, 9, 70], strict=True)))
    page = look(f"{ADDRESS}&xem=cung-ky")
    text = said(page)
    assert said(page, "h1") == "Phường Một giảm so với cùng kỳ, kể cả khi tính rằng đã xem 7 phường"
    chance = "có thể chỉ do ngẫu nhiên"
    assert "phường Một giảm 100 40 −60%" in text and f"phường Tám * {chance} 61 70 +14,8%" in text
    assert f"phường Bốn {chance} 12 7 giảm 5 –" in text and f"phường Năm {chance} 0 3 tăng 3 –" in text
    assert markup(page).count('<svg class="interval"') == 6  # with the head's; none on a base below 20
    assert "có phần quy đổi từ các đơn vị trước sắp xếp" in text
    assert "phường Bảy : chưa có số liệu" in text  # of the year before
    assert "từ giảm 73% đến giảm 41,7%" in page.content.decode()  # as the exact test gives it for 100 and 40
    assert "Cộng 7 phường: tháng 3/2024: 423 vụ; tháng 3/2025: 369 vụ" in text


def test_many_small_falls_are_told_together_and_pinned_on_no_ward(wards, look):
    record(YEAR_BEFORE, dict.fromkeys([*wards[:-1], "98"], 100) | {"99": 0})
    record(MARCH, dict.fromkeys(wards, 82))
    page = look(f"{ADDRESS}&xem=cung-ky")
    together = "Cộng 8 phường thì giảm so với cùng kỳ; riêng từng phường thì có thể chỉ do ngẫu nhiên"
    assert said(page, "h1") == together and "giảm 18% (khoảng tin cậy 95%" in said(page)


def test_a_ward_founded_within_the_period_has_as_much_of_its_size_and_no_change_from_before(db, monkeypatch, look_at):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2025-05-02T09:00:00+07:00"))
    founded = date(2024, 3, 16)
    wards = [*province(NAMES, founded)[:-1], "98", "99"]
    since = Period(founded, YEAR_BEFORE.last)
    record(YEAR_BEFORE, dict.fromkeys(wards, 200))
    record(YEAR_BEFORE, dict.fromkeys(wards, 4000), "households")
    record(since, {"109": 100})
    record(since, {"109": 4000}, "households")
    record(MARCH, dict.fromkeys([*wards[:-2], "108", "109"], 200))
    text = said(look_at("/so-lieu/so-sanh/?ky=2024-03"))
    assert "phường Chín trong giới hạn 2.065 hộ ** 100 vụ 103" in text  # 16 of 31 days of 4.000
    text = said(look_at(f"{ADDRESS}&xem=cung-ky"))
    assert "đã xem 8 phường" in text and "phường Chín : chỉ có từ ngày 16/03/2024" in text


def test_counts_over_no_size_are_listed_and_none_is_called_high(wards, look):
    march(wards, [20] * 7 + [60], SAME)
    page = look(f"{ADDRESS}&tren=ngay")
    assert said(page, "h1") == "Tháng 3/2025: số đếm của 8 phường, chưa tính trên quy mô nên chưa so sánh"
    text = said(page)
    assert "phường Tám 31 ngày 60 vụ" in text and "cao hơn" not in text and "vốn không có số đếm bằng nhau" in text


def test_a_part_is_not_set_over_its_whole_nor_a_whole_over_its_part(wards, look):
    over = "/so-lieu/so-sanh/?ky=2024&chi-tieu={}&tren={}"
    pairs = ("order_violations", "files"), ("files_on_time", "files"), ("files", "files_on_time")
    assert [look(over.format(*pair)).status_code for pair in pairs] == [200, 404, 404]


def test_the_rulebook_says_how_sure_a_finding_is_to_be(wards, look, monkeypatch):
    march(wards, [20] * 7 + [42], SAME)
    assert said(look(), "h1").startswith("Phường Tám cao hơn")
    monkeypatch.setattr(Compared, "level", 0.9999)
    assert said(look(), "h1") == NOBODY


def test_beside_a_finding_are_the_questions_about_these_counts(wards, look):
    march(wards, [20] * 7 + [60], SAME)
    record(YEAR_BEFORE, dict.fromkeys([*wards[:-1], "98", "99"], 20))
    mine = [asked("108", MARCH), asked("108", MARCH), asked("103", MARCH)]
    asked("103", month_period(2025, 2)), asked("103", MARCH, "files")
    asked("98", YEAR_BEFORE)
    answered = asked("105", MARCH)
    Answer.objects.create(question=answered, text="Đúng", account="x", name="x", recorded_at=clock.now())
    page = look()
    text, html = said(page), markup(page)
    assert text.count("4 câu hỏi về số liệu này, 3 chưa trả lời") == 1
    assert "phường Năm 1 câu hỏi về số liệu này, đã trả lời" in text  # explained, and the figure still stands
    assert "phường Tám Đang có 2 câu hỏi" in text and "phường Ba Đang có 1 câu hỏi" in text
    assert f"/so-lieu/cau-hoi/{mine[2].uuid}/" in html and "/so-lieu/cau-hoi/?state=waiting&amp;q=108" in html
    text = said(look(f"{ADDRESS}&xem=cung-ky"))
    assert "phường Tám * Đang có 3 câu hỏi" in text  # one is about a ward that it was made of


def asked(unit, period, indicator="order_violations"):
    return QuestionRecord.objects.create(
        programme="mau-gia-dinh-22", version="2023", check_code="x", kind="missing", severity="normal", unit=unit,
        first=period.first, last=period.last, indicators=[indicator], asks_vi="?", asks_en="?", advice_vi="",
        advice_en="", fingerprint=uuid4().hex, sample=True, asked_at=clock.now(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    ["ky=2025-06", "ky=9999", "ky=x", "chi-tieu=party_resolution", "chi-tieu=x", "tren=x", "within=02", "within=x"],
)
def test_what_is_not_offered_is_not_there(wards, look, asked):
    assert look(f"/so-lieu/so-sanh/?{asked}").status_code == 404


def test_a_ward_is_told_that_it_reads_too_few_and_led_to_its_own_figures(wards, look):
    march(wards, LEVEL, SAME)
    page = look(role=Role.WARD_OFFICER, unit="103")
    assert said(page, "h1") == "So sánh cần ít nhất 3 đơn vị; bạn đọc số liệu của 1"
    html = markup(page)
    assert "/so-lieu/chi-tieu/order_violations/103/" in html and "phường Hai" not in html
    record(YEAR_BEFORE, {"103": 60, "102": 60})
    page = look(f"{ADDRESS}&xem=cung-ky", Role.WARD_OFFICER, "103")
    assert said(page, "h1") == "So sánh cần ít nhất 3 đơn vị; bạn đọc số liệu của 1"
    assert "Phường Ba: tháng 3/2024: 60 vụ; tháng 3/2025: 20 vụ, giảm 66,7%" in said(page)


@pytest.mark.parametrize("view", ["", "&xem=cung-ky"])
def test_it_asks_as_often_for_sixty_wards_as_for_eight(db, client, monkeypatch, view):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2025-05-02T09:00:00+07:00"))
    wards, asked = province([f"Số {n}" for n in range(60)]), []
    for many in (8, 60):
        record(MARCH, dict.fromkeys(wards[:many] if many == 8 else wards[8:], 20))
        record(month_period(2025, 1), dict.fromkeys(wards[:many] if many == 8 else wards[8:], 900), "households")
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(ADDRESS + view).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 11
