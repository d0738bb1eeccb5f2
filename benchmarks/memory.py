"""The peak of a process that does nothing but judge the nation."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nation_file
from timing import alone, peak_mib

SMALL = {"units": 30, "months": 4}
LIMIT_MIB = 1_024


def memory(_rounds: int, *, units: int = nation_file.UNITS, months: int = nation_file.MONTHS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, book = nation_file.figures(Path(folder), units, months), nation_file.rulebook(Path(folder))
        rows, peak = alone("memory", "judging", str(book), str(file))
    assert rows == units * months
    assert peak < LIMIT_MIB
    print(f"peak memory of a process that judges {rows:,} rows: {peak:.0f} MiB (limit {LIMIT_MIB:,})")


def judging(book: str, file: str) -> tuple[int, float]:
    """How many rows were judged, and the peak in MiB."""
    from datetime import date

    from kieumau.engine.columns.verdicts import evaluate_columns
    from kieumau.engine.criteria import load_rulebook

    verdicts = evaluate_columns(load_rulebook(book), Path(file), on=date(2025, 1, 1))
    assert len(verdicts.fingerprint) == 64
    return sum(next(iter(verdicts.totals.values())).values()), peak_mib()
