"""What the tests of records, reports, web and config share: Bình Phước, April 2024, and files people might send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from cast import AT, Sheets, workbook
from kieumau.config.management.commands.load_sample import ON, RULEBOOK, SAMPLE, WHAT_IS_REAL
from kieumau.engine.criteria import CriteriaSet, load_rulebook
from kieumau.engine.evaluation import Result, evaluate
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.reading import read_observations, read_units
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.register_files import fingerprint, read_register
from kieumau.records.assessments.actions import file_assessment, keep_trial
from kieumau.records.assessments.models import Assessment
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.models import AdminUnit as Unit
from kieumau.records.territory.models import Change, LevelEnd, RegisterLoad, Succession
from kieumau.records.territory.queries import registry

Tables = dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def criteria() -> CriteriaSet:
    return load_rulebook(RULEBOOK)


@pytest.fixture(scope="session")
def sample_result(criteria: CriteriaSet) -> Result:
    """The sample as the engine judges it, once for all tests."""
    units = read_units(SAMPLE / "units.csv", filename="units.csv")
    read = read_observations(
        SAMPLE / "figures.csv",
        filename="figures.csv",
        indicators=criteria.indicators,
        calendar=criteria.calendar,
        units=units,
    )
    return evaluate(criteria, read.table, on=ON, units=units, period="2023", notes=(WHAT_IS_REAL,))


@pytest.fixture
def sample(db: None, sample_result: Result, criteria: CriteriaSet) -> Assessment:
    """Bình Phước's twenty wards, filed."""
    assessment, _ = file_assessment(result=sample_result, criteria=criteria, programme="Công an phường", at=AT)
    return assessment


@pytest.fixture
def file_units(db: None, sample_result: Result, criteria: CriteriaSet) -> Callable[..., Assessment]:
    """File the verdicts of the sample's wards again under other names, codes or periods."""

    def file(
        units: list[AdminUnit], *, periods: tuple[str, ...] = ("2023",), trial: bool = False, **changes: Any
    ) -> Assessment:
        like = sample_result.units
        judged = tuple(
            replace(
                like[i % len(like)],
                unit=unit,
                period_name=name,
                period=Period(date(int(name), 1, 1), date(int(name), 12, 31)),
            )
            for name in periods
            for i, unit in enumerate(units)
        )
        result = replace(sample_result, units=judged, fingerprint=f"{len(units)}-{periods}", **changes)
        if trial:
            return keep_trial(
                result=result, criteria=criteria, file_name="t.xlsx", at=datetime.now(UTC), hours=1, most_rows=10_000
            )
        return file_assessment(result=result, criteria=criteria, at=AT)[0]

    return file


@pytest.fixture(scope="session")
def viet_nam_rows(django_db_setup: None, django_db_blocker: Any) -> Tables:
    """What the tables hold once the shipped register is loaded; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        load_register(register=read_register(), fingerprint=fingerprint(), source="viet-nam", at=AT)
        tables = {}
        for model in (RegisterLoad, Change, Unit, Succession, LevelEnd):
            name = model._meta.db_table
            tables[name] = cursor.execute(f"SELECT * FROM {name}").fetchall()
        transaction.set_rollback(True)
    return tables


@pytest.fixture
def viet_nam(db: None, viet_nam_rows: Tables) -> Registry:
    """The shipped register, in the database: loaded once for all tests, and its rows put back for each."""
    with connection.cursor() as cursor:
        for name, rows in viet_nam_rows.items():
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    return registry()


@pytest.fixture
def send(client: Client, db: None) -> Callable[..., Any]:
    """Fill in "Chấm thử" and send it; a redirect is followed."""

    def sent(
        data: bytes | Sheets | None,
        name: str = "so-lieu.xlsx",
        *,
        rulebook: str = RULEBOOK,
        day: str = "04/04/2024",
        follow: bool = True,
    ) -> Any:
        form: dict[str, Any] = {"rulebook": rulebook, "day": day}
        if data is not None:
            form["workbook"] = SimpleUploadedFile(name, workbook(data) if isinstance(data, dict) else data)
        return client.post("/cham-thu/", form, follow=follow)

    return sent


@pytest.fixture
def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client
