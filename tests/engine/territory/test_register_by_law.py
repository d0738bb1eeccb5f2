"""Each way of the shipped register is what the text of a resolution says, and what makes the register refuses the rest."""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kieumau.engine.territory import KIND_NOUNS, WHOLE, Flows
from kieumau.engine.territory.register_files import read_register

TOOLS = Path(__file__).resolve().parents[3] / "tools"
sys.path.append(str(TOOLS))

from make_register import RESOLUTIONS  # noqa: E402 the tools are no package of the product
from register import items, law, places, witnesses  # noqa: E402

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)

# Two predecessors of one kind whose names differ in marks alone: the item names both.
ALIKE = {
    "03006": ("Sa Pa", "Sa Pả", "khoản 91 Điều 1", "1673/NQ-UBTVQH15"),
    "16072": ("Hoa Lộc", "Hòa Lộc", "khoản 11 Điều 1", "1686/NQ-UBTVQH15"),
    "19996": ("Hương Vân", "Hương Văn", "khoản 6 Điều 1", "1675/NQ-UBTVQH15"),
    "23908": ("Ia Bang", "Ia Băng", "khoản 52 Điều 1", "1664/NQ-UBTVQH15"),
    "29812": ("Đông Thành", "Đông Thạnh", "khoản 109 Điều 1", "1687/NQ-UBTVQH15"),
    "30409": ("Phú Thành", "Phú Thạnh", "khoản 12 Điều 1", "1654/NQ-UBTVQH15"),
}


@pytest.fixture(scope="module")
def registry():
    return read_register()


@pytest.fixture(scope="module")
def units(registry):
    def words(on):
        return {
            u.code: law.Named(u.code, KIND_NOUNS[u.kind].vi, u.name, u.parent)
            for u in registry.units_on(on).units.values()
        }

    provinces = (u for u in registry.units_on(LAST).units.values() if u.level == "province")
    merged = {u.code: step.unit.code for u in provinces for step in registry.successors(u)}
    new = {code: u for code, u in words(FIRST).items() if len(code) == 5}
    return law.Units(words(LAST), new, merged)


@pytest.fixture(scope="module")
def ways(units):
    return law.lawful_ways(units, {number: province for province, number in RESOLUTIONS.items()})


@pytest.fixture(scope="module")
def shipped(registry):
    return [s for s in registry.successions if s.change.endswith("/NQ-UBTVQH15")]


# -- what is shipped ---------------------------------------------------------------------------------------------------


def test_every_way_is_what_an_item_of_its_resolution_says_wholly_or_in_part(ways, shipped):
    told = {
        (f"{w.resolution}/NQ-UBTVQH15", w.old, w.new): (
            (Fraction(1), "whole", w.article) if w.extent in law.WHOLE else (None, "unknown", w.article)
        )
        for w in ways
    }
    assert {(s.change, s.predecessor, s.successor): (s.share, s.basis, s.article) for s in shipped} == told
    assert len(told) == 10_571
    assert Counter(w.extent in law.WHOLE for w in ways) == {True: 9_599, False: 972}


def test_the_resolutions_account_for_every_commune_and_form_as_many_as_they_say(registry):
    province = {number: code for code, number in RESOLUTIONS.items()}
    closing = {n: item for n, item in law.read_items() if isinstance(item, items.Closing)}
    below = {n: registry.descendants(province[n], FIRST) for n in closing}
    assert {n: len(b) for n, b in below.items()} == {n: item.total for n, item in closing.items()}
    assert sum(item.total for item in closing.values()) == 3_321


def test_no_unit_has_two_predecessors_of_one_kind_and_name_but_those_that_an_item_names(registry):
    alike = {}
    for unit in registry.units_on(FIRST).units.values():
        steps = registry.predecessors(unit)
        exact = Counter((s.unit.kind, law.plain(s.unit.name)) for s in steps)
        assert not [name for name, times in exact.items() if times > 1], unit
        near = defaultdict(list)
        for step in steps:
            near[step.unit.kind, law.bare(step.unit.name)].append(step)
        for twins in near.values():
            if len(twins) > 1:
                names = sorted(s.unit.name for s in twins)
                cited = {(s.succession.article, s.succession.change) for s in twins}
                alike[unit.code] = (*names, *cited.pop())
                assert not cited
    assert alike == ALIKE


def test_no_predecessor_is_farther_than_twenty_kilometres_but_those_that_are_cited(registry):
    with (TOOLS / "register" / "far.csv").open(encoding="utf-8", newline="") as file:
        cited = {(r["old"], r["new"]): r["article"] for r in csv.DictReader(file)}
    far = {}
    for unit in registry.units_on(FIRST).units.values():
        if unit.level != "commune" or unit.latitude is None:
            continue
        for step in registry.predecessors(unit):
            if step.unit.latitude is not None and step.unit.level == "commune":
                here, there = (step.unit.latitude, step.unit.longitude), (unit.latitude, unit.longitude)
                if places.kilometres(here, there) > places.FAR_KM:
                    way = step.succession
                    far[way.predecessor, way.successor] = f"{way.article} Nghị quyết {way.change}"
    assert far == cited


