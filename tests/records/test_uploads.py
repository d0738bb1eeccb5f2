"""A file of figures: kept as sent, read into a dry run, recorded all or none, by whoever holds the lease."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command

from cast import at_work, hire, workbook
from kieumau.config import clock
from kieumau.engine.errors import Advice, EvaluationError, Problem
from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.figures.actions import ReasonError
from kieumau.records.indicators.models import Figure, Source, Upload
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.indicators.uploads import actions as uploads
from kieumau.records.indicators.uploads.actions import (
    cancel_upload,
    confirm_upload,
    read_upload,
    receive_upload,
    record_upload,
    take_up_again,
)
from kieumau.records.indicators.uploads.problems import filed, problems_of
from kieumau.records.journal.models import Entry
from returns import enter, figure, known, on

pytestmark = pytest.mark.usefixtures("collected")
HEAD = ["Mã đơn vị", "Kỳ", "Mã chỉ tiêu", "Giá trị"]
ROWS = [["101", "2024-03", "order_violations", 7], ["101", "2024-03", "disciplined", 0]]


def table(*rows):
    return workbook({"Số liệu": [HEAD, *rows]})


def send(by, *rows, name="thang-3.xlsx", content=None):
    upload = receive_upload(file_name=name, content=content or table(*(rows or ROWS)), by=by)
    read_upload(upload.uuid, by=by, now=lambda: by.at)
    upload.refresh_from_db()
    return upload


def record(by, upload, reason=""):
    confirm_upload(upload.uuid, reason=reason, by=by)
    record_upload(upload.uuid, by=by, now=lambda: by.at)
    upload.refresh_from_db()
    return upload


def lines(action):
    return Entry.objects.filter(action=f"indicators.{action}")


def test_a_file_is_kept_as_it_was_sent_and_read_without_recording_anything(officer):
    content = table(*ROWS)
    upload = send(officer, content=content, name="C:\\so lieu\\thang-3.xlsx")
    assert bytes(upload.content) == content and upload.sha256 == sha256(content).hexdigest()
    assert upload.file_name == "thang-3.xlsx"
    assert upload.state == Upload.State.READ and not Figure.objects.exists()
    assert (upload.found["new"], upload.found["corrected"], upload.found["unchanged"]) == (2, 0, 0)
    assert upload.found["periods"] == [["tháng 3/2024", "03/2024"]] and upload.found["sample"] is True
    assert lines("file_received").get().about == f"upload:{upload.uuid}"


def test_a_confirmed_file_is_recorded_with_its_name_and_one_line(officer):
    upload = record(officer, send(officer))
    assert upload.state == Upload.State.RECORDED
    kept = Figure.objects.get(indicator="order_violations")
    assert (kept.value, kept.source, kept.origin) == ("7", Source.UPLOADED, "thang-3.xlsx")
    assert lines("figures_recorded").get().about == f"upload:{upload.uuid}"


def test_the_same_file_twice_changes_nothing(officer):
    record(officer, send(officer))
    again = send(officer)
    assert (again.found["new"], again.found["corrected"], again.found["unchanged"]) == (0, 0, 2)
    record(officer, again)
    assert Figure.objects.count() == 2 and lines("figures_recorded").count() == 1


def test_corrections_are_told_with_their_places_and_need_a_reason(officer):
    enter(on(officer, "2024-04-03 09:00"), figure(5), figure(0, "disciplined"))
    upload = send(officer)
    (told,) = upload.found["corrections"]
    assert (told["place"], told["old"][0], told["new"][0]) == ("Số liệu!D2", "5 vụ", "7 vụ")
    with pytest.raises(ReasonError):
        confirm_upload(upload.uuid, reason=" ", by=officer)
    record(officer, upload, "đối chiếu lại sổ")
    assert known().value == "7" and Figure.objects.get(version=2).reason == "đối chiếu lại sổ"


def test_an_empty_cell_takes_nothing_back(officer):
    enter(officer, figure(5))
    upload = send(officer, ["101", "2024-03", "order_violations", None], ROWS[1])
    assert (upload.found["new"], upload.found["blank"]) == (1, 1)
    record(officer, upload)
    assert known().value == "5"


@pytest.mark.parametrize(
    ("rows", "said", "place"),
    [
        ([["102", "2024-03", "order_violations", 7]], "không có đơn vị mã 102 trong phạm vi", (2, "D")),
        ([["101", "2024-03", "order_violations", "bảy"]], "bảy", (2, "D")),
        ([["101", "2024-03", "order_violation", 7]], "không có chỉ tiêu", (2, "C")),
        ([["101", "2024", "order_violations", 7]], "không được hỏi cho kỳ năm 2024", (2, "D")),
        ([["101", "2024-02", "order_violations", 7]], "đã khóa", (2, "D")),
    ],
)
def test_one_wrong_row_stops_the_whole_file_and_is_told_with_its_place(officer, rows, said, place):
    upload = send(on(officer, "2024-03-30 09:00"), *rows, ["101", "2024-03", "disciplined", 0])
    assert upload.state == Upload.State.REFUSED and bytes(upload.content) == b""
    (problem,) = upload.problems
    assert said in problem["what"][0] and (problem["row"], problem["column"]) == place
    assert problem["sheet"] == "Số liệu" and not Figure.objects.exists()


def test_what_was_recorded_by_another_meanwhile_is_shown_before_the_file_is_recorded(officer):
    upload = send(officer)
    other = at_work(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"), officer.at)
    enter(other, figure(6))
    record(officer, upload)
    assert upload.state == Upload.State.READ and upload.found["changed"] is True
    assert upload.found["corrected"] == 1 and known().value == "6"
    record(officer, upload, "đối chiếu lại sổ")
    assert upload.state == Upload.State.RECORDED and known().value == "7"


def test_a_right_that_ends_while_the_file_is_read_records_nothing(officer, monkeypatch):
    """What the dry run allowed is asked again where the figures are written."""
    upload = send(officer)
    real = uploads.dry_run

    def slow(*given, **named):
        run = real(*given, **named)
        officer.user.mandates.update(valid_until=officer.on)
        return run

    monkeypatch.setattr(uploads, "dry_run", slow)
    record(officer, upload)
    assert upload.state == Upload.State.REFUSED and not Figure.objects.exists()
    (problem,) = upload.problems
    assert "không có đơn vị mã 101 trong phạm vi" in problem["what"][0]


def test_a_file_is_read_and_recorded_for_its_sender_only(officer, planner):
    upload = receive_upload(file_name="a.xlsx", content=table(*ROWS), by=officer)
    read_upload(upload.uuid, by=planner, now=lambda: planner.at)
    upload.refresh_from_db()
    assert upload.state == Upload.State.READING
    upload = send(officer)
    confirm_upload(upload.uuid, reason="", by=officer)
    record_upload(upload.uuid, by=planner, now=lambda: planner.at)
    upload.refresh_from_db()
    assert upload.state == Upload.State.RECORDING and not Figure.objects.exists()


def test_a_worker_who_was_relieved_records_nothing(officer, monkeypatch):
    """He reads on, another takes the file up after the silence; the first one's last word is refused with his figures."""
    upload = send(officer)
    confirm_upload(upload.uuid, reason="", by=officer)
    real = uploads.enter_figures

    def slow(**given):
        recorded = real(**given)
        later = on(officer, "2024-04-04 15:10")
        Upload.objects.filter(pk=upload.pk).update(moved_at=later.at)
        return recorded

    monkeypatch.setattr(uploads, "enter_figures", slow)
    record_upload(upload.uuid, by=officer, now=lambda: officer.at)
    upload.refresh_from_db()
    assert upload.state == Upload.State.RECORDING and not Figure.objects.exists()
    assert not lines("figures_recorded").exists()


