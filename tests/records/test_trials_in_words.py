"""A trial keeps figures; what it says to whoever reads it is what was judged."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings

from cast import AT, at_work
from kieumau.engine.criteria import load_rulebook, parse_rulebook
from kieumau.engine.evaluation import CappedPlace, judge, next_step
from kieumau.engine.evaluation.evaluating import told_to_nobody
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.wording import Words
from kieumau.records.accounts.scope import EVERYTHING
from kieumau.records.assessments.access import access_trial
from kieumau.records.assessments.actions import keep_trial
from kieumau.records.assessments.kept_figures import is_kept, kept_unit, read_kept_unit
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import next_step_of, result_of, unit_result, verdicts_of
from random_sets import as_tables, fits, sets, tables

SHAPES = Path(__file__).parents[1] / "rulebooks" / "shapes"


@pytest.fixture
def keep(analyst, sample_judgement, criteria):
    def kept(progress=told_to_nobody):
        trial = keep_trial(
            judgement=sample_judgement,
            criteria=criteria,
            file_name="a.xlsx",
            by=at_work(analyst, AT),
            hours=2,
            most_rows=1000,
            progress=progress,
        )
        return access_trial(trial.uuid, by=at_work(analyst, AT))

    return kept


def by_unit(result):
    return {(u.unit.code, u.period_name): u for u in result.units}


def test_a_trial_says_what_a_filed_judgement_says(keep, sample_result, criteria):
    assert by_unit(result_of(keep(), criteria)) == by_unit(sample_result)


def test_its_next_steps_are_those_that_are_filed(keep, sample, criteria):
    def steps(assessment):
        return {v.code: next_step_of(v, criteria) for v in verdicts_of(assessment, period="2023")}

    sample.seen = EVERYTHING
    kept = steps(keep())
    assert len(kept) == 20 and kept == steps(sample)


def test_a_trial_keeps_no_words_and_a_filed_judgement_keeps_them_all(keep, sample, sample_result, criteria):
    for verdict in UnitVerdict.objects.filter(assessment=keep()):
        assert is_kept(verdict.details) and verdict.next_step == []
        assert not any(c.isalpha() and not c.isascii() for c in json.dumps(verdict.details["figures"]))
    told = by_unit(sample_result)
    for verdict in UnitVerdict.objects.filter(assessment=sample):
        assert not is_kept(verdict.details)
        assert Words(*verdict.next_step) == next_step(criteria, told[verdict.code, "2023"])
        assert unit_result(verdict, None) == told[verdict.code, "2023"]  # no rulebook is asked for what was filed


def test_how_far_keeping_is_is_told_and_what_the_watcher_raises_leaves_nothing_behind(keep):
    told = []
    keep(lambda done, of: told.append((done, of)))
    assert told == [(0, 20), (20, 20)]
    Assessment.objects.all().delete()

    def stop(done, of):
        if done == of:
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        keep(stop)
    assert not Assessment.objects.exists()


@settings(max_examples=120)
@given(sets(), tables())
def test_any_unit_comes_back_from_json_judged_as_it_was(text, drawn):
    criteria = parse_rulebook(text, file="thu.yaml")
    periods, rows, known = drawn
    if not fits(criteria, periods) or not rows:
        return
    table, units = as_tables(criteria, rows, known)
    judgement = judge(criteria, table, on=date(2024, 12, 31), units=units, draft=True)
    again = [read_kept_unit(json.loads(json.dumps(kept_unit(u, criteria))), criteria) for u in judgement.units]
    assert tuple(again) == judgement.units


def test_a_place_under_a_cap_comes_back_as_it_was_given():
    """The other units had a say in it, and are not asked again."""
    criteria = load_rulebook(str(SHAPES / "cap-on-grade"))
    period = criteria.calendar.around(criteria.issued.in_force)
    figures = [{"tasks": 100, "tasks_done": 99 if unit < 2 else 90, "disciplined": 0} for unit in range(8)]
    rows = [Observation(str(u), period, c, Fraction(v)) for u, cells in enumerate(figures) for c, v in cells.items()]
    judgement = judge(criteria, ObservationTable(tuple(rows)), on=period.last, draft=True)
    assert {g.place for u in judgement.units for g in u.grades} == {None, CappedPlace.GIVEN, CappedPlace.LEVEL}
    again = [read_kept_unit(json.loads(json.dumps(kept_unit(u, criteria))), criteria) for u in judgement.units]
    assert tuple(again) == judgement.units
