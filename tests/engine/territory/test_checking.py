"""Registers that contradict themselves are refused, in both languages, with the units and the days that do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import AdminUnit, Change, Flows, Registry, Succession
from kieumau.engine.territory.checking import MOST_TOLD, check_registry
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
