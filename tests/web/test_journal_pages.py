"""The journal's pages: each line a sentence in two languages, and nobody reads what is not his."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import AT, at_work, give, hire, markup, said
from kieumau.engine.territory.names import name_order
from kieumau.records.accounts.journal_access import NoHistoryError, access_history, readable
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor, nobody, operator
from kieumau.records.journal.models import Entry
from kieumau.records.journal.queries import last_entry
from kieumau.records.journal.telling import known_actions
from kieumau.web.accounts.sessions import note_second_factor

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BINH_PHUOC, DONG_XOAI = "25195", "25210"  # two wards of Đồng Nai (75) since 01/07/2025
HA_NOI = "01"


def write(
    action: str = "accounts.mandate_given", *, by: User | None = None, role: str = "", at: datetime = NOW, **told: Any
) -> Entry:
    actor = Actor(str(by.uuid), by.username, role, "10.0.0.7", at) if by else operator(at)
    with transaction.atomic():
        return write_line(action, by=actor, **told)


def about(user: User) -> str:
    return f"account:{user.uuid}"


def browser(user: User) -> Client:
    """In which the person has signed in, with a second factor."""
    client = Client()
    client.force_login(user)
    session = client.session
    note_second_factor(session, True)
    session.save()
    return client


@pytest.fixture
def admin(db: None) -> User:
    return hire("quan.tri", Role.ADMINISTRATOR)


@pytest.fixture
def director(db: None) -> User:
    """Of Đồng Nai, all of today's wards below it."""
    return hire("lanh.dao", Role.PROVINCIAL_DIRECTOR, "75", since=date(2025, 7, 1))


@pytest.fixture
def officer(db: None) -> User:
    return hire("can.bo", Role.WARD_OFFICER, BINH_PHUOC, since=date(2025, 7, 1))


# -- who reads what -----------------------------------------------------------------------------------------------


def numbers(user: User, at: datetime = NOW) -> list[int]:
    return [e.number for e in readable(at_work(user, at))]


def test_who_reads_which_line(viet_nam, admin, director, officer):
    foreign = hire("ha.noi", Role.WARD_OFFICER, "00070", since=date(2025, 7, 1))
    commander = hire("chi.huy", Role.WARD_COMMANDER, DONG_XOAI, since=date(2025, 7, 1))
    lines = {
        "the register": write("territory.register_loaded", about="register"),
        "a ward's figures": write("indicators.figures_recorded", unit=BINH_PHUOC),
        "another ward's figures": write("indicators.figures_recorded", unit=DONG_XOAI),
        "a foreign province's figures": write("indicators.figures_recorded", unit=HA_NOI),
        "the officer signs in": write("accounts.signed_in", by=officer, about=about(officer)),
        "the foreign officer signs in": write("accounts.signed_in", by=foreign, about=about(foreign)),
        "the officer's role": write(by=admin, about=about(officer), unit=BINH_PHUOC),
        "the foreign officer's role": write(by=admin, about=about(foreign), unit="00070"),
        "a foreign account's role for a ward here": write(by=admin, about=about(foreign), unit=BINH_PHUOC),
        "the director's own act elsewhere": write("assessments.exported", by=director, unit=HA_NOI),
        "the officer exports": write("assessments.exported", by=officer, about="assessment:1"),
    }
    readers = {
        director: ["a ward's figures", "another ward's figures", "the officer signs in", "the officer's role", "the director's own act elsewhere"],
        commander: ["another ward's figures"],
        officer: ["the officer signs in", "the officer's role", "the officer exports"],
        foreign: ["the foreign officer signs in", "the foreign officer's role", "a foreign account's role for a ward here"],
        admin: list(lines),
    }  # fmt: skip
    names = {entry.number: name for name, entry in lines.items()}
    for user, expected in readers.items():
        assert [names[n] for n in numbers(user)] == [n for n in reversed(lines) if n in expected], user.username


def test_a_code_is_read_on_the_day_of_its_line(viet_nam, director):
    """25207 was a commune of Bình Phước that went on in Đồng Nai; a code that meant nothing on its day is nobody's."""
    before, after = datetime(2025, 6, 30, 16, 59, tzinfo=UTC), datetime(2025, 6, 30, 17, 0, tzinfo=UTC)
    old = "25198"  # phường Tân Đồng, until 01/07/2025
    write("indicators.figures_recorded", unit=old, at=before)  # 23:59 of 30/06 here
    write("indicators.figures_recorded", unit=old, at=after)  # midnight: the code means nothing any more
    write("indicators.figures_recorded", unit=BINH_PHUOC, at=after)
    assert numbers(director) == [3, 1]


def test_a_person_reads_only_on_the_days_of_his_mandate(viet_nam, officer):
    leader = hire("het.han", Role.PROVINCIAL_DIRECTOR, "75", since=date(2025, 7, 1), until=date(2026, 11, 23))
    write("indicators.figures_recorded", unit=BINH_PHUOC)
    assert numbers(leader, NOW - timedelta(days=1)) == [1]
    assert numbers(leader, NOW) == []


