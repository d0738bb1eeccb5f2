"""The door in a real browser: a lock-out, an app's codes, a passkey, without scripts, and what axe says of each page."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from door import PASSWORD, code_of, lines, settled, telephone

from browser import chromium, flaws, opened_page
from cast import give, hire
from kieumau.records.accounts.roles import Role

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine"),
]


@pytest.fixture
def site(live_server, transactional_db, settings):
    cache.clear()
    settings.SECOND_FACTOR = "REQUIRED"
    settled("hoa.75", email="hoa@example.vn")
    return f"http://localhost:{live_server.thread.port}"


def fill_in(page, site, password=PASSWORD, login="hoa.75"):
    page.goto(f"{site}/dang-nhap/")
    page.get_by_label("Tên tài khoản hoặc địa chỉ thư").fill(login)
    page.get_by_label("Mật khẩu").fill(password)
    with page.expect_navigation():  # whoever goes on at once would go on without having signed in
        page.get_by_role("button", name="Đăng nhập", exact=True).click()


def heading(page):
    return page.locator("h1").inner_text()


def add_app(page, site):
    """Set the code app up; returns its secret and the spare codes."""
    page.get_by_role("link", name="Thêm ứng dụng tạo mã").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("Mã 6 số ứng dụng đang hiện").fill(code_of(secret))
    page.get_by_role("button", name="Thêm ứng dụng").click()
    page.wait_for_selector(".codes")
    return secret, [li.replace(" ", "") for li in page.locator(".codes li").all_inner_texts()]


def virtual_key(page):
    """A device with a fingerprint reader, as the browser sees it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_first_sign_in_to_the_second_with_a_code_and_a_spare_code(browser, site, scripts):
    with opened_page(browser, scripts=scripts) as page:
        fill_in(page, site)
        assert heading(page) == "Xin thêm lớp bảo vệ thứ hai"
        _, spare = add_app(page, site)
        page.get_by_role("link", name="Tôi đã cất, tiếp tục").click()
        assert heading(page) == "Tài khoản có lớp bảo vệ thứ hai"
        page.get_by_role("button", name="Đăng xuất").last.click()
        fill_in(page, site)
        assert heading(page) == "Lớp bảo vệ thứ hai"
        page.get_by_label("Mã trên ứng dụng").fill(spare[0])
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.goto(f"{site}/tai-khoan/")
        assert heading(page) == "Hoa 75"
    assert lines("signed_in") == ["signed_in", "signed_in"]


def test_a_guesser_is_locked_out_in_words_that_say_how_long(browser, site):
    with opened_page(browser) as page:
        for _ in range(5):
            fill_in(page, site, password="đoán mò thôi")
        fill_in(page, site)
        assert "Xin đợi 5 phút" in page.get_by_role("alert").inner_text()
        assert page.title().startswith("Cần sửa: Đăng nhập")


def test_a_passkey_is_added_and_signs_in_without_a_name_or_password(browser, site):
    with opened_page(browser) as page:
        virtual_key(page)
        fill_in(page, site)
        page.get_by_role("link", name="Thêm khóa truy cập").click()
        page.get_by_label("Tên khóa, để bạn nhận ra").fill("máy cơ quan")
        page.get_by_role("button", name="Tạo khóa").click()
        page.wait_for_selector(".codes")
        page.get_by_role("link", name="Tôi đã cất").click()
        assert "máy cơ quan không cần mật khẩu" in page.get_by_role("rowheader").inner_text()
        page.get_by_role("button", name="Đăng xuất").last.click()
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(f"{site}/")
        page.goto(f"{site}/tai-khoan/phien/")
        assert heading(page) == "Bạn chỉ đang đăng nhập ở đây"
    assert lines("signed_in") == ["signed_in", "signed_in"]
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None


def test_a_key_without_a_pin_is_a_second_factor_beside_the_password(browser, site):
    with opened_page(browser) as page:
        virtual_key(page)
        fill_in(page, site)
        page.get_by_role("link", name="Thêm khóa truy cập").click()
        page.get_by_label("Đăng nhập bằng riêng khóa này").uncheck()
        page.get_by_role("button", name="Tạo khóa").click()
        page.wait_for_selector(".codes")
        page.get_by_role("link", name="Tôi đã cất").click()
        page.get_by_role("button", name="Đăng xuất").last.click()
        fill_in(page, site)
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(f"{site}/")


def test_a_passkey_that_is_refused_is_told_in_the_page(browser, site):
    with opened_page(browser) as page:
        cdp, key = virtual_key(page)
        cdp.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
        page.goto(f"{site}/dang-nhap/")
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_selector("[data-passkey-failed]:visible")
        assert "Xin thử lại hoặc dùng cách khác" in page.get_by_role("alert").inner_text()


def test_without_scripts_the_passkey_says_so_and_shows_no_button(browser, site):
    with opened_page(browser, scripts=False) as page:
        page.goto(f"{site}/dang-nhap/")
        assert not page.get_by_role("button", name="Dùng khóa truy cập").is_visible()
        assert "Khóa truy cập cần trình duyệt" in page.locator("main").inner_text()


def test_fields_tell_password_managers_what_they_are(browser, site):
    with opened_page(browser) as page:
        page.goto(f"{site}/dang-nhap/")
        fields = {
            f.get_attribute("name"): f.get_attribute("autocomplete")
            for f in page.locator("main input:not([type=hidden])").all()
        }
        assert fields == {"login": "username", "password": "current-password"}
        fill_in(page, site)
        page.goto(f"{site}/tai-khoan/mat-khau/")
        kinds = [f.get_attribute("autocomplete") for f in page.locator("main input[type=password]").all()]
        assert kinds == ["current-password", "new-password", "new-password"]
        page.goto(f"{site}/tai-khoan/bao-ve/ung-dung/")
        assert page.get_by_label("Mã 6 số").get_attribute("autocomplete") == "one-time-code"


OWN = ["", "phien/", "mat-khau/", "bao-ve/", "bao-ve/ung-dung/", "bao-ve/khoa/them/"]
WITH_A_FACTOR = ["bao-ve/", "bao-ve/ung-dung/bo/", "bao-ve/ma-du-phong/", "bao-ve/ma-du-phong/moi/", "phien/"]
STRANGERS = ["dang-nhap/", "quen-mat-khau/", "dang-nhap/da-khoa/", "dat-mat-khau/x-y/", "dat-mat-khau/xong/"]


def test_axe_finds_nothing_at_the_door_or_on_ones_own_pages_in_any_light(browser, site, settings):
    settings.DEMO = True
    user = hire("thu.chi-huy", Role.WARD_COMMANDER, "25195")
    user.is_demo = True
    user.save()
    with opened_page(browser) as page:
        for url in STRANGERS:
            page.goto(f"{site}/{url}")
            assert flaws(page) == [], url
        fill_in(page, site, password="sai")
        assert flaws(page) == [], "an error"
        fill_in(page, site)
        for url in OWN:
            page.goto(f"{site}/tai-khoan/{url}")
            assert flaws(page) == [], url
        page.goto(f"{site}/tai-khoan/bao-ve/")
        add_app(page, site)
        assert flaws(page) == [], "spare codes"
        for url in WITH_A_FACTOR:
            page.goto(f"{site}/tai-khoan/{url}")
            assert flaws(page) == [], url


def test_the_second_page_of_the_door_is_clean_too(browser, site):
    user = settled("co.app")
    give(user, Role.ADMINISTRATOR)
    telephone(user)
    with opened_page(browser) as page:
        fill_in(page, site, login="co.app")
        assert re.search(r"/dang-nhap/ma/$", page.url)
        assert flaws(page) == []
