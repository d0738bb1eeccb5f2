"""The page of a return: what it says, what one form or one cell saves, and what is told when it cannot."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import at_work, hire, markup, said
from kieumau.config import clock
from kieumau.engine.expressions.measures import BUILT_IN_MEASURES, typed_text
from kieumau.engine.indicators import Indicator, Summing
from kieumau.engine.reading.cells import read_value
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.reopening import decide_reopening
from kieumau.records.indicators.models import Figure, Reopening
from kieumau.records.journal.models import Entry
from returns import APRIL, MARCH, YEAR_2024, enter, figure, known, moment, on

PAGE, CELL = "/so-lieu/phieu/2024-03/101/", "/so-lieu/o/2024-03/101/"
STORY = "/so-lieu/lich-su/2024-03/order_violations/101/"
pytestmark = pytest.mark.usefixtures("collected")


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the pages: by itself, the afternoon of 4 April 2024."""

    def set_to(text):
        monkeypatch.setattr(clock, "now", lambda: moment(text))

    set_to("2024-04-04 15:00")
    return set_to


@pytest.fixture
def desk(officer, at):
    """A browser in which the officer of the ward has signed in."""
    return browser_of(officer.user)


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def cell(client, value, indicator="order_violations", seen=0, **more):
    answer = client.post(CELL, {"indicator": indicator, "value": value, "seen": seen, **more})
    return answer.status_code, answer.json() if answer.status_code != 404 else None


def form(**values):
    """What a browser sends without scripts: `order_violations=("was", "typed", version)`."""
    sent = {}
    for code, (was, typed, seen) in values.items():
        sent |= {f"w-{code}": was, f"o-{code}": typed, f"v-{code}": seen}
    return sent


def value_of(page, code, prefix="o"):
    return re.search(rf'name="{prefix}-{code}" value="([^"]*)"', markup(page))[1]


# -- the page -----------------------------------------------------------------------------------------------------


def test_the_page_answers_what_is_missing_and_shows_what_was_known_beside(desk, officer):
    enter(
        on(officer, "2024-03-05 09:00"),
        figure(31, period=type(MARCH)(MARCH.first.replace(month=2), MARCH.first.replace(month=2, day=29))),
    )
    enter(officer, figure(7), figure(True, "public_disorder"))
    page = desk.get(PAGE)
    text = said(page)
    assert "Còn 10 số liệu tháng 3/2024 của phường Một" in text
    assert "Hạn gửi 05/04/2024, khóa kỳ sau ngày 15/04/2024" in text and "số liệu minh họa" in text
    row = text[text.index("Vi phạm về trật tự xã hội") :]
    assert "Tháng 2/2024: 31" in row[:90] and "nhập tay" in row[:140]
    assert (value_of(page, "order_violations"), value_of(page, "order_violations", "v")) == ("7", "1")
    assert value_of(page, "public_disorder") == "có"
    assert text.count("còn thiếu") == 10
    assert (
        "/so-lieu/phieu/2024-02/101/" in page.content.decode() and "/so-lieu/phieu/2024/101/" in page.content.decode()
    )


def test_what_is_late_closed_or_not_begun_says_so_and_takes_nothing_when_closed(desk, officer, at):
    at("2024-04-08 09:00")
    assert "quá hạn 3 ngày" in said(desk.get(PAGE)) and 'name="o-' in desk.get(PAGE).content.decode()
    at("2024-04-16 09:00")
    desk = browser_of(officer.user)
    page = desk.get(PAGE)
    assert "Kỳ này đã khóa" in said(page) and 'name="o-' not in page.content.decode()
    assert cell(desk, "7")[0] == 422 and not Figure.objects.exists()
    assert "kỳ chưa bắt đầu" in said(desk.get("/so-lieu/phieu/2024-06/101/"))


def test_a_year_shows_what_is_computed_and_from_what(desk, at, officer):
    at("2024-12-20 09:00")
    desk = browser_of(officer.user)
    year = on(officer, "2024-12-20 09:00")
    enter(year, figure(20, "officers_present", period=YEAR_2024), figure(15, "officers_trained", period=YEAR_2024))
    page = desk.get("/so-lieu/phieu/2024/101/")
    row = said(page)[said(page).index("Tỷ lệ cán bộ đã bồi dưỡng") :]
    assert "được tính: cán bộ đã bồi dưỡng" in row[:110] and "75%" in row[:200]
    assert 'name="o-trained_share"' not in page.content.decode()
    saved = desk.post(
        "/so-lieu/o/2024/101/", {"indicator": "officers_trained", "value": "10", "seen": 1, "reason": "đếm lại"}
    ).json()
    assert saved["computed"] == {"trained_share": "50%"}


