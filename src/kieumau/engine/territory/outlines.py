"""Boundaries of units from official GeoJSON (RFC 7946), read as a whole or refused with every reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from kieumau.engine.errors import Problem, RegistryError, the_rest
from kieumau.engine.territory.checking import MOST_TOLD
from kieumau.engine.territory.names import folded
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.units import AdminUnit
from kieumau.engine.wording import Words, words

Rings = list[list[list[float]]]
"""Closed rings of [longitude, latitude]; what lies within an odd number of them is inside, so holes are rings too."""

MOST_BYTES = 60_000_000
_MOST_PARTS = 4_000_000  # lists and objects; sixty megabytes of brackets would fill the memory
_DECIMALS = 5  # about a metre
_FEWEST = 4
_CODE_NAMES = ("code", "ma", "maxa", "maphuongxa", "mapx", "madvhc", "madonvi", "mahuyen", "maquanhuyen", "matinh")
_MOST_NAMES, _LONGEST = 20, 40
_TOO_FEW = Problem(
    words(
        "một vòng có ít nhất {n} điểm, điểm cuối trùng điểm đầu.",
        "a ring has at least {n} positions, the last the same as the first.",
        n=_FEWEST,
    )
)


def read_outlines(
    data: bytes, *, filename: str, registry: Registry, on: date, code_property: str = ""
) -> dict[AdminUnit, Rings]:
    """The outline of each unit that a GeoJSON file draws, its codes read on a day.

    The code stands in the property that `code_property` names, else in the first of code, ma, ma_xa, ma_dvhc,
    ma_tinh and the like that the file has, capitals and marks aside. Raises `RegistryError` with everything that is
    wrong (the first fifty of it); then nothing of the file is taken.
    """
    features = _features(data, filename)
    problems = _Problems(filename)
    names = _code_names(features, code_property, problems)
    drawn: dict[AdminUnit, Rings] = {}
    places: dict[AdminUnit, str] = {}
    for n, feature in enumerate(features, start=1):
        path = f"features.{n}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            problems.add(Problem(Words("không phải là một Feature.", "this is no Feature."), path=path))
            continue
        unit = _unit(_code(feature, names), path, registry, on, problems)
        rings = _rings(feature.get("geometry"), path, problems)
        if unit is None:
            continue
        if unit in places:
            what = words("mã {c} đã có ở {p}.", "the code {c} stands at {p} already.", c=unit.code, p=places[unit])
            hint = words(
                "Mỗi đơn vị một Feature; nhiều mảnh thì dùng MultiPolygon.",
                "One Feature for each unit; several parts make a MultiPolygon.",
            )
            problems.add(Problem(what, path=path, hint=hint))
            continue
        places[unit], drawn[unit] = path, rings
    problems.refuse_if_any()
    return drawn


class _Problems:
    """All are counted, the first fifty are told."""

    def __init__(self, file: str) -> None:
        self._file, self._told, self._more = file, list[Problem](), 0

    def add(self, problem: Problem) -> None:
        if len(self._told) < MOST_TOLD:
            self._told.append(replace(problem, file=self._file))
        else:
            self._more += 1

    def refuse_if_any(self) -> None:
        if self._more:
            self._told.append(the_rest(self._more))
        if self._told:
            raise RegistryError(self._told)


# -- the file -----------------------------------------------------------------------------------------------------


def _features(data: bytes, filename: str) -> list[Any]:
    if len(data) > MOST_BYTES or data.count(b"[") + data.count(b"{") > _MOST_PARTS:
        what = words(
            "tệp quá lớn; tối đa {n} megabyte và {p} điểm.",
            "the file is too large; {n} megabytes and {p} positions at most.",
            n=MOST_BYTES // 1_000_000,
            p=_MOST_PARTS,
        )
        hint = words("Giản lược đường ranh giới hoặc chia tệp.", "Simplify the boundaries, or split the file.")
        raise RegistryError(Problem(what, file=filename, hint=hint))
    try:
        document = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        what = words("tệp không phải UTF-8.", "the file is not UTF-8.")
        raise RegistryError(Problem(what, file=filename)) from None
    except json.JSONDecodeError as error:
        what = words("không phải là JSON.", "this is not JSON.")
        problem = Problem(what, file=filename, line=error.lineno, column=error.colno)
        raise RegistryError(problem) from None
    except RecursionError:
        what = words("các phần lồng vào nhau quá sâu.", "its parts are nested too deeply.")
        raise RegistryError(Problem(what, file=filename)) from None
    except ValueError:  # NaN, Infinity, or a whole number of thousands of digits
        what = words(
            "có NaN, Infinity hoặc một số quá dài; đó không phải là tọa độ.",
            "it holds NaN, Infinity or a number that is too long; those are no coordinates.",
        )
        raise RegistryError(Problem(what, file=filename)) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        what = words("không phải là một FeatureCollection.", "this is no FeatureCollection.")
        hint = words("Xuất tệp ra GeoJSON (RFC 7946).", "Export it as GeoJSON (RFC 7946).")
        raise RegistryError(Problem(what, file=filename, hint=hint))
    features = document.get("features")
    if not isinstance(features, list) or not features:
        what = words("“features” không phải là danh sách hoặc không có gì.", "“features” is no list, or is empty.")
        raise RegistryError(Problem(what, file=filename))
    return features


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


# -- codes --------------------------------------------------------------------------------------------------------


def _code_names(features: list[Any], asked: str, problems: _Problems) -> frozenset[str]:
    """The ways in which the file spells the property of the code: one property for all, or a province's code would be
    taken for a commune's."""
    spelled: dict[str, set[str]] = {}
    for feature in features:
        for name, value in _properties(feature).items():
            if _text(value):
                spelled.setdefault(_squeezed(name), set()).add(name)
    if asked and asked in spelled.get(_squeezed(asked), ()):
        return frozenset({asked})
    for wanted in (_squeezed(asked),) if asked else _CODE_NAMES:
        if wanted in spelled:
            return frozenset(spelled[wanted])
    names = sorted(min(ways) for ways in spelled.values())
    said = ", ".join(_said(name) for name in names[:_MOST_NAMES]) + (" ..." if len(names) > _MOST_NAMES else "")
    if asked:
        what = words("không Feature nào có thuộc tính “{p}”.", "no Feature has the property “{p}”.", p=_said(asked))
    else:
        what = words(
            "không Feature nào có thuộc tính mã ({c}).",
            "no Feature has a property for the code ({c}).",
            c=", ".join(_CODE_NAMES),
        )
    hint = words("Các thuộc tính: {n}.", "Its properties: {n}.", n=said or "–")
    problems.add(Problem(what, hint=hint))
    problems.refuse_if_any()
    return frozenset()


