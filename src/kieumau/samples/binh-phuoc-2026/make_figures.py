"""Make figures.csv again: `python make_figures.py`. Every figure is invented; the same seed gives the same file.

The eight wards of July 2025 to June 2026 by month, and, for 2023, the communes that were merged into them: so that a
new ward's years before and after can be shown side by side. One month is left out on purpose.
"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
SEED = 20250701
MONTHLY = {"disciplined": (0, 0), "order_violations": (1, 9), "files": (90, 420), "pavement_breaches": (0, 3)}
WARDS = ("25195", "25210", "25217", "25220", "25326", "25333", "25432", "25441")
COMMUNES = ("25207", "25213", "25244", "25245", "25249", "25333", "25336")  # xã Thanh Bình (25354) sent nothing
AFTER = [(2025, m) for m in range(7, 13)] + [(2026, m) for m in range(1, 7)]
BEFORE = [(2023, m) for m in range(1, 13)]
MISSING = {("25326", 2025, 11)}


def make_figures() -> str:
    random, out = Random(SEED), StringIO()  # noqa: S311
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("unit", "period", "indicator", "value", "sample"))
    for codes, months, part in ((COMMUNES, BEFORE, 3), (WARDS, AFTER, 1)):
        for code in codes:
            for year, month in months:
                figures = {name: random.randint(low, max(low, high // part)) for name, (low, high) in MONTHLY.items()}
                figures["files_on_time"] = figures["files"] - random.randint(0, figures["files"] // 40)
                if (code, year, month) not in MISSING:
                    for name, value in figures.items():
                        writer.writerow((code, f"{year}-{month:02}", name, value, "yes"))
    return out.getvalue()


if __name__ == "__main__":
    (HERE / "figures.csv").write_text(make_figures(), encoding="utf-8")
