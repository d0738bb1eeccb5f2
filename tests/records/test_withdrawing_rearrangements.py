"""A decided change is taken back until its day, and everything is as it was before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from rearranging import MERGER, ON, REGISTER, SPLIT, TODAY, act, decide, held, later, lines, withdraw

from cast import at_work, hire
from kieumau.engine.errors import RegistryError
from kieumau.engine.territory import OPEN
from kieumau.engine.territory.rearranging import rearrange
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain
from kieumau.records.accounts.access import access_account
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.queries import mandates_seen, people
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.journal.models import Entry
from kieumau.records.journal.telling import sentence
from kieumau.records.rearrangements.access import NoProposalError
from kieumau.records.rearrangements.checks import RearrangementError
from kieumau.records.rearrangements.models import Proposal, ProposalState
from kieumau.records.rearrangements.queries import dry_run, left_behind
from kieumau.records.territory import models as territory
from kieumau.records.territory.queries import registry

pytestmark = pytest.mark.usefixtures("two_provinces")


def test_a_proposal_is_withdrawn_by_who_made_it_only(proposed, staff, director):
    proposal = proposed(MERGER)
    with pytest.raises(NoProposalError):
        withdraw(proposal, director)
    assert withdraw(proposal, staff, "").state == ProposalState.WITHDRAWN
    with pytest.raises(RearrangementError, match="đã rút lại"):
        decide(proposal, director)


def test_withdrawing_a_future_change_puts_everything_back(proposed, director):
    hire("mot", Role.WARD_OFFICER, "101")
    hire("ba", Role.WARD_OFFICER, "103", until=date(2025, 1, 1))
    hire("moi", Role.WARD_OFFICER, "102", since=date(2024, 9, 1))
    before = held()
    (ba,) = Mandate.objects.filter(user__username="ba")
    proposal = proposed([*MERGER, *SPLIT], rights={str(ba.uuid): ""})
    decide(proposal, director)
    assert held() != before
    withdraw(proposal, director)
    assert held() == before
    assert set(registry().units) == set(REGISTER.units)
    assert (registry().changes, registry().successions) == ({}, ())
    assert territory.ChangeRecord.objects.count() == territory.SuccessionRecord.objects.count() == 0
    story = Entry.objects.filter(about=proposal.about).order_by("number").values_list("action", flat=True)
    assert list(story) == [f"rearrangements.{what}" for what in ("proposed", "decided", "withdrawn")]
    assert decide(proposed(MERGER), director).state == ProposalState.DECIDED, "the same act can be proposed anew"


def test_withdrawing_keeps_what_was_decided_about_a_mandate_in_between(proposed, director):
    for name in ("ended", "shorter", "kept", "refused"):
        hire(name, Role.WARD_OFFICER, "101")
    proposal = decide(proposed(MERGER), director)
    old = {m.user.username: m for m in Mandate.objects.filter(valid_until=ON)}
    new = {m.user.username: m for m in Mandate.objects.filter(valid_from=ON)}
    for mandate, until in ((old["ended"], date(2024, 5, 1)), (new["shorter"], date(2025, 1, 1)), (new["refused"], ON)):
        mandate.valid_until = until
        mandate.save()
    withdraw(proposal, director)
    start = date(2020, 1, 1)
    assert held() == [
        ("ended", "101", start, date(2024, 5, 1)),
        ("kept", "101", start, OPEN),
        ("refused", "101", start, ON),
        ("shorter", "101", start, date(2025, 1, 1)),
    ]


def test_what_a_withdrawn_change_left_is_neither_shown_nor_moved_again(proposed, director):
    """Each mandate that it had given was taken back before its first day: an empty span is nobody's any more."""
    admin = at_work(hire("admin.bac", Role.ADMINISTRATOR, "01"))
    users = [hire(name, Role.WARD_OFFICER, "103") for name in ("a", "b")]
    proposal = proposed(SPLIT)
    decide(proposal, director, {str(u.mandates.get().uuid): to for u, to in zip(users, ("103", "104"), strict=True)})
    withdraw(proposal, director)
    assert set(Mandate.objects.filter(valid_from=ON, valid_until=ON).values_list("unit", flat=True)) == {"103", "104"}

    again = rearrange(registry(), act("13/NQ", date(2024, 6, 1)), SPLIT)
    assert [r.mandate.unit for r in dry_run(again, chosen={}).rights] == ["103", "103"]
    for also_past in (True, False):
        seen = [[m.unit for m in mandates] for user, mandates in people(by=admin, held=also_past) if user in users]
        assert seen == [["103"], ["103"]]
    assert [m.unit for m in mandates_seen(users[0], by=admin)] == ["103"]
    assert access_account(users[1].uuid, by=admin, to=Permission.MANAGE_PEOPLE) == users[1], "104 means nothing now"

    second = proposed(SPLIT, "13/NQ", date(2024, 6, 1))
    decide(second, director, {r.key: "103" for r in dry_run(again, chosen={}).rights})
    assert Mandate.objects.filter(valid_from=date(2024, 6, 1)).count() == 2
    assert left_behind(registry(), second) == []