def test_who_may_only_read_sees_the_same_and_enters_nothing(desk, officer, at):
    enter(officer, figure(7))
    reader = browser_of(hire("tham-dinh.bac", Role.APPRAISER, "01"))
    page = reader.get(PAGE)
    assert "Còn 11 số liệu" in said(page) and 'name="o-' not in page.content.decode()
    before = Entry.objects.count()
    assert cell(reader, "8", seen=1) == (404, None)
    assert reader.post(PAGE, form(order_violations=("7", "8", 1))).status_code == 404
    assert reader.post("/so-lieu/xin-mo-lai/2024-03/101/", {"why": "x"}).status_code == 404
    assert known().value == "7" and Entry.objects.count() == before


def test_a_unit_that_is_asked_nothing_is_told_so_and_a_foreign_one_is_not_there(desk, planner, at):
    staff = browser_of(planner.user)
    asked = staff.get("/so-lieu/phieu/2024-03/103/")
    assert asked.status_code == 404 and "Chưa thu thập số liệu tháng 3/2024 của xã Ba" in said(asked)
    for address in ("/so-lieu/phieu/2024-03/201/", "/so-lieu/phieu/2024-13/101/", "/so-lieu/phieu/x/101/"):
        assert "Chưa thu thập" not in said(staff.get(address)), address
    assert desk.get("/so-lieu/phieu/2024-03/102/").status_code == 404
    assert desk.get("/so-lieu/lich-su/2024-03/x/101/").status_code == 404


def test_the_figures_as_known_on_a_past_day_are_shown_to_read_only(desk, officer, at):
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    enter(on(officer, "2024-04-03 23:30"), figure(9), reason="báo muộn")
    for day, value in (("2024-03-31", "–"), ("01/04/2024", "7"), ("2024-04-02", "7"), ("2024-04-03", "9")):
        page = desk.get(f"{PAGE}?known={day}")
        row = said(page)[said(page).index("Vi phạm về trật tự xã hội") :]
        assert f"Tháng 3/2023: – {value} vụ" in row[:90] or f": – {value} vụ" in row[:90], day
        assert 'name="o-' not in page.content.decode()
    for day in ("hôm%20qua", "2024-04-05"):
        page = desk.get(f"{PAGE}?known={day}")
        assert "không phải là một ngày, hoặc là ngày chưa tới" in said(page) and 'name="o-' in page.content.decode()
    # What is late or closed now was not on that day.
    for now, day, tag in (("2024-04-08", "2024-04-02", ""), ("2024-04-16", "2024-04-08", "quá hạn 3 ngày")):
        at(f"{now} 09:00")
        page = said(browser_of(officer.user).get(f"{PAGE}?known={day}"))
        assert ("quá hạn" in page, "đã khóa" in page, tag in page) == (bool(tag), False, True), now


# -- one form, without scripts ------------------------------------------------------------------------------------


def test_one_form_saves_the_cells_that_changed(desk, officer):
    enter(officer, figure(7))
    sent = form(order_violations=("7", " 7 ", 1), disciplined=("", "0", 0), public_disorder=("", "x", 0))
    answer = desk.post(PAGE, sent, follow=True)
    assert "Đã lưu 2 số liệu" in said(answer)
    assert (known("disciplined").value, known("public_disorder").value, known().version) == ("0", "true", 1)
    assert "Không có số liệu nào thay đổi" in said(desk.post(PAGE, form(disciplined=("0", "0", 1)), follow=True))


def test_what_is_wrong_stands_at_the_field_and_at_the_top_and_nothing_typed_is_lost(desk):
    sent = form(order_violations=("", "3 vụ", 0), disciplined=("", "2,5", 0), files=("", "12", 0))
    page = desk.post(PAGE, sent | {"reason": "vì sổ"})
    assert page.status_code == 422 and not Figure.objects.exists()
    text = said(page)
    assert text.count("“3 vụ” không phải là số") == 2 and text.count("không phải số nguyên") == 2
    assert 'href="#order_violations-cell"' in page.content.decode()
    typed = [value_of(page, code) for code in ("order_violations", "disciplined", "files")]
    assert typed == ["3 vụ", "2,5", "12"] and 'value="vì sổ"' in page.content.decode()


