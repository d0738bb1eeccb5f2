"""Judge my file: choose a criteria set and a day, and send a file; a small one is judged before the answer goes out."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kieumau.engine.criteria import shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.records.assessments.access import access_trial_work
from kieumau.records.assessments.actions import delete_ended_trials, delete_trial
from kieumau.records.assessments.models import TrialWork
from kieumau.records.assessments.trial_work import TrialsBusyError, begin_trial, judge_trial
from kieumau.web.shell import long_work
from kieumau.web.shell.days import today
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.assessments.trial.forms import TrialForm
from kieumau.web.workspace.assessments.trial.judging import fitting_sets, judge_file
from kieumau.web.workspace.assessments.trial.shown import form_page, refused_page


@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: SignedRequest) -> HttpResponse:
    if request.method != "POST":
        delete_ended_trials(at=request.now)
        chosen = request.GET.get("rulebook", "")
        initial = {"rulebook": chosen if chosen in shipped_rulebooks() else None, "day": today(request)}
        return form_page(request, TrialForm(initial=initial), earlier=True)
    form = TrialForm(request.POST, request.FILES)
    if getattr(request, "upload_too_large", False):
        form.refuse_size()
        return form_page(request, form, status=413)
    if not form.is_valid():
        return form_page(request, form, status=422)
    try:
        begun = _begin(request, form)
    except TrialsBusyError as busy:
        form.refuse(replace(p, path="workbook") for p in busy.problems)
        return form_page(request, form, status=503)
    work = access_trial_work(begun.uuid, by=request.acting)
    if work is not None and work.is_refused:
        delete_trial(trial_uuid=work.uuid, by=request.acting)  # it is told now
        return refused_page(request, work, form)
    return redirect("workspace:trial_result", begun.uuid)


def _begin(request: SignedRequest, form: TrialForm) -> TrialWork:
    """Judge the file in a thread, which alone holds it; wait for it a moment."""
    by, sent = request.acting, form.cleaned_data
    criteria, name, data = shipped_rulebook(sent["rulebook"]), sent["workbook"].name, sent["workbook"].read()
    begun = begin_trial(file_name=name, criteria=criteria, on=sent["day"], hours=settings.TRIAL_HOURS, by=by)
    work = partial(
        judge_trial,
        begun.uuid,
        judging=partial(judge_file, criteria=criteria, data=data, name=name, day=sent["day"]),
        fitting=partial(fitting_sets, criteria, data, name),
        criteria=criteria,
        hours=settings.TRIAL_HOURS,
        most_rows=settings.TRIAL_ROWS,
        by=by,
        now=long_work.clock_from(by.at),
    )
    long_work.begin(work)
    return begun
