"""A server that is killed while it writes: no half of an act is left, and no act that was done is lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from cast import TERMINAL, at_work, hire
from kieumau.engine.indicators import Observation
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.actions import begin_collection
from kieumau.records.indicators.figures.actions import enter_figures
from kieumau.records.territory.actions import load_register
from returns import PROGRAMME, SINCE, YEAR_2024, on

PROGRAM = Path(__file__).with_name("killed_writers.py")
KILLS, SEED = 50, 5


@pytest.fixture
def collecting(transactional_db) -> None:
    """A province of 25 wards that reports; one ward has said how many officers it has."""
    units = [AdminUnit("01", "Bắc", "tinh", level="province")]
    units += [AdminUnit(str(100 + n), f"Số {n}", "phuong", parent="01", level="commune") for n in range(1, 26)]
    load_register(register=Registry(tuple(units)), fingerprint="25 wards", source="cast", by=TERMINAL)
    staff = at_work(hire("tham-muu.bac", Role.PROVINCIAL_STAFF, "01"))
    asked = {"programme": PROGRAMME, "unit": "01", "valid_from": SINCE, "due_days": 5, "closing_days": 360}
    begin_collection(**asked, by=on(staff, "2023-12-20 08:00"))
    present = Observation("101", YEAR_2024, "officers_present", Fraction(60))
    trained = Observation("101", YEAR_2024, "officers_trained", Fraction(1))
    enter_figures(rows=[present, trained], by=on(staff, "2024-12-20 08:00"))


@pytest.fixture
def address(collecting, tmp_path) -> str:
    """The database as other processes open it."""
    if connection.vendor != "sqlite":
        return urlsplit(os.environ["KIEUMAU_DATABASE"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    where = str(tmp_path / "killed.sqlite3")
    with closing(sqlite3.connect(where)) as file:
        connection.connection.backup(file)
        file.execute("PRAGMA journal_mode=WAL")  # as `migrate` leaves a file
    return where


@pytest.mark.slow
def test_a_writer_killed_at_any_moment_leaves_whole_acts_only(address, tmp_path):
    command = [sys.executable, str(PROGRAM), str(KILLS), str(SEED)]
    environment = {**os.environ, "KIEUMAU_DATABASE": address, "KIEUMAU_HOME": str(tmp_path)}
    ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=120, check=True)
    found = json.loads(ended.stdout)
    assert found["wrong"] == []
    assert found["within"] > KILLS // 2, "most were struck in the middle of an act"
    assert found["lines"] >= found["done"] > KILLS // 10
