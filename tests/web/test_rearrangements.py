"""Proposing a change of units, looking at what it would do, deciding on it: the pages, by the people who use them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import TERMINAL, hire, markup, said, workbook
from kieumau.config import clock
from kieumau.engine.reading.rearrangements import read_rearrangement
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.models import Entry
from kieumau.records.rearrangements.models import Proposal
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.queries import registry

ON = date(2024, 7, 1)
NEW = "/sap-xep/moi/"
ACT = {"number": "12/NQ-HĐND", "title": "Sắp xếp phường", "issuer": "HĐND tỉnh Bắc", "issued": "01/04/2024", "on": "01/07/2024", "address": "https://example.vn/12"}  # fmt: skip
MERGER = "101;101;Mới;phường;01\n102;101"
SPLIT = "103;103;Ba;phường;01;60%\n103;104;Bốn;phường;01;40%"
PDF = b"%PDF-1.7 nghi quyet"


def ward(code: str, name: str, parent: str = "01") -> AdminUnit:
    return AdminUnit(code, name, "phuong", parent=parent, level="commune")


REGISTER = Registry(
    (
        AdminUnit("01", "Bắc", "tinh", level="province"),
        AdminUnit("02", "Nam", "tinh", level="province"),
        *(ward(code, name) for code, name in (("101", "Một"), ("102", "Hai"), ("103", "Ba"))),
        ward("201", "Tư", "02"),
    )
)


@pytest.fixture(autouse=True)
def register(db, monkeypatch):
    load_register(register=REGISTER, fingerprint=uuid4().hex, source="cast", by=TERMINAL)
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 4, 4, 8, tzinfo=UTC))


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff() -> Client:
    return browser_of(hire("staff.bac", Role.PROVINCIAL_STAFF, "01"))


@pytest.fixture
def director() -> Client:
    return browser_of(hire("director.bac", Role.PROVINCIAL_DIRECTOR, "01"))


def attached(data: bytes = PDF, name: str = "nq12.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def fill(client: Client, rows: str = MERGER, step: str = "check", **more):
    return client.post(NEW, {**ACT, "rows": rows, "step": step, **more})


def propose(client: Client, rows: str = MERGER, **more) -> str:
    """Send a proposal; the address of its page."""
    answer = fill(client, rows, "propose", document=attached(), **more)
    assert answer.status_code == 302, said(answer)
    return answer.url.partition("?")[0]


def decide(client: Client, url: str, **more):
    return client.post(url, {"act": "decide", "confirm": "1", **more})


# -- from the form to the decision --------------------------------------------------------------------------------


def test_a_change_goes_from_the_form_over_the_look_ahead_to_the_decision(staff, director):
    hire("mot", Role.WARD_OFFICER, "101")
    look = fill(staff)
    assert look.status_code == 200
    page = said(look)
    assert "Từ 01/07/2024: 2 đơn vị kết thúc, 1 đơn vị bắt đầu" in page
    assert "phường Một mã 101 Thành: phường Mới 101" in page
    assert "1 vai trò thuộc đơn vị kết thúc" in page
    assert "chưa có gì được lưu" in page and not Proposal.objects.exists()
    url = propose(staff)
    assert "Đã gửi đề nghị" in said(staff.get(url + "?done=proposed"))
    assert "Một đề nghị sắp xếp đang chờ quyết định" in said(director.get("/sap-xep/"))
    assert registry().find("102", ON) is not None
    answer = decide(director, url)
    assert answer.status_code == 302
    page = said(director.get(answer.url))
    assert "đã quyết định, chưa đến ngày" in page and "Đã quyết định." in page
    assert "1 vai trò đã chuyển hoặc kết thúc" in page and "Mot mot Cán bộ cấp xã, phường Một phường Mới (101)" in page
    assert registry().find("102", ON) is None
    assert Mandate.objects.get(user__username="mot", valid_from=ON).unit == "101"
    assert "Không có đề nghị sắp xếp nào đang chờ" in said(director.get("/sap-xep/"))


def test_what_was_entered_is_on_every_page_until_it_is_sent(staff):
    for step, code in (("check", 200), ("edit", 200), ("propose", 422)):
        answer = fill(staff, step=step)
        assert answer.status_code == code
        html = markup(answer)
        for value in ACT.values():
            assert f'value="{value}"' in html or f">{value}</textarea>" in html, (step, value)
        assert "phường" in html and "102" in html
    wrong = fill(staff, "101;102;Mới;phường;01")
    assert wrong.status_code == 422
    assert "Dòng 1: mã 102 là của phường Hai." in said(wrong)
    assert all(f'value="{value}"' in markup(wrong) for value in ACT.values()), "as it was typed"
    late = fill(staff, issued="31/02/2024")  # the rows are right, and written again beside what is wrong
    assert 'value="31/02/2024"' in markup(late) and f'value="{ACT["title"]}"' in markup(late)


WRONG = {
    "a day": ({"on": "mai"}, "Ngày có hiệu lực: cần một ngày như 01/07/2026, đã nhận “mai”."),
    "two days": ({"issued": "", "on": "31/02/2024"}, "Ngày ban hành: cần một ngày như 01/07/2026."),
    "a title": ({"title": " "}, "Thiếu trích yếu."),
    "rows": ({"rows": ""}, "Chưa có dòng nào."),
    "an unknown unit": ({"rows": "999;101;Mới;phường;01"}, "Dòng 1: sổ đơn vị không có mã “999”."),
    "a unit of another province": ({"rows": "201;201;Khác;phường;02"}, "Ngoài phạm vi của bạn: 02, 201."),
    "a link that runs": ({"address": "javascript:alert(1)"}, "Địa chỉ văn bản bắt đầu bằng https://."),
    "a first cell left empty": ({"rows": "\t102\tMới\tphường\t01"}, "Dòng 1: thiếu mã đơn vị trước"),
    "lines as the box counts them": ({"rows": "\n\n999;101;Mới;phường;01"}, "Dòng 3: sổ đơn vị không có mã “999”."),
    "a file of another kind": ({"table": SimpleUploadedFile("a.pdf", PDF)}, "không đọc loại tệp này"),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_what_is_wrong_is_told_and_nothing_is_kept(case, staff):
    change, told = WRONG[case]
    answer = fill(staff, **change) if "rows" not in change else fill(staff, change["rows"])
    assert answer.status_code == 422
    assert told in said(answer)
    assert not Proposal.objects.exists()


def summary(answer) -> str:
    """The box of what is to be put right."""
    return markup(answer).partition('class="error-summary"')[2].partition("</div>")[0]


def test_everything_that_is_wrong_is_told_at_once(staff):
    empty = summary(staff.post(NEW, {"step": "check"}))
    for what in ("Thiếu số văn bản", "Thiếu trích yếu", "Thiếu cơ quan ban hành", "Ngày ban hành", "Ngày có hiệu lực", "Chưa có dòng nào"):  # fmt: skip
        assert what in empty, what
    assert empty.count("<li>") == 6
    rows = "103;103;Ba;phường;01;sáu mươi\n103;104;;phường;01;40%\n999;105;Năm;phường;01"
    told = summary(fill(staff, rows, number=""))
    assert "Thiếu số văn bản" in told
    assert told.index("Dòng 1, ") < told.index("Dòng 2: thiếu tên của 104") < told.index("Dòng 3: sổ đơn vị không có")
    assert "sáu mươi" in fill(staff, rows).content.decode(), "as it was entered"


def test_a_file_that_is_too_large_is_the_only_fault_of_the_rows(staff, settings):
    settings.UPLOAD_MEGABYTES = 1
    told = summary(fill(staff, "", table=SimpleUploadedFile("a.csv", b"x" * 1_200_000)))
    assert "Tệp quá 1 MB." in told and told.count("<li>") == 1


def test_what_goes_back_to_be_changed_comes_back_whole_and_without_nul(staff):
    long = "Sắp xếp " * 200
    page = markup(fill(staff, step="edit", title=long, number="12\0NQ"))
    assert long.strip() in page and 'value="12NQ"' in page and "\0" not in page


def test_what_was_chosen_for_people_is_kept_while_the_form_is_changed(staff):
    keys = {n: str(hire(n, Role.WARD_OFFICER, "103").mandates.get().uuid) for n in ("a", "b", "c")}
    chosen = {f"right-{keys['a']}": "104", f"right-{keys['b']}": "ends"}
    for form in (fill(staff, SPLIT, "edit", **chosen), fill(staff, SPLIT, title="", **chosen)):
        carried = dict(re.findall(r'<input type="hidden" name="(right-[^"]+)" value="([^"]+)">', markup(form)))
        assert carried == chosen
    look = markup(fill(staff, SPLIT, **carried))
    assert look.count('value="104" selected') == 1 and look.count('value="ends" selected') == 1
    assert look.count(f'name="right-{keys["a"]}"') == 1


def test_a_day_that_has_come_is_pointed_out_before_it_is_too_late(staff, director):
    told = "thay đổi áp dụng ngay khi được quyết định và không rút lại được nữa"
    assert told not in said(fill(staff))
    assert told in said(fill(staff, on="04/04/2024")), "today"
    url = propose(staff, on="03/04/2024")
    assert "Ngày có hiệu lực 03/04/2024 đã đến" in said(director.get(url))
    decide(director, url)
    assert told not in said(director.get(url)), "it is over"


def test_a_list_comes_from_a_workbook_too_and_the_template_is_one(staff):
    for language in ("en", "vi"):
        staff.cookies["django_language"] = language
        form = staff.get("/sap-xep/mau.xlsx")
        assert form.headers["Content-Disposition"].startswith("attachment;")
        assert read_rearrangement(form.content, filename="mau.xlsx") == ()
    rows = [["Mã trước", "Mã sau", "Tên sau", "Loại sau", "Mã cấp trên sau", "Tỷ lệ"], ["101", "101", "Mới", "phường", "01"], [102, 101]]  # fmt: skip
    sent = SimpleUploadedFile("danh-sach.xlsx", workbook({"Danh sách": rows}))
    page = fill(staff, "không đọc", table=sent)
    assert "2 đơn vị kết thúc, 1 đơn vị bắt đầu" in said(page)


def test_a_split_asks_for_each_person_and_goes_where_it_was_said(staff, director):
    keys = {n: str(hire(n, Role.WARD_OFFICER, "103").mandates.get().uuid) for n in ("a", "b", "c")}
    html = markup(fill(staff, SPLIT))
    assert all(f'name="right-{key}"' in html for key in keys.values())
    url = propose(staff, SPLIT, **{f"right-{keys['a']}": "104"})
    page = markup(director.get(url))
    assert page.count("Chưa chọn</option>") == 3
    assert re.search(r'<option value="104" selected>phường Bốn \(104\)', page), "as proposed"
    missing = decide(director, url, **{f"right-{keys['b']}": "103", f"right-{keys['a']}": "104"})
    assert missing.status_code == 422
    assert "Tài khoản c (Cán bộ cấp xã, phường Ba) chưa có nơi chuyển đến." in said(missing)
    assert re.search(r'<option value="103" selected>', markup(missing)), "what was chosen is still chosen"
    chosen = {f"right-{keys['a']}": "104", f"right-{keys['b']}": "103", f"right-{keys['c']}": "ends"}
    assert decide(director, url, **chosen).status_code == 302
    now = Mandate.objects.filter(role=Role.WARD_OFFICER, valid_from=ON).values_list("user__username", "unit")
    assert sorted(now) == [("a", "104"), ("b", "103")]


def test_a_tick_ends_a_mandate_of_a_merger(staff, director):
    keys = {n: str(hire(n, Role.WARD_OFFICER, "101").mandates.get().uuid) for n in ("a", "b")}
    url = propose(staff, **{f"ends-{keys['a']}": "1"})
    assert f'name="ends-{keys["a"]}" value="1" checked' in markup(director.get(url))
    decide(director, url, **{f"ends-{keys['b']}": "1"})
    assert list(Mandate.objects.filter(valid_from=ON).values_list("user__username", flat=True)) == ["a"]


def test_a_decision_has_to_be_confirmed(staff, director):
    url = propose(staff)
    answer = director.post(url, {"act": "decide"})
    assert answer.status_code == 422
    assert "Xác nhận đã đối chiếu với văn bản." in said(answer)
    assert 'aria-describedby="confirm_error"' in markup(answer)
    assert Proposal.objects.get().state == "proposed"


def test_a_missing_tick_and_a_missing_choice_are_told_together_and_the_tick_is_kept(staff, director):
    hire("a", Role.WARD_OFFICER, "103")
    url = propose(staff, SPLIT)
    both = summary(director.post(url, {"act": "decide"}))
    assert "Xác nhận đã đối chiếu" in both and "Tài khoản a (" in both
    ticked = decide(director, url)
    assert "Xác nhận đã đối chiếu" not in summary(ticked) and "Tài khoản a (" in summary(ticked)
    assert re.search(r'id="confirm"[^>]* checked>', markup(ticked))
    assert not re.search(r'id="confirm"[^>]* checked>', markup(director.get(url)))


def test_refusing_and_withdrawing_have_their_reason_on_the_page(staff, director):
    first, second = propose(staff), propose(staff, SPLIT, number="13/NQ")
    assert director.post(first, {"act": "refuse", "reason": ""}).status_code == 422
    assert "Lý do: sai mã" in said(director.post(first, {"act": "refuse", "reason": "sai mã"}, follow=True))
    page = said(staff.post(second, {"act": "withdraw", "reason": "lập lại"}, follow=True))
    assert "đã rút lại" in page and "Lý do: lập lại" in page and "Danh sách trong đề nghị" in page
    assert "103 103 Ba phường 01 60% 103 104 Bốn phường 01 40%" in page
    third = propose(staff, number="14/NQ")
    decide(director, third)
    assert "Rút lại thay đổi này trước ngày 01/07/2024" in said(director.get(third))
    assert "Rút lại thay đổi này" not in said(staff.get(third))
    assert director.post(third, {"act": "withdraw", "reason": "hoãn"}).status_code == 302
    assert set(registry().units) == set(REGISTER.units)


def test_a_past_change_is_shown_and_no_longer_withdrawn(staff, director, monkeypatch):
    url = propose(staff)
    decide(director, url)
    hire("late", Role.WARD_OFFICER, "102")
    assert "được giao sau khi quyết định" in said(director.get(url))
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 7, 2, tzinfo=UTC))
    director = browser_of(User.objects.get(username="director.bac"))
    page = said(director.get(url))
    assert "đã có hiệu lực" in page and "Quá khứ chỉ đổi bằng một đề nghị sau" in page
    assert "còn ghi cho đơn vị đã kết thúc" in page
    refused = director.post(url, {"act": "withdraw", "reason": "x"})
    assert "Thay đổi đã có hiệu lực từ 01/07/2024." in said(refused)


def test_a_proposal_that_another_decision_overtook_says_why_it_waits_in_vain(staff, director):
    first, second = propose(staff), propose(staff, "102;106;Lại;phường;01", number="13/NQ")
    decide(director, first)
    page = director.get(second)
    assert "Hiện không thể quyết định đề nghị này" in said(page)
    assert 'value="decide"' not in page.content.decode()
    assert decide(director, second).status_code == 422
    assert director.post(second, {"act": "decide"}).status_code == 422, "nor without the tick"


def test_what_follows_a_parent_and_what_stays_is_counted_on_the_page(db):
    admin = browser_of(hire("admin", Role.ADMINISTRATOR))
    page = said(fill(admin, "02;01;Bắc Nam;tỉnh\n01;01"))
    assert "1 đơn vị bên dưới chuyển theo, giữ nguyên tên và mã" in page
    split = "01;01;Bắc;tỉnh\n01;03;Mới;tỉnh\n101;101;Một;phường;03\n102;102;Hai;phường;01\n103;103;Ba;phường;01"
    page = said(fill(admin, split))
    assert "2 đơn vị ghi trong danh sách là ở lại" in page
    assert "phường Một mã 101 Thành: phường Một 101 nay thuộc tỉnh Mới" in page


# -- who may see and do what --------------------------------------------------------------------------------------

ACTS = ("decide", "refuse", "withdraw", "other", "")


@pytest.mark.parametrize(
    ("role", "unit", "lists", "sees", "proposes"),
    [
        (Role.PROVINCIAL_STAFF, "01", True, True, True),
        (Role.PROVINCIAL_DIRECTOR, "01", True, True, False),
        (Role.ADMINISTRATOR, "", True, True, True),
        (Role.ADMINISTRATOR, "02", True, False, True),
        (Role.PROVINCIAL_STAFF, "02", True, False, True),
        (Role.WARD_COMMANDER, "101", False, False, False),
        (Role.MINISTRY_ANALYST, "", False, False, False),
        ("", "", False, False, False),
    ],
)
def test_each_address_is_for_those_within_scope_and_missing_for_the_others(role, unit, lists, sees, proposes, staff):
    url = propose(staff)
    person = browser_of(hire("somebody", role, unit))
    assert person.get("/sap-xep/").status_code == (200 if lists else 404)
    assert (ACT["number"] in person.get("/sap-xep/").content.decode()) is sees
    assert person.get(NEW).status_code == (200 if proposes else 404)
    assert fill(person).status_code in ((200, 422) if proposes else (404,))
    for address in (url, f"{url}van-ban/"):
        assert person.get(address).status_code == (200 if sees else 404)
    if not sees:
        for act in ACTS:
            assert person.post(url, {"act": act, "confirm": "1", "reason": "x"}).status_code == 404
    assert person.get(f"/sap-xep/{uuid4()}/").status_code == 404
    assert Proposal.objects.get().state == "proposed"


def test_the_proposer_sees_no_way_to_decide_and_is_refused_one(staff):
    url = propose(staff)
    html = markup(staff.get(url))
    assert 'value="decide"' not in html and 'value="refuse"' not in html and 'value="withdraw"' in html
    assert decide(staff, url).status_code == 404


def test_strangers_are_sent_to_the_door(stranger, staff):
    url = propose(staff)
    for address in ("/sap-xep/", NEW, url, f"{url}van-ban/", "/sap-xep/mau.xlsx"):
        assert stranger.get(address).status_code == 302
    assert stranger.post(url, {"act": "decide"}).status_code == 302


# -- the text -----------------------------------------------------------------------------------------------------


def test_the_text_is_saved_and_never_shown_and_the_journal_knows(staff, director):
    url = propose(staff)
    answer = director.get(f"{url}van-ban/")
    assert answer.content == PDF
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''nq12.pdf"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.get(action="rearrangements.document_read").name == "director.bac"


def test_the_story_of_a_proposal_is_one_step_away_and_leads_back_to_it(staff, director):
    url = propose(staff)
    decide(director, url)
    (story,) = re.findall(r'href="(/nhat-ky/rearrangement/[^"]+)"', director.get(url).content.decode())
    page = said(director.get(story))
    assert "đề nghị sắp xếp đơn vị theo 12/NQ-HĐND, từ ngày 01/07/2024" in page
    assert "quyết định sắp xếp đơn vị theo 12/NQ-HĐND" in page
    assert "Nhật ký việc sắp xếp theo 12/NQ-HĐND Nhật ký của việc sắp xếp theo 12/NQ-HĐND" in page
    assert f'href="{url}"' in director.get(story).content.decode()
    commander = browser_of(hire("reader", Role.PROVINCIAL_DIRECTOR, "02"))
    assert commander.get(story).status_code == 404


def test_the_story_of_a_unit_tells_how_it_was_split_and_how_that_was_withdrawn(staff, director):
    url = propose(staff, SPLIT)
    decide(director, url)
    director.post(url, {"act": "withdraw", "reason": "hoãn"})
    other = propose(staff, MERGER, number="13/NQ")
    for code in ("103", "104"):
        if code == "104":
            decide(director, propose(staff, SPLIT, number="14/NQ"))
        page = said(director.get(f"/nhat-ky/unit/{code}/?on=2024-07-01"))
        for did in ("đề nghị sắp xếp đơn vị", "quyết định sắp xếp đơn vị", "rút lại sắp xếp đơn vị"):
            assert f"{did} theo 12/NQ-HĐND" in page, (code, did)
        assert "13/NQ" not in page, other
    assert "Nhật ký của phường Bốn (104)" in page
    assert browser_of(hire("nam", Role.PROVINCIAL_DIRECTOR, "02")).get("/nhat-ky/unit/103/").status_code == 404
    commander = browser_of(hire("ba", Role.WARD_COMMANDER, "103"))
    assert "12/NQ-HĐND" not in said(commander.get("/nhat-ky/unit/103/")), "a line of the province"


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"MZ...", b""])
def test_a_text_of_another_kind_is_refused_and_what_was_entered_stays(data, staff):
    answer = fill(staff, step="propose", document=attached(data))
    assert answer.status_code == 422
    assert "Xem trước đề nghị" in said(answer)
    assert ACT["title"] in answer.content.decode()
    assert not Proposal.objects.exists()


def test_what_people_write_is_text_and_never_markup(staff, director):
    bad = '<img src=x onerror=alert(1)>"'
    url = propose(staff, f"101;101;{bad};phường;01\n102;101", title=bad, issuer=bad)
    for page in (staff.get("/sap-xep/"), staff.get(url), director.get(url)):
        assert "<img" not in page.content.decode()
        assert "<img src=x" in said(page) or "alert(1)" in said(page)


def test_the_pages_speak_english_too(staff, director):
    url = propose(staff)
    director.cookies["django_language"] = "en"
    for address, told in (
        ("/sap-xep/", "One rearrangement waits for a decision"),
        (url, "On 1 July 2024: 2 units end, 1 begin"),
    ):
        assert told in said(director.get(address))


def test_a_page_asks_a_fixed_number_of_questions(director, staff, django_assert_max_num_queries):
    url = propose(staff)
    for number in range(5):
        hire(f"officer.{number}", Role.WARD_OFFICER, "101")
        propose(staff, SPLIT, number=f"{number}/NQ")
    with django_assert_max_num_queries(16):
        assert director.get(url).status_code == 200
    with django_assert_max_num_queries(12):
        assert director.get("/sap-xep/").status_code == 200
