"""Make the register of units: the nation before and after 1 July 2025 and since, each way as the law's text has it.

    python tools/make_register.py [WHEEL | --seal]

Units, codes and coordinates are those of `vietnamadminunits` 1.0.4 (MIT); without WHEEL the package is downloaded, its
SHA-256 checked, and nothing of it is installed or run. Which unit went into which is read from the 34 resolutions of 16
June 2025 (tools/register), beside three tables of others: a difference that nobody decided, a way that leads too far and
a unit that no item accounts for are refused, all at once, and nothing is written. Writes units.parquet,
successions.parquet and changes.csv into src/kieumau/registers/viet-nam; the same input gives the same tables. They are
then read back, checked whole and sealed, so that commands need not check them again; with --seal only that, of the files
as they stand.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from kieumau.engine.territory.register_files import SHIPPED, seal_register
from register.law import LawfulWay, Named, Units, lawful_ways
from register.places import Point, read_places, too_far
from register.witnesses import check_extracts, differences, other_tables, undecided

PACKAGE, SHA256 = "vietnamadminunits==1.0.4", "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
DAY = "2025-07-01"
KINDS = {
    "Tỉnh": "tinh", "Thành phố": "thanh_pho", "Quận": "quan", "Huyện": "huyen", "Thị xã": "thi_xa",
    "Phường": "phuong", "Xã": "xa", "Thị trấn": "thi_tran", "Đặc khu": "dac_khu",
}  # fmt: skip

# The Standing Committee's resolutions of 16 June 2025, one a province: province code -> number.
RESOLUTIONS = {
    "91": 1654, "96": 1655, "01": 1656, "04": 1657, "24": 1658, "48": 1659, "66": 1660, "11": 1661, "75": 1662,
    "82": 1663, "52": 1664, "42": 1665, "33": 1666, "56": 1667, "92": 1668, "31": 1669, "12": 1670, "68": 1671,
    "20": 1672, "15": 1673, "37": 1674, "46": 1675, "25": 1676, "51": 1677, "40": 1678, "22": 1679, "44": 1680,
    "14": 1681, "80": 1682, "19": 1683, "08": 1684, "79": 1685, "38": 1686, "86": 1687,
}  # fmt: skip
PORTAL = "https://datafiles.chinhphu.vn/cpp/files/vbpq/2025/6/{n}-nq.signed.pdf"
PROVINCES, DISTRICTS = "202/2025/QH15", "203/2025/QH15"

# The source puts the old units of both archipelagos on the mainland: they take the place of the special zone of today.
ARCHIPELAGOS = {"498": "20333", "576": "22736", "22736": "22736", "22737": "22736", "22739": "22736"}
KIND_WORDS = {kind: word.lower() for word, kind in KINDS.items()}
LATER = Path(__file__).parent / "register"


def main(wheel: Path | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wheel = wheel or download(Path(folder))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            sys.exit(f"{wheel.name} is not {PACKAGE} as it was when this script was written.")
        with zipfile.ZipFile(wheel) as packed:
            data = Path(packed.extract("vietnamadminunits/data/dataset.db", folder))
            mapping = json.loads(packed.read("vietnamadminunits/data/converter_2025.json"))
        source = sqlite3.connect(data)
        source.row_factory = sqlite3.Row
        write(*read(source, mapping))
        source.close()


def download(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", PACKAGE]
    subprocess.run(command, cwd=folder, check=True)
    return next(folder.glob("*.whl"))


Table = list[tuple[object, ...]]


def read(source: sqlite3.Connection, mapping: dict[str, Any]) -> tuple[Table, Table, Table]:
    """Units, successions and changes. Exits with all that the sources leave undecided."""
    old = source.execute("SELECT * FROM admin_units_legacy").fetchall()
    new = source.execute("SELECT * FROM admin_units").fetchall()
    old_province = {r["provinceKey"]: r["provinceCode"] for r in old}
    new_province = {r["provinceKey"]: r["provinceCode"] for r in new}
    merged = {new_province[n]: [old_province[o] for o in olds] for n, olds in mapping["DICT_PROVINCE"].items()}
    merged = {n: olds for n, olds in merged.items() if olds != [n]}

    units = Units(before(old), after(new), {o: n for n, olds in merged.items() for o in olds})
    points = Points(new)
    ways = decided(units, told_by_source(old, new, mapping), points.of(old, "ward"), points.of(new, "ward"))
    successions: Table = [(PROVINCES, o, n, 1, "whole", "Điều 1") for n, olds in merged.items() for o in olds]
    for way in ways:
        share, basis = (1, "whole") if way.extent in ("whole", "kept") else (None, "unknown")
        successions.append((f"{way.resolution}/NQ-UBTVQH15", way.old, way.new, share, basis, way.article))
    into_commune = {way.old: f"{way.resolution}/NQ-UBTVQH15" for way in ways}
    rows = [*old_rows(old, merged, into_commune, points), *new_rows(new, set(merged), points)]
    rows, later = since(rows)
    names = {r["provinceCode"]: r["province"] for r in new}
    return sorted(rows, key=str), sorted([*successions, *later], key=str), list(changes(names))


def before(old: list[sqlite3.Row]) -> dict[str, Named]:
    """Provinces, districts and communes of June 2025 by code."""
    found: dict[str, Named] = {}
    for r in old:
        p, d, w = r["provinceCode"], r["districtCode"], r["wardCode"]
        found[p], found[d] = worded(p, r["province"], ""), worded(d, r["district"], p)
        if w:
            found[w] = worded(w, r["ward"], d)
    return found


def after(new: list[sqlite3.Row]) -> dict[str, Named]:
    return {r["wardCode"]: worded(r["wardCode"], r["ward"], r["provinceCode"]) for r in new}


def worded(code: str, full: str, parent: str) -> Named:
    kind, name = named(full)
    return Named(code, KIND_WORDS[kind], name, parent)


def told_by_source(
    old: list[sqlite3.Row], new: list[sqlite3.Row], mapping: dict[str, Any]
) -> dict[tuple[str, str], str]:
    """The ways as the first source has them: whole, or in part where it divides."""
    old_code = {
        f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r["wardCode"] or r["districtCode"] for r in old
    }
    new_code = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in new}
    told: dict[tuple[str, str], str] = {}
    for province, wards in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        told |= {(old_code[o], new_code[province, ward]): "whole" for ward, olds in wards.items() for o in olds}
    for province, wards in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        told |= {
            (old_code[o], new_code[province, p["newWardKey"]]): "part" for o, parts in wards.items() for p in parts
        }
    return told


def decided(
    units: Units,
    told: dict[tuple[str, str], str],
    old_points: dict[str, Point | None],
    new_points: dict[str, Point | None],
) -> list[LawfulWay]:
    """The ways of the law, once every other table's differences are decided and none leads too far."""
    try:
        check_extracts()
        ways = lawful_ways(units, {n: p for p, n in RESOLUTIONS.items()})
    except ValueError as wrong:
        sys.exit(f"The resolutions' text leaves open:\n{wrong}")
    found = [
        d for source, table in (("vietnamadminunits", told), *other_tables()) for d in differences(ways, source, table)
    ]
    if open_ones := list(undecided(found)):
        sys.exit(
            "Tables differ, and nobody decided. Read the item, then write what it says in tools/register/decided.csv:\n"
            + "\n".join(open_ones)
        )
    if far := list(too_far(ways, old_points, new_points)):
        sys.exit(
            "Ways lead too far. Correct a wrong point in tools/register/places.csv, or cite the item in far.csv:\n"
            + "\n".join(far)
        )
    print(f"{len(ways)} ways by the resolutions; {len(found)} differences of other tables, each decided by the text")
    return ways


