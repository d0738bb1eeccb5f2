"""Mails of the day: one a person at most, to who has something to do, without a figure, told in one line of the journal."""

from __future__ import annotations

from datetime import date
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from cast import give, hire
from kieumau.config import clock
from kieumau.engine.indicators.periods import month_period
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.models import Digest
from kieumau.records.journal.models import Entry
from returns import enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")


@pytest.fixture
def run(settings, monkeypatch):
    """Send the mails of a moment; what was sent, by whom it is for."""
    settings.EMAIL_HOST = "thu.example"

    def ran(at):
        monkeypatch.setattr(clock, "now", lambda: moment(at))
        before = len(mail.outbox)
        call_command("send_digests", address="https://km.example/")
        return {m.to[0]: m for m in mail.outbox[before:]}

    return ran


@pytest.fixture
def written(officer, planner, leader):
    """Their addresses; beside them people who are not to be written to."""
    left, other = hire("da.nghi", Role.WARD_OFFICER, "101"), hire("nam", Role.PROVINCIAL_STAFF, "02")
    over = hire("het.vai", Role.WARD_OFFICER, "101", until=date(2024, 1, 1))
    reader, silent = hire("doc", Role.APPRAISER, "01"), hire("khong.thu", Role.WARD_OFFICER, "102")
    left.is_active = False
    for user in (officer.user, planner.user, leader.user, left, other, over, reader):
        user.email = f"{user.username}@x.example"
        user.save()
    assert not silent.email
    return {n: p.user.email for n, p in (("ward", officer), ("staff", planner), ("director", leader))}


def lines():
    return Entry.objects.filter(action="indicators.digests_sent")


@pytest.mark.parametrize(
    ("at", "whom"),
    [
        ("2024-02-01 07:00", set()),  # due on the 5th
        ("2024-02-02 07:00", {"ward"}),
        ("2024-02-05 07:00", {"ward"}),
        ("2024-02-06 07:00", {"ward", "staff", "director"}),
        ("2024-02-15 07:00", {"ward", "staff", "director"}),
        ("2024-02-16 07:00", set()),  # closed: nothing can be done
    ],
)
def test_those_who_have_something_to_do_get_a_mail_and_nobody_else(run, written, at, whom):
    assert set(run(at)) == {written[w] for w in whom}
    assert lines().count() == bool(whom) and Digest.objects.count() == len(whom)


def test_a_second_run_of_the_day_sends_nothing_and_the_next_day_does(run, written):
    assert run("2024-02-03 07:00") and not run("2024-02-03 19:00")
    assert run("2024-02-04 07:00") and lines().count() == 2


def test_a_mail_says_what_and_until_when_in_both_languages_and_holds_no_figure(run, written, officer):
    enter(on(officer, "2024-02-01 09:00"), figure(7654, period=month_period(2024, 1)))
    sent = run("2024-02-06 07:00")
    ward = sent[written["ward"]]
    assert ward.subject == "Kiểu Mẫu: Còn 11 số liệu tháng 1/2024, hạn 05/02/2024 (quá hạn 1 ngày)"
    assert "Còn 11 số liệu tháng 1/2024" in ward.body and "11 figures missing of 01/2024" in ward.body
    assert ward.body.index("Còn 11") < ward.body.index("11 figures missing")
    assert "https://km.example/so-lieu/" in ward.body and "7654" not in ward.body and "7.654" not in ward.body
    director = sent[written["director"]].body
    assert "2 đơn vị quá hạn gửi số liệu" in director and "phường Hai" in director


def test_a_request_is_told_to_who_decides_and_its_answer_to_the_ward(run, written, officer, leader):
    asked = ask_reopening(code="101", period="2024-01", reason="sót một vụ", by=on(officer, "2024-02-20 09:00"))
    sent = run("2024-02-20 10:00")
    assert set(sent) == {written["director"]}
    assert "1 đề nghị mở lại kỳ đang chờ quyết định" in sent[written["director"]].body
    decide_reopening(asked.uuid, granted=True, until=date(2024, 2, 27), by=on(leader, "2024-02-20 11:00"))
    ward = run("2024-02-21 07:00")[written["ward"]]
    assert "mở lại đến hết 27/02/2024" in ward.body


def test_who_holds_two_roles_gets_one_mail(run, written, officer):
    give(officer.user, Role.WARD_COMMANDER, "102")
    give(officer.user, Role.WARD_COMMANDER, "101")
    sent = run("2024-02-03 07:00")
    assert [written["ward"]] == list(sent) and "Còn 24 số liệu của 2 kỳ" in sent[written["ward"]].body


def test_a_mail_that_fails_is_tried_again_and_the_others_go_out(run, written, monkeypatch):
    from django.core.mail.backends.locmem import EmailBackend

    sends = EmailBackend.send_messages

    def refuse(self, messages):
        if messages[0].to == [written["ward"]]:
            raise ConnectionRefusedError("hộp thư đầy")
        return sends(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(CommandError, match="1 thư không gửi được") as error:
        run("2024-02-06 07:00")
    assert error.value.returncode == 2 and Digest.objects.count() == 2
    assert '"failed": 1' in lines().get().details and '"people": 2' in lines().get().details
    monkeypatch.setattr(EmailBackend, "send_messages", sends)
    assert set(run("2024-02-06 08:00")) == {written["ward"]}


def test_a_line_that_drops_loses_one_mail_and_what_went_out_is_told_whatever_stops_the_rest(run, written, monkeypatch):
    """A server that hangs up (421) is dialled again; an error that nobody foresaw does not hide the mails before it."""
    from django.core.mail.backends.locmem import EmailBackend

    sends, fails = EmailBackend.send_messages, {written["staff"]: SMTPServerDisconnected("421")}

    def send(self, messages):
        assert self.dialled
        if messages[0].to[0] in fails:
            self.dialled = False
            raise fails[messages[0].to[0]]
        return sends(self, messages)

    monkeypatch.setattr(EmailBackend, "open", lambda self: setattr(self, "dialled", True))
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    with pytest.raises(CommandError, match="1 thư không gửi được"):
        run("2024-02-06 07:00")
    assert {m.to[0] for m in mail.outbox} == {written["ward"], written["director"]}
    fails = {written["director"]: RuntimeError("x")}
    with pytest.raises(RuntimeError):
        run("2024-02-07 07:00")
    assert ['"people": 2' in e.details for e in lines()] == [True, True]


def test_who_has_something_to_do_and_no_address_is_counted(run, written, officer, capsys):
    run("2024-02-02 07:00")
    assert "Đã gửi 1 thư" in (told := capsys.readouterr().out) and "1 người có việc" in told


def test_without_a_mail_server_or_an_address_it_says_so(run, written, settings):
    with pytest.raises(CommandError, match="--address"):
        call_command("send_digests", address="km.example")
    settings.EMAIL_HOST = ""
    with pytest.raises(CommandError, match="KIEUMAU_MAIL_URL"):
        run("2024-02-06 07:00")
    assert not Digest.objects.exists() and not mail.outbox
