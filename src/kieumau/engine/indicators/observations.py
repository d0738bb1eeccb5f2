"""Figures as they were observed: who, when, what, how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple

from kieumau.engine.expressions.measures import Measure
from kieumau.engine.indicators.periods import Period
from kieumau.engine.wording import Words

Value = Fraction | bool
"""A number, exactly, or a fact. A missing figure is no value at all, never zero."""


class Summing(StrEnum):
    """How figures of shorter periods make the figure of a longer one."""

    SUM = "sum"  # every day of the period must be covered
    LATEST = "latest"  # the figure of the last period within
    HIGHEST = "highest"
    LOWEST = "lowest"
    ALL = "all"  # a fact that must hold in every part
    ANY = "any"  # a fact that must hold in some part


class Every(StrEnum):
    """How often a figure is asked for."""

    MONTH = "month"
    YEAR = "year"


class OverUnits(StrEnum):
    """What becomes of a figure when units merge or split."""

    SUM = "sum"  # counted things: they add up
    RATIO = "ratio"  # a rate, share or average: part over whole, each restated by its own rule
    ALL = "all"  # a fact that must hold in every predecessor
    ANY = "any"  # a fact that must hold in some predecessor
    NONE = "none"  # it ends with its unit


@dataclass(frozen=True, slots=True)
class Indicator:
    """What one figure means. `said` is the phrase before a count in a sentence: "đã công nhận" 11 khu dân cư."""

    code: str
    label: Words
    measure: Measure
    over_period: Summing
    said: Words | None = None
    plausible: tuple[Fraction, Fraction] | None = None
    children: str | None = None  # counted from the judged child units: "all" or "recognised"
    over_units: OverUnits = OverUnits.NONE
    components: tuple[str, str] | None = None  # codes of part and whole, where a figure is a ratio
    every: Every = Every.YEAR

    @property
    def is_count(self) -> bool:
        """Whether chance can be reckoned as that of counts: things that come one by one, added up over a period."""
        return self.measure.whole and self.over_period is Summing.SUM


class Place(NamedTuple):
    """Where a figure stood in its file: a row counted from 1, and a column by its letters or, in Parquet, its name."""

    row: int
    column: str
    sheet: str = ""
    is_named: bool = False

    @property
    def said(self) -> str:
        """`Sheet1!D7`, `D7`, or `value, 7` where columns have names."""
        if self.is_named:
            return f"{self.column}, {self.row}"
        return f"{self.sheet}!{self.column}{self.row}" if self.sheet else f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure. `place` tells where it stood in the file, for messages."""

    unit: str
    period: Period
    indicator: str
    value: Value | None
    place: Place | None = None


@dataclass(frozen=True)
class ObservationTable:
    """Figures read as a whole. `questions` are figures outside their plausible range: asked about, not refused."""

    rows: tuple[Observation, ...]
    sample: bool = False
    questions: tuple[Words, ...] = ()
    periods: tuple[Period, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "periods", tuple(sorted({p for _, p in units_and_periods(self.rows)})))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the figures in canonical order: the same figures give the same mark, whatever the file.

        A line a unit and period, in their order: code, first and last day, then each figure by its code.
        """
        cells: dict[tuple[str, Period], list[tuple[str, str]]] = {}
        cell: list[tuple[str, str]] = []
        unit, period = "", None
        for r in self.rows:
            if r.value is None:
                continue
            if r.period is not period or r.unit != unit:
                unit, period = r.unit, r.period
                cell = cells.setdefault((unit, period), [])
            cell.append((r.indicator, said_exactly(r.value)))
        digest = sha256()
        for code, span in sorted(cells):
            figures = "".join(f"\t{indicator}={value}" for indicator, value in sorted(cells[code, span]))
            digest.update(f"{code}\t{span.first}\t{span.last}{figures}\n".encode())
        return digest.hexdigest()

    def with_rows(self, rows: Iterable[Observation]) -> ObservationTable:
        return ObservationTable((*self.rows, *rows), self.sample, self.questions)


def units_and_periods(rows: Iterable[Observation]) -> set[tuple[str, Period]]:
    """Of which there is a row. The figures of one line of a table share their period, so each line is asked once."""
    found: set[tuple[str, Period]] = set()
    unit, period = "", None
    for r in rows:
        if r.period is not period or r.unit != unit:
            unit, period = r.unit, r.period
            found.add((unit, period))
    return found


def said_exactly(value: Value | None) -> str:
    """A figure as the mark of a table holds it: true, 3, 61/100."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