@pytest.mark.parametrize(
    ("code", "into", "article"),
    [
        ("28252", "28249", "khoản 84 Điều 1"),  # Phường 4, Mỹ Tho: no part of it goes to Cao Lãnh
        ("28270", "28270", "khoản 86 Điều 1"),
        ("28437", "28435", "khoản 99 Điều 1"),
        ("31246", "31246", "khoản 43 Điều 1"),
        ("31714", "31726", "khoản 66 Điều 1"),
        ("06079", "06079", "khoản 10 Điều 1"),
        ("28036", "28036", "khoản 20 Điều 1"),
        ("31379", "31378", "khoản 57 Điều 1"),
    ],
)
def test_a_unit_with_a_namesake_elsewhere_goes_wholly_where_its_item_says(registry, code, into, article):
    unit = registry.get(code, LAST)
    (step,) = registry.successors(unit)
    assert (step.unit.code, step.share, step.succession.article) == (into, 1, article)
    assert Flows(registry, FIRST).of(unit) == {into: WHOLE}


def test_a_ward_holds_the_past_of_what_became_it_and_not_of_namesakes_eighty_kilometres_away(registry):
    """Who may read and enter follows these codes."""
    cao_lanh = registry.codes_with_predecessors([registry.get("29869", FIRST)])
    assert not cao_lanh & {"28252", "28270", "28437", "28439", "29902", "29908"}
    assert "28252" in registry.codes_with_predecessors([registry.get("28249", FIRST)])


def test_ground_without_people_is_a_part_too(registry):
    into = {s.unit.code: s for s in registry.successors(registry.get("09013", LAST))}
    assert sorted(into) == ["08980", "08995", "09022", "09817"]
    assert into["09817"].succession.article == "khoản 107 Điều 1"
    assert all(s.share is None for s in into.values())


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        ("29983", 10.80, 105.31), ("06757", 21.37, 107.92), ("30130", 10.60, 105.52), ("28615", 10.42, 106.38),
        ("04924", 20.88, 105.50), ("06967", 21.33, 107.77), ("08296", 21.47, 104.93), ("04714", 21.78, 104.95),
        ("23535", 14.21, 107.43), ("23538", 14.11, 107.53), ("25162", 11.70, 107.43),
    ],
)  # fmt: skip
def test_a_unit_lies_in_its_own_province_and_not_where_a_namesake_does(registry, code, latitude, longitude):
    unit = registry.get(code, FIRST)
    assert (round(unit.latitude, 2), round(unit.longitude, 2)) == (latitude, longitude)


# -- what makes it -----------------------------------------------------------------------------------------------------


def test_what_the_decisions_were_made_from_is_unchanged():
    witnesses.check_extracts()


def test_the_other_tables_differ_from_the_law_only_where_somebody_decided(ways):
    found = [d for source, told in witnesses.other_tables() for d in witnesses.differences(ways, source, told)]
    assert Counter(d.source for d in found) == {"dvhcvn": 66, "thong-ke": 9}
    left = [line for line in witnesses.undecided(found) if not line.startswith("vietnamadminunits")]
    assert left == []


def test_a_part_joined_by_a_namesake_is_refused_with_what_the_source_and_the_law_say(ways):
    told = {(w.old, w.new): "whole" if w.extent in law.WHOLE else "part" for w in ways}
    told["28252", "30013"] = "part"
    (found,) = witnesses.differences(ways, "vietnamadminunits", told)
    line = "vietnamadminunits: 28252 -> 30013: vietnamadminunits says part, the resolutions say nothing."
    assert line in list(witnesses.undecided([found]))


def test_a_decision_about_a_difference_that_there_is_no_more_is_told():
    stale = [line for line in witnesses.undecided([]) if "28252 -> 29869" in line]
    assert stale == [
        "vietnamadminunits: 28252 -> 29869: decided.csv tells of a difference that there is not (part, nothing)."
    ]


def test_a_way_that_leads_too_far_is_refused_with_its_item(registry, ways):
    def points(on):
        return {
            u.code: None if u.latitude is None else (u.latitude, u.longitude)
            for u in registry.units_on(on).units.values()
        }

    old, new = points(LAST), points(FIRST)
    assert list(places.too_far(ways, old, new)) == []
    new["29983"] = (10.3806, 106.124)
    assert list(places.too_far(ways, old, new)) == [
        "29980 -> 29983: 102 km apart, expected at most 20 km (khoản 6 Điều 1 Nghị quyết 1663/NQ-UBTVQH15).",
        "29983 -> 29983: 99 km apart, expected at most 20 km (khoản 6 Điều 1 Nghị quyết 1663/NQ-UBTVQH15).",
    ]
    del old["07027"]
    assert "07027 -> 06994: far.csv cites it, and it is not farther than 20 km." in list(places.too_far(ways, old, new))


