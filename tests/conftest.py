"""What the tests of records, reports, web and config share: Bình Phước, April 2024, and files people might send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from threading import enumerate as enumerate_threads
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from hypothesis import settings as hypothesis_settings

from cast import TERMINAL, Sheets, at_work, hire, workbook
from kieumau.config.management.commands.load_sample import ON, RULEBOOK, SAMPLE, WHAT_IS_REAL
from kieumau.engine.criteria import CriteriaSet, load_rulebook
from kieumau.engine.evaluation import Judgement, Result, judge, tell
from kieumau.engine.indicators import Period
from kieumau.engine.reading import read_observations, read_units
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.territory.register_files import fingerprint, read_register
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import Role
from kieumau.records.assessments.actions import file_assessment, keep_trial
from kieumau.records.assessments.models import Assessment
from kieumau.records.indicators.collecting.actions import begin_collection
from kieumau.records.indicators.models import Collection
from kieumau.records.territory.actions import load_register
from kieumau.records.territory.models import AdminUnitRecord as Unit
from kieumau.records.territory.models import ChangeRecord, LevelEndRecord, Outline, RegisterLoad, SuccessionRecord
from kieumau.records.territory.queries import registry
from kieumau.web.shell import long_work
from returns import CLOSING_DAYS, DUE_DAYS, NORTH, PROGRAMME, SINCE, on
from warm import warm_program

TESTS = Path(__file__).parent
hypothesis_settings.register_profile("the same each time", derandomize=True, deadline=None)
hypothesis_settings.load_profile("the same each time")
ONCE = {
    f"test_{n}.py"
    for n in (
        "security", "hostile_requests", "sign_in", "second_factor", "own_account", "identity_provider",
        "hostile_text", "trial", "exports", "rulebooks", "overview", "unit", "units_through_time",
        "binh_phuoc_2022_2026",
    )
}  # fmt: skip
SLOW = {
    f"test_{n}.py"
    for n in (
        "security", "hostile_requests", "sign_in", "second_factor", "own_account", "identity_provider",
        "hostile_text", "scope", "trial", "people", "exports", "units_through_time", "binh_phuoc_2022_2026",
        "commands", "unit_commands", "compare_periods", "verify", "killed", "many_writers", "two_at_once", "flows",
        "two_paths", "reading_round_trip", "reading_hostile", "questions_asked", "queries", "sealing", "chain", "settings",
        "territory", "question_pages", "rearrangements", "journal_pages", "comparison_page", "indicator_page", "figure_files",
        "judging", "distances", "start", "trials_in_words",
    )
}  # fmt: skip
HISTORY = "test_binh_phuoc_2022_2026.py"
NO_DATABASE = ("engine", "house", "independent", "rulebooks")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Who asks for the tests of the database need not wait for the others to be read."""
    if config.getoption("markexpr").startswith("database"):
        here = collection_path.relative_to(TESTS).parts if collection_path.is_relative_to(TESTS) else ()
        return (
            True if here and (here[0] in NO_DATABASE or here[-1] in ONCE or here[-1].endswith("_browser.py")) else None
        )
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask the database: those that `make test` runs again on PostgreSQL; and those that are slow.

    The tests of the door, of what every answer carries and of pages that only show take half of that time and ask nothing
    that others do not; nor do those marked `once`. `python tests/postgresql.py -- pytest FILE` runs them.

    What is slow begins first, so that no worker is left with it at the end; and before it the history of the sample,
    which takes a quarter of a minute to load, so that one worker does it all.
    """
    for item in items:
        if item.path.name in SLOW or item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.slow)
        if item.path.name in ONCE or item.get_closest_marker("once"):
            continue
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"}:
            item.add_marker(pytest.mark.database)
    items.sort(key=lambda item: (item.path.name != HISTORY, item.get_closest_marker("slow") is None))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tests' own database lets lines and figures be removed: tests with real transactions empty it after themselves.

    That the database refuses both is tested where the triggers are (tests/records/test_journal.py, test_figures.py).
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for name, table in (
            ("journal", "journal_entry"), ("figures", "indicators_figure"), ("questions", "questions_question"),
            ("questions_facts", "questions_fact"), ("answers", "questions_answer"),
        ):  # fmt: skip
            where = f" ON {table}" if connection.vendor == "postgresql" else ""
            for what in ("delete", "truncate"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_no_{what}{where}")


@pytest.fixture(scope="session")
def criteria() -> CriteriaSet:
    return load_rulebook(RULEBOOK)


@pytest.fixture(scope="session")
def sample_judgement(criteria: CriteriaSet) -> Judgement:
    """The sample as the engine judges it, once for all tests."""
    units = read_units(SAMPLE / "units.csv", filename="units.csv")
    read = read_observations(
        SAMPLE / "figures.csv",
        filename="figures.csv",
        indicators=criteria.indicators,
        calendar=criteria.calendar,
        units=units,
    )
    return judge(criteria, read.table, on=ON, units=units, period="2023", notes=(WHAT_IS_REAL,))


@pytest.fixture(scope="session")
def sample_result(sample_judgement: Judgement, criteria: CriteriaSet) -> Result:
    """The same in words."""
    return tell(criteria, sample_judgement)


@pytest.fixture(scope="session")
def warm() -> Iterator[Path]:
    """A folder in which the program `kieumau` lies, imported already."""
    with warm_program() as folder:
        yield folder


@pytest.fixture(scope="session", autouse=True)
def hashing_is_quick() -> Iterator[None]:
    """Passwords are hashed as they are, at the least cost there is: it is how they are kept, and to whom a hash is
    owed, that is tested. That the settings take the library's own cost is tested in tests/web/test_own_account.py.
    """
    with pytest.MonkeyPatch.context() as patched:
        for name, least in (("time_cost", 1), ("memory_cost", 8), ("parallelism", 1)):
            patched.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(autouse=True)
def one_factor_will_do(settings: Any) -> None:
    """Tests sign people in without a second factor; those of the second factor ask for it themselves."""
    settings.SECOND_FACTOR = "OPTIONAL"


@pytest.fixture(scope="session")
def browser(live_server: Any) -> Iterator[Any]:
    """One Chromium for all (a second cannot stand in the same thread); each test opens a page of its own in it.

    It closes before the server does, and the server's threads end while they may still close their connections.
    """
    from browser import opened_browser  # only where one is asked for: it takes long to import

    with opened_browser() as opened:
        yield opened
    for thread in enumerate_threads():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


@pytest.fixture
def analyst(db: None) -> User:
    """Who reads everything: the country's results, and nothing to change."""
    return hire("bo.phan-tich", Role.MINISTRY_ANALYST)


