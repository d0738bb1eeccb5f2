"""The one door to columnar SQL. DuckDB is imported when a connection is opened, not before."""

from typing import TYPE_CHECKING

from kieumau.engine.warehouse.duck import (
    ParquetFile,
    connect,
    cut_parquet,
    open_parquet,
    parquet_rows,
    parquet_values,
    write_parquet,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

__all__ = [
    "Connection",
    "ParquetFile",
    "connect",
    "cut_parquet",
    "open_parquet",
    "parquet_rows",
    "parquet_values",
    "write_parquet",
]
