"""One process of many that write at once, as `serve` runs them: `python many_writers.py NAME WRITERS ACTS`.

It says "ready", waits for a line, then its threads write and one reads; what went wrong is its answer, as JSON. With no
arguments it tells what the database holds.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from datetime import UTC, date, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
django.setup()

from django.core.cache import cache  # noqa: E402
from django.db import close_old_connections, transaction  # noqa: E402

from kieumau.records.indicators.models import Figure  # noqa: E402
from kieumau.records.journal.actions import write_line  # noqa: E402
from kieumau.records.journal.actors import operator  # noqa: E402
from kieumau.records.journal.chain import faults  # noqa: E402
from kieumau.records.journal.queries import chain  # noqa: E402

AT, DAY = datetime(2024, 4, 4, 8, 0, tzinfo=UTC), date(2024, 4, 4)


def act(writer: str, number: int) -> None:
    """A small act as all are: look, write, tell; then a counter, which is in the database too."""
    with transaction.atomic():
        assert Figure.objects.filter(unit=writer).count() == number
        Figure.objects.create(
            unit=writer,
            first=DAY,
            last=DAY,
            indicator="acts",
            version=number + 1,
            value=str(number),
            sample=True,
            recorded_at=AT,
        )
        write_line("tests.written", by=operator(AT), about=f"test:{writer}-{number}")
    cache.set(f"{writer}-{number}", number)
    close_old_connections()  # a request ends


def look() -> None:
    assert [str(fault) for fault in faults(chain(at_once=50))] == []
    close_old_connections()


def work(name: str, writers: int, acts: int) -> list[str]:
    wrong: list[str] = []
    done = threading.Event()
    begin = threading.Barrier(writers + 2)

    def write(writer: str) -> None:
        begin.wait()
        for number in range(acts):
            act(writer, number)

    def read() -> None:
        begin.wait()
        while not done.is_set():
            look()

    threading.excepthook = lambda failed: wrong.append("".join(traceback.format_exception(failed.exc_value)))
    writing = [threading.Thread(target=write, args=[f"{name}{i}"]) for i in range(writers)]
    reading = threading.Thread(target=read)
    for thread in (*writing, reading):
        thread.start()
    print("ready", flush=True)
    sys.stdin.readline()
    begin.wait()
    for thread in writing:
        thread.join()
    done.set()
    reading.join()
    return wrong


def holds() -> dict[str, object]:
    lines = list(chain())
    names = [line.about.removeprefix("test:") for line, _ in lines]
    return {
        "counters": len(cache.get_many(names)),
        "about": sorted(line.about for line, _ in lines),
        "faults": [str(fault) for fault in faults(lines)],
        "figures": Figure.objects.count(),
    }


if __name__ == "__main__":
    print(json.dumps(work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1:] else holds()))
