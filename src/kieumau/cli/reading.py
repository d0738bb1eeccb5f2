"""What commands read: a rulebook, a table of figures, a list of units, and the day asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from kieumau.cli.register import shipped_register
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.codes import check_codes, judged_periods
from kieumau.engine.indicators import ObservationTable
from kieumau.engine.indicators import Period as Span
from kieumau.engine.indicators.restating import restate
from kieumau.engine.reading import read_observations, read_units
from kieumau.engine.territory import UnitTable
from kieumau.engine.territory.register_files import first_change
from kieumau.engine.warehouse import open_parquet
from kieumau.engine.wording import Words, words


@dataclass(frozen=True)
class Inputs:
    table: ObservationTable
    units: UnitTable
    on: date
    notes: tuple[Words, ...] = ()
    file: str = ""
    one_day: bool = False  # every code means the unit of one day: restated to it, or said to be so

    @property
    def names(self) -> dict[str, str]:
        """What the files themselves call their units, by code."""
        return {code: u.name for code, u in self.units.units.items() if u.name != code}

    def check_codes(
        self, criteria: CriteriaSet, *, period: str | None = None, only: str | None = None, draft: bool = False
    ) -> None:
        """Refuse to join figures of two units that bore one code, each in its time; `only` asks for one code."""
        # The register is read only where a code could be one of its own, on a day when codes had begun to change hands.
        if self.one_day or max((p.last for p in self.table.periods), default=date.min) < first_change():
            return
        if not any(r.unit.isdigit() and len(r.unit) in (2, 3, 5) for r in self.table.rows):
            return
        check_codes(
            criteria,
            (
                (r.unit, r.period, r.indicator)
                for r in self.table.rows
                if r.value is not None and r.indicator in criteria.indicators and only in (None, r.unit)
            ),
            shipped_register(),
            judged=judged_periods(criteria, self.table.periods, on=self.on, period=period, draft=draft),
            way_out=way_out,
            names=self.names,
            file=self.file,
        )


def way_out(period: Span, one_figure: bool) -> Words:
    """What to do about a code that means two units within a period."""
    day = period.last.isoformat()
    if one_figure:
        return words(
            "Có số liệu của một kỳ vắt qua ngày thay đổi. Nếu mọi số liệu của tệp dùng mã của một ngày, thêm ngày ấy: --coded-on {d}; nếu không, tách số liệu theo ngày thay đổi rồi thêm --units-on {d}.",
            "A single figure runs across that day. If all figures of the file use the codes of one day, say it: --coded-on {d}; if not, split the figures at that day and add --units-on {d}.",
            d=day,
        )
    return words(
        "Thêm --units-on {d} để quy đổi số liệu về đơn vị của ngày đó; nếu tệp đã dùng mã của một ngày cho mọi kỳ, thêm --coded-on {d}.",
        "Add --units-on {d} to restate the figures to the units of that day; if the file uses the codes of one day throughout, add --coded-on {d}.",
        d=day,
    )


def read_inputs(
    criteria: CriteriaSet,
    data: Path,
    units_file: Path | None,
    on: datetime | None,
    units_on: datetime | None = None,
    coded_on: datetime | None = None,
) -> Inputs:
    """The figures and units of the files, and the day: as given, or the last day of the newest period.

    With `units_on` the figures are restated to the units of that day; `coded_on` is the day whose codes the file uses.
    """
    units = read_units(units_file, filename=units_file.name) if units_file else None
    read = read_observations(
        data, filename=data.name, indicators=criteria.indicators, calendar=criteria.calendar, units=units
    )
    if not read.table.periods:
        raise EvaluationError(Problem(Words("tệp không có số liệu nào.", "the file holds no figures."), file=data.name))
    day = on.date() if on else max(p.last for p in read.table.periods)
    inputs = Inputs(read.table, read.units, day, read.notes, data.name, coded_on is not None)
    if units_on is not None:
        return _under(inputs, criteria, units_on.date(), coded_on.date() if coded_on else None)
    return inputs


def _under(inputs: Inputs, criteria: CriteriaSet, day: date, coded_on: date | None) -> Inputs:
    """The same figures under the units of a day. What is not one number there is missing, and said to be."""
    restated = restate(
        inputs.table, shipped_register(), criteria.indicators, on=day, coded_on=coded_on, names=inputs.names
    )
    if not restated.table.rows:
        raise EvaluationError(
            Problem(
                words(
                    "không số liệu nào thành một con số theo đơn vị ngày {d}.",
                    "no figure is one number under the units of {d}.",
                    d=day,
                ),
                hint=words(
                    "Xem vì sao bằng kieumau restate --on {d}.",
                    "See why with kieumau restate --on {d}.",
                    d=day.isoformat(),
                ),
            )
        )
    left = sum(f.value is None for f in restated.figures)
    note = words(
        "Số liệu được quy đổi theo đơn vị ngày {d}; {n} số liệu không thành một con số, coi là chưa có.",
        "The figures are restated to the units of {d}; {n} of them are not one number and count as missing.",
        d=day,
        n=left,
    )
    here = {f.unit for f in restated.figures}
    known = {code: u for code, u in restated.units.units.items() if code in here}
    return replace(inputs, table=restated.table, units=UnitTable(known), notes=(note, *inputs.notes), one_day=True)


LARGE = 20_000  # rows of a Parquet file from which the columnar path judges


def by_columns(criteria: CriteriaSet, data: Path) -> bool:
    """Whether the file is judged by columns: a large one, by a set that asks each unit by itself and for no interval."""
    return not criteria.grades and not criteria.sure_changes and is_large(data)


def is_large(data: Path) -> bool:
    """Whether the file is one that the columnar path judges. A file that is not there is not."""
    if data.suffix.lower() != ".parquet" or not data.is_file():
        return False

    return open_parquet(data).row_count > LARGE
