"""Wards beside each other: who stands out even with so many looked at, small wards unblamed, gaps told, changes with intervals."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import TERMINAL, hire, said
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.actions import record_figures
from kieumau.records.indicators.models import Collection
from kieumau.records.territory.actions import load_register

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


def province(names):
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
    ways = tuple(Succession(change.code, u.code, codes[-1]) for u in old)
    register = Registry((*units, *old), {change.code: change}, ways)
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
def look(wards):
    def opened(address=ADDRESS, role=Role.PROVINCIAL_STAFF, unit="01"):
        client = Client()
        client.force_login(hire(f"xem.{uuid4().hex[:6]}", role, unit, since=date(2025, 1, 1)))
        return client.get(address)

    return opened


LEVEL = [20] * 8
SAME = [4000] * 8


@pytest.mark.parametrize(
    ("counts", "sizes", "headline"),
    [
        (LEVEL, SAME, "Không phường nào khác mức chung nhiều hơn ngẫu nhiên"),
        # The smallest has three times the common rate: of two cases expected, six came.
        ([20] * 7 + [6], [4000] * 7 + [400], "Không phường nào khác mức chung nhiều hơn ngẫu nhiên"),
        ([20] * 7 + [60], SAME, "Phường Tám cao hơn mức chung, kể cả khi tính rằng đã xem 8 phường"),
        ([40] * 7 + [8], SAME, "Phường Tám thấp hơn mức chung, kể cả khi tính rằng đã xem 8 phường"),
        ([20, 20, *[None] * 6], SAME, "Tháng 3/2025: mới có số liệu của 2/8 phường, chưa so sánh được"),
        ([0] * 8, SAME, "Không phường nào khác mức chung nhiều hơn ngẫu nhiên"),
    ],
)  # fmt: skip
def test_the_title_says_who_differs_by_more_than_chance_and_blames_no_small_ward(wards, look, counts, sizes, headline):
    march(wards, counts, sizes)
    assert said(look(), "h1") == headline


def test_the_table_goes_by_size_names_what_stands_out_and_lists_what_is_missing(wards, look):
    march(wards, [20, 21, 60, 22, 20, 23, None, 2], [4000, 5000, 4000, 6000, 3000, 3500, 3000, 400], sample=True)
    page = look()
    text, html = said(page), page.content.decode()
    rows = [
        text.index(f"phường {name} {size} hộ") for name, size in (("Bốn", "6.000"), ("Hai", "5.000"), ("Tám", "400"))
    ]
    assert rows == sorted(rows)
    assert "phường Ba 4.000 hộ 60 vụ" in text and "phường Bảy : chưa có số liệu" in text
    assert html.count('class="funnel-out"') == 1 and html.count('class="funnel-dot"') == 6
    assert 'text-anchor="start">Ba</text>' in html or 'text-anchor="end">Ba</text>' in html
    assert "/so-lieu/chi-tieu/order_violations/103/" in html and "số liệu minh họa" in text


def test_limits_are_widened_and_said_to_be_where_all_wards_differ(wards, look):
    march(wards, [10, 90, 20, 80, 30, 70, 15, 85], SAME)
    text = said(look())
    assert "giới hạn đã được nới" in text and "Không phường nào khác" in text


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
    assert "phường Một 100 40 −60%" in text and "phường Bốn 12 7 bớt 5" in text and "phường Năm 0 3 thêm 3" in text
    assert "phường Tám * 61 70 +14,8%" in text and "có phần quy đổi từ các đơn vị trước sắp xếp" in text
    assert "phường Bảy : chưa có số liệu" in text  # of the year before
    assert "từ giảm 73% đến giảm 41,7%" in page.content.decode()  # as the exact test gives it for 100 and 40
    assert "Cộng 7 phường: tháng 3/2024: 423 vụ; tháng 3/2025: 369 vụ" in text


def test_many_small_falls_are_told_together_and_pinned_on_no_ward(wards, look):
    record(YEAR_BEFORE, dict.fromkeys([*wards[:-1], "98"], 100) | {"99": 0})
    record(MARCH, dict.fromkeys(wards, 82))
    page = look(f"{ADDRESS}&xem=cung-ky")
    together = "Cộng 8 phường thì giảm so với cùng kỳ; riêng từng phường thì có thể chỉ do ngẫu nhiên"
    assert said(page, "h1") == together and "giảm 18% (khoảng tin cậy 95%" in said(page)


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
    html = page.content.decode()
    assert "/so-lieu/chi-tieu/order_violations/103/" in html and "phường Hai" not in html


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
    assert asked[0] == asked[1] <= 10
