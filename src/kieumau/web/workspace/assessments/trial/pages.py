"""Judge my file: choose a criteria set and a day, upload a workbook, see the result, take it away, delete it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.evaluation import Judgement, judge
from kieumau.engine.evaluation.evaluating import check_in_force
from kieumau.engine.indicators import Indicator
from kieumau.engine.reading import read_observations
from kieumau.engine.wording import Words, joined, words
from kieumau.records.assessments.access import access_trial
from kieumau.records.assessments.actions import TrialsFullError, delete_ended_trials, delete_trial, keep_trial
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import said, verdicts_of
from kieumau.web.components.criteria.headings import RulebookHeading, headings
from kieumau.web.components.forms.file_errors import file_errors
from kieumau.web.components.verdicts.contexts import asked_period, list_context, period_query, unit_context
from kieumau.web.components.verdicts.files import file_response
from kieumau.web.components.words.hints import words_of
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell.days import today
from kieumau.web.shell.downloads import TYPES, download_links
from kieumau.web.shell.requests import SignedRequest

MOST_ROWS = 4_000  # units times periods: the country's communes in one year; some seconds
GUESSED_BYTES = 500_000  # a file up to this size is also tried with the other criteria sets when it does not fit
_EXAMPLE = "mau-gia-dinh-22/2023"


def _said(words_: Words) -> str:
    return words_.said(get_language() or "vi")


class TrialForm(forms.Form):
    rulebook = forms.ChoiceField()
    day = forms.DateField(input_formats=["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"])
    workbook = forms.FileField(max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["rulebook"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, key) for key in shipped_rulebooks()]
        self.fields["workbook"].error_messages |= {
            "required": _said(_NO_FILE),
            "invalid": _said(_NO_FILE),
            "empty": _said(Words("Tệp rỗng. Xin chọn tệp khác.", "The file is empty. Please choose another.")),
            "max_length": _said(Words("Tên tệp quá dài. Xin đặt tên ngắn hơn.", "The file's name is too long.")),
        }
        no_set = _said(Words("Xin chọn một bộ tiêu chí.", "Please choose a criteria set."))
        choice.error_messages |= {"required": no_set, "invalid_choice": no_set}
        self.fields["day"].error_messages |= {"required": _said(_NO_DAY), "invalid": _said(_NO_DAY)}

    def clean(self) -> None:
        """A day on which the set is not in force is put right in the form, not in the file."""
        key, day = self.cleaned_data.get("rulebook"), self.cleaned_data.get("day")
        if key and day:
            try:
                check_in_force(shipped_rulebook(key), day, draft=False)
            except EvaluationError as error:
                self.add_error(
                    "day", _said(joined([replace(p, path="").sentence for p in error.worded(words_of)], " "))
                )


_NO_FILE = Words("Xin chọn tệp số liệu (.xlsx, .csv hoặc .parquet).", "Please choose a file (.xlsx, .csv or .parquet).")
_NO_DAY = Words(
    "Ngày cần có dạng ngày/tháng/năm, ví dụ 04/04/2024.", "The day is written day/month/year, for example 04/04/2024."
)


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: SignedRequest) -> HttpResponse:
    if request.method != "POST":
        delete_ended_trials(at=request.now)
        chosen = request.GET.get("rulebook", "")
        initial = {"rulebook": chosen if chosen in shipped_rulebooks() else None, "day": today(request)}
        return _form_page(request, TrialForm(initial=initial))
    form = TrialForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.errors.pop("workbook", None)
        form.add_error("workbook", _said(words(*_TOO_LARGE, n=settings.UPLOAD_MEGABYTES)))
        return _form_page(request, form, status=413)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    upload, day = form.cleaned_data["workbook"], form.cleaned_data["day"]
    criteria, data = shipped_rulebook(form.cleaned_data["rulebook"]), upload.read()
    try:
        kept = keep_trial(
            judgement=_judge(criteria, data, upload.name, day),
            criteria=criteria,
            file_name=upload.name,
            by=request.acting,
            hours=settings.TRIAL_HOURS,
            most_rows=settings.TRIAL_ROWS,
        )
    except TrialsFullError as full:
        form.add_error("workbook", _said(joined([sentence(p.sentence) for p in full.worded(words_of)], " ")))
        return _form_page(request, form, status=503)
    except KieuMauError as error:
        return _form_page(
            request, form, errors=error.problems, fitting=_fitting(criteria, data, upload.name), status=422
        )
    return redirect("workspace:trial_result", kept.uuid)


_TOO_LARGE = (
    "Tệp lớn hơn {n} MB nên chưa được nhận. Xin bỏ bớt hình ảnh, trang tính thừa, hoặc tách thành nhiều tệp.",
    "The file is larger than {n} MB and was not taken. Please remove pictures and spare sheets, or split it.",
)


def _judge(criteria: CriteriaSet, data: bytes, name: str, day: date) -> Judgement:
    read = read_observations(data, filename=name, indicators=criteria.indicators, calendar=criteria.calendar)
    rows = len({(r.unit, r.period) for r in read.table.rows})
    if rows > MOST_ROWS:
        raise EvaluationError(
            Problem(
                words(
                    "tệp có {n} dòng đơn vị và kỳ, trang này chấm tối đa {m}.",
                    "the file has {n} rows of units and periods, this page judges {m} at most.",
                    n=rows,
                    m=MOST_ROWS,
                ),
                file=name,
                hint=Words(
                    "Dùng lệnh kieumau evaluate cho bảng lớn.", "Use the command kieumau evaluate for large tables."
                ),
            )
        )
    return judge(criteria, read.table, on=day, units=read.units, notes=read.notes)


def _fitting(criteria: CriteriaSet, data: bytes, name: str) -> list[RulebookHeading]:
    """The criteria sets that can read a file which the chosen one cannot: most likely the wrong one was ticked."""
    if len(data) > GUESSED_BYTES:
        return []
    fitting = []
    for book in headings():
        other = shipped_rulebook(book.key)
        if other.key != criteria.key:
            try:
                read_observations(data, filename=name, indicators=other.indicators, calendar=other.calendar)
            except KieuMauError:
                continue
            fitting.append(book)
    return fitting


def _form_page(
    request: SignedRequest,
    form: TrialForm,
    *,
    errors: Sequence[Problem] = (),
    fitting: list[RulebookHeading] | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = str(form["rulebook"].value() or "")
    example = shipped_rulebook(chosen if chosen in shipped_rulebooks() else _EXAMPLE)
    context = {
        "form": form,
        "rulebooks": headings(),
        "example_of": example.title,
        "max_size_mb": settings.UPLOAD_MEGABYTES,
        "kept_for": _KEPT_FOR.fill(n=settings.TRIAL_HOURS),
        "wide_example": _wide_example(example),
        "long_example": _long_example(example),
        "fitting": fitting,
        **file_errors(errors),
    }
    response = render(request, "trial/trial.html", context, status=status)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


_KEPT_FOR = Words("{n} giờ", "{n} hours")


@dataclass(frozen=True)
class _Example:
    columns: list[Words]
    rows: list[list[Words]]


def _shown_indicators(criteria: CriteriaSet) -> list[tuple[Words, Words, Words]]:
    """Two columns of the chosen set with figures that could stand there."""
    return [(i.label, *_example_figures(i)) for i in islice(criteria.indicators.values(), 2)]


def _example_figures(indicator: Indicator) -> tuple[Words, Words]:
    if indicator.measure.is_fact:
        return Words("có", "yes"), Words("không", "no")
    if indicator.measure.is_share:
        return Words("97,2%", "97.2%"), Words("88,5%", "88.5%")
    return Words("18", "18"), Words("13", "13")


_UNIT, _PERIOD = Words("Mã đơn vị", "Unit"), Words("Kỳ", "Period")
_FIRST, _SECOND, _YEAR = Words("00001", "00001"), Words("00002", "00002"), Words("2024", "2024")


def _wide_example(criteria: CriteriaSet) -> _Example:
    shown = _shown_indicators(criteria)
    empty = Words("", "")
    return _Example(
        [_UNIT, _PERIOD, *(label for label, _, _ in shown)],
        [[_FIRST, _YEAR, *(one for _, one, _ in shown)], [_SECOND, _YEAR, shown[0][2], *([empty] * (len(shown) - 1))]],
    )


def _long_example(criteria: CriteriaSet) -> _Example:
    shown = _shown_indicators(criteria)
    heads = [_UNIT, _PERIOD, Words("Chỉ tiêu", "Indicator"), Words("Giá trị", "Value")]
    return _Example(heads, [[_FIRST, _YEAR, label, one] for label, one, _ in shown])


# -- the result ---------------------------------------------------------------------------------------------------


def _private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Somebody's own file: his alone, kept by no cache and no search engine."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


@require_safe
@_private
def trial_result(request: SignedRequest, trial_uuid: UUID) -> HttpResponse:
    """The list of units; a file about a single one goes straight to its reasons."""
    kept = _kept(trial_uuid, request)
    period = asked_period(request, kept)
    found = verdicts_of(kept, period=period)[:2]
    if len(found) == 1:
        return _unit_page(request, kept, found[0].code, period, alone=True)
    context = list_context(request, kept, period, unit_url=lambda c: _unit_url(kept, c, period), here="trial")
    return render(request, "trial/result.html", context | _trial_context(kept))


@require_safe
@_private
def trial_unit(request: SignedRequest, trial_uuid: UUID, code: str) -> HttpResponse:
    kept = _kept(trial_uuid, request)
    return _unit_page(request, kept, code, asked_period(request, kept), alone=False)


def _unit_page(request: SignedRequest, kept: Assessment, code: str, period: str, *, alone: bool) -> HttpResponse:
    context = unit_context(request, kept, code, period, unit_url=lambda c: _unit_url(kept, c, period), here="trial")
    if alone:
        context |= _trial_context(kept) | {"notices": said(kept, "notices"), "questions": said(kept, "questions")}
    else:
        query = period_query(kept, period)
        context["result_url"] = reverse("workspace:trial_result", args=[kept.uuid]) + query
    return render(request, "trial/unit.html", context)


def _unit_url(kept: Assessment, code: str, period: str) -> str:
    return reverse("workspace:trial_unit", args=[kept.uuid, code]) + period_query(kept, period)


def _trial_context(kept: Assessment) -> dict[str, Any]:
    return {
        "downloads": download_links("workspace:trial_download", [kept.uuid]),
        "file_name": kept.file_name,
        "kept_until": kept.kept_until,
        "delete_url": reverse("workspace:trial_delete", args=[kept.uuid]),
    }


@require_safe
@_private
def trial_download(request: SignedRequest, trial_uuid: UUID, kind: str) -> HttpResponse:
    kept = _kept(trial_uuid, request)
    if kind not in TYPES:
        raise Http404
    return file_response(request, kept, shipped_rulebook(kept.rulebook), kind)


@require_POST
def trial_delete(request: SignedRequest, trial_uuid: UUID) -> HttpResponse:
    delete_trial(trial_uuid=trial_uuid, by=request.acting)
    return redirect(reverse("workspace:trial") + "?deleted=1")


def _kept(trial_uuid: UUID, request: SignedRequest) -> Assessment:
    return access_trial(trial_uuid, by=request.acting)
