"""A register as files: units.parquet, successions.parquet, changes.csv, levels.csv in one folder, and their seal."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from kieumau.engine.errors import Problem, RegistryError
from kieumau.engine.territory.changes import Change, LevelEnd, Succession
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.sealing import SOURCES, is_sealed, read_sealed, write_seal
from kieumau.engine.territory.units import BEGINNING, OPEN, AdminUnit
from kieumau.engine.warehouse import open_parquet, parquet_rows
from kieumau.engine.wording import Words, read_day, words

SHIPPED = Path(__file__).parents[2] / "registers" / "viet-nam"
_UNITS = (
    "code", "level", "kind", "name", "parent", "valid_from", "valid_until", "begun_by", "ended_by",
    "latitude", "longitude", "area_km2",
)  # fmt: skip
_SUCCESSIONS = ("change", "predecessor", "successor", "share", "basis")
_CHANGES = ("code", "on", "title_vi", "title_en", "issuer", "issued", "address")
_LEVELS = ("level", "system", "until", "law", "address")
_SPAN = ("what", "on", "law", "address")


def read_register(folder: Path = SHIPPED) -> Registry:
    """The register in a folder: as it was sealed, while its files are what was sealed; else read and checked whole."""
    if not is_sealed(folder):
        return read_whole_register(folder)
    units, successions = read_sealed(folder)
    return Registry(units, _changes(folder), successions, _level_ends(folder), *_span(folder))


def read_whole_register(folder: Path = SHIPPED) -> Registry:
    """The register in a folder, checked. Raises `RegistryError` for a missing file, a wrong column or a contradiction."""
    units = tuple(_unit(row) for row in _parquet(folder / "units.parquet", _UNITS))
    successions = tuple(_succession(row) for row in _parquet(folder / "successions.parquet", _SUCCESSIONS))
    return check_registry(Registry(units, _changes(folder), successions, _level_ends(folder), *_span(folder)))


def seal_register(folder: Path) -> Registry:
    """The register read and checked whole, then sealed: whoever makes its files calls this last. Raises as reading does."""
    register = read_whole_register(folder)
    write_seal(folder, register.units, register.successions)
    return register


def fingerprint(folder: Path = SHIPPED) -> str:
    """SHA-256 over the files of a register."""
    digest = sha256()
    for name in SOURCES:
        if (folder / name).exists():
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def first_change(folder: Path = SHIPPED) -> date:
    """The day before which every code means one unit. It is told without reading the units."""
    return min((c.on for c in _changes(folder).values()), default=date.max)


def _changes(folder: Path) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    file = folder / "changes.csv"
    for line, r in _csv(file, _CHANGES):
        if r["code"] in changes:
            what = words("văn bản “{c}” ghi hai lần.", "the act “{c}” stands twice.", c=r["code"])
            raise RegistryError(Problem(what, file=file.name, line=line))
        issued = _day(r["issued"], file, line) if r["issued"] else None
        title = Words(r["title_vi"], r["title_en"] or r["title_vi"])
        changes[r["code"]] = Change(r["code"], _day(r["on"], file, line), title, r["issuer"], issued, r["address"])
    return changes


def _level_ends(folder: Path) -> tuple[LevelEnd, ...]:
    file = folder / "levels.csv"
    return tuple(
        LevelEnd(r["level"], r["system"], _day(r["until"], file, line), r["law"], r["address"])
        for line, r in (_csv(file, _LEVELS) if file.exists() else ())
    )


def _span(folder: Path) -> tuple[date | None, date | None]:
    """Since when the register speaks and up to which day it is kept, where it says so (span.csv)."""
    file = folder / "span.csv"
    days: dict[str, date] = {}
    for line, r in _csv(file, _SPAN) if file.exists() else ():
        if r["what"] not in ("begins", "kept_until") or r["what"] in days:
            what = words(
                "“{w}” không phải là begins hay kept_until.", "“{w}” is neither begins nor kept_until.", w=r["what"]
            )
            raise RegistryError(Problem(what, file=file.name, line=line))
        days[r["what"]] = _day(r["on"], file, line)
    return days.get("begins"), days.get("kept_until")


def read_shares(path: Path, registry: Registry) -> Registry:
    """The register with the office's own shares: a CSV of predecessor, successor, share, basis, on.

    `on` is the day of the change. Raises `RegistryError` for shares that do not add up to exactly 1.
    """
    entered, problems = [], []
    known = {(registry.changes[s.change].on, s.predecessor, s.successor): s for s in registry.successions}
    for line, r in _csv(path, ("on", "predecessor", "successor", "share", "basis")):
        day = read_day(r["on"])
        share = Fraction(r["share"].replace(",", ".")) if _SHARE.fullmatch(r["share"]) else None
        if share is None or day is None:
            what = words(
                "cần ngày dạng 2025-07-01 và tỷ lệ dạng 0.35; đã đọc “{d}”, “{s}”.",
                "needs a day such as 2025-07-01 and a share such as 0.35; read “{d}”, “{s}”.",
                d=r["on"][:40],
                s=r["share"][:40],
            )
            problems.append(Problem(what, file=path.name, line=line))
            continue
        found = known.get((day, r["predecessor"], r["successor"]))
        if found is None:
            what = words(
                "ngày {d} không có việc chuyển từ {a} sang {b}.",
                "no unit {a} goes into {b} on {d}.",
                d=day,
                a=r["predecessor"],
                b=r["successor"],
            )
            problems.append(Problem(what, file=path.name, line=line))
            continue
        entered.append(replace(found, share=share, basis=r["basis"] or "entered"))
    if problems:
        raise RegistryError(problems)
    return check_registry(registry.with_shares(entered))


_SHARE = re.compile(r"[0-9]{1,3}([.,][0-9]{1,12})?")
_KINDS_OF_COLUMN = {
    "valid_from": "DATE", "valid_until": "DATE", "latitude": "number", "longitude": "number", "area_km2": "number",
    "share": "DECIMAL",
}  # fmt: skip


def _unit(r: dict[str, Any]) -> AdminUnit:
    return AdminUnit(
        code=r["code"] or "",
        name=r["name"] or "",
        kind=r["kind"] or "",
        parent=r["parent"] or "",
        level=r["level"] or "",
        valid_from=r["valid_from"] or BEGINNING,
        valid_until=r["valid_until"] or OPEN,
        begun_by=r["begun_by"] or "",
        ended_by=r["ended_by"] or "",
        latitude=_float(r["latitude"]),
        longitude=_float(r["longitude"]),
        area_km2=_float(r["area_km2"]),
    )


def _succession(r: dict[str, Any]) -> Succession:
    share = None if r["share"] is None else Fraction(r["share"])
    article = r.get("article") or ""  # an office's own register need not cite
    return Succession(r["change"] or "", r["predecessor"] or "", r["successor"] or "", share, r["basis"] or "", article)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _parquet(path: Path, wanted: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    _must_be(path)
    columns = dict(open_parquet(path).columns)
    _must_have(path, list(columns), wanted)
    for name in wanted:
        kind = _KINDS_OF_COLUMN.get(name, "VARCHAR")
        numbers = ("DECIMAL", "DOUBLE", "FLOAT", "INT")
        if not (any(n in columns[name] for n in numbers) if kind == "number" else columns[name].startswith(kind)):
            what = words(
                "cột {c} phải kiểu {k}, không phải {t}.",
                "the column {c} must be {k}, not {t}.",
                c=name,
                k=kind,
                t=columns[name],
            )
            raise RegistryError(Problem(what, file=path.name, column=name))
    for row in parquet_rows(path):
        yield dict(zip(columns, row, strict=True))


def _csv(path: Path, wanted: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line's number and cells."""
    _must_be(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            # Excel in Vietnam parts cells by semicolons, because the comma is in its numbers.
            rows = csv.DictReader(file, delimiter=";" if head.count(";") > head.count(",") else ",")
            _must_have(path, list(rows.fieldnames or ()), wanted)
            for row in rows:
                yield rows.line_num, {key: (row[key] or "").strip() for key in wanted}
    except (UnicodeDecodeError, csv.Error):
        what = Words("không đọc được tệp CSV này.", "this CSV file cannot be read.")
        hint = Words("Lưu lại ở dạng CSV UTF-8.", "Save it as CSV UTF-8.")
        raise RegistryError(Problem(what, file=path.name, hint=hint)) from None


def _must_be(path: Path) -> None:
    if not path.is_file():
        raise RegistryError(Problem(Words("không có tệp này.", "there is no such file."), file=str(path)))


def _must_have(path: Path, names: list[str], wanted: tuple[str, ...]) -> None:
    if missing := [w for w in wanted if w not in names]:
        what = words("thiếu cột {c}.", "the column {c} is missing.", c=", ".join(missing))
        hint = words("Cần các cột: {c}.", "The columns are: {c}.", c=", ".join(wanted))
        raise RegistryError(Problem(what, file=path.name, hint=hint))


def _day(text: str, path: Path, line: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        what = words("“{t}” không phải là ngày.", "“{t}” is no day.", t=text[:40])
        hint = words("Viết 2025-07-01.", "Write 2025-07-01.")
        raise RegistryError(Problem(what, file=path.name, line=line, hint=hint)) from None
