"""The page of the form: empty, or with what is to be put right; below it the trials that are still kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kieumau.engine.criteria import shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.records.assessments.models import TrialWork
from kieumau.records.assessments.queries import trial_works_of, trials_of
from kieumau.records.indicators.uploads.problems import problems_of
from kieumau.web.components.criteria.headings import headings
from kieumau.web.components.forms.file_errors import file_errors
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.assessments.trial.examples import long_example, wide_example
from kieumau.web.workspace.assessments.trial.forms import TrialForm
from kieumau.web.workspace.assessments.trial.progress import said_in_short

_EXAMPLE = "mau-gia-dinh-22/2023"
_LISTED = 20


@dataclass(frozen=True)
class EarlierTrial:
    """A trial of one's own that can be come back to."""

    file_name: str
    url: str
    state: Words
    kept_until: datetime | None


def form_page(
    request: SignedRequest,
    form: TrialForm,
    *,
    errors: Sequence[Problem] = (),
    fitting: Sequence[str] = (),
    earlier: bool = False,
    refused: TrialWork | None = None,
    status: int = 200,
) -> HttpResponse:
    """`refused` is the work whose address this is, where the file was sent a while ago."""
    chosen = str(form["rulebook"].value() or "")
    example = shipped_rulebook(chosen if chosen in shipped_rulebooks() else _EXAMPLE)
    books = headings()
    context = {
        "form": form,
        "form_url": reverse("workspace:trial"),
        "rulebooks": books,
        "example_of": example.title,
        "max_size_mb": settings.UPLOAD_MEGABYTES,
        "kept_for": _KEPT_FOR.fill(n=settings.TRIAL_HOURS),
        "wide_example": wide_example(example),
        "long_example": long_example(example),
        "fitting": [book for book in books if book.key in fitting],
        "earlier": list(_earlier(request.acting)) if earlier else [],
        "refused": refused,
        **file_errors(errors),
    }
    response = render(request, "trial/trial.html", context, status=status)
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


_KEPT_FOR = Words("{n} giờ", "{n} hours")


def refused_page(request: SignedRequest, work: TrialWork, form: TrialForm | None = None) -> HttpResponse:
    """The form with the places in the file, in the answer to it or, without `form`, at the address of the work."""
    refused = None if form else work
    form = form or TrialForm.sent_before(work.rulebook, work.on)
    problems = problems_of(work)
    if work.state == TrialWork.State.FULL:
        form.refuse(replace(p, path="workbook") for p in problems)
        return form_page(request, form, refused=refused, status=503)
    return form_page(request, form, errors=problems, fitting=work.fitting, refused=refused, status=422)


def _earlier(by: Acting) -> Iterable[EarlierTrial]:
    """Those at work first."""
    for work in trial_works_of(by)[:_LISTED]:
        yield EarlierTrial(work.file_name, _address(work.uuid), said_in_short(work, by.at), work.kept_until)
    for kept in trials_of(by)[:_LISTED]:
        yield EarlierTrial(kept.file_name, _address(kept.uuid), _JUDGED, kept.kept_until)


_JUDGED = Words("đã chấm", "judged")


def _address(trial_uuid: UUID) -> str:
    return reverse("workspace:trial_result", args=[trial_uuid])
