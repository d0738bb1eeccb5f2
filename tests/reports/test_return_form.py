"""The form of a return comes back as it is: nothing changes until somebody types into it."""

from __future__ import annotations

import io
from datetime import date
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from cast import TERMINAL, at_work, hire
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.wording import plain
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.actions import begin_collection
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.figures.queries import newest_figures
from kieumau.records.indicators.uploads.dry_runs import dry_run
from kieumau.records.territory.actions import load_register
from kieumau.reports.return_form import return_form
from returns import MARCH, PROGRAMME, YEAR_2024, enter, figure, on

northern = pytest.mark.usefixtures("collected")


def form(by, period="2024-03", code="101", language="vi"):
    asking = Asking(by.registry)
    asked = access_return(code, period, by=by, asking=asking, to=Permission.ENTER_FIGURES)
    known = {key[3]: k for key, k in newest_figures(units=[code]).items() if key[1] == asked.covered.first}
    return return_form(asked, known, calendars=asking.calendars, language=language), asked


def filled(body, **values):
    """The form with figures typed into it, by code."""
    book = load_workbook(io.BytesIO(body))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        if row[2].value in values:
            row[6].value = values[row[2].value]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run(by, body):
    return dry_run(body, "phieu.xlsx", by=by, progress=lambda done, of: None)


@northern
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_form_sent_back_as_it_is_changes_nothing(officer, language):
    year = on(officer, "2024-12-20 09:00")
    asked = access_return("101", "2024", by=year, asking=Asking(officer.registry))
    shares = [a.code for a in asked.form.entered if a.indicator.measure.is_share][:1]
    facts = [a.code for a in asked.form.entered if a.indicator.measure.is_fact][:1]
    given = [*((code, "0.97215") for code in shares), *((code, True) for code in facts), ("officers_present", 1234)]
    rows = [figure(value, code, period=YEAR_2024) for code, value in given]
    enter(year, *rows)
    body, asked = form(year, "2024", language=language)
    found = run(year, body)
    assert (found.new, found.corrected, found.unchanged) == (0, 0, len(rows)) and len(rows) >= 2
    assert found.blank == len(asked.form.entered) - len(rows)


@northern
def test_what_is_typed_into_it_is_what_is_read(officer):
    body, _ = form(officer)
    found = run(officer, filled(body, order_violations=7, disciplined=0))
    assert {(r.indicator, r.value) for r in found.checked.rows} == {("order_violations", 7), ("disciplined", 0)}
    assert all(r.period == MARCH for r in found.checked.rows)


@northern
def test_only_figures_and_notes_can_be_typed_and_the_head_says_what_it_is(officer):
    enter(officer, figure(7))
    body, asked = form(officer)
    sheet = load_workbook(io.BytesIO(body)).worksheets[0]
    assert sheet.protection.sheet
    top = [row[0].value for row in sheet.iter_rows(max_row=5) if row[0].value]
    assert top[:4] == [
        "Số liệu tháng 3/2024, phường Một",
        asked.form.sets[0].title.vi,
        "Hạn gửi: 05/04/2024",
        "Số liệu minh họa",
    ]
    rows = [row for row in sheet.iter_rows() if row[0].value == "101"]
    assert len(rows) == len(asked.form.entered)
    assert {tuple(cell.protection.locked for cell in row) for row in rows} == {(True,) * 6 + (False, False)}
    (row,) = (row for row in rows if row[2].value == "order_violations")
    assert row[5].value == row[6].value == 7
    assert len(sheet.data_validations.dataValidation) >= 2


def test_a_ward_that_ended_or_began_within_the_period_gets_its_own_days_back(db):
    change = Change("1/NQ", date(2025, 3, 11), plain("Sắp xếp"), "Quốc hội", date(2025, 2, 1), "")
    old = AdminUnit("901", "Cũ", "phuong", parent="09", level="commune", valid_until=change.on, ended_by=change.code)
    new = AdminUnit("901", "Mới", "phuong", parent="09", level="commune", valid_from=change.on, begun_by=change.code)
    top = AdminUnit("09", "Đông", "tinh", level="province")
    register = Registry((top, old, new), {change.code: change}, (Succession(change.code, "901", "901"),))
    load_register(register=register, fingerprint=uuid4().hex, source="cast", by=TERMINAL)
    staff = on(at_work(hire("tham-muu.dong", Role.PROVINCIAL_STAFF, "09")), "2025-04-02 09:00")
    begin_collection(programme=PROGRAMME, unit="09", valid_from=date(2025, 1, 1), due_days=5, closing_days=30, by=staff)
    for days in (Period(date(2025, 3, 1), date(2025, 3, 10)), Period(date(2025, 3, 11), date(2025, 3, 31))):
        body, _ = form(staff, f"{days.first}..{days.last}", "901")
        found = run(staff, filled(body, order_violations=3))
        assert [r.period for r in found.checked.rows] == [days] and found.new == 1
        enter(staff, *found.checked.rows)
        assert run(staff, form(staff, f"{days.first}..{days.last}", "901")[0]).unchanged == 1