@pytest.fixture
def client(analyst: User) -> Client:
    """A browser in which the ministry's analyst has signed in."""
    signed_in = Client()
    signed_in.force_login(analyst)
    return signed_in


@pytest.fixture
def stranger(db: None) -> Client:
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def sample(db: None, sample_result: Result, criteria: CriteriaSet) -> Assessment:
    """Bình Phước's twenty wards, filed."""
    assessment, _ = file_assessment(result=sample_result, criteria=criteria, programme="Công an phường", by=TERMINAL)
    return assessment


@pytest.fixture
def file_units(
    db: None, sample_judgement: Judgement, sample_result: Result, criteria: CriteriaSet, analyst: User
) -> Callable[..., Assessment]:
    """File the verdicts of the sample's wards again under other names, codes or periods."""

    def file(
        units: list[AdminUnit], *, periods: tuple[str, ...] = ("2023",), trial: bool = False, **changes: Any
    ) -> Assessment:
        named = [
            (unit, name, Period(date(int(name), 1, 1), date(int(name), 12, 31))) for name in periods for unit in units
        ]
        changes["fingerprint"] = f"{len(units)}-{periods}"
        if trial:
            like = cycle(sample_judgement.units)
            judged = tuple(
                replace(one, figures=replace(one.figures, unit=unit, period=period), period_name=name)
                for one, (unit, name, period) in zip(like, named, strict=False)
            )
            return keep_trial(
                judgement=replace(sample_judgement, units=judged, **changes), criteria=criteria, file_name="t.xlsx",
                by=at_work(analyst, datetime.now(UTC)), hours=1, most_rows=10_000,
            )  # fmt: skip
        # Told once, for all: words cost ten times what the verdicts cost.
        told = tuple(
            replace(one, unit=unit, period=period, period_name=name)
            for one, (unit, name, period) in zip(cycle(sample_result.units), named, strict=False)
        )
        return file_assessment(result=replace(sample_result, units=told, **changes), criteria=criteria, by=TERMINAL)[0]

    return file


