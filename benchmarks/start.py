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

import kieumau

SAMPLE = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2024"
PROGRAM = str(Path(sys.executable).parent / "kieumau")
COMMANDS = {
    "--help": (("--help",), "typer", 0.1),
    "evaluate": (
        (
            "evaluate", "mau-gia-dinh-22/2023", str(SAMPLE / "figures.csv"), "--units", str(SAMPLE / "units.csv"),
            "--on", "2024-04-04",
        ),
        "sqlglot, pydantic, yaml, rich.table, typer",
        0.5,
    ),
    "units": (("units", "--on", "2026-07-01", "--search", "tan dong"), "pydantic, rich.table, typer", 0.4),
    "lineage": (("lineage", "25198"), "pydantic, rich.table, typer", 0.4),
}  # fmt: skip


def start(rounds: int) -> None:
    """Four commands, in turn with what their libraries alone take to start."""
    with tempfile.TemporaryDirectory() as folder:
        # Installed programs find their byte code; a checkout told to write none would compile everything at each start.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        print(f"Commands from the shell, start included, {rounds} rounds")
        for name, (arguments, libraries, limit) in COMMANDS.items():
            lines = {
                "its libraries": [sys.executable, "-c", f"import {libraries}"],
                "kieumau": [PROGRAM, *arguments],
            }
            times: dict[str, list[tuple[float, float]]] = {each: [] for each in lines}
            for turn in range(rounds + 1):
                for each, line in lines.items():
                    took = _timed(line, environment)
                    if turn:  # the first turn writes the byte code
                        times[each].append(took)
            (bare, bare_cpu), (ours, ours_cpu) = (
                tuple(statistics.median(took[i] for took in each) for i in (0, 1)) for each in times.values()
            )
            ratio = statistics.median(
                a[0] / b[0] for a, b in zip(times["kieumau"], times["its libraries"], strict=True)
            )
            print(
                f"  {name:9} median {ours:.2f} s (limit {limit}), processor {ours_cpu:.2f} s; its libraries alone"
                f" {bare:.2f} s, processor {bare_cpu:.2f} s; {ratio:.2f} x those"
            )


def _timed(line: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until the process has ended, and seconds of the processor."""
    begun = time.perf_counter()
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, line
    return took, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    start(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
