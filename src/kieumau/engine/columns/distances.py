"""Distances by columns: what is left to each unit of a nation, by criterion and figure, as judging finds it by row.

By one SELECT a criterion, in exact decimals: one comparison of a figure or of a sum, difference or product with
numbers, thresholds (dated, by class) and figures; a ratio `a / b >= t` told in `a`, where `b` cannot be below zero;
`between`; facts and `not` a fact; `and`, `all` and `none_of` of these; points that are entered or taken off, and bands
and shares of points whose demand is one of these.

By row, and only for rows that are not met: a figure of which some months are missing, which leaves "at least"; `or`, `any` and `at_least`, where the nearest parts are chosen; a division
that stays in the amount, or whose base may be below zero; parts that pull one figure both ways; fact beside fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.distance_printing import AMOUNT, SCALE, print_distances
from kieumau.engine.columns.judging_again import figures_of_rows
from kieumau.engine.columns.printing import EARLIER, PARTIAL, Printer
from kieumau.engine.criteria import CriteriaSet, Criterion, rule_names
from kieumau.engine.evaluation.judging.criteria import judge_criteria, judge_criterion
from kieumau.engine.evaluation.judging.figures import FigureKey
from kieumau.engine.expressions import Name
from kieumau.engine.indicators import Period, Value
from kieumau.engine.warehouse import quoted, quoted_text
from kieumau.engine.wording import round_half_up

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection

Distance = tuple[str, Period, str, str, Fraction]
"""Unit, period, criterion, indicator, amount: above zero to be gained, below zero too many."""

_BATCH = 5_000  # rows fetched at once
_GATHERED, _JUDGED = "gathered_figures", "judged_distances"


@dataclass
class ColumnDistances:
    """What is left of each criterion that is not met, for every unit and period of one file.

    `source` selects one row a unit and assessment period; where it has to gather them (`gathers`) it is run once.
    `periods` are those of the rows by their value in the column.
    """

    criteria: CriteriaSet
    connection: Connection
    printer: Printer
    source: str
    gathers: bool
    periods: Mapping[Any, Period]

    @cached_property
    def by_columns(self) -> dict[str, str]:
        """By criterion, the SELECT that gives its rows: unit, period, indicator, amount."""
        printed = {c.code: print_distances(self.printer, c, self._figures) for c in self.criteria.criteria}
        return {code: sql for code, sql in printed.items() if sql is not None}

    @property
    def by_rows(self) -> list[Criterion]:
        """The criteria whose distance has no closed form."""
        return [c for c in self.criteria.criteria if c.code not in self.by_columns]

    def rows(self) -> Iterator[Distance]:
        """Every distance, exactly: criterion by criterion those by columns, then those by row."""
        for code, sql in self.by_columns.items():
            cursor = self.connection.cursor()
            cursor.execute(sql)
            while batch := cursor.fetchmany(_BATCH):
                for unit, period, indicator, amount in batch:
                    yield unit, self.periods[period], code, indicator, _fraction(amount)
        for judged in self._judged_rows():
            for unit, period, code, indicator, exact in judged:
                yield unit, self.periods[period], code, indicator, exact

    def write_parquet(self, target: Path) -> None:
        """One row a distance: unit, period, criterion, indicator, amount; units and periods as the file names them.

        An amount is a decimal of 20 digits and 18 more after the point; one that no decimal equals, such as a third,
        which only rows can give, is rounded there.
        """
        self.connection.execute(f"COPY ({self.select}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(target)])

    @cached_property
    def select(self) -> str:
        """All of it as SQL for this connection: unit, period, criterion, indicator, amount. Those by row are judged now."""
        parts = [
            f"SELECT unit, period, {quoted_text(code)} AS criterion, indicator, amount FROM ({sql})"
            for code, sql in self.by_columns.items()
        ]
        if self.by_rows or self.printer.parts:
            self._keep_judged_rows()
            parts.append(f"SELECT * FROM {_JUDGED}")
        return " UNION ALL ".join(parts)

    @cached_property
    def _figures(self) -> str:
        figures = self.printer.figures(self.source)
        if not self.gathers:
            return figures
        self.connection.execute(f"CREATE TABLE {_GATHERED} AS {figures}")
        return f"SELECT * FROM {_GATHERED}"

    # -- by row -----------------------------------------------------------------------------------------------

    def _keep_judged_rows(self) -> None:
        figures = f"SELECT unit, period FROM ({self._figures}) LIMIT 0"
        self.connection.execute(
            f"CREATE TABLE {_JUDGED} AS SELECT *, '' AS criterion, '' AS indicator, CAST(0 AS {AMOUNT}) AS amount FROM ({figures})"
        )
        insert = f"INSERT INTO {_JUDGED} SELECT unnest(?), unnest(?), unnest(?), unnest(?), CAST(unnest(?) AS {AMOUNT})"
        for judged in self._judged_rows():
            unit, period, criterion, indicator, amounts = zip(*judged, strict=True)
            told = [f"{round_half_up(amount, SCALE):f}" for amount in amounts]
            self.connection.execute(insert, [unit, period, criterion, indicator, told])

    def _judged_rows(self) -> Iterator[list[tuple[str, Any, str, str, Fraction]]]:
        """Rows that miss one of the criteria are read back, a few at a time, and judged.

        So are those of which a figure is known in part, with all of their criteria.
        """
        if self.by_rows:
            yield from self._judged_misses(self.by_rows)
        if not self.printer.parts:
            return
        partial = f"SELECT * FROM ({self._figures}) WHERE {PARTIAL}"
        for batch in figures_of_rows(self.connection, self.criteria, self.printer, partial, self._assessed):
            found = []
            for unit, period, figures in batch:
                for judged in judge_criteria(self.criteria, figures.values, figures.ranges):
                    found += [(unit, period, judged.code, *item) for item in judged.distance.items()]
            if found:
                yield found

    @property
    def _assessed(self) -> Mapping[Any, Period]:
        return {raw: self.criteria.calendar.around(p.last) for raw, p in self.periods.items()}

    def _judged_misses(self, asked: list[Criterion]) -> Iterator[list[tuple[str, Any, str, str, Fraction]]]:
        names = sorted({(n.code, n.before) for c in asked for n in _names(c)})
        figures = [key for key in names if key[0] not in self.criteria.thresholds]
        thresholds = [code for code, _ in names if code in self.criteria.thresholds]
        class_ = '"class"' if self.printer.needs_class else "NULL"
        columns = ["unit", "period", class_, *(quoted(code + EARLIER if before else code) for code, before in figures)]
        failed = [f"CAST(({self.printer.verdict(c)}) AS TINYINT) = 0" for c in asked]
        whole = f" WHERE NOT {PARTIAL}" if self.printer.parts else ""
        cursor = self.connection.cursor()
        cursor.execute(
            f"SELECT * FROM (SELECT {', '.join(columns)}, [{', '.join(failed)}] AS failed FROM ({self._figures}){whole}) "
            "WHERE list_contains(failed, TRUE)"
        )
        in_force: dict[tuple[Any, str], dict[FigureKey, Value | None]] = {}
        while batch := cursor.fetchmany(_BATCH):
            found = []
            for unit, period, class_, *cells, missed in batch:
                where = (period, class_ or "")
                if where not in in_force:
                    in_force[where] = self._in_force(thresholds, *where)
                values = in_force[where] | {k: _value(v) for k, v in zip(figures, cells, strict=True)}
                for criterion, miss in zip(asked, missed, strict=True):
                    if miss:
                        left = judge_criterion(self.criteria, criterion, values).distance
                        found += [(unit, period, criterion.code, *item) for item in left.items()]
            if found:
                yield found

    def _in_force(self, thresholds: list[str], period: Any, class_: str) -> dict[FigureKey, Value | None]:
        day = self.printer.days[self.criteria.calendar.name(self.periods[period])]
        return {(code, False): self.criteria.thresholds[code].value_on(day, class_) for code in thresholds}


def _names(criterion: Criterion) -> Iterator[Name]:
    for rule in (criterion.rule, criterion.points):
        yield from rule_names(rule) if rule is not None else ()
    yield from criterion.applies_when.names if criterion.applies_when is not None else ()


def _value(cell: Any) -> Fraction | bool | None:
    return cell if cell is None or isinstance(cell, bool) else _fraction(cell)


@lru_cache(4096)
def _fraction(amount: int | Decimal) -> Fraction:
    return Fraction(amount)
