"""Each claim of speed beside its peer or its limit, in one run: `make bench`.

Each part is a module of this folder with a function of the same name, and runs in a process of its own. Works that are
compared take turns (limit, ours, peer, limit, ours, peer ...), so that a machine that slows down slows all of them: quote
the medians of the ratios, not single times. `--small` runs the same on sizes that say nothing about speed, as the tests do.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import tempfile

from database import FOLDER_OF_RUN

PARTS = ("nation", "memory", "start", "restating", "search", "journal", "figures", "changes", "false_alarms")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    arguments.add_argument("--small", action="store_true")
    arguments.add_argument("--inside", choices=PARTS, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.inside:
        measure(chosen.inside, chosen.rounds, small=chosen.small)
        return
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        words = ["--rounds", str(chosen.rounds), *(["--small"] if chosen.small else [])]
        for part in chosen.only:
            line = [sys.executable, __file__, *words, "--inside", part]
            if subprocess.run(line, check=False, env={**os.environ, FOLDER_OF_RUN: folder}).returncode:
                failed.append(part)
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def measure(part: str, rounds: int, *, small: bool) -> None:
    module = importlib.import_module(part)
    getattr(module, part)(rounds, **(getattr(module, "SMALL", {}) if small else {}))


if __name__ == "__main__":
    main()
