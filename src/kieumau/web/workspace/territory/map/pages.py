"""A province on the map as of a day: by k/n, by an indicator, or by kind; a table beside says the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.indicators import Indicator
from kieumau.engine.territory import AdminUnit, Flows, Registry
from kieumau.engine.territory.flows import heir_of
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, plain
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import verdicts_on
from kieumau.records.territory.queries import outlines_of
from kieumau.web.components.criteria.headings import heading
from kieumau.web.components.templatetags.maps import MapPoint
from kieumau.web.shell.days import show_day, today
from kieumau.web.shell.links import asked_day, keep_day
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.territory.map.shown import ColouredUnits, language


@require_safe
def units_map(request: SignedRequest) -> HttpResponse:
    """`within` is a province (or a district) of the day, `by` is kn, kind, or the code of an indicator."""
    asked, registry = asked_day(request), request.acting.registry
    assessment = access_newest_assessment(by=request.acting, on=asked)
    day = asked or (assessment.on if assessment else today(request))
    show_day(request, day, assessment.on if assessment else None)
    context: dict[str, Any] = {
        "day": day,
    }
    if not registry.units:
        return render(
            request,
            "map/map.html",
            context | {"headline": Words("Sổ đơn vị còn trống", "The register of units is empty")},
        )
    verdicts = verdicts_on(assessment, period=str(assessment.periods[-1])) if assessment else {}
    within = request.GET.get("within", _home(registry, assessment, verdicts, day))
    parent = registry.find(within, day) if within else None
    if within and parent is None:
        heir = heir_of(registry, within, day)
        if not heir:
            raise Http404
        query = request.GET.copy()
        query["within"], query["on"] = heir, day.isoformat()
        return redirect(f"{request.path}?{query.urlencode()}")
    if parent is not None and parent.parent and not registry.descendants(parent.code, day):
        parent = registry.ancestors(parent, day)[-1]
        within = parent.code
    criteria = shipped_rulebook(assessment.rulebook) if assessment else None
    by = request.GET.get("by", "kn" if verdicts and parent else "kind")
    units = _lowest(registry, parent, day)
    drawn = ColouredUnits(registry, units, day, assessment, verdicts, criteria, request.acting)
    if by == "kn" and assessment is not None:
        rows, shades, title = drawn.by_verdict()
    elif criteria is not None and by in criteria.indicators and _can_be_drawn(criteria.indicators[by]):
        rows, shades, title = drawn.by_indicator(criteria.indicators[by])
    else:
        by = "kind"
        rows, shades, title = drawn.by_kind()
    outlines = outlines_of(units) if parent else {}
    points = [
        MapPoint(r.name.said(language()), f"{r.name.said(language())}: {r.text}", r.unit.latitude, r.unit.longitude, r.shade, r.url,
              r.note is not None, outlines.get(r.unit.code, ()))
        for r in rows
        if r.unit.latitude is not None and r.unit.longitude is not None
    ]  # fmt: skip
    rows.sort(key=lambda r: (-bool(r.shade), r.note is None, name_order(r.unit.name), r.unit.code))
    context |= {
        "headline": title,
        "place": parent.full_name if parent else Words("Cả nước", "The country"),
        "points": points,
        "country": _country(registry, day),
        "whole": parent is None,
        "rows": [r for r in rows if r.shade or by == "kind"] if parent else [],
        "left": [r for r in rows if not r.shade] if parent and by != "kind" else [],
        "nowhere": sum(r.unit.latitude is None for r in rows),
        "shades": shades,
        "provinces": _provinces(registry, day, asked, by, within),
        "choices": _choices(request, criteria, by, assessment is not None),
        "outlined": bool(outlines),
        "by": by,
    }
    if assessment is not None and assessment.programme:
        context["programme"] = plain(assessment.programme)
    if assessment is not None and by != "kind" and criteria is not None:
        context |= {
            "rulebook": heading(criteria),
            "sample": assessment.sample,
            "period_label": plain(str(assessment.periods[-1])) if by == "kn" else None,
        }
    return render(request, "map/map.html", context)


def _lowest(registry: Registry, parent: AdminUnit | None, day: date) -> list[AdminUnit]:
    """Communes, and the island districts that had none."""
    here = registry.units_on(day).units.values()
    peopled = {u.parent for u in here if u.level == "commune"}
    below = registry.descendants(parent.code, day) if parent else here
    return [u for u in below if u.level == "commune" or (u.level == "district" and u.code not in peopled)]


def _home(registry: Registry, assessment: Assessment | None, verdicts: Mapping[str, UnitVerdict], day: date) -> str:
    """The province of the judged units, where they have one; else the country."""
    if assessment is None:
        return ""
    found: set[str] = set()
    for code in verdicts:
        unit = registry.find(code, assessment.on)
        for later in Flows(registry, day).of(unit) if unit else ():
            heir = registry.find(later, day)
            line = registry.ancestors(heir, day) if heir else ()
            found.update(a.code for a in line if a.level == "province")
        if len(found) > 1:
            return ""
    return found.pop() if found else ""


def _can_be_drawn(indicator: Indicator) -> bool:
    return not indicator.measure.is_fact


def _country(registry: Registry, day: date) -> list[tuple[float, float]]:
    return [
        (u.latitude, u.longitude)
        for u in registry.units_on(day).units.values()
        if u.level != "province" and u.latitude is not None and u.longitude is not None
    ]


def _provinces(
    registry: Registry, day: date, asked: date | None, by: str, within: str
) -> list[tuple[Words, str, int, bool, str]]:
    base = reverse("workspace:map")
    provinces = [u for u in registry.units_on(day).units.values() if u.level == "province"]
    provinces.sort(key=lambda u: name_order(u.name))
    counts: dict[str, int] = {}
    for unit in registry.units_on(day).units.values():
        if unit.level == "commune":
            top = [a.code for a in registry.ancestors(unit, day)]
            if top:
                counts[top[-1]] = counts.get(top[-1], 0) + 1
    return [
        (
            p.full_name,
            keep_day(f"{base}?within={p.code}&by={by}", asked),
            counts.get(p.code, 0),
            p.code == within,
            p.code,
        )
        for p in provinces
    ]


def _choices(
    request: HttpRequest, criteria: CriteriaSet | None, by: str, judged: bool
) -> list[tuple[str, Words, bool]]:
    found = [("kind", Words("loại đơn vị", "kind of unit"), by == "kind")]
    if judged:
        found.insert(0, ("kn", Words("tiêu chí đạt (k/n)", "criteria met (k/n)"), by == "kn"))
    if criteria is not None:
        found += [(c, i.label, by == c) for c, i in criteria.indicators.items() if _can_be_drawn(i)]
    return found
