"""A database of SQLite for one part of the benchmarks, and who is signed in to its pages.

What a part needs of Django is imported only after `empty_database`: settings are read once a process.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

FOLDER_OF_RUN = "KIEUMAU_BENCHMARK_FOLDER"
"""Where a run keeps the tables it has made once, for its parts to copy."""


def empty_database(folder: Path, at: datetime) -> Path:
    """An empty one, as this process and those it starts will use it; this process's clock stands at the moment."""
    file, kept = folder / "kieumau.sqlite3", os.environ.get(FOLDER_OF_RUN)
    os.environ |= {
        "KIEUMAU_HOME": str(folder),
        "KIEUMAU_DATABASE": str(file),
        "KIEUMAU_SECOND_FACTOR": "OPTIONAL",
        "DJANGO_SETTINGS_MODULE": "kieumau.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from kieumau.config import clock

    clock.now = lambda: at
    made = Path(kept) / "empty.sqlite3" if kept else None
    if made and made.exists():
        shutil.copyfile(made, file)
        return file
    call_command("migrate", verbosity=0)
    if made:
        connection.close()  # the last to leave writes the log of SQLite into the file
        shutil.copyfile(file, made)
    return file


def load_units(at: datetime, only: tuple[str, ...] = ()) -> Any:
    """The shipped register, or the provinces of these codes with all that any of their units came from or went into."""
    from kieumau.engine.territory.register_files import read_register
    from kieumau.records.journal.actors import operator
    from kieumau.records.territory.actions import load_register

    register = read_register()
    if only:
        register = _part(register, only)
    load_register(register=register, fingerprint="benchmark", source="benchmark", by=operator(at))
    return register


def _part(register: Any, provinces: tuple[str, ...]) -> Any:
    from dataclasses import replace

    codes, before = set(provinces), 0
    for _ in range(3):  # provinces, districts, communes
        codes |= {u.code for u in register.units if u.parent in codes}
    while len(codes) > before:
        before = len(codes)
        codes |= {u.parent for u in register.units if u.code in codes and u.parent}
        for way in register.successions:
            if way.predecessor in codes or way.successor in codes:
                codes |= {way.predecessor, way.successor}
    return replace(
        register,
        units=tuple(u for u in register.units if u.code in codes),
        successions=tuple(s for s in register.successions if s.predecessor in codes),
    )


def signed_in(username: str, role: str, unit: str, *, since: date, at: datetime) -> tuple[Any, Any]:
    """An account with a role, and a browser in which it has signed in."""
    from django.test import Client

    from kieumau.records.accounts.people.actions import open_account_at_terminal
    from kieumau.records.journal.actors import operator

    user = open_account_at_terminal(
        username=username, full_name=username, role=role, unit=unit, on=since, by=operator(at), is_demo=True
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return user, client


def check_page(answer: Any, *words: str) -> None:
    """That a page was shown and holds the words: a redirect to the sign-in is answered soonest of all."""
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    text = answer.content.decode()
    missing = [word for word in words if word not in text]
    assert not missing, (answer.request["PATH_INFO"], missing)


def queries(act: Callable[[], object]) -> int:
    """How many the act asks, the first and last words of its transaction among them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)
