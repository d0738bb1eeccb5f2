"""Figures entered by those whose they are: checked all at once, corrected with a reason, never overwritten."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from inspect import signature
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from cast import at_work, hire
from kieumau.engine.errors import Advice, ObservationError
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.figures.actions import ReasonError, StaleFigureError, enter_figures
from kieumau.records.indicators.figures.queries import figures_table
from kieumau.records.indicators.figures.versions import RETYPED
from kieumau.records.indicators.models import Figure, Source
from kieumau.records.journal.models import Entry
from returns import APRIL, MARCH, YEAR_2024, enter, figure, known, moment, on

KEY = ("101", MARCH.first, MARCH.last, "order_violations")
pytestmark = pytest.mark.usefixtures("collected")


def refusals(by, *rows):
    with pytest.raises(ObservationError) as error:
        enter(by, *rows)
    assert not Figure.objects.exists() and not Entry.objects.filter(action="indicators.figures_recorded").exists()
    return [p.sentence.vi for p in error.value.problems]


def test_a_right_that_ended_since_the_page_was_shown_records_nothing(officer):
    assert officer.may(Permission.ENTER_FIGURES, "101")  # as the page saw it, a moment ago
    officer.user.mandates.update(valid_until=officer.on)
    (said,) = refusals(officer, figure(7))
    assert "không có đơn vị mã 101 trong phạm vi" in said


def test_an_account_that_was_closed_since_the_page_was_shown_records_nothing(officer):
    assert officer.may(Permission.ENTER_FIGURES, "101")
    type(officer.user).objects.filter(pk=officer.user.pk).update(is_active=False)
    assert len(refusals(officer, figure(7))) == 1


def test_what_is_no_longer_collected_since_the_page_was_shown_is_refused(officer, collected):
    assert access_return("101", "2024-03", by=officer, asking=Asking(officer.registry))
    type(collected).objects.update(valid_until=collected.valid_from)
    (said,) = refusals(officer, figure(7))
    assert "không được giao báo cáo" in said


def test_the_act_takes_nothing_that_was_checked_elsewhere():
    """Rows come in as they were sent: who, what and which period is asked by the act itself, in its transaction."""
    assert set(signature(enter_figures).parameters) == {"rows", "by", "source", "origin", "reason", "seen", "about"}


def test_a_figure_is_recorded_with_its_hand_its_moment_and_one_line(officer):
    recorded = enter(officer, figure(7), figure(0, "disciplined"), figure(True, "public_disorder"))
    assert (recorded.new, recorded.corrected, recorded.unchanged) == (3, 0, 0)
    kept = Figure.objects.get(indicator="order_violations")
    assert (kept.value, kept.version, kept.source, kept.name) == ("7", 1, Source.ENTERED, "can-bo.mot")
    assert kept.recorded_at == officer.at and kept.account == str(officer.user.uuid)
    line = Entry.objects.get(action="indicators.figures_recorded")
    assert (line.unit, line.name, line.role) == ("101", "can-bo.mot", "ward_officer")
    assert '"period": "2024-03"' in line.details and '"figures": 3' in line.details


def test_an_invented_set_makes_invented_figures(officer):
    enter(officer, figure(7))
    assert Figure.objects.get().sample is True


def test_the_same_again_records_nothing_and_tells_nothing(officer):
    enter(officer, figure(7))
    recorded = enter(on(officer, "2024-04-05 09:00"), figure(7))
    assert (recorded.new, recorded.corrected, recorded.unchanged) == (0, 0, 1)
    assert Figure.objects.count() == Entry.objects.filter(action="indicators.figures_recorded").count() == 1


def test_a_correction_is_a_new_version_with_its_reason(officer):
    enter(officer, figure(7))
    later = on(officer, "2024-04-05 09:00")
    with pytest.raises(ReasonError) as error:
        enter(later, figure(8), figure(1, "disciplined"))
    assert error.value.corrections == 1 and Figure.objects.count() == 1
    assert enter(later, figure(8), reason="đối chiếu lại sổ").corrected == 1
    assert list(Figure.objects.values_list("version", "value", "reason")) == [
        (1, "7", ""),
        (2, "8", "đối chiếu lại sổ"),
    ]


def test_typing_over_ones_own_figure_within_minutes_needs_no_other_reason(officer):
    enter(on(officer, "2024-04-04 09:00"), figure(7))
    enter(on(officer, "2024-04-04 09:10"), figure(70))
    assert known().value == "70" and Figure.objects.get(version=2).reason == RETYPED
    with pytest.raises(ReasonError):
        enter(on(officer, "2024-04-04 09:21"), figure(71))


def test_typing_over_the_figure_of_somebody_else_needs_a_reason_at_once(officer):
    enter(on(officer, "2024-04-04 09:00"), figure(7))
    other = at_work(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"), moment("2024-04-04 09:01"))
    with pytest.raises(ReasonError):
        enter(other, figure(8))


def test_a_figure_taken_back_is_missing_again_and_not_zero(officer):
    enter(officer, figure(7), figure(1, "disciplined"))
    enter(on(officer, "2024-04-05 09:00"), figure(None), reason="ghi nhầm tháng")
    assert known().value == ""
    assert {r.indicator for r in figures_table(units=["101"]).rows} == {"disciplined"}
    assert enter(on(officer, "2024-04-05 09:01"), figure(None, "files")).figures == ()
    enter(on(officer, "2024-04-05 09:30"), figure(7), reason="đúng tháng này")
    assert known().version == 3


def test_any_past_state_of_knowledge_can_be_had_back(officer):
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    enter(on(officer, "2024-04-03 09:00"), figure(9), reason="bổ sung vụ báo muộn")
    enter(on(officer, "2024-04-05 09:00"), figure(8), reason="trùng một vụ")
    assert known(at=moment("2024-03-31 23:59")) is None
    told = [known(at=moment(f"2024-04-0{day} 09:00")).value for day in range(1, 6)]
    assert told == ["7", "7", "9", "9", "8"]
    then = figures_table(units=["101"], known=moment("2024-04-04 00:00"))
    assert [r.value for r in then.rows] == [Fraction(9)]


def test_two_who_looked_at_the_same_version_do_not_overwrite_each_other(officer):
    enter(officer, figure(7), seen={KEY: 0})
    other = at_work(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"), moment("2024-04-04 16:00"))
    with pytest.raises(StaleFigureError) as error:
        enter(other, figure(8), seen={KEY: 0}, reason="khác")
    assert error.value.known.value == "7"
    assert enter(other, figure(7), seen={KEY: 0}).unchanged == 1  # the same value is no quarrel
    assert enter(other, figure(8), seen={KEY: 1}, reason="khác").corrected == 1


def test_a_ratio_is_computed_from_what_is_entered_and_follows_it(officer):
    year = on(officer, "2024-12-20 09:00")

    def trained():
        return known("trained_share")

    enter(year, figure(20, "officers_present", period=YEAR_2024))
    assert trained() is None
    enter(year, figure(15, "officers_trained", period=YEAR_2024))
    assert (trained().value, trained().source) == ("3/4", Source.COMPUTED)
    enter(year, figure(10, "officers_trained", period=YEAR_2024), reason="đếm lại")
    assert (trained().value, trained().version) == ("1/2", 2)
    assert Figure.objects.get(indicator="trained_share", version=2).reason == "đếm lại"
    enter(year, figure(None, "officers_present", period=YEAR_2024), reason="chưa có quyết định")
    assert trained().value == ""


def test_the_period_of_a_year_that_is_not_asked_monthly_is_not_confused_with_a_month(officer):
    said = refusals(officer, figure(20, "officers_present"), figure(7, period=YEAR_2024))
    assert "“officers_present” không được hỏi cho kỳ tháng 3/2024" in said[0]
    assert "“order_violations” không được hỏi cho kỳ năm 2024" in said[1]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (figure(7, unit="102"), "không có đơn vị mã 102 trong phạm vi"),
        (figure(7, unit="201"), "không có đơn vị mã 201 trong phạm vi"),
        (figure(7, unit="999"), "không có đơn vị mã 999 trong phạm vi"),
        (figure(7, "order_violation"), "Có phải ý bạn là “order_violations”?"),
        (figure(1, "trained_share", period=YEAR_2024), "được tính từ số khác"),
        (figure(7, period=type(MARCH)(MARCH.first, MARCH.first)), "không được giao báo cáo kỳ này"),
        (figure(7, period=type(MARCH)(YEAR_2024.last, YEAR_2024.last)), "chưa bắt đầu"),
    ],
)
def test_what_may_not_be_recorded_is_refused_with_its_reason(officer, row, what):
    assert what in refusals(officer, row, figure(1, "disciplined"))[0]


def test_a_commune_that_the_set_does_not_apply_to_is_asked_nothing(planner):
    assert "xã Ba không được giao" in refusals(planner, figure(7, unit="103"))[0].replace("Xã", "xã")


def test_several_problems_come_together_and_nothing_is_recorded(officer):
    said = refusals(officer, figure(1, "disciplined"), figure(7, "x"), figure(7, unit="102"), figure(2, "disciplined"))
    assert len(said) == 3 and "hai lần" in said[2]


def test_a_closed_period_takes_no_figure(officer):
    with pytest.raises(ObservationError) as refused:
        enter(on(officer, "2024-04-16 00:00"), figure(7))
    (problem,) = refused.value.problems
    assert problem.sentence.vi == "order_violations: kỳ tháng 3/2024 của phường Một đã khóa sau ngày 15/04/2024."
    assert problem.hint is Advice.ASK_TO_REOPEN and not Figure.objects.exists()
    assert enter(on(officer, "2024-04-15 23:59"), figure(7)).new == 1


def test_an_unusual_figure_is_recorded_and_asked_about(officer):
    recorded = enter(officer, figure(801))
    assert recorded.new == 1
    assert [q.vi for q in recorded.questions] == [
        "phường Một, tháng 3/2024, Vi phạm về trật tự xã hội: 801 vụ, ngoài khoảng thường gặp 0–800. Đơn vị xác nhận?"
    ]


def test_a_month_that_is_not_over_takes_figures(officer):
    assert enter(officer, figure(2, period=APRIL)).new == 1


def test_one_figure_costs_few_queries(officer, django_assert_max_num_queries):
    enter(officer, figure(0, "disciplined"))
    fresh = at_work(officer.user)
    with django_assert_max_num_queries(10):  # two of them the transaction's marks, one the turn on PostgreSQL
        enter(fresh, figure(7), seen={KEY: 0})


def test_what_was_known_at_every_moment_is_what_a_list_of_all_acts_would_tell(officer):
    """Two hundred acts at random: entered, corrected, withdrawn, entered again; each leaves the past as it was."""
    draw, moments, model = Random(2024), [], {}
    states = []
    for number in range(200):
        at = moment("2024-04-01 00:00") + timedelta(hours=number)
        code = draw.choice(["order_violations", "disciplined", "files", "files_on_time"])
        value = draw.choice([None, *range(4)])
        enter(at_work(officer.user, at), figure(value, code), reason="thử")
        model = {k: v for k, v in {**model, code: value}.items() if v is not None}
        moments.append(at)
        states.append(model)
    for at, state in zip(moments, states, strict=True):
        then = figures_table(units=["101"], known=at)
        assert {r.indicator: r.value for r in then.rows} == state
    assert all(f.version == 1 or f.reason for f in Figure.objects.all())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE indicators_figure SET value = '1'",
        "UPDATE indicators_figure SET recorded_at = recorded_at",
    ],
)
def test_the_database_itself_refuses_to_change_a_figure(officer, statement):
    enter(officer, figure(7))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert known().value == "7"


def test_no_figure_of_another_version_number_slips_in(officer):
    enter(officer, figure(7))
    kept = Figure.objects.get()
    kept.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        kept.save(force_insert=True)
