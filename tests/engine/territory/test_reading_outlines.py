"""Boundaries are read from official GeoJSON as a whole, or refused with every reason and no surprise."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.errors import Advice, RegistryError
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.outlines import MOST_BYTES, read_outlines

JULY, JUNE = date(2025, 7, 1), date(2025, 6, 30)
TAN_DONG = AdminUnit("25198", "Tân Đồng", "phuong", parent="70", valid_until=JULY)
AN_LOC = AdminUnit("25333", "An Lộc", "phuong", valid_from=JULY)
DONG_XOAI = AdminUnit("25210", "Đồng Xoài", "phuong", valid_from=JULY)
HA_NOI = AdminUnit("01", "Hà Nội", "thanh_pho")
REGISTRY = Registry((TAN_DONG, AN_LOC, DONG_XOAI, HA_NOI))
SQUARE = [[106.88, 11.53], [106.9, 11.53], [106.9, 11.55], [106.88, 11.53]]
HOLE = [[106.89, 11.535], [106.895, 11.535], [106.895, 11.54], [106.89, 11.535]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def feature(number: Any = "25333", geometry: Any = None, **properties: Any) -> dict[str, Any]:
    named = {"code": number, **properties} if number is not None else properties
    return {"type": "Feature", "properties": named, "geometry": polygon(SQUARE) if geometry is None else geometry}


def geojson(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False).encode()


def read(data: bytes, *, on: date = JULY, code_property: str = "") -> dict[AdminUnit, list[list[list[float]]]]:
    return read_outlines(data, filename="ranh.geojson", registry=REGISTRY, on=on, code_property=code_property)


def told(data: bytes, **how: Any) -> tuple[list[str], list[str]]:
    with pytest.raises(RegistryError) as refused:
        read(data, **how)
    return refused.value.said("vi").splitlines(), refused.value.said("en").splitlines()


# -- what is taken ------------------------------------------------------------------------------------------------


def test_each_unit_has_its_rings():
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [SQUARE]]}
    assert read(geojson(feature("25333", polygon(SQUARE, HOLE)), feature("25210", parts))) == {
        AN_LOC: [SQUARE, HOLE],
        DONG_XOAI: [SQUARE, HOLE, SQUARE],
    }


def test_codes_are_read_on_the_day():
    assert list(read(geojson(feature("25198")), on=JUNE)) == [TAN_DONG]


def test_positions_are_rounded_to_a_metre_and_heights_are_left_out():
    ring = [[106.8800049, 11.5300051, 12.5], [107, 11.53], [106.9, 11.55, 3, "x"], [106.8800049, 11.5300051]]
    assert read(geojson(feature("25333", polygon(ring)))) == {
        AN_LOC: [[[106.88, 11.53001], [107.0, 11.53], [106.9, 11.55], [106.88, 11.53001]]]
    }


@pytest.mark.parametrize(
    "name", ["code", "CODE", "ma", "Mã", "ma_xa", "maxa", "MaXa", "MÃ XÃ", "mã-xã", "ma_dvhc", "MaDVHC", "ma_tinh"]
)
def test_the_property_of_the_code_is_known_by_its_usual_names(name):
    assert list(read(geojson(feature(None, **{"ten": "An Lộc", name: "25333"})))) == [AN_LOC]


def test_a_commune_is_not_taken_for_the_province_it_names():
    assert list(read(geojson(feature(None, ma_tinh="01", ma_xa="25333")))) == [AN_LOC]


def test_one_property_counts_for_the_whole_file():
    vi, _ = told(geojson(feature(None, ma_xa="25333"), feature(None, ma_xa=None, ma_tinh="01")))
    assert vi == ["ranh.geojson, features.2: thiếu mã đơn vị."]


@pytest.mark.parametrize("name", ["GID_3", "gid 3", "gid_3"])
def test_any_property_can_be_named(name):
    assert list(read(geojson(feature("99", GID_3="25333")), code_property=name)) == [AN_LOC]


@pytest.mark.parametrize("code", ["25333", " 25333 ", 25333, 25333.0])
def test_a_code_may_be_written_as_a_number(code):
    assert list(read(geojson(feature(code)))) == [AN_LOC]


def test_a_mark_of_byte_order_is_no_matter():
    assert list(read(b"\xef\xbb\xbf" + geojson(feature()))) == [AN_LOC]


# -- what is refused ----------------------------------------------------------------------------------------------

NO_FEATURES = "ranh.geojson: “features” không phải là danh sách hoặc không có gì."
COLLECTION = (
    "ranh.geojson: không phải là một FeatureCollection. Xuất tệp ra GeoJSON (RFC 7946).",
    "ranh.geojson: this is no FeatureCollection. Export it as GeoJSON (RFC 7946).",
)
NOT_NUMBERS = (
    "ranh.geojson, features.1.coordinates.1: điểm thứ 2 phải là hai số [kinh độ, vĩ độ].",
    "ranh.geojson, features.1.coordinates.1: position 2 must be two numbers, [longitude, latitude].",
)
TOO_FEW = (
    "ranh.geojson, features.1.coordinates.1: một vòng có ít nhất 4 điểm, điểm cuối trùng điểm đầu.",
    "ranh.geojson, features.1.coordinates.1: a ring has at least 4 positions, the last the same as the first.",
)
NO_RING = (
    "ranh.geojson, features.1: hình không có vòng nào.",
    "ranh.geojson, features.1: the geometry has no ring.",
)
NO_NUMBER = (
    "ranh.geojson: có NaN, Infinity hoặc một số quá dài; đó không phải là tọa độ.",
    "ranh.geojson: it holds NaN, Infinity or a number that is too long; those are no coordinates.",
)
NO_CODE = ("ranh.geojson, features.2: thiếu mã đơn vị.", "ranh.geojson, features.2: the code of the unit is missing.")
EARTH_VI = "không nằm trên Trái Đất. Cần độ theo WGS 84; tọa độ VN-2000 tính bằng mét phải chuyển đổi trước."
EARTH_EN = "is nowhere on Earth. Degrees of WGS 84 are needed; convert VN-2000 coordinates in metres first."


def with_position(*position: Any) -> bytes:
    return geojson(feature("25333", polygon([SQUARE[0], list(position), *SQUARE[2:]])))


def kind(name: Any, coordinates: Any = SQUARE) -> bytes:
    return geojson(feature("25333", {"type": name, "coordinates": coordinates}))


def wrong_kind(vi: str, en: str) -> tuple[str, str]:
    return (
        f"ranh.geojson, features.1: hình phải là Polygon hoặc MultiPolygon, không phải {vi}.",
        f"ranh.geojson, features.1: the geometry must be a Polygon or a MultiPolygon, not {en}.",
    )


REFUSED: dict[str, tuple[bytes, str, str]] = {
    "an empty file": (
        b"", "ranh.geojson, dòng 1, cột 1: không phải là JSON.", "ranh.geojson, line 1, column 1: this is not JSON.",
    ),
    "a file that breaks off": (
        b'{"type":\n "Feat',
        "ranh.geojson, dòng 2, cột 2: không phải là JSON.", "ranh.geojson, line 2, column 2: this is not JSON.",
    ),
    "a file of another kind": (
        b"PK\x03\x04\xff\xfe", "ranh.geojson: tệp không phải UTF-8.", "ranh.geojson: the file is not UTF-8.",
    ),
    "a list": (b"[]", *COLLECTION),
    "a number": (b"7", *COLLECTION),
    "a single Feature": (json.dumps(feature()).encode(), *COLLECTION),
    "a TopoJSON": (b'{"type": "Topology", "objects": {}}', *COLLECTION),
    "no features": (geojson(), NO_FEATURES, "ranh.geojson: “features” is no list, or is empty."),
    "features that are an object": (
        b'{"type": "FeatureCollection", "features": {}}', NO_FEATURES, "ranh.geojson: “features” is no list, or is empty.",
    ),
    "a feature that is none": (
        geojson(feature(), 5),
        "ranh.geojson, features.2: không phải là một Feature.", "ranh.geojson, features.2: this is no Feature.",
    ),
    "a feature without a code": (geojson(feature(), feature("")), *NO_CODE),
    "a feature whose code is true": (geojson(feature(), feature(True)), *NO_CODE),
    "a feature whose code is a list": (geojson(feature(), feature(["25210"])), *NO_CODE),
    "a feature without properties": (
        geojson(feature(), {"type": "Feature", "properties": None, "geometry": polygon(SQUARE)}), *NO_CODE,
    ),
    "no property for the code": (
        geojson(feature(None, ten="An Lộc", stt=1)),
        "ranh.geojson: không Feature nào có thuộc tính mã (code, ma, maxa, maphuongxa, mapx, madvhc, madonvi, mahuyen, "
        "maquanhuyen, matinh). Các thuộc tính: stt, ten.",
        "ranh.geojson: no Feature has a property for the code (code, ma, maxa, maphuongxa, mapx, madvhc, madonvi, mahuyen, "
        "maquanhuyen, matinh). Its properties: stt, ten.",
    ),
    "a code nobody has": (
        geojson(feature("99999")),
        "ranh.geojson, features.1: sổ đơn vị không có mã “99999”.",
        "ranh.geojson, features.1: the register has no code “99999”.",
    ),
    "a number that lost its nought": (
        geojson(feature(1)),
        "ranh.geojson, features.1: sổ đơn vị không có mã “1”. Có phải “01”? Excel bỏ số 0 ở đầu.",
        "ranh.geojson, features.1: the register has no code “1”. Did you mean “01”? Excel drops leading zeros.",
    ),
    "a code of another day": (
        geojson(feature("25198")),
        "ranh.geojson, features.1: mã 25198 không có đơn vị nào ngày 01/07/2025; phường Tân Đồng trước 01/07/2025.",
        "ranh.geojson, features.1: the code 25198 means no unit on 1 July 2025; Tân Đồng ward before 1 July 2025.",
    ),
    "a code that cannot be printed": (
        geojson(feature("\x1b[31m\n" + "9" * 60)),
        "ranh.geojson, features.1: sổ đơn vị không có mã “�[31m�" + "9" * 34 + "...”.",
        "ranh.geojson, features.1: the register has no code “�[31m�" + "9" * 34 + "...”.",
    ),
    "the same code twice": (
        geojson(feature(), feature("25210"), feature()),
        "ranh.geojson, features.3: mã 25333 đã có ở features.1. Mỗi đơn vị một Feature; nhiều mảnh thì dùng MultiPolygon.",
        "ranh.geojson, features.3: the code 25333 stands at features.1 already. "
        "One Feature for each unit; several parts make a MultiPolygon.",
    ),
    "a point": (kind("Point"), *wrong_kind("“Point”", "“Point”")),
    "a line": (kind("LineString"), *wrong_kind("“LineString”", "“LineString”")),
    "a collection": (kind("GeometryCollection"), *wrong_kind("“GeometryCollection”", "“GeometryCollection”")),
    "a kind that is a list": (kind(["Polygon"]), *wrong_kind("rỗng", "nothing")),
    "a geometry that is a word": (geojson(feature("25333", "Polygon")), *wrong_kind("rỗng", "nothing")),
    "no geometry": (
        geojson({"type": "Feature", "properties": {"code": "25333"}, "geometry": None}), *wrong_kind("rỗng", "nothing"),
    ),
    "a polygon without rings": (geojson(feature("25333", polygon())), *NO_RING),
    "a multipolygon without polygons": (kind("MultiPolygon", []), *NO_RING),
    "coordinates that are a word": (
        kind("Polygon", "106.88 11.53"),
        "ranh.geojson, features.1.coordinates: một vòng có ít nhất 4 điểm, điểm cuối trùng điểm đầu.",
        "ranh.geojson, features.1.coordinates: a ring has at least 4 positions, the last the same as the first.",
    ),
    "a ring of three": (geojson(feature("25333", polygon([SQUARE[0], SQUARE[1], SQUARE[0]]))), *TOO_FEW),
    "a ring that is null": (geojson(feature("25333", polygon(None))), *TOO_FEW),
    "an open ring": (
        geojson(feature("25333", polygon(SQUARE, [*HOLE[:3], [106.88, 11.53]]))),
        "ranh.geojson, features.1.coordinates.2: vòng không khép kín: điểm cuối khác điểm đầu.",
        "ranh.geojson, features.1.coordinates.2: the ring is open: its last position is not its first.",
    ),
    "an open ring of a second part": (
        kind("MultiPolygon", [[SQUARE], [SQUARE, [*HOLE[:3], [106.88, 11.53]]]]),
        "ranh.geojson, features.1.coordinates.2.2: vòng không khép kín: điểm cuối khác điểm đầu.",
        "ranh.geojson, features.1.coordinates.2.2: the ring is open: its last position is not its first.",
    ),
    "many called a polygon": (
        kind("Polygon", [[SQUARE, SQUARE, SQUARE, SQUARE]]),
        "ranh.geojson, features.1.coordinates.1: điểm thứ 1 phải là hai số [kinh độ, vĩ độ].",
        "ranh.geojson, features.1.coordinates.1: position 1 must be two numbers, [longitude, latitude].",
    ),
    "latitude first": (
        with_position(11.53, 106.88),
        "ranh.geojson, features.1.coordinates.1: điểm thứ 2 [11.53, 106.88]: vĩ độ và kinh độ đổi chỗ cho nhau. "
        "GeoJSON ghi kinh độ trước: [106.88, 11.53].",
        "ranh.geojson, features.1.coordinates.1: position 2 [11.53, 106.88]: latitude and longitude are swapped. "
        "GeoJSON has longitude first: [106.88, 11.53].",
    ),
    "metres": (
        with_position(598234.5, 1274892),
        f"ranh.geojson, features.1.coordinates.1: điểm thứ 2 [598234.5, 1274892] {EARTH_VI}",
        f"ranh.geojson, features.1.coordinates.1: position 2 [598234.5, 1274892] {EARTH_EN}",
    ),
    "beyond the pole": (
        with_position(106.88, -90.1),
        f"ranh.geojson, features.1.coordinates.1: điểm thứ 2 [106.88, -90.1] {EARTH_VI}",
        f"ranh.geojson, features.1.coordinates.1: position 2 [106.88, -90.1] {EARTH_EN}",
    ),
    "a number beyond all floats": (
        with_position(1, 1).replace(b"[1, 1]", b"[1e999, -1E+99999]"),
        f"ranh.geojson, features.1.coordinates.1: điểm thứ 2 [inf, -inf] {EARTH_VI}",
        f"ranh.geojson, features.1.coordinates.1: position 2 [inf, -inf] {EARTH_EN}",
    ),
    "a whole number of a thousand digits": (
        with_position(int("9" * 1000), 11),
        f"ranh.geojson, features.1.coordinates.1: điểm thứ 2 [{'9' * 40}..., 11] {EARTH_VI}",
        f"ranh.geojson, features.1.coordinates.1: position 2 [{'9' * 40}..., 11] {EARTH_EN}",
    ),
    "a whole number of ten thousand digits": (with_position(1, 1).replace(b"[1, 1]", b"[" + b"9" * 10_000 + b", 1]"), *NO_NUMBER),
    "NaN": (with_position(float("nan"), 11), *NO_NUMBER),
    "Infinity": (with_position(106, float("-inf")), *NO_NUMBER),
    "numbers as text": (with_position("106.88", "11.53"), *NOT_NUMBERS),
    "true and false": (with_position(True, False), *NOT_NUMBERS),
    "null": (with_position(None, 11.53), *NOT_NUMBERS),
    "one number": (with_position(106.88), *NOT_NUMBERS),
    "a position in a position": (with_position([106.88, 11.53]), *NOT_NUMBERS),
    "depth": (
        b'{"a":' * 200_000, "ranh.geojson: các phần lồng vào nhau quá sâu.", "ranh.geojson: its parts are nested too deeply.",
    ),
    "depth where a position is awaited": (
        with_position("deep").replace(b'"deep"', b"[" * 100_000 + b"]" * 100_000),
        "ranh.geojson: các phần lồng vào nhau quá sâu.", "ranh.geojson: its parts are nested too deeply.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "vi", "en"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_for(data, vi, en):
    said_vi, said_en = told(data)
    assert (said_vi, said_en) == ([vi], [en])


def test_a_code_nobody_has_is_to_be_found_by_the_units_name():
    with pytest.raises(RegistryError) as refused:
        read(geojson(feature("99999")))
    assert [p.hint for p in refused.value.problems] == [Advice.FIND_UNIT]


def test_a_polygon_called_many_has_no_ring_where_its_positions_stand():
    vi, _ = told(kind("MultiPolygon", [SQUARE]))
    assert [line.split(":")[0] for line in vi] == [f"ranh.geojson, features.1.coordinates.1.{n}" for n in (1, 2, 3, 4)]


def test_a_property_that_no_feature_has_is_told_with_those_there_are():
    many = {f"p{n:02}": 1 for n in range(30)}
    vi, en = told(geojson(feature("25333", **many)), code_property="GID\x07")
    assert vi == [
        "ranh.geojson: không Feature nào có thuộc tính “GID�”. "
        f"Các thuộc tính: code, {', '.join(sorted(many)[:19])} ..."
        "."
    ]
    assert en[0].startswith("ranh.geojson: no Feature has the property “GID�”. Its properties: code, p00,")


def test_all_faults_of_a_file_are_told_together():
    open_hole = polygon(SQUARE, [*HOLE[:3], SQUARE[0]], SQUARE[:3])
    vi, en = told(geojson(feature("99999", open_hole), feature(""), 7, feature("25210"), feature("25210")))
    assert len(vi) == len(en) == 6
    assert [line.split(":")[0].removeprefix("ranh.geojson, ") for line in vi] == [
        "features.1",
        "features.1.coordinates.2",
        "features.1.coordinates.3",
        "features.2",
        "features.3",
        "features.5",
    ]


def test_fifty_faults_are_told_and_the_rest_is_counted():
    vi, en = told(geojson(feature(), *(feature("") for _ in range(1250))))
    assert len(vi) == len(en) == 51
    assert (vi[50], en[50]) == ("còn 1.200 lỗi nữa.", "1,200 more.")


def test_a_file_that_is_too_large_is_not_even_parsed():
    vi, en = told(b" " * (MOST_BYTES + 1))
    assert vi == [
        "ranh.geojson: tệp quá lớn; tối đa 60 megabyte và 4.000.000 điểm. Giản lược đường ranh giới hoặc chia tệp."
    ]
    assert told(b"[" * 4_000_001) == (vi, en)


quick = settings(max_examples=150)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["25333", "Polygon"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "code", "ma"]) | st.text(max_size=4), inner, max_size=4
        )
    ),
    max_leaves=12,
)
geometries = st.builds(
    lambda kind, coordinates: {"type": kind, "coordinates": coordinates},
    st.sampled_from(["Polygon", "MultiPolygon"]) | anything,
    st.lists(st.lists(st.lists(st.floats() | st.integers() | anything, max_size=3), max_size=6), max_size=3) | anything,
)
features = st.builds(
    lambda properties, geometry: {"type": "Feature", "properties": properties, "geometry": geometry},
    st.fixed_dictionaries({"code": anything}) | anything,
    geometries | anything,
)


@quick
@given(st.lists(features | anything, max_size=4))
def test_whatever_the_features_are_they_are_read_or_refused_in_words_that_can_be_printed(found):
    data = json.dumps({"type": "FeatureCollection", "features": found}).encode()
    try:
        read(data)
    except RegistryError as error:
        for language in ("vi", "en"):
            assert error.said(language).encode()


@quick
@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_refused(data):
    with pytest.raises(RegistryError):
        read(data)


degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list)
rings = st.lists(degrees, min_size=3, max_size=9).map(lambda ring: [*ring, ring[0]])


@quick
@given(st.lists(rings, min_size=1, max_size=4))
def test_any_closed_rings_on_earth_are_taken_and_stay_closed(drawn):
    (read_rings,) = read(geojson(feature("25333", polygon(*drawn)))).values()
    assert [len(ring) for ring in read_rings] == [len(ring) for ring in drawn]
    for ring, was in zip(read_rings, drawn, strict=True):
        assert ring[0] == ring[-1]
        assert all(abs(a - b) <= 0.000_006 for p, q in zip(ring, was, strict=True) for a, b in zip(p, q, strict=True))
