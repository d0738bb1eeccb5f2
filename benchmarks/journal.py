"""A journal of a million lines on SQLite, and one act with and without its line."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

LINES = 1_000_000
_BEGAN = datetime(2024, 1, 1, tzinfo=UTC)


def database(folder: Path) -> Path:
    """An empty one, as this process and the commands it starts will use it."""
    file = folder / "kieumau.sqlite3"
    os.environ |= {
        "KIEUMAU_HOME": str(folder),
        "KIEUMAU_DATABASE": str(file),
        "DJANGO_SETTINGS_MODULE": "kieumau.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return file


def fill(file: Path, count: int = LINES) -> None:
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


def acts() -> tuple[Callable[[], object], Callable[[], object]]:
    """Giving a role for a ward, with its line and without."""
    from kieumau.engine.territory.register_files import fingerprint, read_register
    from kieumau.records.accounts.acting import Acting
    from kieumau.records.accounts.mandates import rows
    from kieumau.records.accounts.mandates.actions import give_mandate
    from kieumau.records.accounts.people.actions import open_account_at_terminal
    from kieumau.records.accounts.roles import Role
    from kieumau.records.journal.actors import operator
    from kieumau.records.territory.actions import load_register

    at = datetime(2026, 7, 1, tzinfo=UTC)
    load_register(register=read_register(), fingerprint=fingerprint(), source="viet-nam", by=operator(at))
    people = [
        open_account_at_terminal(
            username=name, full_name=name, role=role, unit="", on=date(2026, 1, 1), by=operator(at)
        )
        for name, role in (("quan.tri", Role.ADMINISTRATOR), ("hoi.dong", Role.COUNCIL_MEMBER))
    ]
    days = iter(range(100_000))

    def give() -> None:
        day = date(2027, 1, 1) + timedelta(days=next(days))
        give_mandate(
            account_uuid=people[1].uuid, role=Role.APPRAISER, unit="25195", valid_from=day,
            valid_until=day + timedelta(days=1), by=Acting(people[0], at, at.date(), "127.0.0.1"),
        )  # fmt: skip

    def give_untold() -> None:
        with patch.object(rows, "write_line", lambda *_, **__: None):
            give()

    return give, give_untold


def lines(count: int) -> list[float]:
    """The seconds that each of so many lines took by itself, inside one transaction."""
    from django.db import transaction

    from kieumau.records.journal.actions import write_line
    from kieumau.records.journal.actors import operator

    by, taken = operator(datetime(2026, 7, 1, tzinfo=UTC)), []
    with transaction.atomic():
        for number in range(count):
            start = time.perf_counter()
            write_line("territory.shares_recorded", by=by, about="register", details={"shares": number, "source": "a"})
            taken.append(time.perf_counter() - start)
    return taken


def queries(act: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)
