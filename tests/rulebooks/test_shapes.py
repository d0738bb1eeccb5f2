"""Each shape of rule in a small invented rulebook with its cases; the roll-up also counted from judged children."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kieumau.engine.criteria import Nature, load_rulebook
from kieumau.engine.criteria.telling import said_recognition
from kieumau.engine.errors import EvaluationError
from kieumau.engine.evaluation import Result, Verdict, evaluate, run_cases
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.territory import AdminUnit, UnitTable

SHAPES = Path(__file__).parent / "shapes"
YEAR_END = date(2023, 12, 31)


@pytest.mark.parametrize("folder", sorted(SHAPES.iterdir()), ids=lambda folder: folder.name)
def test_a_shape_judges_its_cases(folder: Path) -> None:
    criteria = load_rulebook(str(folder))
    assert criteria.nature is Nature.SAMPLE
    outcomes = run_cases(criteria)
    assert outcomes
    assert [(o.name, [d.en for d in o.differences]) for o in outcomes if not o.passed] == []


def test_the_lowest_of_four_levels_has_its_name() -> None:
    """Who does not qualify stands on it; who has not reported, or is not assessed, stands on none."""
    criteria = load_rulebook(str(SHAPES / "four-levels"))
    year = criteria.calendar.around(date(2026, 11, 14))
    units = {c: AdminUnit(c, c, "to", established=date(2020, 1, 1)) for c in ("t1", "t2", "t3")}
    figures = {"t1": {"tasks": 100, "tasks_done": 49}, "t2": {"tasks": 100, "tasks_done": 60}, "t3": {"tasks": 100}}
    rows = [
        Observation(unit, year, code, value)
        for unit, given in figures.items()
        for code, value in ({"complaint_open": False} | {c: Fraction(v) for c, v in given.items()}).items()
    ]
    judged = evaluate(criteria, ObservationTable(tuple(rows)), on=year.last, units=UnitTable(units))
    found = {u.unit.code: (u.grade, u.grade_words and u.grade_words.en) for u in judged.units}
    assert found == {"t1": ("not_done", "Not done"), "t2": ("done", "Done"), "t3": ("", None)}
    said = [line.en for line in said_recognition(criteria, on=year.last)]
    assert "Grade “Done”: every unit that qualifies." in said
    assert "Grade “Not done”: units that do not qualify." in said


def _children(*unclear: str) -> tuple[UnitTable, Result]:
    """Ten wards of one province by the sample k-of-n: the first four qualify; those `unclear` have sent nothing."""
    criteria = load_rulebook(str(SHAPES / "k-of-n"))
    year = criteria.calendar.around(YEAR_END)
    codes = [f"p{number:02}" for number in range(10)]
    units = UnitTable(
        {"tinh": AdminUnit("tinh", "Tỉnh mẫu", "tinh"), **{c: AdminUnit(c, c, "phuong", parent="tinh") for c in codes}}
    )
    rows = [
        Observation(code, year, indicator, value)
        for number, code in enumerate(codes)
        if code not in unclear
        for indicator, value in (
            ("plan", number < 4),
            ("models", Fraction(1)),
            ("meetings_held", Fraction(2)),
            ("thefts", Fraction(9)),
        )
    ]
    return units, evaluate(criteria, ObservationTable(tuple(rows)), on=YEAR_END, units=units, periods=(year,))


def _province(units: UnitTable, children: Result, empty: tuple[str, ...] = ()) -> Result:
    criteria = load_rulebook(str(SHAPES / "roll-up"))
    year = criteria.calendar.around(YEAR_END)
    rows = (Observation("tinh", year, "scheme", True), *(Observation("tinh", year, code, None) for code in empty))
    return evaluate(criteria, ObservationTable(rows), on=YEAR_END, units=units, children=children)


def test_a_province_is_judged_by_its_wards() -> None:
    judged = _province(*_children()).units[0]
    assert judged.criterion("2").verdict is Verdict.MET
    assert "4 trong 10" in judged.criterion("2").reason.vi


def test_an_empty_cell_does_not_stop_the_count() -> None:
    judged = _province(*_children(), empty=("wards", "wards_recognised")).units[0]
    assert judged.criterion("2").verdict is Verdict.MET


def test_wards_that_are_undecided_leave_the_count_between_two_ends() -> None:
    """Three of ten are needed: with two for sure and two open that is unknown, and what is known is said."""
    found = _province(*_children("p02", "p03")).units[0].criterion("2")
    assert found.verdict is Verdict.UNKNOWN
    assert "từ 2 đến 4 vì còn đơn vị trực thuộc chưa kết luận được" in found.reason.vi
    assert "from 2 to 4 as child units are undecided" in found.reason.en


def test_a_ward_that_is_undecided_changes_nothing_where_the_others_are_enough() -> None:
    found = _province(*_children("p09")).units[0].criterion("2")
    assert found.verdict is Verdict.MET
    assert "từ 4 đến 5 vì còn đơn vị trực thuộc chưa kết luận được" in found.reason.vi


def test_wards_judged_by_another_set_are_refused() -> None:
    units, _ = _children()
    other = load_rulebook(str(SHAPES / "veto"))
    row = Observation("p00", other.calendar.around(YEAR_END), "plan", True)
    wrong = evaluate(other, ObservationTable((row,)), on=YEAR_END, units=units)
    with pytest.raises(EvaluationError):
        _province(units, wrong)