def test_all_that_the_text_leaves_open_is_told_at_once(units):
    old = {code: unit for code, unit in units.old.items() if code not in ("25198", "25201")}
    provinces = {number: province for province, number in RESOLUTIONS.items()}
    with pytest.raises(ValueError, match="phường") as told:
        law.lawful_ways(law.Units(old, units.new, units.merged_into), provinces)
    assert str(told.value).split("\n") == [
        "1662/NQ-UBTVQH15, khoản 88 Điều 1: phường Tân Đồng may mean no unit of the province.",
        "1662/NQ-UBTVQH15, khoản 88 Điều 1: phường Tân Bình may mean no unit of the province.",
    ]


# -- how an item is read -----------------------------------------------------------------------------------------------


def way(kind, name, extent="whole", within="", after=()):
    return items.Way(kind, name, within, extent, after)


@pytest.mark.parametrize(
    ("sentence", "kind", "name", "ways"),
    [
        (
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của thị trấn Sa Rài, xã Bình Phú (huyện Tân Hồng) và xã "
            "Tân Công Chí thành xã mới có tên gọi là xã Tân Hồng.",
            "xã", "Tân Hồng",
            [way("thị trấn", "Sa Rài"), way("xã", "Bình Phú", within="huyện Tân Hồng"), way("xã", "Tân Công Chí")],
        ),
        (
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã Long Thuận và một phần diện tích tự nhiên, quy mô "
            "dân số của các xã Phú Thuận A, Phú Thuận B thành phường mới có tên gọi là phường Long Phú Thuận.",
            "phường", "Long Phú Thuận",
            [way("xã", "Long Thuận"), way("xã", "Phú Thuận A", "part"), way("xã", "Phú Thuận B", "part")],
        ),
        (
            "Sắp xếp phần còn lại của xã A sau khi sắp xếp theo quy định tại khoản 3, khoản 7 Điều này và xã B thành xã "
            "mới có tên gọi là xã C.",
            "xã", "C",
            [way("xã", "A", "rest", after=(3, 7)), way("xã", "B")],
        ),
        (
            "Sắp xếp một phần diện tích tự nhiên, toàn bộ quy mô dân số của xã A và một phần diện tích tự nhiên của xã "
            "B thành xã mới có tên gọi là xã C.",
            "xã", "C",
            [way("xã", "A", "people"), way("xã", "B", "land")],
        ),
        ("Đổi tên xã Krông Na thành xã Buôn Đôn.", "xã", "Buôn Đôn", [way("xã", "Krông Na")]),
        (
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của Phường 1 (thành phố Bảo Lộc) và phường Lộc Phát thành "
            "phường mới có tên gọi là Phường 1 Bảo Lộc.",
            "phường", "1 Bảo Lộc",
            [way("phường", "1", within="thành phố Bảo Lộc"), way("phường", "Lộc Phát")],
        ),
        (
            "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của huyện Côn Đảo thành đặc khu có tên gọi là đặc khu Côn "
            "Đảo.",
            "đặc khu", "Côn Đảo",
            [way("huyện", "Côn Đảo")],
        ),
    ],
)  # fmt: skip
def test_a_sentence_of_an_item_is_read(sentence, kind, name, ways):
    assert items.read_item(7, sentence) == items.Item(7, kind, name, tuple(ways))


def test_the_last_item_names_the_units_that_stay():
    read = items.read_item(
        9, "Sau khi sắp xếp, tỉnh An Giang có 102 đơn vị hành chính cấp xã, gồm 85 xã; trong đó có 79 xã hình thành sau "
        "sắp xếp quy định tại Điều này và 02 xã không thực hiện sắp xếp là các xã Hòn Nghệ, Sơn Hải.",
    )  # fmt: skip
    assert read == items.Closing(9, 102, (way("xã", "Hòn Nghệ"), way("xã", "Sơn Hải")))


@pytest.mark.parametrize(
    "sentence",
    [
        "Sắp xếp xã A và xã B thành xã mới có tên gọi là xã C.",  # neither all nor a part
        "Sắp xếp phần còn lại của xã A thành xã mới có tên gọi là xã C.",  # of what?
        "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của xã A.",  # into what?
        "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của những nơi khác thành xã mới có tên gọi là xã C.",
    ],
)
def test_a_sentence_of_no_known_form_is_refused(sentence):
    with pytest.raises(ValueError, match=r"xã|nơi"):
        items.read_item(1, sentence)
