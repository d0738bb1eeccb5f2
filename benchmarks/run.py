"""Each claim of speed beside its peer or its limit, in one run: `make bench`.

Rounds are taken in turn (limit, ours, peer, limit, ours, peer ...), so that a machine that slows down slows all of
them. Quote the medians of the ratios, not single times.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import changes
import duckdb
import figures
import journal
import nation
import territory

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import load_rulebook
from kieumau.engine.territory.register_files import read_register

ON = date(2025, 1, 1)


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def national(rounds: int, *, peer: bool) -> None:
    """3,321 units x 84 months x 22 criteria from one Parquet file."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file, book = nation.figures(place), nation.rulebook(place)
        criteria = load_rulebook(str(book))

        def limit() -> list[int]:
            with duckdb.connect(":memory:") as connection:
                row = connection.execute(f"SELECT {nation.plain_comparisons()} FROM read_parquet('{file}')").fetchone()
            assert row is not None
            return list(row)

        def ours() -> list[int]:
            verdicts = evaluate_columns(criteria, file, on=ON)
            assert len(verdicts.fingerprint) == 64
            verdicts_of.append(verdicts)
            return []

        verdicts_of: list[object] = []
        works: dict[str, Callable[[], object]] = {"bare DuckDB": limit, "Kiểu Mẫu": ours}
        if peer:
            import openfisca_peer

            system = openfisca_peer.system()
            works["OpenFisca-core"] = lambda: openfisca_peer.judge(system, file)
        times: dict[str, list[float]] = {name: [] for name in works}
        results: dict[str, object] = {}
        for turn in range(rounds + 1):
            for name, work in works.items():
                seconds, results[name] = timed(work)
                if turn:  # the first turn warms up
                    times[name].append(seconds)
            verdicts = verdicts_of.pop()
        counted = [t[next(iter(t))] for t in verdicts.totals.values()]  # type: ignore[attr-defined]
        assert counted == results["bare DuckDB"], "the verdicts differ from the plain comparisons"
        print(
            f"{nation.UNITS:,} units x {nation.MONTHS} months x {nation.CRITERIA} criteria, {file.stat().st_size / 1e6:.1f} MB, {rounds} rounds"
        )
        base = times["bare DuckDB"]
        for name, seconds in times.items():
            ratio = statistics.median(a / b for a, b in zip(seconds, base, strict=True))
            print(f"  {name:16} median {statistics.median(seconds) * 1000:7.0f} ms   {ratio:5.2f} x bare DuckDB")
        if peer:
            ahead = statistics.median(a / b for a, b in zip(times["OpenFisca-core"], times["Kiểu Mẫu"], strict=True))
            print(f"  OpenFisca-core takes {ahead:.1f} x our time; it knows no missing figure")
        seconds, result = timed(lambda: verdicts.explain("00003", "2020-05"))  # type: ignore[attr-defined]
        print(f"  one row of it in words afterwards: {seconds * 1000:.0f} ms: {result.criteria[1].reason.en}")  # type: ignore[attr-defined]


