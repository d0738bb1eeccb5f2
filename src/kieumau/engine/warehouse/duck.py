"""DuckDB embedded: in memory, without extensions, its settings locked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.wording import Words

if TYPE_CHECKING:
    import duckdb

_BATCH = 2_000  # rows fetched at once
_LONGEST_TEXT = 1_000  # characters of a text that are brought over: no code or name is longer


def connect(memory_limit: str = "800MB", threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A database in memory. It loads no extension by itself, sees no Python variable, and cannot be reconfigured.

    Local files stay readable, so SQL run here must never come from a person.
    """
    import duckdb

    settings: dict[str, Any] = {
        "memory_limit": memory_limit,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    if threads is not None:
        settings["threads"] = threads
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET lock_configuration = true")
    return connection


@dataclass(frozen=True)
class ParquetFile:
    """What a Parquet file holds, known without reading its rows. Types are DuckDB's: VARCHAR, BIGINT, DOUBLE ..."""

    path: Path
    columns: tuple[tuple[str, str], ...]
    row_count: int


def open_parquet(path: Path) -> ParquetFile:
    """The columns and the number of rows of one local file."""
    import duckdb

    with closing(connect()) as connection:
        try:
            found = connection.execute(f"DESCRIBE {_ALL}", [_place(path)]).fetchall()
            counted = connection.execute(f"SELECT count(*) FROM ({_ALL})", [_place(path)]).fetchone()
        except duckdb.Error as error:
            raise _unreadable(path) from error
    return ParquetFile(path, tuple((row[0], row[1]) for row in found), counted[0] if counted else 0)


def parquet_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of one local file in their order, a few at a time. A text is cut after a thousand characters."""
    import duckdb

    with closing(connect()) as connection:
        try:
            columns = connection.execute(f"DESCRIBE {_ALL}", [_place(path)]).fetchall()
            picked = ", ".join(
                f"left({_quoted(name)}, {_LONGEST_TEXT})" if kind == "VARCHAR" else _quoted(name)
                for name, kind, *_ in columns
            )
            connection.execute(f"SELECT {picked} FROM ({_ALL})", [_place(path)])
            while batch := connection.fetchmany(_BATCH):
                yield from batch
        except duckdb.Error as error:
            raise _unreadable(path) from error


def parquet_values(path: Path, column: str) -> list[Any]:
    """What stands in one column of a local file, each value once."""
    with closing(connect()) as connection:
        found = connection.execute(f"SELECT DISTINCT {_quoted(column)} FROM ({_ALL})", [_place(path)]).fetchall()
    return [row[0] for row in found]


def cut_parquet(path: Path, target: Path, columns: Sequence[str], *, where: str, among: Sequence[Any]) -> None:
    """Some columns of a local file as a file of their own, of the rows in which one column holds one of some values."""
    kept = ", ".join(map(_quoted, columns))
    picked = f"SELECT {kept} FROM ({_ALL}) WHERE list_contains(?, {_quoted(where)})"
    with closing(connect()) as connection:
        # A COPY takes no parameters inside its query, so the rows pass through a table.
        connection.execute(f"CREATE TABLE part AS {picked}", [_place(path), list(among)])
        connection.execute("COPY part TO ? (FORMAT parquet)", [str(target)])


_ALL = "SELECT * FROM read_parquet(?, hive_partitioning = false)"


def _place(path: Path) -> str:
    """Absolute, so that no name looks like an address; escaped, so that `*` in a name is a star."""
    return escape(str(path.resolve()))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _unreadable(path: Path) -> ObservationError:
    what = Words("không đọc được tệp Parquet này: tệp hỏng hoặc không trọn vẹn.", "the Parquet file cannot be read.")
    hint = Words("Hãy xuất lại tệp từ phần mềm nguồn.", "It is damaged or cut short: please export it again.")
    return ObservationError(Problem(what, file=path.name, hint=hint))


def write_parquet(target: Path, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows to one Parquet file. `columns` are names with DuckDB types."""
    with closing(connect()) as connection:
        declared = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns)
        connection.execute(f"CREATE TABLE written ({declared})")
        # A column at a time is a hundred times faster than a row at a time.
        picked = ", ".join(f"unnest(?::{kind}[])" for _, kind in columns)
        if batch := list(rows):
            connection.execute(f"INSERT INTO written SELECT {picked}", [list(c) for c in zip(*batch, strict=True)])
        connection.execute("COPY written TO ? (FORMAT parquet, COMPRESSION zstd)", [str(target)])
