"""What has been read of a file so far, whichever of its sheets it stood in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from kieumau.engine.indicators.observations import Indicator, Observation, Value
from kieumau.engine.indicators.periods import Calendar
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.reading import limits
from kieumau.engine.reading.cells import read_value
from kieumau.engine.reading.checks import Questions
from kieumau.engine.reading.gathering import GatheredProblems, refusal
from kieumau.engine.reading.headings import Vocabulary
from kieumau.engine.reading.tables import Cells, Raw, fold
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import Words

_REMEMBERED = 100_000  # different cells
_SAMPLE = ("so lieu minh hoa", "invented sample")
_STEP = 1_000  # rows after which progress is told

Progress = Callable[[int, int], None]
"""Told the rows so far, and of how many (0: not known yet). What it raises ends the reading."""


def told_to_nobody(done: int, of: int) -> None:
    """The progress of a reading that nobody waits for."""


@dataclass
class FigureReader:
    """What has been read so far from the sheets of one file."""

    vocabulary: Vocabulary
    calendar: Calendar
    units: UnitTable
    gathered: GatheredProblems
    questions: Questions
    rows: list[Observation] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # as the table itself names its units
    facts: dict[str, dict[str, str | date]] = field(default_factory=dict)  # what it says of them beside
    sample: bool = False
    sheets_read: int = 0
    also: tuple[Calendar, ...] = ()
    most: int = limits.VALUES
    progress: Progress = told_to_nobody
    rows_in_all: int = 0
    _rows_done: int = 0
    _read: dict[tuple[str, type, Raw | None], tuple[Value | None, bool]] = field(default_factory=dict)

    def mentions_sample(self, text: str) -> None:
        if not self.sample and len(text) >= 10:
            folded = fold(text)
            self.sample = any(mark in folded for mark in _SAMPLE)

    def look_for_sample(self, cells: Cells) -> None:
        for raw in cells.values():
            if isinstance(raw, str):
                self.mentions_sample(raw)

    def keep(self, observation: Observation, file: str) -> None:
        if len(self.rows) >= self.most:
            raise refusal(
                file,
                f"tệp có quá {self.most:,} số liệu.".replace(",", "."),
                f"the file holds over {self.most:,} figures.",
                "Hãy chia thành nhiều tệp.",
                "Please split it.",
            )
        self.rows.append(observation)

    def row_done(self) -> None:
        self._rows_done += 1
        if self._rows_done % _STEP == 0:
            self.progress(self._rows_done, self.rows_in_all)

    def figure(self, raw: Raw | None, indicator: Indicator) -> tuple[Value | None, bool]:
        """What a cell says, and whether that is usual. Equal cells of an indicator are read once."""
        key = (indicator.code, raw.__class__, raw)
        if (known := self._read.get(key)) is not None:
            return known
        value = read_value(raw, indicator)
        usual = unusual(indicator, value) is None
        if len(self._read) < _REMEMBERED:
            self._read[key] = value, usual
        return value, usual
