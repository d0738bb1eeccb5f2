"""The grid of a return under real hands: keys, paste, a reason, a quarrel, a dropped line; and without scripts."""

from __future__ import annotations

import pytest

from browser import chromium, cookies_of, flaws, opened_page, signed_in, violations
from cast import at_work, hire
from kieumau.config import clock
from kieumau.records.accounts.roles import Role
from returns import enter, figure, known, moment, on

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
PASTE = """([code, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.getElementById(`${code}-cell`).dispatchEvent(paste);
}"""
FORM = """Mã đơn vị\tKỳ\tMã chỉ tiêu\tChỉ tiêu\tĐơn vị tính\tSố đã ghi\tGiá trị\tGhi chú
101\t2024-03\tfiles\tHồ sơ\thồ sơ\t12\t13\t
101\t2024-03\tdialogues\tĐối thoại\tcuộc\t2\t20,5\tsổ 3
101\t2024-03\tdisciplined\tBị kỷ luật\tngười\t1\t6\t"""
PASTED = ("files", "dialogues", "disciplined")
AWAY = "() => { window.line = window.fetch; window.fetch = () => Promise.reject(new TypeError('away')); }"
BACK = "() => { window.fetch = window.line; dispatchEvent(new Event('online')); }"


@pytest.fixture
def hands(live_server, transactional_db, collected, officer, monkeypatch):
    """The ward's officer on 8 April 2024; and the address of the return of March."""
    monkeypatch.setattr(clock, "now", lambda: moment("2024-04-08 15:00"))
    enter(on(officer, "2024-04-01 09:00"), figure(7), figure(1, "disciplined"))
    return officer, live_server.url, f"{live_server.url}/so-lieu/phieu/2024-03/101/"


def row(page, code):
    return page.locator(f"tr[data-code={code}]")


def shows(page, code, text):
    row(page, code).locator(".grid-marks", has_text=text).wait_for(timeout=5000)


def type_into(page, code, text, key="Enter"):
    page.focus(f"#{code}-cell")
    page.keyboard.type(text)
    page.keyboard.press(key)