def test_whose_last_role_here_ended_is_told_until_he_holds_another_elsewhere(viet_nam, director):
    gone = hire("da.nghi", Role.WARD_OFFICER, BINH_PHUOC, since=date(2025, 7, 1), until=date(2026, 1, 1))
    write("accounts.signed_in", by=gone, about=about(gone))
    assert numbers(director) == [1]
    give(gone, Role.WARD_OFFICER, "00070", since=date(2026, 1, 1))
    assert numbers(director) == []


def test_missing_and_forbidden_stories_sound_the_same(viet_nam, admin, director, officer):
    foreign = hire("ha.noi", Role.WARD_OFFICER, "00070", since=date(2025, 7, 1))
    write("accounts.signed_in", by=foreign, about=about(foreign))
    write("indicators.figures_recorded", unit=HA_NOI)
    write("assessments.filed", about="assessment:1")
    forbidden = [f"account/{foreign.uuid}", f"unit/{HA_NOI}", "assessment/1"]
    missing = ["account/x", "account/00000000-0000-0000-0000-000000000000", "unit/99999", "assessment/2", "x/y/z", "x"]
    pages = {path: browser(director).get(f"/nhat-ky/{path}/") for path in forbidden + missing}
    assert {path: r.status_code for path, r in pages.items()} == dict.fromkeys(pages, 404)
    assert len({said(r) for r in pages.values()}) == 1
    for path in forbidden:
        assert browser(admin).get(f"/nhat-ky/{path}/").status_code == 200


def test_an_object_within_scope_has_a_story_before_its_first_line(viet_nam, director, officer):
    for of in ({"unit": BINH_PHUOC}, {"account": str(officer.uuid), "about": about(officer)}):
        assert list(access_history(**of, by=at_work(director, NOW))) == []
    with pytest.raises(NoHistoryError):
        access_history(unit=BINH_PHUOC, by=at_work(officer, NOW))


def test_a_stranger_is_sent_to_sign_in(stranger):
    for path in ("/nhat-ky/", "/nhat-ky/unit/75/", "/nhat-ky/register/"):
        assert stranger.get(path).status_code == 302


# -- pages --------------------------------------------------------------------------------------------------------


def test_the_story_of_an_account_in_words(viet_nam, admin, director):
    new = hire("moi.den", Role.APPRAISER, "75", since=date(2025, 7, 1))
    details = {
        "username": new.username,
        "role": "appraiser",
        "from": "2026-11-23",
        "until": None,
        "reason": "<b>QĐ</b>",
    }
    write(by=admin, role="administrator", about=about(new), unit="75", details=details)
    page = browser(director).get(f"/nhat-ky/account/{new.uuid}/")
    assert "Nhật ký của tài khoản moi.den" in said(page)
    assert (
        "23/11/2026 15:00 quan.tri (Quản trị viên) giao vai trò Người thẩm định cho moi.den, "
        "phạm vi thành phố Đồng Nai (75), từ 23/11/2026, chưa định ngày kết thúc. Lý do: <b>QĐ</b>."
    ) in said(page)
    assert b"<b>" not in page.content


def test_the_list_is_narrowed_by_unit_account_action_and_days(viet_nam, admin, officer):
    write("territory.register_loaded", at=NOW - timedelta(days=2), about="register")
    write("accounts.signed_in", by=officer, about=about(officer), at=NOW - timedelta(days=1))
    write("indicators.figures_recorded", by=officer, unit=BINH_PHUOC)
    write(by=admin, about=about(officer), unit=BINH_PHUOC)

    def found(**asked: str) -> list[int]:
        return [row.number for row in browser(admin).get("/nhat-ky/", asked).context["rows"]]

    for asked, expected in [
        ({}, [4, 3, 2, 1]),
        ({"unit": BINH_PHUOC}, [4, 3]),
        ({"account": " Can.Bo "}, [4, 3, 2]),
        ({"account": "khong.co"}, []),
        ({"action": "accounts.signed_in"}, [2]),
        ({"since": "22/11/2026"}, [4, 3, 2]),
        ({"until": "2026-11-22"}, [2, 1]),
        ({"since": "2026-11-22", "until": "2026-11-22"}, [2]),
        ({"unit": BINH_PHUOC, "action": "indicators.figures_recorded"}, [3]),
        ({"since": "hôm qua"}, [4, 3, 2, 1]),
        ({"since": "0001-01-01"}, [4, 3, 2, 1]),
        ({"unit": "' OR 1=1 --\0"}, []),
    ]:
        assert found(**asked) == expected, asked
    for asked, wrong in [
        ("since=hôm qua", "“hôm qua” không phải là ngày"),
        ("since=2026-11-23&until=22/11/2026", "“Từ ngày” 23/11/2026 đứng sau “Đến hết ngày” 22/11/2026."),
        ("unit=99999", "Sổ đơn vị không có mã “99999”. Tìm theo tên ở trang Đơn vị."),
    ]:
        assert wrong in said(browser(admin).get(f"/nhat-ky/?{asked}"))
    assert 'role="alert"' not in browser(admin).get(f"/nhat-ky/?unit={BINH_PHUOC}").content.decode()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_actions_stand_in_the_order_of_the_readers_language(db, admin, language):
    client = browser(admin)
    client.cookies["django_language"] = language
    names = [name.said(language) for _, name in client.get("/nhat-ky/").context["actions"]]
    assert len(names) == len(known_actions()) and names == sorted(names, key=name_order)


