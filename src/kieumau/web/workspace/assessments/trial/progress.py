"""How far the work at a trial is, for whoever waits for it or comes back to it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render

from kieumau.engine.wording import Words, words
from kieumau.records.assessments.models import TrialWork
from kieumau.records.assessments.trial_work import is_silent
from kieumau.web.shell.requests import SignedRequest

_S = TrialWork.State


def progress_page(request: SignedRequest, work: TrialWork) -> HttpResponse:
    silent = is_silent(work, request.now)
    headline = (
        Words("Chưa chấm xong tệp", "The file was not judged")
        if silent
        else Words("Đang chấm thử tệp", "The file is being judged")
    )
    context = {"work": work, "silent": silent, "headline": headline, "how_far": _how_far(work)}
    return render(request, "trial/progress.html", context)


def _how_far(work: TrialWork) -> Words:
    match work.state, work.of, work.done:
        case _S.WAITING, _, _:
            return Words("Đang chờ đến lượt", "Waiting its turn")
        case _S.KEEPING, _, _:
            return Words("Đang lưu kết quả", "Keeping the result")
        case _S.JUDGING, _, _:
            return words("Đang chấm: {n}/{m} dòng", "Judging: {n} of {m} rows", n=work.done, m=work.of)
        case _, 0, 0:
            return Words("Đang mở tệp", "Opening the file")
        case _, 0, _:
            return words("Đang đọc tệp: {n} dòng", "Reading the file: {n} rows", n=work.done)
    return words("Đang đọc tệp: {n}/{m} dòng", "Reading the file: {n} of {m} rows", n=work.done, m=work.of)


def said_in_short(work: TrialWork, at: datetime) -> Words:
    """For a list."""
    if work.state == _S.FULL:
        return Words("chưa còn chỗ, không giữ kết quả", "no room, no result was kept")
    if work.is_refused:
        return Words("cần sửa, chưa chấm", "to put right, not judged")
    if is_silent(work, at):
        return Words("chưa chấm xong, xin gửi lại tệp", "not finished, please send the file again")
    return Words("đang chấm", "being judged")
