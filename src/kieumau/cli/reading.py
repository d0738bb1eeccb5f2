"""What commands read: a rulebook, a table of figures, a list of units, and the day asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.indicators import ObservationTable
from kieumau.engine.reading import read_observations, read_units
from kieumau.engine.territory import UnitTable
from kieumau.engine.warehouse import open_parquet
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class Inputs:
    table: ObservationTable
    units: UnitTable
    on: date
    notes: tuple[Words, ...] = ()


def read_inputs(criteria: CriteriaSet, data: Path, units_file: Path | None, on: datetime | None) -> Inputs:
    """The figures and units of the files, and the day: as given, or the last day of the newest period."""
    units = read_units(units_file, filename=units_file.name) if units_file else None
    read = read_observations(
        data, filename=data.name, indicators=criteria.indicators, calendar=criteria.calendar, units=units
    )
    if not read.table.periods:
        raise EvaluationError(Problem(Words("tệp không có số liệu nào.", "the file holds no figures."), file=data.name))
    day = on.date() if on else max(p.last for p in read.table.periods)
    return Inputs(read.table, read.units, day, read.notes)


LARGE = 20_000  # rows of a Parquet file from which the columnar path judges


def is_large(data: Path) -> bool:
    """Whether the file is one that the columnar path judges. A file that is not there is not."""
    if data.suffix.lower() != ".parquet" or not data.is_file():
        return False

    return open_parquet(data).row_count > LARGE
