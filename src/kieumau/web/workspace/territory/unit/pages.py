"""One unit: what is left, then every criterion with its reason and its law; and its life through changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.reading.tables import UNIT_CODE
from kieumau.engine.territory import AdminUnit, Registry, said_reach, said_span
from kieumau.engine.wording import plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.assessments.access import (
    access_newest_assessment,
    access_period,
)
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import verdicts_on
from kieumau.records.journal.refusals import NotHereError
from kieumau.web.components.criteria.headings import heading
from kieumau.web.components.verdicts.contexts import unit_context, unit_url
from kieumau.web.shell.days import show_day, today
from kieumau.web.shell.links import asked_day, unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.territory.unit.history import UnitHistory, history_of, said_area


@require_safe
def unit(request: SignedRequest, code: str) -> HttpResponse:
    """The unit that the code means on the day: judged, with what is left, or with its life alone."""
    registry, asked = request.acting.registry, asked_day(request)
    assessment = access_newest_assessment(by=request.acting, on=asked)
    day = asked or (assessment.on if assessment else today(request))
    show_day(request, day, assessment.on if assessment else None)
    found = registry.find(code, day)
    if found is None and registry.lives(code):
        return _absent(request, registry, code, day)
    if assessment is None and found is None:
        return _unknown(request, registry, code, day)
    period = _period(request, assessment)
    judged_alive = assessment is None or found is None or registry.is_same(registry.find(code, assessment.on), found)
    if assessment is not None and judged_alive:
        try:
            context = unit_context(
                request,
                assessment,
                code,
                period,
                unit_url=lambda c: unit_url(assessment, c, period, asked),
                here="overview",
            )
        except NotHereError:
            if found is None:
                return _unknown(request, registry, code, day)
        else:
            history = _history(registry, found, day, assessment, period, request.acting) if found else None
            return render(
                request,
                "unit/judged.html",
                context | {"history": history, "area": found and said_area(found)},
            )
    assert found is not None
    history = _history(registry, found, day, assessment, period, request.acting)
    return render(request, "unit/place.html", _place(history, assessment, period, day))


def _period(request: HttpRequest, assessment: Assessment | None) -> str:
    if assessment is None:
        return ""
    return access_period(assessment, asked=request.GET.get("period", ""))


def _history(
    registry: Registry, unit: AdminUnit, day: date, assessment: Assessment | None, period: str, by: Acting
) -> UnitHistory:
    line = registry.lineage(unit).units
    verdicts = verdicts_on(assessment, period=period, codes={u.code for u in line}) if assessment else {}
    criteria = shipped_rulebook(assessment.rulebook) if assessment else None
    return history_of(registry, unit, day, verdicts, assessment.on if assessment else None, criteria, by)


def _place(history: UnitHistory, assessment: Assessment | None, period: str, day: date) -> dict[str, Any]:
    """A unit that has not been judged by itself."""
    context: dict[str, Any] = {
        "history": history,
        "day": day,
        "area": said_area(history.unit),
    }
    if assessment is not None:
        criteria = shipped_rulebook(assessment.rulebook)
        context |= {
            "rulebook": heading(criteria),
            "sample": assessment.sample or history.sample,
            "period": period,
            "judged": assessment,
        }
        context["programme"] = plain(assessment.programme) if assessment.programme else None
    return context


def _unknown(request: HttpRequest, registry: Registry, code: str, day: date) -> HttpResponse:
    """A code that the register does not know: it may be mistyped, or of a unit that ended before the register begins."""
    if not UNIT_CODE.fullmatch(code):
        raise Http404
    context = {
        "said": words("Không có đơn vị nào mang mã {c}", "No unit bears the code {c}", c=code),
        "reach": said_reach(registry),
    }
    return render(request, "unit/absent.html", context, status=404)


def _absent(request: HttpRequest, registry: Registry, code: str, day: date) -> HttpResponse:
    """A code that means nothing on the day: when it does, and who took its place."""
    lives = registry.lives(code)
    latest = lives[-1]
    heirs = [(s.unit.full_name, unit_address(s.unit, day)) for s in registry.successors(latest) if s.unit.is_alive(day)]
    context = {
        "said": words("Ngày {d}, mã {c} không có đơn vị nào", "On {d} the code {c} means no unit", d=day, c=code),
        "lives": [(u.full_name, unit_address(u), said_span(u)) for u in lives],
        "heirs": heirs,
    }
    return render(request, "unit/absent.html", context, status=404)
