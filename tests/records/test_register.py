"""The register in the database is the engine's; a newer one adds to it, and another past is refused whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from cast import TERMINAL
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import AdminUnit, Change, LevelEnd, Registry, Succession
from kieumau.engine.territory.names import finds, name_order
from kieumau.engine.territory.register_files import fingerprint, read_register
from kieumau.engine.wording import Words, plain
from kieumau.records.territory import models
from kieumau.records.territory.access import NoUnitError, access_registry, access_unit
from kieumau.records.territory.actions import Loaded, load_register
from kieumau.records.territory.queries import registry, search_units, units_on

APRIL_2024, JUNE, JULY, AUGUST = date(2024, 4, 4), date(2025, 6, 30), date(2025, 7, 1), date(2025, 8, 1)
TABLES = (
    models.RegisterLoad,
    models.ChangeRecord,
    models.AdminUnitRecord,
    models.SuccessionRecord,
    models.LevelEndRecord,
)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


# -- the nation ---------------------------------------------------------------------------------------------------


def test_the_shipped_register_reads_from_the_database_as_from_its_files(viet_nam):
    shipped = read_register()
    assert models.AdminUnitRecord.objects.count() == len(shipped.units) == 14_163
    assert set(viet_nam.units) == set(shipped.units)
    assert viet_nam.changes == shipped.changes
    assert set(viet_nam.successions) == set(shipped.successions)
    assert len(viet_nam.successions) == len(shipped.successions)
    assert set(viet_nam.level_ends) == set(shipped.level_ends)


def test_each_day_has_the_units_of_the_engine_and_each_ward_its_way(viet_nam):
    shipped = read_register()
    for day in (APRIL_2024, JUNE, JULY):
        assert viet_nam.units_on(day).units == shipped.units_on(day).units
        assert {u.code for u in units_on(day)} == set(shipped.units_on(day).units)
    old = viet_nam.get("25198", JUNE)
    assert old.name == "Tân Đồng"
    assert set(viet_nam.successors(old)) == set(shipped.successors(shipped.get("25198", JUNE)))
    assert [step.unit.full_name.vi for step in viet_nam.successors(old)] == ["phường Bình Phước"]


def test_loading_the_same_again_writes_nothing(viet_nam, capsys):
    before = counts()
    again = load_register(register=read_register(), fingerprint=fingerprint(), source="again", by=TERMINAL)
    assert again == Loaded(0, 0, 0, False)
    call_command("load_units")
    assert capsys.readouterr().out == "Already loaded: viet-nam.\n"
    assert counts() == before


def test_the_same_units_in_other_files_are_a_loading_that_adds_nothing(viet_nam):
    before = counts()
    again = load_register(register=read_register(), fingerprint="other", source="again", by=TERMINAL)
    assert again == Loaded(0, 0, 0, True)
    assert counts() == [before[0] + 1, *before[1:]]


def test_the_register_is_read_once_and_then_asked_for_by_one_query(viet_nam, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert registry() is viet_nam
    with django_assert_num_queries(1):
        assert access_registry() is viet_nam


def test_a_unit_is_reached_on_its_days_only(viet_nam):
    assert access_unit(code="25198", on=JUNE).name == "Tân Đồng"
    with pytest.raises(NoUnitError):
        access_unit(code="25198", on=JULY)
    with pytest.raises(NoUnitError):
        access_unit(code="no such", on=JULY)


def test_without_a_register_there_is_an_empty_one(db):
    assert registry() == Registry(())
    with pytest.raises(NoUnitError):
        access_unit(code="25198", on=JUNE)


def test_a_folder_without_a_register_is_told_and_loads_nothing(db, tmp_path):
    with pytest.raises(CommandError, match=r"units\.parquet: không có tệp này"):
        call_command("load_units", str(tmp_path))
    assert counts() == [0, 0, 0, 0, 0]


# -- a newer register ---------------------------------------------------------------------------------------------

PROVINCE = AdminUnit("70", "Bình Phước", "tinh", level="province")
TAN_PHU = AdminUnit("195", "Tân Phú", "phuong", parent="70", level="commune", valid_until=JULY, ended_by="1662")
TAN_DONG = AdminUnit("198", "Tân Đồng", "phuong", parent="70", level="commune", valid_until=JULY, ended_by="1662")
BINH_PHUOC = AdminUnit("195", "Bình Phước", "phuong", parent="70", level="commune", valid_from=JULY, begun_by="1662")
DONG_XOAI = AdminUnit("210", "Đồng Xoài", "phuong", parent="70", level="commune", valid_from=JULY, begun_by="1662")
SPLIT = (Succession("1662", "198", "195", Fraction("0.4")), Succession("1662", "198", "210", Fraction("0.6")))
KNOWN = Registry(
    (PROVINCE, TAN_PHU, TAN_DONG, BINH_PHUOC, DONG_XOAI),
    {"1662": Change("1662", JULY, Words("Sắp xếp", "Rearranged"), "UBTVQH", JUNE, "https://example.org/1662")},
    (Succession("1662", "195", "195"), *SPLIT),
    (LevelEnd("district", "government", JULY, "72/2025/QH15"),),
)
LATER = Change("900", AUGUST, plain("Sau"))
RENAMED = AdminUnit("211", "Đồng Phú", "phuong", parent="70", level="commune", valid_from=AUGUST, begun_by="900")
NEWER = Registry(
    (*KNOWN.units[:4], replace(DONG_XOAI, valid_until=AUGUST, ended_by="900"), RENAMED),
    {**KNOWN.changes, "900": LATER},
    (*KNOWN.successions, Succession("900", "210", "211")),
    KNOWN.level_ends,
)


def load(register: Registry, mark: str = "") -> Loaded:
    return load_register(register=register, fingerprint=mark or uuid4().hex, source="test", by=TERMINAL)


@pytest.fixture
def known(db: None) -> Registry:
    assert load(KNOWN) == Loaded(5, 0, 1, True)
    return registry()


def same(one: Registry, other: Registry) -> bool:
    return (set(one.units), one.changes, set(one.successions), set(one.level_ends)) == (
        (set(other.units), other.changes, set(other.successions), set(other.level_ends))
    )


def test_a_register_comes_back_with_its_acts_shares_and_levels(known):
    assert same(known, KNOWN)


def test_a_newer_register_adds_a_later_day_and_leaves_the_earlier_ones(known):
    assert load(NEWER) == Loaded(1, 1, 1, True)
    now = registry()
    assert same(now, NEWER)
    for day in (JUNE, JULY):
        assert {c: u.name for c, u in now.units_on(day).units.items()} == {
            c: u.name for c, u in known.units_on(day).units.items()
        }
    assert now.find("210", AUGUST) is None
    assert now.get("211", AUGUST) == RENAMED
    assert now.goes_on(now.get("210", JULY)) == RENAMED


def test_an_older_register_again_is_not_a_way_back(known):
    load(NEWER)
    with pytest.raises(RegistryError) as refused:
        load(KNOWN)
    assert "phường Đồng Phú (211, từ 01/08/2025) đã ghi trong sổ" in refused.value.said("vi")
    assert same(registry(), NEWER)


def test_what_one_transaction_takes_back_is_not_read_by_the_next(known):
    with transaction.atomic():
        load(NEWER)
        assert registry().find("211", AUGUST)
        transaction.set_rollback(True)
    assert same(registry(), KNOWN)


def newer(*, without=(), units=(), changes=None, successions=None) -> Registry:
    """The newer register with units in place of those of the same key, without some, or with other acts and ways."""
    new = {u.key: u for u in units}
    mine = {u.key: u for u in NEWER.units if u.key not in {w.key for w in without}} | new
    return Registry(
        tuple(mine.values()),
        NEWER.changes if changes is None else changes,
        NEWER.successions if successions is None else successions,
        NEWER.level_ends,
    )


SECOND = replace(RENAMED, code="212", name="Tiến Thành")
LAST_KNOWN = Change("901", JULY, plain("Cùng ngày"))
EARLIER = Change("800", JUNE, plain("Trước"))
ANOTHER_PAST = {
    "a unit is left out": (
        newer(without=[TAN_PHU], successions=NEWER.successions[1:]),
        ["phường Tân Phú (195, trước 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác.",
         "195 sang 195 theo 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        ["Tân Phú ward (195, before 1 July 2025) is in the register; the newer file leaves it out or tells it otherwise.",
         "195 into 195 by 1662 is recorded; the newer file leaves it out or tells it otherwise."],
    ),
    "a unit has another name": (
        newer(units=[replace(TAN_DONG, name="Tân Bình")]),
        ["phường Tân Đồng (198, trước 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác."],
        ["Tân Đồng ward (198, before 1 July 2025) is in the register; the newer file leaves it out or tells it otherwise."],
    ),
    "a unit is of another kind": (
        newer(units=[replace(TAN_DONG, kind="xa")]),
        ["phường Tân Đồng (198, trước 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác."],
        ["Tân Đồng ward (198, before 1 July 2025) is in the register; the newer file leaves it out or tells it otherwise."],
    ),
    "a unit has another parent": (
        newer(units=[replace(TAN_DONG, parent="")]),
        ["phường Tân Đồng (198, trước 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác."],
        ["Tân Đồng ward (198, before 1 July 2025) is in the register; the newer file leaves it out or tells it otherwise."],
    ),
    "a unit that ended goes on longer": (
        newer(units=[replace(TAN_DONG, valid_until=AUGUST, ended_by="900")], successions=(NEWER.successions[0], NEWER.successions[-1])),
        ["phường Tân Đồng (198): ngày kết thúc 01/08/2025 sửa lại quá khứ đã ghi.",
         "198 sang 195 theo 1662 đã ghi, tệp mới không có hoặc ghi khác.",
         "198 sang 210 theo 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        ["Tân Đồng ward (198): the end on 1 August 2025 rewrites a past that is recorded.",
         "198 into 195 by 1662 is recorded; the newer file leaves it out or tells it otherwise.",
         "198 into 210 by 1662 is recorded; the newer file leaves it out or tells it otherwise."],
    ),
    "a unit ends before the newest known change": (
        Registry(
            (replace(PROVINCE, valid_until=JUNE, ended_by="800"),
             *(replace(u, parent="") for u in KNOWN.units[1:])),
            {**KNOWN.changes, "800": EARLIER}, KNOWN.successions, KNOWN.level_ends,
        ),
        ["tỉnh Bình Phước (70): ngày kết thúc 30/06/2025 sửa lại quá khứ đã ghi.",
         *(f"{u.full_name.vi} ({u.code}, {s}) đã ghi trong sổ, tệp mới không có hoặc ghi khác."
           for u, s in ((TAN_PHU, "trước 01/07/2025"), (TAN_DONG, "trước 01/07/2025"),
                        (BINH_PHUOC, "từ 01/07/2025"), (DONG_XOAI, "từ 01/07/2025"))),
         "văn bản 800 có hiệu lực ngày 30/06/2025, không sau ngày 01/07/2025 là ngày thay đổi mới nhất đã ghi."],
        None,
    ),
    "a unit begins before the newest known change": (
        newer(units=[replace(SECOND, valid_from=JUNE, begun_by="800")], changes={**NEWER.changes, "800": EARLIER}),
        ["phường Tiến Thành (212) bắt đầu trước hoặc trong ngày 01/07/2025, là ngày thay đổi mới nhất đã ghi.",
         "văn bản 800 có hiệu lực ngày 30/06/2025, không sau ngày 01/07/2025 là ngày thay đổi mới nhất đã ghi."],
        ["Tiến Thành ward (212) begins on or before 1 July 2025, the newest change that is recorded.",
         "the act 800 takes effect on 30 June 2025, which is not after 1 July 2025, the newest change that is recorded."],
    ),
    "a unit begins on the day of the newest known change": (
        newer(units=[replace(SECOND, valid_from=JULY, begun_by="901")], changes={**NEWER.changes, "901": LAST_KNOWN}),
        ["phường Tiến Thành (212) bắt đầu trước hoặc trong ngày 01/07/2025, là ngày thay đổi mới nhất đã ghi.",
         "văn bản 901 có hiệu lực ngày 01/07/2025, không sau ngày 01/07/2025 là ngày thay đổi mới nhất đã ghi."],
        ["Tiến Thành ward (212) begins on or before 1 July 2025, the newest change that is recorded.",
         "the act 901 takes effect on 1 July 2025, which is not after 1 July 2025, the newest change that is recorded."],
    ),
    "a unit has always been there": (
        newer(units=[AdminUnit("213", "Lộc Ninh", "xa", parent="70", level="commune")]),
        ["xã Lộc Ninh (213) bắt đầu trước hoặc trong ngày 01/07/2025, là ngày thay đổi mới nhất đã ghi."],
        ["Lộc Ninh commune (213) begins on or before 1 July 2025, the newest change that is recorded."],
    ),
    "an act takes effect on another day": (
        Registry(
            (PROVINCE, *(replace(u, valid_until=AUGUST) for u in (TAN_PHU, TAN_DONG)),
             *(replace(u, valid_from=AUGUST) for u in (BINH_PHUOC, DONG_XOAI))),
            {"1662": replace(KNOWN.changes["1662"], on=AUGUST)}, KNOWN.successions, KNOWN.level_ends,
        ),
        ["phường Tân Phú (195): ngày kết thúc 01/08/2025 sửa lại quá khứ đã ghi.",
         "phường Tân Đồng (198): ngày kết thúc 01/08/2025 sửa lại quá khứ đã ghi.",
         "phường Bình Phước (195, từ 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác.",
         "phường Đồng Xoài (210, từ 01/07/2025) đã ghi trong sổ, tệp mới không có hoặc ghi khác.",
         "văn bản 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        None,
    ),
    "a level is said to end in the past": (
        replace(KNOWN, level_ends=(*KNOWN.level_ends, LevelEnd("district", "tax", date(2025, 6, 30), "x"))),
        ["district, tax: ngày kết thúc của cấp này sửa lại quá khứ đã ghi."],
        ["district, tax: the end of this level rewrites a past that is recorded."],
    ),
    "an act gets another title": (
        replace(KNOWN, changes={"1662": replace(KNOWN.changes["1662"], title=plain("Tên khác"))}),
        ["văn bản 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        None,
    ),
    "another share goes one way": (
        newer(successions=(NEWER.successions[0], replace(SPLIT[0], share=Fraction("0.5")),
                           replace(SPLIT[1], share=Fraction("0.5")), NEWER.successions[-1])),
        ["198 sang 195 theo 1662 đã ghi, tệp mới không có hoặc ghi khác.",
         "198 sang 210 theo 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        ["198 into 195 by 1662 is recorded; the newer file leaves it out or tells it otherwise.",
         "198 into 210 by 1662 is recorded; the newer file leaves it out or tells it otherwise."],
    ),
    "a known share is unknown": (
        newer(successions=(NEWER.successions[0], *(replace(s, share=None) for s in SPLIT), NEWER.successions[-1])),
        ["198 sang 195 theo 1662 đã ghi, tệp mới không có hoặc ghi khác.",
         "198 sang 210 theo 1662 đã ghi, tệp mới không có hoặc ghi khác."],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("register", "vi", "en"), ANOTHER_PAST.values(), ids=ANOTHER_PAST)
def test_another_past_is_refused_whole_where(known, register, vi, en):
    before = counts()
    with pytest.raises(RegistryError) as refused:
        load(register)
    told = refused.value.said("vi").splitlines()
    assert told[-1] == ("Tệp mới chỉ thêm thay đổi sau ngày 01/07/2025; quá khứ chỉ đổi bằng một quyết định sau.")
    assert sorted(told[:-1]) == sorted(vi)
    if en is not None:
        assert sorted(refused.value.said("en").splitlines()[:-1]) == sorted(en)
    assert counts() == before
    assert registry() is known


def test_a_register_that_contradicts_itself_is_refused_too(known):
    before = counts()
    with pytest.raises(RegistryError, match="cộng lại bằng 0,8"):
        load(newer(successions=(NEWER.successions[0], SPLIT[0], replace(SPLIT[1], share=Fraction("0.4")))))
    assert counts() == before


def test_only_fifty_differences_are_told_and_the_rest_is_counted(viet_nam):
    with pytest.raises(RegistryError) as refused:
        load(KNOWN)
    told = refused.value.said("en").splitlines()
    assert len(told) == 52
    assert told[50].endswith(" more.") and told[51].startswith("A newer file only adds changes after")


# -- search -------------------------------------------------------------------------------------------------------


def found(text: str, on: date | None = None) -> list[str]:
    return [f"{u.kind} {u.name} {u.code}" for u in search_units(text, on=on)[:20]]


def test_a_ward_is_found_with_marks_or_none(viet_nam):
    for text in ("tan dong", "Tân Đồng", "TAN DONG", "  tân   đồng ", "phường tân đồng", "dong tan", "25198 tan"):
        assert "phuong Tân Đồng 25198" in found(text), text


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        *((written, "xa Ea H'leo 24184") for written in (
            "Ea H'leo", "Ea H’leo", "Ea Hʼleo", "Ea H`leo", "ea h leo", "Ea Hleo", "eahleo", "xã ea h'leo",
        )),
        ("K'Dang", "xa KDang 23698"), ("KDang", "xa KDang 23698"), ("k dang", "xa KDang 23698"),
        ("A Vương", "xa A Vương 20461"), ("Avương", "xa A Vương 20461"),
        ("A Vương", "xa Avương 20458"), ("a vuong", "xa Avương 20458"),
        ("anloc", "phuong An Lộc 25324"), ("An-Lộc", "phuong An Lộc 25324"),
        ("P. An Lộc", "phuong An Lộc 25324"), ("P.An Lộc", "phuong An Lộc 25324"),
        ("TX. Phước Long", "thi_xa Phước Long 688"), ("tx phuoc long", "thi_xa Phước Long 688"),
        ("TP. Đồng Xoài", "thanh_pho Đồng Xoài 689"), ("TT. Sa Rài", "thi_tran Sa Rài 29926"),
        ("Văn Miếu–Quốc Tử Giám", "phuong Văn Miếu - Quốc Tử Giám 00226"),
    ],
)  # fmt: skip
def test_a_unit_is_found_however_its_name_is_written(viet_nam, written, unit):
    assert unit in found(written)
    (full,) = (u.full_name.vi for u in viet_nam.lives(unit.split()[-1]) if f"{u.kind} {u.name} {u.code}" == unit)
    assert finds(written, full), "the terminal's search finds what the page's does"


def test_the_search_of_the_terminal_and_of_the_pages_agree(viet_nam):
    every = [u for u in viet_nam.units if u.is_alive(JULY)]
    for text in ("an", "tan dong", "ea h", "hleo", "anh", "phu thanh", "p. 4", "251", "25195 binh", "k'", "xã a", "-"):
        told = {u.code for u in every if finds(text, u.full_name.vi, u.code)}
        assert {u.code for u in search_units(text, on=JULY)} == told, text


def test_words_that_begin_alike_are_not_joined_to_longer_ones(viet_nam):
    assert all("Anh" in u.name or "Ánh" in u.name or "Ảnh" in u.name for u in search_units("anh", on=JULY))


def test_a_name_is_found_before_names_that_begin_so(viet_nam):
    names = [u.name for u in search_units("dong xoai")]
    assert "Đồng Xoài" in names
    exact = [i for i, n in enumerate(names) if n == "Đồng Xoài"]
    assert exact == list(range(len(exact)))
    assert [u.level for u in search_units("đồng xoài")[:2]] == ["district", "commune"]


def test_a_code_is_found_whoever_bore_it(viet_nam):
    assert found("25198") == ["phuong Tân Đồng 25198"]
    assert found("25195") == ["phuong Bình Phước 25195", "phuong Tân Phú 25195"]
    assert len(viet_nam.lives("25195")) == 2


def test_an_old_and_a_new_ward_of_one_name_come_first(viet_nam):
    assert found("phuong an loc")[:2] == ["phuong An Lộc 25324", "phuong An Lộc 25333"]
    assert found("phuong an loc", on=JUNE)[0] == "phuong An Lộc 25324"
    assert found("phuong an loc", on=JULY)[0] == "phuong An Lộc 25333"


def test_a_name_that_a_province_had_before_and_a_ward_has_now_finds_both(viet_nam):
    first, *others = search_units("Bình Phước")[:20]
    assert (first.level, first.valid_until) == ("province", JULY)
    assert "25195" in {u.code for u in others if u.kind == "phuong" and u.valid_from == JULY}
    assert "province" not in {u.level for u in search_units("Bình Phước", on=JULY)}
    assert search_units("binh phuoc")[0] == first


def test_what_is_written_with_marks_is_found_before_names_with_other_marks(viet_nam):
    for marked in ("Tân Lập", "Tân Lạp", "Hòa An", "Hoà An", "Đông Hải", "Đồng Hải"):
        names = [u.name for u in search_units(marked)]
        same_name = [i for i, name in enumerate(names) if name == marked]
        assert same_name == list(range(len(same_name)))


def test_results_that_are_equally_near_stand_in_vietnamese_order(viet_nam):
    wards = [u for u in search_units("an", on=JULY) if u.level == "commune" and u.bare.startswith("an ")]
    assert len(wards) > 50
    assert [u.name for u in wards] == [u.name for u in sorted(wards, key=lambda u: (name_order(u.name), u.code))]
    listed = [u.name for u in units_on(JULY, level="province")]
    assert listed == sorted(listed, key=name_order) and len(listed) == 34
    assert listed[-1] == "Vĩnh Long"


HARMLESS = (
    "%",
    "_",
    "25_98",
    "25%98",
    '"',
    "' OR 1=1 --",
    "\\",
    "\\%",
    "a" * 10_000,
    "đ" * 10_000,
    "🙂",
    "<b>",
    "{0}",
    "%s",
    "?",
)


def test_no_text_harms_the_search(viet_nam):
    assert {text: found(text) for text in HARMLESS} == {text: [] for text in HARMLESS}
    assert found("an " * 5_000) and found("tan\0 \0dong") == found("tan dong")
    assert not search_units("'") and not search_units("-")  # no word


def test_an_empty_search_is_all_units_and_spaces_are_empty(viet_nam):
    for nothing in ("", "  \n ", "\0"):
        assert search_units(nothing).count() == 14_163


def test_a_search_takes_two_queries_at_most(viet_nam, django_assert_max_num_queries):
    for text in ("tan dong", "Bình Phước", "an " * 100, ""):
        with django_assert_max_num_queries(2):
            assert len(found(text, on=JULY)) == min(20, search_units(text, on=JULY).count())


@pytest.mark.parametrize("text", ["a" * 60_000, "\ud800 tan dong", "tan " * 500, "%_'\"\\"])
def test_a_long_or_broken_search_finds_nothing_or_something_and_does_no_harm(viet_nam, text):
    assert len(search_units(text)[:5]) <= 5


def test_shares_of_the_office_are_entered_once_and_every_page_restates_by_them(viet_nam, tmp_path):
    way = next(s for s in viet_nam.successions if s.share is None)
    parts = [s for s in viet_nam.successions if (s.change, s.predecessor) == (way.change, way.predecessor)]
    shares = tmp_path / "ty-le.csv"
    each = [Fraction(1, 4)] + [Fraction(3, 4) / (len(parts) - 1)] * (len(parts) - 1)
    lines = [
        f"2025-07-01,{s.predecessor},{s.successor},{float(e)},population" for s, e in zip(parts, each, strict=True)
    ]
    shares.write_text("on,predecessor,successor,share,basis\n" + "\n".join(lines), encoding="utf-8")
    call_command("load_shares", str(shares))
    old = registry().get(way.predecessor, date(2025, 6, 30))
    assert [step.share for step in registry().successors(old)] == each
    call_command("load_shares", str(shares))  # again changes nothing
    shares.write_text(shares.read_text().replace("0.25", "0.35").replace("0.75", "0.65"), encoding="utf-8")
    with pytest.raises(CommandError, match="đã có tỷ lệ"):
        call_command("load_shares", str(shares))
    assert [step.share for step in registry().successors(old)] == each
