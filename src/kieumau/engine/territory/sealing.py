"""A register that was checked when it was made: its units and successions once more as plain lines, and a seal.

Reading Parquet and asking every question of `checking` takes longer than most commands do. What was asked when the
files were made need not be asked again while they are the same bytes, and the seal, a SHA-256 over all of them, says
whether they are. It guards against a file changed and another forgotten, not against somebody who means to deceive:
whoever loads a register into a database has it read and checked whole.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

from kieumau.engine.territory.changes import Succession
from kieumau.engine.territory.units import BEGINNING, OPEN, AdminUnit

SOURCES = ("units.parquet", "successions.parquet", "changes.csv", "levels.csv", "span.csv")
_LINES, _SEAL = "sealed.tsv.gz", "seal.txt"


def is_sealed(folder: Path) -> bool:
    """Whether the folder holds a seal and every file is as it was sealed."""
    seal = folder / _SEAL
    return seal.is_file() and seal.read_text(encoding="ascii", errors="replace").strip() == _seal_of(folder)


def _seal_of(folder: Path) -> str:
    digest = sha256()
    for name in (*SOURCES, _LINES):
        held = folder / name
        content = held.read_bytes() if held.is_file() else b""
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def write_seal(folder: Path, units: Iterable[AdminUnit], successions: Iterable[Succession]) -> None:
    """The lines and the seal of what stands in the folder and was checked."""
    lines = [_line(*_cells_of(unit)) for unit in units]
    lines += ["", *(_line(s.change, s.predecessor, s.successor, s.share, s.basis, s.article) for s in successions)]
    (folder / _LINES).write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    (folder / _SEAL).write_text(_seal_of(folder) + "\n", encoding="ascii")


def read_sealed(folder: Path) -> tuple[tuple[AdminUnit, ...], tuple[Succession, ...]]:
    """Units and successions as they were sealed; ask `is_sealed` first."""
    lines = gzip.decompress((folder / _LINES).read_bytes()).decode().split("\n")
    parted = lines.index("")
    return tuple(_units(lines[:parted])), tuple(_successions(lines[parted + 1 :]))


def _cells_of(u: AdminUnit) -> tuple[object, ...]:
    since = None if u.valid_from == BEGINNING else u.valid_from
    until = None if u.valid_until == OPEN else u.valid_until
    return (
        u.code, u.name, u.kind, u.parent, u.level, since, until, u.begun_by, u.ended_by, u.latitude, u.longitude, u.area_km2
    )  # fmt: skip


def _line(*cells: object) -> str:
    written = ["" if cell is None else str(cell) for cell in cells]
    assert not any(mark in cell for cell in written for mark in "\t\n"), written
    return "\t".join(written)


def _units(lines: Iterable[str]) -> Iterator[AdminUnit]:
    days: dict[str, date] = {}

    def day(text: str, at_end: date) -> date:
        if not text:
            return at_end
        if text not in days:
            days[text] = date.fromisoformat(text)
        return days[text]

    for line in lines:
        code, name, kind, parent, level, since, until, begun_by, ended_by, latitude, longitude, area = line.split("\t")
        yield AdminUnit(
            code, name, kind, "", parent, "", None, level, day(since, BEGINNING), day(until, OPEN), begun_by, ended_by,
            float(latitude) if latitude else None, float(longitude) if longitude else None, float(area) if area else None,
        )  # fmt: skip


def _successions(lines: Iterable[str]) -> Iterator[Succession]:
    shares: dict[str, Fraction | None] = {"": None}
    for line in lines:
        change, predecessor, successor, share, basis, article = line.split("\t")
        if share not in shares:
            shares[share] = Fraction(share)
        yield Succession(change, predecessor, successor, shares[share], basis, article)
