"""Make the register of units: the nation before and after 1 July 2025, from `vietnamadminunits` 1.0.4 (MIT).

    python tools/make_register.py [WHEEL | --seal]

Without WHEEL the package is downloaded, its SHA-256 checked, and nothing of it is installed or run. Writes
units.parquet, successions.parquet and changes.csv into src/kieumau/registers/viet-nam; the same input gives the same tables.
They are then read back, checked whole and sealed, so that commands need not check them again; with --seal only that, of
the files as they stand.
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
# More than 50 km from the middle of their own district: a namesake elsewhere was found. They have no coordinates here.
ASTRAY = {"05395", "09118", "17344", "17935"}


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
    """Units, successions and changes."""
    old = source.execute("SELECT * FROM admin_units_legacy").fetchall()
    new = source.execute("SELECT * FROM admin_units").fetchall()
    today = {r["wardCode"]: (r["wardLat"], r["wardLon"]) for r in new}
    old_code = {
        f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}": r["wardCode"] or r["districtCode"] for r in old
    }
    new_code = {(r["provinceKey"], r["wardKey"]): (r["wardCode"], r["provinceCode"]) for r in new}
    old_province = {r["provinceKey"]: r["provinceCode"] for r in old}
    new_province = {r["provinceKey"]: r["provinceCode"] for r in new}

    merged = {new_province[n]: [old_province[o] for o in olds] for n, olds in mapping["DICT_PROVINCE"].items()}
    merged = {n: olds for n, olds in merged.items() if olds != [n]}
    ended = {o for olds in merged.values() for o in olds}
    successions: list[tuple[str, str, str, int | None, str]]
    successions = [(PROVINCES, o, n, 1, "whole") for n, olds in merged.items() for o in olds]
    for province, wards in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, olds in wards.items():
            code, of = new_code[province, ward]
            successions += [(commune_law(of), old_code[o], code, 1, "whole") for o in olds]
    for province, wards in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        for o, parts in wards.items():
            for part in parts:
                code, of = new_code[province, part["newWardKey"]]
                successions.append((commune_law(of), old_code[o], code, None, "unknown"))
    into_commune = {o: change for change, o, _, _, _ in successions}

    units: dict[tuple[str, bool], tuple[object, ...]] = {}
    for r in old:
        p, d, w = r["provinceCode"], r["districtCode"], r["wardCode"]
        end = PROVINCES if p in ended else None
        units[p, True] = (
            p,
            "province",
            *named(r["province"]),
            "",
            None,
            end and DAY,
            None,
            end,
            *at(p, r["provinceLat"], r["provinceLon"], today),
            None,
        )
        end = into_commune.get(d, DISTRICTS)  # a district without communes went on as a special zone
        units[d, True] = (
            d,
            "district",
            *named(r["district"]),
            p,
            None,
            DAY,
            None,
            end,
            *at(d, r["districtLat"], r["districtLon"], today),
            None,
        )
        if w:
            units[w, True] = (
                w,
                "commune",
                *named(r["ward"]),
                d,
                None,
                DAY,
                None,
                into_commune[w],
                *at(w, r["wardLat"], r["wardLon"], today),
                None,
            )
    for r in new:
        p, w = r["provinceCode"], r["wardCode"]
        if p in merged:
            units[p, False] = (
                p,
                "province",
                *named(r["province"]),
                "",
                DAY,
                None,
                PROVINCES,
                None,
                r["provinceLat"],
                r["provinceLon"],
                None,
            )
        units[w, False] = (
            w,
            "commune",
            *named(r["ward"]),
            p,
            DAY,
            None,
            commune_law(p),
            None,
            r["wardLat"],
            r["wardLon"],
            r["wardAreaKm2"],
        )
    names = {r["provinceCode"]: r["province"] for r in new}
    return sorted(units.values(), key=str), sorted(successions, key=str), list(changes(names))


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


def named(full: str) -> tuple[str, str]:
    """Kind and bare name: "Phường Tân Đồng" is (phuong, Tân Đồng)."""
    kind = next(k for k in sorted(KINDS, key=len, reverse=True) if full.lower().startswith(k.lower() + " "))
    return KINDS[kind], full[len(kind) + 1 :].strip()


def at(
    code: str, latitude: float, longitude: float, today: dict[str, tuple[float, float]]
) -> tuple[float | None, float | None]:
    if code in ARCHIPELAGOS:
        return today[ARCHIPELAGOS[code]]
    return (None, None) if code in ASTRAY else (latitude, longitude)


def write(units: Table, successions: Table, changes: Table) -> None:
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE units (code VARCHAR, level VARCHAR, kind VARCHAR, name VARCHAR, parent VARCHAR, valid_from DATE, "
        "valid_until DATE, begun_by VARCHAR, ended_by VARCHAR, latitude DECIMAL(8,5), longitude DECIMAL(8,5), area_km2 DECIMAL(8,2))"
    )
    con.execute(
        "CREATE TABLE successions (change VARCHAR, predecessor VARCHAR, successor VARCHAR, share DECIMAL(9,6), basis VARCHAR)"
    )
    con.executemany("INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", units)
    con.executemany("INSERT INTO successions VALUES (?, ?, ?, ?, ?)", successions)
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
