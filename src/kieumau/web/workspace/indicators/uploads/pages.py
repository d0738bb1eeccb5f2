"""Figures by file: sent, read while its sender may leave, shown as a dry run, and recorded when he says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.queries import newest_figures
from kieumau.records.indicators.models import Upload
from kieumau.records.indicators.uploads import actions as uploads
from kieumau.records.indicators.uploads.access import access_upload
from kieumau.records.indicators.uploads.problems import problems_of
from kieumau.reports.return_form import return_form as form_of_return
from kieumau.web.components.forms.file_errors import file_errors
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell import long_work
from kieumau.web.shell.downloads import TYPES, attachment
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.uploads.forms import RecordingForm, SendForm

PER_PAGE = 30
_FORMS_FOR = 3  # units within a scope for which their newest forms are listed
_FORMS_BACK = timedelta(days=70)
_SHOWN = 20  # corrections before the others fold
_S = Upload.State


# -- sending ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentFile:
    """A file in the list of those one sent."""

    name: str
    url: str
    at: datetime
    state: Words
    waits: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def figure_files(request: SignedRequest) -> HttpResponse:
    """Choose a file; below it one's own earlier ones."""
    by = request.acting
    if not by.may(Permission.ENTER_FIGURES):
        raise Http404
    if request.method != "POST":
        return _sending_page(request, SendForm())
    sent = request.FILES.get("file")  # only now is what was sent read from the wire
    form = SendForm(request.POST)
    if getattr(request, "upload_too_large", False):
        form.refuse_size()
        return _sending_page(request, form, 413)
    if sent is None:
        form.refuse_nothing()
        return _sending_page(request, form, 422)
    try:
        upload = uploads.receive_upload(file_name=sent.name or "", content=sent.read(), by=by)
    except KieuMauError as error:
        form.refuse(error.problems)
        return _sending_page(request, form, 422)
    _work_at(upload, by)
    return redirect(_address(upload))


def _work_at(upload: Upload, by: Acting) -> None:
    """Read or record it, as its state asks for, in a thread: small files are done before the answer goes out."""
    act = uploads.record_upload if upload.state == _S.RECORDING else uploads.read_upload
    long_work.begin(partial(act, upload.uuid, by=by, now=long_work.clock_from(by.at)))


def _sending_page(request: SignedRequest, form: SendForm, status: int = 200) -> HttpResponse:
    by = request.acting
    page = Paginator(uploads.uploads_of(by), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        SentFile(
            u.file_name, _address(u), timezone.localtime(u.sent_at), _said_state(u), u.state == _S.READ and _adds(u) > 0
        )
        for u in page.object_list
    ]
    context = {
        "problems": form.faults,
        "field": form["file"],
        "max_size_mb": settings.UPLOAD_MEGABYTES,
        "rows": rows,
        "page": page,
        "most_waiting": uploads.MOST_WAITING,
        "forms": _own_forms(by),
    }
    return render(request, "uploads/list.html", context, status=status)


def _own_forms(by: Acting) -> list[Return]:
    """The newest forms of who enters for a unit or two; who enters for a province finds them on each return's page."""
    scope = by.units(Permission.ENTER_FIGURES)
    if scope.everything or len(scope.codes) > _FORMS_FOR:
        return []
    units = [u for code in sorted(scope.codes) if (u := by.registry.find(code, by.on))]
    found = Asking(by.registry).returns(units, first=by.on - _FORMS_BACK, last=by.on + timedelta(days=31))
    return [r for r in reversed(found) if r.period.first <= by.on][: 2 * _FORMS_FOR]


def _adds(upload: Upload) -> int:
    return int(upload.found.get("new", 0)) + int(upload.found.get("corrected", 0))


def _said_state(upload: Upload) -> Words:
    if upload.state == _S.READ and not _adds(upload):
        return Words("không thay đổi gì", "changes nothing")
    if upload.state == _S.RECORDED:
        return _counted(_adds(upload), "đã ghi {n} số liệu", "{n} {f} recorded")
    return _STATES[_S(upload.state)]


_STATES = {
    _S.READING: Words("đang đọc", "being read"),
    _S.REFUSED: Words("cần sửa, chưa ghi gì", "to put right, nothing recorded"),
    _S.READ: Words("chờ bạn xác nhận", "waits for you to confirm"),
    _S.RECORDING: Words("đang ghi", "being recorded"),
    _S.RECORDED: Words("đã ghi", "recorded"),
    _S.CANCELLED: Words("đã bỏ, không ghi gì", "cancelled, nothing recorded"),
}


def _address(upload: Upload) -> str:
    return reverse("workspace:figure_file", args=[upload.uuid])


# -- one file -----------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def figure_file(request: SignedRequest, upload_uuid: UUID) -> HttpResponse:
    """How far it is; then what recording it would do, or what is to be put right; then what was recorded."""
    upload = access_upload(upload_uuid, by=request.acting)
    form = RecordingForm()
    if request.method == "POST":
        form = RecordingForm(request.POST)
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            act(upload_uuid, form.typed("reason"), request.acting)
            return redirect(_address(upload))
        except KieuMauError as error:
            form.refuse(error.problems)
            upload = access_upload(upload_uuid, by=request.acting)
    return _file_page(request, upload, form)


