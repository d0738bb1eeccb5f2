"""The invented figures of Bình Phước: made again from their seed, and telling the story that the sample promises."""

from __future__ import annotations

import csv
import runpy
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import kieumau
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.evaluation import Outcome, Result, UnitResult, Verdict, evaluate
from kieumau.engine.reading import read_observations, read_units
from kieumau.engine.statistics.comparing import compare_counts

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
TOOLS = Path(__file__).parents[2] / "tools"
TAN_DONG, AN_LOC, THANH_TAM, LONG_THUY, PHU_DUC = "25198", "25324", "25433", "25217", "25326"


@pytest.fixture(scope="module")
def result() -> Result:
    criteria = load_rulebook("mau-gia-dinh-22/2023")
    units = read_units(SAMPLE / "units.csv", filename="units.csv")
    read = read_observations(
        SAMPLE / "figures.csv",
        filename="figures.csv",
        indicators=criteria.indicators,
        calendar=criteria.calendar,
        units=units,
    )
    assert read.table.sample
    assert not read.table.questions
    return evaluate(criteria, read.table, on=date(2023, 12, 31), units=units, period="2023")


def ward(result: Result, code: str) -> UnitResult:
    return next(unit for unit in result.units if unit.unit.code == code)


def test_the_script_makes_the_committed_figures() -> None:
    made = runpy.run_path(str(TOOLS / "make_sample_2024.py"))["make_figures"]()
    assert made == (SAMPLE / "figures.csv").read_text(encoding="utf-8")


def test_twenty_wards_spread_from_14_to_22(result: Result) -> None:
    assert Counter(unit.met for unit in result.units) == {22: 1, 21: 4, 20: 5, 19: 3, 18: 2, 17: 2, 16: 1, 15: 1, 14: 1}
    assert {unit.of for unit in result.units} == {22}


def test_tan_dong_meets_all_22_with_violations_down_by_20_percent(result: Result) -> None:
    tan_dong = ward(result, TAN_DONG)
    assert (tan_dong.met, tan_dong.of, tan_dong.outcome) == (22, 22, Outcome.QUALIFIED)
    assert "giảm 20%" in tan_dong.criterion("11").reason.vi


@pytest.mark.parametrize(
    ("code", "before", "after", "least", "most"), [(TAN_DONG, 300, 240, 0.01, 0.02), (AN_LOC, 262, 241, 0.3, 1)]
)
def test_one_fall_is_real_and_one_is_only_chance_though_both_meet_criterion_11(
    result: Result, code: str, before: int, after: int, least: float, most: float
) -> None:
    counted: Counter[str] = Counter()
    with (SAMPLE / "figures.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["unit"], row["indicator"]) == (code, "order_violations"):
                counted[row["period"][:4]] += int(row["value"])
    assert counted == {"2022": before, "2023": after}
    assert ward(result, code).criterion("11").verdict is Verdict.MET
    p = compare_counts(before, after).p
    assert least < p < most
    said = (f"{before} xuống {after}", f"from {before} to {after}", f"p = {p:.2g}", f"p = {p:.2g}".replace(".", ","))
    assert [text for text in said if text not in (SAMPLE / "README.md").read_text(encoding="utf-8")] == []


def test_only_tan_dong_qualifies(result: Result) -> None:
    assert [u.unit.code for u in result.units if u.outcome is Outcome.QUALIFIED] == [TAN_DONG]


def test_a_missing_month_leaves_the_criterion_unknown(result: Result) -> None:
    assert ward(result, THANH_TAM).criterion("11").verdict is Verdict.UNKNOWN
    assert ward(result, LONG_THUY).criterion("15").verdict is Verdict.UNKNOWN
    assert sum(unit.count(Verdict.UNKNOWN) for unit in result.units) == 2


def test_a_ward_without_lodgings_counts_criterion_17_as_met(result: Result) -> None:
    assert ward(result, PHU_DUC).criterion("17").verdict is Verdict.NOT_APPLICABLE
    assert ward(result, PHU_DUC).of == 22


def test_every_criterion_is_missed_by_some_ward(result: Result) -> None:
    missed = {c.code for u in result.units for c in u.criteria if c.verdict is Verdict.NOT_MET}
    assert missed == {str(number) for number in range(1, 23)}
