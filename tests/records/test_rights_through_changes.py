"""Rights when the tree of units changes: what moves with a ward, what ends with it, and what nobody gets by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cast import at_work, hire
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import OPEN, Change
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain
from kieumau.records.accounts.access import NoAccountError, access_account
from kieumau.records.accounts.checks import AccountError
from kieumau.records.accounts.mandates.actions import end_mandate, give_mandate, hand_over
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.people.actions import make_link
from kieumau.records.accounts.queries import people
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.rearrangements.access import NoProposalError
from kieumau.records.rearrangements.actions import decide_rearrangement, propose_rearrangement, withdraw_rearrangement
from kieumau.records.rearrangements.checks import RearrangementError
from kieumau.records.rearrangements.documents import AttachedDocument

TODAY, ON = date(2024, 4, 4), date(2024, 7, 1)
AFTER = datetime(2024, 8, 1, 3, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("two_provinces")
READ, MANAGE = Permission.READ_RESULTS, Permission.MANAGE_PEOPLE


@pytest.fixture
def north():
    return hire("qt.bac", Role.ADMINISTRATOR, "01")


def change(*ways, number="12/NQ", on=ON):
    """Proposed by one administrator of the country, decided by another."""
    one, other = (
        at_work(User.objects.filter(username=n).first() or hire(n, Role.ADMINISTRATOR)) for n in ("qt.mot", "qt.hai")
    )
    act = Change(number, on, plain("Sắp xếp"), "Quốc hội", TODAY)
    rows = [SuccessionRow(*each) for each in ways]
    proposal = propose_rearrangement(
        change=act, ways=rows, document=AttachedDocument("a.pdf", b"%PDF-1.7\n%%EOF"), by=one
    )
    return decide_rearrangement(proposal_uuid=proposal.uuid, by=other)


def test_a_ward_that_went_to_another_province_took_its_people_along(north):
    officer, other = hire("can.bo", Role.WARD_OFFICER, "101"), hire("quen", Role.WARD_OFFICER, "102")
    south = hire("qt.nam", Role.ADMINISTRATOR, "02")
    change(("101", "101", "Một", "phuong", "02"))
    by = at_work(north, AFTER)
    for to in (Permission.SEE_PEOPLE, MANAGE):
        with pytest.raises(NoAccountError):
            access_account(officer.uuid, by=by, to=to)
        access_account(officer.uuid, by=at_work(south, AFTER), to=to)
    with pytest.raises(NoAccountError):
        make_link(account_uuid=officer.uuid, by=by)
    with pytest.raises(NoAccountError):
        end_mandate(mandate_uuid=officer.mandates.get().uuid, on=by.on, by=by)
    for since in (date(2024, 6, 1), ON, by.on):  # nor by a day on which it was still his
        with pytest.raises(NoAccountError):
            give_mandate(account_uuid=other.uuid, role="ward_commander", unit="101", valid_from=since, by=by)
    assert officer.username not in {u.username for u, _ in people(by=by)}
    assert by.may(READ, "101", TODAY) is False and by.may(MANAGE, "101", TODAY) is True  # its past stays his to look up


def test_before_its_day_nobody_gives_roles_for_what_will_not_be_his(north):
    other = hire("quen", Role.WARD_OFFICER, "102")
    change(("101", "101", "Một", "phuong", "02"))
    by = at_work(north)
    give_mandate(account_uuid=other.uuid, role="ward_officer", unit="101", valid_from=TODAY, by=by)
    with pytest.raises(NoAccountError):
        give_mandate(account_uuid=other.uuid, role="ward_commander", unit="101", valid_from=ON, by=by)


def test_a_province_alone_does_not_take_back_a_ward_that_will_leave_it():
    staff, director = hire("tm.bac", Role.PROVINCIAL_STAFF, "01"), hire("gd.bac", Role.PROVINCIAL_DIRECTOR, "01")
    change(("101", "101", "Một", "phuong", "02"))
    act = Change("13/QĐ", ON + timedelta(days=1), plain("x"), "y", TODAY)
    document = AttachedDocument("a.pdf", b"%PDF-1.7\n%%EOF")
    for who in (staff, director):
        with pytest.raises((RearrangementError, NoProposalError)):
            propose_rearrangement(
                change=act,
                ways=[SuccessionRow("101", "101", "Một", "phuong", "01")],
                document=document,
                by=at_work(who),
            )


def test_a_role_is_handed_over_for_its_own_unit_and_not_for_whoever_has_its_code_now(north):
    officer, new = hire("can.bo", Role.WARD_OFFICER, "101"), hire("nguoi.moi", Role.WARD_OFFICER, "103")
    change(("101", "1010", "Gộp", "phuong", "01"), ("102", "1010"), ("201", "101", "Tư", "phuong", "02"))
    Mandate.objects.filter(user=officer).update(valid_until=OPEN)  # as one that nobody moved
    Mandate.objects.filter(user=officer, valid_from=ON).delete()
    by = at_work(north, AFTER)
    assert not by.may(MANAGE, "101")
    with pytest.raises(AccountError, match="không còn"):
        hand_over(mandate_uuid=officer.mandates.get().uuid, to_username="nguoi.moi", on=by.on, by=by)
    assert not at_work(new, AFTER).may(READ, "101")


def test_who_holds_the_role_already_does_not_get_it_twice(north):
    one, other = hire("can.bo", Role.WARD_OFFICER, "101"), hire("nguoi.moi", Role.WARD_OFFICER, "101")
    with pytest.raises(AccountError, match="đã giữ vai trò này"):
        hand_over(mandate_uuid=one.mandates.get().uuid, to_username=other.username, on=TODAY, by=at_work(north))


def test_a_role_that_goes_on_by_a_decided_change_is_ended_with_what_follows_it(north):
    officer = hire("can.bo", Role.WARD_OFFICER, "102")
    change(("101", "101", "Mới", "phuong", "01"), ("102", "101"))
    by = at_work(north)
    first, second = officer.mandates.order_by("valid_from")
    with pytest.raises(AccountError, match="tiếp tục từ ngày 01/07/2024"):
        end_mandate(mandate_uuid=first.uuid, on=TODAY, by=by)
    end_mandate(mandate_uuid=second.uuid, on=ON, by=by)
    end_mandate(mandate_uuid=first.uuid, on=TODAY, by=by)
    assert not at_work(officer).may(READ) and not at_work(officer, AFTER).may(READ)


def test_an_end_that_changes_nothing_is_refused(north):
    officer = hire("can.bo", Role.WARD_OFFICER, "102", until=ON)
    with pytest.raises(AccountError, match="đã có ngày kết thúc"):
        end_mandate(mandate_uuid=officer.mandates.get().uuid, on=ON, by=at_work(north))


def test_a_ward_does_not_become_a_province_by_one_row():
    commander = hire("chi.huy", Role.WARD_COMMANDER, "101")
    with pytest.raises((RegistryError, RearrangementError), match="không cùng cấp"):
        change(("101", "03", "Đông", "tinh", ""))
    assert [m.unit for m in commander.mandates.all()] == ["101"]


def test_withdrawing_puts_every_role_back_as_it_was():
    for name, unit in (("x.mot", "101"), ("x.hai", "102"), ("x.ba", "103")):
        hire(name, Role.WARD_OFFICER, unit)

    def held():
        rows = Mandate.objects.values_list("user__username", "unit", "valid_from", "valid_until")
        return {row for row in rows if row[2] < row[3] and row[0].startswith("x.")}

    before = held()
    merged = change(("101", "101", "Mới", "phuong", "01"), ("102", "101"), number="P1")
    renamed = change(("103", "105", "Khác", "phuong", "01"), number="P2")
    assert held() != before
    other = at_work(User.objects.get(username="qt.hai"))
    for each in (merged, renamed):
        withdraw_rearrangement(proposal_uuid=each.uuid, reason="thu hồi", by=other)
    assert held() == before
