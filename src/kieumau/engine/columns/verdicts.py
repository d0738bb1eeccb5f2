"""The columnar path: a nation judged by one SELECT, with the verdicts that the explainer gives row by row.

The figures stay in their file; the verdicts lie in a table of the warehouse. Any reason is worded later by reading
one row of the file and handing it to the explainer, so millions of sentences that nobody reads are never made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kieumau.engine.columns.distances import ColumnDistances
from kieumau.engine.columns.judging_again import judge_again
from kieumau.engine.columns.marks import figures_mark, unit_facts
from kieumau.engine.columns.parquet import (
    UNIT_COLUMNS,
    check_rows,
    is_sample,
    open_figures,
    read_periods,
    sql_literal,
)
from kieumau.engine.columns.printing import FIGURES, Printer
from kieumau.engine.columns.totals import Totals
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, KieuMauError, ObservationError, Problem
from kieumau.engine.evaluation.codes import WayOut, changed_codes, check_codes, judged_periods
from kieumau.engine.evaluation.evaluating import check_in_force, mark
from kieumau.engine.evaluation.gathering import before_force, gather_figures, other_kinds, set_aside
from kieumau.engine.evaluation.judging import Outcome, Verdict, judge_unit
from kieumau.engine.evaluation.telling import UnitResult, tell_unit
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.territory import AdminUnit, Registry, UnitTable
from kieumau.engine.warehouse import connect, quoted
from kieumau.engine.wording import Words, words

if TYPE_CHECKING:
    from kieumau.engine.warehouse import Connection

KNOWN = "known_figures"
CODES = {1: Verdict.MET, 0: Verdict.NOT_MET, None: Verdict.UNKNOWN, 2: Verdict.NOT_APPLICABLE}
OUTCOMES = (Outcome.NOT_YET, Outcome.QUALIFIED, Outcome.UNDECIDED, Outcome.NOT_ASSESSED)


@dataclass
class ColumnVerdicts:
    """Verdicts on many units and periods. One row a unit and period: v0, v1 ... in the order of the criteria."""

    criteria: CriteriaSet
    path: Path
    on: date
    notices: tuple[Words, ...]
    connection: Connection
    rows: int
    _periods: Mapping[Any, Period]
    _assembly: _Assembly
    sample: bool

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the rulebook, the figures, what the units are, and the day, as `judge` gives it."""
        columns = self._assembly.columns
        figures = figures_mark(self.connection, self.criteria, columns, self._periods)
        return mark(self.criteria, figures, unit_facts(self.connection, self.criteria, columns), self.on)

    @cached_property
    def totals(self) -> dict[str, dict[Verdict, int]]:
        """How many rows stand at each verdict, by criterion."""
        columns = []
        for i in range(len(self.criteria.criteria)):
            columns += [f"count(*) FILTER (CAST(v{i} AS TINYINT) = {code})" for code in (1, 0, 2)]
        row = self._one(f"SELECT count(*), {', '.join(columns)} FROM verdicts")
        result = {}
        for i, criterion in enumerate(self.criteria.criteria):
            met, failed, outside = row[1 + 3 * i : 4 + 3 * i]
            result[criterion.code] = {
                Verdict.MET: met,
                Verdict.NOT_MET: failed,
                Verdict.UNKNOWN: row[0] - met - failed - outside,
                Verdict.NOT_APPLICABLE: outside,
            }
        return result

    @cached_property
    def outcomes(self) -> dict[Outcome, int]:
        found = dict(self.connection.execute("SELECT outcome, count(*) FROM verdicts GROUP BY outcome").fetchall())
        return {o: found.get(i, 0) for i, o in enumerate(OUTCOMES)}

    def verdicts(self) -> Iterator[tuple[str, Period, tuple[Verdict, ...], int, int, Outcome]]:
        """Unit, period, verdicts, met, of, outcome: row by row, in order of unit and period."""
        n = len(self.criteria.criteria)
        periods = self._judged_periods
        names = ", ".join(f"v{i}" for i in range(n))
        cursor = self.connection.execute(
            f"SELECT unit, period, {names}, met, of_, outcome FROM verdicts ORDER BY unit, period"
        )
        while rows := cursor.fetchmany(5000):
            for row in rows:
                judged = tuple(CODES[v] for v in row[2 : 2 + n])
                yield str(row[0]), periods[row[1]], judged, row[2 + n], row[3 + n], OUTCOMES[row[4 + n]]

    @cached_property
    def distances(self) -> ColumnDistances:
        """What is left of each criterion that is not met, by figure."""
        source, gathers, printer = self._assembly.source(), self._assembly.gathers, self._assembly.printer
        return ColumnDistances(self.criteria, self.connection, printer, source, gathers, self._judged_periods)

    def explain(self, unit: str, period: str) -> UnitResult:
        """Judge one row again, in words. Raises `EvaluationError` where the file has no such row."""
        wanted = {
            raw: p for raw, p in self._periods.items() if self.criteria.calendar.name(self._assessed(p)) == period
        }
        row = self._row(unit, wanted) if wanted else None
        if row is None:
            raise EvaluationError(
                Problem(
                    words("không có dòng {u}, kỳ {p}.", "there is no row {u}, period {p}.", u=unit, p=period),
                    file=self.path.name,
                )
            )
        return row

    @property
    def _judged_periods(self) -> Mapping[Any, Period]:
        """The periods by what the table holds: their names where they were summed, else as in the file."""
        if not self._assembly.grouped:
            return self._periods
        assessed = {self._assessed(p) for p in self._periods.values()}
        return {self.criteria.calendar.name(p): p for p in assessed}

    def _assessed(self, period: Period) -> Period:
        return self.criteria.calendar.around(period.last)

    def _row(self, unit: str, wanted: Mapping[Any, Period]) -> UnitResult | None:
        asked = {self._assessed(p) for p in wanted.values()}
        earlier = {self.criteria.calendar.before(p) for p in asked}
        spans = {raw: p for raw, p in self._periods.items() if self._assessed(p) in asked | earlier}
        cursor = self.connection.execute(f"SELECT * FROM {FIGURES} WHERE CAST(unit AS VARCHAR) = ?", [unit])
        names = [d[0] for d in cursor.description]
        observations, facts = [], {}
        for values in cursor.fetchall():
            row = dict(zip(names, values, strict=True))
            if row["period"] not in spans:
                continue
            facts = {k: v for k, v in row.items() if k in UNIT_COLUMNS}
            observations += [
                Observation(unit, spans[row["period"]], code, _exact(row[code]))
                for code in self.criteria.indicators
                if row.get(code) is not None
            ]
        if not facts:
            return None
        admin_unit = AdminUnit(
            unit,
            str(facts.get("name") or unit),
            str(facts.get("kind") or ""),
            str(facts.get("class") or ""),
            established=facts.get("established"),
        )
        period = next(iter(asked))
        figures, _ = gather_figures(
            self.criteria,
            ObservationTable(tuple(observations)),
            UnitTable({unit: admin_unit}),
            on=self.on,
            also=(period,),
        )
        found = next((f for f in figures if f.period == period), None)
        if found is None:  # of a kind to which the set does not apply
            return None
        return tell_unit(self.criteria, judge_unit(self.criteria, found))

    def write_parquet(self, target: Path) -> None:
        """One row a unit and period; each criterion a column of words: met, not_met, unknown, not_applicable."""
        said = "CASE CAST({c} AS TINYINT) WHEN 1 THEN 'met' WHEN 0 THEN 'not_met' WHEN 2 THEN 'not_applicable' ELSE 'unknown' END AS {n}"
        columns = [said.format(c=f"v{i}", n=quoted(c.code)) for i, c in enumerate(self.criteria.criteria)]
        outcome = " ".join(f"WHEN {i} THEN '{o.value}'" for i, o in enumerate(OUTCOMES))
        self.connection.execute(
            f'COPY (SELECT unit, period, met, of_ AS "of", points, CASE outcome {outcome} END AS outcome, '
            f"{', '.join(columns)}, '{self.criteria.key}' AS rulebook, '{self.fingerprint}' AS fingerprint, {self.sample} AS sample "
            "FROM verdicts ORDER BY unit, period) TO ? (FORMAT parquet, COMPRESSION zstd)",
            [str(target)],
        )

    def _one(self, sql: str) -> tuple[Any, ...]:
        row = self.connection.execute(sql).fetchone()
        assert row is not None
        return tuple(row)


