"""Checks ask, units answer, both are kept: no figure and no verdict changes by it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cast import at_work, hire
from kieumau.config import clock
from kieumau.engine.errors import EvaluationError
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.periods import month_period
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.models import Figure
from kieumau.records.journal.models import Entry
from kieumau.records.questions.access import (
    NoQuestionError,
    access_question,
    access_questions,
    may_answer,
    questions_waiting,
)
from kieumau.records.questions.actions import LONGEST, answer_question, ask_questions
from kieumau.records.questions.models import Answer, Fact, QuestionRecord
from kieumau.records.questions.queries import WAITS, questions_of
from returns import APRIL, MARCH, PROGRAMME, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")
ENTERED, ASKED, LATER = "2024-04-04 09:00", "2024-04-06 08:00", "2024-04-10 08:00"
NONE_ABOVE = {"files": 100, "files_on_time": 120}  # a part above its whole


@pytest.fixture
def odd(collected, officer):
    """March of ward 101: more files settled in time than there were."""
    enter(on(officer, ENTERED), *(figure(v, code) for code, v in NONE_ABOVE.items()))


def ask(by, about=MARCH, at=ASKED, **more):
    return ask_questions(programme=PROGRAMME, about=about, by=on(by, at), **more)


def answer(by, text="Đếm lại rồi, đúng.", at="2024-04-07 08:00", question=None):
    return answer_question((question or QuestionRecord.objects.get()).uuid, text=text, by=on(by, at))


def state(by):
    found = access_questions(by=by).get()
    return found.is_answered, found.is_corrected


@pytest.mark.usefixtures("odd")
def test_a_question_says_what_it_saw_and_is_asked_once(planner, officer):
    assert (ask(planner).new, ask(planner).new, ask(planner).known) == (1, 0, 1)
    asked = questions_of(unit="101")[0]
    assert (asked.check_code, asked.kind, asked.severity) == ("on_time", "part_of_whole", "high")
    assert asked.rulebook == f"{PROGRAMME}/2023" and asked.sample and asked.asks.vi.endswith("?") and asked.advice.en
    seen = {f.indicator: f.value for f in Fact.objects.filter(question=asked)}
    assert seen == {"files": "100", "files_on_time": "120"}
    assert [q.answers_said for q in questions_of(unit="101", indicator="files")] == [[]]
    assert questions_of(unit="101", indicator="order_violations") == [] == questions_of(unit="102")
    told = Entry.objects.filter(action="questions.asked")
    assert [(e.unit, e.name, e.role) for e in told] == [("101", "tham-muu.bac", "provincial_staff")]


@pytest.mark.usefixtures("odd")
def test_answers_and_corrections_follow_and_all_is_kept(planner, officer):
    ask(planner)
    assert state(officer) == (False, False) and questions_waiting(officer) == 1 == questions_waiting(planner)
    first = answer(officer, "  Đếm lại rồi,\x00 đúng.  ")
    assert answer(officer, "Đếm lại rồi, đúng.").pk == first.pk  # the button was pressed twice
    answer(officer, "Nhầm cột, đã sửa.", at="2024-04-08 08:00")
    assert state(officer) == (True, False) and questions_waiting(officer) == 0
    enter(on(officer, "2024-04-09 08:00"), figure(90, "files_on_time"), reason="nhầm cột")
    assert state(officer) == (True, True)
    assert ask(planner, at=LATER).new == 0  # nothing odd any more
    said = [a.text for q in questions_of(unit="101") for a in q.answers_said]
    assert said == ["Đếm lại rồi, đúng.", "Nhầm cột, đã sửa."]
    assert Entry.objects.filter(action="questions.answered", unit="101", name="can-bo.mot").count() == 2


@pytest.mark.usefixtures("odd")
def test_a_figure_that_was_corrected_and_is_still_odd_is_asked_about_anew(planner, officer):
    ask(planner)
    enter(on(officer, "2024-04-09 08:00"), figure(110, "files_on_time"), reason="đếm lại")
    assert state(officer) == (False, True) and questions_waiting(officer) == 0
    assert (ask(planner, at=LATER).new, questions_waiting(officer)) == (1, 1)
    assert QuestionRecord.objects.count() == 2


@pytest.mark.usefixtures("odd")
def test_asking_and_answering_change_no_figure_and_no_verdict(planner, officer, sample):
    from kieumau.records.assessments.models import Assessment, UnitVerdict

    def known():
        return [list(m.objects.order_by("pk").values()) for m in (Figure, Assessment, UnitVerdict)]

    before = known()
    ask(planner)
    answer(officer)
    assert known() == before and before[0] and before[2]


@pytest.mark.parametrize("text", ["", " \n\x00 ", "x" * (LONGEST + 1)])
@pytest.mark.usefixtures("odd")
def test_an_answer_has_words_and_an_end(planner, officer, text):
    ask(planner)
    with pytest.raises(EvaluationError) as error:
        answer(officer, text)
    assert [p.path for p in error.value.problems] == ["text"] and not Answer.objects.exists()


@pytest.mark.parametrize(
    ("role", "unit", "reads", "answers"),
    [
        (Role.WARD_COMMANDER, "101", True, True),
        (Role.PROVINCIAL_DIRECTOR, "01", True, False),
        (Role.APPRAISER, "01", True, False),
        (Role.MINISTRY_ANALYST, "", True, False),
        (Role.ADMINISTRATOR, "", False, False),
        (Role.WARD_OFFICER, "102", False, False),
        (Role.PROVINCIAL_STAFF, "02", False, False),
    ],
)
@pytest.mark.usefixtures("odd")
def test_who_reads_and_who_answers(planner, role, unit, reads, answers):
    ask(planner)
    other = on(at_work(hire("ai.do", role, unit)), LATER)
    asked = QuestionRecord.objects.get()
    assert access_questions(by=other).exists() is reads
    if reads:
        assert access_question(asked.uuid, by=other) == asked
    else:
        with pytest.raises(NoQuestionError):
            access_question(asked.uuid, by=other)
    if answers:
        assert answer(other, at=LATER).name == "ai.do"
    else:
        with pytest.raises(NoQuestionError):
            answer(other, at=LATER)


@pytest.mark.parametrize(
    ("role", "unit", "below"),
    [(Role.WARD_OFFICER, "101", ""), (Role.PROVINCIAL_DIRECTOR, "01", ""), (Role.PROVINCIAL_STAFF, "02", "101")],
)
def test_who_collects_no_figures_of_a_unit_has_nothing_asked_of_it(role, unit, below):
    with pytest.raises(NoQuestionError):
        ask(at_work(hire("ai.do", role, unit)), unit=below)


@pytest.mark.usefixtures("odd")
def test_only_the_units_and_periods_that_were_named_are_asked(planner):
    assert ask(planner, unit="102").new == 0
    with pytest.raises(EvaluationError) as error:
        ask(planner, about=APRIL)  # not over
    assert [p.path for p in error.value.problems] == ["period"]
    assert ask(planner, unit="101").new == 1


def test_what_is_missing_is_asked_about_once_it_will_hardly_come_by_itself(planner):
    months = [month_period(2024, m) for m in (1, 2, 3)]
    for m in months:
        enter(
            on(planner, f"2024-0{m.first.month + 1}-02 08:00"), *(figure(3, unit=u, period=m) for u in ("101", "102"))
        )
    assert ask(planner, about=APRIL, at="2024-05-06 08:00").new == 0  # due on the 5th
    enter(on(planner, "2024-05-07 08:00"), figure(4, unit="102", period=month_period(2024, 5)))
    assert ask(planner, about=APRIL, at="2024-05-07 09:00").new == 1  # May is known, so April was left out
    enter(on(planner, "2024-05-08 08:00"), figure(4, unit="102", period=APRIL))
    assert not access_questions(by=planner).filter(WAITS).exists()  # it came
    assert ask(planner, about=APRIL, at="2024-05-15 08:00").new == 0  # closed after the 15th
    assert ask(planner, about=APRIL, at="2024-05-16 08:00").new == 1
    seen = {(f.unit, f.indicator, f.last) for f in Fact.objects.filter(value="")}
    assert seen == {(unit, "order_violations", APRIL.last) for unit in ("101", "102")}


@pytest.mark.usefixtures("odd")
def test_who_asks_does_not_answer_for_a_unit_with_people_of_its_own(planner, officer):
    ask(planner)
    asked = QuestionRecord.objects.get()
    assert may_answer(asked, by=officer) and not may_answer(asked, by=planner)
    with pytest.raises(NoQuestionError):
        answer(planner)
    officer.user.is_active = False
    officer.user.save()
    assert may_answer(asked, by=planner)  # nobody is left there


def test_the_same_figures_of_two_units_name_neither_to_the_other(planner):
    same = {"order_violations": 31, "files": 211, "files_on_time": 193, "pavement_breaches": 17, "weapon_drives": 2}
    for unit in ("101", "102"):
        enter(on(planner, ENTERED), *(figure(v, code, unit) for code, v in same.items()))
    ask(planner)
    asked = {q.unit: q for q in QuestionRecord.objects.filter(kind="identical_rows")}
    assert set(asked) == {"101", "102"}
    for unit, other, name in (("101", "102", "Hai"), ("102", "101", "Một")):
        said = asked[unit].asks
        assert other not in said.vi + said.en and name not in said.vi and name not in said.en
        assert set(asked[unit].facts.values_list("unit", flat=True)) == {unit}


@pytest.mark.usefixtures("odd")
def test_the_timer_asks_about_what_was_just_due_and_nothing_twice(monkeypatch, capsys, officer):
    for at, days, new in (
        ("2024-04-05 08:00", 30, 0),  # due today: not yet
        ("2024-06-01 08:00", 35, 0),  # long past
        (ASKED, 30, 1),
        ("2024-04-07 08:00", 30, 0),
    ):
        monkeypatch.setattr(clock, "now", lambda at=at: moment(at))
        call_command("ask_questions", days=days)
        assert f"Đã hỏi {new} câu về số liệu" in capsys.readouterr().out, at
    assert "tỉnh Bắc" not in QuestionRecord.objects.get().asks.vi and QuestionRecord.objects.get().account == ""
    assert Entry.objects.filter(action="questions.asked").get().role == "operator"


@pytest.mark.usefixtures("odd")
def test_the_database_itself_keeps_questions_and_answers_as_they_are(planner, officer):
    ask(planner)
    answer(officer)
    for model in (QuestionRecord, Fact, Answer):
        name = {"unit": "999"} if model is not Answer else {"text": "khác"}
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**name)


def test_questions_of_a_unit_take_two_queries_however_many(planner, officer):
    counts = []
    for month in (1, 2, 3):
        period = month_period(2024, month)
        rows = [figure(v, code, period=period) for code, v in NONE_ABOVE.items()]
        enter(on(planner, f"2024-0{month + 1}-03 08:00"), *rows)
        assert ask(planner, period, f"2024-0{month + 1}-06 08:00").new == 1
        with CaptureQueriesContext(connection) as asked:
            assert len(questions_of(unit="101")) == month
        counts.append(len(asked))
    assert counts == [2, 2, 2]
    whole = Period(date(2024, 1, 1), date(2024, 3, 31))
    assert ask(planner, whole).known == 3
