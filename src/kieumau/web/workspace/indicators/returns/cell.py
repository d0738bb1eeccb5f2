"""One cell of a return, saved as one goes: an answer for the script in the words of the page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.expressions.measures import said_value, typed_text
from kieumau.engine.indicators import Observation
from kieumau.engine.reading.cells import CellError
from kieumau.engine.wording import Words, words
from kieumau.records.indicators.collecting.asking import Return
from kieumau.records.indicators.figures.actions import FiguresRecorded, ReasonError, StaleFigureError
from kieumau.records.indicators.figures.queries import Known, newest_figures, read
from kieumau.records.indicators.models import WITHDRAWN, Source
from kieumau.web.components.forms.faults import faults_of
from kieumau.web.components.templatetags.say import said
from kieumau.web.components.words.sentences import sentence
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns import grid as arranging
from kieumau.web.workspace.indicators.returns.addresses import history_address
from kieumau.web.workspace.indicators.returns.entries import (
    TypedCells,
    key_of,
    read_cell,
    stale_words,
    version_number,
)
from kieumau.web.workspace.indicators.returns.standing import asked_return, computed_of, enter, may_enter


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def return_cell(request: SignedRequest, period: str, code: str) -> HttpResponse:
    """Save one cell, for the script: says what was saved, or what is wrong, in the words of the page."""
    asked, _asking = asked_return(request, period, code)
    if request.method != "POST":
        return redirect("workspace:return", period, code)
    each = asked.form.get(request.POST.get("indicator", ""))
    if each is None or not may_enter(request.acting, asked):
        raise Http404
    own = str(request.acting.user.uuid)
    if request.POST.get("account", own) != own:
        # The page was opened by somebody else, whose session has ended since: nothing of his is saved in this name.
        return JsonResponse({"state": "other"}, status=403)
    seen = {key_of(asked, each.code): version_number(request.POST.get("seen", ""))}
    try:
        row = read_cell(request.POST.get("value", ""), each, asked)
        sent = TypedCells([row], seen, reason=request.POST.get("reason", ""))
        recorded = enter(request.acting, sent)
    except CellError as error:
        wrong = Problem(error.what, hint=error.hint)
        return JsonResponse({"state": "wrong", "said": said(sentence(wrong.sentence))}, status=422)
    except ReasonError:
        return JsonResponse({"state": "reason", "withdraws": row.value is None}, status=422)
    except StaleFigureError as error:
        return JsonResponse(_stale_answer(error, asked, each), status=409)
    except KieuMauError as error:
        return JsonResponse({"state": "wrong", "said": said(faults_of(error.problems)[0])}, status=422)
    return JsonResponse(_saved_answer(request, asked, each, row, recorded))


def _saved_answer(
    request: SignedRequest, asked: Return, each: AskedIndicator, row: Observation, recorded: FiguresRecorded
) -> dict[str, Any]:
    """What the row shows from now on, and the figures that were worked out from it."""
    measure = each.indicator.measure
    mine = next((f.version for f in recorded.figures if f.indicator == each.code), None)
    if mine is None:  # it was known already: by which version?
        known = newest_figures(units=[row.unit], since=row.period.last, until=row.period.last, indicators=[each.code])
        newest = known.get(key_of(asked, each.code))
        mine = newest.version if newest else 0
    question = arranging.question_of(row.value, each.indicator)
    at = timezone.localtime(request.now)
    return {
        "state": "saved",
        "text": said(typed_text(row.value, measure)) if row.value is not None else "",
        "shown": said(said_value(row.value, measure)) if row.value is not None else "–",
        "version": mine,
        "said": said(words("đã lưu {t}", "saved {t}", t=f"{at:%H:%M}")),
        "corrected": said(corrected_words(mine - 1)) if mine > 1 else "",
        "story": history_address(asked, each.code),
        "question": said(question) if question else "",
        "computed": {
            f.indicator: said(said_value(read(f.value), found.indicator.measure)) if f.value != WITHDRAWN else "–"
            for f in recorded.figures
            if f.source == Source.COMPUTED and (found := computed_of(asked, f.indicator))
        },
    }


def corrected_words(times: int) -> Words:
    return words("đã sửa {n} lần", "corrected {n} times" if times > 1 else "corrected once", n=times)


def _stale_answer(error: StaleFigureError, asked: Return, each: AskedIndicator) -> dict[str, Any]:
    known: Known | None = error.known
    value = read(known.value) if known is not None and known.value != WITHDRAWN else None
    return {
        "state": "stale",
        "said": said(sentence(stale_words(error, asked, each.code))),
        "text": said(typed_text(value, each.indicator.measure)) if value is not None else "",
        "shown": said(said_value(value, each.indicator.measure)) if value is not None else "–",
        "version": known.version if known else 0,
    }
