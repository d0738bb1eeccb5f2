"""The workspace on any day: who stood where, what became of whom, and no result that passes to another unit."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import TERMINAL, before_and_after, markup, said
from kieumau.records.indicators.figures.actions import record_figures

BEFORE, AFTER = "2024-04-04", "2026-07-01"
DOOR = 3  # the session, its account, and what that may do


@pytest.fixture
def province(viet_nam, sample):
    """The register, Bình Phước's judgement, and the figures of before and after the merger."""
    record_figures(table=before_and_after(), source="binh-phuoc", by=TERMINAL)
    return sample


def title(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return said(answer, "h1")


def test_one_code_is_two_units_on_two_days(client, province):
    assert "Tân Phú" in title(client, f"/don-vi/25195/?on={BEFORE}")
    assert title(client, f"/don-vi/25195/?on={AFTER}") == "Phường Bình Phước: chưa được chấm"
    assert "Tân Phú" in said(client.get(f"/don-vi/25195/?on={AFTER}"))  # and says so


@pytest.mark.parametrize("day", [BEFORE, AFTER], ids=["judged", "not judged"])
def test_a_unit_has_its_history_with_and_without_a_judgement(client, province, day):
    page = client.get(f"/don-vi/25195/?on={day}")
    assert "Đơn vị này qua thời gian" in said(page) and 'class="lineage' in markup(page)


def test_a_new_ward_has_a_qualified_predecessor_and_is_not_qualified_itself(client, province):
    words = said(client.get(f"/don-vi/25195/?on={AFTER}"))
    assert "Có đơn vị tiền thân đủ điều kiện công nhận: phường Tân Đồng (2023, 22/22)" in words
    assert "không được tính là đã đạt" in words
    assert "Có đơn vị tiền thân" not in said(
        client.get(f"/don-vi/25210/?on={AFTER}")
    )  # Đồng Xoài does not hold Tân Đồng


def test_the_overview_of_a_later_day_lists_todays_units_and_counts_none_as_judged(client, province):
    words = said(client.get(f"/?on={AFTER}"))
    assert "20 đơn vị đã chấm nay thuộc 8 đơn vị; chưa đơn vị nào được chấm lại" in words
    assert words.count("có đơn vị tiền thân đủ điều kiện") == 1
    assert "20 phường" in title(client, f"/?on={BEFORE}")


def test_a_day_before_any_judgement_says_so(client, province):
    assert title(client, "/?on=2020-01-01") == "Tính đến 01/01/2020 chưa có kết quả nào"


def test_the_day_stays_in_every_link_of_a_page(client, province):
    page = markup(client.get(f"/?on={AFTER}"))
    masthead = page[: page.index("<main")]
    links = re.findall(r'href="(/(?!static)[^"]*)"', masthead)
    picker = masthead[masthead.index("day-picker") :]
    assert links and all(f"on={AFTER}" in link or link in picker for link in links)
    assert f'name="on" value="{AFTER}"' in masthead  # the search keeps it too


def test_a_day_that_is_none_is_told_and_the_usual_one_is_shown(client, province):
    words = said(client.get("/?on=32/13/2025"))
    assert "“32/13/2025” không phải là một ngày từ 1900 đến 2200" in words and "Đang xem ngày 04/04/2024" in words


def test_a_code_without_a_unit_on_the_day_says_when_it_had_one_and_who_holds_the_ground(client, province):
    answer = client.get(f"/don-vi/25198/?on={AFTER}")
    words = said(answer)
    assert answer.status_code == 404
    assert "mã 25198 không có đơn vị nào" in words and "phường Tân Đồng" in words and "phường Bình Phước" in words


def test_a_code_that_the_register_does_not_know_is_told_since_when_it_speaks(client, province):
    answer = client.get("/don-vi/05764/")
    assert answer.status_code == 404
    assert "Không có đơn vị nào mang mã 05764" in said(answer)
    assert "Đơn vị chấm dứt trước khi danh mục bắt đầu thì không có ở đây" in said(
        answer
    ) and "Tìm đơn vị theo tên" in said(answer)


def test_figures_before_and_after_stand_side_by_side_restated(client, province):
    page = client.get(f"/don-vi/25432/?on={AFTER}")  # Chơn Thành: three wards, no commune
    words = said(page)
    assert "Vi phạm về trật tự xã hội" in words and "2025 (tháng 7–12)" in words
    assert "thiếu số liệu của 31 ngày" in words  # of its pavement breaches, May 2026: missing is not zero
    before = said(client.get(f"/don-vi/25326/?on={AFTER}"))
    assert "chưa có số liệu của xã Thanh Bình (25354)" in before and "ít nhất" in before


def test_search_finds_old_and_new_without_marks_and_tells_namesakes_apart_by_days(client, province):
    words = said(client.get("/don-vi/?q=an+loc"))
    first, second = words.index("mã 25324"), words.index("mã 25333")
    assert first < second
    assert "trước 01/07/2025" in words[first : first + 120] and "từ 01/07/2025" in words[second : second + 120]
    assert "phường Bình Long" in words  # where the old An Lộc is now
    assert "tỉnh Bình Phước" in said(client.get("/don-vi/?q=binh+phuoc")) and "25195" in said(client.get("/don-vi/?q=binh+phuoc"))  # fmt: skip
    assert "0 đơn vị khớp" in said(client.get("/don-vi/?q=khong+co+dau"))


def test_pages_of_units_say_of_which_days_the_register_speaks(client, province):
    kept = "Danh mục đơn vị hành chính từ 01/03/2025, cập nhật đến hết ngày 25/09/2026."
    earlier = "Danh mục bắt đầu từ 01/03/2025: đơn vị dưới đây là của ngày đó, có thể khác ngày 04/04/2024."
    assert kept in said(client.get(f"/don-vi/?on={AFTER}")) and kept in said(client.get("/don-vi/?q=05764"))
    assert earlier in said(client.get(f"/don-vi/?on={BEFORE}"))
    assert earlier not in said(client.get(f"/don-vi/?on={AFTER}"))
    assert kept in said(client.get(f"/don-vi/25195/?on={AFTER}"))
    assert earlier in said(client.get(f"/don-vi/25195/?on={BEFORE}"))


def test_units_are_listed_down_the_tree_of_the_day(client, province):
    assert title(client, f"/don-vi/?on={BEFORE}") == "63 tỉnh, thành phố ngày 04/04/2024"
    assert title(client, f"/don-vi/?on={AFTER}") == "34 tỉnh, thành phố ngày 01/07/2026"
    assert title(client, f"/don-vi/?on={AFTER}&within=75") == "95 đơn vị thuộc thành phố Đồng Nai, ngày 01/07/2026"
    assert title(client, "/don-vi/?on=2026-04-29&within=75") == "95 đơn vị thuộc tỉnh Đồng Nai, ngày 29/04/2026"
    assert client.get("/don-vi/?within=zz").status_code == 404


def test_the_map_shows_both_archipelagos_whatever_it_shows_and_takes_nothing_from_outside(client, province):
    of_a_province = [
        (f"on={day}", by) for day in (BEFORE, AFTER) for by in ("kn", "order_violations", "young_share", "?")
    ]
    for place, by in [*of_a_province, ("within=", "kind"), (f"within=&on={AFTER}", "kn")]:
        page = markup(client.get(f"/ban-do/?{place}&by={by}"))
        drawn = page[page.index('<div class="map-frame">') : page.index('<div class="map-table">')]
        assert "Quần đảo Hoàng Sa" in drawn and "Quần đảo Trường Sa" in drawn, (place, by)
        assert "http" not in drawn and "<image" not in drawn, (place, by)


def test_the_map_of_a_province_and_its_table_say_the_same(client, province):
    page = client.get(f"/ban-do/?on={BEFORE}")
    words = said(page)
    assert words.startswith("1 trong 20 đơn vị đã chấm đủ điều kiện")
    assert "phường Tân Đồng 22/22" in words and "phường Tân Đồng: 22/22" in page.content.decode()
    after = said(client.get(f"/ban-do/?on={AFTER}"))
    assert after.startswith("Chưa đơn vị nào ngày 01/07/2026 được chấm; 1 đơn vị có tiền thân đủ điều kiện")


def test_pages_without_a_register_say_what_to_do(client, db):
    for url in ("/don-vi/", "/ban-do/"):
        assert "load_units" in said(client.get(url))


def test_the_unit_page_and_search_ask_little_of_the_database(client, province):
    client.get("/")  # the register is read once
    most = {
        f"/don-vi/25198/?on={BEFORE}": 7,
        f"/don-vi/25195/?on={AFTER}": 5,
        "/don-vi/?q=tan+dong": 4,
        f"/?on={AFTER}": 4,
        f"/ban-do/?on={AFTER}": 6,
    }
    for url, limit in most.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        assert len(asked) <= limit + DOOR, (url, [q["sql"][:120] for q in asked])


def test_english_pages_are_english(english, province):
    words = said(english.get(f"/don-vi/25195/?on={AFTER}"))
    assert words.startswith("Units Bình Phước ward") and "Has a predecessor that qualified" in words
    assert "the Standing Committee of the National Assembly, 16 June 2025" in words
    assert "34 provinces and cities on 1 July 2026" in said(english.get(f"/don-vi/?on={AFTER}"))


def test_a_place_that_ended_leads_to_who_holds_its_ground(client, province):
    for page in ("/don-vi/", "/ban-do/"):
        answer = client.get(f"{page}?within=70&on={AFTER}")  # Bình Phước, once a province
        assert answer.status_code == 302 and "within=75" in answer.headers["Location"] and f"on={AFTER}" in answer.headers["Location"]  # fmt: skip
        assert client.get(f"{page}?within=698&on={AFTER}").headers["Location"].count("within=75") == 1  # a district
        assert client.get(f"{page}?within=zz&on={AFTER}").status_code == 404


def test_the_map_within_a_ward_is_the_map_of_its_province(client, province):
    words = said(client.get(f"/ban-do/?within=25198&on={BEFORE}"))
    assert "1 trong 20 đơn vị" in words and "load_units" not in words
    assert "load_units" not in said(client.get(f"/ban-do/?within=498&on={BEFORE}"))  # huyện Hoàng Sa had no communes


def test_nothing_later_than_the_day_is_shown(client, province):
    assert "2026" not in said(client.get("/don-vi/25195/?on=2025-07-01")).replace("01/07/2026", "").replace(
        "ngày 25/09/2026", ""
    )
    assert "2025 (tháng 7–12)" in said(client.get(f"/don-vi/25195/?on={AFTER}"))


def test_criteria_pages_keep_the_day(client, province):
    page = markup(client.get(f"/?on={BEFORE}"))
    assert re.findall(rf'/bo-tieu-chi/[^"]*on={BEFORE}#c-4', page)
    shelf = client.get(f"/bo-tieu-chi/?on={BEFORE}").content.decode()
    assert f'href="/ban-do/?on={BEFORE}"' in shelf


def test_a_district_that_ended_is_not_said_to_be_somewhere(client, province):
    assert "không còn cấp huyện" in said(client.get("/don-vi/?q=phu+rieng"))