def evaluate_columns(
    criteria: CriteriaSet,
    path: Path,
    *,
    on: date | None = None,
    draft: bool = False,
    registry: Registry | None = None,
    way_out: WayOut | None = None,
) -> ColumnVerdicts:
    """Judge a whole Parquet file, wide (a column an indicator) or long (unit, period, indicator, value).

    Without `on`, the day is the last one of the newest period. Raises `ObservationError` for a file that cannot be used and `EvaluationError` for a day out of force. Grades with
    caps and roll-ups need the other units of a province and are judged by `evaluate`. With a `registry`, a code that
    means two units within what is joined is refused, with its `way_out`.
    """
    if criteria.grades:
        raise EvaluationError(
            Problem(
                Words(
                    "bộ này xếp mức theo đơn vị cùng tỉnh; bảng lớn không tính theo cột được.",
                    "the set grades units beside one another; a large table cannot be graded by columns.",
                ),
                path=criteria.key,
            )
        )
    connection = connect()
    columns = open_figures(connection, criteria, path)
    periods = read_periods(connection, criteria, columns, path)
    on = on or max((p.last for p in periods.values()), default=criteria.issued.in_force)
    notices = check_in_force(criteria, on, draft=draft)
    assessed = {raw: criteria.calendar.around(p.last) for raw, p in periods.items()}
    later = {raw for raw, p in assessed.items() if p.first > on}
    aside = later | {raw for raw, p in assessed.items() if not draft and p.last < criteria.issued.in_force}
    if registry is not None and way_out is not None:
        wholes = judged_periods(criteria, periods.values(), on=on, draft=draft)
        figures = _of_codes(connection, criteria, columns, periods, list(changed_codes(criteria, registry, wholes)))
        check_codes(criteria, figures, registry, judged=wholes, way_out=way_out, file=path.name)
    unknown = {raw for raw, p in periods.items() if p.last > on and raw not in aside}
    outside = _of_other_kinds(connection, criteria, columns)
    relation = _judged_figures(connection, criteria, columns, unknown)
    judged, calendar = _Assembly(criteria, columns, periods, aside, on, relation), criteria.calendar
    try:
        totals = Totals(judged.printer)
        connection.execute(f"CREATE TABLE judged AS {totals.select(judged.source())}")
        assessed_by_value = {calendar.name(p): p for p in assessed.values()} if judged.grouped else periods
        if totals.judges_again:
            judge_again(connection, criteria, judged.printer, judged.source(), assessed_by_value)
        met, of_ = totals.counts()
        connection.execute(f"CREATE VIEW verdicts AS SELECT *, {met} AS met, {of_} AS of_ FROM judged")
        counted = connection.execute("SELECT count(*) FROM judged").fetchone()
        check_rows(connection, criteria, columns, path, judged.grouped or relation != FIGURES)
    except KieuMauError:
        raise
    except Exception as error:
        check_rows(connection, criteria, columns, path, True)  # what stopped the query is most often a figure
        raise _unreadable(error, path) from error
    rows = counted[0] if counted else 0
    if unknown and (n := _values(connection, criteria, columns, unknown)):
        notices.append(set_aside(n, min(periods[raw] for raw in unknown), on))
    if not draft:
        early = sorted({p for p in assessed.values() if p.last < criteria.issued.in_force})
        notices += [before_force(criteria, p) for p in early]
    if outside:
        notices.append(other_kinds(criteria, outside))
    if later:
        notices.append(
            words(
                "{n} kỳ bắt đầu sau ngày {d}, không chấm.",
                "{n} periods begin after {d} and are not judged.",
                n=len(later),
                d=on,
            )
        )
    if not rows:
        raise EvaluationError(
            Problem(Words("không có số liệu nào để chấm.", "there are no figures to judge."), file=path.name)
        )
    sample = criteria.nature.value == "sample" or is_sample(connection, columns)
    return ColumnVerdicts(criteria, path, on, tuple(notices), connection, rows, periods, judged, sample)