class Points:
    """Where units lie: as the source says, except what places.csv corrects."""

    def __init__(self, new: list[sqlite3.Row]) -> None:
        self._today = {r["wardCode"]: (r["wardLat"], r["wardLon"]) for r in new}
        self._corrected = read_places()

    def at(self, code: str, latitude: float, longitude: float, *, old: bool) -> tuple[float | None, float | None]:
        if old and code in ARCHIPELAGOS:
            return self._today[ARCHIPELAGOS[code]]
        key = code, "2025-06-30" if old else DAY
        if key in self._corrected:
            return self._corrected[key] or (None, None)
        return latitude, longitude

    def of(self, rows: list[sqlite3.Row], level: str) -> dict[str, Point | None]:
        """The communes' points by code, on the day of these rows."""
        old = "districtCode" in rows[0].keys()  # noqa: SIM118 a Row iterates over its values
        found: dict[str, Point | None] = {}
        for r in rows:
            if code := r[f"{level}Code"]:
                latitude, longitude = self.at(code, r[f"{level}Lat"], r[f"{level}Lon"], old=old)
                found[code] = None if latitude is None or longitude is None else (latitude, longitude)
        return found


def old_rows(
    old: list[sqlite3.Row], merged: dict[str, list[str]], into_commune: dict[str, str], points: Points
) -> list[tuple[object, ...]]:
    ended = {o for olds in merged.values() for o in olds}
    found: dict[str, tuple[object, ...]] = {}
    for r in old:
        p, d, w = r["provinceCode"], r["districtCode"], r["wardCode"]
        end = PROVINCES if p in ended else None
        where = points.at(p, r["provinceLat"], r["provinceLon"], old=True)
        found[p] = (p, "province", *named(r["province"]), "", None, end and DAY, None, end, *where, None)
        end = into_commune.get(d, DISTRICTS)  # a district without communes went on as a special zone
        where = points.at(d, r["districtLat"], r["districtLon"], old=True)
        found[d] = (d, "district", *named(r["district"]), p, None, DAY, None, end, *where, None)
        if w:
            where = points.at(w, r["wardLat"], r["wardLon"], old=True)
            found[w] = (w, "commune", *named(r["ward"]), d, None, DAY, None, into_commune[w], *where, None)
    return list(found.values())


