"""Local Parquet files: opened as relations, read a few rows at a time, cut, written; refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.warehouse.duck import connect, quoted, quoted_text
from kieumau.engine.wording import Words

if TYPE_CHECKING:
    import duckdb

_BATCH = 2_000  # rows fetched at once
_LONGEST_TEXT = 1_000  # characters of a text that are brought over: no code or name is longer


@dataclass(frozen=True)
class ParquetRelation:
    """A local file as SQL may select from it: `sql` stands after FROM. `types` are DuckDB's, by column: VARCHAR ..."""

    path: Path
    sql: str
    types: Mapping[str, str]


@dataclass(frozen=True)
class ParquetFile:
    """What a Parquet file holds, known without reading its rows. Types are DuckDB's: VARCHAR, BIGINT, DOUBLE ..."""

    path: Path
    columns: tuple[tuple[str, str], ...]
    row_count: int


def parquet_relation(connection: duckdb.DuckDBPyConnection, path: Path) -> ParquetRelation:
    """Open one local file. Raises `ObservationError` for one that is damaged, cut short or no Parquet at all."""
    import duckdb

    # Absolute, so that no name looks like an address; escaped, so that `*` in a name is a star.
    place = quoted_text(escape(str(path.resolve())))
    sql = f"read_parquet({place}, hive_partitioning = false)"
    try:
        described = connection.execute(f"SELECT * FROM {sql} LIMIT 0").description
    except duckdb.Error as error:
        raise _unreadable(path) from error
    return ParquetRelation(path, sql, {d[0]: str(d[1]) for d in described})


def open_parquet(path: Path) -> ParquetFile:
    """The columns and the number of rows of one local file."""
    import duckdb

    with closing(connect()) as connection:
        found = parquet_relation(connection, path)
        try:
            counted = connection.execute(f"SELECT count(*) FROM {found.sql}").fetchone()
        except duckdb.Error as error:
            raise _unreadable(path) from error
    return ParquetFile(path, tuple(found.types.items()), counted[0] if counted else 0)


def parquet_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of one local file in their order, a few at a time. A text is cut after a thousand characters."""
    import duckdb

    with closing(connect()) as connection:
        found = parquet_relation(connection, path)
        picked = ", ".join(
            f"left({quoted(name)}, {_LONGEST_TEXT})" if kind == "VARCHAR" else quoted(name)
            for name, kind in found.types.items()
        )
        try:
            connection.execute(f"SELECT {picked} FROM {found.sql}")
            while batch := connection.fetchmany(_BATCH):
                yield from batch
        except duckdb.Error as error:
            raise _unreadable(path) from error


def parquet_values(path: Path, column: str) -> list[Any]:
    """What stands in one column of a local file, each value once."""
    with closing(connect()) as connection:
        source = parquet_relation(connection, path).sql
        found = connection.execute(f"SELECT DISTINCT {quoted(column)} FROM {source}").fetchall()
    return [row[0] for row in found]


def cut_parquet(path: Path, target: Path, columns: Sequence[str], *, where: str, among: Sequence[Any]) -> None:
    """Some columns of a local file as a file of their own, of the rows in which one column holds one of some values."""
    with closing(connect()) as connection:
        picked = f"SELECT {', '.join(map(quoted, columns))} FROM {parquet_relation(connection, path).sql}"
        # A COPY takes no parameters inside its query, so the rows pass through a table.
        connection.execute(f"CREATE TABLE part AS {picked} WHERE list_contains(?, {quoted(where)})", [list(among)])
        connection.execute("COPY part TO ? (FORMAT parquet)", [str(target)])


def write_parquet(target: Path, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows to one Parquet file. `columns` are names with DuckDB types."""
    with closing(connect()) as connection:
        declared = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns)
        connection.execute(f"CREATE TABLE written ({declared})")
        # A column at a time is a hundred times faster than a row at a time.
        picked = ", ".join(f"unnest(?::{kind}[])" for _, kind in columns)
        if batch := list(rows):
            connection.execute(f"INSERT INTO written SELECT {picked}", [list(c) for c in zip(*batch, strict=True)])
        connection.execute("COPY written TO ? (FORMAT parquet, COMPRESSION zstd)", [str(target)])


def _unreadable(path: Path) -> ObservationError:
    what = Words("không đọc được tệp Parquet này: tệp hỏng hoặc không trọn vẹn.", "the Parquet file cannot be read.")
    hint = Words("Hãy xuất lại tệp từ phần mềm nguồn.", "It is damaged or cut short: please export it again.")
    return ObservationError(Problem(what, file=path.name, hint=hint))
