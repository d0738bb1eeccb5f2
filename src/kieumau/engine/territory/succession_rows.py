"""The rows in which a decision lists what becomes of units, one by one and grouped by what ends and what begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kieumau.engine.territory.changes import Change
from kieumau.engine.territory.names import folded
from kieumau.engine.territory.registry import Registry
from kieumau.engine.territory.units import BEGINNING, AdminUnit

_LEVEL_OF = {
    "tinh": "province", "quan": "district", "huyen": "district", "thi_xa": "district",
    "phuong": "commune", "xa": "commune", "thi_tran": "commune", "dac_khu": "commune",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    """One row of a decision: from a unit that ends into one that begins. `share` where the unit is split, if known."""

    predecessor: str
    successor: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    share: Fraction | None = None
    line: int | None = None


class GroupedRows:
    """The rows of one decision, grouped by what ends and by what begins."""

    def __init__(self, registry: Registry, change: Change, rows: Sequence[SuccessionRow]) -> None:
        self.registry, self.change, self.rows = registry, change, rows
        self.on: date = change.on
        self.eve = change.on - timedelta(days=1) if change.on > BEGINNING else change.on
        self.out_of: dict[str, list[SuccessionRow]] = defaultdict(list)
        self.into: dict[str, list[SuccessionRow]] = defaultdict(list)
        for row in rows:
            self.out_of[row.predecessor].append(row)
            self.into[row.successor].append(row)
        self.old: dict[str, AdminUnit] = {}
        for code in self.out_of:
            if (unit := registry.find(code, self.eve)) is not None:
                self.old[code] = unit
        self.staying = {c: u for c, u in self.old.items() if self._stays(u)}
        self.told = {code: self._told(rows) for code, rows in self.into.items()}

    def _stays(self, unit: AdminUnit) -> bool:
        """Whether its only row says what it is already: it remains where it stands."""
        rows = self.out_of[unit.code]
        row = rows[0]
        return (
            len(rows) == len(self.into.get(unit.code, ())) == 1
            and row.successor == unit.code
            and (row.name, kind_written(row.kind), row.parent) == (unit.name, unit.kind, unit.parent)
        )

    def _told(self, rows: list[SuccessionRow]) -> AdminUnit:
        """What the rows of one new unit say of it together; each of them may say it, one must."""
        code = rows[0].successor
        name, parent = (next((v for r in rows if (v := getattr(r, f))), "") for f in ("name", "parent"))
        kind = next((k for r in rows if (k := kind_written(r.kind))), "")
        level = ("district" if parent else "province") if kind == "thanh_pho" else _LEVEL_OF.get(kind, "")
        area, latitude, longitude = self._lie(rows)
        return AdminUnit(
            code, name, kind, parent=parent, level=level, valid_from=self.on, begun_by=self.change.code,
            latitude=latitude, longitude=longitude, area_km2=area,
        )  # fmt: skip

    def _lie(self, rows: list[SuccessionRow]) -> tuple[float | None, float | None, float | None]:
        """Area and a point inside, where whole units make the new one: a part of a split one lies nobody knows where."""
        olds = [self.old[r.predecessor] for r in rows if r.predecessor in self.old]
        if len(olds) < len(rows) or any(len(self.out_of[u.code]) > 1 for u in olds):
            return None, None, None
        areas = [u.area_km2 for u in olds if u.area_km2 is not None]
        largest = max(olds, key=lambda u: u.area_km2 or 0)
        return (
            round(sum(areas), 6) if len(areas) == len(olds) else None,
            largest.latitude,
            largest.longitude,
        )


def kind_written(text: str) -> str:
    """ "Thị trấn", "thi_tran" -> "thi_tran"."""
    return folded(text).replace(" ", "_")
