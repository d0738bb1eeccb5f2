"""Judge my file: choose a criteria set and a day, upload a workbook, see the result, take it away, delete it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kieumau.engine.criteria import shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.wording import Words
from kieumau.records.assessments.actions import TrialsFullError, delete_ended_trials, keep_trial
from kieumau.web.components.criteria.headings import RulebookHeading, headings
from kieumau.web.components.forms.file_errors import file_errors
from kieumau.web.shell.days import today
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.assessments.trial.examples import (
    long_example,
    wide_example,
)
from kieumau.web.workspace.assessments.trial.forms import TrialForm
from kieumau.web.workspace.assessments.trial.judging import fitting_sets, judge_file

_EXAMPLE = "mau-gia-dinh-22/2023"


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: SignedRequest) -> HttpResponse:
    if request.method != "POST":
        delete_ended_trials(at=request.now)
        chosen = request.GET.get("rulebook", "")
        initial = {"rulebook": chosen if chosen in shipped_rulebooks() else None, "day": today(request)}
        return _form_page(request, TrialForm(initial=initial))
    form = TrialForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.refuse_size()
        return _form_page(request, form, status=413)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    upload, day = form.cleaned_data["workbook"], form.cleaned_data["day"]
    criteria, data = shipped_rulebook(form.cleaned_data["rulebook"]), upload.read()
    try:
        kept = keep_trial(
            judgement=judge_file(criteria, data, upload.name, day),
            criteria=criteria,
            file_name=upload.name,
            by=request.acting,
            hours=settings.TRIAL_HOURS,
            most_rows=settings.TRIAL_ROWS,
        )
    except TrialsFullError as full:
        form.refuse(replace(p, path="workbook") for p in full.problems)
        return _form_page(request, form, status=503)
    except KieuMauError as error:
        return _form_page(
            request, form, errors=error.problems, fitting=fitting_sets(criteria, data, upload.name), status=422
        )
    return redirect("workspace:trial_result", kept.uuid)


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
        "wide_example": wide_example(example),
        "long_example": long_example(example),
        "fitting": fitting,
        **file_errors(errors),
    }
    response = render(request, "trial/trial.html", context, status=status)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


_KEPT_FOR = Words("{n} giờ", "{n} hours")


# -- the result ---------------------------------------------------------------------------------------------------
