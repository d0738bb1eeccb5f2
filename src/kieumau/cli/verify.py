"""`kieumau verify`: whether the journal still says what was written, line by line and against seals kept elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import django
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils.timezone import localtime
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kieumau.cli.language import LANGUAGE, say
from kieumau.engine.errors import Problem
from kieumau.engine.wording import words
from kieumau.records.journal.anchors import Anchor, JournalError, read_anchors
from kieumau.records.journal.chain import ChainFault, Line, faults

Anchors = Annotated[
    list[Path] | None,
    typer.Option(
        "--anchor",
        metavar="FILE",
        help=say(
            "So với mốc niêm đã lưu ở nơi khác; lặp lại được.", "Compare with anchors kept elsewhere; can be repeated."
        ),
    ),
]
Keep = Annotated[
    Path | None,
    typer.Option(
        "--keep",
        metavar="FILE",
        help=say(
            "So với các mốc niêm trong tệp này; nếu không có lỗi thì ghi thêm mốc hiện tại vào cuối tệp.",
            "Compare with the anchors of this file; where nothing is wrong, add the present one at its end.",
        ),
    ),
]
_TOLD = 1_000  # faults told one by one; more than that is a journal to be restored, not read
_STEP = 1_000  # lines between two moves of the bar
_READ_ONLY = {
    "sqlite": {"init_command": "PRAGMA query_only = ON"},
    "postgresql": {"options": "-c default_transaction_read_only=on"},
}


def verify(anchor: Anchors = None, keep: Keep = None) -> None:
    files = [*(anchor or ()), *([keep] if keep is not None and keep.exists() else [])]
    anchors = read_anchors((file.name, _text(file)) for file in files)
    _open_database()
    found, count, read, last = _verified(anchors)
    for fault in found:
        typer.echo(fault.what.said(LANGUAGE))
    if count > len(found):
        typer.echo(_said("… và {n} lỗi nữa", "… and {n} more", n=count - len(found)))
    if count:
        typer.echo(_said("{l} dòng, {n} lỗi.", "{l} lines, {n} faults.", l=read, n=count))
        raise typer.Exit(2)
    if last is None:
        typer.echo(say("Nhật ký chưa có dòng nào.", "The journal has no line yet."))
        return
    typer.echo(_said("{l} dòng, không dòng nào bị sửa.", "{l} lines, none changed.", l=read))
    typer.echo(_said("Mốc niêm: {a}", "Anchor: {a}", a=str(last)))
    if anchors:
        typer.echo(_said("Khớp {n} mốc niêm đã lưu.", "Kept anchors that match: {n}.", n=len(anchors)))
    else:
        typer.echo(
            say(
                "Chưa so với mốc niêm nào: nếu cuối nhật ký bị cắt, hoặc cả nhật ký bị niêm lại, thì chưa thấy được.",
                "Compared with no anchor: lines cut off at the end, or a whole journal sealed anew, would not be seen.",
            )
        )
    if keep is not None and last.number not in anchors:
        _append(keep, last)
        typer.echo(_said("Đã ghi mốc niêm vào {f}.", "Wrote the anchor to {f}.", f=str(keep)))


def _verified(anchors: dict[int, str]) -> tuple[list[ChainFault], int, int, Anchor | None]:
    """The first faults, how many there are, how many lines were read, and the last one's seal."""
    from kieumau.records.journal.queries import chain, count_entries  # noqa: PLC0415  a model needs the settings first

    told: list[ChainFault] = []
    count = read = 0
    last: tuple[Line, str] | None = None
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )

    def counted(lines: Iterator[tuple[Line, str]]) -> Iterator[tuple[Line, str]]:
        nonlocal read, last
        for last in lines:
            read += 1
            if read % _STEP == 0:
                bar.update(task, completed=read)
            yield last

    try:
        with bar:
            task = bar.add_task(say("Đọc nhật ký", "Reading the journal"), total=count_entries())
            for fault in faults(counted(chain()), anchors):
                count += 1
                if count <= _TOLD:
                    told.append(fault)
    except DatabaseError as error:
        raise _unreadable(str(error).strip()) from None
    except (ValueError, TypeError, AttributeError) as error:
        # A value that is not of its column's kind, e.g. a moment that is no moment: nobody wrote it by this program.
        raise _unreadable(_said("sau dòng {n}: {e}", "after line {n}: {e}", n=str(read), e=str(error))) from None
    if last is None:
        return told, count, read, None
    line, seal = last
    return told, count, read, Anchor(line.number, seal, localtime(line.at).isoformat(timespec="seconds"))


def _open_database() -> None:
    """The database that the environment names, for reading only. Nothing is made where there is none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kieumau.config.settings")
    # Nothing is signed here: a copy is verified without the office's key, and no key is made.
    os.environ.setdefault("KIEUMAU_SECRET_KEY", "verify")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise _unreadable(str(error)) from None
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).is_file():
        raise _unreadable(_said("không có tệp {f}", "there is no file {f}", f=name))
    connection.settings_dict["OPTIONS"] |= _READ_ONLY.get(connection.vendor, {})


def _unreadable(why: str) -> Exception:
    what = words("không đọc được nhật ký: {e}.", "the journal cannot be read: {e}.", e=why.rstrip("."))
    hint = words(
        "Cơ sở dữ liệu do KIEUMAU_HOME hoặc KIEUMAU_DATABASE chỉ ra.",
        "KIEUMAU_HOME or KIEUMAU_DATABASE names the database.",
    )
    return JournalError(Problem(what, hint=hint))


def _text(file: Path) -> str:
    if not file.exists():
        raise JournalError(Problem(words("không có tệp này.", "there is no such file."), file=str(file)))
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        raise JournalError(
            Problem(words("không đọc được tệp: {e}.", "the file cannot be read: {e}.", e=why), file=str(file))
        ) from None


def _append(file: Path, anchor: Anchor) -> None:
    """One line more at the end; what stands there is not touched, also where its last line was left unfinished."""
    try:
        before = file.read_bytes() if file.exists() else b"\n"
        with file.open("a", encoding="utf-8") as opened:
            opened.write(("" if before.endswith(b"\n") else "\n") + f"{anchor}\n")
    except OSError as error:
        raise JournalError(
            Problem(
                words("không ghi được tệp: {e}.", "the file cannot be written: {e}.", e=error.strerror or str(error)),
                file=str(file),
            )
        ) from None


def _said(vi: str, en: str, **values: str | int) -> str:
    return words(vi, en, **values).said(LANGUAGE)