def test_a_months_figures_are_typed_pasted_corrected_and_never_lost(browser, hands):
    officer, site, address = hands
    commander = at_work(hire("chi-huy.mot", Role.WARD_COMMANDER, "101"), moment("2024-04-08 14:30"))
    with signed_in(site, officer.user), opened_page(browser) as page:
        page.goto(address)
        # The second stop of Tab leads to the first missing cell.
        for key in ("Tab", "Tab", "Enter"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == "progress_reviews-cell"
        # Down a column: Enter, the arrow and Tab each save what was left; Escape takes back.
        for text, key in (("1", "Enter"), ("2", "ArrowDown"), ("9", "Escape"), ("", "Tab"), ("3,5", "Tab")):
            page.keyboard.type(text)
            page.keyboard.press(key)
        shows(page, "dialogues", "đã lưu 15:00")
        shows(page, "very_serious_crimes", "không phải số nguyên")
        assert page.input_value("#disciplined-cell") == "1"
        assert page.evaluate("document.activeElement.id") == "organised_gangs-cell"
        page.keyboard.type("x")
        page.keyboard.press("Shift+Enter")
        shows(page, "organised_gangs", "đã lưu")
        assert page.input_value("#organised_gangs-cell") == "có"
        row(page, "public_disorder").get_by_role("button", name="không", include_hidden=True).click()
        shows(page, "public_disorder", "đã lưu")
        assert page.inner_text("h1").startswith("Còn 6 số liệu")
        # To the right of a figure is its story, to the left of that the figure.
        page.focus("#order_violations-cell")
        page.keyboard.press("ArrowRight")
        assert "grid-story" in page.evaluate("document.activeElement.className")
        page.keyboard.press("ArrowLeft")
        # A column goes down from the cell, a block with labels finds its rows and tells what it does not know.
        page.evaluate(PASTE, ["files", "03/2024\r\n12\r\n11\r\n"])
        shows(page, "files_on_time", "đã lưu")
        page.evaluate(
            PASTE,
            [
                "files",
                "Chỉ tiêu\tSố\nvận động giao nộp vũ khí, vật liệu nổ, công cụ hỗ trợ\t2\nvery_serious_crimes\t0\nLạ\t9",
            ],
        )
        shows(page, "very_serious_crimes", "đã lưu")
        pasted = page.locator("#grid-pasted")
        pasted.get_by_text("Đã lưu 2/2 ô vừa dán. Không khớp dòng nào: “Chỉ tiêu”, “Lạ”.").wait_for(timeout=5000)
        # Of several columns the one that is headed as this period's; what could be another's is not guessed at.
        for unclear in (
            "files\t9\t8\nfiles_on_time\t9\t8",
            "\tQuý 1/2024\nfiles\t9",
            "Tháng 2/2024\n9",
            FORM.replace("2024-03", "2024-02"),
            FORM.replace("101\t", "102\t"),
        ):
            page.evaluate(PASTE, ["files", unclear])
            assert "Hãy sao chép hai cột: tên số liệu và giá trị." in pasted.text_content()
            assert page.input_value("#files-cell") == "12", unclear
        page.evaluate(PASTE, ["files", "Chỉ tiêu\tTháng 2/2024\tMarch 2024\nfiles\t30\t13"])
        pasted.get_by_text("Đã lưu 1/1 ô vừa dán.").wait_for(timeout=5000)
        page.evaluate(PASTE, ["files", FORM])
        pasted.get_by_text("Đã lưu 1/3 ô vừa dán. 2 ô cần xem lại.").wait_for(timeout=5000)
        assert [page.input_value(f"#{c}-cell") for c in PASTED] == ["13", "20,5", "6"]
        pasted.get_by_role("button", name="Bỏ phần dán chưa lưu").click()
        assert [page.input_value(f"#{c}-cell") for c in PASTED] == ["13", "2", "1"]
        assert "Đã lưu 1/1 ô vừa dán." in pasted.text_content()
        # A figure that was recorded before asks why, beside its row.
        type_into(page, "order_violations", "8")
        shows(page, "order_violations", "cần lý do")
        assert "Sửa 7 thành 8" in page.text_content("[data-ask=order_violations]")
        assert violations(page) == []
        assert page.locator("[data-ask=order_violations] [data-all]").is_hidden()  # there is only one
        page.keyboard.press("Shift+Tab")  # from the row below into the question
        page.keyboard.type("báo muộn")
        page.keyboard.press("Enter")
        shows(page, "order_violations", "đã sửa 1 lần")
        # Somebody else was faster: both values are there to choose from.
        enter(commander, figure(5, "pavement_breaches"))
        type_into(page, "pavement_breaches", "6")
        shows(page, "pavement_breaches", "người khác vừa ghi")
        asked = page.text_content("[data-ask=pavement_breaches]")
        assert "Chi-Huy Mot (chi-huy.mot) vừa ghi số này lúc 14:30 ngày 08/04/2024: 5. Sửa 5 thành 6. Vì sao?" in asked
        assert "Giữ 5" in asked
        page.click("[data-ask=pavement_breaches] [data-quick] >> nth=0")
        shows(page, "pavement_breaches", "đã sửa 1 lần")
        # The line drops: what was typed waits, survives a reload and is sent when the line is back.
        page.evaluate(AWAY)
        type_into(page, "lasting_hotspots", "không")
        shows(page, "lasting_hotspots", "chờ gửi")
        assert "1 ô chưa gửi được" in page.text_content("#grid-banner")
        assert violations(page) == []
        page.focus("#disciplined-cell")
        page.keyboard.type("4")  # still being typed
        page.reload()
        shows(page, "lasting_hotspots", "đã lưu")
        assert page.locator("#late", has_text="quá hạn 3 ngày").is_hidden()  # nothing is missing any more
        assert page.input_value("#disciplined-cell") == "4"
        assert known("disciplined").value == "1"
        page.evaluate(AWAY)
        type_into(page, "dialogues", "20")
        shows(page, "dialogues", "chờ gửi")
        page.evaluate(BACK)
        shows(page, "dialogues", "đã sửa 1 lần")
        kept = page.evaluate("JSON.stringify(localStorage)")
        assert "disciplined" in kept and "lasting_hotspots" not in kept and "dialogues" not in kept
        # The same browser under another account shows none of it.
        page.context.add_cookies(cookies_of(site, commander.user))  # type: ignore[arg-type]
        page.goto(address)
        assert page.input_value("#disciplined-cell") == "1"
        assert page.inner_text("h1").startswith("Đủ 12/12 số liệu")
    values = {code: known(code).value for code in ("progress_reviews", "files", "order_violations", "weapon_drives")}
    assert values == {"progress_reviews": "1", "files": "13", "order_violations": "8", "weapon_drives": "2"}
    assert (known("pavement_breaches").value, known("lasting_hotspots").value, known("dialogues").value) == (
        "6",
        "false",
        "20",
    )


@pytest.mark.parametrize("look", [{"scripts": False}, {"narrow": True, "dark": True}], ids=["plain", "narrow and dark"])
def test_the_pages_of_figures_work_without_scripts_and_fit_every_window(browser, hands, look):
    officer, site, address = hands
    with signed_in(site, officer.user), opened_page(browser, **look) as page:
        if not look.get("scripts", True):
            page.goto(address)
            page.fill("#order_violations-cell", "8")
            page.fill("#files-cell", "5 bộ")
            page.click("text=Lưu số liệu")
            assert "không phải là số" in page.text_content(".error-summary")
            page.fill("#files-cell", "5")
            page.click("text=Lưu số liệu")
            page.fill("#reason", "báo muộn")
            page.click("text=Lưu số liệu")
            assert "Đã lưu 2 số liệu" in page.text_content("[role=status]")
            return
        story = f"{site}/so-lieu/lich-su/2024-03/order_violations/101/"
        for url in (f"{address}?known=2024-04-02", story, f"{site}/so-lieu/phieu/2024/101/"):
            page.goto(url)
            assert flaws(page) == [], url
        # On paper a table, with what is saved.
        page.goto(address)
        page.fill("#order_violations-cell", "8")
        page.emulate_media(media="print")
        assert page.inner_text("tr[data-code=order_violations] .grid-entry").strip() == "7"
        assert "chưa lưu" in page.inner_text("#order_violations-note")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.grid-table tr[data-code]')).display")
            == "table-row"
        )
