"""Questions about figures on the pages: found, read beside the figures, answered; asked for a period by the province."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import hire, markup, said
from kieumau.config import clock
from kieumau.engine.indicators.periods import month_period
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry
from kieumau.records.questions.actions import LONGEST, answer_question, ask_questions
from kieumau.records.questions.models import Answer, Fact, QuestionRecord
from returns import APRIL, MARCH, PROGRAMME, enter, figure, moment, on

pytestmark = pytest.mark.usefixtures("collected")
NOW, LIST = "2024-05-06 09:00", "/so-lieu/cau-hoi/"
DOOR = 3  # the session, its account, and what that may do


@pytest.fixture
def browser(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment(NOW))

    def of(person):
        client = Client()
        client.force_login(getattr(person, "user", person))
        return client

    return of


def settled(by, unit="101", period=MARCH, at="2024-04-04 09:00"):
    """More files settled in time than there were."""
    enter(on(by, at), figure(100, "files", unit, period), figure(120, "files_on_time", unit, period))


@pytest.fixture
def asked(collected, officer, planner):
    settled(officer)
    ask_questions(programme=PROGRAMME, about=MARCH, by=on(planner, "2024-04-08 08:00"))
    return QuestionRecord.objects.get()


def address(question):
    return f"{LIST}{question.uuid}/"


def queries(client, url):
    client.get("/bo-tieu-chi/")
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found) - DOOR


def test_a_question_leads_from_the_first_page_to_its_answer(browser, officer, asked):
    client = browser(officer)
    first = client.get("/")
    assert "1 câu hỏi về số liệu đang chờ trả lời" in said(first) and f"{LIST}?state=waiting" in first.content.decode()
    listed = said(client.get(LIST))
    assert "Một câu hỏi về số liệu đang chờ trả lời" in listed and "Một phần lớn hơn toàn bộ, tháng 3/2024" in listed
    assert "/don-vi/101/" in client.get(LIST).content.decode() and "mới" not in listed  # asked a month ago
    assert "số liệu minh họa" in listed and "Đặt câu hỏi" not in listed  # only the province has the checks run
    page = client.get(address(asked))
    text, html = said(page), markup(page)
    assert asked.asks.vi in text and asked.advice.vi in text and "số liệu minh họa" in text
    assert "Khi hỏi: 120 Hiện nay: 120" in text
    assert "Kỳ đã khóa" in text and "/so-lieu/chi-tieu/files_on_time/101/" in html
    assert "/so-lieu/phieu/2024-03/101/" in html and "/so-lieu/lich-su/2024-03/files_on_time/101/" in html
    done = client.post(address(asked), {"text": "Nhầm cột.\nSẽ sửa <b>ngay</b>."}, follow=True)
    assert (
        "Đã ghi câu trả lời" in said(done)
        and "Sẽ sửa <b>ngay</b>." in said(done)
        and "<b>" not in done.content.decode()
    )
    assert "(can-bo.mot), 06/05/2024 09:00" in said(done) and "đã trả lời" in said(done)
    assert "Không có câu hỏi nào về số liệu đang chờ" in said(client.get(LIST))
    assert "câu hỏi về số liệu đang chờ" not in said(client.get("/"))


@pytest.mark.parametrize(("text", "what"), [("  ", "Cần ghi câu trả lời"), ("x" * (LONGEST + 5), "dài quá")])
def test_an_answer_that_cannot_be_kept_is_not_lost(browser, officer, asked, text, what):
    page = browser(officer).post(address(asked), {"text": text})
    assert page.status_code == 422 and what in said(page) and f">{text}</textarea>" in page.content.decode()
    assert 'href="#text"' in page.content.decode() and not Answer.objects.exists()


def test_what_was_answered_is_said_once_and_leads_to_the_next_question(browser, officer, planner, asked):
    settled(officer, period=APRIL, at="2024-05-04 09:00")
    ask_questions(programme=PROGRAMME, about=APRIL, by=on(planner, "2024-05-06 08:30"))
    other, client = QuestionRecord.objects.get(last=APRIL.last), browser(officer)
    assert "mới" in said(client.get(LIST)) and "Kỳ đã khóa" not in said(client.get(address(other)))
    done = client.post(address(asked), {"text": "Đúng."}, follow=True)
    assert done.redirect_chain == [(address(asked), 302)]  # to its head, where this is said
    for page, times in ((done, 1), (client.get(address(asked)), 0)):
        assert said(page).count("Đã ghi câu trả lời.") == times
        assert "Còn 1 câu hỏi chờ trả lời. Câu tiếp theo: Một phần lớn hơn toàn bộ, tháng 4/2024" in said(page)
        assert f'href="{address(other)}"' in page.content.decode()


def test_who_asked_reads_the_answer_and_writes_none(browser, planner, asked):
    client = browser(planner)
    assert "Gửi trả lời" not in said(client.get(address(asked)))
    assert client.post(address(asked), {"text": "x"}).status_code == 404


def test_corrections_are_told_one_by_one_and_a_withdrawal_with_its_reason(browser, officer, planner, asked):
    enter(on(officer, "2024-04-09 08:00"), figure(90, "files_on_time"), reason="nhầm cột")
    enter(on(officer, "2024-04-10 08:00"), figure(None, "files_on_time"), reason="chưa đối chiếu")
    client = browser(officer)
    assert "Hiện nay: đã rút ngày 10/04/2024, lý do: chưa đối chiếu đã sửa" in said(client.get(address(asked)))
    story = client.get("/so-lieu/lich-su/2024-03/files_on_time/101/")
    assert "Có câu hỏi về số này: một phần lớn hơn toàn bộ" in said(story) and address(asked) in story.content.decode()
    QuestionRecord.objects.bulk_create(
        [QuestionRecord(**_like(asked), kind="revisions", fingerprint="x", indicators=["files_on_time"])]
    )
    late = QuestionRecord.objects.get(kind="revisions")
    Fact.objects.create(
        question=late, unit="101", first=MARCH.first, last=MARCH.last, indicator="files_on_time", value="90"
    )
    text = said(client.get(address(late)))
    assert "Hồ sơ giải quyết đúng hạn, tháng 3/2024: câu hỏi về số liệu của phường Một" in text
    assert "Số đầu: 120" in text and "09/04/2024: 90, nhầm cột 10/04/2024: chưa có, chưa đối chiếu" in text


def _like(question):
    same = ("programme", "version", "check_code", "severity", "unit", "first", "last", "asks_vi", "asks_en", "sample")
    return {n: getattr(question, n) for n in (*same, "advice_vi", "advice_en", "asked_at")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_taken_away_as_it_is_narrowed_with_its_answers(browser, officer, planner, asked, kind):
    settled(planner, "102")
    ask_questions(programme=PROGRAMME, about=MARCH, by=on(planner, "2024-04-08 09:00"))
    answer_question(asked.uuid, text="=1+1", by=on(officer, "2024-04-09 09:00"))
    client = browser(planner)
    assert f'href="{LIST}tai-ve.{kind}?q=101"' in client.get(f"{LIST}?q=101").content.decode()
    taken = client.get(f"{LIST}tai-ve.{kind}?q=101").content
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(taken.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(taken)).active
        lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [line[0] for line in lines[1:]] == ["101"] and asked.asks.vi in lines[1]
    assert lines[1][9].startswith("09/04/2024, ") and lines[1][9].endswith("(can-bo.mot): =1+1")
    assert "SỐ LIỆU MINH HỌA" in lines[1][10]
    assert Entry.objects.last().action == "questions.exported" and Entry.objects.last().name == "tham-muu.bac"
    assert client.get(f"{LIST}tai-ve.json").status_code == 404


def test_what_was_corrected_since_stands_beside_what_was_seen(browser, officer, planner, leader, asked):
    enter(on(officer, "2024-04-09 08:00"), figure(90, "files_on_time"), reason="nhầm cột")
    text = said(browser(leader).get(address(asked)))
    assert "Khi hỏi: 120 Hiện nay: 90 đã sửa" in text and "số liệu đã sửa từ khi hỏi" in text
    assert "Gửi trả lời" not in text and asked.asks.vi in text  # the director reads; the question stays
    assert browser(leader).post(address(asked), {"text": "x"}).status_code == 404


def test_the_return_shows_its_questions_and_no_others(browser, officer, asked):
    client = browser(officer)
    shown = client.get("/so-lieu/phieu/2024-03/101/")
    assert asked.asks.vi in said(shown) and address(asked) in shown.content.decode()
    assert "Câu hỏi về số liệu này" not in said(client.get("/so-lieu/phieu/2024-04/101/"))


def test_the_list_is_narrowed_by_state_kind_and_unit(browser, planner, asked):
    settled(planner, "102")
    ask_questions(programme=PROGRAMME, about=MARCH, by=on(planner, "2024-04-08 09:00"))
    other = QuestionRecord.objects.get(unit="102")
    answer_question(other.uuid, text="Đúng.", by=on(planner, "2024-04-09 09:00"))
    client = browser(planner)
    for query, units in (
        ("", ["Một", "Hai"]),  # what waits first
        ("?state=waiting", ["Một"]),
        ("?state=answered", ["Hai"]),
        ("?state=corrected", []),
        ("?check=part_of_whole", ["Một", "Hai"]),
        ("?check=digits", []),
        ("?q=hai", ["Hai"]),
        ("?q=101&state=waiting&check=part_of_whole", ["Một"]),
        ("?q=%00&state=x&page=99", ["Một", "Hai"]),
    ):
        html = markup(client.get(LIST + query))
        found = sorted((html.find(f">Phường {n}<"), n) for n in ("Một", "Hai") if f">Phường {n}<" in html)
        assert [n for _, n in found] == units, query


def test_the_province_has_a_period_looked_at(browser, officer, planner):
    settled(officer)
    client = browser(planner)
    page = client.get(LIST)
    assert "Chọn một kỳ ở trên" in said(page) and '<option value="2024-03">' in markup(page)
    form = {"programme": PROGRAMME, "period": "2024-03"}
    done = client.post(LIST, form, follow=True)
    assert "Đã xem số liệu tháng 3/2024 của 2 đơn vị: 1 câu hỏi mới, 0 câu đã hỏi từ trước" in said(done)
    assert '<option value="2024-03" selected>' in markup(done) and "Đã xem" not in said(client.get(LIST))
    assert "Đã xem" not in said(client.get(f"{LIST}?new=999&known=5&units=7"))  # nobody forges what was done
    assert "0 câu hỏi mới, 1 câu đã hỏi từ trước" in said(client.post(LIST, form, follow=True))
    wrong = client.post(LIST, {**form, "period": "2024-05"})  # not over
    assert wrong.status_code == 422 and "Chọn một trong danh sách" in said(wrong)
    none = client.post(LIST, {**form, "period": "2023-06"})  # before the collection began
    assert none.status_code == 422 and "không có kỳ nào đã kết thúc" in said(none)
    for person in (officer, hire("ai.do", Role.PROVINCIAL_DIRECTOR, "01")):
        assert browser(person).post(LIST, form).status_code == 404


def test_pages_ask_the_database_as_often_for_one_question_as_for_many(browser, officer, planner, asked):
    def counts():
        staff, ward = browser(planner), browser(officer)
        pages = (ward, LIST), (staff, LIST), (ward, address(asked)), (ward, "/so-lieu/phieu/2024-03/101/")
        return [queries(*page) for page in pages]

    answer_question(asked.uuid, text="Đúng.", by=on(officer, "2024-04-09 09:00"))
    settled(officer, "101", APRIL, "2024-05-04 09:00")
    ask_questions(programme=PROGRAMME, about=APRIL, by=on(planner, "2024-05-06 08:00"))
    before = counts()
    for unit, period in (
        ("102", MARCH),
        ("101", month_period(2024, 2)),
        ("102", APRIL),
        ("102", month_period(2024, 2)),
    ):
        settled(planner, unit, period, f"2024-0{period.last.month + 1}-04 09:00")
        ask_questions(programme=PROGRAMME, about=period, by=on(planner, f"2024-0{period.last.month + 1}-07 09:00"))
    for n in range(3):
        answer_question(asked.uuid, text=f"Lần {n}", by=on(officer, "2024-05-05 09:00"))
    assert QuestionRecord.objects.count() == 6
    assert counts() == before and max(before) <= 12
