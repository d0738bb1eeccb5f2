"""Which unit goes into which by the resolutions of 16 June 2025: their items, read and joined to codes.

Only the words decide, never a distance: kind and name within the provinces merged into one; the district where the item
names one; else the district of the item's other units; else the only one that no other item takes. In the end each old
commune is accounted for exactly: once wholly, or by parts and the one rest that names their items.
"""

from __future__ import annotations

import csv
import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from register.items import Closing, Item, Way, read_item

HERE = Path(__file__).parent
WHOLE = ("whole", "kept")


@dataclass(frozen=True)
class Named:
    """A unit as the first source has it; `parent` is a district's or a province's code."""

    code: str
    kind: str  # "xã", "huyện" ...
    name: str
    parent: str


@dataclass(frozen=True)
class LawfulWay:
    """A way of the law: from an old code into a new one, by an item. `extent` as in `items.Way`, or kept."""

    resolution: int
    item: int
    old: str
    new: str
    extent: str

    @property
    def article(self) -> str:
        return f"khoản {self.item} Điều 1"


@dataclass(frozen=True)
class Place:
    """One unit that an item names, and the old codes it may mean."""

    resolution: int
    item: int
    way: Way
    following: str  # the next bracket of the item: "Phường 1, Phường 2 (thành phố Cà Mau)"


class Units:
    """The units of both sides, found by kind and name within a province of today."""

    def __init__(self, old: Mapping[str, Named], new: Mapping[str, Named], merged_into: Mapping[str, str]) -> None:
        self.old, self.new, self.merged_into = old, new, merged_into
        self._old = _index((u for u in old.values() if len(u.code) > 2), self.province_today)
        self._new = _index(new.values(), lambda u: u.parent)

    def district(self, unit: Named) -> Named:
        return unit if len(unit.code) == 3 else self.old[unit.parent]

    def province_today(self, unit: Named) -> str:
        own = self.district(unit).parent
        return self.merged_into.get(own, own)

    def olds(self, province: str, kind: str, name: str, within: str = "") -> list[str]:
        found = _find(self._old, province, kind, name)
        return [c for c in found if self.is_within(c, within)] if within else found

    def news(self, province: str, kind: str, name: str) -> list[str]:
        return _find(self._new, province, kind, name)

    def is_within(self, code: str, within: str) -> bool:
        """ "huyện Châu Thành, tỉnh Trà Vinh": each of it is the district or the province."""
        district = self.district(self.old[code])
        province = self.old[district.parent]
        above = {plain(f"{u.kind} {u.name}") for u in (district, province)}
        return all(plain(said) in above for said in within.split(","))

    def below(self, code: str) -> list[str]:
        """The communes of a district; the district itself where it has none."""
        return [c for c, u in self.old.items() if u.parent == code and len(c) == 5] or [code]


Index = Mapping[tuple[str, str, str], list[str]]


def _index(units: Iterable[Named], province_of: Callable[[Named], str]) -> tuple[Index, Index]:
    exact: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    near: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for unit in units:
        exact[province_of(unit), unit.kind, plain(unit.name)].append(unit.code)
        near[province_of(unit), unit.kind, bare(unit.name)].append(unit.code)
    return exact, near


def _find(index: tuple[Index, Index], province: str, kind: str, name: str) -> list[str]:
    exact, near = index
    return exact.get((province, kind, plain(name))) or near.get((province, kind, bare(name))) or []


_TONES = "\u0300\u0301\u0303\u0309\u0323"


def plain(text: str) -> str:
    """Lower case, one apostrophe, and each word's tone at its end: "Hòa" and "Hoà" are one, "Hòa" and "Hóa" are not."""
    text = re.sub(r"\s*[-–]\s*", " ", re.sub("[’ʼ`‘]", "'", text.lower()))
    words = []
    for word in text.split():
        marks = unicodedata.normalize("NFD", word)
        tone = "".join(c for c in marks if c in _TONES)
        words.append(unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES)) + tone)
    joined = " ".join(words)
    return str(int(joined)) if joined.isdigit() else joined


def bare(text: str) -> str:
    """Letters alone, y as i: "Cư Dliê M'nông" and "Cư Dliê Mnông". Asked only where nothing is written the same."""
    marks = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub("[^a-z0-9]", "", "".join(c for c in marks if not unicodedata.combining(c)).replace("y", "i"))


