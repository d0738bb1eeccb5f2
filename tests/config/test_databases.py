"""Which database: a path or an address, read strictly; what is said of a wrong one gives no password away."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured

from kieumau.config import databases
from kieumau.config.databases import database
from kieumau.config.environment import env_secret

NOBODY = ("", "", "", "")


@pytest.mark.parametrize("path", ["var/kieumau.sqlite3", "/srv/a b/số liệu.sqlite3", "x@y:1/z?host=1#2", "a:b"])
def test_a_path_is_a_file_of_sqlite(path):
    made = database(path)
    assert (made["ENGINE"], made["NAME"]) == ("django.db.backends.sqlite3", path)


@pytest.mark.parametrize(
    ("address", "user", "password", "host", "port"),
    [
        ("postgresql://an:m%40t%2F%23%25@db.example.vn:5433/so_lieu", "an", "m@t/#%", "db.example.vn", "5433"),
        ("postgresql://an@db/so_lieu", "an", "", "db", ""),
        ("postgresql://an@[::1]:5432/so_lieu", "an", "", "::1", "5432"),
        ("postgresql:///so_lieu", *NOBODY),
        ("postgresql:///so_lieu?host=/run/postgresql", "", "", "/run/postgresql", ""),
        ("postgresql://an:m@:5433/so_lieu?host=/run/My%20Socket", "an", "m", "/run/My Socket", "5433"),
    ],
)
def test_an_address_is_a_database_of_postgresql(address, user, password, host, port):
    made = database(address)
    assert made["ENGINE"] == "django.db.backends.postgresql"
    assert [made[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["so_lieu", user, password, host, port]


def test_encryption_is_asked_for_in_the_address():
    options = database("postgresql://an@db/n?sslmode=verify-full&sslrootcert=/etc/ca.pem")["OPTIONS"]
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca.pem")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgres://an:secret@db/n", "another kind"),
        ("sqlite:///secret", "another kind"),
        ("postgresql:/secret", "lacks the //"),
        ("postgresql://an:secret@db:70000/n", "a host or a port"),
        ("postgresql://an:secret@db:0/n", "a host or a port"),
        ("postgresql://an:secret@db:port/n", "a host or a port"),
        ("postgresql://an:secret@[::1/n", "a host or a port"),
        ("postgresql://an:secret@%2Frun%2Fpostgresql/n", "a host or a port"),
        ("postgresql://an:secret@two,hosts/n", "a host or a port"),
        ("postgresql://an:sec/ret@db/n", "a host or a port"),
        ("postgresql://an:sec@ret@db/n", "more than one @"),
        ("postgresql://an:secret#@db/n", "a space, a control character or a #"),
        ("postgresql://an:secret @db/n", "a space, a control character or a #"),
        ("postgresql://an:secret@db/n\n/m", "a space, a control character or a #"),
        ("postgresql://:secret@db/n", "a password and no user"),
        ("postgresql://an:secret@db", "must end in /name"),
        ("postgresql://an:secret@db/", "must end in /name"),
        ("postgresql://an:secret@db/n/secret", "must end in /name"),
        ("postgresql://an:secret@db/n?secret", "not name=value"),
        ("postgresql://an:secret@db/n?options=secret", "only host, sslmode, sslrootcert"),
        ("postgresql://an:secret@db/n?sslmode=require&sslmode=disable", "only host, sslmode, sslrootcert"),
        ("postgresql://an:secret@db/n?sslmode=", "only host, sslmode, sslrootcert"),
        ("postgresql://an:secret@db/n?sslmode=secret", "an sslmode that is none of"),
        ("postgresql://an:secret@db/n?host=/run/postgresql", "names a host twice"),
        ("postgresql://an:secret@/n?host=secret", "no folder of a socket"),
    ],
)
def test_a_wrong_address_is_refused_with_a_sentence_that_tells_no_secret(address, why):
    with pytest.raises(ImproperlyConfigured) as refused:
        database(address)
    said = str(refused.value)
    assert said.startswith("KIEUMAU_DATABASE ") and why in said
    assert "secret" not in said and "sec" not in said.split()


def test_without_the_driver_the_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(databases, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="make postgresql"):
        database("postgresql://an@db/n")


def test_the_address_may_be_in_a_file_so_that_no_list_of_processes_shows_it(monkeypatch, tmp_path):
    monkeypatch.delenv("KIEUMAU_DATABASE", raising=False)
    monkeypatch.delenv("KIEUMAU_DATABASE_FILE", raising=False)
    assert env_secret("DATABASE", default="here.sqlite3") == "here.sqlite3"
    kept = tmp_path / "database"
    kept.write_text("postgresql://an:m@db/n\n")
    monkeypatch.setenv("KIEUMAU_DATABASE_FILE", str(kept))
    assert env_secret("DATABASE", default="here.sqlite3") == "postgresql://an:m@db/n"
    kept.write_bytes(b"\xff\xfe")
    with pytest.raises(ImproperlyConfigured, match="is not text"):
        env_secret("DATABASE", default="here.sqlite3")
    kept.unlink()
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        env_secret("DATABASE", default="here.sqlite3")


def test_a_new_file_lets_many_read_beside_a_writer(tmp_path):
    """Set once by `migrate`: connections that open together would not wait for each other to set it."""
    environment = {**os.environ, "KIEUMAU_HOME": str(tmp_path), "KIEUMAU_DATABASE": str(tmp_path / "a.sqlite3")}
    subprocess.run([sys.executable, "-m", "kieumau.config", "migrate", "-v", "0"], env=environment, check=True)
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_wrong_address_stops_the_start(tmp_path):
    stopped = subprocess.run(
        [sys.executable, "-m", "kieumau.config", "check"],
        env={**os.environ, "KIEUMAU_HOME": str(tmp_path), "KIEUMAU_DATABASE": "postgresql://an:secret@db"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert stopped.returncode != 0
    assert "KIEUMAU_DATABASE must end in /name" in stopped.stderr and "secret@" not in stopped.stderr
