"""Files of figures: kept as they were sent, read into a dry run, and recorded all or none when their sender says so.

Reading and recording may take seconds and be done by any process; the row tells the others how far it is. Whoever
works holds a lease: the row's state and its `moved_at` as he last wrote them. Who finds another there has been relieved
and stops; so a process that dies leaves nothing behind but a lease that anybody may take up after a silence.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.reading import Progress
from kieumau.engine.reading.limits import FILE_BYTES
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.figures.actions import ReasonError, StaleFigureError, enter_figures
from kieumau.records.indicators.models import Source, Upload
from kieumau.records.indicators.refusals import NoReturnError
from kieumau.records.indicators.uploads.access import access_upload
from kieumau.records.indicators.uploads.dry_runs import UploadDryRun, dry_run
from kieumau.records.indicators.uploads.problems import filed
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.reasons import tidy_reason

MOST_WAITING = 10
SILENCE = timedelta(minutes=2)
"""Without a word from who works at it, a file may be taken up again."""
_BEAT = timedelta(seconds=1)
_log = logging.getLogger(__name__)
_S = Upload.State
_WAITS = (_S.READING, _S.READ)
_WORKS = (_S.READING, _S.RECORDING)
Now = Callable[[], datetime]


def _to_nobody(done: int, of: int) -> None: ...


@act
def receive_upload(*, file_name: str, content: bytes, by: Acting) -> Upload:
    """Keep a file to be read. Beyond ten that wait for their sender, the oldest are cancelled. Raises `NoReturnError`."""
    if not by.may(Permission.ENTER_FIGURES):
        raise NoReturnError
    if not 0 < len(content) <= FILE_BYTES:
        raise EvaluationError(Problem(Words("tệp trống hoặc quá lớn.", "the file is empty or too large."), path="file"))
    name = "".join(c if c.isprintable() else " " for c in file_name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    upload = Upload.objects.create(
        user=by.user,
        file_name=name[-200:] or "?",
        content=content,
        sha256=sha256(content).hexdigest(),
        sent_at=by.at,
        moved_at=by.at,
    )
    waiting = Upload.objects.filter(user=by.user, state__in=_WAITS).order_by("-sent_at", "-pk")
    older = list(waiting.values_list("pk", flat=True)[MOST_WAITING:])
    Upload.objects.filter(pk__in=older).update(state=_S.CANCELLED, content=b"", moved_at=by.at)
    details = {"file": upload.file_name, "sha256": upload.sha256, "cancelled": len(older)}
    write_line("indicators.file_received", by=by.actor(Permission.ENTER_FIGURES), about=_about(upload), details=details)
    return upload


def uploads_of(by: Acting) -> QuerySet[Upload]:
    """The files that this person sent, the newest first. One query."""
    return Upload.objects.filter(user=by.user).defer("content").order_by("-sent_at", "-pk")


def read_upload(upload_uuid: UUID, *, by: Acting, now: Now, heard: Progress = _to_nobody) -> None:
    """Read a file that was received: its dry run, or every problem with it, is found in its row afterwards."""
    lease = _Lease.take(upload_uuid, _S.READING, by, now, heard)
    if lease is not None:
        with _settled(lease):
            run = _run(lease, by)
            lease.pass_on(state=_S.READ, found=run.found, done=len(run.checked.rows))


@act
def confirm_upload(upload_uuid: UUID, *, reason: str, by: Acting) -> Upload:
    """Say that the file is to be recorded as its dry run told. Raises `ReasonError` where something is corrected."""
    upload = access_upload(upload_uuid, by=by, locked=True)
    if upload.state != _S.READ:
        raise EvaluationError(
            Problem(Words("tệp này không còn chờ xác nhận.", "this file waits for nothing any more."))
        )
    why = tidy_reason(reason)
    if upload.found["corrected"] and not why:
        raise ReasonError(upload.found["corrected"])
    upload.state, upload.reason, upload.done, upload.moved_at = _S.RECORDING, why, 0, by.at
    upload.save(update_fields=["state", "reason", "done", "moved_at"])
    return upload


def record_upload(upload_uuid: UUID, *, by: Acting, now: Now, heard: Progress = _to_nobody) -> None:
    """Record a confirmed file, all or none, in one transaction with the row that says so.

    It is read and checked again. Where other figures are known by now than its sender saw, nothing is recorded: the new
    dry run waits to be confirmed instead.
    """
    lease = _Lease.take(upload_uuid, _S.RECORDING, by, now, heard)
    if lease is None:
        return
    by = by.again(lease.held)  # it may have waited in line past midnight, or past the closing day
    with _settled(lease):
        upload = lease.upload
        run = _run(lease, by)
        if run.mark == upload.found.get("mark"):
            with suppress(StaleFigureError):
                _record(lease, run, by)
                return
            run = _run(lease, by)
        lease.pass_on(state=_S.READ, found=run.found | {"changed": True}, done=len(run.checked.rows))


def _record(lease: _Lease, run: UploadDryRun, by: Acting) -> None:
    upload, found = lease.upload, run.found
    with transaction.atomic():
        enter_figures(
            rows=run.rows,
            by=by,
            source=Source.UPLOADED,
            origin=upload.file_name,
            reason=upload.reason,
            seen=run.seen,
            about=_about(upload),
        )
        if not lease.pass_on(state=_S.RECORDED, found=found, done=len(run.checked.rows)):
            raise _RelievedError


@act
def cancel_upload(upload_uuid: UUID, *, by: Acting) -> Upload:
    """Let a file go that was not recorded; only its name and its mark stay. Raises `EvaluationError`."""
    upload = access_upload(upload_uuid, by=by, locked=True)
    if upload.state not in _WAITS:
        raise EvaluationError(
            Problem(Words("tệp này không còn chờ xác nhận.", "this file waits for nothing any more."))
        )
    upload.state, upload.content, upload.moved_at = _S.CANCELLED, b"", by.at
    upload.save(update_fields=["state", "content", "moved_at"])
    details = {"file": upload.file_name}
    write_line(
        "indicators.file_cancelled", by=by.actor(Permission.ENTER_FIGURES), about=_about(upload), details=details
    )
    return upload


def is_silent(upload: Upload, at: datetime) -> bool:
    """Whether who worked at it seems to be gone: the server was stopped meanwhile."""
    return upload.state in _WORKS and at - upload.moved_at > SILENCE


@act
def take_up_again(upload_uuid: UUID, *, by: Acting) -> Upload:
    """Free a file of whoever fell silent over it, to be read or recorded anew. Raises `EvaluationError`."""
    upload = access_upload(upload_uuid, by=by, locked=True)
    if not is_silent(upload, by.at):
        raise EvaluationError(Problem(Words("tệp này đang được xử lý.", "this file is being worked at.")))
    upload.moved_at = by.at
    upload.save(update_fields=["moved_at"])
    return upload


class _RelievedError(KieuMauError):
    """Somebody else works at the file now, or it was cancelled."""

    def __init__(self) -> None:
        super().__init__(Problem(Words("tệp này do lượt khác xử lý.", "another works at this file.")))


@dataclass
class _Lease:
    """The right to work at a file, and the last moment that its holder wrote down."""

    upload: Upload
    state: str
    held: datetime
    now: Now
    heard: Progress

    @classmethod
    def take(cls, upload_uuid: UUID, state: str, by: Acting, now: Now, heard: Progress) -> _Lease | None:
        upload = Upload.objects.filter(uuid=upload_uuid, user=by.user, state=state).first()
        if upload is None:
            return None
        lease = cls(upload, state, upload.moved_at, now, heard)
        # A moment of one's own, or two who take it at once could not tell each other apart.
        at = max(now(), upload.moved_at + timedelta(microseconds=1))
        return lease if lease._write(at, done=0) else None

    def move(self, done: int, of: int) -> None:
        """Tell the row how far the work is, about once a second. Raises `_RelievedError`."""
        self.heard(done, of)
        at = self.now()
        if at - self.held < _BEAT:
            return
        with suppress(DatabaseError):  # a busy database: the next word will do
            found = {**self.upload.found, "of": of}
            if not self._write(at, done=done, found=found):
                raise _RelievedError

    def pass_on(self, **fields: Any) -> bool:
        """The last word, after which the state is another."""
        return self._write(max(self.now(), self.held), **fields)

    def _write(self, at: datetime, **fields: Any) -> bool:
        mine = Upload.objects.filter(pk=self.upload.pk, state=self.state, moved_at=self.held)
        if not mine.update(moved_at=at, **fields):
            return False
        self.held = at
        return True


def _run(lease: _Lease, by: Acting) -> UploadDryRun:
    upload = lease.upload
    return dry_run(bytes(upload.content), upload.file_name, by=by, progress=lease.move)


@contextmanager
def _settled(lease: _Lease) -> Iterator[None]:
    """Whatever goes wrong with a file is written down in its row."""
    try:
        yield
    except _RelievedError:
        return
    except KieuMauError as error:
        problems = [filed(p) for p in error.problems]
    except Exception:
        _log.exception("upload %s", lease.upload.uuid)
        problems = [filed(Problem(_TROUBLE))]
    else:
        return
    lease.pass_on(state=_S.REFUSED, problems=problems, content=b"")


_TROUBLE = Words(
    "máy chủ gặp trục trặc nên chưa ghi gì của tệp; xin gửi lại sau.",
    "the server had trouble and recorded nothing of the file; please send it again later.",
)


def _about(upload: Upload) -> str:
    return f"upload:{upload.uuid}"
