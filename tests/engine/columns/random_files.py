"""Random figures as the Parquet file in which a nation would send them."""

from __future__ import annotations

from pathlib import Path

import duckdb

from random_sets import Rows, Units

TYPES = {"a": "INTEGER", "b": "BIGINT", "c": "SMALLINT", "p": "DECIMAL(6,2)", "s": "DOUBLE", "f": "BOOLEAN"}


def write_figures(rows: Rows, known: Units, path: Path, *, long: bool) -> None:
    """Wide, with what is known of the units, or long, a figure a row."""
    with duckdb.connect(":memory:") as connection:
        if long:
            connection.execute("CREATE TABLE t (unit VARCHAR, period VARCHAR, indicator VARCHAR, value DECIMAL(18,6))")
            flat = [
                (u, p, c, None if v is None else str(int(v) if isinstance(v, bool) else v))
                for u, p, cells in rows
                for c, v in cells.items()
            ]
            if flat:
                connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", flat)
        else:
            columns = ", ".join(f"{c} {t}" for c, t in TYPES.items())
            connection.execute(
                f"CREATE TABLE t (unit VARCHAR, period VARCHAR, {columns}, class VARCHAR, established DATE)"
            )
            flat = [(u, p, *cells.values(), known[u]["class"], known[u]["established"]) for u, p, cells in
                    ((u, p, {c: cells[c] for c in TYPES}) for u, p, cells in rows)]  # fmt: skip
            if flat:
                connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * (len(TYPES) + 4))})", flat)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")
