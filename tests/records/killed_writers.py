"""Writers that are killed in the middle of an act: `python killed_writers.py KILLS SEED`, on a database that is ready.

Each is a process of its own, forked here so that it begins at once: in turn one that saves single figures (and with
each the share that follows from it) and one that records some hundreds at once. It is killed at a moment chosen by
chance, within the time of two acts. Then the database is opened and looked at. The answer, as JSON, is what was wrong
and what happened.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import partial
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.db.models import Count, F, Max, Min  # noqa: E402

from kieumau.engine.indicators import Observation, Period  # noqa: E402
from kieumau.engine.indicators.periods import month_period  # noqa: E402
from kieumau.records.accounts.acting import Acting  # noqa: E402
from kieumau.records.accounts.models import User  # noqa: E402
from kieumau.records.indicators.figures.actions import enter_figures  # noqa: E402
from kieumau.records.indicators.models import Figure, Source  # noqa: E402
from kieumau.records.journal.chain import faults  # noqa: E402
from kieumau.records.journal.models import Entry  # noqa: E402
from kieumau.records.journal.queries import chain  # noqa: E402

AT = datetime(2024, 12, 20, 8, 0, tzinfo=UTC)
YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
MONTHS = [month_period(2024, month) for month in range(1, 13)]
WARDS = [str(100 + n) for n in range(1, 26)]
MONTHLY = ("progress_reviews", "dialogues", "disciplined", "very_serious_crimes", "order_violations", "weapon_drives",
           "files", "files_on_time", "pavement_breaches")  # fmt: skip
ACTS = ("save", "upload")
ROWS = len(WARDS) * len(MONTHLY)
LINES = Entry.objects.filter(action="indicators.figures_recorded")


def save(number: int, by: Acting) -> None:
    """One figure that changes each time, and the share that is computed from it."""
    row = Observation(WARDS[0], YEAR, "officers_trained", Fraction(number % 50))
    enter_figures(rows=[row], by=by, reason="đếm lại")


def upload(number: int, by: Acting) -> None:
    """A month of every ward, another month each time: after twelve, each figure differs from the one before."""
    month, value = MONTHS[number % 12], Fraction(number // 12 % 5)
    rows = [Observation(ward, month, code, value) for ward in WARDS for code in MONTHLY]
    enter_figures(rows=rows, by=by, source=Source.UPLOADED, origin=f"tệp {number}", reason="bản mới")


def acts(act: str) -> Iterator[Callable[[], None]]:
    """Acts without end, each of which changes what the one before has left."""
    user = User.objects.get(username="tham-muu.bac")
    if act == "save":
        newest = Figure.objects.filter(unit=WARDS[0], indicator="officers_trained").order_by("version").last()
        do, last = save, int(newest.value) if newest else 0
    else:
        newest = Figure.objects.exclude(origin="").order_by("pk").last()
        do, last = upload, int(newest.origin.split()[1]) if newest else 0
    for number in count(last + 1):
        yield partial(do, number, Acting(user, AT, AT.date(), "127.0.0.1"))


def write(act: str, told: int) -> None:
    """A byte before each act and one after it, once it is done."""
    for do in acts(act):
        os.write(told, b"(")
        do()
        os.write(told, b")")


def kill_one(act: str, wait: float) -> tuple[int, bool]:
    """Kill a writer so many seconds after it began: how many acts it had done, and whether it died within one."""
    connections.close_all()  # what is open here is not to be shared
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            write(act, writing)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(writing)
    seen = os.read(reading, 1)
    select.select([], [], [], wait)
    os.kill(pid, signal.SIGKILL)
    died_of = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    while more := os.read(reading, 1000):
        seen += more
    os.close(reading)
    if died_of != -signal.SIGKILL:
        raise SystemExit(f"the writer ended by itself: {died_of}")
    return seen.count(b")"), seen.endswith(b"(")


def wrong(lines_at_least: int) -> list[str]:
    """What does not hold. In one snapshot: PostgreSQL may still be finishing what a dead writer had sent."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = [str(fault) for fault in faults(chain())]
        told = [json.loads(details)["figures"] for details in LINES.values_list("details", flat=True)]
        if len(told) < lines_at_least:
            found.append(f"an act that was done is lost: {len(told)} lines, {lines_at_least} acts")
        if sum(told) != Figure.objects.count():
            found.append(f"lines tell of {sum(told)} figures, there are {Figure.objects.count()}")
        files = Figure.objects.exclude(origin="").values_list("origin").annotate(rows=Count("pk")).order_by()
        found += [f"{origin}: {rows} rows of {ROWS}" for origin, rows in files if rows != ROWS]
        alone = Figure.objects.filter(unit=WARDS[0], last=YEAR.last, version__gt=1)
        versions = Counter(alone.filter(indicator__in=("officers_trained", "trained_share")).values_list("version"))
        found += [f"version {v[0]} without its share" for v, rows in versions.items() if rows != 2]
        spans = Figure.objects.values("unit", "first", "last", "indicator").order_by()
        counted = spans.annotate(n=Count("pk"), least=Min("version"), most=Max("version"))
        found += [f"a gap in the versions of {g}" for g in counted.exclude(n=F("most"), least=1)]
    return found


def main(kills: int, seed: int) -> dict[str, object]:
    chance = random.Random(seed)
    problems: list[str] = []
    takes = {}
    for act in ACTS:
        doing = acts(act)
        next(doing)()  # reads the rulebooks, so that no writer has to
        begun = time.monotonic()
        next(doing)()
        takes[act] = time.monotonic() - begun
    within = done = 0
    for turn in range(kills):
        act, before = ACTS[turn % 2], LINES.count()
        whole, cut = kill_one(act, chance.uniform(0, 2) * takes[act])
        problems += [f"kill {turn}: {what}" for what in wrong(before + whole)]
        within, done = within + cut, done + whole
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            problems += [] if (said := cursor.fetchall()) == [("ok",)] else [str(said)]
    return {"wrong": problems, "within": within, "done": done, "lines": LINES.count()}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2])), ensure_ascii=False))
