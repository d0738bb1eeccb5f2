"""An erratum is not a change: a wrong past is put right by a decision, what it moves is told, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core.management.base import CommandError

from cast import AT, TERMINAL, at_work, hire
from errata import EVE, NUMBER, ON, RIGHT, RIGHT_AND_LATER, WRONG, load_units_of, proposed_erratum, same
from kieumau.config import clock
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Succession
from kieumau.engine.territory.errata import corrected, corrections, uncorrected
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.assessments.models import UnitVerdict
from kieumau.records.errata.access import NoErratumError, access_erratum
from kieumau.records.errata.actions import decide_erratum, refuse_erratum
from kieumau.records.errata.checks import ErratumError
from kieumau.records.errata.models import Erratum, ScopeMove
from kieumau.records.errata.queries import (
    before_and_after,
    dry_run,
    errata,
    errata_waiting,
    moves_told,
    registry_known,
)
from kieumau.records.indicators.figures.actions import record_figures
from kieumau.records.journal.models import Entry
from kieumau.records.territory.actions import load_register, record_shares
from kieumau.records.territory.models import AdminUnitRecord, ChangeRecord, RegisterLoad, SuccessionRecord
from kieumau.records.territory.queries import registry

BEFORE = datetime(2024, 4, 4, 7, tzinfo=UTC)
HALVES = WRONG.with_shares(Succession(NUMBER, "101", new, Fraction("0.5"), "population") for new in ("110", "210"))
READ, ENTER = Permission.READ_RESULTS, Permission.ENTER_FIGURES


@pytest.fixture(autouse=True)
def wrong_register(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    load_register(register=WRONG, fingerprint=uuid4().hex, source="test", by=TERMINAL)


@pytest.fixture
def admin():
    return at_work(hire("quan.tri", Role.ADMINISTRATOR))


@pytest.fixture
def north():
    return at_work(hire("can.bo.bac", Role.WARD_OFFICER, "110", since=ON))


@pytest.fixture
def south():
    return at_work(hire("can.bo.nam", Role.WARD_OFFICER, "210", since=ON))


@pytest.fixture
def erratum(monkeypatch):
    return proposed_erratum(monkeypatch)


# -- proposing ----------------------------------------------------------------------------------------------------


def test_another_past_is_proposed_as_an_erratum_and_nothing_changes_yet(monkeypatch, capsys):
    for _ in range(2):
        load_units_of(RIGHT_AND_LATER, monkeypatch)
        told = capsys.readouterr().out
        erratum = Erratum.objects.get()
        assert "ở 2 quan hệ kế thừa" in told and f"/dinh-chinh/{erratum.uuid}/" in told and "in 2 ways" in told
    assert same(registry(), WRONG)
    assert [e.action for e in Entry.objects.filter(about=erratum.about)] == ["errata.proposed"]
    assert [(c.way, c.article) for c in erratum.corrections] == [
        ((NUMBER, "101", "110"), "khoản 2 Điều 1"),
        ((NUMBER, "101", "210"), "khoản 2 Điều 1"),
    ]


def test_a_fresh_installation_just_loads(monkeypatch, capsys):
    for table in (SuccessionRecord, AdminUnitRecord, ChangeRecord, RegisterLoad):
        table.objects.all().delete()
    load_units_of(RIGHT, monkeypatch)
    assert "Loaded viet-nam: 7 units" in capsys.readouterr().out
    assert same(registry(), RIGHT) and not Erratum.objects.exists()


def test_units_that_differ_are_no_erratum_and_are_refused_as_before(monkeypatch):
    with pytest.raises(CommandError, match="đã ghi trong sổ, tệp mới không có hoặc ghi khác"):
        load_units_of(replace(WRONG, units=(*WRONG.units[1:], AdminUnit("01", "Tên khác", "tinh"))), monkeypatch)
    assert not Erratum.objects.exists()


def test_a_share_that_the_office_entered_is_no_difference(monkeypatch, capsys):
    record_shares(register=HALVES, fingerprint="halves", source="x", by=TERMINAL)
    load_units_of(WRONG, monkeypatch)
    assert "Loaded viet-nam: 0 units" in capsys.readouterr().out
    assert same(registry(), HALVES) and not Erratum.objects.exists()


def test_putting_right_and_back_is_the_register_that_was():
    found = corrections(WRONG, RIGHT)
    assert same(corrected(WRONG, found), RIGHT)
    assert same(uncorrected(RIGHT, found), WRONG)
    assert corrections(RIGHT, RIGHT) == ()


def test_a_newer_proposal_takes_the_place_of_one_that_waits(erratum, monkeypatch):
    other = replace(RIGHT, successions=(*RIGHT.successions[:2], Succession(NUMBER, "101", "210")))
    load_units_of(other, monkeypatch)
    assert list(Erratum.objects.order_by("pk").values_list("state", flat=True)) == ["superseded", "proposed"]
    assert Entry.objects.filter(action="errata.superseded", about=erratum.about).exists()


# -- what it moves ------------------------------------------------------------------------------------------------


def test_before_it_is_decided_it_says_which_figures_and_rights_move(erratum, admin, north, south):
    rows = tuple(Observation("101", month_period(2023, m), "order_violations", m) for m in (11, 12))
    record_figures(table=ObservationTable(rows, False), source="x", by=TERMINAL)
    effects = dry_run(erratum, by=admin)
    assert [(u.ground.unit.code, u.ground.lost, u.figures) for u in effects.units] == [("101", ("210",), 2)]
    told = {
        s.mandate.user.username: tuple(
            [u.code for u, _ in each] for each in (s.gained, s.lost, s.writes, s.writes_no_more)
        )
        for s in effects.scopes
    }
    assert told == {"can.bo.bac": ([], [], ["101"], []), "can.bo.nam": ([], ["101"], [], [])}
    assert same(registry(), WRONG)


def test_filed_verdicts_stay_and_those_of_the_successors_are_told_to_be_judged_again(erratum, admin, file_units):
    file_units([AdminUnit("101", "Một", "phuong")], on=EVE)
    file_units([AdminUnit("110", "Mới", "phuong"), AdminUnit("210", "Nam Mới", "phuong")], on=admin.on)
    effects = dry_run(erratum, by=admin)
    assert (effects.verdicts, effects.later_verdicts) == (1, 2)
    before = list(UnitVerdict.objects.order_by("pk").values())
    decided = decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    assert list(UnitVerdict.objects.order_by("pk").values()) == before
    assert list(decided.counted.values()) == [[0, 1]]


def test_what_is_told_is_what_scope_gives_afterwards(erratum, admin, north, south):
    assert south.may(READ, "101", EVE) and not north.may(ENTER, "101", EVE)
    decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    north, south = at_work(north.user), at_work(south.user)
    assert not south.may(READ, "101", EVE)
    assert north.may(READ, "101", EVE) and north.may(ENTER, "101", EVE)


# -- deciding -----------------------------------------------------------------------------------------------------


def test_deciding_puts_the_ways_right_and_what_was_known_stays_to_be_read(erratum, admin, monkeypatch, capsys):
    decided = decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    assert same(registry(), RIGHT)
    assert (decided.state, decided.decided_by) == ("decided", admin.user)
    before, after = before_and_after(Erratum.objects.get())
    assert same(before, WRONG) and same(after, RIGHT)
    assert same(registry_known(BEFORE), WRONG) and same(registry_known(AT), RIGHT)
    load_units_of(RIGHT_AND_LATER, monkeypatch)  # now what came later is loaded
    assert "Loaded viet-nam: 1 units" in capsys.readouterr().out
    assert same(registry(), RIGHT_AND_LATER)


def test_each_of_two_errata_keeps_what_was_known_before_it(erratum, admin, monkeypatch):
    first = decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    other = replace(RIGHT, successions=(*RIGHT.successions[:2], Succession(NUMBER, "101", "210")))
    load_units_of(other, monkeypatch)
    later = at_work(admin.user, AT + timedelta(days=1))
    second = decide_erratum(erratum_uuid=Erratum.objects.get(state="proposed").uuid, by=later)
    for each, (before, after) in ((first, (WRONG, RIGHT)), (second, (RIGHT, other))):
        was, now = before_and_after(each)
        assert same(was, before) and same(now, after)
    for moment, known in ((BEFORE, WRONG), (AT + timedelta(hours=1), RIGHT), (later.at, other)):
        assert same(registry_known(moment), known)


def test_whoever_reaches_other_units_is_told(erratum, admin, north, south):
    decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    assert ScopeMove.objects.count() == 2
    ((told, moves),) = moves_told(south)
    assert told == erratum and [m.lost for m in moves] == [[["101", EVE.isoformat()]]]
    assert moves_told(admin) == []
    lines = Entry.objects.filter(about=erratum.about).order_by("number")
    assert [(e.action, e.unit) for e in lines] == [
        ("errata.proposed", ""),
        ("errata.decided", ""),
        ("errata.unit_corrected", "110"),
        ("errata.unit_corrected", "210"),
    ]
    assert Entry.objects.filter(action="errata.scope_moved", about=south.user.about, unit="210").exists()


def test_deciding_takes_every_unit_that_is_touched(erratum, north, admin):
    """Who has one of the two provinces reads of it and does not decide; a stranger to both does not find it."""
    director = at_work(hire("lanh.dao", Role.PROVINCIAL_DIRECTOR, "01"))
    for by in (director, north):
        assert access_erratum(erratum.uuid, by=by) == erratum and errata(by=by) == [erratum]
        assert errata_waiting(by) == []
        with pytest.raises(NoErratumError):
            decide_erratum(erratum_uuid=erratum.uuid, by=by)
        with pytest.raises(NoErratumError):
            refuse_erratum(erratum_uuid=erratum.uuid, reason="x", by=by)
    nobody = at_work(hire("khong.vai.tro"))
    assert errata(by=nobody) == []
    with pytest.raises(NoErratumError):
        access_erratum(erratum.uuid, by=nobody)
    assert errata_waiting(admin) == [erratum]
    assert same(registry(), WRONG)


def test_it_is_decided_once(erratum, admin):
    decide_erratum(erratum_uuid=erratum.uuid, by=admin)
    for deed in (
        lambda: decide_erratum(erratum_uuid=erratum.uuid, by=admin),
        lambda: refuse_erratum(erratum_uuid=erratum.uuid, reason="x", by=admin),
    ):
        with pytest.raises(ErratumError, match="đính chính này đã đính chính"):
            deed()


def test_what_is_recorded_otherwise_since_is_not_overwritten(erratum, admin):
    record_shares(register=HALVES, fingerprint="halves", source="x", by=TERMINAL)
    with pytest.raises(ErratumError, match="101 sang 210 theo 7/NQ nay đã ghi khác lúc đề nghị"):
        decide_erratum(erratum_uuid=erratum.uuid, by=admin)


def test_a_refused_erratum_is_not_proposed_again(erratum, admin, monkeypatch):
    with pytest.raises(ErratumError, match="cần ghi lý do"):
        refuse_erratum(erratum_uuid=erratum.uuid, reason=" ", by=admin)
    refuse_erratum(erratum_uuid=erratum.uuid, reason="chờ đối chiếu", by=admin)
    with pytest.raises(CommandError, match=r"đã bị từ chối ngày 04/04/2024\. Lý do: chờ đối chiếu"):
        load_units_of(RIGHT, monkeypatch)
    assert Erratum.objects.count() == 1 and same(registry(), WRONG)


# -- at the terminal ----------------------------------------------------------------------------------------------


def test_the_operator_accepts_only_where_no_account_may_decide(erratum, monkeypatch, capsys):
    hire("lanh.dao", Role.PROVINCIAL_DIRECTOR, "01")  # of one province: not for the country
    with pytest.raises(CommandError, match="cần ghi lý do"):
        load_units_of(RIGHT, monkeypatch, "--accept", " ")
    admin = hire("quan.tri", Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match=f"đã có quản trị viên cả nước.*\n/dinh-chinh/{erratum.uuid}/"):
        load_units_of(RIGHT, monkeypatch, "--accept", "x")
    admin.is_active = False
    admin.save()
    load_units_of(RIGHT, monkeypatch, "--accept", "Đã đối chiếu Nghị quyết 7")
    assert "Đã đính chính 2 quan hệ kế thừa." in capsys.readouterr().out
    assert same(registry(), RIGHT)
    kept = Erratum.objects.get()
    assert (kept.state, kept.decided_by, kept.reason) == ("decided", None, "Đã đối chiếu Nghị quyết 7")
    assert Entry.objects.get(action="errata.decided").role == "operator"