def memory() -> None:
    """The peak of a process that does nothing but judge the nation."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file, book = nation.figures(place), nation.rulebook(place)
        code = (
            "import sys; from datetime import date; from pathlib import Path\n"
            "from kieumau.engine.criteria import load_rulebook\n"
            "from kieumau.engine.columns.verdicts import evaluate_columns\n"
            "v = evaluate_columns(load_rulebook(sys.argv[1]), Path(sys.argv[2]), on=date(2025, 1, 1)); v.fingerprint; v.totals\n"
            "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(book), str(file)], check=True, capture_output=True, text=True
        )
        peak = int(done.stdout) / 1024  # of the process itself: the usual counter also holds its parent's before exec
        print(f"  peak memory of that process: {peak:.0f} MiB (limit 1,024)")


def command(rounds: int) -> None:
    """`kieumau evaluate` on 20 wards, from the shell, start included."""
    import kieumau

    sample = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
    program = [
        str(Path(sys.executable).parent / "kieumau"),
        "evaluate",
        "mau-gia-dinh-22/2023",
        str(sample / "figures.csv"),
    ]
    program += ["--units", str(sample / "units.csv"), "--on", "2024-04-04"]
    bare = [sys.executable, "-c", "import sqlglot, pydantic, yaml, rich.table, typer"]
    times: dict[str, list[float]] = {"kieumau evaluate": [], "its imports alone": []}
    for turn in range(rounds + 1):
        for name, line in (("kieumau evaluate", program), ("its imports alone", bare)):
            seconds, _ = timed(
                lambda line=line: subprocess.run(line, check=True, stdout=subprocess.DEVNULL, env=os.environ)
            )  # type: ignore[misc]
            if turn:
                times[name].append(seconds)
    print(f"20 wards from the shell, {rounds} rounds")
    for name, seconds in times.items():
        print(f"  {name:18} median {statistics.median(seconds):.2f} s")


def restating(rounds: int) -> None:
    """30 indicators x 84 months, from 10,035 communes to the 3,321 of today, file to file."""
    registry = read_register()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = territory.figures(place, registry)
        works: dict[str, Callable[[], object]] = {
            "bare DuckDB": lambda: territory.bare(file, registry, place / "bare.parquet"),
            "Kiểu Mẫu": lambda: territory.ours(file, registry, place / "ours.parquet"),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for turn in range(rounds + 1):
            for name, work in works.items():
                seconds, _ = timed(work)
                if turn:
                    times[name].append(seconds)
        territory.check(file, place / "ours.parquet", place / "ours.bounds.parquet")
        print(f"30 indicators x 84 months, 10,035 -> 3,321 units, {file.stat().st_size / 1e6:.1f} MB, {rounds} rounds")
        base = times["bare DuckDB"]
        for name, seconds in times.items():
            ratio = statistics.median(a / b for a, b in zip(seconds, base, strict=True))
            print(f"  {name:16} median {statistics.median(seconds) * 1000:7.0f} ms   {ratio:5.2f} x bare DuckDB")
        seconds, _ = timed(read_register)
        print(f"  reading and checking the register, once a process: {seconds * 1000:.0f} ms")


def search(rounds: int) -> None:
    """The page of a search and of a unit, on the server, at 14,138 units."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"KIEUMAU_HOME": folder, "DJANGO_SETTINGS_MODULE": "kieumau.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.test import Client

        for name in ("migrate", "load_units", "load_sample"):
            call_command(name, verbosity=0, stdout=io.StringIO())
        from kieumau.records.territory.queries import search_units

        client = Client(SERVER_NAME="localhost")
        asked = ("tan dong", "dong xoai", "an loc", "binh phuoc", "25198")
        works: dict[str, Callable[[], object]] = {
            "search, database": lambda: [list(search_units(q)[:50]) for q in asked],
            "search, whole page": lambda: [client.get("/don-vi/", {"q": q}).status_code for q in asked],
            "a unit's page": lambda: [
                client.get(f"/don-vi/{c}/?on=2026-07-01").status_code for c in (25195, 25210, 25217, 25432, 25441)
            ],
        }
        print(f"14,138 units, {rounds} rounds of 5")
        for name, work in works.items():
            work()
            median = statistics.median(timed(work)[0] / 5 for _ in range(rounds))
            print(f"  {name:20} median {median * 1000:5.1f} ms")


def verifying(rounds: int) -> None:
    """A million lines by `kieumau verify`, start included; and what a line adds to the act it tells of."""
    with tempfile.TemporaryDirectory() as folder:
        file = journal.database(Path(folder))
        seconds, _ = timed(lambda: journal.fill(file))
        print(f"{journal.LINES:,} journal lines on SQLite, {file.stat().st_size / 1e6:.0f} MB, made in {seconds:.0f} s")
        program = [str(Path(sys.executable).parent / "kieumau"), "verify"]
        seconds, done = timed(lambda: subprocess.run(program, check=True, capture_output=True, text=True))
        print(f"  kieumau verify: {seconds:.1f} s: {done.stdout.splitlines()[0]}")  # type: ignore[attr-defined]
        with_line, without = journal.acts()
        works: dict[str, Callable[[], object]] = {"without its line": without, "with its line": with_line}
        asked = {name: journal.queries(work) for name, work in works.items()}
        times: dict[str, list[float]] = {name: [] for name in works}
        turns = max(rounds, 200)
        for _ in range(turns):
            for name, work in works.items():
                times[name].append(timed(work)[0])
        print(f"giving a role, at the end of that journal, {turns} rounds in turn")
        for name, each in times.items():
            print(f"  {name:18} median {statistics.median(each) * 1000:5.2f} ms, {asked[name]} queries")
        more = statistics.median(a - b for a, b in zip(times["with its line"], times["without its line"], strict=True))
        print(f"  the line adds {more * 1000:.2f} ms, the median of the differences")
        print(f"  writing a line, by itself: {statistics.median(journal.lines(2_000)) * 1000:.2f} ms (limit 2)")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--without-peer", action="store_true")
    arguments.add_argument(
        "--only",
        choices=("nation", "memory", "command", "restating", "search", "journal", "figures", "changes"),
    )
    chosen = arguments.parse_args()
    works: dict[str, Callable[[], None]] = {
        "nation": lambda: national(chosen.rounds, peer=not chosen.without_peer),
        "memory": memory,
        "command": lambda: command(chosen.rounds),
        "restating": lambda: restating(chosen.rounds),
        "search": lambda: search(chosen.rounds),
        "journal": lambda: verifying(chosen.rounds),
        "figures": lambda: figures.figures(chosen.rounds),
        "changes": changes.changes,
    }
    for name, work in works.items():
        if chosen.only in (None, name):
            work()


if __name__ == "__main__":
    main()
