"""The register that commands read: the shipped one; and whether a database beside holds decisions that it lacks."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import date
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import typer

from kieumau.cli.language import LANGUAGE
from kieumau.engine.territory import Registry
from kieumau.engine.territory.register_files import read_register
from kieumau.engine.wording import joined, plain, said_date, words

_ASKED = 'SELECT code, "on" FROM territory_change'
_TOLD = 3


@lru_cache(maxsize=1)
def shipped_register() -> Registry:
    """Read once. Decisions that were entered in the database are not in it: they are told, on the channel of errors."""
    registry = read_register()
    where = _where()
    unknown = [(code, on) for code, on in _decided(where) if code not in registry.changes]
    if unknown:
        named = [plain(f"{code} ({said_date(on)})") for code, on in sorted(unknown, key=lambda c: (c[1], c[0]))]
        more = plain("…" if len(named) > _TOLD else "")
        said = words(
            "Cơ sở dữ liệu có {n} quyết định về đơn vị mà lệnh này không biết: {c}{m}. Lệnh chỉ dùng danh mục kèm phần"
            " mềm; trang web dùng cả các quyết định ấy.",
            "The database holds {n} decisions on units that this command does not know: {c}{m}. Commands use the"
            " register of the software; the web pages use these decisions too.",
            n=len(named),
            c=joined(named[:_TOLD]),
            m=more,
        )
        typer.echo(said.said(LANGUAGE), err=True)
    return registry


def _where() -> str:
    """The database that the server would use: see docs/guides/operators.md."""
    if named := os.environ.get("KIEUMAU_DATABASE_FILE", "").strip():
        with suppress(OSError):
            return Path(named).read_text().strip()
    home = Path(os.environ.get("KIEUMAU_HOME", "var"))
    return os.environ.get("KIEUMAU_DATABASE", "").strip() or str(home / "kieumau.sqlite3")


def _decided(where: str) -> list[tuple[str, date]]:
    """The acts in the database by code and day. None where it cannot be read: commands work without one."""
    if "://" in where:
        return _on_a_server(where)
    if not Path(where).is_file():
        return []
    with (
        suppress(sqlite3.Error),
        closing(sqlite3.connect(f"{Path(where).resolve().as_uri()}?mode=ro", uri=True)) as found,
    ):
        return [(code, date.fromisoformat(on)) for code, on in found.execute(_ASKED)]
    return []


def _on_a_server(address: str) -> list[tuple[str, date]]:
    if find_spec("psycopg") is None:
        return []
    import psycopg  # noqa: PLC0415  only where the database is a server's

    with suppress(psycopg.Error), psycopg.connect(address, connect_timeout=2) as found:
        return list(found.execute(_ASKED).fetchall())
    return []
