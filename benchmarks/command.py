"""`kieumau evaluate` on twenty wards from the shell, start included, beside its imports alone."""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path

from timing import PROGRAM, in_turn

import kieumau

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"


def command(rounds: int) -> None:
    program = [PROGRAM, "evaluate", "mau-gia-dinh-22/2023", str(SAMPLE / "figures.csv")]
    program += ["--units", str(SAMPLE / "units.csv"), "--on", "2024-04-04"]
    lines = {
        "kieumau evaluate": program,
        "its imports alone": [sys.executable, "-c", "import sqlglot, pydantic, yaml, rich.table, typer"],
    }

    def run(line: list[str]) -> str:
        return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout

    def check(name: str, said: str) -> None:
        assert ("Tân Đồng" in said and "22/22" in said) == (name == "kieumau evaluate"), said

    works = {name: (lambda line=line: run(line)) for name, line in lines.items()}
    times = in_turn(works, rounds, check=check)
    print(f"20 wards from the shell, {rounds} rounds")
    for name, seconds in times.items():
        print(f"  {name:18} median {statistics.median(seconds):.2f} s")