@pytest.fixture(scope="session")
def viet_nam_kept(django_db_setup: None, django_db_blocker: Any) -> tuple[str, ...]:
    """What the tables hold once the shipped register is loaded, in tables beside them; they themselves stay empty."""
    tables = tuple(
        model._meta.db_table for model in (RegisterLoad, ChangeRecord, Unit, SuccessionRecord, LevelEndRecord)
    )
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        rows = {}
        with transaction.atomic():
            # PostgreSQL does not take back the numbers it gives out here, so rows that are put back collide with none.
            load_register(register=read_register(), fingerprint=fingerprint(), source="viet-nam", by=TERMINAL)
            for name in tables:
                cursor.execute(f"SELECT * FROM {name} ORDER BY id")
                rows[name] = cursor.fetchall()
            transaction.set_rollback(True)
        for name in tables:
            cursor.execute(f"CREATE TABLE kept_{name} AS SELECT * FROM {name} WHERE 1 = 0")
            marks = ", ".join(["%s"] * len(rows[name][0]))
            cursor.executemany(f"INSERT INTO kept_{name} VALUES ({marks})", rows[name])
    return tables


@pytest.fixture
def viet_nam(db: None, viet_nam_kept: tuple[str, ...]) -> Registry:
    """The shipped register, in the database: loaded once for all tests, and its rows put back for each."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The rows were checked as they were loaded: 25,000 keys checked again twice a test took half of the time.
            cursor.execute("SET session_replication_role = replica")
            # Into files of their own, which go when the test is taken back: dead rows would stay, and be looked through.
            cursor.execute(f"TRUNCATE {', '.join(viet_nam_kept)}, {Outline._meta.db_table}")
        for name in viet_nam_kept:
            cursor.execute(f"INSERT INTO {name} SELECT * FROM kept_{name}")
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
    return registry()


@pytest.fixture
def north(db: None) -> Registry:
    """Two provinces, the northern one with two wards and a commune."""
    load_register(register=NORTH, fingerprint=uuid4().hex, source="cast", by=TERMINAL)
    return registry()


@pytest.fixture
def officer(north: Registry) -> Acting:
    return at_work(hire("can-bo.mot", Role.WARD_OFFICER, "101"))


@pytest.fixture
def planner(north: Registry) -> Acting:
    """Staff of the northern province."""
    return at_work(hire("tham-muu.bac", Role.PROVINCIAL_STAFF, "01"))


@pytest.fixture
def leader(north: Registry) -> Acting:
    """The director of the northern province."""
    return at_work(hire("lanh-dao.bac", Role.PROVINCIAL_DIRECTOR, "01"))


@pytest.fixture
def collected(planner: Acting) -> Collection:
    """The northern province collects the sample programme: due five days after a month, closed after fifteen."""
    return begin_collection(
        programme=PROGRAMME,
        unit="01",
        valid_from=SINCE,
        due_days=DUE_DAYS,
        closing_days=CLOSING_DAYS,
        by=on(planner, "2023-12-20 08:00"),
    )


@pytest.fixture
def send(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Fill in "Chấm thử" and send it; the file is judged before the answer, and a redirect is followed."""
    monkeypatch.setattr(long_work, "begin", lambda work: work())

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
