"""Units of a day, province by province, and search over all units, old and new, without marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.territory import LEVEL_WORDS, AdminUnit, Flows, Registry, said_before, said_reach, said_span
from kieumau.engine.territory.flows import heir_of
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.territory.queries import search_units, units_on
from kieumau.web.shell.days import show_day, today
from kieumau.web.shell.links import asked_day, keep_day, unit_address
from kieumau.web.shell.requests import SignedRequest

PER_PAGE = 50
_NOTHING = Words(
    "Sổ đơn vị còn trống. Người quản trị nạp bằng lệnh load_units.",
    "The register of units is empty. An administrator loads it with the command load_units.",
)


@dataclass(frozen=True)
class UnitRow:
    name: Words
    code: str
    url: str
    place: Words
    span: Words
    links: list[tuple[Words, str]]
    note: Words | None = None


@require_safe
def units(request: SignedRequest) -> HttpResponse:
    """`?q=` searches; `?within=` lists what stands below a unit on the day; neither lists the provinces."""
    asked, registry = asked_day(request), request.acting.registry
    assessment = access_newest_assessment(by=request.acting, on=asked)
    day = asked or (assessment.on if assessment else today(request))
    show_day(request, day, assessment.on if assessment else None)
    context: dict[str, Any] = {
        "day": day,
        "programme": plain(assessment.programme) if assessment and assessment.programme else None,
        "earlier": said_before(registry, day),
        "reach": said_reach(registry),
    }
    query = " ".join(request.GET.get("q", "").replace("\0", "")[:80].split())
    if not registry.units:
        return render(request, "units/units.html", context | {"headline": plain(""), "rows": [], "empty": _NOTHING})
    within = request.GET.get("within", "")
    if within and not query and registry.find(within, day) is None:
        heir = heir_of(registry, within, day)
        if not heir:
            raise Http404
        return redirect(keep_day(f"{reverse('workspace:units')}?within={heir}", day))
    if query:
        scope = request.GET.get("scope", "")
        found = search_units(query, on=day if scope == "day" else None)
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
        rows = [_found(registry, registry.lives(u.code), u.valid_from, request) for u in page.object_list]
        said = words("{n} đơn vị khớp “{q}”", "{n} units match “{q}”", n=page.paginator.count, q=query)
        return render(
            request,
            "units/units.html",
            context | {"headline": said, "rows": rows, "page": page, "query": query, "scope": scope},
        )
    return render(request, "units/units.html", context | _listed(request, registry, day, asked))


def _found(registry: Registry, lives: tuple[AdminUnit, ...], first: Any, request: HttpRequest) -> UnitRow:
    """A hit, with the days that tell it from its namesakes and the unit that holds its ground today."""
    unit = next(u for u in lives if u.valid_from == first)
    now = today(request)
    links = []
    if not unit.is_alive(now):
        links = [
            (h.full_name, unit_address(h, now)) for c in Flows(registry, now).of(unit) if (h := registry.find(c, now))
        ]
    note = None
    if not links and not unit.is_alive(now):
        gone = not any(u.level == unit.level for u in registry.units_on(now).units.values())
        note = words("không còn {l}", "no {l} any more", l=LEVEL_WORDS[unit.level]) if gone else words("không có đơn vị kế tiếp", "no successor")  # fmt: skip
    return UnitRow(unit.full_name, unit.code, unit_address(unit), _place(registry, unit), said_span(unit), links, note)


def _place(registry: Registry, unit: AdminUnit) -> Words:
    day = unit.valid_from if unit.is_alive(unit.valid_from) else unit.valid_until
    return joined([a.full_name for a in registry.ancestors(unit, day)], ", ")


def _listed(request: HttpRequest, registry: Registry, day: Any, asked: Any) -> dict[str, Any]:
    within = request.GET.get("within", "")
    parent = registry.find(within, day) if within else None
    if within and parent is None:
        raise Http404
    level = "" if parent else "province"
    page = Paginator(units_on(day, level=level, parent=within), PER_PAGE).get_page(request.GET.get("page"))
    below = registry.units_on(day)
    rows = []
    for each in page.object_list:
        unit = registry.get(each.code, day)
        children = below.children_of(unit.code)
        kinds = registry.get(children[0], day).level if children else ""
        inside = keep_day(f"{reverse('workspace:units')}?within={unit.code}", asked)
        said = (
            words("{n} đơn vị {l}", "{n} units, {l}", n=len(children), l=LEVEL_WORDS[kinds]) if children else plain("")
        )
        rows.append(
            UnitRow(
                unit.full_name, unit.code, unit_address(unit, day), _place(registry, unit), said_span(unit),
                [(said, inside)] if children else [],
            )
        )  # fmt: skip
    counts = [
        words("{n} {l}", "{n} {l}", n=len(each), l=LEVEL_WORDS[name])
        for name, each in registry.by_level(below.units.values())
    ]
    if parent is None:
        head = words("{n} tỉnh, thành phố ngày {d}", "{n} provinces and cities on {d}", n=page.paginator.count, d=day)
        above: list[tuple[Words, str]] = []
    else:
        head = words(
            "{n} đơn vị thuộc {p}, ngày {d}",
            "{n} units of {p} on {d}",
            n=page.paginator.count,
            p=parent.full_name,
            d=day,
        )
        top = keep_day(reverse("workspace:units"), asked)
        line = [parent, *registry.ancestors(parent, day)]
        links = [
            (u.full_name, keep_day(f"{reverse('workspace:units')}?within={u.code}", asked)) for u in reversed(line)
        ]
        above = [(words("Cả nước", "The country"), top), *links]
    return {
        "headline": head,
        "lede": words("Cả nước ngày đó: {c}.", "The country on that day: {c}.", c=joined(counts, ", ")),
        "rows": rows,
        "page": page,
        "above": above,
    }