def test_a_file_whose_worker_fell_silent_is_taken_up_again(officer):
    upload = receive_upload(file_name="a.xlsx", content=table(*ROWS), by=officer)
    soon = at_work(officer.user, officer.at + timedelta(seconds=30))
    with pytest.raises(EvaluationError):
        take_up_again(upload.uuid, by=soon)
    later = at_work(officer.user, officer.at + timedelta(minutes=3))
    take_up_again(upload.uuid, by=later)
    read_upload(upload.uuid, by=later, now=lambda: later.at)
    assert Upload.objects.get().state == Upload.State.READ


def test_progress_is_written_about_once_a_second(officer, monkeypatch):
    moments = iter(range(10_000))
    told = []
    real = uploads._Lease._write

    def write(self, at, **fields):
        if "done" in fields and "state" not in fields:
            told.append(fields["done"])
        return real(self, at, **fields)

    monkeypatch.setattr(uploads._Lease, "_write", write)
    rows = [["101", "2024-03", "order_violations", 7], *([None, None, None, "x"] for _ in range(2500))]
    upload = receive_upload(file_name="a.xlsx", content=table(*rows), by=officer)
    read_upload(upload.uuid, by=officer, now=lambda: officer.at + timedelta(seconds=next(moments) * 0.6))
    assert told[0] == 0 and 2000 in told and 0 < len(told) - 1 < 5


