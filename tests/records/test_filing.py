"""What is filed is what was judged, once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cast import AT, TERMINAL, at_work
from kieumau.engine.evaluation import Branch, CriterionResult, Outcome, UnitResult, Verdict
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words
from kieumau.records.assessments.access import access_newest_assessment, access_period
from kieumau.records.assessments.actions import file_assessment
from kieumau.records.assessments.filing import filed_unit, read_unit
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import result_of
from kieumau.records.journal.actors import operator
from kieumau.records.journal.refusals import NotHereError


def by_unit(result):
    return {(u.unit.code, u.period_name): u for u in result.units}


def test_the_filed_sample_reads_back_equal_to_the_judged_one(sample, sample_result, criteria, analyst):
    filed = result_of(access_newest_assessment(by=at_work(analyst)), criteria)
    assert by_unit(filed) == by_unit(sample_result)
    assert replace(filed, units=()) == replace(sample_result, units=())


def test_filing_twice_is_one(sample, sample_result, criteria):
    again, is_new = file_assessment(result=sample_result, criteria=criteria, by=operator(AT + timedelta(days=1)))
    assert again == sample and not is_new
    assert Assessment.objects.count() == 1 and UnitVerdict.objects.count() == 20
    assert again.recorded_at == AT


def test_other_figures_are_another_filing_and_the_newest_is_shown(sample, sample_result, criteria, analyst):
    other = replace(sample_result, fingerprint="other")
    newer, is_new = file_assessment(result=other, criteria=criteria, by=operator(AT + timedelta(days=1)))
    assert is_new and access_newest_assessment(by=at_work(analyst)) == newer
    assert Assessment.objects.count() == 2


def test_a_filing_that_fails_leaves_nothing_behind(db, sample_result, criteria):
    twice = replace(sample_result, units=sample_result.units + sample_result.units[:1])
    with pytest.raises(Exception, match=r"(?i)unique"):
        file_assessment(result=twice, criteria=criteria, by=TERMINAL)
    assert not Assessment.objects.exists()


def test_totals_are_those_of_the_verdicts(sample, sample_result):
    found = sample.totals["2023"]
    assert sum(found[""][o.value] for o in Outcome if o.value in found[""]) == 20
    assert found[""]["complete"] == 1 and found[""]["one_left"] == 4
    for code in ("4", "17"):
        verdicts = [u.criterion(code).verdict for u in sample_result.units]
        assert found[code].get("n", 0) == verdicts.count(Verdict.NOT_MET)
        assert found[code].get("a", 0) == verdicts.count(Verdict.NOT_APPLICABLE)


def test_a_period_that_was_not_judged_is_not_here(sample):
    assert access_period(sample, asked="") == "2023"
    with pytest.raises(NotHereError):
        access_period(sample, asked="2022")


text = st.text(max_size=12)
words = st.builds(Words, text, text)
fractions = st.fractions()
verdicts = st.sampled_from(Verdict)
leaf = st.builds(Branch, text, st.none() | words, text, verdicts, words)
branches = st.builds(Branch, text, st.none() | words, text, verdicts, words, st.tuples() | st.tuples(leaf, leaf))
criterion_results = st.builds(
    CriterionResult,
    code=text,
    verdict=verdicts,
    reason=words,
    distance=st.dictionaries(text, fractions, max_size=2),
    distance_words=st.none() | words,
    points=st.none() | fractions,
    missing=st.tuples() | st.tuples(text),
    branches=st.tuples() | st.tuples(branches),
    counted=st.booleans(),
    certainty=st.tuples() | st.tuples(words),
)
periods = st.tuples(st.dates(), st.dates()).map(sorted).map(lambda days: Period(*days))
units = st.builds(AdminUnit, text, text, text, text, text, text, st.none() | st.dates())
unit_results = st.builds(
    UnitResult,
    unit=units,
    period=periods,
    period_name=text,
    criteria=st.tuples() | st.tuples(criterion_results, criterion_results),
    met=st.integers(0, 30),
    of=st.integers(0, 30),
    points=st.none() | fractions,
    outcome=st.sampled_from(Outcome),
    reason=words,
    conditions=st.tuples() | st.tuples(branches),
    grade=text,
    grade_words=st.none() | words,
)


@given(unit_results)
def test_any_result_comes_back_from_json_as_it_went(result):
    import json

    assert read_unit(json.loads(json.dumps(filed_unit(result)))) == result
