"""The pages in a real browser: accessible, usable without scripts, by keyboard, on a phone and on paper."""

import csv
import shutil
import subprocess
from datetime import date
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from browser import chromium, flaws, opened_page, overflow, signed_in, unfold, violations
from cast import AT, TERMINAL, before_and_after, hire, some_figures, workbook
from kieumau.config.management.commands.load_sample import SAMPLE
from kieumau.records.accounts.roles import Role
from kieumau.records.assessments.actions import file_assessment
from kieumau.records.errata.models import Erratum
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.web.shell import long_work
from kieumau.web.workspace.assessments.trial import pages as trial_pages

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]
FRAMES = "left=cong-an-phuong-kieu-mau/5764-2021&right=cong-an-phuong-kieu-mau/20-2024"
PAGES = [
    "/",
    "/?q=khong+co",
    "/don-vi/25198/",
    "/don-vi/25195/",
    "/bo-tieu-chi/",
    "/bo-tieu-chi/mau-gia-dinh-22/2023/",
    "/bo-tieu-chi/an-toan-ve-an-ninh-trat-tu/124-2021/",
    f"/bo-tieu-chi/so-sanh/?{FRAMES}",
    "/cham-thu/",
    "/nhat-ky/",
]


@pytest.fixture
def site(live_server, transactional_db, sample_result, criteria, monkeypatch):
    monkeypatch.setattr(long_work, "PATIENCE", 60)  # however busy this machine is
    file_assessment(result=sample_result, criteria=criteria, programme="Công an phường kiểu mẫu", by=TERMINAL)
    with signed_in(live_server.url, hire("bo.phan-tich", Role.MINISTRY_ANALYST)):
        yield live_server.url


def judge(page, site, file, *, rulebook="mau-gia-dinh-22/2023", day="04/04/2024"):
    """Fill in the form as a person does, and send it."""
    page.goto(f"{site}/cham-thu/")
    page.check(f'input[value="{rulebook}"]')
    page.fill("#day", day)
    page.set_input_files("#workbook", file)
    with page.expect_navigation():
        page.click("main button:has-text('Chấm thử')")


def test_what_is_wrong_in_one_look_alone_is_found(browser, live_server):
    """So that the tests below can fail: a dark text on dark, and a table wider than a telephone."""
    wrong = (
        "@media (prefers-color-scheme: dark) { body { background: #222; color: #fff } p { color: #333 } }"
        "@media (max-width: 400px) { div { width: 600px; height: 1px } }"
    )
    body = "<main><h1>Trang</h1><p>Một câu.</p><div></div></main>"
    page_of = "<!doctype html><html lang=vi><head><title>Trang</title><style>{}</style></head><body>{}</body></html>"
    with opened_page(browser) as page:
        page.set_content(page_of.format("", body))
        assert flaws(page) == []
        page.set_content(page_of.format(wrong, body))
        in_the_dark, on_a_telephone = flaws(page)
        assert in_the_dark.startswith("dark: color-contrast: <p>")
        assert on_a_telephone.startswith("narrow: scrolls sideways by ")
        page.set_content(page_of.format("", body + '<img src="data:,">'))
        assert any(line.startswith("wide: image-alt") for line in flaws(page))


def test_axe_finds_nothing_on_any_page_in_any_light(browser, site):
    with opened_page(browser) as page:
        for url in PAGES:
            page.goto(site + url)
            assert flaws(page) == [], url


THROUGH_TIME = [
    "/?on=2026-07-01",
    "/don-vi/25198/?on=2024-04-04",
    "/don-vi/25195/?on=2026-07-01",
    "/don-vi/70/?on=2024-04-04",
    "/don-vi/?q=an+loc",
    "/don-vi/?on=2026-07-01&within=75",
    "/ban-do/?on=2024-04-04",
    "/ban-do/?on=2026-07-01&by=order_violations",
    "/ban-do/?on=2026-07-01&within=",
    "/so-lieu/chi-tieu/order_violations/25195/?on=2026-11-01",
]


@pytest.fixture
def site_through_time(site, viet_nam):
    record_figures(table=before_and_after(), source="binh-phuoc", by=TERMINAL)
    return site


def test_units_through_time_are_accessible_in_every_light_and_never_scroll_a_phone_sideways(browser, site_through_time):
    with opened_page(browser) as page:
        for url in THROUGH_TIME:
            page.goto(site_through_time + url)
            unfold(page)
            assert flaws(page) == [], url


