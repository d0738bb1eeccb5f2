"""The mark of the figures of a file, by columns: that of `ObservationTable`, whatever the form and the order of rows."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.parquet import UNITS, sql_literal
from kieumau.engine.columns.printing import FIGURES
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation.evaluating import unit_lines
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.reading.units import FACTS, unit_of
from kieumau.engine.warehouse import quoted

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection

_BATCH = 10_000  # lines brought over at once


def figures_mark(
    connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], periods: Mapping[Any, Period]
) -> str:
    """SHA-256 over a line a unit and period, in order."""
    codes = sorted(c for c in criteria.indicators if c in columns)
    if not codes or not periods:
        return sha256().hexdigest()
    spans = ", ".join(f"({sql_literal(raw)}, '{p.first}', '{p.last}')" for raw, p in periods.items())
    told = ", ".join(f"'{c}=' || {_said(c, criteria.indicators[c], columns[c])}" for c in codes)
    there = " OR ".join(f"{quoted(c)} IS NOT NULL" for c in codes)
    lines = f"concat_ws(chr(9), unit, first, last, {told}) || chr(10)"
    digest, cursor = sha256(), connection.cursor()
    cursor.execute(
        f"WITH span(raw, first, last) AS (VALUES {spans}) "
        f"SELECT {lines} FROM {FIGURES} JOIN span ON period = raw WHERE {there} ORDER BY unit, first, last"
    )
    while batch := cursor.fetchmany(_BATCH):
        digest.update("".join([line for (line,) in batch]).encode())
    return digest.hexdigest()


def unit_facts(connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str]) -> list[str]:
    """The lines of what the file says of its units."""
    names = [c for c in FACTS if c in columns]
    if not names:
        return []
    codes = [quoted(c) for c in criteria.indicators if c in columns]
    there = " OR ".join(f"{c} IS NOT NULL" for c in codes) or "FALSE"
    seen = {str(u) for (u,) in connection.execute(f"SELECT DISTINCT unit FROM {FIGURES} WHERE {there}").fetchall()}
    found = connection.execute(f"SELECT unit, {', '.join(map(quoted, names))} FROM {UNITS}").fetchall()
    units = [unit_of(u, u, {c: v for c, v in zip(names, facts, strict=True) if v is not None}) for u, *facts in found]
    return unit_lines(units, seen)


def _said(code: str, indicator: Indicator, type_: str) -> str:
    """A figure as text: true, 3, 61/100."""
    column = quoted(code)
    if indicator.measure.is_fact:
        return f"CASE WHEN {column} THEN 'true' WHEN NOT {column} THEN 'false' END"
    if "INT" in type_:
        return f"CAST({column} AS VARCHAR)"
    # Fifteen digits are what a float was typed as; as a decimal of 18 places it is a whole number of 10^-18.
    text = f"format('{{:.15g}}', CAST({column} AS DOUBLE))" if type_ in ("DOUBLE", "FLOAT") else column
    whole = f"CAST(replace(CAST(CAST({text} AS DECIMAL(38,18)) AS VARCHAR), '.', '') AS HUGEINT)"
    scale = "CAST(1000000000000000000 AS HUGEINT)"
    common = f"gcd({whole}, {scale})"
    return (
        f"CASE WHEN {column} IS NULL THEN NULL WHEN {whole} % {scale} = 0 THEN CAST({whole} // {scale} AS VARCHAR) "
        f"ELSE ({whole} // {common}) || '/' || ({scale} // {common}) END"
    )