def test_a_correction_asks_for_its_reason_and_keeps_what_was_typed(desk, officer):
    enter(on(officer, "2024-04-03 09:00"), figure(7), figure(1, "disciplined"))
    changed = form(order_violations=("7", "8", 1), disciplined=("1", "", 1))
    page = desk.post(PAGE, changed)
    assert page.status_code == 422 and "2 số liệu đã ghi trước đây sẽ đổi" in said(page)
    assert (value_of(page, "order_violations"), value_of(page, "disciplined")) == ("8", "")
    assert known().value == "7"
    desk.post(PAGE, changed | {"reason": "đối chiếu lại sổ"})
    assert (known().value, known("disciplined").value) == ("8", "")
    again = said(desk.get(PAGE))
    assert "đã sửa 1 lần" in again and "đã rút" in again


def test_a_figure_that_somebody_else_changed_meanwhile_is_not_overwritten_unseen(desk, officer):
    enter(on(officer, "2024-04-03 09:00"), figure(7))
    other = at_work(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"), moment("2024-04-04 14:03"))
    enter(other, figure(9), reason="khác")
    changed = form(order_violations=("7", "8", 1))
    page = desk.post(PAGE, changed | {"reason": "sổ"})
    assert page.status_code == 422 and "Chi-Huy Mot (chi-huy.mot) vừa ghi số này lúc 14:03 ngày 04/04/2024: 9" in said(
        page
    )
    assert (value_of(page, "order_violations"), value_of(page, "order_violations", "v")) == ("8", "2")
    # An error elsewhere does not make him blind to it: the version he saw goes with what he typed.
    page = desk.post(PAGE, changed | form(files=("", "?", 0)))
    assert value_of(page, "order_violations", "v") == "1"
    desk.post(PAGE, form(order_violations=("9", "8", 2)) | {"reason": "sổ"})
    assert known().value == "8"


# -- one cell, for the script -------------------------------------------------------------------------------------


def test_a_cell_is_saved_and_says_how_it_stands(desk):
    status, answer = cell(desk, "1.234")
    assert (status, answer["state"], answer["text"], answer["version"]) == (200, "saved", "1234", 1)
    assert answer["said"] == "đã lưu 15:00"
    assert answer["question"] == "Ngoài khoảng thường gặp 0–800. Đơn vị xác nhận?"
    status, answer = cell(desk, "1234")  # the same again, by who had not seen it
    assert (status, answer["version"]) == (200, 1) and Figure.objects.count() == 1
    # The question is about what is saved, so it does not stand beside an error.
    assert "Đơn vị xác nhận?" in said(desk.get(PAGE))
    assert "Đơn vị xác nhận?" not in said(desk.post(PAGE, form(order_violations=("1234", "?", 1))))


def test_a_cell_that_cannot_be_saved_says_why(desk, officer, at):
    assert cell(desk, "abc") == (
        422,
        {"state": "wrong", "said": "“abc” không phải là số. Chỉ ghi số, ví dụ 1234 hoặc 12,5."},
    )
    enter(on(officer, "2024-04-03 09:00"), figure(7))
    assert cell(desk, "8", seen=1) == (422, {"state": "reason", "withdraws": False})
    status, answer = cell(desk, "8", seen=0)
    assert (status, answer["state"], answer["text"], answer["version"]) == (409, "stale", "7", 1)
    assert "Can-Bo Mot (can-bo.mot) vừa ghi số này lúc 09:00 ngày 03/04/2024: 7" in answer["said"]
    status, answer = cell(desk, "8", seen=1, reason="báo muộn")
    assert (status, answer["version"], answer["corrected"]) == (200, 2, "đã sửa 1 lần")
    assert cell(desk, "8", "trained_share") == (404, None)


@pytest.mark.parametrize(
    "value", ["1\02", "9" * 10_000, "٣", "１２x", "=1+1", "<b>1</b>", "1e5", "−-3", "nan", "\u202e7"]
)
def test_hostile_cells_are_refused_in_one_short_sentence(desk, value):
    status, answer = cell(desk, value)
    assert status == 422 and answer["state"] == "wrong" and len(answer["said"]) < 300
    page = desk.post(PAGE, form(order_violations=("", value, 0)))
    assert page.status_code == 422 and b"<b>1</b>" not in page.content and b"\0" not in page.content
    assert len(page.content) < 200_000 and not Figure.objects.exists()


def test_what_one_account_typed_is_not_saved_in_the_name_of_another(desk, officer):
    other = browser_of(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"))
    assert cell(other, "7", account=str(officer.user.uuid)) == (403, {"state": "other"})
    assert not Figure.objects.exists()
    assert cell(desk, "7", account=str(officer.user.uuid))[0] == 200


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 5000, "²"])
def test_a_version_that_is_no_number_counts_as_none_seen(desk, officer, seen):
    enter(officer, figure(7))
    assert cell(desk, "8", seen=seen)[0] == 409


