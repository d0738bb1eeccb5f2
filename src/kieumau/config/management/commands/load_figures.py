"""Record a file of figures from the terminal: in somebody's name, within his scope, or as the server's operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from kieumau.config import clock
from kieumau.engine.criteria import Nature
from kieumau.engine.errors import KieuMauError
from kieumau.engine.indicators import Calendar, Indicator, ObservationTable
from kieumau.engine.indicators.reading import Progress as Told
from kieumau.engine.indicators.reading import read_observations
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import User
from kieumau.records.indicators import uploads
from kieumau.records.indicators.actions import by_units, key_of, known_of, record_figures, says_new
from kieumau.records.indicators.collecting import Asking, programme_sets
from kieumau.records.indicators.dry_runs import dry_run
from kieumau.records.indicators.models import Upload
from kieumau.records.indicators.queries import exact
from kieumau.records.journal.hand import operator
from kieumau.records.territory.queries import registry


class Command(BaseCommand):
    help = "Record the figures of a file (.xlsx, .csv, .parquet), all of it or nothing. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", default="", help="in this account's name and within its scope")
        parser.add_argument("--reason", default="", help="of the corrections")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and record nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            if options["username"]:
                self._in_a_name(file, _person(options["username"]), options["reason"], options["dry_run"])
            else:
                self._as_operator(file, options["reason"], options["dry_run"])
        except KieuMauError as error:
            raise CommandError(error.said("vi")) from None

    def _in_a_name(self, file: Path, by: Acting, reason: str, dry: bool) -> None:
        with _told() as heard:
            if dry:
                found = dry_run(file, file.name, by=by, progress=heard).found
            else:
                upload = uploads.receive_upload(file_name=file.name, content=_content(file), by=by)
                uploads.read_upload(upload.uuid, by=by, now=clock.now, heard=heard)
                found = _settled(upload, Upload.State.READ).found
        self._say(found["new"], found["corrected"], found["unchanged"])
        for question in found["questions"]:
            self.stdout.write(f"  {question[0]}")
        if dry or not found["new"] + found["corrected"]:
            return
        uploads.confirm_upload(upload.uuid, reason=reason, by=by)
        with _told() as heard:
            uploads.record_upload(upload.uuid, by=by, now=clock.now, heard=heard)
        _settled(upload, Upload.State.RECORDED)
        self.stdout.write(self.style.SUCCESS("Đã ghi."))

    def _as_operator(self, file: Path, reason: str, dry: bool) -> None:
        """Asked for or not, closed or not: what any programme defines that is collected."""
        asking = Asking(registry())
        sets = [s for c in asking.collections for s in programme_sets(c.programme)]
        known: dict[str, Indicator] = {}
        for criteria in sorted(sets, key=lambda s: s.issued.in_force):
            known |= criteria.indicators
        if not known:
            raise CommandError("Chưa thu thập số liệu của chương trình nào, nên chưa có chỉ tiêu nào để đọc.")
        calendars = asking.calendars
        first = Calendar() if Calendar() in calendars else calendars[0]
        with _told() as heard:
            table = read_observations(
                file, filename=file.name, indicators=known, calendar=first, also=calendars, progress=heard
            ).table
        real = {code for s in sets if s.nature is not Nature.SAMPLE for code in s.indicators}
        if not any(row.indicator in real for row in table.rows):  # only invented sets ask for them
            table = replace(table, sample=True)
        self._say(*_counts(table))
        if not dry:
            count = record_figures(table=table, source=file.name, by=operator(clock.now()), reason=reason)
            self.stdout.write(self.style.SUCCESS(f"Đã ghi {count} số liệu."))

    def _say(self, new: int, corrected: int, unchanged: int) -> None:
        self.stdout.write(f"{new} số mới, {corrected} số sửa, {unchanged} số không đổi.")


def _person(username: str) -> Acting:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"Không có tài khoản {username}.")
    at = clock.now()
    return Acting(user, at, timezone.localtime(at).date(), "terminal")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: không mở được tệp ({error.strerror}).") from None


def _settled(upload: Upload, wanted: str) -> Upload:
    """The file as it stands now; what is wrong with it ends the command."""
    upload.refresh_from_db(fields=["state", "found", "problems"])
    if upload.state == wanted:
        return upload
    said = []
    for p in upload.problems:
        place = ", ".join(f"{word} {p[key]}" for key, word in _PLACES.items() if p[key])
        said.append(f"{place}: {p['what'][0]} {p['todo'][0] if p['todo'] else ''}".strip().removeprefix(": "))
    raise CommandError("\n".join(said) or "Số liệu đã đổi trong lúc đọc; chưa ghi gì, xin chạy lại lệnh.")


_PLACES = {"sheet": "trang", "row": "dòng", "column": "cột"}


def _counts(table: ObservationTable) -> tuple[int, int, int]:
    new = corrected = unchanged = 0
    for part in by_units([(r, table.sample) for r in table.rows if r.value is not None]):
        known = known_of(part, None)
        for row, sample in part:
            before = known.get(key_of(row))
            if not says_new(exact(row.value), sample, before):
                unchanged += 1
            elif before is None:
                new += 1
            else:
                corrected += 1
    return new, corrected, unchanged


@contextmanager
def _told() -> Iterator[Told]:
    """A bar with a number, where somebody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Dòng", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of or None)