def _of_codes(
    connection: Connection,
    criteria: CriteriaSet,
    columns: Mapping[str, str],
    periods: Mapping[Any, Period],
    codes: list[str],
) -> Iterator[tuple[str, Period, str]]:
    """Unit, period and indicator of the figures under some codes; of those compared and of the others one each."""
    known = [c for c in criteria.indicators if c in columns]
    if not codes or not known:
        return
    picked = [[c for c in known if (c in criteria.compared) is compared] for compared in (True, False)]
    there = [" OR ".join(f"{quoted(c)} IS NOT NULL" for c in each) or "FALSE" for each in picked]
    sql = f"SELECT unit, period, {', '.join(there)} FROM {FIGURES} WHERE list_contains(?, unit)"
    for unit, raw, *given in connection.execute(sql, [codes]).fetchall():
        for is_there, each in zip(given, picked, strict=True):
            if is_there:
                yield str(unit), periods[raw], each[0]


def _of_other_kinds(connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str]) -> int:
    """How many units have figures and are of a kind to which the set does not apply."""
    there = " OR ".join(f"{quoted(c)} IS NOT NULL" for c in criteria.indicators if c in columns)
    if "kind" not in columns or not there:
        return 0
    sql = f"SELECT count(DISTINCT unit) FROM {FIGURES} WHERE NOT {_applies(criteria)} AND ({there})"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _applies(criteria: CriteriaSet) -> str:
    """Whether a unit is of a kind to which the set applies; one of unknown kind is taken as such."""
    kinds = ", ".join(sql_literal(k) for k in ("", *criteria.applies_to))
    return f"(kind IS NULL OR kind IN ({kinds}))"


