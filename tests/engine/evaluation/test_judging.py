"""Judging gives numbers and codes, telling words them: two layers that never disagree."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.engine.criteria import CriteriaSet, parse_rulebook
from kieumau.engine.errors import EvaluationError
from kieumau.engine.evaluation import (
    Branch,
    CriterionResult,
    Judgement,
    UnitJudgement,
    Verdict,
    gather_figures,
    judge,
    judge_unit,
    tell,
    tell_unit,
)
from kieumau.engine.evaluation.judging import ConditionJudgement, verdict_of
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.reading import read_observations
from kieumau.engine.territory import UnitTable
from kieumau.engine.wording import Words
from random_sets import Rows, Units, as_tables, fits, sets, tables

ON = date(2024, 12, 31)


def judged(text: str, drawn: tuple[list[str], Rows, Units]) -> tuple[CriteriaSet, tuple[UnitJudgement, ...]]:
    criteria = parse_rulebook(text, file="thu.yaml")
    periods, rows, known = drawn
    if not fits(criteria, periods):
        return criteria, ()
    table, units = as_tables(criteria, rows, known)
    found, _ = gather_figures(criteria, table, units, on=ON)
    return criteria, tuple(judge_unit(criteria, f) for f in found)


@pytest.fixture(scope="module")
def figures(criteria: CriteriaSet) -> ObservationTable:
    """The sample's."""
    read = read_observations(
        SAMPLE / "figures.csv", filename="f.csv", indicators=criteria.indicators, calendar=criteria.calendar
    )
    return read.table


# -- judging alone ------------------------------------------------------------------------------------------------


def test_judging_makes_no_words(criteria, figures, monkeypatch):
    rows, _ = gather_figures(criteria, figures, UnitTable(), on=date(2024, 4, 4))

    def spoken(self: Words, *args: object, **kwargs: object) -> None:
        raise AssertionError("judging has made words")

    monkeypatch.setattr(Words, "__init__", spoken)
    found = [judge_unit(criteria, row) for row in rows]
    assert {c.verdict for u in found for c in u.criteria} >= {Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN}
    assert any(c.distance for u in found for c in u.criteria)


def test_judging_does_not_load_scipy():
    code = (
        "import sys; from datetime import date; from kieumau.engine.criteria import load_rulebook; "
        "from kieumau.engine.evaluation import judge; from kieumau.engine.reading import read_observations; "
        "criteria = load_rulebook('mau-gia-dinh-22/2023'); "
        f"read = read_observations(open({str(SAMPLE / 'figures.csv')!r}, 'rb').read(), filename='f.csv', "
        "indicators=criteria.indicators, calendar=criteria.calendar); "
        "assert judge(criteria, read.table, on=date(2024, 4, 4)).units; "
        "assert 'scipy' not in sys.modules, 'SciPy was loaded'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# -- what holds of every set and every row ------------------------------------------------------------------------


@settings(max_examples=150)
@given(sets(), tables(), st.integers(0, 50))
def test_of_random_sets_and_figures_each_of_these_holds(text, drawn, seed):
    """They share what is drawn, for that takes longer than to look at it."""
    criteria, found = judged(text, drawn)
    for unit in found:
        a_condition_made_of_several_never_says_more_than_its_parts(unit)
        what_is_told_is_what_was_judged(criteria, unit)
    if found:
        a_unit_is_judged_by_its_own_figures_alone(criteria, found[seed % len(found)])


def a_condition_made_of_several_never_says_more_than_its_parts(unit: UnitJudgement) -> None:
    """What is left of the whole is left of its parts; what is missing for the whole is missing for one of them."""

    def look(condition: ConditionJudgement) -> None:
        if condition.parts:
            assert all(any(p.distance.get(c) == v for p in condition.parts) for c, v in condition.distance.items())
            assert set(condition.missing) <= {m for p in condition.parts for m in p.missing}
        assert not condition.distance or condition.truth is False
        assert not condition.missing or condition.truth is None
        for part in condition.parts:
            look(part)

    for c in unit.criteria:
        if c.condition is not None:
            look(c.condition)


def what_is_told_is_what_was_judged(criteria: CriteriaSet, unit: UnitJudgement) -> None:
    told = tell_unit(criteria, unit)
    assert (told.met, told.of, told.points, told.outcome) == (unit.met, unit.of, unit.points, unit.outcome)
    assert (told.left, told.grade, told.reason.vi != "") == (unit.left, unit.grade, True)
    assert {b.code: b.verdict for b in told.conditions} == unit.conditions
    for said, c in zip(told.criteria, unit.criteria, strict=True):
        _agree(said, criteria, c.code, unit)


def _agree(said: CriterionResult, criteria: CriteriaSet, code: str, unit: UnitJudgement) -> None:
    c = unit.criterion(code)
    assert (said.code, said.verdict, said.distance, said.points) == (c.code, c.verdict, c.distance, c.points)
    assert (said.missing, said.counted) == (c.missing, c.counted)
    assert said.reason.vi and said.reason.en
    assert (said.distance_words is None) == (not c.distance)
    if said.branches:
        assert c.condition is not None
        _same_branches(said.branches, c.condition.parts)


def _same_branches(branches: tuple[Branch, ...], parts: tuple[ConditionJudgement, ...]) -> None:
    for branch, part in zip(branches, parts, strict=True):
        assert branch.verdict is verdict_of(part.truth)
        _same_branches(branch.branches, part.parts if branch.branches else ())


def a_unit_is_judged_by_its_own_figures_alone(criteria: CriteriaSet, one: UnitJudgement) -> None:
    """Without grades, one row judged by itself is the row judged among all others."""
    assert judge_unit(criteria, one.figures) == one


# -- the whole table ----------------------------------------------------------------------------------------------


def test_how_far_judging_is_is_told_from_the_first_row_to_the_last(criteria, figures):
    told: list[tuple[int, int]] = []
    more = tuple(Observation(f"{i}-{r.unit}", r.period, r.indicator, r.value) for i in range(12) for r in figures.rows)
    found = judge(
        criteria, ObservationTable(more), on=date(2024, 4, 4), progress=lambda done, of: told.append((done, of))
    )
    assert told[0] == (0, len(found.units)) and told[-1] == (len(found.units), len(found.units))
    assert told == sorted(told) and len(told) > 3


def test_what_the_watcher_raises_ends_the_judging(criteria, figures):
    class StoppedError(Exception):
        pass

    def stop(done: int, of: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        judge(criteria, figures, on=date(2024, 4, 4), progress=stop)


def test_a_judgement_in_words_is_the_result(sample_judgement: Judgement, sample_result, criteria):
    assert tell(criteria, sample_judgement) == sample_result
    assert sample_judgement.periods == sample_result.periods


def test_a_day_out_of_force_is_refused_before_anything_is_judged(criteria, figures):
    with pytest.raises(EvaluationError, match="ngày xét là 01/01/2020"):
        judge(criteria, figures, on=date(2020, 1, 1))
