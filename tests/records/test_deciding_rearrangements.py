"""The tree of units changes by a proposal of one person and a decision of another; rights move where people said."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, connection, transaction
from rearranging import AFTER, MERGER, ON, PDF, REGISTER, RENAME, SPLIT, TODAY, act, decide, held, lines, withdraw

from cast import TERMINAL, at_work, give, hire
from kieumau.engine.errors import KieuMauError, RegistryError
from kieumau.engine.indicators import Observation, ObservationTable, Period
from kieumau.engine.territory import OPEN, Change
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.territory.rearranging import rearrange
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import plain
from kieumau.records.accounts.models import Mandate
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.journal.models import Entry
from kieumau.records.rearrangements.access import NoProposalError, access_proposal
from kieumau.records.rearrangements.actions import (
    decide_rearrangement,
    propose_rearrangement,
    read_document,
    refuse_rearrangement,
)
from kieumau.records.rearrangements.checks import RearrangementError
from kieumau.records.rearrangements.documents import MOST_BYTES, AttachedDocument
from kieumau.records.rearrangements.models import Proposal, ProposalState
from kieumau.records.rearrangements.queries import dry_run, left_behind, proposals
from kieumau.records.territory import models as territory
from kieumau.records.territory.queries import registry

pytestmark = pytest.mark.usefixtures("two_provinces")


# -- proposing and deciding ---------------------------------------------------------------------------------------


def test_nothing_changes_until_another_person_decides(proposed, director):
    proposal = proposed(MERGER)
    assert set(registry().units) == set(REGISTER.units)
    decide(proposal, director)
    now = registry()
    assert set(now.units) == set(rearrange(REGISTER, act(), MERGER).after.units)
    assert now.changes["12/NQ"] == act()
    assert set(now.successions) == set(rearrange(REGISTER, act(), MERGER).after.successions)
    kept = Proposal.objects.get()
    assert (kept.state, kept.proposed_by.username, kept.decided_by.username) == ("decided", "staff.bac", "director.bac")


def test_shares_and_followers_are_written_as_the_engine_says(director):
    admin, other = (at_work(hire(n, Role.ADMINISTRATOR)) for n in ("admin.mot", "admin.hai"))
    provinces = [SuccessionRow("02", "01", "Bắc Nam", "tinh"), SuccessionRow("01", "01")]
    wards = [
        SuccessionRow("103", "103", "Ba", "phuong", "01", Fraction(3, 8)),
        SuccessionRow("103", "104", "Bốn", "phuong", "01"),
    ]
    ways = [*provinces, *wards]
    proposal = propose_rearrangement(change=act(), ways=ways, document=PDF, by=admin)
    decide(proposal, other)
    assert set(registry().units) == set(rearrange(REGISTER, act(), ways).after.units)
    assert registry().get("201", ON).parent == "01"
    assert {s.share for s in registry().successions} == {Fraction(1), Fraction(3, 8), None}


def test_nobody_decides_on_his_own_proposal():
    both = hire("both", Role.PROVINCIAL_STAFF, "01")
    give(both, Role.PROVINCIAL_DIRECTOR, "01")
    proposal = propose_rearrangement(change=act(), ways=MERGER, document=PDF, by=at_work(both))
    for deed in (
        lambda: decide(proposal, at_work(both)),
        lambda: refuse_rearrangement(proposal_uuid=proposal.uuid, reason="thôi", by=at_work(both)),
    ):
        with pytest.raises(RearrangementError, match="người đề nghị không tự quyết định"):
            deed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(decided_by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(state=ProposalState.DECIDED)
    assert set(registry().units) == set(REGISTER.units)


def test_refusing_takes_a_reason_and_ends_it(proposed, director):
    proposal = proposed(MERGER)
    with pytest.raises(RearrangementError, match="cần ghi lý do"):
        refuse_rearrangement(proposal_uuid=proposal.uuid, reason=" ", by=director)
    refused = refuse_rearrangement(proposal_uuid=proposal.uuid, reason="sai mã", by=director)
    assert (refused.state, refused.reason) == ("refused", "sai mã")
    for deed in (
        lambda: decide(proposal, director),
        lambda: refuse_rearrangement(proposal_uuid=proposal.uuid, reason="x", by=director),
        lambda: withdraw(proposal, at_work(refused.proposed_by)),
    ):
        with pytest.raises(RearrangementError, match="đề nghị này đã từ chối"):
            deed()


def test_a_proposal_is_looked_at_again_when_it_is_decided(proposed, director):
    first, second = proposed(MERGER), proposed([SuccessionRow("102", "106", "Lại", "phuong", "01", line=1)], "13/NQ")
    decide(first, director)
    with pytest.raises(RegistryError, match="102"):
        decide(second, director)
    assert Proposal.objects.get(pk=second.pk).state == ProposalState.PROPOSED
    assert "13/NQ" not in registry().changes


WRONG_ACTS = {
    "no number": (act(""), "thiếu số văn bản"),
    "no title": (Change("1", ON, plain(" "), "HĐND", TODAY), "thiếu trích yếu"),
    "no issuer": (Change("1", ON, plain("x"), "", TODAY), "thiếu cơ quan ban hành"),
    "issued tomorrow": (Change("1", ON, plain("x"), "HĐND", date(2024, 4, 5)), "ngày ban hành phải là hôm nay"),
    "no day of issue": (Change("1", ON, plain("x"), "HĐND"), "ngày ban hành phải là hôm nay"),
    "in force before it is issued": (act(on=date(2024, 4, 3)), "không trước ngày ban hành"),
    "an address that runs": (act(address="javascript:alert(1)"), "bắt đầu bằng https://"),
    "too long": (act("9" * 101), "số văn bản quá 100 ký tự"),
}


@pytest.mark.parametrize("case", WRONG_ACTS, ids=str)
def test_an_act_that_cannot_be_is_refused(case, staff):
    change, said = WRONG_ACTS[case]
    with pytest.raises(RearrangementError, match=said):
        propose_rearrangement(change=change, ways=MERGER, document=PDF, by=staff)


def docx(*names: str) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


DOCUMENTS = {
    "none": (None, "thiếu văn bản đính kèm"),
    "empty": (b"", "thiếu văn bản đính kèm"),
    "a page that calls itself PDF": (b"<html>", "không phải PDF hoặc DOCX"),
    "a workbook": (docx("xl/workbook.xml"), "không phải PDF hoặc DOCX"),
    "macros": (docx("word/document.xml", "word/vbaProject.bin"), "không phải PDF hoặc DOCX"),
    "half an archive": (docx("word/document.xml")[:40], "không phải PDF hoặc DOCX"),
    "too large": (b"%PDF-" + b"0" * MOST_BYTES, "quá 5 MB"),
}


@pytest.mark.parametrize("case", DOCUMENTS, ids=str)
def test_only_a_pdf_or_a_docx_is_attached(case, staff):
    data, said = DOCUMENTS[case]
    document = None if data is None else AttachedDocument("a.pdf", data)
    with pytest.raises(RearrangementError, match=said):
        propose_rearrangement(change=act(), ways=MERGER, document=document, by=staff)
    assert not Proposal.objects.exists()


def test_the_text_is_kept_as_it_was_sent_under_the_name_that_its_content_has(staff):
    sent = docx("word/document.xml")
    proposal = propose_rearrangement(
        change=act(), ways=MERGER, document=AttachedDocument("..\\..\\NQ 12.pdf", sent), by=staff
    )
    kept = read_document(proposal_uuid=proposal.uuid, by=staff)
    assert bytes(kept.document) == sent
    assert kept.document_name == "NQ 12.docx"
    assert kept.document_digest == AttachedDocument("", sent).digest
    (line,) = lines("rearrangements.document_read")
    assert (line.name, line.about) == ("staff.bac", f"rearrangement:{proposal.uuid}")


# -- who may ------------------------------------------------------------------------------------------------------

ABROAD = [SuccessionRow("101", "101", "Mới", "phuong", "01"), SuccessionRow("201", "101")]
AWAY = [SuccessionRow("103", "103", "Ba", "phuong", "02")]
PROVINCE = [SuccessionRow("01", "01", "Bắc Mới", "tinh")]


@pytest.mark.parametrize(
    ("role", "unit", "ways", "may"),
    [
        (Role.PROVINCIAL_STAFF, "01", MERGER, True),
        (Role.ADMINISTRATOR, "01", MERGER, True),
        (Role.ADMINISTRATOR, "", MERGER, True),
        (Role.ADMINISTRATOR, "", PROVINCE, True),
        (Role.ADMINISTRATOR, "", AWAY, True),
        (Role.PROVINCIAL_STAFF, "02", MERGER, False),
        (Role.PROVINCIAL_STAFF, "01", ABROAD, False),
        (Role.PROVINCIAL_STAFF, "01", AWAY, False),
        (Role.PROVINCIAL_STAFF, "01", PROVINCE, False),
        (Role.ADMINISTRATOR, "01", PROVINCE, False),
        (Role.PROVINCIAL_DIRECTOR, "01", MERGER, False),
        (Role.WARD_COMMANDER, "101", MERGER, False),
        (Role.MINISTRY_ANALYST, "", MERGER, False),
    ],
)
def test_who_proposes_reaches_every_unit_that_is_touched(role, unit, ways, may):
    person = at_work(hire("somebody", role, unit))
    if may:
        assert propose_rearrangement(change=act(), ways=ways, document=PDF, by=person).state == ProposalState.PROPOSED
    else:
        with pytest.raises((NoProposalError, RearrangementError)):
            propose_rearrangement(change=act(), ways=ways, document=PDF, by=person)
        assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("role", "unit", "sees", "decides"),
    [
        (Role.PROVINCIAL_DIRECTOR, "01", True, True),
        (Role.ADMINISTRATOR, "", True, True),
        (Role.PROVINCIAL_STAFF, "01", True, False),
        (Role.PROVINCIAL_DIRECTOR, "02", False, False),
        (Role.WARD_COMMANDER, "101", False, False),
        (Role.APPRAISER, "", False, False),
        ("", "", False, False),
    ],
)
def test_a_proposal_is_seen_and_decided_within_scope_only(role, unit, sees, decides, proposed):
    proposal = proposed(MERGER)
    person = at_work(hire("somebody", role, unit))
    assert [p.pk for p in proposals(by=person)] == [proposal.pk] * sees
    for uuid, allowed in ((proposal.uuid, sees), (uuid4(), False)):
        if allowed:
            assert access_proposal(uuid, by=person) == proposal
        else:
            with pytest.raises(NoProposalError):
                access_proposal(uuid, by=person)
    if decides:
        assert decide(proposal, person).state == ProposalState.DECIDED
    else:
        for deed in (
            lambda: decide(proposal, person),
            lambda: refuse_rearrangement(proposal_uuid=proposal.uuid, reason="x", by=person),
            lambda: withdraw(proposal, person),
        ):
            with pytest.raises(NoProposalError):
                deed()
        assert Proposal.objects.get().state == ProposalState.PROPOSED


def test_a_mandate_that_has_ended_decides_nothing(proposed):
    person = hire("gone", Role.PROVINCIAL_DIRECTOR, "01", until=TODAY)
    with pytest.raises(NoProposalError):
        decide(proposed(MERGER), at_work(person))


# -- rights -------------------------------------------------------------------------------------------------------


def test_in_a_merger_people_go_on_for_the_one_successor(proposed, director):
    hire("mot", Role.WARD_OFFICER, "101")
    hire("hai", Role.WARD_OFFICER, "102", until=date(2025, 1, 1))
    hire("ba", Role.WARD_OFFICER, "103")
    proposal = decide(proposed(MERGER), director)
    start = date(2020, 1, 1)
    assert held() == [
        ("ba", "103", start, OPEN),
        ("hai", "102", start, ON),
        ("hai", "101", ON, date(2025, 1, 1)),
        ("mot", "101", start, ON),
        ("mot", "101", ON, OPEN),
    ]
    moved = Mandate.objects.filter(valid_from=ON)
    assert {m.reason for m in moved} == {"12/NQ"}
    given = lines("accounts.mandate_given")
    assert sorted(line.about for line in given) == sorted(f"account:{m.user.uuid}" for m in moved)
    assert {line.name for line in given} == {"director.bac"}
    assert left_behind(registry(), proposal) == []


@pytest.mark.parametrize("taken_back", [False, True])
def test_who_serves_in_both_units_of_a_merger_serves_once_in_the_new_one(proposed, director, taken_back):
    person = hire("both", Role.WARD_OFFICER, "101", until=date(2025, 1, 1))
    give(person, Role.WARD_OFFICER, "102", since=date(2021, 1, 1))
    give(person, Role.WARD_COMMANDER, "102")
    before = held()
    proposal = decide(proposed(MERGER), director)
    assert [row for row in held() if row[2] == ON] == [("both", "101", ON, OPEN)]
    assert Mandate.objects.filter(role=Role.WARD_COMMANDER, unit="101", valid_from=ON).count() == 1
    if taken_back:
        Mandate.objects.filter(role=Role.WARD_OFFICER, valid_from=ON).update(valid_until=ON)
    withdraw(proposal, director)
    assert held() == ([(*row[:3], ON) for row in before] if taken_back else before)


def test_in_a_split_somebody_says_where_each_mandate_goes(proposed, director):
    people = {n: str(hire(n, Role.WARD_OFFICER, "103").mandates.get().uuid) for n in ("a", "b", "c")}
    proposal = proposed(SPLIT, rights={people["a"]: "104", people["b"]: "999"})
    with pytest.raises(RearrangementError) as refused:
        decide(proposal, director, {people["a"]: "104", people["c"]: "101"})
    assert [p.what.vi for p in refused.value.problems] == [
        f"tài khoản {n} (Cán bộ cấp xã, phường Ba) chưa có nơi chuyển đến." for n in ("b", "c")
    ]
    assert [row[1] for row in held()] == ["103"] * 3, "all or nothing"
    with pytest.raises(RearrangementError, match=r"b .*\n.*c "):
        decide(proposal, director)
    decide(proposal, director, {people["a"]: "104", people["b"]: "103", people["c"]: ""})
    assert [row[:2] for row in held() if row[3] == OPEN] == [("a", "104"), ("b", "103")]
    assert {row[0] for row in held() if row[3] == ON} == {"a", "b", "c"}


def test_a_mandate_may_end_with_its_unit_in_a_merger_too(proposed, director):
    mandate = hire("mot", Role.WARD_OFFICER, "101").mandates.get()
    decide(proposed(MERGER), director, {str(mandate.uuid): ""})
    assert held() == [("mot", "101", date(2020, 1, 1), ON)]


def test_a_unit_that_only_changes_its_name_or_code_keeps_its_people(proposed, director):
    officer = hire("ba", Role.WARD_OFFICER, "103")
    proposal = proposed(RENAME)
    run = dry_run(rearrange(registry(), proposal.change, proposal.ways), chosen={})
    assert (run.rights, run.going_on) == ((), 1)
    decide(proposal, director)
    assert held() == [("ba", "103", date(2020, 1, 1), OPEN)]
    assert at_work(officer, AFTER).may(Permission.READ_RESULTS, "105", ON)


def test_a_mandate_that_begins_after_the_day_begins_for_the_successor(proposed, director):
    """Its code is read on its own first day, when it means another unit, or none."""
    hire("mot", Role.WARD_OFFICER, "102", since=date(2024, 9, 1))
    hire("ba", Role.WARD_OFFICER, "103", since=date(2024, 9, 1))
    decide(proposed([*MERGER, *RENAME]), director)
    assert held() == [("ba", "105", date(2024, 9, 1), OPEN), ("mot", "101", date(2024, 9, 1), OPEN)]


def test_a_mandate_given_after_the_proposal_is_asked_about_at_the_decision(proposed, director):
    proposal = proposed(SPLIT)
    hire("late", Role.WARD_OFFICER, "103")
    with pytest.raises(RearrangementError, match="late"):
        decide(proposal, director)


def test_a_mandate_given_after_the_decision_is_named_as_left_behind(proposed, director):
    proposal = decide(proposed(MERGER), director)
    officer = hire("late", Role.WARD_OFFICER, "102")
    assert [r.mandate.user.username for r in left_behind(registry(), proposal)] == ["late"]
    assert not at_work(officer, AFTER).units(Permission.READ_RESULTS), "and gives nothing from the day on"


# -- figures and the journal --------------------------------------------------------------------------------------


def test_the_dry_run_counts_the_figures_of_units_that_end_each_once(proposed):
    years = [Period(date(y, 1, 1), date(y, 12, 31)) for y in (2022, 2023, 2024)]
    for value in (3, 4):  # the second is a correction
        rows = tuple(Observation("101", p, "cases", Fraction(value)) for p in years)
        record_figures(table=ObservationTable((*rows, Observation("103", years[0], "cases", Fraction(1)))), source="x", by=TERMINAL)  # fmt: skip
    run = dry_run(rearrange(registry(), act(), MERGER), chosen={})
    assert run.figures == {("101", date.min): (2, 1)}
    assert run.late_figures == 1


def test_the_journal_tells_each_act_with_its_units_and_person(proposed, director):
    proposal = decide(proposed([*MERGER, *RENAME]), director)
    for what, name, role in (("proposed", "staff.bac", "provincial_staff"), ("decided", "director.bac", "provincial_director")):  # fmt: skip
        (line,) = lines(f"rearrangements.{what}")
        details = json.loads(line.details)
        assert (line.name, line.role, line.unit, line.about) == (name, role, "01", f"rearrangement:{proposal.uuid}")
        assert (details["number"], details["on"], details["sha256"]) == ("12/NQ", "2024-07-01", PDF.digest)
        assert (details["ended"], details["begun"]) == (["101", "102", "103"], ["101", "105"])


def test_an_act_costs_few_questions_however_many_units_it_touches(proposed, director, django_assert_max_num_queries):
    proposal = proposed([*MERGER, *RENAME])
    person = at_work(director.user)
    with django_assert_max_num_queries(32):
        decide(proposal, person)


def test_what_is_refused_leaves_no_trace(proposed, director):
    proposal = proposed(MERGER)
    written = Entry.objects.count()
    with pytest.raises(KieuMauError):
        refuse_rearrangement(proposal_uuid=proposal.uuid, reason="", by=director)
    with pytest.raises(NoProposalError):
        decide_rearrangement(proposal_uuid=UUID(int=1), rights={}, by=director)
    assert Entry.objects.count() == written


# -- two at once --------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_decisions_on_one_unit_at_the_same_moment_are_one(proposed):
    """Each of two people decides on another proposal for the same ward: one is carried out, the other told why not."""
    sent = [proposed(MERGER), proposed([SuccessionRow("102", "106", "Lại", "phuong", "01", line=1)], "13/NQ")]
    people = [hire(name, Role.PROVINCIAL_DIRECTOR, "01") for name in ("one", "two")]

    def go(which: int) -> str:
        try:
            return decide(sent[which], at_work(people[which])).state
        except RegistryError:
            return "refused"
        finally:
            connection.close()

    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(go, (0, 1)))
    else:  # one connection to a database in memory: one after the other
        outcomes = [go(0), go(1)]
    assert sorted(outcomes) == ["decided", "refused"]
    assert Proposal.objects.filter(state=ProposalState.DECIDED).count() == territory.ChangeRecord.objects.count() == 1
    check_registry(registry())
