"""Units as points on a map drawn here: no outside tiles, both archipelagos always there, outlines where they are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, radians
from typing import Any

from django import template

from kieumau.engine.wording import Words

register = template.Library()

WIDTH = 640
_WHOLE = (102.0, 7.5, 116.2, 23.6)  # west, south, east, north: the mainland, Hoàng Sa and Trường Sa
_CELL = 0.12  # degrees: the country as a ground of squares
ARCHIPELAGOS = ((Words("Quần đảo Hoàng Sa", "Hoàng Sa (Paracel) Islands"), 112.1, 16.5), (Words("Quần đảo Trường Sa", "Trường Sa (Spratly) Islands"), 114.4, 9.7))  # fmt: skip


@dataclass(frozen=True)
class MapPoint:
    """One unit on the map. `shade` is the class of its figure, 0 (none) to 4; `mark` sets it apart by shape too."""

    name: str
    said: str
    latitude: float
    longitude: float
    shade: int = 0
    url: str = ""
    mark: bool = False
    rings: Sequence[Any] = field(default_factory=tuple)


@dataclass(frozen=True)
class Frame:
    west: float
    south: float
    east: float
    north: float
    width: int = WIDTH

    @property
    def scale(self) -> float:
        return self.width / ((self.east - self.west) * cos(radians((self.south + self.north) / 2)))

    @property
    def height(self) -> int:
        return round((self.north - self.south) * self.scale)

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) * self.scale * cos(radians((self.south + self.north) / 2)), 1)

    def y(self, latitude: float) -> float:
        return round((self.north - latitude) * self.scale, 1)


def ground(points: Iterable[tuple[float, float]], frame: Frame) -> str:
    """The country as one path of small squares, whatever the number of units."""
    cells = sorted({(round(lat / _CELL), round(lon / _CELL)) for lat, lon in points})
    return "".join(f"M{frame.x(lon * _CELL):g} {frame.y(lat * _CELL):g}h0" for lat, lon in cells)


def _path(rings: Sequence[Any], frame: Frame) -> str:
    return "".join("M" + "L".join(f"{frame.x(lon):g} {frame.y(lat):g}" for lon, lat in ring) + "Z" for ring in rings)


@register.inclusion_tag("kieumau/charts/map.html")
def units_map(points: Sequence[MapPoint], country: Sequence[tuple[float, float]], *, whole: bool, title: object, uid: str = "map") -> dict[str, Any]:  # fmt: skip
    """`whole` draws the country; else a part of it, with the country and its archipelagos in a small map beside."""
    frame = Frame(*_WHOLE) if whole or not points else _around(points)
    inset = None if whole else Frame(*_WHOLE, width=200)
    shown: list[dict[str, Any]] = []
    layers: dict[int, str] = {}
    if whole and len(points) > 400:
        for shade in sorted({p.shade for p in points}):
            layers[shade] = "".join(
                f"M{frame.x(p.longitude):g} {frame.y(p.latitude):g}h0" for p in points if p.shade == shade
            )
    else:
        for p in sorted(points, key=lambda p: (p.shade > 0, p.mark)):
            place = {"x": frame.x(p.longitude), "y": frame.y(p.latitude), "point": p, "r": 7 if p.shade else 3}
            shown.append(place | {"path": _path(p.rings, frame) if p.rings else ""})
    return {
        "frame": frame,
        "title": title,
        "uid": uid,
        "layers": list(layers.items()),
        "shown": shown,
        "ground": ground(country, frame) if whole else "",
        "islands": [(name, frame.x(lon), frame.y(lat)) for name, lon, lat in ARCHIPELAGOS] if whole else [],
        "inset": inset,
        "inset_ground": ground(country, inset) if inset else "",
        "inset_islands": [(name, inset.x(lon), inset.y(lat)) for name, lon, lat in ARCHIPELAGOS] if inset else [],
        "inset_box": _box(frame, inset) if inset else None,
        "corner": _emptiest_corner(frame, points) if inset else "",
        "count": len(points),
    }


def _emptiest_corner(frame: Frame, points: Sequence[MapPoint]) -> str:
    """Where the small map hides the fewest units."""

    def hidden(right: bool, low: bool) -> int:
        return sum(
            (frame.x(p.longitude) > frame.width * 0.66 if right else frame.x(p.longitude) < frame.width * 0.34)
            and (frame.y(p.latitude) > frame.height * 0.58 if low else frame.y(p.latitude) < frame.height * 0.42)
            for p in points
        )

    corners = {
        "low-right": (True, True),
        "low-left": (False, True),
        "high-right": (True, False),
        "high-left": (False, False),
    }
    return min(corners, key=lambda name: hidden(*corners[name]))


def _around(points: Sequence[MapPoint]) -> Frame:
    """The points with air around them; a single one gets a view of some forty kilometres."""
    lats, lons = [p.latitude for p in points], [p.longitude for p in points]
    lats, lons = _without_far(lats, lons)
    air_lat = max((max(lats) - min(lats)) * 0.07, 0.06)
    air_lon = max((max(lons) - min(lons)) * 0.07, 0.06)
    return Frame(min(lons) - air_lon, min(lats) - air_lat, max(lons) + air_lon, max(lats) + air_lat)


def _without_far(lats: list[float], lons: list[float]) -> tuple[list[float], list[float]]:
    """Islands far at sea are in the small map; they would shrink their province to a dot here."""
    middle = sorted(lats)[len(lats) // 2], sorted(lons)[len(lons) // 2]
    near = [(a, o) for a, o in zip(lats, lons, strict=True) if abs(a - middle[0]) < 2.2 and abs(o - middle[1]) < 2.2]
    return [a for a, _ in near], [o for _, o in near]


def _box(frame: Frame, inset: Frame) -> dict[str, float]:
    return {
        "x": inset.x(frame.west),
        "y": inset.y(frame.north),
        "width": max(4.0, round(inset.x(frame.east) - inset.x(frame.west), 1)),
        "height": max(4.0, round(inset.y(frame.south) - inset.y(frame.north), 1)),
    }


@register.filter
def unlocal(value: float) -> str:
    """A coordinate for SVG: a point, whatever the language."""
    return f"{value:g}"