def _judged_figures(
    connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], unknown: set[Any]
) -> str:
    """The figures of the units that are judged, as they were known on the day: those of some periods are not there."""
    known = [quoted(c) for c in criteria.indicators if c in columns]
    told, where = "*", ""
    if unknown and known:
        late = f"period IN ({', '.join(sql_literal(raw) for raw in unknown)})"
        told += f" REPLACE ({', '.join(f'CASE WHEN {late} THEN NULL ELSE {c} END AS {c}' for c in known)})"
    if "kind" in columns:
        where = f" WHERE {_applies(criteria)}"
    if told == "*" and not where:
        return FIGURES
    connection.execute(f"CREATE VIEW {KNOWN} AS SELECT {told} FROM {FIGURES}{where}")
    return KNOWN


def _values(connection: Connection, criteria: CriteriaSet, columns: Mapping[str, str], periods: set[Any]) -> int:
    """How many figures there are of some periods."""
    counts = " + ".join(f"count({quoted(c)})" for c in criteria.indicators if c in columns) or "0"
    raw = ", ".join(sql_literal(p) for p in periods)
    row = connection.execute(f"SELECT {counts} FROM {FIGURES} WHERE period IN ({raw})").fetchone()
    return int(row[0]) if row else 0


def _unreadable(error: Exception, path: Path) -> ObservationError:
    said = str(error).splitlines()[0][:200]
    return ObservationError(
        Problem(words("không chấm được tệp: {e}.", "the file cannot be judged: {e}.", e=said), file=path.name)
    )


# -- the SELECT ---------------------------------------------------------------------------------------------------


class _Assembly:
    """Puts the statement together: figures of the period, verdicts, counts, outcome."""

    def __init__(
        self,
        criteria: CriteriaSet,
        columns: Mapping[str, str],
        periods: Mapping[Any, Period],
        aside: set[Any],
        on: date,
        relation: str = FIGURES,
    ) -> None:
        self.criteria, self.columns, self.periods, self.aside = criteria, columns, periods, aside
        calendar = criteria.calendar
        self.grouped = any(calendar.around(p.last) != p for p in periods.values())
        judged = {calendar.around(p.last) for raw, p in periods.items() if raw not in aside}
        days = {calendar.name(p): min(on, p.last) for p in judged}
        self.printer = Printer(criteria, columns, days=days, grouped=self.grouped)
        self.printer.relation = relation

    @property
    def gathers(self) -> bool:
        """Whether the rows to judge are not those of the file as they stand."""
        return self.grouped or self.printer.needs_before or self.printer.needs_months or self.printer.needs_name

    def source(self) -> str:
        """One row a unit and assessment period, with a year before where a rule asks for it."""
        if not self.gathers:
            kept = f" WHERE period NOT IN ({', '.join(sql_literal(r) for r in self.aside)})" if self.aside else ""
            return f"SELECT * FROM {self.printer.relation}{kept}"
        return self.printer.gathered(self.periods, self.aside, sql_literal)


def _exact(value: Any) -> Fraction | bool:
    if isinstance(value, bool):
        return value
    return Fraction(format(value, ".15g")) if isinstance(value, float) else Fraction(value)
