"""Clocks and turns: how each part of the benchmarks takes its times and says them."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
Times = dict[str, list[float]]
FOLDER = Path(__file__).parent
PROGRAM = str(Path(sys.executable).parent / "kieumau")
_ALONE = (
    "import importlib, json, sys\n"
    "module, function, arguments = sys.argv[1:]\n"
    "print(json.dumps(getattr(importlib.import_module(module), function)(*json.loads(arguments))))"
)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def in_turn(works: Mapping[str, Callable[[], Any]], rounds: int, *, check: Callable[[str, Any], None]) -> Times:
    """The seconds of each in every round, one after the other, so that a machine that slows down slows all of them.

    A first round warms up where more than one is asked for. Each result goes to `check`, outside the time: what was not done is not measured.
    """
    times: Times = {name: [] for name in works}
    for turn in turns(rounds):
        for name, work in works.items():
            seconds, result = timed(work)
            check(name, result)
            if turn >= 0:
                times[name].append(seconds)
    return times


def turns(rounds: int) -> range:
    """The rounds, with one before them that warms up; one by itself is not warmed up."""
    return range(-1 if rounds > 1 else 0, rounds)


def median_ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """The median of the ratios, round by round."""
    return statistics.median(a / b for a, b in zip(these, those, strict=True))


def say_ratios(times: Times) -> None:
    """Each median, and how many times that of the first."""
    base, first = next(iter(times)), next(iter(times.values()))
    for name, seconds in times.items():
        ratio = median_ratio(seconds, first)
        print(f"  {name:16} median {statistics.median(seconds) * 1000:7.0f} ms   {ratio:5.2f} x {base}")


def alone(module: str, function: str, *arguments: object) -> Any:
    """What a function of this folder returns in a process that does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, module, function, json.dumps(arguments)],
        cwd=FOLDER, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def peak_mib() -> float:
    """The most memory this process has held; the usual counter also holds its parent's before exec."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