def new_rows(new: list[sqlite3.Row], merged: set[str], points: Points) -> list[tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for r in new:
        p, w = r["provinceCode"], r["wardCode"]
        if p in merged:
            where = points.at(p, r["provinceLat"], r["provinceLon"], old=False)
            found[p] = (p, "province", *named(r["province"]), "", DAY, None, PROVINCES, None, *where, None)
        where = points.at(w, r["wardLat"], r["wardLon"], old=False)
        law = commune_law(p)
        found[w] = (w, "commune", *named(r["ward"]), p, DAY, None, law, None, *where, r["wardAreaKm2"])
    return list(found.values())


def since(rows: list[tuple[object, ...]]) -> tuple[list[tuple[object, ...]], Table]:
    """The acts after July 2025 (later.csv): each unit goes on under its code and name, as another kind."""
    code, kind, begins, ends, begun_by, ended_by = 0, 2, 5, 6, 7, 8
    ways: Table = []
    with (LATER / "later.csv").open(encoding="utf-8", newline="") as file:
        for r in csv.DictReader(file):
            i = next(i for i, row in enumerate(rows) if row[code] == r["code"] and row[ends] is None)
            was, now = list(rows[i]), list(rows[i])
            was[ends], was[ended_by] = r["on"], r["change"]
            now[kind], now[begins], now[begun_by] = r["kind"], r["on"], r["change"]
            rows[i] = tuple(was)
            rows.append(tuple(now))
            ways.append((r["change"], r["code"], r["code"], 1, "whole", ""))
    return rows, ways


def commune_law(province: str) -> str:
    return f"{RESOLUTIONS[province]}/NQ-UBTVQH15"


def changes(names: dict[str, str]) -> Iterator[tuple[object, ...]]:
    assembly, committee = "Quốc hội", "Ủy ban Thường vụ Quốc hội"
    yield (
        PROVINCES,
        DAY,
        "Sắp xếp đơn vị hành chính cấp tỉnh năm 2025",
        "Provinces rearranged, 2025",
        assembly,
        "2025-06-12",
        "https://news.laodong.vn/thoi-su/thoi-diem-ket-thuc-hoat-dong-bo-may-52-tinh-thanh-cu-1522769.ldo",
    )
    yield (
        DISTRICTS,
        DAY,
        "Kết thúc hoạt động của đơn vị hành chính cấp huyện",
        "Districts ended",
        assembly,
        "2025-06-16",
        "https://xaydungchinhsach.chinhphu.vn/nghi-quyet-203-2025-qh15-sua-doi-bo-sung-mot-so-dieu-cua-hien-phap-nuoc-cong-hoa-xa-hoi-chu-nghia-viet-nam-119250616181735552.htm",
    )
    for province, name in sorted(names.items(), key=lambda p: RESOLUTIONS[p[0]]):
        place = name[0].lower() + name[1:]
        n = RESOLUTIONS[province]
        yield (
            commune_law(province),
            DAY,
            f"Sắp xếp đơn vị hành chính cấp xã của {place} năm 2025",
            f"Communes of {named(name)[1]} rearranged, 2025",
            committee,
            "2025-06-16",
            PORTAL.format(n=n),
        )
    with (LATER / "later_acts.csv").open(encoding="utf-8", newline="") as file:
        yield from list(map(tuple, csv.reader(file)))[1:]


def named(full: str) -> tuple[str, str]:
    """Kind and bare name: "Phường Tân Đồng" is (phuong, Tân Đồng)."""
    kind = next(k for k in sorted(KINDS, key=len, reverse=True) if full.lower().startswith(k.lower() + " "))
    return KINDS[kind], full[len(kind) + 1 :].strip()


def write(units: Table, successions: Table, changes: Table) -> None:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE units (code VARCHAR, level VARCHAR, kind VARCHAR, name VARCHAR, parent VARCHAR, valid_from DATE, "
        "valid_until DATE, begun_by VARCHAR, ended_by VARCHAR, latitude DECIMAL(8,5), longitude DECIMAL(8,5), area_km2 DECIMAL(8,2))"
    )
    con.execute(
        "CREATE TABLE successions (change VARCHAR, predecessor VARCHAR, successor VARCHAR, share DECIMAL(9,6), basis VARCHAR, "
        "article VARCHAR)"
    )
    con.executemany("INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", units)
    con.executemany("INSERT INTO successions VALUES (?, ?, ?, ?, ?, ?)", successions)
    for table in ("units", "successions"):
        con.execute(f"COPY {table} TO '{SHIPPED / table}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    with (SHIPPED / "changes.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["code", "on", "title_vi", "title_en", "issuer", "issued", "address"])
        out.writerows(changes)
    print(f"{len(units)} units, {len(successions)} successions, {len(changes)} changes")


if __name__ == "__main__":
    if sys.argv[1:] != ["--seal"]:
        main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    seal_register(SHIPPED)
