"""What `migrate` asks of the database before anything is kept in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections


def check_order(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Text is compared byte by byte: the keys by which names stand in Vietnamese order are made for that.

    SQLite always does so; on PostgreSQL it is chosen when the database is created, and cannot be changed later.
    """
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'B' < 'a', current_setting('server_encoding')")
            by_bytes, encoding = cursor.fetchone()
        if not by_bytes or encoding != "UTF8":
            found.append(
                Error(
                    "The database keeps text in another order or encoding than this program needs.",
                    hint="Create it by: createdb --template=template0 --encoding=UTF8 --locale=C NAME",
                    id="kieumau.E001",
                )
            )
    return found
