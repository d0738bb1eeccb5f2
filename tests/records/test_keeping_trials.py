"""Trials come and go."""

from datetime import timedelta

import pytest

from cast import AT, at_work, hire
from kieumau.records.accounts.roles import Role
from kieumau.records.assessments.access import access_newest_assessment, access_trial
from kieumau.records.assessments.actions import TrialsFullError, delete_ended_trials, delete_trial, keep_trial
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.journal.refusals import NotHereError

HOUR = timedelta(hours=1)


@pytest.fixture
def keep(analyst, sample_judgement, criteria):
    def kept(at=AT, most_rows=1000):
        return keep_trial(
            judgement=sample_judgement,
            criteria=criteria,
            file_name="a.xlsx",
            by=at_work(analyst, at),
            hours=2,
            most_rows=most_rows,
        )

    return kept


def test_a_trial_is_reached_until_its_hour_and_not_after(keep, analyst):
    trial = keep()
    assert access_trial(trial.uuid, by=at_work(analyst, AT + 2 * HOUR - timedelta(seconds=1))) == trial
    with pytest.raises(NotHereError):
        access_trial(trial.uuid, by=at_work(analyst, AT + 2 * HOUR))


def test_a_trial_is_its_own_persons_and_nobody_elses(keep):
    trial, other = keep(), at_work(hire("quan-tri", Role.ADMINISTRATOR))
    with pytest.raises(NotHereError):
        access_trial(trial.uuid, by=other)
    with pytest.raises(NotHereError):
        delete_trial(trial_uuid=trial.uuid, by=other)
    assert Assessment.objects.get() == trial


def test_the_same_file_tried_twice_is_two_trials(keep, analyst):
    assert keep().uuid != keep().uuid
    assert access_newest_assessment(by=at_work(analyst)) is None


def test_ended_trials_are_deleted_with_their_verdicts(keep):
    keep()
    still = keep(AT + HOUR)
    delete_ended_trials(at=AT + 2 * HOUR)
    assert list(Assessment.objects.all()) == [still]
    assert UnitVerdict.objects.count() == 20


def test_keeping_one_deletes_those_that_are_over(keep):
    keep()
    still = keep(AT + 3 * HOUR)
    assert list(Assessment.objects.all()) == [still]


def test_deleting_one_leaves_the_others_and_the_filed_ones(keep, sample, analyst):
    trial, other = keep(), keep()
    delete_trial(trial_uuid=trial.uuid, by=at_work(analyst))
    assert set(Assessment.objects.all()) == {other, sample}
    with pytest.raises(NotHereError):
        delete_trial(trial_uuid=trial.uuid, by=at_work(analyst))


def test_a_filed_judgement_cannot_be_deleted_as_a_trial(sample, analyst):
    with pytest.raises(NotHereError):
        delete_trial(trial_uuid=sample.uuid, by=at_work(analyst))


def test_when_there_is_no_room_nothing_is_kept_and_room_comes_back_with_time(keep):
    keep(most_rows=20)
    with pytest.raises(TrialsFullError) as full:
        keep(most_rows=39)
    assert "Xin thử lại sau ít giờ" in full.value.said("vi") and "try again" in full.value.said("en")
    assert UnitVerdict.objects.count() == 20
    keep(AT + 3 * HOUR, most_rows=20)
