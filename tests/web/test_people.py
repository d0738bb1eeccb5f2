"""The administrator's pages: accounts opened, roles given, ended and handed over, links made, each in words."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from cast import hire, markup, said
from kieumau.config import clock
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry

WARD, PROVINCE, OLD_WARD = "25195", "75", "25198"
NOW = datetime.fromisoformat("2026-03-02T09:00:00+07:00")
NEW = {
    "username": "can-bo.moi",
    "full_name": "Cán bộ mới",
    "role": "ward_officer",
    "unit": WARD,
    "valid_from": "01/04/2026",
    "reason": "QĐ 12/2026",
}


@pytest.fixture
def admin(viet_nam, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    browser = Client()
    browser.force_login(hire("quan-tri", Role.ADMINISTRATOR))
    return browser


@pytest.fixture
def officer(admin):
    assert admin.post("/nguoi/moi/", NEW | {"valid_from": ""}).status_code == 302
    return User.objects.get(username="can-bo.moi")


def page(officer):
    return f"/nguoi/{officer.uuid}/"


def test_an_account_is_opened_and_its_page_says_what_it_holds(admin):
    answer = admin.post("/nguoi/moi/", NEW, follow=True)
    words = said(answer)
    assert "Đã mở tài khoản" in words
    assert "Cán bộ cấp xã QĐ 12/2026 phường Bình Phước từ 01/04/2026 chưa bắt đầu" in words
    assert "1 người" not in said(admin.get("/nguoi/"), "h1") and "2 người" in said(admin.get("/nguoi/"), "h1")


WRONG = [
    ({"username": "Cán Bộ"}, "Tên tài khoản gồm 3 đến 60 chữ thường", "An account name has 3 to 60"),
    ({"unit": "x"}, "không có mã “x”", "has no code “x”"),
    ({"unit": ""}, "“Cán bộ cấp xã” chỉ giữ cho cấp xã", "“Ward officer” is held for a commune-level unit only"),
    ({"role": ""}, "Chọn một vai trò", "Choose a role"),
    ({"valid_from": "31/02/2026"}, "Từ ngày: cần một ngày như 01/07/2026", "From: expected a day such as 01/07/2026"),
    ({"valid_until": "01/04/2026"}, "Ngày kết thúc phải sau", "The end comes after"),
    ({"email": "x"}, "Thư điện tử không đúng dạng", "An e-mail looks like"),
    ({"full_name": "<script>alert(1)</script>" * 9}, "tối đa 120 chữ", "120 letters at most"),
]


@pytest.mark.parametrize(("changes", "vi", "en"), WRONG)
def test_what_is_wrong_is_said_in_the_readers_language_and_nothing_typed_is_lost(admin, changes, vi, en):
    answer = admin.post("/nguoi/moi/", NEW | changes)
    assert answer.status_code == 422 and vi in said(answer)
    typed = NEW | changes
    html = markup(answer)
    assert f'name="reason" value="{typed["reason"]}"' in html and "<script>alert" not in html
    admin.cookies["django_language"] = "en"
    assert en in said(admin.post("/nguoi/moi/", NEW | changes))
    assert not User.objects.filter(username="can-bo.moi").exists()


def told(answer):
    """The box at the top: where each line leads, and what it says."""
    box = re.search(r'<div class="error-summary".*?</div>', markup(answer), re.S)[0]
    return re.findall(r'<a href="#([^"]+)">([^<]+)</a>', box)


ALL_WRONG = {"username": "x", "full_name": "", "email": "y", "role": "", "unit": "khong-co"}
UNREAD = {"valid_from": "31/02/2026", "valid_until": "hôm nào"}


@pytest.mark.parametrize(
    ("who", "changes", "fields"),
    [
        ("quan-tri", ALL_WRONG, ["username", "full_name", "email", "role", "unit"]),
        (
            "quan-tri",
            ALL_WRONG | UNREAD,
            ["username", "full_name", "email", "role", "unit", "valid_from", "valid_until"],
        ),
        ("quan-tri", {"valid_from": "31/02/2026"}, ["valid_from"]),
        ("quan-tri", {"valid_from": "31/02/2026", "unit": PROVINCE}, ["unit", "valid_from"]),
        ("cua-tinh", {"username": "x", "role": "", "unit": "00070"}, ["username", "role", "unit"]),
    ],
)
def test_everything_wrong_is_told_at_once_each_beside_its_field(admin, who, changes, fields):
    if who != "quan-tri":
        admin.force_login(hire(who, Role.ADMINISTRATOR, PROVINCE, since=NOW.date()))
    answer = admin.post("/nguoi/moi/", NEW | changes)
    html = markup(answer)
    assert answer.status_code == 422 and [target for target, _ in told(answer)] == fields
    for field in fields:
        assert f'id="{field}_error"' in html and f'id="{field}"' in html
        assert field == "role" or re.search(rf'id="{field}"[^>]*aria-invalid="true"', html)
    assert "kieumau units" not in said(answer) and html.count("aria-invalid") == len(set(fields) - {"role"})
    assert not User.objects.filter(full_name=NEW["full_name"]).exists()


def test_a_code_that_is_unknown_sends_to_the_page_of_units(admin):
    assert "“99999”. Tìm theo tên ở trang Đơn vị." in said(admin.post("/nguoi/moi/", NEW | {"unit": "99999"}))


def test_a_role_without_permissions_says_so_where_it_is_chosen(admin):
    assert "Người giữ bộ tiêu chí chưa có quyền riêng trong bản này" in said(admin.get("/nguoi/moi/"))


def test_a_link_sets_the_password_once(admin, officer, stranger):
    answer = admin.post(page(officer), {"act": "link"})
    assert answer.headers["Cache-Control"].find("no-store") >= 0
    link = re.search(r'value="http://testserver(/dat-mat-khau/[^"]+)"', markup(answer))[1]
    form = stranger.get(link, follow=True)
    target = form.redirect_chain[-1][0]
    chosen = {"password1": "mot cau that dai 2026", "password2": "mot cau that dai 2026"}
    assert stranger.post(target, chosen).status_code == 302
    officer.refresh_from_db()
    assert officer.check_password(chosen["password1"])
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()
    assert link.rpartition("-")[2].rstrip("/") not in str(list(Entry.objects.values_list()))


def test_a_role_is_given_ended_and_handed_over_on_the_page(admin, officer):
    hire("can-bo.hai", Role.WARD_OFFICER, "25210", since=NOW.date())
    given = admin.post(page(officer), {"act": "give", "role": "appraiser", "unit": PROVINCE}, follow=True)
    assert "Đã giao vai trò" in said(given) and "Người thẩm định" in said(given)
    first, second = officer.mandates.order_by("pk")
    over = {"act": "hand_over", "mandate": first.uuid, "to": "can-bo.hai", "on": "10/03/2026", "reason": "QĐ 3"}
    assert "Đã bàn giao" in said(admin.post(page(officer), over, follow=True))
    ended = admin.post(page(officer), {"act": "end", "mandate": second.uuid, "on": "2026-03-05"}, follow=True)
    assert "từ 02/03/2026 đến trước 05/03/2026" in said(ended) and "đến trước 10/03/2026" in said(ended)
    assert [m.unit for m in User.objects.get(username="can-bo.hai").mandates.order_by("pk")] == ["25210", WARD]


def test_an_end_in_the_past_and_an_unknown_person_are_told(admin, officer):
    mandate = officer.mandates.get()
    asked = {"act": "end", "mandate": mandate.uuid, "on": "01/01/2026"}
    assert "từ hôm nay (02/03/2026)" in said(admin.post(page(officer), asked))
    asked = {"act": "hand_over", "mandate": mandate.uuid, "to": "khong.co"}
    assert "Không có tài khoản “khong.co”" in said(admin.post(page(officer), asked))
    for strange in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert admin.post(page(officer), {"act": "end", "mandate": strange}).status_code == 404
    assert admin.post(page(officer), {"act": "delete"}).status_code == 404
    assert admin.post(page(officer), {}).status_code == 404


def test_an_act_sent_twice_is_told_so_even_where_its_row_is_gone(admin, officer):
    ahead = {"act": "give", "role": "appraiser", "unit": PROVINCE, "valid_from": "01/05/2026"}
    assert admin.post(page(officer), ahead).status_code == 302
    mandate = officer.mandates.order_by("pk").last()
    asked = {"act": "end", "mandate": f" {mandate.uuid}".upper(), "on": "01/05/2026"}
    assert admin.post(page(officer), asked).status_code == 302
    again = admin.post(page(officer), asked)
    assert again.status_code == 422 and "đã có ngày kết thúc là 01/05/2026" in said(again)


def opened_forms(answer):
    """What was typed in the forms that stand open."""
    open_ones = re.findall(r"<details open>.*?</details>", markup(answer), re.S)
    return [dict(re.findall(r'class="input[^>]* name="(\w+)" value="([^"]+)"', one)) for one in open_ones]


def test_a_mistake_leaves_the_form_open_with_what_was_typed_and_no_other(admin, officer):
    admin.post(page(officer), {"act": "give", "role": "appraiser", "unit": PROVINCE})
    mandate = officer.mandates.get(role="ward_officer")
    over = {"act": "hand_over", "mandate": mandate.uuid, "to": "khong.co", "on": "10/03/2026", "reason": "QĐ 3"}
    for changes, field in (({}, "to"), ({"on": "32/03/2026"}, "on"), ({"act": "end", "on": "01/01/2026"}, "on")):
        asked = over | changes
        answer = admin.post(page(officer), asked)
        assert opened_forms(answer) == [{k: asked[k] for k in ("on", "reason", "to")}]
        assert [target for target, _ in told(answer)] == [f"{field}-{mandate.uuid}"]
    given = {"act": "give", "role": "ward_officer", "unit": "khong-co", "valid_from": "05/04/2026", "reason": "QĐ 4"}
    answer = admin.post(page(officer), given)
    assert opened_forms(answer) == [{k: given[k] for k in ("unit", "valid_from", "reason")}]
    assert re.search(r'value="ward_officer" required checked', markup(answer))


@pytest.mark.parametrize("act", ["close", "take_away"])
def test_an_act_without_its_reason_leaves_its_own_form_open(admin, officer, act):
    answer = admin.post(page(officer), {"act": act, "reason": " "})
    assert answer.status_code == 422 and [target for target, _ in told(answer)] == [f"reason-{act}"]
    assert len(opened_forms(answer)) == 1


def test_a_role_out_of_ones_scope_is_told_beside_the_unit(admin, officer):
    admin.force_login(hire("cua-tinh", Role.ADMINISTRATOR, PROVINCE, since=NOW.date()))
    answer = admin.post(page(officer), {"act": "give", "role": "ward_officer", "unit": "00070"})
    assert told(answer) == [("unit", "Đơn vị này ngoài phạm vi bạn quản lý.")]


def test_what_was_done_is_not_said_again_beside_an_error_or_a_link(admin, officer):
    url = f"{page(officer)}?done=given"
    assert "Đã giao vai trò" in said(admin.get(url))
    for asked in ({"act": "link"}, {"act": "give"}):
        assert "Đã giao vai trò" not in said(admin.post(url, asked))


def test_closing_and_opening_again(admin, officer):
    closed = said(admin.post(page(officer), {"act": "close", "reason": "nghỉ hưu"}, follow=True))
    assert "Đã khóa tài khoản" in closed and "Mở lại tài khoản" in closed and "Tạo đường dẫn" not in closed
    assert "Đã mở lại" in said(admin.post(page(officer), {"act": "reopen"}, follow=True))


def test_a_role_whose_unit_has_ended_asks_to_be_given_anew(admin):
    old = hire("can-bo.cu", Role.WARD_OFFICER, OLD_WARD)
    assert "đơn vị không còn: cần giao lại" in said(admin.get(page(old)))
    assert "đơn vị không còn: cần giao lại" in said(admin.get("/nguoi/"))


def test_the_list_is_searched_without_marks_and_narrowed_by_role(admin, officer):
    assert "Cán bộ mới" in said(admin.get("/nguoi/?q=can+bo+MOI"))
    assert "Cán bộ mới" not in said(admin.get("/nguoi/?role=appraiser"))
    assert "Không ai khớp" in said(admin.get("/nguoi/?q=khong+ai+nhu+the"))
    Mandate.objects.filter(user=officer).update(valid_until=NOW.date())
    assert "Cán bộ mới" not in said(admin.get("/nguoi/")) and "đã kết thúc" in said(admin.get("/nguoi/?all=1"))


@pytest.mark.parametrize(
    ("asked", "vi", "en"),
    [
        ("", "3 người trong phạm vi của bạn", "3 people within your scope"),
        ("?q=can+bo", "2 người khớp", "2 people match"),
        ("?role=administrator", "1 người khớp", "1 person matches"),
        ("?q=khong+co", "Không ai khớp", "Nobody matches"),
    ],
)
def test_the_headline_says_whether_the_list_is_narrowed(admin, officer, asked, vi, en):
    hire("can-bo.hai", Role.WARD_OFFICER, WARD)
    User.objects.filter(username="can-bo.hai").update(full_name="Cán bộ hai")
    assert said(admin.get(f"/nguoi/{asked}"), "h1") == vi
    admin.cookies["django_language"] = "en"
    assert said(admin.get(f"/nguoi/{asked}"), "h1") == en


def test_people_stand_in_the_order_of_their_names(admin):
    names = {"d.d": "Ánh Dương", "c.c": "Bình An", "a.a": "Đỗ Quyên", "b.b": "Đỗ Quyên"}
    for username, name in names.items():
        hire(username, Role.WARD_OFFICER, WARD)
        User.objects.filter(username=username).update(full_name=name)
    listed = re.findall(r'<span class="place">(\w\.\w)', markup(admin.get("/nguoi/")))
    assert listed == ["d.d", "c.c", "a.a", "b.b"]


def test_who_can_see_a_unit_is_told_on_any_unit(admin, officer):
    words = said(admin.get(f"/ai-xem-duoc/{WARD}/?on=2026-03-01"))
    assert "Cán bộ mới" in words and "xem kết quả và số liệu" in words
    assert "Cán bộ mới" in said(admin.get(f"/ai-xem-duoc/{OLD_WARD}/?on=2024-04-04"))  # the ward it was made of
    browser = Client()
    browser.force_login(officer)
    words = said(browser.get(f"/ai-xem-duoc/{WARD}/"))
    assert "Cán bộ mới" in words and "Quản trị viên Số người: 1" in words  # others by number, not by name
    assert "Quan-Tri" not in words


def test_fields_that_no_form_has_change_nothing(admin, officer):
    """Mass assignment: what is sent beside the form's own fields is not looked at."""
    extra = {"is_active": "0", "is_demo": "1", "password": "x", "uuid": "x", "pk": "1", "user": "1", "given_by": "1"}
    admin.post(page(officer), {"act": "give", "role": "appraiser", "unit": PROVINCE} | extra)
    admin.post("/nguoi/moi/", NEW | {"username": "nguoi.khac"} | extra)
    for user in User.objects.exclude(username="quan-tri"):
        assert user.is_active and not user.is_demo and not user.has_usable_password()
    assert {m.given_by.username for m in Mandate.objects.exclude(user__username="quan-tri")} == {"quan-tri"}


def test_the_pages_read_right_in_english(admin, officer):
    admin.cookies["django_language"] = "en"
    for url, words in {
        "/nguoi/": "2 people within your scope",
        page(officer): "Ward officer QĐ 12/2026 Bình Phước ward from 2 March 2026 held",
        "/nguoi/moi/": "Open a new account",
        f"/ai-xem-duoc/{WARD}/": "Who can see",
    }.items():
        told = said(admin.get(url))
        assert words in told, told[:400]
