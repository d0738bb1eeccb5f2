"""Every write: one line, in the transaction of the act that it tells of. Two statements, whatever the length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction

from kieumau.records.journal.actors import Actor
from kieumau.records.journal.chain import START, Line, seal
from kieumau.records.journal.models import Entry

_LOCK = 7_310_461  # any number, the same in every process: one line is written at a time
_LAST = "SELECT number, seal FROM journal_entry ORDER BY number DESC LIMIT 1"


def write_line(
    action: str, *, by: Actor, about: str = "", unit: str = "", details: Mapping[str, Any] | None = None
) -> Entry:
    """Add the line of an act. To be called inside the act's own transaction, so that neither is there without the other.

    `about` is `kind:identity`; `unit` the code of the unit concerned; `details` what a reader will ask for (no secret).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{action}: the journal line belongs in the act's transaction.")
    number, before = _last()
    line = Line(
        number=number + 1,
        at=by.at,
        action=action,
        account=by.account,
        name=by.name[:60],
        role=by.role,
        address=by.address[:45],
        about=about[:120],
        unit=unit[:50],
        details=json.dumps(details or {}, ensure_ascii=False, sort_keys=True, default=str),
    )
    entry = Entry(**line._asdict(), seal=seal(before, line))
    entry.save(force_insert=True)
    return entry


def _last() -> tuple[int, str]:
    """Number and seal of the last line, with nobody else writing until this transaction ends.

    SQLite has one writer anyway, from the start of the transaction. PostgreSQL waits at a lock of the journal's own;
    lock and look are two statements in one message, so that the look sees what the one before us has written.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT pg_advisory_xact_lock({_LOCK}); {_LAST}")
            cursor.nextset()
        else:
            cursor.execute(_LAST)
        row = cursor.fetchone()
    return (row[0], row[1]) if row else (0, START)
