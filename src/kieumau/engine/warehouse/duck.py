"""DuckDB embedded: in memory, without extensions, its settings locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


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


def quoted_text(text: str) -> str:
    """A text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """The name of a column as SQL text."""
    return '"' + name.replace('"', '""') + '"'
