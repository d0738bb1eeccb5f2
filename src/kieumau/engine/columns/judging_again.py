"""Rows that only ranges decide, judged one by one: SQL leaves them open, and the row path settles them.

A figure of which some months are missing is a range, and few rows of a nation have one that matters. They are read
back with what is known of each figure, judged exactly, and written over what SQL could not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.printing import EARLIER, Printer, part_column
from kieumau.engine.columns.totals import AGAIN
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.sets import MONTHS_IN_BEING
from kieumau.engine.evaluation.judging import Outcome, UnitFigures, UnitJudgement, Verdict, judge_unit
from kieumau.engine.evaluation.judging.figures import FigureKey
from kieumau.engine.expressions import Range
from kieumau.engine.indicators import Period, Value
from kieumau.engine.indicators.summing import range_of_part
from kieumau.engine.territory import AdminUnit
from kieumau.engine.warehouse import quoted
from kieumau.engine.wording import round_half_up

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection

_BATCH = 5_000
_CODES = {Verdict.MET: 1, Verdict.NOT_MET: 0, Verdict.UNKNOWN: None, Verdict.NOT_APPLICABLE: 2}
_OUTCOMES = {Outcome.NOT_YET: 0, Outcome.QUALIFIED: 1, Outcome.UNDECIDED: 2, Outcome.NOT_ASSESSED: 3}
_SCALE = 18


def judge_again(
    connection: Connection, criteria: CriteriaSet, printer: Printer, source: str, periods: Mapping[Any, Period]
) -> None:
    """Settle the rows of the table `judged` that are marked, and take the mark away. `periods` by value in the column."""
    row = connection.execute(f"SELECT count(*) FROM judged WHERE {AGAIN}").fetchone()
    if row is not None and row[0]:
        names = [f"v{i}" for i in range(len(criteria.criteria))]
        values = ["unit", "period", *names, "points", "outcome"]
        connection.execute(f"CREATE TEMP TABLE settled AS SELECT {', '.join(values)} FROM judged LIMIT 0")
        insert = f"INSERT INTO settled SELECT {', '.join(['unnest(?)'] * len(values))}"
        keys = f"SELECT unit AS unit_, period AS period_ FROM judged WHERE {AGAIN}"
        again = f"SELECT * FROM ({printer.figures(source)}) SEMI JOIN ({keys}) ON unit = unit_ AND period = period_"
        for batch in _judged(connection, criteria, printer, again, periods):
            connection.execute(insert, [list(column) for column in zip(*batch, strict=True)])
        taken = ", ".join(f"{c} = settled.{c}" for c in values[2:])
        connection.execute(
            f"UPDATE judged SET {taken} FROM settled WHERE judged.unit = settled.unit AND judged.period = settled.period"
        )
        connection.execute("DROP TABLE settled")
    connection.execute(f"ALTER TABLE judged DROP COLUMN {AGAIN}")


def _judged(
    connection: Connection, criteria: CriteriaSet, printer: Printer, rows: str, periods: Mapping[Any, Period]
) -> Iterator[list[tuple[Any, ...]]]:
    for batch in figures_of_rows(connection, criteria, printer, rows, periods):
        found = []
        for unit, period, figures in batch:
            judged: UnitJudgement = judge_unit(criteria, figures)
            points = None if judged.points is None else f"{round_half_up(judged.points, _SCALE):f}"
            codes = [_CODES[c.verdict] for c in judged.criteria]
            found.append((unit, period, *codes, points, _OUTCOMES[judged.outcome]))
        yield found


def figures_of_rows(
    connection: Connection, criteria: CriteriaSet, printer: Printer, rows: str, periods: Mapping[Any, Period]
) -> Iterator[list[tuple[Any, Any, UnitFigures]]]:
    """Rows of `Printer.figures` as the row path takes them, with what is known of figures that lack a part."""
    whole = [
        (c, before) for before in ((False, True) if printer.needs_before else (False,)) for c in criteria.indicators
    ]
    columns = [quoted(code + EARLIER if before else code) for code, before in whole]
    parts = [quoted(part_column(code, before)) for code, before in printer.parts]
    months = [MONTHS_IN_BEING] if printer.needs_months else []
    class_ = '"class"' if printer.needs_class else "NULL"
    cursor = connection.cursor()
    cursor.execute(f"SELECT {', '.join(['unit', 'period', class_, *columns, *parts, *months])} FROM ({rows})")
    in_force: dict[tuple[Any, str], dict[FigureKey, Value | None]] = {}
    while batch := cursor.fetchmany(_BATCH):
        found = []
        for unit, period, said_class, *cells in batch:
            where = (period, said_class or "")
            if where not in in_force:
                in_force[where] = _thresholds(criteria, printer, periods[period], where[1])
            values = dict(in_force[where])
            values.update((k, v) for k, c in zip(whole, cells, strict=False) if (v := _value(c)) is not None)
            ranges: dict[FigureKey, Range] = {}
            for key, cell in zip(printer.parts, cells[len(whole) :], strict=False):
                if cell is not None:
                    known = range_of_part(criteria.indicators[key[0]], Fraction(cell))
                    assert known is not None
                    ranges[key] = known
            if months:
                values[MONTHS_IN_BEING, False] = _value(cells[-1])
            admin_unit = AdminUnit(str(unit), str(unit), class_=where[1])
            day = printer.days[criteria.calendar.name(periods[period])]
            found.append((unit, period, UnitFigures(admin_unit, periods[period], day, values, {}, ranges)))
        yield found


def _thresholds(criteria: CriteriaSet, printer: Printer, period: Period, class_: str) -> dict[FigureKey, Value | None]:
    day = printer.days[criteria.calendar.name(period)]
    return {(code, False): t.value_on(day, class_) for code, t in criteria.thresholds.items()}


def _value(cell: Any) -> Value | None:
    return cell if cell is None or isinstance(cell, bool) else Fraction(cell)
