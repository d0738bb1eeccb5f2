"""Figures as they were recorded: exact, newest first, corrections beside what they correct."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from cast import AT, TERMINAL
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.indicators.figures.queries import figures_table
from kieumau.records.indicators.models import Figure
from kieumau.records.journal.actors import operator

YEAR, HALF = Period(date(2023, 1, 1), date(2023, 12, 31)), Period(date(2024, 1, 1), date(2024, 6, 30))
FIGURES = ObservationTable(
    (
        Observation("25198", YEAR, "order_violations", Fraction(40)),
        Observation("25198", YEAR, "order_violations_change", Fraction(-1, 3)),
        Observation("25198", YEAR, "has_plan", True),
        Observation("25198", YEAR, "has_debt", False),
        Observation("25198", HALF, "order_violations", Fraction(25, 2)),
        Observation("25195", YEAR, "order_violations", Fraction(10**20, 7)),
    )
)


def record(table: ObservationTable, days: int = 0) -> int:
    return record_figures(table=table, source="a.xlsx", by=operator(AT + timedelta(days=days)))


def of(unit: str, period: Period, indicator: str, value: Fraction | bool | None) -> ObservationTable:
    return ObservationTable((Observation(unit, period, indicator, value),))


def test_figures_come_back_exactly_in_one_query(db, django_assert_num_queries):
    assert record(FIGURES) == 6
    with django_assert_num_queries(1):
        read = figures_table(units=["25198", "25195", "none"])
    assert set(read.rows) == set(FIGURES.rows)
    assert {type(r.value) for r in read.rows} == {Fraction, bool}
    assert read.fingerprint == FIGURES.fingerprint and read.sample is False


def test_the_same_figures_twice_are_recorded_once(db):
    record(FIGURES)
    assert record(FIGURES, days=1) == 0
    assert Figure.objects.count() == 6


def test_a_correction_is_a_new_row_and_the_newest_is_read(db):
    record(FIGURES)
    assert record(of("25198", YEAR, "order_violations", Fraction(41)), days=1) == 1
    assert Figure.objects.count() == 7
    values = {(r.period, r.indicator): r.value for r in figures_table(units=["25198"]).rows}
    assert values[YEAR, "order_violations"] == 41
    assert values[HALF, "order_violations"] == Fraction(25, 2)


def test_figures_of_other_units_and_of_later_periods_are_not_read(db):
    record(FIGURES)
    assert {r.unit for r in figures_table(units=["25195"]).rows} == {"25195"}
    assert {r.period for r in figures_table(units=["25198"], until=YEAR.last).rows} == {YEAR}
    assert figures_table(units=[]).rows == ()


def test_a_missing_figure_is_not_recorded(db):
    assert record(of("25198", YEAR, "order_violations", None)) == 0


def test_invented_figures_stay_known_as_invented(db):
    record(replace(FIGURES, sample=True))
    assert figures_table(units=["25195"]).sample is True


def test_a_correction_back_to_an_earlier_value_is_a_new_record(db):
    def known() -> tuple[object, bool]:
        table = figures_table(units=["198"])
        return table.rows[0].value, table.sample

    year = Period(date(2023, 1, 1), date(2023, 12, 31))
    for value, sample in ((40, True), (41, True), (40, True), (40, False)):
        row = Observation("198", year, "order_violations", Fraction(value))
        assert record_figures(table=ObservationTable((row, row), sample), source="t", by=TERMINAL) == 1
        assert known() == (value, sample)
    assert Figure.objects.count() == 4
