"""A line goes with its act or not at all, cannot be changed by this program's database, and reads back as it was sealed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cast import AT
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor, nobody, operator
from kieumau.records.journal.append_only import SQL, UNDO
from kieumau.records.journal.chain import START, Line, faults, seal
from kieumau.records.journal.models import Entry
from kieumau.records.journal.queries import chain, count_entries, last_entry, story_of

HAND = Actor("0b1c2d3e-0000-4000-8000-000000000001", "quan.tri", "administrator", "10.0.0.7", AT)


def write(action: str = "accounts.mandate_given", *, by: Actor = HAND, **said: Any) -> Entry:
    with transaction.atomic():
        return write_line(action, by=by, **said)


@pytest.fixture
def append_only(db: None) -> None:
    """The triggers as the migration makes them, whatever this test database was left with."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for statement in (*UNDO[vendor], *SQL[vendor]):
            cursor.execute(statement)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="the journal is append-only"), transaction.atomic():
        yield


# -- one line an act ----------------------------------------------------------------------------------------------


def test_lines_are_numbered_from_one_and_each_is_sealed_to_the_one_before(db):
    first, second = write(about="account:1", unit="25198"), write("accounts.signed_in")
    assert [first.number, second.number] == [1, 2]
    rows = list(chain())
    assert [kept for _, kept in rows] == [first.seal, second.seal]
    assert first.seal == seal(START, rows[0][0])
    assert second.seal == seal(first.seal, rows[1][0])


def test_a_line_reads_back_as_it_was_written(db):
    details = {"role": "appraiser", "from": date(2024, 4, 4), "units": ["25198", "25195"], "of": UUID(int=7), "n": None}
    write(about="account:1", unit="25198", details=details)
    ((line, _),) = chain()
    said = '{"from": "2024-04-04", "n": null, "of": "00000000-0000-0000-0000-000000000007", "role": "appraiser", "units": ["25198", "25195"]}'
    assert line == Line(
        1,
        AT,
        "accounts.mandate_given",
        HAND.account,
        "quan.tri",
        "administrator",
        "10.0.0.7",
        "account:1",
        "25198",
        said,
    )
    assert last_entry().number == count_entries() == 1


WORDS = {
    "tone marks": "Ặng Ỗ Ữ đ – “Phường Tân Đồng”",
    "composed otherwise": "Ta\u0302n \u0110o\u0302\u0300ng",
    "beyond the first plane": "🙂 𠮷",
    "JSON's own signs": '"\\{}[],\n\t\x01\x7f',
    "SQL's own signs": "'; DROP TABLE journal_entry; -- %s %(a)s ?",
    "separators": "\u2028\u2029\u200b\ufeff",
}


@pytest.mark.parametrize("said", WORDS.values(), ids=WORDS)
def test_whatever_was_written_is_verified_afterwards(db, said):
    by = Actor(HAND.account, said, "administrator", "10.0.0.7", AT + timedelta(microseconds=999_999))
    write(by=by, about=f"account:{said}", unit=said, details={said: [said, {said: said}]})
    write()
    assert list(faults(chain())) == []
    assert next(chain())[0].name == said


def test_what_is_too_long_is_cut_before_it_is_sealed(db):
    long = "ặ" * 500
    write(by=Actor(HAND.account, long, "administrator", long, AT), about=long, unit=long, details={"reason": long})
    entry = last_entry()
    assert (len(entry.name), len(entry.address), len(entry.about), len(entry.unit)) == (60, 45, 120, 50)
    assert long in entry.details
    assert list(faults(chain())) == []


def test_the_terminal_and_a_stranger_are_hands_too(db):
    write(by=operator(AT))
    write("accounts.locked_out", by=nobody(AT, "2001:db8::1"))
    assert [(e.account, e.role, e.address) for e in Entry.objects.order_by("number")] == [
        ("", "operator", "terminal"),
        ("", "", "2001:db8::1"),
    ]


def test_a_line_costs_two_queries_whether_the_journal_is_short_or_long(db):
    costs = []
    for _ in range(2):
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            write_line("accounts.mandate_given", by=HAND, details={"reason": "x" * 2_000})
        costs.append(len(asked))
        for _ in range(30):
            write()
    assert costs == [2, 2]


def test_a_story_is_told_newest_first_of_an_object_a_unit_or_an_account(db):
    mine = HAND.account
    write(about="account:x", unit="25198")
    write(about=f"account:{mine}", by=operator(AT))
    write(about="trial:1", by=operator(AT), unit="25195")
    told = [({"about": "account:x"}, [1]), ({"unit": "25195"}, [3]), ({"account": mine}, [2, 1]), ({}, [])]
    for of, numbers in told:
        assert [e.number for e in story_of(**of)] == numbers, of


# -- with its act or not at all -----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError, match=r"accounts\.mandate_given"):
        write_line("accounts.mandate_given", by=HAND)
    assert count_entries() == 0


def test_a_line_goes_with_its_act_when_the_act_is_taken_back(db):
    write()

    def act_that_fails():
        with transaction.atomic():
            assert write_line("accounts.account_closed", by=HAND).number == 2
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert write("accounts.signed_in").number == 2
    assert [line.action for line, _ in chain()] == ["accounts.mandate_given", "accounts.signed_in"]
    assert list(faults(chain())) == []


# -- never changed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET name = 'khac' WHERE number = 1",
        "UPDATE journal_entry SET number = 7 WHERE number = 2",
        "DELETE FROM journal_entry WHERE number = 2",
        "DELETE FROM journal_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_line(append_only, statement):
    write()
    write()
    with refused(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert count_entries() == 2
    assert list(faults(chain())) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_postgresql_refuses_to_empty_the_journal(append_only):
    write()
    with refused(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE journal_entry")
    assert count_entries() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE")
def test_a_line_is_not_replaced_by_another_of_its_number(append_only):
    write()
    with refused(), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry")
    assert count_entries() == 1 and list(faults(chain())) == []


def test_our_own_code_is_refused_too(append_only):
    entry = write()
    for change in (entry.save, entry.delete, Entry.objects.update, Entry.objects.all().delete):
        with refused():
            change(**({"name": "khac"} if change == Entry.objects.update else {}))
    assert count_entries() == 1


def test_a_line_that_somebody_changed_behind_the_triggers_is_found(append_only):
    for _ in range(3):
        write()
    with connection.cursor() as cursor:
        for statement in UNDO[connection.vendor]:
            cursor.execute(statement)
        cursor.execute("UPDATE journal_entry SET name = 'khac' WHERE number = 2")
    assert [f.number for f in faults(chain())] == [2]
