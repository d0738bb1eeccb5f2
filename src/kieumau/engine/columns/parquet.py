"""A Parquet file as the table of figures that the columnar path judges: opened, turned wide, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.printing import FIGURES
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import ObservationError, Problem, did_you_mean
from kieumau.engine.expressions import Measure
from kieumau.engine.indicators import Calendar, Indicator, Period
from kieumau.engine.reading.units import FACTS, fact_unread, facts_differ, read_fact
from kieumau.engine.warehouse import ParquetRelation, parquet_relation, quoted, quoted_text
from kieumau.engine.wording import Words, words

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection

UNIT_COLUMNS = {"unit", "period", "name", "kind", "class", "parent", "place", "established", "sample"}
"""Columns that tell of the unit or the row; every other one must be an indicator."""
MOST_TOLD = 50
_SAMPLE = "coalesce(lower(trim(CAST(sample AS VARCHAR))), '') NOT IN ('no', 'false', '0', 'khong', 'không', 'n')"
UNITS, LONG = "units_told", "long_figures"


def open_figures(connection: Connection, criteria: CriteriaSet, path: Path) -> dict[str, str]:
    """Make the view `figures`, wide, with what the file says of its units, and return the SQL type of each column."""
    file = parquet_relation(connection, path)
    facts = _unit_facts(connection, file) if {"unit", "period"} <= set(file.types) else []
    beside = [quoted(c) for c in FACTS if c in file.types]
    if {"indicator", "value"} <= set(file.types):
        check_columns(file, None)
        _pivot(connection, criteria, file.sql, path, into=LONG if facts else FIGURES, sample="sample" in file.types)
        types = {"unit": "VARCHAR", "period": file.types["period"]}
        if "sample" in file.types:
            types["sample"] = "BOOLEAN"
        for code, indicator in criteria.indicators.items():
            types[code] = "BOOLEAN" if indicator.measure.is_fact else "DECIMAL(38,12)"
        if facts:
            connection.execute(f"CREATE VIEW {FIGURES} AS SELECT * FROM {LONG} LEFT JOIN {UNITS} USING (unit)")
        return types | dict(facts)
    check_columns(file, criteria.indicators)
    told = "*" if file.types["unit"] == "VARCHAR" else "* REPLACE (CAST(unit AS VARCHAR) AS unit)"
    if facts:
        told = told.replace("*", f"* EXCLUDE ({', '.join(beside)})", 1)
        source = f"(SELECT {told} FROM {file.sql}) LEFT JOIN {UNITS} USING (unit)"
        connection.execute(f"CREATE VIEW {FIGURES} AS SELECT * FROM {source}")
    else:
        connection.execute(f"CREATE VIEW {FIGURES} AS SELECT {told} FROM {file.sql}")
    return dict(file.types) | dict(facts)


def _unit_facts(connection: Connection, file: ParquetRelation) -> list[tuple[str, str]]:
    """The table of what the file says of each unit, read as any other file is; its columns with their types."""
    names = [c for c in FACTS if c in file.types]
    if not names:
        return []
    asked = ", ".join(f"list(DISTINCT {quoted(c)}) FILTER (CAST({quoted(c)} AS VARCHAR) <> '')" for c in names)
    problems: list[Problem] = []
    columns: list[list[Any]] = [[] for _ in range(len(names) + 1)]
    rows = connection.execute(
        f"SELECT CAST(unit AS VARCHAR), {asked} FROM {file.sql} WHERE unit IS NOT NULL GROUP BY 1 ORDER BY 1"
    ).fetchall()
    read: dict[tuple[str, Any], Any] = {}
    for unit, *given in rows:
        columns[0].append(unit)
        for name, values, column in zip(names, given, columns[1:], strict=True):
            found: dict[Any, None] = {}
            for raw in values or ():
                if (name, raw) not in read:
                    read[name, raw] = read_fact(name, raw)
                    if read[name, raw] is None:
                        problems.append(Problem(fact_unread(name, raw), file=file.path.name, column=name))
                found[read[name, raw]] = None
            if len(found) > 1:
                one, other, *_ = sorted(found, key=str)
                problems.append(Problem(facts_differ(unit, name, one, other), file=file.path.name, column=name))
            column.append(next(iter(found), None))
    if problems:
        raise ObservationError(problems[:MOST_TOLD])
    types = [(c, "DATE" if c == "established" else "VARCHAR") for c in names]
    declared = ", ".join(f"{quoted(c)} {kind}" for c, kind in [("unit", "VARCHAR"), *types])
    picked = ", ".join(f"unnest(?::{kind}[])" for _, kind in [("unit", "VARCHAR"), *types])
    connection.execute(f"CREATE TABLE {UNITS} ({declared})")
    if rows:
        connection.execute(f"INSERT INTO {UNITS} SELECT {picked}", columns)
    return types


def check_columns(file: ParquetRelation, indicators: Mapping[str, Indicator] | None) -> None:
    """Refuse a table without unit or period, and, of a wide one, columns that are no indicators or no figures."""
    problems = [
        Problem(words("thiếu cột “{c}”.", "the column “{c}” is missing.", c=column), file=file.path.name)
        for column in ("unit", "period")
        if column not in file.types
    ]
    for column, type_ in file.types.items() if indicators is not None else ():
        assert indicators is not None
        if column not in indicators and column not in UNIT_COLUMNS:
            problems.append(_no_indicator(file.path, column, indicators))
        elif column in indicators and not any(t in type_ for t in ("INT", "DECIMAL", "DOUBLE", "FLOAT", "BOOL")):
            what = words(
                "cột “{c}” phải là số hoặc đúng/sai.", "the column “{c}” must hold numbers or facts.", c=column
            )
            problems.append(Problem(what, file=file.path.name, column=column))
    if problems:
        raise ObservationError(problems[:MOST_TOLD])


def _no_indicator(path: Path, code: str, indicators: Mapping[str, Indicator]) -> Problem:
    what = words("không có chỉ tiêu “{c}”.", "there is no indicator “{c}”.", c=code)
    return Problem(what, file=path.name, hint=did_you_mean(code, list(indicators)))


def is_sample(connection: Connection, columns: Mapping[str, str], source: str = FIGURES) -> bool:
    """Whether the file calls its own figures invented: a column `sample` in which not all say no."""
    if "sample" not in columns:
        return False
    row = connection.execute(f"SELECT bool_or({_SAMPLE}) FROM {source}").fetchone()
    return bool(row and row[0])


def _pivot(connection: Connection, criteria: CriteriaSet, literal: str, path: Path, *, into: str, sample: bool) -> None:
    """A long file as a wide view; figures stand for facts as 1 and 0."""
    unknown = connection.execute(
        f"SELECT DISTINCT indicator FROM {literal} WHERE indicator NOT IN "
        f"({', '.join('?' for _ in criteria.indicators)})",
        list(criteria.indicators),
    ).fetchall()
    if unknown:
        raise ObservationError([_no_indicator(path, str(c), criteria.indicators) for (c,) in unknown[:MOST_TOLD]])
    twice = connection.execute(
        f"SELECT unit, period, indicator FROM {literal} GROUP BY ALL HAVING count(*) > 1 LIMIT 5"
    ).fetchall()
    if twice:
        raise ObservationError([_doubled(path, *map(str, row)) for row in twice])
    columns = [f"bool_or({_SAMPLE}) AS sample"] if sample else []
    for code, indicator in criteria.indicators.items():
        value = f"max(CAST(value AS DECIMAL(38,12))) FILTER (indicator = '{code}')"
        columns.append(f"{value} <> 0 AS {quoted(code)}" if indicator.measure.is_fact else f"{value} AS {quoted(code)}")
    connection.execute(
        f"CREATE TABLE {into} AS SELECT CAST(unit AS VARCHAR) AS unit, period, {', '.join(columns)} "
        f"FROM {literal} GROUP BY unit, period"
    )


def doubled_rows(connection: Connection, source: str, path: Path) -> list[Problem]:
    """The first rows of a unit and period that stand twice."""
    # Equal rows have equal hashes, so as many hashes as rows means that no row stands twice; the slow look is for the rest.
    distinct = connection.execute(f"SELECT count(*) = count(DISTINCT hash(unit, period)) FROM {source}").fetchone()
    if distinct and distinct[0]:
        return []
    twice = f"SELECT unit, period FROM {source} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 5"
    return [_doubled(path, str(unit), str(period)) for unit, period in connection.execute(twice).fetchall()]


def _doubled(path: Path, unit: str, period: str, indicator: str = "") -> Problem:
    return Problem(
        words("{u}, kỳ {p}: có hai dòng.", "{u}, period {p}: stands twice.", u=unit, p=period),
        file=path.name,
        path=indicator,
    )


def read_periods(
    connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], path: Path
) -> dict[Any, Period]:
    """Each period as it stands in the file, read once."""
    periods: dict[Any, Period] = {}
    problems = []
    for (raw,) in connection.execute(f"SELECT DISTINCT period FROM {FIGURES}").fetchall():
        if raw is None:
            problems.append(
                Problem(Words("có dòng thiếu kỳ.", "a row has no period."), file=path.name, column="period")
            )
            continue
        period = period_of(raw, criteria.calendar)
        if period is None:
            problems.append(no_period(path, raw))
        else:
            periods[raw] = period
    ordered = sorted(periods.values())
    if any(one.meets(other) for one, other in pairwise(ordered)):
        problems += _counted_twice(connection, criteria, columns, path, periods)
    for period in ordered:
        if not criteria.calendar.around(period.last).holds(period):
            what = words(
                "kỳ {p} nằm ở hai kỳ đánh giá.", "the period {p} lies in two assessment periods.", p=period.label
            )
            problems.append(Problem(what, file=path.name, column="period"))
    if problems:
        raise ObservationError(problems[:MOST_TOLD])
    return periods


def period_of(raw: Any, calendar: Calendar) -> Period | None:
    """The period that a cell of the file names."""
    return calendar.parse(raw.isoformat() if isinstance(raw, date) else str(raw)) if raw is not None else None


def no_period(path: Path, raw: Any) -> Problem:
    what = words("không đọc được kỳ “{p}”.", "the period “{p}” cannot be read.", p=str(raw))
    hint = Words("Viết 2024, 2024-03 hoặc 2024-01-01/2024-03-31.", "Write 2024, 2024-03 or 2024-01-01/2024-03-31.")
    return Problem(what, file=path.name, column="period", hint=hint)


def _counted_twice(
    connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], path: Path, periods: Mapping[Any, Period]
) -> Iterator[Problem]:
    """A year and its months may stand in one file, but not for one indicator of one unit."""
    spans = ", ".join(f"({sql_literal(raw)}, DATE '{p.first}', DATE '{p.last}')" for raw, p in periods.items())
    for code in criteria.indicators:
        if code not in columns:
            continue
        row = connection.execute(
            f"WITH span(raw, first, last) AS (VALUES {spans}), "
            f"part AS (SELECT unit, period, first, last FROM {FIGURES} JOIN span ON period = raw WHERE {quoted(code)} IS NOT NULL) "
            "SELECT a.unit, a.period, b.period FROM part AS a JOIN part AS b ON a.unit = b.unit AND a.period < b.period "
            "AND a.first <= b.last AND b.first <= a.last LIMIT 1"
        ).fetchone()
        if row is not None:
            what = words(
                "{u}: kỳ {a} và {b} chồng lên nhau, số liệu bị tính hai lần.",
                "{u}: the periods {a} and {b} overlap, so the figure is counted twice.",
                u=str(row[0]),
                a=str(row[1]),
                b=str(row[2]),
            )
            yield Problem(what, file=path.name, column=code)


def sql_literal(raw: Any) -> str:
    """A value of the file's own as SQL text."""
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, date):
        return f"DATE '{raw.isoformat()}'"
    return quoted_text(str(raw))


