"""What a unit came from and went into, drawn: a column for each time, a line for each way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from kieumau.engine.territory import AdminUnit, Lineage

register = template.Library()

BOX, GAP, ROW, HEIGHT = 236, 92, 54, 42
_TOP = 30


@dataclass(frozen=True)
class Box:
    unit: AdminUnit
    x: int
    y: int
    is_here: bool
    verdict: Any

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def kn_x(self) -> int:
        return self.x + BOX - 12

    @property
    def name_y(self) -> int:
        return self.y + 18

    @property
    def code_y(self) -> int:
        return self.y + 34


@dataclass(frozen=True)
class Way:
    path: str
    is_part: bool
    is_here: bool


@dataclass(frozen=True)
class Time:
    x: int
    day: Any


@register.inclusion_tag("kieumau/charts/lineage.html")
def lineage_chart(lineage: Lineage, verdicts: Mapping[Any, Any], *, uid: str) -> dict[str, Any]:
    """Columns from the oldest to the newest; units of one column in the order of their codes, those here first."""
    times = sorted({u.valid_from for u in lineage.units})
    columns: dict[int, list[AdminUnit]] = defaultdict(list)
    for unit in lineage.units:
        columns[times.index(unit.valid_from)].append(unit)
    tallest = max(len(each) for each in columns.values())
    boxes: dict[Any, Box] = {}
    for at, units in columns.items():
        top = _TOP + (tallest - len(units)) * ROW // 2
        for row, unit in enumerate(units):
            y = top + row * ROW
            boxes[unit.key] = Box(unit, at * (BOX + GAP), y, unit.key == lineage.unit.key, verdicts.get(unit.key))
    ways = []
    for old, new, way in lineage.steps:
        a, b = boxes[old.key], boxes[new.key]
        x1, y1, x2, y2 = a.x + BOX, a.y + HEIGHT // 2, b.x, b.y + HEIGHT // 2
        middle = (x1 + x2) // 2
        path = f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"
        ways.append(Way(path, way.share != 1, lineage.unit.key in (old.key, new.key)))
    return {
        "boxes": list(boxes.values()),
        "ways": sorted(ways, key=lambda w: w.is_here),
        "times": [Time(i * (BOX + GAP), day) for i, day in enumerate(times)],
        "first": times[0],
        "width": len(times) * BOX + (len(times) - 1) * GAP,
        "height": _TOP + tallest * ROW,
        "box_width": BOX,
        "box_height": HEIGHT,
        "unit": lineage.unit,
        "count": len(lineage.units) - 1,
        "uid": uid,
    }
