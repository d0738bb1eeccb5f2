"""A change of units in a real browser, with and without scripts: every page accessible, none wider than its window."""

from __future__ import annotations

from datetime import date

import pytest

from browser import chromium, flaws, opened_page, signed_in
from cast import TERMINAL, hire
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.accounts.roles import Role
from kieumau.records.rearrangements.models import Proposal
from kieumau.records.territory.actions import load_register

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
ACT = {"number": "12/NQ", "title": "Sắp xếp phường", "issuer": "HĐND tỉnh", "issued": "01/04/2024", "on": "01/07/2190"}
ROWS = "101;101;Mới;phường;01\n102;101\n103;103;Ba;phường;01;60%\n103;104;Bốn;phường;01;40%"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_change_is_proposed_and_decided(browser, live_server, transactional_db, scripts, tmp_path):
    names = (("101", "Một"), ("102", "Hai"), ("103", "Ba"))
    wards = [AdminUnit(code, name, "phuong", parent="01", level="commune") for code, name in names]
    province = AdminUnit("01", "Bắc", "tinh", level="province")
    load_register(register=Registry((province, *wards)), fingerprint="browser", source="cast", by=TERMINAL)
    for name, unit in (("mot", "101"), ("ba", "103")):
        hire(name, Role.WARD_OFFICER, unit)
    text = tmp_path / "nq.pdf"
    text.write_bytes(b"%PDF-1.7")

    def fine(page):
        if scripts:  # axe is one
            assert flaws(page) == [], page.url

    staff, director = hire("staff", Role.PROVINCIAL_STAFF, "01"), hire("director", Role.PROVINCIAL_DIRECTOR, "01")
    with signed_in(live_server.url, staff), opened_page(browser, scripts=scripts) as page:
        page.goto(f"{live_server.url}/sap-xep/")
        page.click("text=Lập đề nghị")
        fine(page)
        page.click("button[value=check]")
        assert "Cần sửa" in page.text_content(".error-summary")
        fine(page)
        for name, value in (*ACT.items(), ("rows", ROWS)):
            page.fill(f"#{name}", value)
        page.click("button[value=check]")
        fine(page)
        page.set_input_files("#document", text)
        page.click("button[value=propose]")
        fine(page)
        address = page.url.partition("?")[0]
    with signed_in(live_server.url, director), opened_page(browser, scripts=scripts) as page:
        page.goto(f"{live_server.url}/sap-xep/")
        fine(page)
        page.goto(address)
        page.check("#confirm")
        page.select_option("main select", "104")
        page.click("button[value=decide]")
        assert "Đã quyết định" in page.text_content("[role=status]")
        fine(page)
    assert Proposal.objects.get().state == "decided"
    assert {m.unit for m in staff.mandates.model.objects.filter(valid_from=date(2190, 7, 1))} == {"101", "104"}
