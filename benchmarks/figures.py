"""Figures on SQLite: one cell saved through the whole request, and a hundred thousand observations from one workbook."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from database import empty_database, signed_in
from timing import alone, median_ratio, peak_mib

PROGRAMME, MONTHS = "mau-gia-dinh-22", 12
AT = datetime(2025, 1, 10, 3, 0, tzinfo=UTC)
SAVED, CELL = "2024-12", "order_violations"
SMALL = {"saves": 3, "sizes": (3, 12), "turns": 1, "files": ((300, 150),)}
FILES = ((50_000, 0), (100_000, 0), (100_000, 50_000), (100_000, 400_000))
"""Rows of a workbook, and figures that are there before it."""
MOST_MS, MOST_QUERIES, MOST_RATIO, MOST_SECONDS = 15, 12, 1.3, 30
PEER_MS, PEER_QUERIES = 1_662, 42  # one value saved by the peer, as measured for our notes


def figures(
    rounds: int,
    *,
    saves: int = 200,
    sizes: tuple[int, int] = (210, 3_360),
    turns: int = 3,
    files: tuple[tuple[int, int], ...] = FILES,
) -> None:
    saves = max(rounds, saves)
    print(f"saving one cell, the whole request, signed in, median of {saves}, {turns} turns")
    taken: dict[int, list[float]] = {units: [] for units in sizes}
    for _ in range(turns):
        for units, each in taken.items():
            ms, queries, there = alone("figures", "saving", units, saves)
            assert queries <= MOST_QUERIES, queries
            each.append(ms)
            print(
                f"  {units:5,} units, {there:,} figures: {ms:5.1f} ms, {queries} queries (limits {MOST_MS} ms, {MOST_QUERIES})",
                flush=True,
            )
    ratio = median_ratio(taken[sizes[1]], taken[sizes[0]])
    print(f"  ratio {ratio:.2f} (limit {MOST_RATIO}); the measured peer: {PEER_MS:,} ms, {PEER_QUERIES} queries")
    print(f"one workbook received, read, confirmed and recorded (limit {MOST_SECONDS} s)")
    for count, there in files:
        print(alone("figures", "uploading", count, there), flush=True)


def set_up(folder: Path, units: int) -> tuple[Any, Any]:
    """A province of so many wards, each asked for the sample programme since 2024: its staff, and a browser of theirs."""
    empty_database(folder, AT)
    from kieumau.engine.territory import AdminUnit, Registry
    from kieumau.records.accounts.acting import Acting
    from kieumau.records.accounts.roles import Role
    from kieumau.records.indicators.collecting.actions import begin_collection
    from kieumau.records.journal.actors import operator
    from kieumau.records.territory.actions import load_register

    wards = [
        AdminUnit(f"{n:05}", f"Phường {n}", "phuong", parent="01", level="commune") for n in range(100, 100 + units)
    ]
    register = Registry((AdminUnit("01", "Bắc", "tinh", level="province"), *wards))
    load_register(register=register, fingerprint="bench", source="bench", by=operator(AT))
    user, client = signed_in("tham-muu", Role.PROVINCIAL_STAFF, "01", since=date(2024, 1, 1), at=AT)
    by = Acting(user, AT, AT.date(), "127.0.0.1")
    begin_collection(programme=PROGRAMME, unit="01", valid_from=date(2024, 1, 1), due_days=5, closing_days=360, by=by)
    return by, client


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
        _, client = set_up(Path(folder), units)
        from django.db import connection
        from django.urls import reverse

        from kieumau.records.indicators.models import Figure
        from kieumau.records.journal.models import Entry

        there, lines = fill(units), Entry.objects.count()
        versions: dict[str, int] = {}

        def save(number: int) -> float:
            code, value = f"{100 + number % units:05}", str(2 + number)
            url = reverse("workspace:return_cell", args=[SAVED, code])
            form = {"indicator": CELL, "value": value, "reason": "đối chiếu lại sổ", "seen": str(versions.get(code, 1))}
            start = time.perf_counter()
            answer = client.post(url, form)
            seconds = time.perf_counter() - start
            assert answer.status_code == 200, (answer.status_code, answer.content[:300])
            versions[code] = answer.json()["version"]
            kept = Figure.objects.filter(unit=code, last__year=2024, last__month=12, indicator=CELL).latest("version")
            assert (kept.value, kept.version) == (value, versions[code]), (
                "the page said so, and the table says otherwise"
            )
            return seconds

        warming = min(20, saves)
        for number in range(warming):
            save(number)
        asked: list[str] = []

        def counted(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counted):
            save(warming)
        taken = [save(number) for number in range(warming + 1, warming + 1 + saves)]
        assert Entry.objects.count() - lines == warming + 1 + saves, "each save writes its journal line"
        return statistics.median(taken) * 1000, len(asked) - 1, there  # one query is this check's own


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


def uploading(count: int, there: int) -> str:
    """Receive, read and record, in a process that does nothing else. What it took, in words."""
    with tempfile.TemporaryDirectory() as folder:
        units = max(count, there) // (MONTHS * 12) + 2
        by, _ = set_up(Path(folder), units)
        from kieumau.records.indicators.models import Figure
        from kieumau.records.indicators.uploads import actions as uploads

        if there:
            fill(there // (MONTHS * 12) + 1)
        before = Figure.objects.count()
        file = Path(folder) / "bench.xlsx"
        size = workbook(file, count)
        began = time.monotonic()

        def now() -> datetime:
            return AT + timedelta(seconds=time.monotonic() - began)

        told: list[int] = []
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
        base = peak_mib()
        start, worked = time.perf_counter(), time.process_time()
        upload = uploads.receive_upload(file_name=file.name, content=file.read_bytes(), by=by)
        uploads.read_upload(upload.uuid, by=by, now=now, heard=lambda done, of: told.append(done))
        read = time.perf_counter() - start
        upload.refresh_from_db()
        assert upload.state == "read", upload.problems[:3]
        uploads.confirm_upload(upload.uuid, reason="đối chiếu", by=by)
        uploads.record_upload(upload.uuid, by=by, now=now, heard=lambda done, of: told.append(done))
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        upload.refresh_from_db()
        assert upload.state == "recorded", (upload.state, upload.problems[:3])
        added = Figure.objects.count() - before
        found = upload.found
        assert found["new"] + found["corrected"] + found["unchanged"] == count, found
        return (
            f"  {count:,} rows ({size / 1e6:.1f} MB) with {before:,} there: {seconds:.1f} s ({worked:.1f} s of "
            f"processor), of which the dry run {read:.1f} s; {found['new']:,} new, {found['corrected']:,} corrected, {added:,} rows; "
            f"progress told {len(told)} times; peak {peak_mib():.0f} MiB (before the file {base:.0f})"
        )