def read_items() -> Iterator[tuple[int, Item | Closing]]:
    """Every item with its resolution's number."""
    with gzip.open(HERE / "items.tsv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield int(row["resolution"]), read_item(int(row["item"]), row["text"])


def read_readings() -> dict[tuple[int, int, str], str]:
    """Names that no unit bears as they stand in the text, and the code they mean (readings.csv says why)."""
    with (HERE / "readings.csv").open(encoding="utf-8", newline="") as file:
        return {(int(r["resolution"]), int(r["item"]), r["named"]): r["code"] for r in csv.DictReader(file)}


def lawful_ways(units: Units, provinces: Mapping[int, str]) -> list[LawfulWay]:
    """Every way of the resolutions. Raises `ValueError` listing all that cannot be decided by the text."""
    places, into, kept, problems = _gather(units, provinces)
    means = _decide(units, provinces, places)
    ways = list(kept)
    for place, codes in zip(places, means, strict=True):
        if len(codes) != 1:
            problems.append(_said(place, f"may mean {', '.join(sorted(codes)) or 'no unit of the province'}"))
            continue
        code = codes[0]
        for old in units.below(code) if len(code) == 3 else [code]:
            new = into[place.resolution, place.item]
            ways.append(LawfulWay(place.resolution, place.item, old, new, place.way.extent))
    problems += _uncovered(units, ways, places, means)
    if problems:
        raise ValueError("\n".join(problems))
    return ways


def _said(place: Place, what: str) -> str:
    within = f" ({place.way.within})" if place.way.within else ""
    return (
        f"{place.resolution}/NQ-UBTVQH15, khoản {place.item} Điều 1: {place.way.kind} {place.way.name}{within} {what}."
    )


def _gather(
    units: Units, provinces: Mapping[int, str]
) -> tuple[list[Place], dict[tuple[int, int], str], list[LawfulWay], list[str]]:
    places: list[Place] = []
    into: dict[tuple[int, int], str] = {}
    kept: list[LawfulWay] = []
    problems: list[str] = []
    for resolution, item in read_items():
        province = provinces[resolution]
        if isinstance(item, Closing):
            for way in item.kept:
                new = units.news(province, way.kind, way.name)
                # The unit goes on under its own code, so that the old one of the same code is meant.
                if len(new) != 1 or new[0] not in units.old:
                    problems.append(f"{resolution}/NQ-UBTVQH15, khoản {item.number}: {way.kind} {way.name}: {new}.")
                else:
                    kept.append(LawfulWay(resolution, item.number, new[0], new[0], "kept"))
            continue
        found = units.news(province, item.kind, item.name)
        if len(found) != 1 or found[0] in into.values():
            problems.append(
                f"{resolution}/NQ-UBTVQH15, khoản {item.number}: {item.kind} {item.name} is to be formed, found {found}."
            )
        into[resolution, item.number] = found[0] if found else ""
        brackets = [way.within for way in item.ways]
        for i, way in enumerate(item.ways):
            following = next((b for b in brackets[i + 1 :] if b), "")
            places.append(Place(resolution, item.number, way, following))
    return places, into, kept, problems


def _decide(units: Units, provinces: Mapping[int, str], places: list[Place]) -> list[list[str]]:
    """The codes that each place may mean, narrowed while anything narrows."""
    readings = read_readings()
    means: list[list[str]] = []
    for p in places:
        if known := readings.get((p.resolution, p.item, p.way.name)):
            means.append([known])
            continue
        codes = units.olds(provinces[p.resolution], p.way.kind, p.way.name, p.way.within)
        if len(codes) > 1 and p.following and not p.way.within:
            codes = [c for c in codes if units.is_within(c, p.following)] or codes
        means.append(codes)
    beside = defaultdict(list)
    for i, p in enumerate(places):
        beside[p.resolution, p.item].append(i)
    narrowed = True
    while narrowed:
        narrowed = False
        whole = {m[0] for p, m in zip(places, means, strict=True) if len(m) == 1 and p.way.extent == "whole"}
        for i, p in enumerate(places):
            if len(means[i]) < 2:
                continue
            mates = {
                units.district(units.old[means[j][0]]).code for j in beside[p.resolution, p.item] if len(means[j]) == 1
            }
            left = [c for c in means[i] if c not in whole]
            near = [c for c in left if units.district(units.old[c]).code in mates]
            if 0 < len(near) < len(means[i]) or len(left) < len(means[i]):
                means[i], narrowed = near or left, True
    return means


def _uncovered(units: Units, ways: list[LawfulWay], places: list[Place], means: list[list[str]]) -> Iterator[str]:
    """Old communes that are not told whole, or whose parts and rest do not name each other; new ones of no item."""
    of: dict[str, list[LawfulWay]] = defaultdict(list)
    for way in ways:
        of[way.old].append(way)
    rest = {(p.resolution, p.item, m[0]): p.way.after for p, m in zip(places, means, strict=True) if len(m) == 1}
    for code, unit in units.old.items():
        if len(code) != 5:
            continue
        told = of[code]
        if len(told) == 1 and told[0].extent in WHOLE:
            continue
        last = [w for w in told if w.extent == "rest"]
        others = {w.item for w in told if w.extent != "rest"}
        named = set(rest[last[0].resolution, last[0].item, code]) if len(last) == 1 else set()
        if len(last) != 1 or any(w.extent in WHOLE for w in told) or not named or not named <= others:
            yield f"{unit.kind} {unit.name} ({code}): {[(w.resolution, w.item, w.extent) for w in told]}."
    for code in sorted(set(units.new) - {w.new for w in ways}):
        yield f"{units.new[code].kind} {units.new[code].name} ({code}) is formed by no item."
