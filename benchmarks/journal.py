"""A journal of a million lines on SQLite, and one act with and without its line."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from database import empty_database, load_units, queries
from timing import PROGRAM, in_turn, timed, turns

AT = datetime(2026, 7, 1, tzinfo=UTC)
SMALL = {"lines": 300, "acts": 3, "alone": 20, "only": ("70", "75")}
WITHOUT, WITH = "without its line", "with its line"
MOST_QUERIES, MOST_SECONDS = 2, 60
_BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def journal(
    rounds: int, *, lines: int = 1_000_000, acts: int = 200, alone: int = 2_000, only: tuple[str, ...] = ()
) -> None:
    """All lines by `kieumau verify`, start included; and what a line adds to the act it tells of."""
    with tempfile.TemporaryDirectory() as folder:
        file = empty_database(Path(folder), AT)
        seconds, _ = timed(lambda: fill(file, lines))
        print(f"{lines:,} journal lines on SQLite, {file.stat().st_size / 1e6:.0f} MB, made in {seconds:.0f} s")
        seconds, said = timed(verify)
        assert f"{lines:,}".replace(",", ".") in said, said
        print(f"  kieumau verify: {seconds:.1f} s (limit {MOST_SECONDS}): {said.splitlines()[0]}")
        load_units(AT, only)
        with_line, without = giving()
        asked = {WITHOUT: queries(without), WITH: queries(with_line)}
        assert 0 < asked[WITH] - asked[WITHOUT] <= MOST_QUERIES, asked
        rounds = max(rounds, acts)
        written = journal_lines()
        times = in_turn({WITHOUT: without, WITH: with_line}, rounds, check=lambda *_: None)
        assert journal_lines() - written == len(turns(rounds)), "each act with its line writes one, without it none"
        print(f"giving a role, at the end of that journal, {rounds} rounds in turn")
        for name, each in times.items():
            print(f"  {name:18} median {statistics.median(each) * 1000:5.2f} ms, {asked[name]} queries")
        more = statistics.median(a - b for a, b in zip(times[WITH], times[WITHOUT], strict=True))
        print(
            f"  the line adds {more * 1000:.2f} ms, the median of the differences (limit 2), and {asked[WITH] - asked[WITHOUT]} queries"
        )
        print(f"  writing a line, by itself: {statistics.median(write_lines(alone)) * 1000:.2f} ms (limit 2)")


def verify() -> str:
    return subprocess.run([PROGRAM, "verify"], check=True, stdout=subprocess.PIPE, text=True).stdout


def journal_lines() -> int:
    from kieumau.records.journal.models import Entry

    return Entry.objects.count()


def fill(file: Path, count: int) -> None:
    """As many sealed lines as an office of 500 writes in some years, put in at once and not by `write_line`."""
    from kieumau.records.journal.models import Entry

    fields = [f.column for f in Entry._meta.fields]
    with sqlite3.connect(file) as connection:
        marks = ", ".join("?" * len(fields))
        connection.executemany(f"INSERT INTO journal_entry ({', '.join(fields)}) VALUES ({marks})", _rows(count))
    connection.close()


def _rows(count: int) -> Iterator[tuple[Any, ...]]:
    from kieumau.records.journal.chain import START, Line, seal

    before = START
    for number in range(1, count + 1):
        who, whom = (f"0b1c2d3e-0000-4000-8000-{n:012}" for n in (number % 500, number % 700))
        line = Line(
            number,
            _BEGAN + timedelta(seconds=60 * number, microseconds=number % 1_000),
            "accounts.mandate_given",
            who,
            f"can.bo.{number % 500}",
            "administrator",
            f"10.0.{number % 4}.{number % 250}",
            f"account:{whom}",
            f"{number % 3_321:05}",
            json.dumps({"from": "2025-07-01", "reason": "Quyết định số 12/QĐ-CAT", "role": "appraiser", "until": None}),
        )
        before = seal(before, line)
        yield (line.number, line.at.strftime("%Y-%m-%d %H:%M:%S.%f"), *line[2:], before)


def giving() -> tuple[Callable[[], object], Callable[[], object]]:
    """Giving a role for a ward, with its line and without."""
    from kieumau.records.accounts.acting import Acting
    from kieumau.records.accounts.mandates import rows
    from kieumau.records.accounts.mandates.actions import give_mandate
    from kieumau.records.accounts.people.actions import open_account_at_terminal
    from kieumau.records.accounts.roles import Role
    from kieumau.records.journal.actors import operator

    people = [
        open_account_at_terminal(
            username=name, full_name=name, role=role, unit="", on=date(2026, 1, 1), by=operator(AT)
        )
        for name, role in (("quan.tri", Role.ADMINISTRATOR), ("hoi.dong", Role.COUNCIL_MEMBER))
    ]
    days = iter(range(100_000))

    def give() -> None:
        day = date(2027, 1, 1) + timedelta(days=next(days))
        give_mandate(
            account_uuid=people[1].uuid, role=Role.APPRAISER, unit="25195", valid_from=day,
            valid_until=day + timedelta(days=1), by=Acting(people[0], AT, AT.date(), "127.0.0.1"),
        )  # fmt: skip

    def give_untold() -> None:
        with patch.object(rows, "write_line", lambda *_, **__: None):
            give()

    return give, give_untold


def write_lines(count: int) -> list[float]:
    """The seconds that each of so many lines took by itself, inside one transaction."""
    from django.db import transaction

    from kieumau.records.journal.actions import write_line
    from kieumau.records.journal.actors import operator

    by, taken = operator(AT), []
    with transaction.atomic():
        for number in range(count):
            start = time.perf_counter()
            write_line("territory.shares_recorded", by=by, about="register", details={"shares": number, "source": "a"})
            taken.append(time.perf_counter() - start)
    return taken
