"""The work at a trial tells its row how far it is, is replaced by what it came to, and leaves nothing else behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cast import AT, at_work, hire
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Role
from kieumau.records.assessments import trial_work
from kieumau.records.assessments.access import access_trial_or_work
from kieumau.records.assessments.actions import delete_trial
from kieumau.records.assessments.models import Assessment, TrialWork, UnitVerdict
from kieumau.records.assessments.trial_work import TrialsBusyError, begin_trial, is_silent, judge_trial
from kieumau.records.indicators.uploads.problems import problems_of
from kieumau.records.journal.models import Entry
from kieumau.records.journal.refusals import NotHereError

S = TrialWork.State
WRONG = Problem(Words("“3 vụ” không phải là số.", "“3 vụ” is no number."), path="Số liệu", line=2, column="D")


@pytest.fixture
def begun(analyst, criteria):
    def begun(user=analyst, at=AT):
        return begin_trial(file_name="a.xlsx", criteria=criteria, on=date(2024, 4, 4), hours=2, by=at_work(user, at))

    return begun


class Seconds:
    """A clock that moves a second with each look."""

    def __init__(self):
        self.at = AT

    def __call__(self):
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def work_at(analyst, criteria, sample_judgement):
    def work_at(work, judging=None, *, most_rows=1000, now: Callable = lambda: AT):
        judge_trial(
            work.uuid,
            judging=judging or (lambda reading, judging: sample_judgement),
            fitting=lambda: ["do-thi-van-minh/04-2022"],
            criteria=criteria,
            hours=2,
            most_rows=most_rows,
            by=at_work(analyst),
            now=now,
        )

    return work_at


def row():
    return TrialWork.objects.values_list("state", "done", "of").get()


def test_the_row_tells_what_is_done_and_how_far(begun, work_at, sample_judgement):
    told = []

    def judging(reading, judging):
        told.append(row())
        reading(12_000, 40_000)
        told.append(row())
        judging(0, 4_000)
        told.append(row())
        judging(1_200, 4_000)
        told.append(row())
        return sample_judgement

    work_at(begun(), judging, now=Seconds())
    assert told == [(S.READING, 0, 0), (S.READING, 12_000, 40_000), (S.JUDGING, 0, 4_000), (S.JUDGING, 1_200, 4_000)]


def test_a_new_state_is_told_at_once_and_progress_once_a_second(begun, work_at, sample_judgement):
    told = []

    def judging(reading, judging):
        for done in (1, 2):
            judging(done, 2)
            told.append(row())
        return sample_judgement

    work_at(begun(), judging)
    assert told == [(S.JUDGING, 1, 2), (S.JUDGING, 1, 2)]


def test_the_trial_takes_the_place_of_the_work_under_the_same_uuid(begun, work_at, analyst):
    work = begun()
    assert access_trial_or_work(work.uuid, by=at_work(analyst)) == work
    work_at(work)
    kept = access_trial_or_work(work.uuid, by=at_work(analyst))
    assert isinstance(kept, Assessment) and kept.verdicts.count() == 20 and not TrialWork.objects.exists()
    assert [e.about for e in Entry.objects.filter(action="assessments.trial_kept")] == [f"trial:{work.uuid}"]


def test_what_is_wrong_is_kept_with_its_place_and_nothing_else_is(begun, work_at):
    def judging(*_):
        raise EvaluationError(WRONG)

    work_at(begun(), judging)
    work = TrialWork.objects.get()
    assert work.state == S.REFUSED and problems_of(work) == [WRONG] and work.fitting == ["do-thi-van-minh/04-2022"]
    assert not Assessment.objects.exists() and not Entry.objects.filter(action="assessments.trial_kept").exists()


def test_trouble_of_the_server_is_told_in_a_sentence(begun, work_at, caplog):
    work_at(begun(), lambda *_: 1 / 0)
    work = TrialWork.objects.get()
    assert work.state == S.REFUSED and "máy chủ gặp trục trặc" in work.problems[0]["what"][0]
    assert "ZeroDivisionError" in caplog.text


def test_without_room_nothing_is_kept_and_the_row_says_so(begun, work_at):
    work_at(begun(), most_rows=19)
    assert TrialWork.objects.get().state == S.FULL and not UnitVerdict.objects.exists()


@pytest.mark.parametrize("late", [False, True], ids=["while it is judged", "before it is kept"])
def test_whoever_deletes_it_ends_the_work(begun, work_at, analyst, sample_judgement, late):
    work, after = begun(), []

    def judging(reading, judging):
        delete_trial(trial_uuid=work.uuid, by=at_work(analyst))
        if not late:
            judging(100, 4_000)
        after.append("judged on")
        return sample_judgement

    work_at(work, judging)
    assert bool(after) == late
    assert not TrialWork.objects.exists() and not Assessment.objects.exists() and not UnitVerdict.objects.exists()


def test_work_is_done_once(begun, work_at, sample_judgement):
    work, times = begun(), []
    TrialWork.objects.update(state=S.JUDGING)
    work_at(work, lambda *_: times.append(1))
    assert times == [] and row()[0] == S.JUDGING


def test_work_is_its_own_persons_and_nobody_elses(begun, analyst):
    work, other = begun(), at_work(hire("quan-tri", Role.ADMINISTRATOR))
    with pytest.raises(NotHereError):
        access_trial_or_work(work.uuid, by=other)
    with pytest.raises(NotHereError):
        delete_trial(trial_uuid=work.uuid, by=other)
    assert TrialWork.objects.get() == work


def test_work_that_was_not_heard_of_for_two_minutes_is_silent(begun):
    work = begun()
    assert not is_silent(work, AT + timedelta(minutes=2))
    assert is_silent(work, AT + timedelta(minutes=2, seconds=1))
    work.state = S.REFUSED
    assert not is_silent(work, AT + timedelta(minutes=3))


def test_a_new_file_ends_what_is_left_of_the_same_persons_earlier_ones(begun):
    other = begun(hire("khac", Role.MINISTRY_ANALYST))
    refused, silent = begun(), begun()
    TrialWork.objects.filter(pk__in=[refused.pk, other.pk]).update(state=S.REFUSED)
    TrialWork.objects.filter(pk=silent.pk).update(moved_at=AT - timedelta(minutes=3))
    going, new = begun(), begun()
    assert set(TrialWork.objects.all()) == {other, going, new}


def test_what_is_left_of_a_file_ends_at_its_hour(begun, analyst):
    work = begun()
    with pytest.raises(NotHereError):
        access_trial_or_work(work.uuid, by=at_work(analyst, AT + timedelta(hours=2)))
    assert list(TrialWork.objects.all()) == [work]
    new = begun(hire("khac", Role.MINISTRY_ANALYST), AT + timedelta(hours=2))
    assert list(TrialWork.objects.all()) == [new]


def test_the_server_takes_so_many_at_once_and_those_that_fell_silent_do_not_count(begun, monkeypatch):
    monkeypatch.setattr(trial_work, "MOST_AT_WORK", 1)
    begun(hire("khac", Role.MINISTRY_ANALYST))
    with pytest.raises(TrialsBusyError) as busy:
        begun()
    assert "thử lại sau ít phút" in busy.value.said("vi") and TrialWork.objects.count() == 1
    begun(at=AT + timedelta(minutes=3))