def _confirm(upload_uuid: UUID, reason: str, by: Acting) -> None:
    _work_at(uploads.confirm_upload(upload_uuid, reason=reason, by=by), by)


def _cancel(upload_uuid: UUID, _: str, by: Acting) -> None:
    uploads.cancel_upload(upload_uuid, by=by)


def _again(upload_uuid: UUID, _: str, by: Acting) -> None:
    _work_at(uploads.take_up_again(upload_uuid, by=by), by)


_ACTS: dict[str, Callable[[UUID, str, Acting], None]] = {"confirm": _confirm, "cancel": _cancel, "again": _again}


def _file_page(request: SignedRequest, upload: Upload, form: RecordingForm) -> HttpResponse:
    found = upload.found
    corrections = [_correction(c) for c in found.get("corrections", [])]
    works = upload.state in (_S.READING, _S.RECORDING)
    context = {
        "upload": upload,
        "headline": _headline(upload),
        "sent_at": timezone.localtime(upload.sent_at),
        "works": works,
        "silent": uploads.is_silent(upload, request.now),
        "of": found.get("of", 0) if works else 0,
        "waits": upload.state == _S.READ,
        "adds": _adds(upload),
        "found": found,
        "periods": [_words(p) for p in found.get("periods", [])],
        "returns": [{**r, "unit": _words(r["unit"]), "period": _words(r["period"])} for r in found.get("returns", [])],
        "first_corrections": corrections[:_SHOWN],
        "other_corrections": corrections[_SHOWN:],
        "more_corrections": found.get("corrected", 0) - len(found.get("corrections", [])),
        "asked": [_words(q) for q in found.get("questions", [])],
        "notes": [sentence(_words(n)) for n in found.get("notes", [])],
        **file_errors(problems_of(upload)),
        "problems": form.faults,
        "form": form,
        "has_file": upload.state not in (_S.CANCELLED, _S.REFUSED),
    }
    return render(request, "uploads/file.html", context, status=422 if form.faults else 200)


def _headline(upload: Upload) -> Words:
    found, count = upload.found, _adds(upload)
    match upload.state:
        case _S.READING:
            return Words("Đang đọc tệp số liệu", "The file is being read")
        case _S.RECORDING:
            return Words("Đang ghi số liệu của tệp", "The figures of the file are being recorded")
        case _S.RECORDED:
            return _counted(count, "Đã ghi {n} số liệu của tệp", "{n} {f} of the file recorded")
        case _S.CANCELLED:
            return Words("Tệp đã bỏ, không ghi gì", "The file was cancelled; nothing was recorded")
        case _S.REFUSED:
            return Words("Chưa ghi gì: tệp cần sửa", "Nothing was recorded: the file is to be put right")
    if not count:
        return Words("Tệp này không thay đổi gì", "This file changes nothing")
    if not found["corrected"]:
        return _counted(found["new"], "Tệp sẽ thêm {n} số liệu mới", "The file would add {n} new {f}")
    if not found["new"]:
        return _counted(found["corrected"], "Tệp sẽ sửa {n} số đã ghi", "The file would correct {n} {f}")
    return words(
        "Tệp sẽ thêm {n} số liệu mới và sửa {m} số đã ghi",
        "The file would add {n} new {f} and correct {m}",
        n=found["new"],
        m=found["corrected"],
        f="figure" if found["new"] == 1 else "figures",
    )


def _counted(count: int, vi: str, en: str) -> Words:
    return words(vi, en, n=count, f=Words("số liệu", "figure" if count == 1 else "figures"))


def _words(pair: list[str]) -> Words:
    return Words(pair[0], pair[1])


def _correction(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {name: _words(kept[name]) for name in ("unit", "period", "label", "old", "new")}


@require_safe
def figure_file_download(request: SignedRequest, upload_uuid: UUID) -> HttpResponse:
    """The file exactly as it was sent, for its sender; to save, never to show."""
    upload = access_upload(upload_uuid, by=request.acting, whole=True)
    if not upload.content:
        raise Http404
    return attachment(bytes(upload.content), upload.file_name, "application/octet-stream")


# -- the form of a return -----------------------------------------------------------------------------------------


@require_safe
def return_form(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """The workbook of one unit and period, filled with what is known now; sent back as it is it changes nothing."""
    by = request.acting
    asking = Asking(by.registry)
    asked = access_return(code, period, by=by, asking=asking, to=Permission.ENTER_FIGURES)
    span = asked.covered
    newest = newest_figures(units=[asked.unit.code], since=span.last, until=span.last)
    known = {key[3]: k for key, k in newest.items() if key[1] == span.first}
    body = form_of_return(asked, known, calendars=asking.calendars, language=get_language() or "vi")
    name = f"so-lieu-{asked.unit.code}-{asked.name}.xlsx".replace("/", "-")
    return attachment(body, name, TYPES["xlsx"])
