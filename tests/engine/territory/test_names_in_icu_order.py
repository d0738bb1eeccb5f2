"""Names stand as the browser's own Vietnamese collator (ICU) puts them: one order in tables, lists and scripts."""

from __future__ import annotations

from random import Random

import pytest

from browser import chromium, opened_page
from kieumau.engine.territory.names import folded, name_order
from kieumau.engine.territory.register_files import read_register

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
SORTED = "names => names.sort(new Intl.Collator('vi').compare)"
HARD = {
    "tones": "ma, mà, mả, mã, má, mạ, Ma, Mà, Mả, Mã, Má, Mạ, ban, bàn, bạn, bánh, bành, bàng",
    "letters": "an, ăn, ân, dan, đan, đàn, dàn, êm, em, ôn, on, ơn, uy, ưng, ung, Ung, đa, da, Đa, Da, dê, đe, z, w, f, j",
    "capitals": "An Lộc, an Lộc, an lộc, AN LỘC, An lộc, Ân Lộc, ăn lộc, Ăn Lộc",
    "words": "Tân An, Tân, Tần An, Tân Ấn, Tấn An, Tâna, Tân Á, Tàn Á, Tạ, Ta, Ta An, Tạ An",
    "tones and capitals": "mà An, Ma an, mà an, ma An, Mà an, MÀ, ma, Ma, mà",
    "digits": "1, 10, 2, 12, Phường 1, Phường 10, Phường 2, Phường, 1A, Xã 7, 7 Xã, 01, Tân 1, Tân An",
    "hyphens": "Phan Rang-Tháp Chàm, Phan Rang - Tháp Chàm, Phan Rang Tháp Chàm, PhanRang, Phan-Rang, Phan Rang, Phan 2",
    "apostrophes": "M'Drắk, M Drắk, MDrắk, M1, M'gar, M'Gar, Cư M'Lan, Cư Mlan, Cư M Lan, Cư M'Gar",
    "K'": "K'Dang, Kdang, K Dang, KDang, Kđang, K'Đang, Ka Đơ, Kông Bơ La, Kon Dơng, K'Bang, Kbang, KBang",
    "hyphens beside apostrophes": "M'Drắk, M-Drắk, M Drắk, M1, MDrắk, Cư M'Lan, Cư M-Lan",
    "curled apostrophes": "M’Drắk, M'Drắk, Mdrắk, M Drắk, M1, K’Dang, K'Dang, KDang, K Dang, K’Bang, K'Bang, M’a, M'á, M‘a",
    "breves": "Ia Pŭch, Ia Puch, Ia Púch, Ia Pụch, Ia Pưch, Đăk Rŏng, Đăk Rong, Đăk Rọng, Đăk Rông, Đắk Rong, Đak Rong",
    "signs": "A. B, A/B, A (B), A B, AB, A-B, A–B, A'B, A_B, A:B, A;B, A&B, A+B, A1",
}  # fmt: skip


def made_up(letters: str) -> list[str]:
    """Some thousands of names, the same every time."""
    chance = Random(25198)
    names = ("".join(chance.choice(letters) for _ in range(chance.randint(1, 9))) for _ in range(4000))
    return sorted({" ".join(name.split()) for name in names} - {""})


@pytest.fixture(scope="module")
def page(browser):
    with opened_page(browser) as opened:
        yield opened


def test_every_name_of_the_register_stands_where_icu_puts_it(page):
    names = sorted({u.name for u in read_register().units})
    assert len(names) > 7_500
    assert sorted(names, key=name_order) == page.evaluate(SORTED, names)


@pytest.mark.parametrize("names", [n.split(", ") for n in HARD.values()], ids=HARD)
def test_hard_names_stand_where_icu_puts_them(page, names):
    assert sorted(names, key=name_order) == page.evaluate(SORTED, names)


@pytest.mark.parametrize("letters", ["aàảãáạăặâầeêđdoơờôuưứiyAĂĐ bkn", "aáAÁâbB 12", "aáAÁ -1b", "aáAÁ -'1b"])
def test_made_up_names_stand_where_icu_puts_them(page, letters):
    names = made_up(letters)
    assert sorted(names, key=name_order) == page.evaluate(SORTED, names)


def test_a_name_is_found_without_its_marks():
    found = {
        folded(name) for name in ("Tân Đồng", "tan dong", "TÂN  ĐỒNG", " Tấn  Đông ", "Ta\u0302n Đo\u0302\u0300ng")
    }
    assert found == {"tan dong"}