def test_whose_only_role_was_taken_back_is_still_found():
    admin = at_work(hire("admin.bac", Role.ADMINISTRATOR, "01"))
    user = hire("never", Role.WARD_OFFICER, "103", since=ON, until=ON)
    assert user not in dict(people(by=admin))
    assert user in dict(people(by=admin, held=False))
    assert access_account(user.uuid, by=admin, to=Permission.MANAGE_PEOPLE) == user


def test_a_line_keeps_the_name_of_a_unit_that_is_withdrawn(proposed, director):
    hire("mot", Role.WARD_OFFICER, "103")
    proposal = proposed(SPLIT)
    (mandate,) = Mandate.objects.filter(user__username="mot")
    decide(proposal, director, {str(mandate.uuid): "104"})
    withdraw(proposal, director)
    (given,) = [e for e in lines("accounts.mandate_given") if e.unit == "104"]
    told = sentence(given, on=TODAY, place_of=lambda code, on: plain(code))
    assert "phạm vi phường Bốn (104)" in told.vi


def test_a_change_is_withdrawn_until_its_day(proposed, director):
    proposal = decide(proposed(MERGER), director)
    with pytest.raises(RearrangementError, match="đã có hiệu lực từ 01/07/2024"):
        withdraw(proposal, later(director))
    eve = datetime(2024, 6, 30, 16, 59, tzinfo=UTC)  # one minute before midnight here
    assert withdraw(proposal, later(director, eve)).state == ProposalState.WITHDRAWN


def test_a_change_that_a_later_one_builds_on_is_not_withdrawn(proposed, director):
    first = decide(proposed(MERGER), director)
    second = decide(proposed([SuccessionRow("101", "107", "Nữa", "phuong", "01")], "13/NQ", date(2024, 9, 1)), director)
    with pytest.raises(RegistryError, match="Rút lại 13/NQ trước"):
        withdraw(first, director)
    assert Proposal.objects.get(pk=first.pk).state == ProposalState.DECIDED
    withdraw(second, director)
    withdraw(first, director)
    assert set(registry().units) == set(REGISTER.units)


@pytest.mark.parametrize("unit", ["101", "104"])
def test_a_mandate_given_for_a_new_unit_stands_in_the_way_and_is_named(unit, proposed, director):
    proposal = decide(proposed([*MERGER, *SPLIT]), director)
    mandate = hire("early", Role.WARD_OFFICER, unit, since=ON).mandates.get()
    with pytest.raises(RearrangementError, match=r"early đã được giao vai trò Cán bộ cấp xã cho phường"):
        withdraw(proposal, director)
    mandate.valid_until = mandate.valid_from
    mandate.save()
    assert withdraw(proposal, director).state == ProposalState.WITHDRAWN


def test_a_mandate_for_a_unit_that_would_have_changed_its_name_stands_in_nobodys_way(proposed, director):
    proposal = decide(proposed([SuccessionRow("103", "103", "Khác", "phuong", "01")]), director)
    hire("early", Role.WARD_OFFICER, "103", since=ON)
    withdraw(proposal, director)
    assert held() == [("early", "103", ON, OPEN)]


def test_withdrawing_a_decided_change_takes_a_reason_and_the_right_to_decide(proposed, staff, director):
    proposal = decide(proposed(MERGER), director)
    with pytest.raises(RearrangementError, match="cần ghi lý do"):
        withdraw(proposal, director, " ")
    with pytest.raises(NoProposalError):
        withdraw(proposal, staff)
    assert registry().find("102", ON) is None
