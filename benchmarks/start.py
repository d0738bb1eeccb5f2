"""Commands from the shell, start included, beside bare Python that imports the same libraries.

Wall time is what a person waits; the processor's time (user and system) hardly moves while other work shares the
machine, so it is told as well. The limits are those of a quiet machine.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import PROGRAM, median_ratio, turns

import kieumau

SMALL = {"commands": ("evaluate", "lineage"), "own_byte_code": False}
SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
# What is asked, which libraries that needs, the limit in seconds, and words of the answer.
COMMANDS = {
    "--help": (("--help",), "typer", 0.1, "compare-periods"),
    "evaluate": (
        (
            "evaluate", "mau-gia-dinh-22/2023", str(SAMPLE / "figures.csv"), "--units", str(SAMPLE / "units.csv"),
            "--on", "2024-04-04",
        ),
        "pydantic, yaml, rich.table, typer",
        0.5,
        "25198 Tân Đồng   22/22",
    ),
    "units": (("units", "--on", "2026-07-01", "--search", "tan dong"), "pydantic, rich.table, typer", 0.4, "Tân Đông"),
    "lineage": (("lineage", "25198"), "pydantic, rich.table, typer", 0.4, "phường Bình Phước (25195)"),
}  # fmt: skip


def start(rounds: int, *, commands: tuple[str, ...] = tuple(COMMANDS), own_byte_code: bool = True) -> None:
    """Commands, each in turn with what its libraries alone take to start."""
    with tempfile.TemporaryDirectory() as folder:
        environment, said = {**os.environ, "COLUMNS": "100", "KIEUMAU_LANGUAGE": "vi"}, Path(folder) / "said.txt"
        if own_byte_code:
            # Installed programs find their byte code; a checkout told to write none would compile it all at each start.
            environment["PYTHONPYCACHEPREFIX"] = folder
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
        print(f"Commands from the shell, start included, {rounds} rounds")
        for name in commands:
            arguments, libraries, limit, answer = COMMANDS[name]
            ours: list[tuple[float, float]] = []
            theirs: list[tuple[float, float]] = []
            for turn in turns(rounds):  # the first writes the byte code
                for taken, line, words in (
                    (theirs, [sys.executable, "-c", f"import {libraries}"], ""),
                    (ours, [PROGRAM, *arguments], answer),
                ):
                    took = _timed(line, environment, said)
                    assert words in said.read_text(encoding="utf-8"), (name, said.read_text(encoding="utf-8")[:500])
                    if turn >= 0:
                        taken.append(took)
            (wall, processor), (bare, bare_processor) = (
                (statistics.median(t[0] for t in each), statistics.median(t[1] for t in each))
                for each in (ours, theirs)
            )
            ratio = median_ratio([t[0] for t in ours], [t[0] for t in theirs])
            print(
                f"  {name:9} median {wall:.2f} s (limit {limit}), processor {processor:.2f} s; its libraries alone"
                f" {bare:.2f} s, processor {bare_processor:.2f} s; {ratio:.2f} x those"
            )


def _timed(line: list[str], environment: dict[str, str], said: Path) -> tuple[float, float]:
    """Seconds until the process has ended, and seconds of the processor; what it printed is in the file."""
    with said.open("wb") as printed:
        begun = time.perf_counter()
        process = subprocess.Popen(line, stdout=printed, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, line
    return took, used.ru_utime + used.ru_stime