def test_the_eleventh_waiting_file_lets_the_oldest_go(officer):
    sent = [send(on(officer, f"2024-04-04 09:{n:02}")) for n in range(11)]
    first = Upload.objects.get(pk=sent[0].pk)
    assert first.state == Upload.State.CANCELLED and bytes(first.content) == b""
    assert Upload.objects.filter(state=Upload.State.READ).count() == 10


def test_a_cancelled_file_leaves_its_name_only_and_a_recorded_one_stays(officer):
    upload = send(officer)
    cancel_upload(upload.uuid, by=officer)
    upload.refresh_from_db()
    assert bytes(upload.content) == b"" and upload.sha256 and lines("file_cancelled").count() == 1
    done = record(officer, send(officer))
    with pytest.raises(EvaluationError):
        cancel_upload(done.uuid, by=officer)
    assert bytes(Upload.objects.get(pk=done.pk).content)


def test_a_file_is_nobodys_but_its_senders(officer, planner, leader):
    upload = send(officer)
    for act in (cancel_upload, take_up_again, lambda u, by: confirm_upload(u, reason="x", by=by)):
        with pytest.raises(NoReturnError):
            act(upload.uuid, by=planner)
    with pytest.raises(NoReturnError):
        receive_upload(file_name="a.xlsx", content=b"x", by=leader)


def test_trouble_of_the_server_is_told_and_records_nothing(officer, monkeypatch):
    def fail(**given):
        raise RuntimeError("disk")

    upload = send(officer)
    monkeypatch.setattr(uploads, "enter_figures", fail)
    record(officer, upload)
    assert upload.state == Upload.State.REFUSED and "trục trặc" in upload.problems[0]["what"][0]
    assert not Figure.objects.exists()


def test_the_terminal_records_a_file_in_somebodys_name_or_says_what_is_wrong(officer, tmp_path, capsys, monkeypatch):
    file = tmp_path / "thang-3.xlsx"
    file.write_bytes(table(*ROWS))
    enter(on(officer, "2024-04-03 09:00"), figure(5))
    asked = ["load_figures", str(file), "--as", officer.user.username]
    monkeypatch.setattr(clock, "now", lambda: officer.at)
    call_command(*asked, "--dry-run")
    assert "1 số mới, 1 số sửa, 0 số không đổi." in capsys.readouterr().out and Upload.objects.count() == 0
    with pytest.raises(CommandError, match="cần ghi lý do"):
        call_command(*asked)
    assert known().value == "5"
    call_command(*asked, "--reason", "đối chiếu lại sổ")
    assert known().value == "7" and lines("figures_recorded").last().address == "terminal"
    call_command(*asked)
    assert "0 số mới, 0 số sửa, 2 số không đổi." in capsys.readouterr().out
    file.write_bytes(table(["102", "2024-03", "order_violations", 7]))
    with pytest.raises(CommandError, match=r"trang Số liệu, dòng 2, cột D: kỳ .* không có đơn vị mã 102"):
        call_command(*asked)


@pytest.mark.parametrize("hint", [None, Words("Sửa lại.", "Correct it."), Advice.ASK_TO_REOPEN])
def test_what_is_wrong_with_a_file_comes_back_as_it_was_filed(hint):
    problem = Problem(Words("sai.", "wrong."), line=3, column="B", path="Sheet1", hint=hint, more=2)
    assert problems_of(Upload(problems=json.loads(json.dumps([filed(problem)])))) == [problem]