def check_rows(
    connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], path: Path, grouped: bool
) -> None:
    """What a figure may not be: below zero, a share above one, half a person; and no row twice."""
    checks, said = [], []
    for code, indicator in criteria.indicators.items():
        if code in columns and not indicator.measure.is_fact:
            checks.append(f"min({quoted(code)}), max({quoted(code)})")
            said.append((code, indicator.measure))
    row = connection.execute(f"SELECT {', '.join(checks)} FROM {FIGURES}").fetchone() if checks else ()
    assert row is not None
    problems = [
        p
        for i, (code, measure) in enumerate(said)
        for p in out_of_measure(path, code, measure, row[2 * i], row[2 * i + 1])
    ]
    for code, measure in said:
        if measure.whole and not _is_integer(columns[code]):
            broken = connection.execute(
                f"SELECT any_value(unit) FROM {FIGURES} WHERE {quoted(code)} <> floor({quoted(code)})"
            ).fetchone()
            if broken and broken[0] is not None:
                what = words("{c} phải là số nguyên.", "{c} must be whole numbers.", c=code)
                problems.append(Problem(what, file=path.name, column=code, path=str(broken[0])))
    nameless = connection.execute(f"SELECT count(*) FROM {FIGURES} WHERE unit IS NULL").fetchone()
    if nameless and nameless[0]:
        problems.append(
            Problem(
                words("{n} dòng thiếu mã đơn vị.", "{n} rows have no unit.", n=nameless[0]),
                file=path.name,
                column="unit",
            )
        )
    source = "judged" if not grouped else FIGURES
    problems += doubled_rows(connection, source, path)
    if problems:
        raise ObservationError(problems[:MOST_TOLD])


def out_of_measure(path: Path, code: str, measure: Measure, low: Any, high: Any) -> Iterator[Problem]:
    """What the least and the greatest figure of a column may not be."""
    if low is not None and low < 0:
        yield Problem(words("{c} có giá trị âm.", "{c} has a value below zero.", c=code), file=path.name, column=code)
    if measure.is_share and high is not None and high > 1:
        yield Problem(
            words("{c} có tỷ lệ lớn hơn 1.", "{c} has a share above 1.", c=code),
            file=path.name,
            column=code,
            hint=Words("97,2% viết là 0,972.", "97.2% is written 0.972."),
        )


def _is_integer(type_: str) -> bool:
    return "INT" in type_.upper()
