"""The nation's months judged from one Parquet file: Kiểu Mẫu beside bare DuckDB and OpenFisca-core."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import nation_file
from timing import in_turn, median_ratio, say_ratios, timed

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import load_rulebook

ON = date(2025, 1, 1)
SMALL = {"units": 30, "months": 4}
LIMIT, OURS, PEER = "bare DuckDB", "Kiểu Mẫu", "OpenFisca-core"


def nation(rounds: int, *, units: int = nation_file.UNITS, months: int = nation_file.MONTHS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, book = nation_file.figures(Path(folder), units, months), nation_file.rulebook(Path(folder))
        criteria = load_rulebook(str(book))

        def limit() -> list[int]:
            with duckdb.connect(":memory:") as connection:
                asked = f"SELECT {nation_file.plain_comparisons()} FROM read_parquet('{file}')"
                row = connection.execute(asked).fetchone()
            assert row is not None
            return list(row)

        def ours() -> Any:
            verdicts = evaluate_columns(criteria, file, on=ON)
            assert len(verdicts.fingerprint) == 64
            return verdicts

        works: dict[str, Callable[[], Any]] = {LIMIT: limit, OURS: ours}
        if find_spec("openfisca_core"):
            import openfisca_peer

            system = openfisca_peer.system()
            works[PEER] = lambda: openfisca_peer.judge(system, file, units, months)
        counted = limit()
        assert len(counted) == nation_file.CRITERIA and all(counted)

        def check(name: str, result: Any) -> None:
            if name == LIMIT:
                assert result == counted
            elif name == OURS:
                met = [by_truth[next(iter(by_truth))] for by_truth in result.totals.values()]
                assert met == counted, "the verdicts differ from the plain comparisons"
            else:  # its thresholds are binary fractions, so a row that stands exactly on one may fall to either side
                far = max(abs(a - b) for a, b in zip(result, counted, strict=True))
                assert far <= max(1, units * months // 1_000), "the peer's counts differ from the plain comparisons"

        times = in_turn(works, rounds, check=check)
        size = file.stat().st_size / 1e6
        print(f"{units:,} units x {months} months x {nation_file.CRITERIA} criteria, {size:.1f} MB, {rounds} rounds")
        say_ratios(times)
        if PEER in times:
            print(f"  {PEER} takes {median_ratio(times[PEER], times[OURS]):.1f} x our time; it knows no missing figure")
        else:
            print(f"  {PEER} is not installed: measured without it")
        verdicts = ours()
        seconds, told = timed(lambda: verdicts.explain("00003", "2018-03"))
        assert len(told.criteria) == nation_file.CRITERIA and all(c.reason.en for c in told.criteria)
        print(f"  one row of it in words afterwards: {seconds * 1000:.0f} ms: {told.criteria[1].reason.en}")