HEADLINES = {
    "assessment/1": ({"rulebook": "x/1", "on": "2024-04-04"}, "Nhật ký của kết quả chấm theo x/1, tính đến 04/04/2024"),
    "trial/1": ({"rulebook": "x/1"}, "Nhật ký của lần chấm thử theo x/1"),
    "rearrangement/1": ({"number": "12/NQ"}, "Nhật ký của việc sắp xếp theo 12/NQ"),
    "register": ({}, "Nhật ký của sổ đơn vị"),
    "plan/1": ({}, "Nhật ký của plan 1"),
}


@pytest.mark.parametrize("path", HEADLINES)
def test_a_story_says_whose_it_is(path, admin):
    details, headline = HEADLINES[path]
    write("x.begun", about=path.replace("/", ":"), details=details)
    write("x.ended", about=path.replace("/", ":"))
    assert browser(admin).get(f"/nhat-ky/{path}/").context["headline"].vi == headline


def test_fifty_lines_a_page_and_an_address_that_stays_good(db, admin):
    for n in range(1, 106):
        write("territory.shares_recorded", details={"shares": n, "source": "a"})
    client, address, seen = browser(admin), "/nhat-ky/", []
    for expected in (range(105, 55, -1), range(55, 5, -1), range(5, 0, -1)):
        page = client.get(address)
        assert [r.number for r in page.context["rows"]] == list(expected)
        seen.append(address)
        address = f"/nhat-ky/?before={page.context['older']}"
    assert page.context["older"] is None
    before = [r.number for r in client.get(seen[1]).context["rows"]]
    write("territory.shares_recorded")
    assert [r.number for r in client.get(seen[1]).context["rows"]] == before
    for odd in ("x", "-1", "²", "9" * 30, "1.5", "\0"):
        assert len(client.get("/nhat-ky/", {"before": odd}).context["rows"]) == 50


def test_the_anchor_is_shown_to_who_may_read_the_journal(viet_nam, admin, director, officer):
    write(about="register")
    seal = last_entry().seal
    for user, shown in ((admin, True), (director, True), (officer, False)):
        text = said(browser(user).get("/nhat-ky/"))
        assert (" ".join(seal[i : i + 8] for i in range(0, 64, 8)) in text) is shown
        assert ("Dòng 1, 23/11/2026 15:00:00" in text) is shown


def test_the_pages_speak_english_wholly(viet_nam, admin):
    new = hire("moi.den")
    for action in known_actions():
        write(action, by=admin, role="administrator", about=about(new), details={"source": "x"})
    with transaction.atomic():
        write_line("accounts.locked_out", by=nobody(NOW, "10.0.0.9"))
    client = browser(admin)
    client.cookies["django_language"] = "en"
    text = said(client.get("/nhat-ky/"))
    assert "quan.tri (Administrator) signed out." in text
    assert not re.search(
        r"[ăâđêôơưạảãấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", text.lower().replace("tiếng việt", "")
    )


def test_a_page_asks_as_often_for_many_lines_as_for_few(viet_nam, admin, director, officer):
    costs: dict[str, list[int]] = {}
    for more in (1, 60):
        for _ in range(more):
            write("accounts.signed_in", by=officer, about=about(officer))
            write("indicators.figures_recorded", unit=BINH_PHUOC)
        for user in (admin, director, officer):
            client = browser(user)
            client.get("/nhat-ky/")  # the first page of a session notes when it began
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/nhat-ky/").status_code == 200
            costs.setdefault(user.username, []).append(len(asked))
    assert all(few == many <= 9 for few, many in costs.values()), costs


def test_it_is_told_at_once_where_a_page_holds_many_kinds_of_lines(viet_nam, admin):
    """An `about` of any shape leads to its story or nowhere; none stops the page."""
    shapes = ("register", "x:", ":", "a b:c", "account:no", "rearrangement:1/2", "é:1", AT.isoformat())
    for of in shapes:
        write("x.y", about=of)
    page = browser(admin).get("/nhat-ky/")
    assert len(page.context["rows"]) == len(shapes)
    for address in re.findall(r'class="story-link" href="([^"]+)"', markup(page)):
        assert browser(admin).get(address).status_code == 200, address
