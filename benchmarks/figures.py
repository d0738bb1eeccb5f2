"""Figures on SQLite: one cell saved through the whole request, and a hundred thousand observations from one workbook."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

PROGRAMME, MONTHS = "mau-gia-dinh-22", 12
AT = datetime(2025, 1, 10, 3, 0, tzinfo=UTC)
SAVED = "2024-12"
PEER_MS, PEER_QUERIES = 1_662, 42  # one value saved by the peer, as measured for our notes


def set_up(folder: Path, units: int) -> None:
    """A province of so many wards, each asked for the sample programme since 2024, by its staff."""
    os.environ |= {
        "KIEUMAU_HOME": str(folder),
        "KIEUMAU_DATABASE": str(folder / "kieumau.sqlite3"),
        "KIEUMAU_SECOND_FACTOR": "OPTIONAL",
        "DJANGO_SETTINGS_MODULE": "kieumau.config.settings",
    }
    import django

    django.setup()
    from django.core.management import call_command

    from kieumau.config import clock
    from kieumau.engine.territory import AdminUnit, Registry
    from kieumau.records.accounts.people.actions import open_account_at_terminal
    from kieumau.records.accounts.roles import Role
    from kieumau.records.indicators.collecting.actions import begin_collection
    from kieumau.records.journal.actors import operator
    from kieumau.records.territory.actions import load_register

    clock.now = lambda: AT
    call_command("migrate", verbosity=0)
    wards = [
        AdminUnit(f"{n:05}", f"Phường {n}", "phuong", parent="01", level="commune") for n in range(100, 100 + units)
    ]
    register = Registry((AdminUnit("01", "Bắc", "tinh", level="province"), *wards))
    load_register(register=register, fingerprint="bench", source="bench", by=operator(AT))
    open_account_at_terminal(
        username="tham-muu", full_name="Tham mưu", role=Role.PROVINCIAL_STAFF, unit="01", on=date(2024, 1, 1),
        by=operator(AT), password="mat-khau-do-toc-do", is_demo=True,
    )  # fmt: skip
    begin_collection(
        programme=PROGRAMME, unit="01", valid_from=date(2024, 1, 1), due_days=5, closing_days=360, by=acting()
    )


def acting() -> Any:
    from kieumau.records.accounts.acting import Acting
    from kieumau.records.accounts.models import User

    return Acting(User.objects.get(), AT, AT.date(), "127.0.0.1")


def monthly() -> list[Any]:
    from kieumau.records.indicators.collecting.asking import programme_sets

    return [i for i in programme_sets(PROGRAMME)[0].indicators.values() if i.every == "month" and not i.children]


def fill(units: int, *, but: str = "") -> int:
    """Twelve months of every monthly figure, put in at once and not by acts."""
    from django.db import connection

    from kieumau.engine.indicators.periods import month_period
    from kieumau.records.indicators.models import Figure

    rows, codes = [], [i.code for i in monthly()]
    months = [p for m in range(1, MONTHS + 1) if (p := month_period(2024, m)).label != but]
    for n in range(100, 100 + units):
        for p in months:
            rows += [
                (f"{n:05}", p.first.isoformat(), p.last.isoformat(), code, 1, "1", True, "entered", "", "", "", "x", AT.isoformat(" "))
                for code in codes
            ]  # fmt: skip
    names = "unit, first, last, indicator, version, value, sample, source, origin, reason, account, name, recorded_at"
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {Figure._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * 13)})", rows)
    return len(rows)


def saving(units: int, saves: int) -> tuple[float, int, int]:
    """Median milliseconds of a save, its queries, and the figures that were there."""
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder), units)
        from django.db import connection
        from django.test import Client
        from django.urls import reverse

        from kieumau.records.accounts.models import User

        there = fill(units)
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get())

        versions: dict[str, int] = {}

        def save(number: int) -> None:
            code = f"{100 + number % units:05}"
            url = reverse("workspace:return_cell", args=[SAVED, code])
            form = {"indicator": "order_violations", "value": str(2 + number), "reason": "đối chiếu lại sổ"}
            answer = client.post(url, form | {"seen": str(versions.get(code, 1))})
            assert answer.status_code == 200, (answer.status_code, answer.content[:300])
            versions[code] = answer.json()["version"]

        for number in range(20):
            save(number)
        asked: list[str] = []

        def counted(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counted):
            save(20)
        taken = []
        for number in range(21, 21 + saves):
            start = time.perf_counter()
            save(number)
            taken.append(time.perf_counter() - start)
        return statistics.median(taken) * 1000, len(asked), there


def workbook(path: Path, count: int) -> int:
    """So many rows, as a province sends them: one line a figure."""
    import xlsxwriter

    def rows() -> Iterator[tuple[str, str, str, Any]]:
        for n in range(100, 100_000):
            for m in range(1, MONTHS + 1):
                for i in monthly():
                    yield f"{n:05}", f"2024-{m:02}", i.code, "có" if i.measure.is_fact else (n + m) % 23

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Số liệu")
        sheet.write_row(0, 0, ["Mã đơn vị", "Kỳ", "Mã chỉ tiêu", "Giá trị"])
        for at, row in zip(range(1, count + 1), rows(), strict=False):
            sheet.write_row(at, 0, row)
    return path.stat().st_size


def uploading(count: int, there: int) -> None:
    """Receive, read and record, in a process that does nothing else. Prints what it took."""
    with tempfile.TemporaryDirectory() as folder:
        units = max(count, there) // (MONTHS * 12) + 2
        set_up(Path(folder), units)
        from kieumau.records.indicators.models import Figure
        from kieumau.records.indicators.uploads import actions as uploads

        if there:
            fill(there // (MONTHS * 12) + 1)
        before = Figure.objects.count()
        file = Path(folder) / "bench.xlsx"
        size = workbook(file, count)
        began = time.monotonic()

        def now() -> datetime:
            from datetime import timedelta

            return AT + timedelta(seconds=time.monotonic() - began)

        told: list[int] = []
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        base = _peak()
        start, worked = time.perf_counter(), time.process_time()
        upload = uploads.receive_upload(file_name=file.name, content=file.read_bytes(), by=acting())
        uploads.read_upload(upload.uuid, by=acting(), now=now, heard=lambda done, of: told.append(done))
        read = time.perf_counter() - start
        upload.refresh_from_db()
        assert upload.state == "read", upload.problems[:3]
        uploads.confirm_upload(upload.uuid, reason="đối chiếu", by=acting())
        uploads.record_upload(upload.uuid, by=acting(), now=now, heard=lambda done, of: told.append(done))
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        upload.refresh_from_db()
        assert upload.state == "recorded", (upload.state, upload.problems[:3])
        added = Figure.objects.count() - before
        found = upload.found
        print(
            f"  {count:,} rows ({size / 1e6:.1f} MB) with {before:,} there: {seconds:.1f} s ({worked:.1f} s of "
            f"processor), of which the dry run {read:.1f} s; {found['new']:,} new, {found['corrected']:,} corrected, {added:,} rows; "
            f"progress told {len(told)} times; peak {_peak():.0f} MiB (before the file {base:.0f})"
        )


def _peak() -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def alone(*words: str) -> str:
    """One of the measurements above in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *words], check=True, capture_output=True, text=True)
    return done.stdout.rstrip()


def figures(rounds: int) -> None:
    saves = max(rounds, 200)
    print(f"saving one cell, the whole request, median of {saves}, three turns")
    taken: dict[int, list[float]] = {210: [], 3_360: []}
    for _ in range(3):
        for units, each in taken.items():
            ms, queries, there = (float(x) for x in alone("saving", str(units), str(saves)).split())
            each.append(ms)
            print(
                f"  {units:5,} units, {int(there):,} figures: {ms:5.1f} ms, {int(queries)} queries (limits 15 ms, 12)"
            )
    ratio = statistics.median(b / a for a, b in zip(taken[210], taken[3_360], strict=True))
    print(f"  ratio {ratio:.2f} (limit 1.3); the measured peer: {PEER_MS:,} ms, {PEER_QUERIES} queries")
    print("one workbook received, read, confirmed and recorded (limit 30 s)")
    for count, there in ((50_000, 0), (100_000, 0), (100_000, 50_000), (100_000, 400_000)):
        print(alone("uploading", str(count), str(there)))


if __name__ == "__main__":
    if sys.argv[1] == "saving":
        print(*saving(int(sys.argv[2]), int(sys.argv[3])))
    else:
        uploading(int(sys.argv[2]), int(sys.argv[3]))
