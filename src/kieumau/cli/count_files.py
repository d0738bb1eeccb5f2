"""One count of two periods from files: read together, nothing twice, a nation's file cut to what is asked first."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from kieumau.cli.reading import is_large
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.indicators import Calendar, Indicator, Observation, ObservationTable, Period
from kieumau.engine.reading import ReadFile, read_observations
from kieumau.engine.warehouse import cut_parquet, open_parquet, parquet_values
from kieumau.engine.wording import words


def read_count(
    data: list[Path], criteria: CriteriaSet, indicator: Indicator, periods: tuple[Period, Period]
) -> tuple[ObservationTable, dict[str, str]]:
    """The figures of the files as one table, and what they call their units."""
    each = [_read(path, criteria, indicator, periods) for path in data]
    by_file = [
        (path.name, [r for r in read.table.rows if r.indicator == indicator.code and r.value is not None])
        for path, read in zip(data, each, strict=True)
    ]
    _refuse_twice(by_file, indicator)
    names = {code: u.name for read in each for code, u in read.units.units.items() if u.name != code}
    rows = tuple(row for _, some in by_file for row in some)
    return ObservationTable(rows, sample=any(read.table.sample for read in each)), names


def _refuse_twice(by_file: list[tuple[str, list[Observation]]], indicator: Indicator) -> None:
    """Figures of one unit and of the same days in two files would count twice; each file alone was asked as it was read."""
    ordered = sorted(
        ((row.unit, row.period, at) for at, (_, rows) in enumerate(by_file) for row in rows), key=lambda r: (r[0], r[1])
    )
    for (unit, period, at), (next_unit, next_period, next_at) in pairwise(ordered):
        if unit == next_unit and at != next_at and next_period.first <= period.last:
            what = words(
                "{l}, đơn vị {u}: {p} có trong {f}, {q} có trong {g}: tính hai lần.",
                "{l}, unit {u}: {p} is in {f} and {q} in {g}, which counts twice.",
                l=indicator.label, u=unit, p=period.words, q=next_period.words, f=by_file[at][0], g=by_file[next_at][0],
            )  # fmt: skip
            raise ObservationError(Problem(what))


def _read(data: Path, criteria: CriteriaSet, indicator: Indicator, periods: tuple[Period, Period]) -> ReadFile:
    """The figures of the file; of a large Parquet file only those asked about."""
    if not is_large(data):
        return read_observations(data, filename=data.name, indicators=criteria.indicators, calendar=criteria.calendar)
    with TemporaryDirectory() as folder:
        part = Path(folder) / data.name
        _cut(data, part, criteria.calendar, indicator, periods)
        return read_observations(
            part, filename=data.name, indicators={indicator.code: indicator}, calendar=criteria.calendar
        )


def _cut(data: Path, part: Path, calendar: Calendar, indicator: Indicator, periods: tuple[Period, Period]) -> None:
    """One column of a wide table and the rows of the two periods, so that a nation's file need not be read whole."""
    columns = {name for name, _ in open_parquet(data).columns}
    needed = ("unit", "period", indicator.code)
    missing = ", ".join(c for c in needed if c not in columns)
    if missing:
        what = words("tệp thiếu cột: {m}.", "the file lacks columns: {m}.", m=missing)
        raise ObservationError(Problem(what, file=data.name))
    kept = [*needed, *(c for c in ("name", "sample") if c in columns)]
    named = {value: calendar.parse(str(value)) for value in parquet_values(data, "period")}
    asked = [value for value, p in named.items() if p is not None and any(q.holds(p) for q in periods)]
    cut_parquet(data, part, kept, where="period", among=asked)
