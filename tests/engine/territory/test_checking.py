"""Registers that contradict themselves are refused, in both languages, with the units and the days that do."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from shutil import copytree

import pytest

from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.territory import AdminUnit, Change, Flows, LevelEnd, Registry, Succession
from kieumau.engine.territory.checking import MOST_TOLD, check_registry
from kieumau.engine.territory.register_files import fingerprint, read_register, read_shares
from kieumau.engine.warehouse import write_parquet
from kieumau.engine.wording import plain

MAY, JULY, AUGUST = date(2024, 5, 1), date(2025, 7, 1), date(2025, 8, 1)
PROVINCE = AdminUnit("70", "Bình Phước", "tinh", level="province")
TAN_PHU = AdminUnit("195", "Tân Phú", "phuong", parent="70", valid_until=JULY, ended_by="1662")
TAN_DONG = AdminUnit("198", "Tân Đồng", "phuong", parent="70", valid_until=JULY, ended_by="1662")
BINH_PHUOC = AdminUnit("195", "Bình Phước", "phuong", parent="70", valid_from=JULY, begun_by="1662")
DONG_XOAI = AdminUnit("210", "Đồng Xoài", "phuong", parent="70", valid_from=JULY, begun_by="1662")
UNITS = (PROVINCE, TAN_PHU, TAN_DONG, BINH_PHUOC, DONG_XOAI)
CHANGES = {"1662": Change("1662", JULY, plain("Sắp xếp")), "900": Change("900", AUGUST, plain("Sau"))}
WHOLE = Succession("1662", "195", "195")
HALVES = (Succession("1662", "198", "195", Fraction("0.4")), Succession("1662", "198", "210", Fraction("0.6")))


def register(*, units=UNITS, changes=CHANGES, successions=(WHOLE, *HALVES)) -> Registry:
    return Registry(tuple(units), changes, tuple(successions))


def units_with(*changed: AdminUnit) -> Registry:
    """The register with units in place of those of the same code and name, or beside them."""
    new = {(u.code, u.name): u for u in changed}
    return register(units=tuple(({(u.code, u.name): u for u in UNITS} | new).values()))


def shares(*entered: str | None) -> Registry:
    parts = [replace(s, share=None if e is None else Fraction(e)) for s, e in zip(HALVES, entered, strict=True)]
    return register(successions=(WHOLE, *parts))


def told(registry: Registry) -> tuple[list[str], list[str]]:
    with pytest.raises(RegistryError) as refused:
        check_registry(registry)
    return refused.value.said("vi").splitlines(), refused.value.said("en").splitlines()


def test_the_register_they_all_spoil_is_right_and_comes_back_itself():
    registry = register()
    assert check_registry(registry) is registry


@pytest.mark.parametrize(
    "entered", [("0.4", "0.6"), ("0.000001", "0.999999"), ("0.4", None), (None, "0.999999"), (None, None)]
)
def test_shares_that_can_be_are_taken(entered):
    assert check_registry(shares(*entered))


LONE = AdminUnit("300", "Lộc Ninh", "xa", parent="70", valid_from=JULY, valid_until=MAY, begun_by="1662")
BAD = {
    "a unit ends before it begins": (
        units_with(replace(LONE, ended_by="M"), replace(PROVINCE)).units,
        {**CHANGES, "M": Change("M", MAY, plain("Trước"))},
        None,
        "xã Lộc Ninh (300, từ 01/07/2025 đến trước 01/05/2024): kết thúc ngày 01/05/2024, không sau ngày bắt đầu 01/07/2025.",
        "Lộc Ninh commune (300, from 1 July 2025 until 1 May 2024): ends on 1 May 2024, which is not after it begins on 1 July 2025.",
    ),
    "a unit ends on the day it begins": (
        (*UNITS, replace(LONE, valid_until=JULY, ended_by="1662")),
        None,
        None,
        "xã Lộc Ninh (300, từ 01/07/2025 đến trước 01/07/2025): kết thúc ngày 01/07/2025, không sau ngày bắt đầu 01/07/2025.",
        "Lộc Ninh commune (300, from 1 July 2025 until 1 July 2025): ends on 1 July 2025, which is not after it begins on 1 July 2025.",
    ),
    "a code means two units on one day": (
        (*UNITS, AdminUnit("210", "Tiến Thành", "phuong", parent="70")),
        None,
        None,
        "ngày 01/07/2025, mã 210 chỉ hai đơn vị: phường Tiến Thành (210, từ đầu sổ đến nay) và phường Đồng Xoài (210, từ 01/07/2025). "
        "Kết thúc đơn vị trước không muộn hơn ngày đơn vị sau bắt đầu.",
        "on 1 July 2025 the code 210 means two units: Tiến Thành ward (210, since the register begins) and Đồng Xoài ward (210, from 1 July 2025). "
        "End the earlier one no later than the day on which the later one begins.",
    ),
    "a parent nobody knows": (
        (*UNITS, AdminUnit("301", "Thanh Hòa", "xa", parent="99")),
        None,
        None,
        "xã Thanh Hòa (301, từ đầu sổ đến nay): từ đầu không có đơn vị cấp trên, vì mã 99 không chỉ đơn vị nào. "
        "Chuyển nó sang đơn vị khác hoặc kết thúc nó cùng ngày.",
        "Thanh Hòa commune (301, since the register begins): from the beginning it has no parent, for the code 99 means no unit. "
        "Move it to another or end it on that day.",
    ),
    "a parent ends earlier": (
        (*UNITS, AdminUnit("301", "Tổ 1", parent="198")),
        None,
        None,
        "Tổ 1 (301, từ đầu sổ đến nay): từ 01/07/2025 không có đơn vị cấp trên, vì mã 198 không chỉ đơn vị nào. "
        "Chuyển nó sang đơn vị khác hoặc kết thúc nó cùng ngày.",
        "Tổ 1 (301, since the register begins): from 1 July 2025 it has no parent, for the code 198 means no unit. "
        "Move it to another or end it on that day.",
    ),
    "a parent begins later": (
        (*UNITS, AdminUnit("301", "Tổ 1", parent="210")),
        None,
        None,
        "Tổ 1 (301, từ đầu sổ đến nay): từ đầu không có đơn vị cấp trên, vì mã 210 không chỉ đơn vị nào. "
        "Chuyển nó sang đơn vị khác hoặc kết thúc nó cùng ngày.",
        "Tổ 1 (301, since the register begins): from the beginning it has no parent, for the code 210 means no unit. "
        "Move it to another or end it on that day.",
    ),
    "parents in a circle": (
        (*UNITS, AdminUnit("1", "Một", parent="2"), AdminUnit("2", "Hai", parent="3"), AdminUnit("3", "Ba", parent="1")),
        None,
        None,
        "từ đầu sổ, các đơn vị 1, 2, 3, 1 thuộc lẫn nhau thành vòng.",
        "since the register begins the units 1, 2, 3, 1 stand above each other in a circle.",
    ),
    "a unit is its own parent": (
        (*UNITS, AdminUnit("1", "Một", parent="1", valid_from=JULY, begun_by="1662")),
        None,
        None,
        "ngày 01/07/2025, các đơn vị 1, 1 thuộc lẫn nhau thành vòng.",
        "on 1 July 2025 the units 1, 1 stand above each other in a circle.",
    ),
    "a predecessor that goes on": (
        (PROVINCE, TAN_PHU, replace(TAN_DONG, valid_until=AUGUST, ended_by="900"), BINH_PHUOC, DONG_XOAI),
        None,
        (WHOLE, Succession("1662", "198", "210")),
        "198 sang 210 ngày 01/07/2025: đơn vị trước không kết thúc ngày đó: phường Tân Đồng (198, trước 01/08/2025). "
        "Đơn vị sau bắt đầu đúng ngày đơn vị trước kết thúc.",
        "198 into 210 on 1 July 2025: the predecessor does not end on that day: Tân Đồng ward (198, before 1 August 2025). "
        "The successor begins on the day its predecessor ends.",
    ),
    "a successor that begins later": (
        (PROVINCE, TAN_PHU, TAN_DONG, BINH_PHUOC, replace(DONG_XOAI, valid_from=AUGUST, begun_by="900")),
        None,
        (WHOLE, Succession("1662", "198", "210")),
        "198 sang 210 ngày 01/07/2025: đơn vị sau không bắt đầu ngày đó: phường Đồng Xoài (210, từ 01/08/2025). "
        "Đơn vị sau bắt đầu đúng ngày đơn vị trước kết thúc.",
        "198 into 210 on 1 July 2025: the successor does not begin on that day: Đồng Xoài ward (210, from 1 August 2025). "
        "The successor begins on the day its predecessor ends.",
    ),
    "a successor nobody knows": (
        None,
        None,
        (WHOLE, Succession("1662", "198", "777")),
        "198 sang 777 ngày 01/07/2025: đơn vị sau không bắt đầu ngày đó: không có mã 777. Đơn vị sau bắt đầu đúng ngày đơn vị trước kết thúc.",
        "198 into 777 on 1 July 2025: the successor does not begin on that day: there is no code 777. "
        "The successor begins on the day its predecessor ends.",
    ),
    "a succession by an act nobody knows": (
        None,
        None,
        (WHOLE, Succession("1663", "198", "210")),
        "198 sang 210: không có văn bản “1663”.",
        "198 into 210: there is no act “1663”.",
    ),
    "shares that add up to 0.9": (
        None,
        None,
        (WHOLE, HALVES[0], replace(HALVES[1], share=Fraction("0.5"))),
        "198, ngày 01/07/2025, 1662: các tỷ lệ chia cho 2 đơn vị cộng lại bằng 0,9, không bằng 1. Sửa để tổng đúng bằng 1.",
        "198, 1 July 2025, 1662: the shares of its 2 successors add up to 0.9, not to 1. Make them add up to exactly 1.",
    ),
    "shares that add up to a millionth too much": (
        None,
        None,
        (WHOLE, HALVES[0], replace(HALVES[1], share=Fraction("0.600001"))),
        "198, ngày 01/07/2025, 1662: các tỷ lệ chia cho 2 đơn vị cộng lại bằng 1,000001, không bằng 1. Sửa để tổng đúng bằng 1.",
        "198, 1 July 2025, 1662: the shares of its 2 successors add up to 1.000001, not to 1. Make them add up to exactly 1.",
    ),
    "a share of 1 beside one that is not known": (
        None,
        None,
        (WHOLE, replace(HALVES[0], share=Fraction(1)), replace(HALVES[1], share=None)),
        "198, ngày 01/07/2025, 1662: các tỷ lệ đã biết cộng lại bằng 1, không còn gì cho 1 đơn vị chưa có tỷ lệ.",
        "198, 1 July 2025, 1662: the known shares add up to 1, and nothing is left for 1 units without a share.",
    ),
    "a share of 1.2": (
        None,
        None,
        (WHOLE, replace(HALVES[0], share=Fraction("1.2")), replace(HALVES[1], share=Fraction("-0.2"))),
        "198, ngày 01/07/2025, 1662: tỷ lệ 1.2 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân.",
        "198, 1 July 2025, 1662: the share 1.2 is not between 0 and 1, or has more than six decimals.",
    ),
    "a share of nothing": (
        None,
        None,
        (WHOLE, replace(HALVES[0], share=Fraction(0)), replace(HALVES[1], share=Fraction(1))),
        "198, ngày 01/07/2025, 1662: tỷ lệ 0 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân.",
        "198, 1 July 2025, 1662: the share 0 is not between 0 and 1, or has more than six decimals.",
    ),
    "a third, which has no end of decimals": (
        None,
        None,
        (WHOLE, replace(HALVES[0], share=Fraction(1, 3)), replace(HALVES[1], share=Fraction(2, 3))),
        "198, ngày 01/07/2025, 1662: tỷ lệ 0.333333333333 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân.",
        "198, 1 July 2025, 1662: the share 0.333333333333 is not between 0 and 1, or has more than six decimals.",
    ),
    "the same pair twice": (
        None,
        None,
        (WHOLE, replace(HALVES[0], share=Fraction("0.5")), replace(HALVES[0], share=Fraction("0.5"))),
        "198 sang 195 ngày 01/07/2025 ghi hai lần.",
        "198 into 195 on 1 July 2025 stands twice.",
    ),
    "a unit that begins by an act of another day": (
        (PROVINCE, TAN_PHU, TAN_DONG, BINH_PHUOC, replace(DONG_XOAI, begun_by="900")),
        None,
        None,
        "phường Đồng Xoài (210, từ 01/07/2025): bắt đầu ngày 01/07/2025, còn văn bản 900 có hiệu lực ngày 01/08/2025.",
        "Đồng Xoài ward (210, from 1 July 2025): begins on 1 July 2025, and 900 takes effect on 1 August 2025.",
    ),
    "a unit that ends by an act nobody knows": (
        (PROVINCE, TAN_PHU, replace(TAN_DONG, ended_by="1663"), BINH_PHUOC, DONG_XOAI),
        None,
        None,
        "phường Tân Đồng (198, trước 01/07/2025): không có văn bản “1663”.",
        "Tân Đồng ward (198, before 1 July 2025): there is no act “1663”.",
    ),
    "a unit that ends by no act": (
        (PROVINCE, TAN_PHU, replace(TAN_DONG, ended_by=""), BINH_PHUOC, DONG_XOAI),
        None,
        None,
        "phường Tân Đồng (198, trước 01/07/2025): kết thúc ngày 01/07/2025 nhưng không ghi theo văn bản nào.",
        "Tân Đồng ward (198, before 1 July 2025): ends on 1 July 2025 by no act that is named.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("units", "changes", "successions", "vi", "en"), BAD.values(), ids=BAD)
def test_a_register_is_refused_where(units, changes, successions, vi, en):
    registry = Registry(
        UNITS if units is None else units,
        CHANGES if changes is None else changes,
        register().successions if successions is None else successions,
    )
    assert told(registry) == ([vi], [en])


def test_several_faults_are_told_together():
    spoilt = Registry(
        (
            *UNITS,
            AdminUnit("301", "Thanh Hòa", "xa", parent="99"),
            AdminUnit("198", "Tân Đồng khác", "phuong", parent="70"),
        ),
        CHANGES,
        (WHOLE, HALVES[0], replace(HALVES[1], share=Fraction("0.5")), Succession("1664", "195", "210")),
    )
    vi, en = told(spoilt)
    assert len(vi) == len(en) == 4
    for words, sentence in zip(["mã 198", "mã 99", "“1664”", "0,9"], vi, strict=True):
        assert words in sentence
    for words, sentence in zip(["code 198", "code 99", "“1664”", "0.9"], en, strict=True):
        assert words in sentence


def test_two_faulty_successors_of_one_split_are_told_once_each():
    vi, _ = told(register(successions=(WHOLE, Succession("1662", "888", "210"), Succession("1662", "198", "777"))))
    assert len(vi) == 2 and "888" in vi[0] and "777" in vi[1]


@pytest.mark.parametrize("beginning", [None, JULY])
def test_two_units_that_begin_on_one_day_under_one_code_are_told_with_a_day(beginning):
    since = {} if beginning is None else {"valid_from": beginning, "begun_by": "1662"}
    vi, en = told(Registry((AdminUnit("1", "Một", **since), AdminUnit("1", "Hai", **since)), CHANGES))
    assert "mã 1 chỉ hai đơn vị: Hai" in vi[0] and "và Một" in vi[0]
    assert "01/01/" not in vi[0] and "1 January 1 " not in en[0]


def test_a_code_borne_by_three_units_of_which_the_first_outlives_the_second_is_told_whole():
    """The third begins after the second ends, while the first still stands."""
    first = AdminUnit("1", "Một")
    second = AdminUnit("1", "Hai", valid_from=MAY, valid_until=JULY, begun_by="M", ended_by="1662")
    third = AdminUnit("1", "Ba", valid_from=AUGUST, begun_by="900")
    vi, _ = told(Registry((first, second, third), {**CHANGES, "M": Change("M", MAY, plain("Trước"))}))
    assert "01/05/2024" in vi[0] and "Hai" in vi[0]
    assert any("Ba" in line and "01/08/2025" in line for line in vi)


def test_a_parent_may_be_one_unit_and_then_another_of_the_same_code():
    child = AdminUnit("301", "Tổ 1", parent="195")
    assert check_registry(register(units=(*UNITS, child)))


def test_a_gap_between_two_parents_is_told_with_its_day():
    late = replace(BINH_PHUOC, valid_from=AUGUST, begun_by="900")
    units = (PROVINCE, TAN_PHU, late, AdminUnit("301", "Tổ 1", parent="195"))
    vi, en = told(Registry(units, CHANGES))
    assert len(vi) == 1 and vi[0].startswith("Tổ 1 (301, từ đầu sổ đến nay): từ 01/07/2025 không có đơn vị cấp trên")
    assert "from 1 July 2025 it has no parent" in en[0]


def test_a_circle_that_closes_when_a_later_unit_begins_is_told_on_that_day():
    below = AdminUnit("1", "Một", parent="195")
    above = replace(BINH_PHUOC, parent="1")
    vi, en = told(Registry((PROVINCE, TAN_PHU, above, below), CHANGES))
    assert len(vi) == 1
    assert vi[0].startswith("ngày 01/07/2025, các đơn vị") and en[0].startswith("on 1 July 2025 the units")


def test_no_more_than_fifty_faults_are_told_and_the_rest_are_counted():
    orphans = [AdminUnit(f"4{n:02}", f"Xã {n}", "xa", parent="99") for n in range(MOST_TOLD + 7)]
    vi, en = told(register(units=(*UNITS, *orphans)))
    assert len(vi) == MOST_TOLD + 1
    assert (vi[-1], en[-1]) == ("còn 7 lỗi nữa.", "7 more.")


def test_faults_are_told_in_the_same_order_every_time():
    """Not by the order in which a set of codes happens to lie."""
    doubles = [AdminUnit(f"5{n:02}", f"{name} {n}") for n in range(20) for name in ("Một", "Hai")]
    vi, _ = told(Registry(tuple(doubles), {}))
    codes = [line.split("mã ")[1][:3] for line in vi]
    assert codes == [f"5{n:02}" for n in range(20)]


def test_shares_that_name_no_succession_are_refused():
    with pytest.raises(RegistryError) as refused:
        register().with_shares([Succession("1662", "195", "210", Fraction(1))])
    assert refused.value.said("vi") == "không có việc chuyển từ 195 sang 210 theo 1662."
    assert refused.value.said("en") == "no unit 195 goes into 210 by 1662."


def two_acts(first: str | None, second: str | None) -> Registry:
    """One unit split on one day by the acts of two provinces."""
    changes = {**CHANGES, "1663": Change("1663", JULY, plain("Tỉnh kia"))}
    parts = [None if share is None else Fraction(share) for share in (first, second)]
    ways = (Succession("1662", "198", "195", parts[0]), Succession("1663", "198", "210", parts[1]))
    return register(changes=changes, successions=(WHOLE, *ways))


def test_parts_that_go_by_two_acts_of_one_day_are_added_up_together():
    vi, _ = told(two_acts("1", "1"))
    assert len(vi) == 1 and "198" in vi[0] and "2" in vi[0]


@pytest.mark.parametrize("parts", [("0.4", "0.6"), ("0.4", None), (None, None)])
def test_parts_that_go_by_two_acts_of_one_day_are_taken_when_they_make_a_whole(parts):
    registry = check_registry(two_acts(*parts))
    flows = Flows(registry, JULY, into=lambda unit: "all").of(TAN_DONG)
    assert [(f.low, f.high) for f in flows.values()] == [(1, 1)]


def test_the_same_pair_by_two_acts_of_one_day_is_refused():
    changes = {**CHANGES, "1663": Change("1663", JULY, plain("Lần nữa"))}
    vi, _ = told(
        register(
            changes=changes, successions=(WHOLE, Succession("1662", "198", "210"), Succession("1663", "198", "210"))
        )
    )
    assert any("198" in line and "210" in line for line in vi)


@pytest.mark.parametrize("unit", [AdminUnit("", "Không mã"), AdminUnit("300", "")], ids=["no code", "no name"])
def test_a_unit_without_a_code_or_a_name_is_refused(unit):
    """A unit without a code would stand below itself, for no parent is written as no code."""
    with pytest.raises(RegistryError):
        check_registry(register(units=(*UNITS, unit)))


# -- files -----------------------------------------------------------------------------------------------------------

UNIT_COLUMNS = {
    "code": "VARCHAR", "level": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "parent": "VARCHAR", "valid_from": "DATE",
    "valid_until": "DATE", "begun_by": "VARCHAR", "ended_by": "VARCHAR", "latitude": "DECIMAL(8,5)",
    "longitude": "DECIMAL(8,5)", "area_km2": "DECIMAL(8,2)",
}  # fmt: skip
SUCCESSION_COLUMNS = {
    "change": "VARCHAR", "predecessor": "VARCHAR", "successor": "VARCHAR", "share": "DECIMAL(9,6)", "basis": "VARCHAR",
}  # fmt: skip
UNIT_ROWS = [
    ("70", "province", "tinh", "Bình Phước", "", None, None, None, None, None, None, None),
    (
        "195",
        "commune",
        "phuong",
        "Tân Phú",
        "70",
        None,
        JULY,
        None,
        "1662",
        Decimal("11.5487"),
        Decimal("106.89455"),
        None,
    ),
    ("198", "commune", "phuong", "Tân Đồng", "70", None, JULY, None, "1662", None, None, None),
    ("195", "commune", "phuong", "Bình Phước", "70", JULY, None, "1662", None, None, None, Decimal("86.4")),
    ("210", "commune", "phuong", "Đồng Xoài", "70", JULY, None, "1662", None, None, None, None),
]
SUCCESSION_ROWS = [
    ("1662", "195", "195", 1, "whole"),
    ("1662", "198", "195", None, "unknown"),
    ("1662", "198", "210", None, "unknown"),
]
CHANGE_ROWS = [
    ["code", "on", "title_vi", "title_en", "issuer", "issued", "address"],
    ["1662", "2025-07-01", "Sắp xếp", "Rearranged", "UBTVQH", "2025-06-16", "https://example.vn"],
]
LEVEL_ROWS = [["level", "system", "until", "law", "address"], ["district", "police", "2025-03-01", "02/2025", ""]]


def write_csv(path: Path, rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), UNIT_ROWS)
    write_parquet(folder / "successions.parquet", list(SUCCESSION_COLUMNS.items()), SUCCESSION_ROWS)
    write_csv(folder / "changes.csv", CHANGE_ROWS)
    write_csv(folder / "levels.csv", LEVEL_ROWS)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return Path(copytree(written, tmp_path / "so"))


def refused(action, *given) -> RegistryError:
    with pytest.raises(RegistryError) as error:
        action(*given)
    return error.value


def test_a_register_comes_back_as_it_was_written(folder):
    read = read_register(folder)
    assert read.get("195", JULY).area_km2 == 86.4
    assert read.lives("195")[0].latitude == 11.5487 and read.lives("195")[0].valid_until == JULY
    assert [s.share for s in read.successions] == [1, None, None]
    assert read.changes["1662"].title.en == "Rearranged"
    assert read.level_ends == (LevelEnd("district", "police", date(2025, 3, 1), "02/2025"),)


def test_levels_may_be_left_out_and_a_fingerprint_sees_it(folder):
    before = fingerprint(folder)
    (folder / "levels.csv").unlink()
    assert read_register(folder).level_ends == ()
    assert fingerprint(folder) != before


@pytest.mark.parametrize("name", ["units.parquet", "successions.parquet", "changes.csv"])
def test_a_missing_file_is_told_by_name(folder, name):
    (folder / name).unlink()
    error = refused(read_register, folder)
    assert error.said("vi").endswith(f"{name}: không có tệp này.")
    assert error.said("en").endswith(f"{name}: there is no such file.")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert "không có tệp này" in refused(read_register, tmp_path / "khong-co").said("vi")


@pytest.mark.parametrize("without", ["code", "parent", "valid_until", "area_km2"])
def test_a_missing_column_of_units_is_told_with_all_that_are_needed(folder, without):
    kept = [i for i, name in enumerate(UNIT_COLUMNS) if name != without]
    columns = [column for column in UNIT_COLUMNS.items() if column[0] != without]
    write_parquet(folder / "units.parquet", columns, [tuple(row[i] for i in kept) for row in UNIT_ROWS])
    error = refused(read_register, folder)
    assert error.said("vi") == f"units.parquet: thiếu cột {without}. Cần các cột: {', '.join(UNIT_COLUMNS)}."
    assert (
        error.said("en")
        == f"units.parquet: the column {without} is missing. The columns are: {', '.join(UNIT_COLUMNS)}."
    )


def test_a_missing_column_of_changes_is_told(folder):
    write_csv(folder / "changes.csv", [row[:-1] for row in CHANGE_ROWS])
    assert refused(read_register, folder).said("vi").startswith("changes.csv: thiếu cột address.")


def test_an_empty_file_of_changes_is_told(folder):
    (folder / "changes.csv").write_text("")
    assert refused(read_register, folder).said("vi").startswith("changes.csv: thiếu cột code, on, title_vi")


@pytest.mark.parametrize("day", ["01/07/2025", "2025-02-30", "", "mai"])
@pytest.mark.parametrize(("name", "rows", "column"), [("changes.csv", CHANGE_ROWS, 1), ("levels.csv", LEVEL_ROWS, 2)])
def test_a_wrong_day_is_told_with_the_way_to_write_it(folder, name, rows, column, day):
    head, row = rows
    write_csv(folder / name, [head, [day if i == column else value for i, value in enumerate(row)]])
    error = refused(read_register, folder)
    assert error.said("vi") == f"{name}, dòng 2: “{day}” không phải là ngày. Viết 2025-07-01."
    assert error.said("en") == f"{name}, line 2: “{day}” is no day. Write 2025-07-01."


def test_a_file_that_is_no_parquet_is_refused_as_one_a_person_can_put_right(folder):
    (folder / "units.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "units.parquet" in error.value.said("vi")


@pytest.mark.parametrize(
    ("column", "value"),
    [("valid_from", "01/07/2025"), ("latitude", "đông")],
)
def test_a_column_of_another_type_is_refused_as_one_a_person_can_put_right(folder, column, value):
    at = list(UNIT_COLUMNS).index(column)
    row = tuple(value if i == at else v for i, v in enumerate(UNIT_ROWS[0]))
    columns = {**UNIT_COLUMNS, column: "VARCHAR"}
    write_parquet(folder / "units.parquet", list(columns.items()), [row, *UNIT_ROWS[1:]])
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "units.parquet" in error.value.said("vi") and column in error.value.said("vi")


@pytest.mark.parametrize(
    "row", [(None, "198", "210", 1, "whole"), ("1662", None, "210", 1, ""), ("1662", "198", None, 1, "")]
)
def test_a_succession_without_an_end_or_an_act_is_refused(folder, row):
    write_parquet(folder / "successions.parquet", list(SUCCESSION_COLUMNS.items()), [SUCCESSION_ROWS[0], row])
    with pytest.raises(RegistryError) as error:
        read_register(folder)
    assert "None" not in error.value.said("vi")


def test_a_table_with_a_cell_too_long_for_csv_is_refused_as_one_a_person_can_put_right(folder):
    write_csv(folder / "changes.csv", [CHANGE_ROWS[0], [*CHANGE_ROWS[1][:2], "x" * 200_000, *CHANGE_ROWS[1][3:]]])
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "changes.csv" in error.value.said("vi")


def test_changes_that_are_not_utf_8_are_refused_as_ones_a_person_can_put_right(folder):
    (folder / "changes.csv").write_bytes(
        "code,on,title_vi,title_en,issuer,issued,address\n1662,2025-07-01,Sắp".encode("utf-16")
    )
    with pytest.raises(KieuMauError) as error:
        read_register(folder)
    assert "changes.csv" in error.value.said("vi")


@pytest.mark.parametrize("column", ["code", "name"])
def test_a_unit_without_what_it_needs_is_refused(folder, column):
    at = list(UNIT_COLUMNS).index(column)
    rows = [*UNIT_ROWS, tuple(None if i == at else v for i, v in enumerate(("211", *UNIT_ROWS[0][1:])))]
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), rows)
    with pytest.raises(KieuMauError):
        read_register(folder)


def test_one_act_written_on_two_lines_is_refused(folder):
    write_csv(folder / "changes.csv", [*CHANGE_ROWS, ["1662", "2025-07-01", "Khác", "Another", "", "", ""]])
    assert "1662" in refused(read_register, folder).said("vi")


def test_a_contradiction_in_files_is_told_like_any_other(folder):
    write_parquet(folder / "units.parquet", list(UNIT_COLUMNS.items()), [row for row in UNIT_ROWS if row[0] != "70"])
    assert "mã 70 không chỉ đơn vị nào" in refused(read_register, folder).said("vi")


# -- shares ----------------------------------------------------------------------------------------------------------

HEAD = "on,predecessor,successor,share,basis\n"


@pytest.fixture(scope="module")
def nation(written):
    return read_register(written)


@pytest.fixture
def office(tmp_path, nation):
    def read(text: str, *, encoding: str = "utf-8") -> Registry:
        path = tmp_path / "ty-le.csv"
        path.write_bytes(text.encode(encoding))
        return read_shares(path, nation)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("share", ["0.35", '"0,35"', " 0.35 ", "0.350000"])
def test_shares_of_the_office_make_a_split_exact(office, nation, share, encoding):
    read = office(f"{HEAD}2025-07-01,198,195,{share},population\n2025-07-01,198,210,0.65,\n", encoding=encoding)
    flows = Flows(read, JULY).of(read.lives("198")[0])
    assert {c: (f.low, f.is_exact, f.entered) for c, f in flows.items()} == {
        "195": (Fraction("0.35"), True, True),
        "210": (Fraction("0.65"), True, True),
    }
    assert [s.basis for s in read.successions] == ["whole", "population", "entered"]
    assert [s.share for s in nation.successions] == [1, None, None]


def test_one_share_of_two_is_enough(office):
    read = office(f"{HEAD}2025-07-01,198,195,0.35,population\n")
    assert all(f.is_exact for f in Flows(read, JULY).of(read.lives("198")[0]).values())


def test_an_empty_table_of_shares_changes_nothing(office, nation):
    assert office(HEAD) == nation


@pytest.mark.parametrize(
    ("rows", "vi", "en"),
    [
        (
            "2025-07-01,198,777,0.35,x",
            ["ty-le.csv, dòng 2: ngày 01/07/2025 không có việc chuyển từ 198 sang 777."],
            ["ty-le.csv, line 2: no unit 198 goes into 777 on 1 July 2025."],
        ),
        (
            "2025-07-02,198,195,0.35,x",
            ["ty-le.csv, dòng 2: ngày 02/07/2025 không có việc chuyển từ 198 sang 195."],
            ["ty-le.csv, line 2: no unit 198 goes into 195 on 2 July 2025."],
        ),
        (
            "ngày 1,198,195,0.35,x\n2025-07-01,198,210,nửa,x",
            [
                "ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “ngày 1”, “0.35”.",
                "ty-le.csv, dòng 3: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “nửa”.",
            ],
            [
                "ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “ngày 1”, “0.35”.",
                "ty-le.csv, line 3: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “nửa”.",
            ],
        ),
        (
            "2025-07-01,198,195,1/0,x",
            ["ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “1/0”."],
            ["ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “1/0”."],
        ),
        (
            "2025-07-01,198,195,,x",
            ["ty-le.csv, dòng 2: cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “2025-07-01”, “”."],
            ["ty-le.csv, line 2: needs a day such as 2025-07-01 and a share such as 0.35; read “2025-07-01”, “”."],
        ),
        (
            "2025-07-01,198,195,0.35,x\n2025-07-01,198,210,0.55,x",
            ["198, ngày 01/07/2025, 1662: các tỷ lệ chia cho 2 đơn vị cộng lại bằng 0,9, không bằng 1. Sửa để tổng đúng bằng 1."],
            ["198, 1 July 2025, 1662: the shares of its 2 successors add up to 0.9, not to 1. Make them add up to exactly 1."],
        ),
        (
            "2025-07-01,198,195,35,x",
            ["198, ngày 01/07/2025, 1662: tỷ lệ 35 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân."],
            ["198, 1 July 2025, 1662: the share 35 is not between 0 and 1, or has more than six decimals."],
        ),
        (
            "2025-07-01,198,195,0.3500001,x",
            ["198, ngày 01/07/2025, 1662: tỷ lệ 0.3500001 không nằm giữa 0 và 1 hoặc quá sáu chữ số thập phân."],
            ["198, 1 July 2025, 1662: the share 0.3500001 is not between 0 and 1, or has more than six decimals."],
        ),
    ],
    ids=["unknown pair", "another day", "two lines", "by nothing", "no share", "sum", "per cent", "seven decimals"],
)  # fmt: skip
def test_shares_are_refused_with_the_line_that_is_wrong(office, rows, vi, en):
    error = refused(office, f"{HEAD}{rows}\n")
    assert error.said("vi").splitlines() == vi
    assert error.said("en").splitlines() == en


def test_the_same_pair_entered_twice_is_refused_with_its_line(office):
    error = refused(office, f"{HEAD}2025-07-01,198,195,0.35,x\n2025-07-01,198,195,0.4,x\n")
    assert "198" in error.said("vi") and "195" in error.said("vi")


def test_a_line_after_an_empty_one_is_told_by_its_number_in_the_file(office):
    error = refused(office, f"{HEAD}\n2025-07-01,198,777,0.35,x\n")
    assert error.problems[0].line == 3


@pytest.mark.parametrize("share", ["1e99999", "1/" + "7" * 4000], ids=["e", "1/"])
def test_a_monstrous_share_is_refused_in_a_sentence_that_can_be_read(office, share):
    """With eight nines after the e, the number alone would take minutes and megabytes to make."""
    assert len(refused(office, f"{HEAD}2025-07-01,198,195,{share},x\n").said("vi")) < 400


def test_shares_that_are_not_utf_8_are_refused_as_ones_a_person_can_put_right(office):
    with pytest.raises(KieuMauError):
        office(f"{HEAD}2025-07-01,198,195,0.35,dân số\n", encoding="utf-16")


def test_a_table_of_shares_without_a_column_is_told(office):
    assert refused(office, "on,predecessor,successor,share\n").said("vi").startswith("ty-le.csv: thiếu cột basis.")
