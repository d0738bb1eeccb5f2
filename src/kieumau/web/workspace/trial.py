"""Judge my file: upload a workbook, choose a rulebook and a day, see the result, take it away, delete it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from kieumau import __version__
from kieumau.engine.criteria import CriteriaSet, shipped_rulebooks
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.evaluation import Result, evaluate
from kieumau.engine.indicators.reading import read_observations
from kieumau.engine.wording import Words, words
from kieumau.records.assessments.access import NotHereError, access_trial
from kieumau.records.assessments.actions import delete_trial, keep_trial
from kieumau.records.assessments.filing import read_unit
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.web.components.requests import TimedRequest
from kieumau.web.workspace.downloads import TYPES, download_links, file_response
from kieumau.web.workspace.overview import list_context
from kieumau.web.workspace.rulebooks import headings
from kieumau.web.workspace.showing import groups, row, shipped

MOST_ROWS = 40_000  # units times periods: what a page judges while somebody waits


@dataclass(frozen=True)
class FileError:
    """One thing in the file to put right, as the page's table shows it."""

    sheet: str
    row: int | None
    column: int | str | None
    what: Words
    expected: Words | None
    todo: Words | None


def _said(vi: str, en: str) -> str:
    return Words(vi, en).said(get_language() or "vi")


class TrialForm(forms.Form):
    workbook = forms.FileField()
    rulebook = forms.ChoiceField()
    day = forms.DateField(input_formats=["%d/%m/%Y", "%Y-%m-%d"])

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice = self.fields["rulebook"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(key, key) for key in shipped_rulebooks()]
        no_file = _said(
            "Xin chọn tệp số liệu (.xlsx, .csv hoặc .parquet).", "Please choose a file (.xlsx, .csv or .parquet)."
        )
        no_set = _said("Xin chọn một bộ tiêu chí.", "Please choose a criteria set.")
        no_day = _said(
            "Ngày cần có dạng ngày/tháng/năm, ví dụ 04/04/2024.",
            "The day is written day/month/year, for example 04/04/2024.",
        )
        empty = _said("Tệp rỗng. Xin chọn tệp khác.", "The file is empty. Please choose another.")
        self.fields["workbook"].error_messages |= {"required": no_file, "invalid": no_file, "empty": empty}
        choice.error_messages |= {"required": no_set, "invalid_choice": no_set}
        self.fields["day"].error_messages |= {"required": no_day, "invalid": no_day}


def trial(request: TimedRequest) -> HttpResponse:
    if request.method != "POST":
        chosen = request.GET.get("rulebook", "")
        initial = {"rulebook": chosen if chosen in shipped_rulebooks() else None, "day": request.now.date()}
        return _page(request, TrialForm(initial=initial))
    form = TrialForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.add_error("workbook", _too_large())
        return _page(request, form, status=413)
    if not form.is_valid():
        return _page(request, form, status=422)
    upload = form.cleaned_data["workbook"]
    criteria = shipped(form.cleaned_data["rulebook"])
    try:
        result = _judge(criteria, upload.read(), upload.name, form.cleaned_data["day"])
    except KieuMauError as error:
        return _page(request, form, errors=[_file_error(p) for p in error.problems], status=422)
    kept = keep_trial(
        result=result, criteria=criteria, file_name=upload.name, at=request.now, hours=settings.TRIAL_HOURS
    )
    return redirect("workspace:trial_result", kept.uuid)


def _judge(criteria: CriteriaSet, data: bytes, name: str, day: date) -> Result:
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
    return evaluate(criteria, read.table, on=day, units=read.units, notes=read.notes)


def _too_large() -> str:
    return words(
        "Tệp lớn hơn {n} MB. Xin tách thành nhiều tệp.",
        "The file is larger than {n} MB. Please split it.",
        n=settings.UPLOAD_MEGABYTES,
    ).said(get_language() or "vi")


def _file_error(problem: Problem) -> FileError:
    return FileError(problem.path, problem.line, problem.column, problem.what, None, problem.hint)


def _page(
    request: TimedRequest, form: TrialForm, *, errors: list[FileError] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "here": "trial",
        "version": __version__,
        "form": form,
        "rulebooks": headings(),
        "template_url": _template_url(form),
        "max_size_mb": settings.UPLOAD_MEGABYTES,
        "kept_for": words("{n} giờ", "{n} hours", n=settings.TRIAL_HOURS),
        "wide_example": _WIDE,
        "long_example": _LONG,
        "file_errors": errors,
    }
    return render(request, "workspace/trial.html", context, status=status)


@dataclass(frozen=True)
class _Example:
    columns: list[str]
    rows: list[list[str]]


_WIDE = _Example(
    ["unit", "period", "bodies_registered", "bodies_recognised"],
    [["00001", "2024", "18", "13"], ["00002", "2024", "20", ""]],
)
_LONG = _Example(
    ["unit", "period", "indicator", "value"],
    [["00001", "2024", "bodies_registered", "18"], ["00001", "2024", "bodies_recognised", "13"]],
)


def _template_url(form: TrialForm) -> str:
    key = str(form["rulebook"].value() or "")
    books = shipped_rulebooks()
    name, version = (key if key in books else "mau-gia-dinh-22/2023").split("/")
    return reverse("workspace:form", args=[name, version])


# -- the result ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Detail:
    row: object
    groups: object


def trial_result(request: TimedRequest, trial_uuid: UUID) -> HttpResponse:
    kept = _kept(trial_uuid, request.now)
    criteria = shipped(kept.rulebook)
    context = list_context(request, kept, criteria, trial=True)
    context |= {
        "downloads": download_links("workspace:trial_download", [kept.uuid]),
        "units": _details(kept, criteria, [r.code for r in context["rows"]], str(context["period_label"])),
        "file_name": kept.file_name,
        "kept_for": words("{n} giờ", "{n} hours", n=settings.TRIAL_HOURS),
        "delete_url": reverse("workspace:trial_delete", args=[kept.uuid]),
    }
    response = render(request, "workspace/trial_result.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _details(kept: Assessment, criteria: CriteriaSet, codes: list[str], period: str) -> list[_Detail]:
    found = UnitVerdict.objects.filter(assessment=kept, period=period, code__in=codes)
    by_code = {v.code: v for v in found}
    return [
        _Detail(row(by_code[c], criteria, f"#unit-{c}"), groups(read_unit(by_code[c].details), criteria)) for c in codes
    ]


def trial_download(request: TimedRequest, trial_uuid: UUID, kind: str) -> HttpResponse:
    kept = _kept(trial_uuid, request.now)
    if kind not in TYPES:
        raise Http404
    return file_response(kept, shipped(kept.rulebook), kind)


@require_POST
def trial_delete(request: TimedRequest, trial_uuid: UUID) -> HttpResponse:
    try:
        delete_trial(trial_uuid=trial_uuid, at=request.now)
    except NotHereError:
        raise Http404 from None
    return redirect("workspace:trial")


def _kept(trial_uuid: UUID, at: datetime) -> Assessment:
    try:
        return access_trial(trial_uuid, at=at)
    except NotHereError:
        raise Http404 from None