def test_the_administrators_pages_are_accessible_in_every_light_and_never_scroll_a_phone_sideways(
    browser, site_through_time
):
    officer = hire("can-bo.phuong", Role.WARD_OFFICER, "25195", since=date(2025, 7, 1))
    way = ["1662/NQ-UBTVQH15", "25198", "25195", ["1", "whole"], [None, "unknown"], "khoản 88 Điều 1"]
    erratum = Erratum.objects.create(source="viet-nam", ways=[way], proposed_at=AT)
    pages = ["/nguoi/", "/nguoi/moi/", f"/nguoi/{officer.uuid}/", "/ai-xem-duoc/25195/", "/"]
    pages += ["/dinh-chinh/", f"/dinh-chinh/{erratum.uuid}/"]
    with signed_in(site_through_time, hire("quan-tri", Role.ADMINISTRATOR)), opened_page(browser) as page:
        for url in pages:
            page.goto(site_through_time + url)
            unfold(page)
            assert flaws(page) == [], url


def test_a_day_is_picked_without_scripts_and_the_next_person_sees_the_same(browser, site_through_time):
    with opened_page(browser, scripts=False) as page:
        page.goto(site_through_time)
        page.click(".day-picker summary")
        page.fill("#on", "2026-07-01")
        page.click("text=Xem ngày này")
        assert "nay thuộc 8 đơn vị" in page.text_content("h1")
        page.click("text=Bản đồ")
        assert "01/07/2026" in page.text_content("h1")
        address = page.url
    with opened_page(browser) as page:
        page.goto(address)
        assert "01/07/2026" in page.text_content("h1")


def test_axe_finds_nothing_on_forms_to_correct_and_on_results(browser, site, tmp_path, criteria):
    wrong, one = tmp_path / "wrong.xlsx", tmp_path / "one.xlsx"
    wrong.write_bytes(workbook({"S": [["unit", "period", "order_violations"], ["1", "2023", "ba vụ"]]}))
    one.write_bytes(workbook(some_figures(criteria, ["25198"])))
    with opened_page(browser) as page:
        for file, day in ((wrong, "04/04/2024"), (wrong, "31/02/2024"), (SAMPLE / "figures.csv", "04/04/2024"), (one, "04/04/2024")):  # fmt: skip
            judge(page, site, file, day=day)
            assert flaws(page) == [], (file.name, day)


def test_a_large_file_is_waited_for_on_a_page_that_looks_again_by_itself(browser, site, monkeypatch):
    read, go_on = trial_pages.judge_file, Event()

    def judged_later(reading, judging, **file):
        assert go_on.wait(60)
        return read(reading, judging, **file)

    monkeypatch.setattr(trial_pages, "judge_file", judged_later)
    monkeypatch.setattr(long_work, "PATIENCE", 0)
    try:
        with opened_page(browser) as page:
            judge(page, site, SAMPLE / "figures.csv")
            assert "Đang chấm thử tệp" in page.text_content("h1") and page.locator("progress").is_visible()
            assert flaws(page) == []
            go_on.set()
            page.wait_for_selector(".ranking-table tbody tr")
            assert page.locator(".ranking-table tbody tr").count() == 20
    finally:
        go_on.set()


def test_a_phone_never_scrolls_sideways(browser, site):
    with opened_page(browser, narrow=True) as page:
        for url in PAGES:
            page.goto(site + url)
            assert overflow(page) <= 0, url


def test_long_and_strange_names_break_and_do_not_push(browser, live_server, transactional_db, file_units):
    from kieumau.engine.territory import AdminUnit

    file_units([AdminUnit("x" * 50, "Đặngthịtrườngsơnđôngdài" * 8, place="Nơirấtxa" * 20), AdminUnit("2", "=1+1")])
    with opened_page(browser, narrow=True) as page:
        for url in ("/", f"/don-vi/{'x' * 50}/"):
            page.goto(live_server.url + url)
            assert overflow(page) <= 0, url


