"""Thirty indicators of 10,035 communes in 84 months, restated to the 3,321 of today, beside a bare join and sum."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from kieumau.engine.columns.restating import restate_columns
from kieumau.engine.indicators import BUILT_IN_MEASURES, Indicator, OverUnits, Summing
from kieumau.engine.territory import Registry
from kieumau.engine.wording import plain

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
CODES = [f"i{k}" for k in range(30)]
INDICATORS = {
    c: Indicator(c, plain(c), BUILT_IN_MEASURES["cases"], Summing.SUM, over_units=OverUnits.SUM) for c in CODES
}


def figures(folder: Path, registry: Registry) -> Path:
    """842,940 rows, July 2018 to June 2025."""
    path = folder / "communes.parquet"
    communes = [u.code for u in registry.units_on(BEFORE).units.values() if u.level == "commune"]
    columns = ", ".join(f"(hash(unit, m, {k}) % 200)::INTEGER AS i{k}" for k in range(30))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE u AS SELECT unnest(?) AS unit", [communes])
        connection.execute(
            f"COPY (SELECT unit, printf('%d-%02d', 2018 + (m + 6) // 12, 1 + (m + 6) % 12) AS period, {columns} "
            f"FROM u, range(84) t(m) ORDER BY period, unit) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return path


def bare(path: Path, registry: Registry, target: Path) -> int:
    """The same pairs, joined and summed: no bounds, no missing figures noticed, split communes counted twice."""
    pairs = [(s.predecessor, s.successor) for s in registry.successions if len(s.predecessor) == 5]
    sums = ", ".join(f"sum({c})::BIGINT AS {c}" for c in CODES)
    with duckdb.connect() as connection:
        lists = [list(side) for side in zip(*pairs, strict=True)]
        connection.execute("CREATE TABLE way AS SELECT unnest(?) AS old, unnest(?) AS new", lists)
        connection.execute(
            f"COPY (SELECT new AS unit, period, {sums} FROM read_parquet('{path}') f JOIN way ON f.unit = way.old "
            f"GROUP BY ALL) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return target.stat().st_size


def ours(path: Path, registry: Registry, target: Path) -> int:
    return restate_columns(path, registry, INDICATORS, on=AFTER).write_parquet(target)[0]


def check(path: Path, restated: Path, bounds: Path) -> None:
    """Every figure is somewhere: what is exact, and what is bounded, hold the total between them."""
    with duckdb.connect() as connection:
        for code in CODES:
            total, exact, low, high = (
                connection.execute(sql).fetchone()[0]  # type: ignore[index]
                for sql in (
                    f"SELECT sum({code}) FROM '{path}'",
                    f"SELECT sum({code}) FROM '{restated}'",
                    f"SELECT sum({code}) FROM '{bounds}'",
                    f"SELECT sum({code}_high) FROM '{bounds}'",
                )
            )
            assert exact + low <= total <= exact + high, code
