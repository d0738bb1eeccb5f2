"""Criteria sets: the shelf, one set read aloud, two versions side by side."""

import re

import pytest

from cast import markup, said
from kieumau.engine.criteria import load_rulebook, shipped_rulebooks

pytestmark = pytest.mark.django_db
FRAMES = {"left": "cong-an-phuong-kieu-mau/5764-2021", "right": "cong-an-phuong-kieu-mau/20-2024"}


def test_the_shelf_holds_every_set_with_its_nature(client):
    page = client.get("/bo-tieu-chi/")
    for key in shipped_rulebooks():
        assert f'href="/bo-tieu-chi/{key}/"' in page.content.decode()
    assert f"{len(list(shipped_rulebooks()))} bộ tiêu chí" in said(page, "h1")
    assert "văn bản có thật" in said(page) and "khung để cơ quan nhập" in said(page) and "mẫu giả định" in said(page)


@pytest.mark.parametrize("key", sorted(shipped_rulebooks()))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_set_shows_groups_criteria_laws_and_sources(client, key, language):
    client.cookies["django_language"] = language
    criteria, page = load_rulebook(key), client.get(f"/bo-tieu-chi/{key}/")
    words = said(page)
    for criterion in criteria.criteria:
        assert criterion.label.said(language) in words
        assert criterion.law in words
    assert criteria.issued.title in words
    if criteria.issued.source:
        assert f'href="{criteria.issued.source}"' in page.content.decode()
    assert {"real": "", "frame": "khung", "sample": "giả định"}[criteria.nature.value] in words or language == "en"


def test_thresholds_with_a_history_are_dated(client):
    words = said(client.get("/bo-tieu-chi/mau-gia-dinh-22/2023/"))
    assert "01/01/2023" in words and "Ngưỡng theo ngày hiệu lực" in words


def test_unknown_sets_and_versions_are_not_found(client):
    for url in ("/bo-tieu-chi/x/1/", "/bo-tieu-chi/mau-gia-dinh-22/1999/", "/bo-tieu-chi/x/1/mau-nhap.xlsx"):
        assert client.get(url).status_code == 404
    assert client.get("/bo-tieu-chi/so-sanh/", {"left": "x/1", "right": "y/2"}).status_code == 404
    assert client.get("/bo-tieu-chi/x/..%2F..%2Fetc/").status_code == 404


def test_two_versions_stand_side_by_side(client):
    page = client.get("/bo-tieu-chi/so-sanh/", FRAMES)
    assert said(page, "h1") == "Từ 5764-2021 sang 20-2024: thêm 0, bỏ 2, sửa 20 tiêu chí"
    words = said(page)
    assert "Đạt cả 22 tiêu chí." in words and "Đạt cả 20 tiêu chí." in words
    assert words.count("khung để cơ quan nhập") >= 2
    rows = re.findall(r'<tr role="row"><th role="rowheader" scope="row">.*?</tr>', markup(page), re.S)
    assert rows and all(row.count('<td role="cell">') == 2 for row in rows)


def test_changes_that_are_the_same_are_said_once(client):
    words = said(client.get("/bo-tieu-chi/so-sanh/", FRAMES))
    assert "19 tiêu chí đổi như nhau: 1, 2, 3, 4, 5, 7" in words
    assert " . " not in words


def test_a_set_beside_itself_has_no_differences(client):
    same = {"left": "mau-gia-dinh-22/2023", "right": "mau-gia-dinh-22/2023"}
    page = client.get("/bo-tieu-chi/so-sanh/", same)
    assert said(page, "h1") == "Hai phiên bản giống nhau ở mọi tiêu chí"
    assert "22 tiêu chí giữ nguyên" in said(page)


def test_nothing_chosen_asks_for_a_choice(client):
    assert "Xin chọn hai phiên bản" in said(client.get("/bo-tieu-chi/so-sanh/"))
