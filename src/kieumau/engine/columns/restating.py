"""A nation restated by columns: one pass over a wide Parquet file, exact sums, bounds only where a unit was split.

Each unit's way to the units of the day is worked out once (`Flows`) and given a number for "this target, these bounds";
the pass groups by that number and the period. Targets whose ways are all whole are then finished; the few others are
combined into a lowest and a highest figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.parquet import (
    MOST_TOLD,
    check_columns,
    doubled_rows,
    is_sample,
    no_period,
    out_of_measure,
    period_of,
)
from kieumau.engine.errors import Advice, KieuMauError, ObservationError, Problem
from kieumau.engine.indicators.observations import Indicator, OverUnits
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.territory import WHOLE, Flow, Flows, Registry
from kieumau.engine.warehouse import ParquetRelation, connect, parquet_relation, quoted
from kieumau.engine.wording import Words, words

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection


@dataclass
class RestatedColumns:
    """Tables of the warehouse. `figures`: unit, period and each indicator, NULL where it is not one number.

    `bounds`: for units with figures between two bounds or wanting, each indicator and `<indicator>_high`; the first is
    the lowest it can be, the second the highest, NULL where nothing bounds it.
    """

    connection: Connection
    left_out: tuple[str, ...]
    sample: bool

    @property
    def rows(self) -> int:
        return self._count("figures")

    @property
    def bounded(self) -> int:
        return self._count("bounds")

    def _count(self, view: str) -> int:
        row = self.connection.execute(f"SELECT count(*) FROM {view}").fetchone()
        return int(row[0]) if row else 0

    def write_parquet(self, target: Path) -> tuple[int, int]:
        """Writes the figures, and `<name>.bounds.parquet` beside them where any are bounded: how many rows of each."""
        bounds = target.with_suffix(".bounds.parquet")
        with ThreadPoolExecutor(max_workers=2) as pool:  # the database lets go of the interpreter while it writes
            both = pool.submit(self._write, "figures", target), pool.submit(self._write, "bounds", bounds)
            written = both[0].result(), both[1].result()
        if not written[1]:
            bounds.unlink()
        return written

    def _write(self, view: str, path: Path) -> int:
        told = ", true AS sample" if self.sample else ""
        copy = f"COPY (SELECT *{told} FROM {view}) TO ? (FORMAT parquet, COMPRESSION zstd)"
        row = self.connection.cursor().execute(copy, [str(path)]).fetchone()
        return int(row[0]) if row else 0


def restate_columns(
    path: Path,
    registry: Registry,
    indicators: Mapping[str, Indicator],
    *,
    on: date,
    coded_on: date | None = None,
) -> RestatedColumns:
    """Restate a wide Parquet file (unit, period, a column an indicator) to the units of a day.

    Raises `ObservationError` for a file that cannot be read, a code that means no unit on its day, or two rows of one
    unit and period.
    """
    connection = connect()
    file = parquet_relation(connection, path)
    if {"indicator", "value"} <= set(file.types):
        what = Words("bảng lớn cần mỗi chỉ tiêu một cột.", "a large table needs a column for each indicator.")
        raise ObservationError(Problem(what, file=path.name))
    check_columns(file, indicators)
    return _Columns(connection, file, registry, indicators, on, coded_on).run()


class _Columns:
    def __init__(
        self,
        connection: Connection,
        file: ParquetRelation,
        registry: Registry,
        indicators: Mapping[str, Indicator],
        on: date,
        coded_on: date | None,
    ) -> None:
        self.connection, self.source, self.types, self.path = connection, file.sql, file.types, file.path
        self.registry, self.on, self.coded_on = registry, on, coded_on
        self.given = {c: i for c, i in indicators.items() if c in file.types}
        self.summed = tuple(c for c, i in self.given.items() if i.over_units is OverUnits.SUM)
        self.facts = tuple(c for c, i in self.given.items() if i.over_units in (OverUnits.ALL, OverUnits.ANY))
        self.ratios = tuple(
            c for c, i in self.given.items() if i.components and all(p in self.summed for p in i.components)
        )
        self.kept = tuple(c for c in self.given if c not in (*self.summed, *self.facts, *self.ratios))

    def run(self) -> RestatedColumns:
        try:
            self._check_values()
            eras = self._eras()
            self._ways(eras)
            self._group(eras)
            self._finish()
        except KieuMauError:
            raise
        except Exception as error:
            said = str(error).splitlines()[0].partition(":")[2].strip()[:120] or type(error).__name__
            what = words("không quy đổi được tệp: {e}.", "the file cannot be restated: {e}.", e=said)
            hint = Words(
                "Số phải hữu hạn và tổng dưới 9,2 tỷ tỷ.", "Figures must be finite, and their sums below 9.2e18."
            )
            raise ObservationError(Problem(what, file=self.path.name, hint=hint)) from error
        sample = is_sample(self.connection, self.types, self.source)
        return RestatedColumns(self.connection, self.kept, sample)

    def _check_values(self) -> None:
        """No figure below zero, no share above one: by the file's statistics, or by looking where it has none."""
        problems: list[Problem] = []
        for code, (low, high) in self._ranges().items():
            problems += out_of_measure(self.path, code, self.given[code].measure, low, high)
            if self.given[code].measure.is_fact and high is not None and high > 1:
                problems.append(
                    Problem(
                        words("{c} là đúng/sai: chỉ nhận 0 và 1.", "{c} is a fact: only 0 and 1.", c=code),
                        file=self.path.name,
                        column=code,
                    )
                )
        if problems:
            raise ObservationError(problems[:MOST_TOLD])

    def _ranges(self) -> dict[str, tuple[Any, Any]]:
        told = {
            column: (low, high)
            for column, low, high in self.connection.execute(
                "SELECT path_in_schema, min(TRY_CAST(stats_min_value AS DOUBLE)), max(TRY_CAST(stats_max_value AS DOUBLE)) "
                "FROM parquet_metadata(?) GROUP BY path_in_schema "
                "HAVING count(*) = count(TRY_CAST(stats_min_value AS DOUBLE)) AND count(*) = count(TRY_CAST(stats_max_value AS DOUBLE))",
                [str(self.path.resolve())],
            ).fetchall()
        }  # fmt: skip
        numbers = [c for c in self.given if self.types[c] != "BOOLEAN"]
        for column in numbers:
            if column not in told:
                q = quoted(column)
                row = self.connection.execute(f"SELECT min({q}), max({q}) FROM {self.source}").fetchone()
                told[column] = row or (None, None)
        return {c: told[c] for c in numbers}

    # -- which unit a code means in a period ------------------------------------------------------------------------

    def _eras(self) -> dict[int, tuple[date, list[Any]]]:
        """Periods in which every code means the same unit: a day of them, and each as it stands in the file."""
        days = self.registry.change_days()
        calendar, problems = Calendar(), []
        spelt: dict[Period, str] = {}
        eras: dict[int, tuple[date, list[Any]]] = {}
        straddling: list[tuple[Any, Period]] = []
        for (raw,) in self.connection.execute(f"SELECT DISTINCT period FROM {self.source}").fetchall():
            period = period_of(raw, calendar)
            if period is None:
                problems.append(no_period(self.path, raw))
                continue
            if period in spelt:
                what = words(
                    "kỳ {p} viết hai cách: {a} và {b}.",
                    "the period {p} is written in two ways: {a} and {b}.",
                    p=period.words,
                    a=spelt[period],
                    b=str(raw),
                )
                problems.append(Problem(what, file=self.path.name, column="period"))
            spelt[period] = str(raw)
            day = self.coded_on or period.last
            if self.coded_on is None and any(period.first < d <= period.last for d in days):
                straddling.append((raw, period))
            eras.setdefault(sum(d <= day for d in days), (day, []))[1].append(raw)
        for raw, period in straddling:
            for code in sorted(self._codes([raw], whole=False)):
                first, last = self.registry.find(code, period.first), self.registry.find(code, period.last)
                if last is None or not self.registry.is_same(first, last):
                    what = words(
                        "kỳ {p} vắt qua ngày đơn vị thay đổi, và mã {c} không chỉ một đơn vị suốt kỳ.",
                        "the period {p} runs across a day on which units changed, and the code {c} means no single unit throughout.",
                        p=period.words,
                        c=code,
                    )
                    asked = Advice.SAY_DAY_OF_CODES
                    problems.append(Problem(what, file=self.path.name, column="unit", hint=asked))
                    break
        if problems:
            raise ObservationError(problems[:MOST_TOLD])
        return eras

    def _ways(self, eras: dict[int, tuple[date, list[Any]]]) -> None:
        """Tables `way` (era, unit, lane) and `lane`: a target, with the bounds of what comes this way.

        `expected` is how many units flow into the target; it is `easy` where each does so wholly, `alone` where one does.
        """
        flows = Flows(self.registry, self.on)
        lanes: dict[tuple[int, str, Flow | None], int] = {}  # None: the whole unit, by far the most
        ways: list[tuple[int, str, int]] = []
        expected: Counter[tuple[int, str]] = Counter()
        problems: list[Problem] = []
        for era, (day, raws) in eras.items():
            present = self.registry.units_on(day).units
            codes = self._codes(raws, whole=len(eras) == 1)
            levels = {present[c].level for c in codes if c in present}
            for code, unit in present.items():
                if unit.level in levels:
                    for target, flow in flows.of(unit).items():
                        expected[era, target] += 1
                        if code in codes:
                            lane = lanes.setdefault((era, target, None if flow is WHOLE else flow), len(lanes))
                            ways.append((era, code, lane))
            for code in sorted(codes - set(present)):
                found = self.registry.unknown(code, day)
                problems.append(Problem(found.what, file=self.path.name, column="unit", hint=found.hint))
        if problems:
            raise ObservationError(problems[:MOST_TOLD])
        self.has_shares = any(flow is not None and flow.entered for _, _, flow in lanes)
        # Without an entered share every bound is nothing or all, and whole numbers stay whole numbers.
        share = "DECIMAL(12,9)" if self.has_shares else "TINYINT"
        split = {(era, target) for era, target, way in lanes if way is not None}
        rows: list[tuple[Any, ...]] = []
        for (era, target, way), n in lanes.items():
            need, easy = expected[era, target], (era, target) not in split
            low, high = (1, 1) if way is None else (_decimal(way.low), _decimal(way.high))
            rows.append((n, target, low, high, way is None, need, easy, easy and need == 1))
        self._load("way", "era UTINYINT, unit VARCHAR, lane INTEGER", ways)
        self._load(
            "lane",
            f"lane INTEGER, target VARCHAR, low {share}, high {share}, whole BOOLEAN, expected INTEGER, "
            "easy BOOLEAN, alone BOOLEAN",
            rows,
        )

    def _codes(self, raws: list[Any], *, whole: bool) -> set[str]:
        """The codes of units in the rows of these periods."""
        where = "" if whole else f" WHERE period IN ({', '.join('?' * len(raws))})"
        found = self.connection.execute(
            f"SELECT DISTINCT unit FROM {self.source}{where}", [] if whole else raws
        ).fetchall()
        if any(code is None for (code,) in found):
            raise ObservationError(
                Problem(Words("có dòng thiếu mã đơn vị.", "a row has no unit."), file=self.path.name, column="unit")
            )
        return {str(code) for (code,) in found}

    def _load(self, table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
        """Many small rows at once: as lists in one statement, for row by row is slow."""
        names = [c.split()[0] for c in columns.split(", ")]
        self.connection.execute(f"CREATE TABLE {table} ({columns})")
        if rows:
            lists = [list(column) for column in zip(*rows, strict=True)]
            unnested = ", ".join(f"unnest(?) AS {name}" for name in names)
            self.connection.execute(f"INSERT INTO {table} SELECT {unnested}", lists)

    # -- the pass ---------------------------------------------------------------------------------------------------

    def _group(self, eras: dict[int, tuple[date, list[Any]]]) -> None:
        """One row a lane and period: sums, and how many figures each came from where any is missing."""
        self.gaps = self._columns_with_gaps()
        columns = [f"{self._sum(c)} AS {quoted(c)}" for c in self.summed]
        columns += [
            f"{'bool_and' if self.given[c].over_units is OverUnits.ALL else 'bool_or'}(CAST({quoted(c)} AS BOOLEAN)) AS {quoted(c)}"
            for c in self.facts
        ]
        columns += [f"any_value({quoted(c)}) AS {quoted(c)}" for c in (*self.ratios, *self.kept)]
        columns += [f"count({quoted(c)}) AS {quoted('n ' + c)}" for c in self.given if c in self.gaps]
        unit = "f.unit" if self.types["unit"] == "VARCHAR" else "CAST(f.unit AS VARCHAR)"
        selects, raws = [], []
        for era, (_, periods) in eras.items():
            where = f" WHERE period IN ({', '.join('?' * len(periods))})" if len(eras) > 1 else ""
            selects.append(
                f"SELECT lane, period, count(*) AS n{''.join(', ' + c for c in columns)} FROM {self.source} AS f "
                f"JOIN (SELECT unit, lane FROM way WHERE era = {era}) AS way ON way.unit = {unit}{where} GROUP BY lane, period"
            )
            raws += periods if where else []
        none = f"SELECT 0 AS lane, period, 0 AS n FROM {self.source} LIMIT 0"
        self.connection.execute(f"CREATE TABLE grouped AS {' UNION ALL '.join(selects) or none}", raws)
        if twice := doubled_rows(self.connection, self.source, self.path):
            raise ObservationError(twice)

    def _sum(self, column: str) -> str:
        """Whole numbers stay within 64 bits; a sum that does not is refused by the database, not wrapped."""
        total = f"sum({self._number(column)})"
        return f"CAST({total} AS BIGINT)" if "INT" in self.types[column] else total

    def _number(self, column: str) -> str:
        """Exact sums: binary fractions are read as decimals first."""
        type_ = self.types[column]
        return f"CAST({quoted(column)} AS DECIMAL(24,6))" if "DOUBLE" in type_ or "FLOAT" in type_ else quoted(column)

    def _columns_with_gaps(self) -> set[str]:
        """Columns with an empty cell, by the file's own statistics; every column where it has none."""
        rows = self.connection.execute(
            "SELECT path_in_schema FROM parquet_metadata(?) GROUP BY path_in_schema "
            "HAVING count(*) = count(stats_null_count) AND sum(stats_null_count) = 0",
            [str(self.path.resolve())],
        ).fetchall()
        return set(self.given) - {column for (column,) in rows}

    def _finish(self) -> None:
        """Views `figures` and `bounds` on the groups: targets whose ways are all whole, and the few others."""
        whole = "grouped JOIN lane USING (lane) WHERE easy"
        split = "grouped JOIN lane USING (lane) WHERE NOT easy"
        values = [(c, self._easy(c), self._hard(c)) for c in self.given]
        self.connection.execute(
            f"CREATE VIEW figures AS SELECT target AS unit, period{_listed((e, c) for c, e, _ in values)} FROM {whole} "
            f"UNION ALL SELECT target, period{_listed((h, c) for c, _, h in values)} FROM {split} GROUP BY target, period"
        )
        wanting = " OR ".join(["n < expected", *(f"{_n(c)} < expected" for c in self.summed if c in self.gaps)])
        easy = [(quoted(c), c) for c in self.summed] + [(self._easy(c), c + "_high") for c in self.summed]
        hard = [(f"sum({quoted(c)} * low)", c) for c in self.summed]
        hard += [(f"CASE WHEN {self._complete(c)} THEN sum({quoted(c)} * high) END", c + "_high") for c in self.summed]
        cast = (
            [(f"CAST({e} AS {self._type(c.removesuffix('_high'))})", c) for e, c in easy],
            [(f"CAST({e} AS {self._type(c.removesuffix('_high'))})", c) for e, c in hard],
        )
        self.connection.execute(
            f"CREATE VIEW bounds AS SELECT target AS unit, period{_listed(cast[0])} FROM {whole} AND ({wanting}) "
            f"UNION ALL SELECT target, period{_listed(cast[1])} FROM {split} GROUP BY target, period"
        )

    def _easy(self, column: str) -> str:
        """The figure of a unit made of whole ones: NULL while any of them is wanting."""
        rule, value = self.given[column].over_units, quoted(column)
        complete = f"n = expected AND {_n(column)} = expected" if column in self.gaps else "n = expected"
        if column in self.summed:
            return f"CASE WHEN {complete} THEN CAST({value} AS {self._type(column)}) END"
        if column in self.facts:
            return f"CASE WHEN {value} = {rule is OverUnits.ANY} OR ({complete}) THEN {value} END"
        alone = f"CASE WHEN alone THEN CAST({value} AS {self._type(column)}) END"
        if column in self.ratios:
            part, whole = self.given[column].components or ("", "")
            return f"CASE WHEN alone AND {value} IS NOT NULL THEN {value} ELSE round({self._easy(part)} / nullif({self._easy(whole)}, 0), 12) END"
        return alone

    def _hard(self, column: str) -> str:
        """The figure of a unit that took part of another: one number only where no share is left open."""
        rule, value = self.given[column].over_units, quoted(column)
        if column in self.summed:
            exact = f"{self._complete(column)} AND sum({value} * low) = sum({value} * high)"
            return f"CASE WHEN {exact} THEN CAST(sum({value} * low) AS {self._type(column)}) END"
        if column in self.facts:
            decisive = rule is OverUnits.ANY
            settled = f"bool_or({value} = {decisive}) FILTER (whole)"
            none = f"{self._complete(column)} AND NOT bool_or({value} = {decisive})"
            return f"CASE WHEN {settled} THEN {decisive} WHEN {none} THEN {not decisive} END"
        return f"CAST(NULL AS {self._type(column)})"

    def _complete(self, column: str) -> str:
        return f"sum({_n(column) if column in self.gaps else 'n'}) = any_value(expected)"

    def _type(self, column: str) -> str:
        if self.given[column].measure.is_fact:
            return "BOOLEAN"
        whole_shares = "INT" in self.types[column] and not self.has_shares
        return "BIGINT" if whole_shares else "DOUBLE" if column not in self.summed else "DECIMAL(38,9)"


def _n(column: str) -> str:
    return quoted("n " + column)


def _listed(columns: Iterable[tuple[str, str]]) -> str:
    return "".join(f", {expression} AS {quoted(name)}" for expression, name in columns)


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
