"""The one door to columnar SQL. DuckDB is imported when a connection is opened, not before."""

from typing import TYPE_CHECKING

from kieumau.engine.warehouse.duck import connect, quoted, quoted_text
from kieumau.engine.warehouse.parquet import (
    ParquetFile,
    ParquetRelation,
    cut_parquet,
    open_parquet,
    parquet_relation,
    parquet_rows,
    parquet_values,
    write_parquet,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection

__all__ = [
    "Connection",
    "ParquetFile",
    "ParquetRelation",
    "connect",
    "cut_parquet",
    "open_parquet",
    "parquet_relation",
    "parquet_rows",
    "parquet_values",
    "quoted",
    "quoted_text",
    "write_parquet",
]
