"""Many write at once and one after another they all do: nothing is lost, and nobody is told to come again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection

PROGRAM = Path(__file__).with_name("many_writers.py")
PROCESSES, THREADS, ACTS = 2, 4, 40  # as `serve` runs by default: eight at once


@pytest.fixture
def start(transactional_db, tmp_path):
    """Starts the program on a database that several processes can open."""
    if connection.vendor == "sqlite":
        where = str(tmp_path / "many.sqlite3")
        connection.ensure_connection()
        with closing(sqlite3.connect(where)) as file:
            connection.connection.backup(file)
            file.execute("PRAGMA journal_mode=WAL")  # as `migrate` leaves a file
    else:
        address = urlsplit(os.environ["KIEUMAU_DATABASE"])
        where = address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    environment = {**os.environ, "KIEUMAU_DATABASE": where, "KIEUMAU_HOME": str(tmp_path)}

    def started(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, str(PROGRAM), *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    yield started
    cache.clear()  # emptying the tables leaves the counters where they are


@pytest.mark.slow
def test_eight_writers_at_once_lose_nothing_and_see_no_lock(start):
    working = [start(chr(ord("a") + i), THREADS, ACTS) for i in range(PROCESSES)]
    for process in working:
        assert process.stdout.readline() == "ready\n"
    for process in working:  # all are at the line: go
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [json.loads(process.communicate(timeout=120)[0]) for process in working] == [[]] * PROCESSES
    found = json.loads(start().communicate(timeout=60)[0])
    names = [f"{chr(ord('a') + i)}{j}" for i in range(PROCESSES) for j in range(THREADS)]
    assert found["about"] == sorted(f"test:{name}-{number}" for name in names for number in range(ACTS))
    assert found["figures"] == found["counters"] == PROCESSES * THREADS * ACTS
    assert found["faults"] == []