def test_the_page_and_a_cell_ask_little_of_the_database(desk, officer):
    enter(on(officer, "2024-03-05 09:00"), figure(31))
    desk.get(PAGE)  # the first page of a session notes that it is in use
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(PAGE).status_code == 200
    assert len(asked) <= 10, [q["sql"] for q in asked]
    for indicator, value, seen, more in (("files", "5", 0, {}), ("order_violations", "8", 1, {"reason": "sổ"})):
        with CaptureQueriesContext(connection) as asked:
            assert cell(desk, value, indicator, seen, **more)[0] == 200
        said = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]  # the tests' own transaction around it
        assert len(said) <= 12, said


@pytest.mark.parametrize("measure", ["cases", "share", "number", "points"])
@pytest.mark.parametrize("number", ["0", "7", "12000", "1/8", "1234567/1000000", "12345/1000", "1234/1000", "972/1000"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_stands_in_a_cell_is_read_back_as_the_same_figure(measure, number, language):
    kind, value = BUILT_IN_MEASURES[measure], Fraction(number)
    if (kind.whole and value.denominator > 1) or (kind.is_share and value > 1):
        return
    meaning = Indicator("x", plain("x"), kind, Summing.LATEST)
    assert read_value(typed_text(value, kind).said(language), meaning) == value


# -- closed, asked for again, opened --------------------------------------------------------------------------------


def test_a_closed_period_is_asked_for_and_takes_figures_once_it_is_opened(desk, officer, leader, at):
    at("2024-04-16 09:00")
    desk = browser_of(officer.user)
    ask = "/so-lieu/xin-mo-lai/2024-03/101/"
    page = desk.post(ask, {"why": "  "})
    assert (
        page.status_code == 422 and "cần ghi lý do" in said(page).casefold() and 'href="#why"' in page.content.decode()
    )
    page = desk.post(ask, {"why": "sót một vụ"}, follow=True)
    assert "Đã gửi đề nghị mở lại" in said(page) and "“sót một vụ”" in said(page)
    assert "Can-Bo Mot (can-bo.mot) đã đề nghị" in said(page)
    assert 'name="why"' not in page.content.decode()
    request = Reopening.objects.get()
    assert f"/so-lieu/mo-lai/{request.uuid}/" in browser_of(leader.user).get(PAGE).content.decode()
    decide_reopening(
        request.uuid, granted=True, until=moment("2024-04-20 00:00").date(), by=on(leader, "2024-04-16 10:00")
    )
    assert "mở lại đến hết ngày 20/04/2024" in said(desk.get(PAGE))
    assert cell(desk, "7")[0] == 200
    at("2024-04-21 09:00")
    desk = browser_of(officer.user)
    assert cell(desk, "8", seen=1, reason="sổ")[0] == 422


# -- the story of a figure ----------------------------------------------------------------------------------------


def test_the_story_of_a_figure_tells_each_version_with_its_hand_and_reason(desk, officer):
    assert "chưa có số liệu" in said(desk.get(STORY))
    enter(on(officer, "2024-04-01 09:00"), figure(7))
    enter(on(officer, "2024-04-01 09:05"), figure(8))
    enter(on(officer, "2024-04-02 10:00"), figure(None), reason="ghi nhầm tháng")
    text = said(desk.get(STORY))
    assert "Vi phạm về trật tự xã hội, tháng 3/2024: đã rút" in text
    assert "3 đã rút 02/04/2024 10:00 Can-Bo Mot (can-bo.mot) nhập tay ghi nhầm tháng" in text
    assert "2 8 01/04/2024 09:05 Can-Bo Mot (can-bo.mot) nhập tay gõ lại ngay sau khi nhập" in text


def test_the_page_of_a_unit_leads_to_its_figures_of_this_month(desk):
    assert 'href="/so-lieu/phieu/2024-04/101/"' in desk.get("/don-vi/101/").content.decode()
    assert "/so-lieu/phieu/" not in desk.get("/don-vi/102/").content.decode()
    assert APRIL.words.vi in said(desk.get("/so-lieu/phieu/2024-04/101/"))