def _code(feature: dict[str, Any], names: frozenset[str]) -> str:
    return next((text for name, value in _properties(feature).items() if name in names and (text := _text(value))), "")


def _unit(code: str, path: str, registry: Registry, on: date, problems: _Problems) -> AdminUnit | None:
    if not code:
        problems.add(Problem(words("thiếu mã đơn vị.", "the code of the unit is missing."), path=path))
        return None
    unit = registry.find(code, on)
    if unit is None:
        problems.add(replace(registry.unknown(_said(code), on), path=path))
    return unit


def _properties(feature: Any) -> dict[str, Any]:
    found = feature.get("properties") if isinstance(feature, dict) else None
    return found if isinstance(found, dict) else {}


def _text(value: Any) -> str:
    """A code as it is written; 25198 and 25198.0 are numbers that some tools make of one. Anything else is none."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _squeezed(name: str) -> str:
    return "".join(c for c in folded(name) if c.isalnum())


def _said(text: str) -> str:
    """A stranger's text inside a sentence: short, and nothing in it but what can be printed."""
    return "".join(c if c.isprintable() else "�" for c in text[:_LONGEST]) + ("..." if len(text) > _LONGEST else "")


# -- geometry -----------------------------------------------------------------------------------------------------


def _rings(geometry: Any, path: str, problems: _Problems) -> Rings:
    rings: Rings = []
    kind, drawn = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else (None, None)
    if kind not in ("Polygon", "MultiPolygon"):
        what = words(
            "hình phải là Polygon hoặc MultiPolygon, không phải {k}.",
            "the geometry must be a Polygon or a MultiPolygon, not {k}.",
            k=f"“{_said(kind)}”" if isinstance(kind, str) else Words("rỗng", "nothing"),
        )
        problems.add(Problem(what, path=path))
        return rings
    parts = list(_parts(drawn, 1 if kind == "Polygon" else 2, f"{path}.coordinates"))
    for ring, place in parts:
        read = _ring(ring)
        if isinstance(read, Problem):
            problems.add(replace(read, path=place))
        else:
            rings.append(read)
    if not parts:
        problems.add(Problem(words("hình không có vòng nào.", "the geometry has no ring."), path=path))
    return rings


def _parts(drawn: Any, depth: int, place: str) -> Iterator[tuple[Any, str]]:
    """The rings of a polygon, or of many, and where each stands; what is no list is no ring, and is told as one."""
    if not depth or not isinstance(drawn, list):
        yield drawn, place
        return
    for n, part in enumerate(drawn, start=1):
        yield from _parts(part, depth - 1, f"{place}.{n}")


def _ring(ring: Any) -> list[list[float]] | Problem:
    """The ring, or the first thing that is wrong with it."""
    if not isinstance(ring, list) or len(ring) < _FEWEST:
        return _TOO_FEW
    read: list[list[float]] = []
    for n, position in enumerate(ring, start=1):
        if not isinstance(position, list) or len(position) < 2 or not all(map(_is_number, position[:2])):
            what = words(
                "điểm thứ {n} phải là hai số [kinh độ, vĩ độ].",
                "position {n} must be two numbers, [longitude, latitude].",
                n=n,
            )
            return Problem(what)
        longitude, latitude = position[:2]
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            return _far_out(n, longitude, latitude)
        read.append([round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)])
    if ring[0][:2] != ring[-1][:2]:
        what = words(
            "vòng không khép kín: điểm cuối khác điểm đầu.", "the ring is open: its last position is not its first."
        )
        return Problem(what)
    return read


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _far_out(n: int, longitude: float, latitude: float) -> Problem:
    position = f"[{_said(str(longitude))}, {_said(str(latitude))}]"
    if 6 <= longitude <= 24 and 102 <= latitude <= 118:
        what = words(
            "điểm thứ {n} {p}: vĩ độ và kinh độ đổi chỗ cho nhau.",
            "position {n} {p}: latitude and longitude are swapped.",
            n=n,
            p=position,
        )
        hint = words("GeoJSON ghi kinh độ trước: [106.88, 11.53].", "GeoJSON has longitude first: [106.88, 11.53].")
        return Problem(what, hint=hint)
    what = words("điểm thứ {n} {p} không nằm trên Trái Đất.", "position {n} {p} is nowhere on Earth.", n=n, p=position)
    hint = words(
        "Cần độ theo WGS 84; tọa độ VN-2000 tính bằng mét phải chuyển đổi trước.",
        "Degrees of WGS 84 are needed; convert VN-2000 coordinates in metres first.",
    )
    return Problem(what, hint=hint)
