"""A decision's rows become a register: who ends, who begins, who follows; and every row that cannot be is told."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kieumau.engine.errors import Advice, RegistryError
from kieumau.engine.territory import AdminUnit, Change, Flows, LevelEnd, Registry
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.territory.rearranging import Rearrangement, rearrange, take_back
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain

ON, EVE, LATER = date(2027, 1, 1), date(2026, 12, 31), date(2028, 1, 1)


def ward(code: str, name: str, parent: str = "01", **more: object) -> AdminUnit:
    return AdminUnit(code, name, "phuong", parent=parent, level="commune", **more)  # type: ignore[arg-type]


REGISTER = check_registry(
    Registry(
        (
            AdminUnit("01", "Bắc", "tinh", level="province"),
            AdminUnit("02", "Nam", "tinh", level="province"),
            ward("101", "Một", area_km2=3.0, latitude=11.1, longitude=106.1),
            ward("102", "Hai", area_km2=5.0, latitude=11.2, longitude=106.2),
            ward("103", "Ba"),
            ward("201", "Tư", "02"),
        ),
        level_ends=(LevelEnd("district", "government", date(2025, 7, 1), "203/2025/QH15"),),
    )
)


def act(code: str = "12/NQ", on: date = ON) -> Change:
    return Change(code, on, plain("Sắp xếp"))


def ways(*rows: str) -> list[SuccessionRow]:
    """ "101 104 Mới phuong 01 0.4": predecessor, successor, name, kind, parent, share; a dot is an empty cell."""
    made = []
    for number, row in enumerate(rows, 2):
        cells = [("" if c == "." else c.replace("_", " ")) for c in row.split()] + [""] * 6
        share = Fraction(cells[5]) if cells[5] else None
        made.append(SuccessionRow(*cells[:5], share, number))
    return made


def done(*rows: str, registry: Registry = REGISTER, code: str = "12/NQ", on: date = ON) -> Rearrangement:
    return rearrange(registry, act(code, on), ways(*rows))


def told(*rows: str, registry: Registry = REGISTER, code: str = "12/NQ", on: date = ON) -> list[str]:
    with pytest.raises(RegistryError) as refused:
        done(*rows, registry=registry, code=code, on=on)
    return [p.sentence.vi for p in refused.value.problems]


def into(made: Rearrangement, code: str) -> dict[str, Fraction | None]:
    return {s.unit.code: s.share for s in made.after.successors(made.after.get(code, EVE))}


# -- what becomes of units ----------------------------------------------------------------------------------------


def test_units_merge_into_one_that_may_keep_a_code():
    made = done("101 101 Mới phuong 01", "102 101")
    assert [u.code for u in made.ended] == ["101", "102"]
    assert into(made, "101") == into(made, "102") == {"101": 1}
    new = made.after.get("101", ON)
    assert (new.name, new.level, new.begun_by, new.area_km2, new.latitude) == ("Mới", "commune", "12/NQ", 8.0, 11.2)
    assert made.after.find("102", ON) is None
    assert not made.goes_on(made.ended[0])


def test_a_unit_splits_by_shares_or_without():
    known = done("101 101 Một phuong 01 0.4", "101 104 Mới phuong 01 0.6")
    assert into(known, "101") == {"101": Fraction(2, 5), "104": Fraction(3, 5)}
    unknown = done("101 101 Một phuong 01", "101 104 Mới phuong 01")
    flow = Flows(unknown.after, ON).of(unknown.after.get("101", EVE))["104"]
    assert (flow.low, flow.high) == (0, 1)
    assert unknown.after.get("104", ON).latitude is None, "a part lies nobody knows where"


@pytest.mark.parametrize(
    "row", ["101 101 Khác phuong 01", "101 101 Một xa 01", "101 101 Một phuong 02", "101 909 Một phuong 01"]
)
def test_a_new_name_kind_parent_or_code_is_one_row_and_the_unit_goes_on(row):
    made = done(row)
    assert made.goes_on(made.ended[0])
    assert made.begun[0].area_km2 == 3.0


def test_what_stands_below_follows_the_one_successor():
    made = done("02 01 Bắc_Nam tinh", "01 01")
    assert [(a.code, b.parent) for a, b in made.following] == [("201", "01")]
    assert made.after.get("201", EVE).parent == "02"
    assert {u.code for u in made.after.descendants("01", ON)} == {"101", "102", "103", "201"}
    assert made.after.goes_on(made.after.get("201", EVE)) == made.after.get("201", ON)
    assert made.after.get("101", ON).valid_from < ON, "its parent's code goes on, so nothing changes for it"


def test_each_unit_below_a_split_one_says_where_it_goes():
    split = ("01 01 Bắc tinh", "01 03 Mới tinh")
    (said,) = told(*split, "101 101 Một phuong 03")
    assert said.startswith(
        "dòng 2: tỉnh Bắc chia cho nhiều đơn vị, mà 2 đơn vị bên dưới chưa có dòng riêng: Hai (102), Ba (103)."
    )
    made = done(*split, "101 101 Một phuong 03", "102 102 Hai phuong 01", "103 103 Ba phuong 01")
    assert [u.code for u in made.staying] == ["102", "103"]
    assert {u.code for u in made.after.descendants("03", ON)} == {"101"}
    assert made.after.get("102", ON) == REGISTER.get("102", EVE), "who stays is not touched"


def test_other_decisions_of_the_same_day_and_of_days_around_it_are_possible():
    first = done("101 101 Mới phuong 01", "102 101")
    second = done("103 103 Khác phuong 01", registry=first.after, code="13/NQ")
    third = done("201 201 Khác phuong 02", registry=second.after, code="14/NQ", on=date(2026, 6, 1))
    later = done("101 105 Nữa phuong 01", registry=third.after, code="15/NQ", on=LATER)
    assert later.after.get("105", LATER).name == "Nữa"
    assert set(take_back(later.after, "15/NQ").units) == set(third.after.units)


def test_taking_back_gives_the_register_as_it_was():
    made = done("02 01 Bắc_Nam tinh", "01 01", "101 101 Mới phuong 01", "102 101")
    back = take_back(made.after, "12/NQ")
    assert set(back.units) == set(REGISTER.units)
    assert (back.changes, back.successions) == (REGISTER.changes, REGISTER.successions)


def test_a_change_that_others_build_on_is_not_taken_back():
    made = done("101 104 Mới phuong 01", "102 104")
    later = done("104 105 Nữa phuong 01", registry=made.after, code="13/NQ", on=LATER)
    with pytest.raises(RegistryError, match=r"phường Mới \(104\) lại thay đổi từ 01/01/2028 theo 13/NQ"):
        take_back(later.after, "12/NQ")
    province = done("01 03 Mới tinh")
    inside = done("201 201 Tư phuong 03", registry=province.after, code="13/NQ", on=LATER)
    with pytest.raises(RegistryError, match="mã 03 không chỉ đơn vị nào"):
        take_back(inside.after, "12/NQ")
    with pytest.raises(RegistryError, match="sổ không có văn bản “99/NQ”"):
        take_back(made.after, "99/NQ")


# -- what cannot be -----------------------------------------------------------------------------------------------

WRONG = {
    "no rows": ((), "chưa có dòng nào."),
    "unknown predecessor": (("999 104 Mới phuong 01",), "dòng 2: sổ đơn vị không có mã “999”."),
    "zeros dropped": (("1 104 Mới phuong 01",), "dòng 2: sổ đơn vị không có mã “1”. Có phải “01”? Excel bỏ số 0 ở đầu."),
    "no predecessor": ((". 104 Mới phuong 01",), "dòng 2: thiếu mã đơn vị trước."),
    "no successor": (("101 . Mới phuong 01",), "dòng 2: thiếu mã đơn vị sau."),
    "no code": (("101 -x Mới phuong 01",), "dòng 2: “-x” không phải mã đơn vị."),
    "code taken": (
        ("101 102 Mới phuong 01",),
        "dòng 2: mã 102 là của phường Hai. Dùng mã khác, hoặc thêm dòng cho đơn vị ấy nếu nó cũng kết thúc.",
    ),
    "no name": (("101 104 . phuong 01",), "dòng 2: thiếu tên của 104, hoặc tên quá dài."),
    "no parent": (("101 104 Mới phuong",), "dòng 2: thiếu đơn vị cấp trên của 104."),
    "two names": (
        ("101 104 Mới phuong 01", "102 104 Khác"),
        "dòng 2: 104 được ghi với nhiều tên: Khác, Mới.",
    ),
    "unknown parent": (("101 104 Mới phuong 09",), "dòng 2: đơn vị cấp trên: sổ đơn vị không có mã “09”."),
    "a parent that ends": (
        ("101 104 Mới phuong 02", "02 03 Khác tinh"),
        "dòng 2: đơn vị cấp trên tỉnh Nam kết thúc cùng ngày.",
    ),
    "a ward as parent": (("101 104 Mới phuong 103",), "dòng 2: phường Mới không thể trực thuộc phường Ba."),
    "a province below another": (("02 03 Khác tinh 01",), "dòng 2: tỉnh không có đơn vị cấp trên."),
    "a level that has ended": (
        ("101 104 Mới huyen 01",),
        "dòng 2: từ 01/07/2025 không còn loại này (203/2025/QH15).",
    ),
    "the same row twice": (
        ("101 104 Mới phuong 01", "101 104 Mới phuong 01"),
        "dòng 3: 101 sang 104 đã ghi ở dòng 2.",
    ),
    "nothing changes": (("101 101 Một phuong 01",), "dòng 2: dòng này không đổi gì ở phường Một (101)."),
    "a share above all": (
        ("101 104 A phuong 01 1.2", "101 105 B phuong 01"),
        "dòng 2: tỷ lệ phải lớn hơn 0 và không quá 100%.",
    ),
    "a share of a whole": (
        ("101 104 A phuong 01 0.5",),
        "dòng 2: các tỷ lệ chia của 101 cộng lại bằng 50%, không bằng 100%. "
        "Để trống tỷ lệ chưa biết; các tỷ lệ đã ghi khi đó phải dưới 100%.",
    ),
    "shares above all": (
        ("101 104 A phuong 01 0.6", "101 105 B phuong 01 0.6"),
        "dòng 2: các tỷ lệ chia của 101 cộng lại bằng 120%, không bằng 100%. "
        "Để trống tỷ lệ chưa biết; các tỷ lệ đã ghi khi đó phải dưới 100%.",
    ),
    "nothing left for the unknown": (
        ("101 104 A phuong 01 1", "101 105 B phuong 01"),
        "dòng 2: các tỷ lệ chia của 101 cộng lại bằng 100%, không bằng 100%. "
        "Để trống tỷ lệ chưa biết; các tỷ lệ đã ghi khi đó phải dưới 100%.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_a_row_that_cannot_be_is_told_with_its_number(case):
    rows, said = WRONG[case]
    assert told(*rows) == [said]


def test_an_unknown_unit_is_to_be_found_by_its_name():
    with pytest.raises(RegistryError) as refused:
        done("999 104 Mới phuong 01")
    assert [p.hint for p in refused.value.problems] == [Advice.FIND_UNIT]


def test_an_unknown_kind_is_told_with_those_there_are():
    (said,) = told("101 104 Mới lang 01")
    assert said.startswith("dòng 2: không có loại “lang”. Loại là một trong: tỉnh, thành phố,")


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_rows():
    said = told("999 104 Mới phuong 01", "101 102 A phuong 01", "103 103 Ba phuong 01")
    assert [s.split(":")[0] for s in said] == ["dòng 2", "dòng 3", "dòng 4"]


def test_a_unit_that_is_to_change_already_is_told_with_the_act():
    first = done("101 101 Mới phuong 01", "102 101")
    for on in (ON, date(2026, 6, 1)):
        said = told("102 102 Hai_B phuong 01", registry=first.after, code="13/NQ", on=on)
        assert said[0].startswith("dòng 2: phường Hai (102) ")
        assert "12/NQ" in said[0]
    said = told("01 03 Mới tinh", registry=first.after, code="13/NQ", on=date(2026, 6, 1))
    assert len(said) == 2, "the province cannot move below units that are to change"


def test_an_act_is_recorded_once():
    assert told("103 103 Khác phuong 01", registry=done("101 104 Mới phuong 01").after) == [
        "văn bản 12/NQ đã có trong sổ."
    ]


# -- any rows at all ----------------------------------------------------------------------------------------------

codes = st.sampled_from(["101", "102", "103", "201", "104", "105"])
rows = st.lists(
    st.builds(
        SuccessionRow, codes, codes, st.sampled_from(["", "A", "B"]), st.just("phuong"), st.sampled_from(["01", "02"]),
        st.sampled_from([None, Fraction(1, 4), Fraction(3, 4)]), st.integers(1, 9),
    ),
    max_size=6,
)  # fmt: skip


@given(rows, st.integers(0, 400))
def test_whatever_the_rows_the_register_is_whole_or_refused_and_taking_back_undoes_it(listed, days):
    on = ON + timedelta(days=days)
    try:
        made = rearrange(REGISTER, act(on=on), listed)
    except RegistryError as refused:
        assert refused.problems
        return
    check_registry(made.after)
    eve = on - timedelta(days=1)
    assert made.after.units_on(eve).units.keys() == REGISTER.units_on(eve).units.keys()
    for unit in made.ended:
        whole = Flows(made.after, on).of(unit)
        assert whole, "nothing is lost"
        assert sum(f.low for f in whole.values()) <= 1 <= sum(f.high for f in whole.values())
    assert set(take_back(made.after, "12/NQ").units) == set(REGISTER.units)
