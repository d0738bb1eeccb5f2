"""The province in one page: every unit's k/n, the ones with the least left first; and the same as files."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.evaluation import Outcome
from kieumau.engine.territory import WHOLE, AdminUnit, Flow, Flows, Registry
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.roles import Permission
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import verdicts_on
from kieumau.web.components.verdicts.contexts import (
    asked_period,
    judgement_context,
    list_context,
    unit_url,
)
from kieumau.web.components.verdicts.files import file_response
from kieumau.web.shell.days import show_day, today
from kieumau.web.shell.downloads import TYPES, download_links
from kieumau.web.shell.links import asked_day, keep_day, unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.overview.reminders import reminders_for

_EMPTY = Words("Chưa có kết quả nào", "Nothing has been judged yet")


@require_safe
def overview(request: SignedRequest) -> HttpResponse:
    asked = asked_day(request)
    reminders = [] if asked else reminders_for(request.acting)
    assessment, registry = access_newest_assessment(by=request.acting, on=asked), request.acting.registry
    if assessment is None:
        reads = request.acting.may(Permission.READ_RESULTS)
        empty = (
            words("Tính đến {d} chưa có kết quả nào", "Nothing had been judged by {d}", d=asked) if asked else _EMPTY
        )
        if not reads:
            empty = words("Xin chào, {n}", "Welcome, {n}", n=request.acting.user.full_name)
        context: dict[str, Any] = {
            "headline": empty,
            "rows": [],
            "reads": reads,
            "reminders": reminders,
        }
        show_day(request, asked or today(request))
        return render(request, "overview/overview.html", context)
    period = asked_period(request, assessment)
    day = asked or assessment.on
    show_day(request, day, assessment.on)
    if asked is not None and (moved := units_since(registry, assessment, period, day)):
        return render(request, "overview/since.html", moved)
    context = list_context(
        request, assessment, period, unit_url=lambda code: unit_url(assessment, code, period, asked), here="overview"
    )
    context |= {"downloads": download_links("workspace:download", []), "reminders": reminders}
    context["reminded_on"] = request.acting.on if request.acting.on != day else None
    return render(request, "overview/overview.html", context)


@dataclass(frozen=True)
class Heir:
    """A unit of the day with the judged ones whose ground it holds."""

    unit: AdminUnit
    url: str
    place: Words
    judged: list[tuple[UnitVerdict, Words, str, Words]]  # verdict, name, address, how much of it came
    others: list[tuple[Words, str]]  # predecessors that were not judged
    qualified: bool


def units_since(registry: Registry, assessment: Assessment, period: str, day: date) -> dict[str, Any] | None:
    """The judged units as they stand on a later day; None while every one of them is still there. One query."""
    was = registry.units_on(assessment.on).units
    verdicts = verdicts_on(assessment, period=period)
    judged = {code: was[code] for code in verdicts if code in was}
    flows, here = Flows(registry, day), registry.units_on(day).units
    if all(code in here and registry.is_same(unit, here[code]) for code, unit in judged.items()):
        return None
    into: dict[str, list[tuple[AdminUnit, Flow]]] = defaultdict(list)
    for unit in judged.values():
        for code, flow in flows.of(unit).items():
            into[code].append((unit, flow))
    heirs = []
    for code, parts in into.items():
        heir = registry.get(code, day)
        back = Flows(registry, assessment.on).of(heir)
        others = [
            registry.get(c, assessment.on) for c in back if c not in judged and c in was and was[c].level == heir.level
        ]
        heirs.append(
            Heir(
                heir,
                unit_address(heir, day),
                joined([a.full_name for a in registry.ancestors(heir, day)], ", "),
                [(verdicts[u.code], u.full_name, unit_address(u, assessment.on), _part(f)) for u, f in parts],
                [(o.full_name, unit_address(o, assessment.on)) for o in others],
                any(verdicts[u.code].outcome == Outcome.QUALIFIED.value for u, _ in parts),
            )
        )
    heirs.sort(key=lambda h: name_order(h.unit.name))
    said = words(
        "{n} đơn vị đã chấm nay thuộc {m} đơn vị; chưa đơn vị nào được chấm lại",
        "The {n} units judged now belong to {m} units, none of which has been judged",
        n=len(judged),
        m=len(heirs),
    )
    context = judgement_context(assessment, shipped_rulebook(assessment.rulebook), period, here="overview")
    back_url = keep_day(reverse("workspace:overview"), assessment.on)
    return context | {"headline": said, "heirs": heirs, "judged_on": assessment.on, "judged_url": back_url}


def _part(flow: Flow) -> Words:
    return plain("") if flow == WHOLE else words("một phần", "a part")


@require_safe
def download(request: SignedRequest, kind: str) -> HttpResponse:
    """The newest judgement, whole: every unit in every period."""
    assessment = access_newest_assessment(by=request.acting)
    if assessment is None or kind not in TYPES:
        raise Http404
    return file_response(request, assessment, shipped_rulebook(assessment.rulebook), kind)
