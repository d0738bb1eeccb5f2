"""The register that is shipped: the nation on the last day of the districts and on the first day without them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import BEGINNING, WHOLE, Flows, said_before, said_reach
from kieumau.engine.territory.register_files import fingerprint, read_register

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
DONG_NAI, QUANG_NINH, BAC_NINH = date(2026, 4, 30), date(2026, 9, 1), date(2026, 9, 20)
OLD_WARDS = {
    "25195": "Tân Phú", "25198": "Tân Đồng", "25201": "Tân Bình", "25204": "Tân Xuân", "25205": "Tân Thiện",
    "25210": "Tiến Thành", "25216": "Thác Mơ", "25217": "Long Thủy", "25219": "Phước Bình", "25220": "Long Phước",
    "25237": "Sơn Giang", "25320": "Hưng Chiến", "25324": "An Lộc", "25325": "Phú Thịnh", "25326": "Phú Đức",
    "25432": "Hưng Long", "25433": "Thành Tâm", "25441": "Minh Hưng", "25444": "Minh Long", "25447": "Minh Thành",
}  # fmt: skip
NEW_WARDS = {
    "25195": ("Bình Phước", ["25195", "25198", "25201", "25204", "25205", "25213"]),
    "25210": ("Đồng Xoài", ["25207", "25210"]),
    "25217": ("Phước Long", ["25216", "25217", "25237", "25249"]),
    "25220": ("Phước Bình", ["25219", "25220", "25244", "25245"]),
    "25326": ("Bình Long", ["25320", "25324", "25326", "25354"]),
    "25333": ("An Lộc", ["25325", "25333", "25336"]),
    "25432": ("Chơn Thành", ["25432", "25433", "25447"]),
    "25441": ("Minh Hưng", ["25441", "25444"]),
}
OLD_COMMUNES = {
    "25207": "Tân Thành", "25213": "Tiến Hưng", "25244": "Bình Sơn", "25245": "Long Giang",
    "25249": "Phước Tín", "25333": "Thanh Lương", "25336": "Thanh Phú", "25354": "Thanh Bình",
}  # fmt: skip


@pytest.fixture(scope="module")
def registry():
    return read_register()


def levels(registry, day):
    return Counter(u.level for u in registry.units_on(day).units.values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (LAST, {"province": 63, "district": 696, "commune": 10_035}),
        (FIRST, {"province": 34, "commune": 3_321}),
    ],
)
def test_the_nation_counts_as_the_resolutions_do(registry, day, expected):
    assert levels(registry, day) == expected


def test_thirteen_special_zones_begin_with_the_districts_gone(registry):
    before, after = ([u for u in registry.units_on(day).units.values() if u.kind == "dac_khu"] for day in (LAST, FIRST))
    assert (len(before), len(after)) == (0, 13)
    assert {u.level for u in after} == {"commune"}


def test_six_provinces_are_cities_on_both_days(registry):
    cities = {
        day: {u.name for u in registry.units_on(day).units.values() if u.level == "province" and u.kind == "thanh_pho"}
        for day in (LAST, FIRST)
    }
    assert cities[LAST] == cities[FIRST] and len(cities[FIRST]) == 6


# -- Bình Phước ------------------------------------------------------------------------------------------------------


def test_binh_phuoc_had_exactly_twenty_wards(registry):
    province = registry.get("70", LAST)
    wards = {u.code: u.name for u in registry.descendants("70", LAST) if u.kind == "phuong"}
    assert province.full_name.vi == "tỉnh Bình Phước"
    assert wards == OLD_WARDS


@pytest.mark.parametrize(("code", "name", "from_"), [(c, n, olds) for c, (n, olds) in NEW_WARDS.items()])
def test_each_new_ward_comes_from_exactly_these(registry, code, name, from_):
    ward = registry.get(code, FIRST)
    assert (ward.kind, ward.name, ward.parent) == ("phuong", name, "75")
    steps = registry.predecessors(ward)
    assert sorted(s.unit.code for s in steps) == from_
    for step in steps:
        old = step.unit
        wanted = ("phuong", OLD_WARDS[old.code]) if old.code in OLD_WARDS else ("xa", OLD_COMMUNES[old.code])
        assert (old.kind, old.name) == wanted
        assert (step.succession.share, step.succession.basis) == (1, "whole")
        assert registry.law_of(step.succession).code == "1662/NQ-UBTVQH15"


def test_all_twenty_wards_and_eight_communes_go_into_the_eight_and_nothing_else_does(registry):
    into = Flows(registry, FIRST)
    for code in OLD_WARDS | OLD_COMMUNES:
        (successor,) = [new for new, (_, olds) in NEW_WARDS.items() if code in olds]
        assert into.of(registry.get(code, LAST)) == {successor: WHOLE}
    assert sorted(c for _, olds in NEW_WARDS.values() for c in olds) == sorted(OLD_WARDS | OLD_COMMUNES)


def test_the_new_an_loc_does_not_hold_the_old_an_loc(registry):
    old = registry.get("25324", LAST)
    (new,) = [u for u in registry.descendants("75", FIRST) if u.name == "An Lộc"]
    assert old.name == new.name == "An Lộc"
    assert old.code not in {s.unit.code for s in registry.predecessors(new)}
    assert Flows(registry, FIRST).of(old) == {"25326": WHOLE}
    assert registry.get("25326", FIRST).name == "Bình Long"


def test_one_code_is_two_units_with_different_names(registry):
    old, new = registry.lives("25195")
    assert (old.full_name.vi, new.full_name.vi) == ("phường Tân Phú", "phường Bình Phước")
    assert old.valid_until == new.valid_from == FIRST
    assert registry.get("25195", LAST) is old and registry.get("25195", FIRST) is new


def test_who_was_merged_with_tan_dong_stands_in_its_lineage(registry):
    told = registry.lineage(registry.get("25198", LAST))
    assert {u.code for u in told.units} == {"25195", "25198", "25201", "25204", "25205", "25213"}
    assert {(a.code, b.name) for a, b, _ in told.steps} == {(c, "Bình Phước") for c in NEW_WARDS["25195"][1]}


def test_the_new_dong_nai_has_ninety_five_communes_of_which_seven_go_on(registry):
    below = registry.descendants("75", FIRST)
    assert Counter(u.kind for u in below) == {"xa": 72, "phuong": 23}
    unchanged = {u.code for u in below if any(registry.goes_on(step.unit) is u for step in registry.predecessors(u))}
    assert {registry.get(c, FIRST).name for c in unchanged} == {
        "Bù Gia Mập", "Đăk Ơ", "Đak Lua", "Phú Lý", "Thanh Sơn", "Tam Phước", "Phước Tân",
    }  # fmt: skip
    assert len(unchanged) == 7


@pytest.mark.parametrize(
    ("system", "day", "above"),
    [
        ("police", date(2025, 2, 28), ["thành phố Đồng Xoài", "tỉnh Bình Phước"]),
        ("police", date(2025, 3, 1), ["tỉnh Bình Phước"]),
        ("police", LAST, ["tỉnh Bình Phước"]),
        ("government", date(2025, 2, 28), ["thành phố Đồng Xoài", "tỉnh Bình Phước"]),
        ("government", date(2025, 3, 1), ["thành phố Đồng Xoài", "tỉnh Bình Phước"]),
        ("government", LAST, ["thành phố Đồng Xoài", "tỉnh Bình Phước"]),
    ],
)
def test_the_district_stands_above_tan_dong_until_its_system_ends_it(registry, system, day, above):
    assert [u.full_name.vi for u in registry.review_chain(registry.get("25198", day), day, system)] == above


@pytest.mark.parametrize("system", ["police", "government"])
def test_only_the_province_stands_above_the_new_ward(registry, system):
    chain = registry.review_chain(registry.get("25195", FIRST), FIRST, system)
    assert [u.full_name.vi for u in chain] == ["tỉnh Đồng Nai"]


# -- the nation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("498", LAST, "huyện Hoàng Sa"),
        ("20333", FIRST, "đặc khu Hoàng Sa"),
        ("576", LAST, "huyện Trường Sa"),
        ("22736", LAST, "thị trấn Trường Sa"),
        ("22736", FIRST, "đặc khu Trường Sa"),
    ],
)
def test_the_archipelagos_lie_in_the_east_sea_on_both_days(registry, code, day, name):
    unit = registry.get(code, day)
    assert unit.full_name.vi == name
    assert unit.longitude > 111.5
    assert unit.latitude < 18


def test_every_part_of_truong_sa_lies_in_the_east_sea(registry):
    assert all(u.longitude > 111.5 for u in registry.descendants("576", LAST))


def test_every_unit_with_a_place_lies_in_viet_nam(registry):
    placed = [u for u in registry.units if u.latitude is not None]
    assert all(8 < u.latitude < 23.5 and 102 < u.longitude < 115 for u in placed)
    nowhere = [u for u in registry.units if u.latitude is None or u.longitude is None]
    assert {u.valid_until for u in nowhere} == {FIRST}  # each unit of today has a place
    assert Counter(u.level for u in nowhere) == {"commune": 176, "district": 1}  # places.csv says why, one by one


def test_hoang_sa_goes_on_from_a_district_without_communes(registry):
    assert registry.goes_on(registry.get("498", LAST)) is registry.get("20333", FIRST)
    assert registry.descendants("498", LAST) == ()


def test_every_change_has_a_law_a_day_and_an_address(registry):
    assert registry.change_days() == (FIRST, DONG_NAI, QUANG_NINH, BAC_NINH)
    assert len(registry.changes) == 41
    for code, change in registry.changes.items():
        assert change.code == code and re.fullmatch(r"\d+/(2025/QH15|2026/QH16|NQ-UBTVQH1[56])", code)
        assert change.address.startswith("https://")
        assert change.issued is None or change.issued < change.on
        assert change.title.vi and change.title.en and change.issuer
    assert [c.code for c in registry.changes.values() if c.issued is None] == ["39/2026/QH16"]


def test_every_level_that_ends_has_a_law_and_an_address(registry):
    assert {(e.level, e.system, e.until) for e in registry.level_ends} == {
        ("district", "police", date(2025, 3, 1)),
        ("district", "government", FIRST),
    }
    assert all(e.law and e.address.startswith("https://") for e in registry.level_ends)


def test_old_provinces_go_wholly_into_new_ones(registry):
    into = Flows(registry, FIRST)
    new = {c for c, u in registry.units_on(FIRST).units.items() if u.level == "province"}
    met = set()
    for unit in registry.units_on(LAST).units.values():
        if unit.level == "province":
            flows = into.of(unit)
            assert list(flows.values()) == [WHOLE], unit
            met |= flows.keys()
    assert met == new


def test_no_commune_is_lost_and_none_comes_from_nowhere(registry):
    into, met = Flows(registry, FIRST), set()
    for unit in registry.units_on(LAST).units.values():
        if unit.level == "commune":
            flows = into.of(unit)
            assert flows, unit
            assert sum(f.low for f in flows.values()) <= 1 <= sum(f.high for f in flows.values()), unit
            met |= flows.keys()
    communes = {c for c, u in registry.units_on(FIRST).units.items() if u.level == "commune"}
    for code in communes - met:  # island districts without communes
        assert {s.unit.level for s in registry.predecessors(registry.get(code, FIRST))} == {"district"}
    assert met < communes and len(communes - met) == 5


def test_a_communes_province_is_its_old_province_or_what_that_went_into(registry):
    provinces, communes = Flows(registry, FIRST), Flows(registry, FIRST, into=lambda u: u.parent)
    for unit in registry.units_on(LAST).units.values():
        if unit.level == "commune":
            old = registry.ancestors(unit, LAST)[-1]
            assert communes.of(unit) == provinces.of(old), unit


# -- since July 2025 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "name", "law", "wards"),
    [
        ("75", DONG_NAI, "thành phố Đồng Nai", "30/2026/QH16", (23, 33)),
        ("22", QUANG_NINH, "thành phố Quảng Ninh", "36/2026/QH16", (30, 30)),
        ("24", BAC_NINH, "thành phố Bắc Ninh", "39/2026/QH16", (33, 45)),
    ],
)
def test_a_province_becomes_a_city_and_is_the_same_unit(registry, code, day, name, law, wards):
    eve = day - timedelta(days=1)
    was, now = registry.get(code, eve), registry.get(code, day)
    assert (was.kind, now.kind, now.full_name.vi, now.begun_by) == ("tinh", "thanh_pho", name, law)
    assert registry.goes_on(was) is now
    below = [Counter(u.kind for u in registry.descendants(code, d))["phuong"] for d in (eve, day)]
    assert tuple(below) == wards
    assert len(registry.descendants(code, eve)) == len(registry.descendants(code, day))


@pytest.mark.parametrize(
    ("law", "day", "names"),
    [
        (
            "237/NQ-UBTVQH16", DONG_NAI,
            "Dầu Giây, Đồng Phú, Long Thành, Lộc Ninh, Nhơn Trạch, Tân Khai, Tân Phú, Trảng Bom, Trị An, Xuân Lộc",
        ),
        (
            "388/NQ-UBTVQH16", BAC_NINH,
            "Bố Hạ, Chi Lăng, Gia Bình, Hiệp Hòa, Kép, Lạng Giang, Lục Nam, Lương Tài, Nhân Thắng, Phù Lãng, Tiên Du, "
            "Yên Phong",
        ),
    ],
)  # fmt: skip
def test_these_communes_become_wards_and_are_the_same_units(registry, law, day, names):
    begun = [u for u in registry.units_on(day).units.values() if u.begun_by == law]
    assert {u.name for u in begun} == set(names.split(", "))
    for unit in begun:
        (step,) = registry.predecessors(unit)
        assert (step.unit.kind, unit.kind, step.unit.code) == ("xa", "phuong", unit.code)
        assert registry.is_same(step.unit, unit)


def test_the_country_has_nine_cities_and_the_wards_of_2025_with_the_twenty_two_since(registry):
    kinds = [Counter((u.level, u.kind) for u in registry.units_on(d).units.values()) for d in (FIRST, BAC_NINH)]
    assert kinds == [
        {("province", "thanh_pho"): cities, ("province", "tinh"): 34 - cities,
         ("commune", "phuong"): wards, ("commune", "xa"): 3_308 - wards, ("commune", "dac_khu"): 13}
        for cities, wards in ((6, 687), (9, 709))
    ]  # fmt: skip


def test_the_register_says_since_when_it_speaks_and_until_when_it_is_kept(registry):
    assert (registry.begins, registry.kept_until) == (date(2025, 3, 1), date(2026, 9, 25))


# -- what is said ----------------------------------------------------------------------------------------------------


def test_a_code_that_means_nothing_on_a_day_is_told_with_the_days_on_which_it_does(registry):
    with pytest.raises(RegistryError) as told:
        registry.get("25198", FIRST)
    assert told.value.said("vi") == "mã 25198 không có đơn vị nào ngày 01/07/2025; phường Tân Đồng trước 01/07/2025."
    assert told.value.said("en") == "the code 25198 means no unit on 1 July 2025; Tân Đồng ward before 1 July 2025."
    with pytest.raises(RegistryError) as told:
        registry.get("20333", LAST)
    assert told.value.said("vi") == "mã 20333 không có đơn vị nào ngày 30/06/2025; đặc khu Hoàng Sa từ 01/07/2025."


def test_a_code_nobody_ever_bore_is_told_as_such(registry):
    with pytest.raises(RegistryError) as told:
        registry.get("99999", FIRST)
    assert told.value.said("vi").startswith(
        "danh mục đơn vị hành chính bắt đầu từ 01/03/2025, từ đó không có mã “99999”."
    )
    assert registry.find("99999", FIRST) is None and registry.lives("99999") == ()


def test_a_code_that_ended_before_the_register_begins_is_not_said_never_to_have_been(registry):
    """05764 was a commune until 2024."""
    with pytest.raises(RegistryError) as told:
        registry.get("05764", date(2019, 1, 1))
    assert told.value.said("en").startswith("the register begins on 1 March 2025 and since then has no code “05764”.")
    with pytest.raises(RegistryError) as told:
        registry.get("20333", date(2019, 1, 1))
    assert told.value.said("en") == (
        "the code 20333 means no unit on 1 January 2019; Hoàng Sa special zone from 1 July 2025. "
        "The register begins on 1 March 2025."
    )


def test_of_an_earlier_day_the_register_says_that_it_begins_later(registry):
    assert said_before(registry, date(2025, 3, 1)) is None
    assert said_before(registry, date(2019, 1, 1)).vi == (
        "Danh mục bắt đầu từ 01/03/2025: đơn vị dưới đây là của ngày đó, có thể khác ngày 01/01/2019."
    )
    assert said_reach(registry).vi == "Danh mục đơn vị hành chính từ 01/03/2025, cập nhật đến hết ngày 25/09/2026."
    assert (
        said_reach(registry).en == "The register of units begins on 1 March 2025 and is kept up to 25 September 2026."
    )


@pytest.mark.parametrize(("begins", "kept"), [(None, None), (FIRST, None), (None, FIRST)])
def test_a_register_that_does_not_say_its_days_is_not_spoken_for(registry, begins, kept):
    other = replace(registry, begins=begins, kept_until=kept)
    assert (said_reach(other) is None) == (begins is None and kept is None)
    assert (said_before(other, date(2019, 1, 1)) is None) == (begins is None)
    with pytest.raises(RegistryError, match="bắt đầu từ 01/07/2025" if begins else "sổ đơn vị không có mã “99999”"):
        other.get("99999", FIRST)


def test_what_is_before_the_first_change_goes_back_to_the_beginning(registry):
    assert levels(registry, BEGINNING) == levels(registry, LAST)


def test_the_fingerprint_is_of_the_files_and_does_not_move():
    assert fingerprint() == fingerprint() and re.fullmatch("[0-9a-f]{64}", fingerprint())
