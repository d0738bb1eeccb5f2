"""Thirty indicators of 10,035 communes in 84 months, restated to the 3,321 of today, beside a bare join and sum."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import duckdb
from timing import in_turn, say_ratios, timed

from kieumau.engine.columns.restating import restate_columns
from kieumau.engine.indicators import BUILT_IN_MEASURES, Indicator, OverUnits, Summing
from kieumau.engine.territory import Registry
from kieumau.engine.territory.register_files import read_register
from kieumau.engine.wording import plain

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
SMALL = {"indicators": 2, "months": 2}
LIMIT, OURS = "bare DuckDB", "Kiểu Mẫu"


def restating(rounds: int, *, indicators: int = 30, months: int = 84) -> None:
    seconds, registry = timed(read_register)
    codes = [f"i{k}" for k in range(indicators)]
    before, after = (
        {u.code for u in registry.units_on(d).units.values() if u.level == "commune"} for d in (BEFORE, AFTER)
    )
    ways = [s for s in registry.successions if registry.changes[s.change].on == AFTER and s.predecessor in before]
    reached = len({s.successor for s in ways})  # all of today's but the few that a district became
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = figures(place, registry, codes, months)
        bare_file, our_file = place / "bare.parquet", place / "ours.parquet"
        works = {
            LIMIT: lambda: bare(file, registry, codes, bare_file),
            OURS: lambda: ours(file, registry, codes, our_file),
        }

        def check(name: str, rows: int) -> None:
            assert rows == reached * months, (name, rows)
            if name == OURS:
                check_totals(file, our_file, place / "ours.bounds.parquet", codes)

        times = in_turn(works, rounds, check=check)
        size = file.stat().st_size / 1e6
    print(
        f"{indicators} indicators x {months} months, {len(before):,} -> {len(after):,} units, {size:.1f} MB, {rounds} rounds, "
        f"totals checked"
    )
    say_ratios(times)
    print(f"  reading and checking the register, once a process: {seconds * 1000:.0f} ms")


def figures(folder: Path, registry: Registry, codes: list[str], months: int) -> Path:
    """A row a commune and month from July 2018 on: 842,940 of them in 84 months."""
    path = folder / "communes.parquet"
    communes = [u.code for u in registry.units_on(BEFORE).units.values() if u.level == "commune"]
    columns = ", ".join(f"(hash(unit, m, {k}) % 200)::INTEGER AS {code}" for k, code in enumerate(codes))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE u AS SELECT unnest(?) AS unit", [communes])
        connection.execute(
            f"COPY (SELECT unit, printf('%d-%02d', 2018 + (m + 6) // 12, 1 + (m + 6) % 12) AS period, {columns} "
            f"FROM u, range({months}) t(m) ORDER BY period, unit) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )
    return path


def bare(path: Path, registry: Registry, codes: list[str], target: Path) -> int:
    """The same pairs, joined and summed: no bounds, no missing figures noticed, split communes counted twice."""
    pairs = [(s.predecessor, s.successor) for s in registry.successions if len(s.predecessor) == 5]
    sums = ", ".join(f"sum({c})::BIGINT AS {c}" for c in codes)
    with duckdb.connect() as connection:
        lists = [list(side) for side in zip(*pairs, strict=True)]
        connection.execute("CREATE TABLE way AS SELECT unnest(?) AS old, unnest(?) AS new", lists)
        connection.execute(
            f"COPY (SELECT new AS unit, period, {sums} FROM read_parquet('{path}') f JOIN way ON f.unit = way.old "
            f"GROUP BY ALL) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )
        return int(_one(connection, f"SELECT count(*) FROM '{target}'"))


def ours(path: Path, registry: Registry, codes: list[str], target: Path) -> int:
    indicators = {
        c: Indicator(c, plain(c), BUILT_IN_MEASURES["cases"], Summing.SUM, over_units=OverUnits.SUM) for c in codes
    }
    return restate_columns(path, registry, indicators, on=AFTER).write_parquet(target)[0]


def check_totals(path: Path, restated: Path, bounds: Path, codes: list[str]) -> None:
    """Every figure is somewhere: what is exact, and what is bounded, hold the total between them."""
    with duckdb.connect() as connection:
        for code in codes:
            total, exact, low, high = (
                _one(connection, f"SELECT sum({column}) FROM '{file}'")
                for column, file in ((code, path), (code, restated), (code, bounds), (f"{code}_high", bounds))
            )
            assert exact + low <= total <= exact + high, code


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])