def test_without_scripts_a_file_is_sent_seen_taken_away_and_deleted(browser, site, tmp_path):
    with opened_page(browser, scripts=False) as page:
        judge(page, site, SAMPLE / "figures.csv")
        assert "/cham-thu/" in page.url and page.locator(".ranking-table tbody tr").count() == 20
        with page.expect_download() as coming:
            page.click("text=Tải bảng Excel")
        target = tmp_path / "ket-qua.xlsx"
        coming.value.save_as(target)
        assert coming.value.suggested_filename == "ket-qua-mau-gia-dinh-22-2024-04-04.xlsx"
        assert len(list(openpyxl.load_workbook(target)["Đơn vị"].iter_rows())) >= 20
        with page.expect_download() as coming:
            page.click("text=Tải CSV")
        assert len(list(csv.reader(Path(coming.value.path()).read_text("utf-8-sig").splitlines()))) == 1 + 20 * 22
        page.click("text=Xóa kết quả ngay")
        assert page.locator("text=Đã xóa kết quả chấm thử").is_visible()


def test_without_scripts_the_template_comes_back_filled_in(browser, site, tmp_path, criteria):
    with opened_page(browser, scripts=False) as page:
        page.goto(f"{site}/cham-thu/")
        with page.expect_download() as coming:
            page.click(".choice:has(input[value='mau-gia-dinh-22/2023']) .choice-form a")
        coming.value.save_as(tmp_path / "mau.xlsx")
        book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
        book.worksheets[0].append(["25198", "2023", "có"])
        book.worksheets[1].append(["25198", "Tân Đồng", "phường", "II"])
        book.save(tmp_path / "mau.xlsx")
        judge(page, site, tmp_path / "mau.xlsx")
        assert "Tân Đồng" in page.text_content("h1")


def test_without_scripts_language_search_and_sorting_work(browser, site):
    with opened_page(browser, scripts=False) as page:
        page.goto(site)
        page.fill("#narrow", "tan dong")
        page.click(".narrow button")
        assert page.locator(".ranking-table tbody tr").count() == 1
        page.click("text=English")
        assert page.locator("html").get_attribute("lang") == "en" and "q=tan+dong" in page.url


def test_keys_reach_the_search_the_rows_and_their_own_list(browser, site):
    with opened_page(browser) as page:
        page.goto(site)
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type("j?")
        assert page.input_value("#q") == "j?", "keys are letters while one types"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.textContent") == "Tân Đồng"
        page.keyboard.press("?")
        assert page.locator("#keys").is_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/don-vi/**")


def test_keys_can_be_turned_off(browser, site):
    with opened_page(browser) as page:
        page.goto(site)
        page.keyboard.press("?")
        page.uncheck("[data-keys-on]")
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "q"


def test_the_first_tab_skips_to_the_content_and_focus_is_always_seen(browser, site):
    with opened_page(browser) as page:
        page.goto(site)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_printed_unit_carries_its_address_its_day_and_the_label(browser, site):
    with opened_page(browser) as page:
        page.goto(f"{site}/don-vi/25195/")
        page.emulate_media(media="print")
        foot = page.locator(".print-address")
        assert (
            foot.is_visible()
            and page.evaluate("getComputedStyle(document.querySelector('.print-address')).position") == "fixed"
        )
        for part in (f"{site}/don-vi/25195/", "04/04/2024", "Số liệu minh họa"):
            assert part in foot.inner_text()
        for chrome in (".nav", ".search", ".language", ".filters", ".pager"):
            assert not page.locator(chrome).first.is_visible()


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no pdftotext on this machine")
def test_every_printed_page_carries_them(browser, site, tmp_path):
    target = tmp_path / "unit.pdf"
    with opened_page(browser) as page:
        page.goto(f"{site}/don-vi/25195/")
        page.pdf(path=target, prefer_css_page_size=True)
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    pages = text.rstrip("\f").split("\f")
    assert 1 <= len(pages) <= 4
    for printed in pages:
        assert f"{site}/don-vi/25195/" in printed
        assert "04/04/2024" in printed and "Số liệu minh họa" in printed
    assert "Tìm đơn vị" not in text and "Việc còn lại" in pages[0]


def test_first_paint_needs_no_script_and_little_to_load(browser, site):
    with opened_page(browser) as page:
        sizes = {}
        page.on("response", lambda r: sizes.update({r.url: len(r.body())}) if r.url.endswith((".css", ".js")) else None)
        page.goto(site, wait_until="networkidle")
        assert sum(sizes.values()) < 60_000
        assert page.evaluate("[...document.scripts].every(s => s.defer)")
