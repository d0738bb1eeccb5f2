"""Where units lie: points corrected by places.csv, and ways that lead too far, which are refused unless far.csv cites them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from register.law import LawfulWay

HERE = Path(__file__).parent
FAR_KM = 20
Point = tuple[float, float]


def read_places() -> dict[tuple[str, str], Point | None]:
    """By code and day (2025-06-30 or 2025-07-01): the point to take, or none to know."""
    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        return {
            (r["code"], r["on"]): (float(r["latitude"]), float(r["longitude"])) if r["latitude"] else None
            for r in csv.DictReader(file)
        }


def kilometres(a: Point, b: Point) -> float:
    (north, east), (south, west) = ((radians(x) for x in p) for p in (a, b))
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin((west - east) / 2) ** 2
    return 12742 * asin(sqrt(half))


def too_far(
    ways: Iterable[LawfulWay], old: Mapping[str, Point | None], new: Mapping[str, Point | None]
) -> Iterator[str]:
    """Ways longer than `FAR_KM` that far.csv does not cite, and citations of ways that are not that long."""
    with (HERE / "far.csv").open(encoding="utf-8", newline="") as file:
        cited = {(r["old"], r["new"]) for r in csv.DictReader(file)}
    far = set()
    for way in ways:
        here, there = old.get(way.old), new.get(way.new)
        if here is None or there is None or (km := kilometres(here, there)) <= FAR_KM:
            continue
        far.add((way.old, way.new))
        if (way.old, way.new) not in cited:
            yield (
                f"{way.old} -> {way.new}: {km:.0f} km apart, expected at most {FAR_KM} km "
                f"({way.article} Nghị quyết {way.resolution}/NQ-UBTVQH15)."
            )
    for one, other in sorted(cited - far):
        yield f"{one} -> {other}: far.csv cites it, and it is not farther than {FAR_KM} km."
