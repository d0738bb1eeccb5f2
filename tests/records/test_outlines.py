"""Outlines are recorded beside older ones, once, and a file that is refused records nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cast import AT, TERMINAL
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.journal.actors import operator
from kieumau.records.territory.actions import load_register, record_outlines
from kieumau.records.territory.models import Outline
from kieumau.records.territory.queries import outlines_of

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
BINH_LONG = AdminUnit("25333", "Bình Long", "phuong")
DONG_XOAI = AdminUnit("25210", "Đồng Xoài", "phuong")
SQUARE = [[[106.88, 11.53], [106.9, 11.53], [106.9, 11.55], [106.88, 11.53]]]
OTHER = [[[106.88, 11.53], [106.9, 11.53], [106.9, 11.56], [106.88, 11.53]]]


@pytest.fixture
def two_wards(db: None) -> None:
    load_register(register=Registry((BINH_LONG, DONG_XOAI)), fingerprint="two wards", source="test", by=TERMINAL)


def record(outlines: dict[AdminUnit, Any], days: int = 0) -> int:
    return record_outlines(outlines=outlines, source="Sở Nội vụ", by=operator(AT + timedelta(days=days)))


def recorded(*units: AdminUnit) -> dict[str, Any]:
    return outlines_of(units or (BINH_LONG, DONG_XOAI))


def test_outlines_come_back_as_they_went(two_wards):
    assert record({BINH_LONG: SQUARE, DONG_XOAI: SQUARE + OTHER}) == 2
    assert recorded() == {"25333": SQUARE, "25210": SQUARE + OTHER}
    assert recorded(BINH_LONG) == {"25333": SQUARE}


def test_the_same_rings_again_record_nothing(two_wards):
    record({BINH_LONG: SQUARE})
    assert record({BINH_LONG: SQUARE}, days=1) == 0
    assert Outline.objects.get().recorded_at == AT


def test_other_rings_are_a_new_row_and_the_newest_is_read(two_wards):
    record({BINH_LONG: SQUARE, DONG_XOAI: SQUARE})
    assert record({BINH_LONG: OTHER, DONG_XOAI: SQUARE}, days=1) == 1
    assert recorded() == {"25333": OTHER, "25210": SQUARE}
    assert [o.rings for o in Outline.objects.filter(unit__code="25333").order_by("pk")] == [SQUARE, OTHER]


def test_an_outline_that_comes_back_is_the_newest_again(two_wards):
    for days, rings in enumerate((SQUARE, OTHER, SQUARE)):
        assert record({BINH_LONG: rings}, days=days) == 1
    assert recorded() == {"25333": SQUARE}


def test_nothing_is_recorded_where_one_unit_is_not_in_the_register(two_wards):
    later = replace(DONG_XOAI, valid_from=JULY)
    with pytest.raises(RegistryError) as refused:
        record({BINH_LONG: SQUARE, later: SQUARE})
    assert refused.value.said("vi") == "phường Đồng Xoài (25210) không có trong sổ."
    assert refused.value.said("en") == "Đồng Xoài ward (25210) is not in the register."
    assert not Outline.objects.exists()


def test_fifty_strange_units_are_told_and_the_rest_is_counted(two_wards):
    with pytest.raises(RegistryError) as refused:
        record({AdminUnit(str(n), "Lạ"): SQUARE for n in range(60)})
    told = refused.value.said("en").splitlines()
    assert (len(told), told[-1]) == (51, "10 more.")


def test_outlines_are_recorded_in_six_queries_however_many(two_wards, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):  # with the savepoint, and two for the journal
        record({BINH_LONG: SQUARE, DONG_XOAI: SQUARE})


def test_an_old_unit_keeps_its_outline_when_its_code_goes_to_another(viet_nam):
    old, new = viet_nam.get("25195", JUNE), viet_nam.get("25195", JULY)
    assert old != new
    record({old: SQUARE})
    record({new: OTHER}, days=1)
    assert recorded(old) == {"25195": SQUARE}
    assert recorded(new) == {"25195": OTHER}


# -- the command --------------------------------------------------------------------------------------------------


def feature(code: str, rings: Any = SQUARE) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"ma_xa": code}, "geometry": {"type": "Polygon", "coordinates": rings}}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ranh.geojson"


def write(file: Path, *features: Any) -> Path:
    file.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return file


def load(file: Path, *more: str, on: str = "2025-07-01", source: str = "Sở Nội vụ, 2025") -> None:
    call_command("load_outlines", str(file), "--on", on, "--source", source, *more)


def test_a_file_is_loaded_once(two_wards, file, capsys):
    write(file, feature("25333"), feature("25210"))
    load(file)
    load(file)
    assert capsys.readouterr().out.splitlines() == [
        "Loaded ranh.geojson: 2 new outlines, 0 already recorded.",
        "Loaded ranh.geojson: 0 new outlines, 2 already recorded.",
    ]
    assert {o.source for o in Outline.objects.all()} == {"Sở Nội vụ, 2025"}


def test_the_property_of_the_code_can_be_named(two_wards, file):
    write(file, {**feature("99999"), "properties": {"ma_xa": "99999", "GID": "25333"}})
    load(file, "--code-property", "GID")
    assert recorded() == {"25333": SQUARE}


def test_a_file_with_one_fault_loads_nothing(two_wards, file):
    write(file, feature("25333"), feature("25210", [SQUARE[0][:3]]))
    with pytest.raises(CommandError) as refused:
        load(file)
    assert str(refused.value) == (
        "ranh.geojson, features.2.coordinates.1: một vòng có ít nhất 4 điểm, điểm cuối trùng điểm đầu."
    )
    assert not Outline.objects.exists()


def test_codes_are_read_on_the_day_that_is_given(viet_nam, file):
    write(file, feature("25198"))
    with pytest.raises(CommandError, match="mã 25198 không có đơn vị nào ngày 01/07/2025; phường Tân Đồng"):
        load(file)
    load(file, on="2025-06-30")
    assert Outline.objects.get().unit.name == "Tân Đồng"


def test_what_cannot_be_done_is_told_in_a_sentence(two_wards, file, tmp_path):
    for path, how, said in (
        (tmp_path / "none.geojson", {}, r"Không đọc được tệp này: .*none\.geojson\."),
        (tmp_path, {}, "Không đọc được tệp này"),
        (write(file, feature("25333")), {"on": "01/07/2025"}, r"“01/07/2025” không phải là ngày\. Viết 2025-07-01\."),
        (file, {"source": "  "}, "Cần nguồn của ranh giới"),
    ):
        with pytest.raises(CommandError, match=said):
            load(path, **how)
    assert not Outline.objects.exists()


def test_without_a_register_there_is_nothing_to_draw(db, file):
    with pytest.raises(CommandError, match=r"Nạp trước: python -m kieumau\.config load_units\."):
        load(write(file, feature("25333")))
