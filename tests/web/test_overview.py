"""The province in one page."""

import re

import pytest

from cast import markup, said
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words

WARDS = ["Tân Đồng", "An Lộc", "Minh Long"]


def names(response):
    return re.findall(r'class="unit-cell"><a href="[^"]*">([^<]*)<', markup(response))


def test_the_title_is_the_finding(client, sample):
    page = client.get("/")
    assert "1 trong 20 phường đạt đủ 22 tiêu chí; 4 phường còn một tiêu chí" in said(page, "h1")
    assert "<title>1 trong 20 phường" in markup(page)


def test_every_ward_has_its_strip_and_the_least_left_comes_first(client, sample):
    page = client.get("/")
    assert len(names(page)) == 20 and names(page)[0] == "Tân Đồng" and names(page)[-1] == "Minh Long"
    assert markup(page).count('class="strip"') == 20
    figures = re.findall(r'class="kn">(\d+)/22<', markup(page))
    assert figures == sorted(figures, reverse=True)


def test_each_row_says_what_is_left(client, sample):
    page = said(client.get("/"))
    assert "An Lộc TX Bình Long 21/22 chưa đủ điều kiện 19. Khu dân cư an toàn về an ninh, trật tự: thiếu 1" in page
    assert "Tân Đồng TP Đồng Xoài 22/22 đủ điều kiện công nhận Không còn tiêu chí nào" in page


def test_names_stand_in_vietnamese_order_and_areas_together(client, sample):
    by_name = names(client.get("/", {"sort": "name"}))
    assert by_name[0] == "An Lộc" and by_name.index("Tân Đồng") > by_name.index("Sơn Giang")
    assert by_name.index("Phú Đức") < by_name.index("Phú Thịnh") < by_name.index("Phước Bình")
    by_place = re.findall(r'</a> <span class="place">([^<]*)<', markup(client.get("/", {"sort": "place"})))
    assert by_place == sorted(by_place)


@pytest.mark.parametrize("asked", ["tan dong", "TÂN ĐỒNG", "đồng tân", "25198", " Tân  đồng "])
def test_search_needs_no_marks_and_knows_codes(client, sample, asked):
    page = client.get("/", {"q": asked})
    assert names(page) == ["Tân Đồng"]
    assert "1 đơn vị" in said(page)


@pytest.mark.parametrize("asked", ["Hà Nội", "%", "_", "'; drop table", "\0", "<script>"])
def test_a_search_that_finds_nothing_says_what_to_do(client, sample, asked):
    page = client.get("/", {"q": asked})
    assert page.status_code == 200
    assert "Không có đơn vị nào" in said(page) or asked == "\0"
    assert b"<script>" not in page.content


def test_an_empty_house_says_what_to_do_next(client, db):
    page = client.get("/")
    assert page.status_code == 200
    assert "Chưa có kết quả nào" in said(page, "h1")
    assert "chấm thử một tệp Excel" in said(page)
    assert client.get("/don-vi/25198/").status_code == 404
    assert client.get("/tai-ve.xlsx").status_code == 404


def test_what_is_real_and_what_is_invented_is_said(client, sample):
    page = said(client.get("/"))
    assert "Tân Đồng đạt 22/22" in page and "mọi số liệu khác, kể cả của Tân Đồng, là số liệu minh họa" in page


def test_questions_have_a_section_of_their_own(client, file_units):
    ask = Words("Tân Phú (1), 2023, Hộ dân: 1, ngoài khoảng 5–9. Đơn vị xác nhận?", "Does the unit confirm it?")
    file_units([AdminUnit("1", "Tân Phú")], questions=(ask,) * 12)
    page = said(client.get("/"))
    assert "Xin đơn vị xác nhận 12 số liệu" in page and page.count("Đơn vị xác nhận?") == 12
    assert "Xem các số liệu còn lại" in page and "Lỗi" not in page


def test_the_second_page_continues_the_first(client, file_units):
    file_units([AdminUnit(f"{n:05}", f"Phường {n}", "phuong") for n in range(120)])
    first, second = client.get("/"), client.get("/", {"page": 2, "sort": "name"})
    assert len(names(first)) == len(names(second)) == 50
    assert "Trang 2 trên 3, 120 đơn vị" in said(second)
    assert 'href="?page=3&amp;sort=name"' in second.content.decode()
    assert names(client.get("/", {"page": "abc"})) == names(first)
    assert len(names(client.get("/", {"page": 99}))) == 20


def test_other_periods_are_a_link_away(client, file_units):
    file_units([AdminUnit("1", "Tân Phú"), AdminUnit("2", "Tân Bình")], periods=("2022", "2023"))
    newest, older = client.get("/"), client.get("/", {"period": "2022"})
    assert "Kỳ đánh giá: 2023 2022" in said(newest) and "kỳ đánh giá 2022" in said(older)
    assert "/don-vi/1/?period=2022" in older.content.decode() and '"/don-vi/1/"' in newest.content.decode()
    unit = client.get("/don-vi/1/", {"period": "2022"})
    assert "kỳ đánh giá 2022" in said(unit) and "/don-vi/2/?period=2022" in unit.content.decode()
    assert client.get("/", {"period": "1999"}).status_code == 404


def test_a_single_period_offers_no_choice(client, sample):
    assert "Kỳ đánh giá:" not in said(client.get("/"))


def test_english_reads_as_english(english, sample):
    page = english.get("/")
    assert "1 of 20 wards meets all 22 criteria; 4 are one criterion away" in said(page, "h1")
    assert '<html lang="en">' in page.content.decode() and page.headers["Content-Language"] == "en"
    assert "As of 4 April 2024" in said(page, "header")


def test_hostile_names_are_only_names(client, file_units):
    file_units([AdminUnit("x/y.z", "<script>alert(1)</script>", place='"><img src=x>'), AdminUnit("2", "Tên " * 49)])
    page = client.get("/")
    assert b"<script>alert" not in page.content and b"<img" not in page.content
    assert client.get("/don-vi/x/y.z/").status_code == 200
    assert "&lt;script&gt;alert" in client.get("/don-vi/x/y.z/").content.decode()
