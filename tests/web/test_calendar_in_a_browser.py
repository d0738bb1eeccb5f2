"""The pages around the calendar in a real browser: accessible, and never wider than a telephone."""

from __future__ import annotations

from datetime import date

import pytest

from browser import chromium, opened_browser, opened_page, signed_in, violations
from cast import TERMINAL, at_work, hire
from kieumau.config import clock
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.actions import begin_collection
from kieumau.records.indicators.collecting.reopening import ask_reopening
from kieumau.records.questions.actions import ask_questions
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.territory.actions import load_register
from returns import MARCH, NORTH, PROGRAMME, enter, figure, moment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
NOW = "2024-04-16 09:00"


def test_the_calendar_and_its_pages_are_accessible_and_never_scroll_a_phone_sideways(
    live_server, transactional_db, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: moment(NOW))
    load_register(register=NORTH, fingerprint="trang", source="cast", by=TERMINAL)
    staff, director = (
        hire("tham-muu.bac", Role.PROVINCIAL_STAFF, "01"),
        hire("lanh-dao.bac", Role.PROVINCIAL_DIRECTOR, "01"),
    )
    ward = hire("can-bo.mot", Role.WARD_OFFICER, "101")
    begin_collection(
        programme=PROGRAMME, unit="01", only=["101", "102"], valid_from=date(2023, 6, 1), due_days=5, closing_days=15,
        by=at_work(staff, moment("2023-06-01 08:00")),
    )  # fmt: skip
    enter(at_work(ward, moment("2024-04-04 09:00")), figure(1), figure(0, "disciplined", period=MARCH))
    asked = ask_reopening(code="101", period="2024-03", reason="sót một vụ", by=at_work(ward, moment(NOW)))
    enter(at_work(ward, moment("2024-04-04 09:00")), figure(1, "files"), figure(2, "files_on_time"))
    ask_questions(programme=PROGRAMME, about=MARCH, by=at_work(staff, moment(NOW)))
    pages = {
        staff: ["/so-lieu/", "/so-lieu/thu-thap/moi/", "/so-lieu/cau-hoi/"],
        ward: ["/so-lieu/", f"/so-lieu/cau-hoi/{QuestionRecord.objects.get().uuid}/"],
        director: [f"/so-lieu/mo-lai/{asked.uuid}/"],
    }
    with opened_browser() as browser:
        for user, urls in pages.items():
            with signed_in(live_server.url, user):
                for look in ({"dark": True}, {"narrow": True}):
                    with opened_page(browser, **look) as page:
                        for url in urls:
                            page.goto(live_server.url + url)
                            page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
                            if "dark" in look:  # a telephone shows the same parts, and axe takes a second a page
                                assert violations(page) == [], url
                            wide = page.evaluate(
                                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                            )
                            assert wide <= 0, (url, look)
