"""Which database: a path is a file of SQLite, an address `postgresql://user:password@host:port/name` a server's."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_PARAMETERS = ("host", "sslmode", "sslrootcert")
_SHAPE = "postgresql://user:password@host:port/name"
_KEPT_SECONDS = 600  # a connection to a server is used again for so long: a new one costs more than most pages


def database(where: str) -> dict[str, Any]:
    """Django's settings of the database that KIEUMAU_DATABASE names. What is said of a wrong one never holds its words:
    it may hold a password.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/", where):
        return _postgresql(where)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": where,
        # A thread keeps its connection. Whoever closes the last one tidies the log of writes up behind a lock for which
        # nobody waits in line: with a connection a request, that happened all day ("database is locked").
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Writers wait in line from the start of a transaction, so none is turned away halfway.
            "transaction_mode": "IMMEDIATE",
            # Seconds in that line. SQLite does not serve by turns: under many writers one is unlucky now and then.
            "timeout": 60,
            # A trial that is deleted leaves nothing behind in the file.
            "init_command": "PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
    }


def _postgresql(where: str) -> dict[str, Any]:
    address = _split(where)
    asked = _parameters(address)
    if address.hostname and "host" in asked:
        raise _wrong("names a host twice: before the port, and as ?host=")
    if "host" in asked and not PurePosixPath(asked["host"]).is_absolute():
        raise _wrong("has a ?host= that is no folder of a socket, such as /run/postgresql")
    if asked.get("sslmode", "prefer") not in _SSL_MODES:
        raise _wrong(f"has an sslmode that is none of {', '.join(_SSL_MODES)}")
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "KIEUMAU_DATABASE is an address of PostgreSQL, and its driver is not installed: make postgresql"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": asked.pop("host", "") or (address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": _KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        # Pages ask short questions: to compile one takes ten times as long as to answer it.
        "OPTIONS": {"connect_timeout": 10, "application_name": "kieumau", "options": "-c jit=off", **asked},
    }


def _split(where: str) -> SplitResult:
    if re.search(r"[\x00-\x20\x7f#]", where):
        raise _wrong("holds a space, a control character or a #")
    if not where.startswith("postgresql:"):
        raise _wrong("is an address of another kind; a file of SQLite is named by its path alone")
    if not where.startswith("postgresql://"):
        raise _wrong("lacks the // after postgresql:")
    try:
        address = urlsplit(where)
        port, host = address.port, address.hostname or ""
    except ValueError:
        raise _wrong("has a host or a port that cannot be read") from None
    if port == 0 or not re.fullmatch(r"[0-9a-z._:-]*", host):
        raise _wrong("has a host or a port that cannot be read")
    if address.netloc.count("@") > 1:
        raise _wrong("holds more than one @")
    if address.password is not None and not address.username:
        raise _wrong("has a password and no user")
    if not re.fullmatch(r"/[^/]+", address.path):
        raise _wrong("must end in /name, the name of one database")
    return address


def _parameters(address: SplitResult) -> dict[str, str]:
    try:
        pairs = parse_qsl(address.query, keep_blank_values=True, strict_parsing=bool(address.query))
    except ValueError:
        raise _wrong("has something after the ? that is not name=value") from None
    names = [name for name, _ in pairs]
    if not set(names) <= set(_PARAMETERS) or len(names) != len(set(names)) or not all(value for _, value in pairs):
        raise _wrong(f"takes after the ? only {', '.join(_PARAMETERS)}, each once and with a value")
    return dict(pairs)


def _wrong(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"KIEUMAU_DATABASE {what}. It is a path, or {_SHAPE}; "
        "in user and password write / as %2F, @ as %40, : as %3A, # as %23, ? as %3F, % as %25, a space as %20."
    )
