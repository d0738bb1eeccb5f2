"""Who may do what, for which unit, on which day: roles given, ended, handed over, and what they reach through mergers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import TERMINAL, at_work, give, hire
from kieumau.engine.territory.units import OPEN
from kieumau.records.accounts.access import NoAccountError, access_account, access_by_token, access_token
from kieumau.records.accounts.checks import AccountError
from kieumau.records.accounts.links import LinkTokens
from kieumau.records.accounts.mandates import rows
from kieumau.records.accounts.mandates.actions import end_mandate, give_mandate, hand_over
from kieumau.records.accounts.models import Mandate, Token, User
from kieumau.records.accounts.people.actions import (
    close_account,
    make_link,
    open_account,
    open_account_at_terminal,
    reopen_account,
    take_away_factors,
)
from kieumau.records.accounts.queries import people, who_reaches
from kieumau.records.accounts.roles import LEVELS_OF, MAY, PERMISSION_WORDS, ROLE_WORDS, Permission, Role
from kieumau.records.accounts.scope import EVERYTHING, scope_of
from kieumau.records.accounts.tokens.actions import issue_token, revoke_token
from kieumau.records.accounts.tokens.scopes import PREFIX, digest_of
from kieumau.records.journal.models import Entry

READ, SEE, MANAGE = Permission.READ_RESULTS, Permission.SEE_PEOPLE, Permission.MANAGE_PEOPLE
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY, BEFORE, AFTER = date(2026, 3, 2), date(2024, 4, 4), date(2025, 7, 1)
TAN_DONG, BINH_PHUOC, DONG_NAI = "25198", "25195", "75"  # old ward; new ward it is part of; province
OLD_PROVINCE, ELSEWHERE, WARD_BESIDE = "70", "79", "25210"


@pytest.fixture
def admin(viet_nam):
    return at_work(hire("quan-tri", Role.ADMINISTRATOR), NOW)


@pytest.fixture
def local_admin(viet_nam):
    return at_work(hire("quan-tri.75", Role.ADMINISTRATOR, DONG_NAI, since=AFTER), NOW)


def lines(action=""):
    return list(Entry.objects.filter(action__startswith=action).values_list("action", flat=True))


# -- what a mandate reaches ---------------------------------------------------------------------------------------

REACHED = [
    # role's unit, since, day asked about, unit asked about, reached?
    (BINH_PHUOC, AFTER, TODAY, BINH_PHUOC, True),
    (BINH_PHUOC, AFTER, TODAY, DONG_NAI, False),
    (BINH_PHUOC, AFTER, BEFORE, TAN_DONG, True),  # what the ward was made of
    (BINH_PHUOC, AFTER, BEFORE, BINH_PHUOC, True),  # the code meant Tân Phú then, which went into it as well
    (BINH_PHUOC, AFTER, BEFORE, OLD_PROVINCE, False),
    (BINH_PHUOC, BEFORE, TODAY, BINH_PHUOC, False),  # given for Tân Phú, which is no more
    (TAN_DONG, BEFORE, TODAY, BINH_PHUOC, False),  # the ward ended, and the role with it
    (TAN_DONG, BEFORE, BEFORE, TAN_DONG, False),
    (DONG_NAI, AFTER, TODAY, BINH_PHUOC, True),
    (DONG_NAI, AFTER, BEFORE, TAN_DONG, True),  # of a province that went into it
    (DONG_NAI, AFTER, BEFORE, OLD_PROVINCE, True),
    (DONG_NAI, AFTER, BEFORE, "689", True),  # Đồng Xoài's district level, which ended and has no successor
    (DONG_NAI, AFTER, TODAY, ELSEWHERE, False),
    (DONG_NAI, AFTER, BEFORE, ELSEWHERE, False),
    (OLD_PROVINCE, BEFORE, TODAY, BINH_PHUOC, False),
    ("", BEFORE, TODAY, ELSEWHERE, True),
]


@pytest.mark.parametrize(("unit", "since", "on", "asked", "reached"), REACHED)
def test_a_role_reaches_its_unit_and_all_below_it_and_what_they_were_before(viet_nam, unit, since, on, asked, reached):
    by = at_work(hire("a", Role.APPRAISER, unit, since=since), NOW)
    assert viet_nam.find(asked, on) is not None
    assert by.may(READ, asked, on) is reached


def test_a_role_that_has_ended_or_not_begun_reaches_nothing(viet_nam):
    user = hire("a")
    give(user, Role.APPRAISER, DONG_NAI, since=AFTER, until=TODAY)
    give(user, Role.APPRAISER, DONG_NAI, since=TODAY + timedelta(days=1))
    assert not at_work(user, NOW).units(READ)
    assert at_work(user, NOW - timedelta(days=1)).may(READ, BINH_PHUOC)
    assert at_work(user, NOW + timedelta(days=1)).may(READ, BINH_PHUOC)


def test_a_closed_account_reaches_nothing(viet_nam):
    user = hire("a", Role.MINISTRY_ANALYST)
    User.objects.filter(pk=user.pk).update(is_active=False)  # closed by another, after it was looked up
    assert not at_work(user, NOW).units(READ)


def test_each_role_does_what_the_table_says_and_nothing_else(viet_nam):
    for role in Role:
        unit = {"": "", "province": DONG_NAI, "commune": BINH_PHUOC}[LEVELS_OF[role][0]]
        by = at_work(hire(f"a.{role}".replace("_", "-"), role, unit, since=AFTER), NOW)
        for permission in Permission:
            assert by.may(permission) is (permission in MAY[role])
            assert by.may(permission, BINH_PHUOC) is (permission in MAY[role]), (role, permission)
    assert set(ROLE_WORDS) == set(LEVELS_OF) == set(MAY) == set(Role) and set(PERMISSION_WORDS) == set(Permission)


def test_the_units_of_all_days_are_those_of_the_days_between_changes(viet_nam):
    """Scopes are kept by the change before the day; a day inside the span must not differ from its first."""
    mandate = Mandate(role=Role.APPRAISER, unit=DONG_NAI, valid_from=AFTER, valid_until=OPEN)
    first, later = (scope_of(viet_nam, mandate, on=d, today=TODAY) for d in (AFTER, date(2026, 1, 1)))
    assert first == later and len(first.codes) == 96
    assert scope_of(viet_nam, Mandate(unit="", valid_from=AFTER), on=BEFORE, today=TODAY) == EVERYTHING


def test_asking_costs_two_queries_whatever_the_units_and_people(viet_nam, django_assert_num_queries):
    for n in range(30):
        hire(f"p{n:03}", Role.WARD_OFFICER, BINH_PHUOC, since=AFTER)
    for unit in (BINH_PHUOC, DONG_NAI, ""):
        user = hire(f"a.{unit or 'vn'}", Role.APPRAISER, unit, since=AFTER)
        with django_assert_num_queries(2):
            by = at_work(user, NOW)
            for day in (BEFORE, AFTER, TODAY):
                by.may(READ, BINH_PHUOC, day)


# -- accounts and roles -------------------------------------------------------------------------------------------


def open_one(by, **changes):
    asked = {
        "username": "can-bo.moi",
        "full_name": "Cán bộ mới",
        "role": Role.WARD_OFFICER,
        "unit": BINH_PHUOC,
        "valid_from": TODAY,
    }
    return open_account(**(asked | changes), by=by)


def test_an_account_opens_with_a_role_no_password_and_two_lines(admin):
    user = open_one(admin, reason="QĐ 12")
    mandate = user.mandates.get()
    assert not user.has_usable_password()
    assert (mandate.role, mandate.unit, mandate.valid_until, mandate.reason) == (
        "ward_officer",
        BINH_PHUOC,
        OPEN,
        "QĐ 12",
    )
    assert lines() == ["accounts.account_opened", "accounts.mandate_given"]
    line = Entry.objects.last()
    assert (line.name, line.role, line.unit, line.address) == ("quan-tri", "administrator", BINH_PHUOC, "127.0.0.1")


WRONG = [
    ({"username": "Ông A"}, "tên tài khoản gồm"),
    ({"username": "ab"}, "tên tài khoản gồm"),
    ({"username": "quan-tri"}, "đã có"),
    ({"username": " QUAN-TRI "}, "đã có"),
    ({"full_name": "  "}, "cần họ tên"),
    ({"email": "khong"}, "thư điện tử không đúng dạng"),
    ({"role": "superuser"}, "chọn một vai trò"),
    ({"unit": "99999"}, "không có mã"),
    ({"unit": TAN_DONG}, "không có đơn vị nào ngày 02/03/2026"),
    ({"unit": DONG_NAI}, "chỉ giữ cho cấp xã"),
    ({"role": Role.MINISTRY_ANALYST}, "chỉ giữ cho cả nước"),
    ({"valid_until": TODAY}, "ngày kết thúc phải sau"),
]


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_what_cannot_be_is_told_and_nothing_is_written(admin, changes, told):
    with pytest.raises(AccountError) as wrong:
        open_one(admin, **changes)
    assert told in wrong.value.said("vi") and wrong.value.said("en") != wrong.value.said("vi")
    assert User.objects.count() == 1 and not lines()


def test_everything_wrong_is_told_at_once(admin):
    with pytest.raises(AccountError) as wrong:
        open_one(admin, username="x", full_name="", email="y", role="z", unit="w")
    assert len(wrong.value.problems) == 5


def test_an_administrator_of_a_province_gives_roles_within_it_only(local_admin):
    open_one(local_admin)
    for unit in (ELSEWHERE, "", "00070"):
        with pytest.raises(NoAccountError):
            open_one(local_admin, username="khac", unit=unit, role=Role.APPRAISER)
    assert User.objects.filter(username="khac").count() == 0


@pytest.mark.parametrize("role", [r for r in Role if MANAGE not in MAY[r]])
def test_who_does_not_manage_people_opens_no_account(viet_nam, role):
    unit = {"": "", "province": DONG_NAI, "commune": BINH_PHUOC}[LEVELS_OF[role][0]]
    with pytest.raises(NoAccountError):
        open_one(at_work(hire("a.b", role, unit, since=AFTER), NOW))


def test_nobody_gives_ends_or_hands_over_a_role_of_his_own(admin):
    me = admin.user
    with pytest.raises(AccountError, match="tự giao"):
        give_mandate(account_uuid=me.uuid, role=Role.APPRAISER, unit=DONG_NAI, valid_from=TODAY, by=admin)
    with pytest.raises(NoAccountError):
        end_mandate(mandate_uuid=me.mandates.get().uuid, on=TODAY, by=admin)
    with pytest.raises(NoAccountError):
        make_link(account_uuid=me.uuid, by=admin)
    with pytest.raises(NoAccountError):
        close_account(account_uuid=me.uuid, by=admin)
    officer = open_one(admin)
    with pytest.raises(AccountError, match="không có tài khoản"):
        hand_over(mandate_uuid=officer.mandates.get().uuid, to_username=me.username, on=TODAY, by=admin)


def test_the_same_role_is_not_held_twice_on_one_day(admin):
    user = open_one(admin, valid_until=TODAY + timedelta(days=10))
    again = {"account_uuid": user.uuid, "role": Role.WARD_OFFICER, "unit": BINH_PHUOC, "by": admin}
    with pytest.raises(AccountError, match="đã giữ vai trò này"):
        give_mandate(**again, valid_from=TODAY + timedelta(days=9))
    give_mandate(**again, valid_from=TODAY + timedelta(days=10))
    assert user.mandates.count() == 2


def test_a_role_ends_on_its_day_and_what_was_before_stays(admin):
    user = open_one(admin)
    end_mandate(mandate_uuid=user.mandates.get().uuid, on=TODAY + timedelta(days=5), reason="QĐ 13", by=admin)
    assert at_work(user, NOW + timedelta(days=4)).may(READ, BINH_PHUOC)
    assert not at_work(user, NOW + timedelta(days=5)).may(READ, BINH_PHUOC)
    assert lines("accounts.mandate_e") == ["accounts.mandate_ended"]


@pytest.mark.parametrize("days", [-1, -400])
def test_a_role_does_not_end_in_the_past(admin, days):
    user = open_one(admin)
    with pytest.raises(AccountError, match="ngày kết thúc phải từ hôm nay"):
        end_mandate(mandate_uuid=user.mandates.get().uuid, on=TODAY + timedelta(days=days), by=admin)


def test_a_role_that_has_not_begun_is_taken_back_before_its_day(admin):
    user = open_one(admin, valid_from=TODAY + timedelta(days=30))
    end_mandate(mandate_uuid=user.mandates.get().uuid, on=TODAY + timedelta(days=30), by=admin)
    assert not at_work(user, NOW + timedelta(days=40)).mandates


def test_a_role_is_handed_over_on_a_day_and_neither_has_it_twice(admin):
    one, other = open_one(admin), open_one(admin, username="can-bo.khac", unit="25210")
    day = TODAY + timedelta(days=7)
    given = hand_over(mandate_uuid=one.mandates.get().uuid, to_username="CAN-BO.KHAC ", on=day, by=admin)
    assert (given.user, given.unit, given.valid_from, given.valid_until) == (other, BINH_PHUOC, day, OPEN)
    for after, who in ((6, one), (7, other)):
        has = [u for u in (one, other) if at_work(u, NOW + timedelta(days=after)).may(READ, BINH_PHUOC)]
        assert has == [who]


def test_the_line_of_a_role_for_a_unit_costs_its_two_queries_and_no_more(admin, monkeypatch):
    user = open_one(admin)

    def cost(day):
        with CaptureQueriesContext(connection) as asked:
            by, until = at_work(admin.user, NOW), day + timedelta(days=1)
            asking = {"role": Role.APPRAISER, "unit": WARD_BESIDE, "valid_from": day, "valid_until": until}
            give_mandate(account_uuid=user.uuid, **asking, by=by)
        return len(asked)

    told = cost(TODAY)
    monkeypatch.setattr(rows, "write_line", lambda *_, **__: None)
    assert told - cost(TODAY + timedelta(days=2)) == 2


def test_an_account_of_two_provinces_is_managed_only_by_who_manages_both(admin, local_admin):
    user = open_one(admin, role=Role.APPRAISER)
    give_mandate(account_uuid=user.uuid, role=Role.APPRAISER, unit=ELSEWHERE, valid_from=TODAY, by=admin)
    access_account(user.uuid, by=local_admin)  # he may see who works for his own ward
    with pytest.raises(NoAccountError):  # and not take over what the account holds elsewhere
        make_link(account_uuid=user.uuid, by=local_admin)
    with pytest.raises(NoAccountError):
        close_account(account_uuid=user.uuid, by=local_admin)
    make_link(account_uuid=user.uuid, by=admin)


def test_a_link_is_good_no_more_once_a_role_is_given_or_the_account_closed(admin, local_admin):
    user = open_one(admin)

    def good(link):
        return LinkTokens().check_token(User.objects.get(pk=user.pk), link.partition("-")[2])

    _, link = make_link(account_uuid=user.uuid, by=local_admin)
    assert good(link)
    give_mandate(account_uuid=user.uuid, role=Role.ADMINISTRATOR, unit="", valid_from=TODAY, by=admin)
    assert not good(link)
    _, link = make_link(account_uuid=user.uuid, by=admin)
    assert good(link)
    close_account(account_uuid=user.uuid, reason="nghỉ hưu", by=admin)
    assert not good(link)


def test_closing_and_opening_again_are_told_and_delete_nothing(admin):
    user = open_one(admin)
    for _ in range(2):
        close_account(account_uuid=user.uuid, reason="nghỉ hưu", by=admin)
    assert not User.objects.get(pk=user.pk).is_active and user.mandates.count() == 1
    reopen_account(account_uuid=user.uuid, by=admin)
    assert lines("accounts.account_") == [
        "accounts.account_opened",
        "accounts.account_closed",
        "accounts.account_reopened",
    ]


def test_a_lost_telephone_is_forgotten_by_who_manages_the_account_and_told(admin, local_admin):
    user = open_one(admin)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    key = signed_in_session(user)
    with pytest.raises(NoAccountError):
        take_away_factors(account_uuid=user.uuid, by=at_work(hire("a.b", Role.APPRAISER, DONG_NAI), NOW))
    take_away_factors(account_uuid=user.uuid, reason="mất máy", by=local_admin)
    assert not Authenticator.objects.filter(user=user).exists() and not Session.objects.filter(pk=key).exists()
    line = Entry.objects.last()
    assert (line.action, line.name, line.about) == (
        "accounts.factors_taken_away",
        "quan-tri.75",
        f"account:{user.uuid}",
    )
    with pytest.raises(NoAccountError):
        take_away_factors(account_uuid=local_admin.user.uuid, by=local_admin)


def signed_in_session(user):
    browser = Client()
    browser.force_login(user)
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=browser.session.session_key)
    return browser.session.session_key


def test_a_terminal_opens_the_first_administrator(viet_nam):
    user = open_account_at_terminal(
        username="quan-tri.1", full_name="Quản trị", role=Role.ADMINISTRATOR, unit="", on=TODAY, by=TERMINAL
    )
    assert not user.has_usable_password() and at_work(user, NOW).may(MANAGE, ELSEWHERE)
    assert Entry.objects.first().role == "operator"


# -- people -------------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(viet_nam):
    hire("phuong.bp", Role.WARD_OFFICER, BINH_PHUOC, since=AFTER)
    hire("phuong.cu", Role.WARD_OFFICER, TAN_DONG, since=BEFORE)  # a role that its ward left behind
    hire("tinh.75", Role.PROVINCIAL_STAFF, DONG_NAI, since=AFTER)
    hire("tinh.79", Role.PROVINCIAL_STAFF, ELSEWHERE, since=AFTER)
    hire("bo", Role.MINISTRY_ANALYST)
    hire("quan-tri", Role.ADMINISTRATOR)
    hire("khong-vai-tro")


SEEN = [
    (Role.WARD_COMMANDER, BINH_PHUOC, {"me", "phuong.bp", "phuong.cu"}),
    (Role.PROVINCIAL_STAFF, DONG_NAI, {"me", "phuong.bp", "phuong.cu", "tinh.75"}),
    (Role.PROVINCIAL_DIRECTOR, ELSEWHERE, {"me", "tinh.79"}),
    (Role.ADMINISTRATOR, "", {"me", "phuong.bp", "phuong.cu", "tinh.75", "tinh.79", "bo", "quan-tri"}),
    (Role.WARD_OFFICER, BINH_PHUOC, set()),
    (Role.MINISTRY_ANALYST, "", set()),
]


@pytest.mark.parametrize(("role", "unit", "seen"), SEEN)
def test_nobody_sees_people_of_units_outside_his_scope(staff, role, unit, seen):
    by = at_work(hire("me", role, unit, since=AFTER), NOW)
    assert {u.username for u, _ in people(by=by)} == seen
    for user in User.objects.all():
        try:
            access_account(user.uuid, by=by)
            reached = True
        except NoAccountError:
            reached = False
        assert reached is (user.username in seen | {"me"}), user.username


def test_of_a_person_with_roles_elsewhere_only_those_here_are_shown(staff):
    user = hire("hai-noi", Role.APPRAISER, BINH_PHUOC, since=AFTER)
    give(user, Role.APPRAISER, ELSEWHERE, since=AFTER)
    by = at_work(hire("me", Role.PROVINCIAL_STAFF, DONG_NAI, since=AFTER), NOW)
    assert {u.username: [m.unit for m in ms] for u, ms in people(by=by)}["hai-noi"] == [BINH_PHUOC]


def test_who_can_see_a_unit_names_ones_own_people_and_counts_the_others(staff, viet_nam):
    by = at_work(hire("me", Role.PROVINCIAL_STAFF, DONG_NAI, since=AFTER), NOW)
    named, others = who_reaches(viet_nam.get(BINH_PHUOC, TODAY), on=TODAY, by=by)
    assert {m.user.username for m, _ in named} == {"me", "phuong.bp", "tinh.75"}
    assert {role: count for (role, _), count in others.items()} == {Role.MINISTRY_ANALYST: 1, Role.ADMINISTRATOR: 1}
    named, _ = who_reaches(viet_nam.get(TAN_DONG, BEFORE), on=BEFORE, by=by)
    assert {m.user.username for m, _ in named} == {"me", "phuong.bp", "tinh.75"}  # whose role ended with it is not


def test_who_can_see_says_what_scope_gives_the_holder_of_a_part_reads_and_enters_nothing(viet_nam):
    split = next(u for u in viet_nam.units if u.level == "commune" and len(viet_nam.successors(u)) > 1)
    part = viet_nam.successors(split)[0].unit
    officer = hire("mot.phan", Role.WARD_OFFICER, part.code, since=AFTER)
    by = at_work(hire("quan.tri", Role.ADMINISTRATOR), NOW)
    told = {on: dict(who_reaches(u, on=on, by=by)[0]) for u, on in ((split, split.last_day), (part, TODAY))}
    may = {on: next(p for m, p in found.items() if m.user_id == officer.pk) for on, found in told.items()}
    assert may == {
        split.last_day: [Permission.READ_RESULTS],
        TODAY: [Permission.READ_RESULTS, Permission.ENTER_FIGURES],
    }
    one = at_work(officer, NOW)
    assert may[split.last_day] == [p for p in Permission if one.may(p, split.code, split.last_day)]


def test_listing_people_asks_as_often_for_a_hundred_as_for_ten(viet_nam, django_assert_num_queries):
    by_user = hire("me", Role.PROVINCIAL_STAFF, DONG_NAI, since=AFTER)
    for size in (10, 100):
        for n in range(size):
            hire(f"p{size}.{n:03}", Role.WARD_OFFICER, BINH_PHUOC, since=AFTER)
        with django_assert_num_queries(3):
            people(by=at_work(by_user, NOW))


# -- keys for machines --------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_only_its_digest_is_kept(admin):
    token, secret = issue_token(label="báo cáo", scopes=["people:read", "x"], days=30, by=admin)
    assert secret.startswith(PREFIX) and len(secret) > 45
    assert token.digest == digest_of(secret) and token.scopes == ["people:read"]
    assert secret not in str(Token.objects.values_list()) + str(Entry.objects.values_list())
    assert access_by_token(digest_of(secret), at=NOW) == token
    assert lines() == ["accounts.token_issued"]


def test_a_key_ends_with_its_day_its_revocation_or_its_account(admin):
    token, secret = issue_token(label="a", scopes=["people:read"], days=1, by=admin)
    digest = digest_of(secret)
    assert access_by_token(digest, at=NOW + timedelta(hours=23))
    assert access_by_token(digest, at=NOW + timedelta(hours=24)) is None
    User.objects.update(is_active=False)
    assert access_by_token(digest, at=NOW) is None
    User.objects.update(is_active=True)
    assert access_by_token(digest, at=NOW)
    for _ in range(2):
        revoke_token(token_uuid=token.uuid, by=admin)
    assert access_by_token(digest, at=NOW) is None
    assert lines("accounts.token_r") == ["accounts.token_revoked"]


def test_a_closed_accounts_keys_stay_revoked_when_it_is_opened_again(admin, local_admin):
    _, secret = issue_token(label="a", scopes=["people:read"], days=9, by=local_admin)
    close_account(account_uuid=local_admin.user.uuid, reason="đi xa", by=admin)
    reopen_account(account_uuid=local_admin.user.uuid, by=admin)
    assert access_by_token(digest_of(secret), at=NOW) is None


def test_a_key_is_reached_by_its_own_person_only(admin, local_admin):
    token, _ = issue_token(label="a", scopes=["people:read"], days=1, by=local_admin)
    with pytest.raises(NoAccountError):
        access_token(token.uuid, by=admin)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"label": " "}, "khóa cần một tên"),
        ({"scopes": ["all"]}, "chọn ít nhất một việc"),
        ({"days": 0}, "thời hạn từ 1 đến 365"),
        ({"days": 366}, "thời hạn từ 1 đến 365"),
    ],
)
def test_a_key_without_name_purpose_or_end_is_refused(admin, changes, told):
    with pytest.raises(AccountError, match=told):
        issue_token(**({"label": "a", "scopes": ["people:read"], "days": 9} | changes), by=admin)
    assert not Token.objects.exists()


def test_at_most_ten_keys_live_at_once(admin):
    asked = {"label": "a", "scopes": ["people:read"], "days": 9, "by": admin}
    for _ in range(10):
        token, _ = issue_token(**asked)
    with pytest.raises(AccountError, match="tối đa 10 khóa"):
        issue_token(**asked)
    revoke_token(token_uuid=token.uuid, by=admin)
    issue_token(**asked)
