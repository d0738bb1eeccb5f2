"""Record a file of figures from the terminal, in somebody's name and within his scope."""

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

from kieumau.cli.hints import told, words_of
from kieumau.config import clock
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.reading import Progress as Told
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import User
from kieumau.records.indicators.models import Upload
from kieumau.records.indicators.uploads import actions as uploads
from kieumau.records.indicators.uploads.dry_runs import dry_run
from kieumau.records.indicators.uploads.problems import problems_of


class Command(BaseCommand):
    help = "Record the figures of a file (.xlsx, .csv, .parquet), all of it or nothing. The same file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="username", required=True, help="in this account's name and within its scope")
        parser.add_argument("--reason", default="", help="of the corrections")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and record nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            self._load(file, _person(options["username"]), options["reason"], options["dry_run"])
        except KieuMauError as error:
            raise CommandError(told(error, "vi")) from None

    def _load(self, file: Path, by: Acting, reason: str, dry: bool) -> None:
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
    said = [_sentence(p.worded(words_of)) for p in problems_of(upload)]
    raise CommandError("\n".join(said) or "Số liệu đã đổi trong lúc đọc; chưa ghi gì, xin chạy lại lệnh.")


def _sentence(problem: Problem) -> str:
    """Where and what, in Vietnamese; a sheet is called one, for its name alone says too little here."""
    places = {"trang": problem.path, "dòng": problem.line, "cột": problem.column}
    where = ", ".join(f"{word} {at}" for word, at in places.items() if at)
    said = replace(problem, path="", line=None, column=None).sentence.vi
    return f"{where}: {said}" if where else said


@contextmanager
def _told() -> Iterator[Told]:
    """A bar with a number, where somebody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Dòng", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of or None)
