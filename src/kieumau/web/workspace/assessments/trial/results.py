"""The result of a trial, or how far it is: the list, one unit, files to take away, and its deletion."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.records.assessments.access import access_trial, access_trial_or_work
from kieumau.records.assessments.actions import delete_trial
from kieumau.records.assessments.models import Assessment, TrialWork
from kieumau.records.assessments.queries import said, verdicts_of
from kieumau.web.components.verdicts.contexts import asked_period, list_context, period_query, unit_context
from kieumau.web.components.verdicts.files import file_response
from kieumau.web.shell.downloads import TYPES, download_links
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.assessments.trial.progress import progress_page
from kieumau.web.workspace.assessments.trial.shown import refused_page


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
    """The list of units; a file about a single one goes straight to its reasons. Until it is judged, how far it is."""
    kept = access_trial_or_work(trial_uuid, by=request.acting)
    if isinstance(kept, TrialWork):
        return refused_page(request, kept) if kept.is_refused else progress_page(request, kept)
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
