"""A province on the map as of a day: by k/n, by an indicator, or by kind; a table beside says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.evaluation import Outcome
from kieumau.engine.indicators import Indicator, OverUnits
from kieumau.engine.indicators.newest import newest_on, number_of
from kieumau.engine.territory import KIND_NOUNS, AdminUnit, Flows, Registry
from kieumau.engine.territory.flows import heir_of
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, plain, said_number, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.assessments.models import Assessment, UnitVerdict
from kieumau.records.assessments.queries import verdicts_on
from kieumau.records.indicators.figures.access import access_figures
from kieumau.records.territory.queries import outlines_of
from kieumau.reports.restated_tables import said_bounds
from kieumau.web.components.criteria.headings import heading
from kieumau.web.components.templatetags.maps import MapPoint
from kieumau.web.shell.days import show_day, today
from kieumau.web.shell.links import asked_day, keep_day, unit_address
from kieumau.web.shell.requests import SignedRequest

_SHADES = 4


@dataclass(frozen=True)
class MapRow:
    unit: AdminUnit
    name: Words
    url: str
    text: str
    note: Words | None
    shade: int


@dataclass(frozen=True)
class Shade:
    shade: int
    said: Words
    mark: bool = False


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
    drawn = _Drawn(registry, units, day, assessment, verdicts, criteria, request.acting)
    if by == "kn" and assessment is not None:
        rows, shades, title = drawn.by_verdict()
    elif criteria is not None and by in criteria.indicators and _can_be_drawn(criteria.indicators[by]):
        rows, shades, title = drawn.by_indicator(criteria.indicators[by])
    else:
        by = "kind"
        rows, shades, title = drawn.by_kind()
    outlines = outlines_of(units) if parent else {}
    points = [
        MapPoint(r.name.said(_language()), f"{r.name.said(_language())}: {r.text}", r.unit.latitude, r.unit.longitude, r.shade, r.url,
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


def _language() -> str:
    return get_language() or "vi"


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


class _Drawn:
    """Rows, legend and headline of one way of colouring."""

    def __init__(
        self,
        registry: Registry,
        units: list[AdminUnit],
        day: date,
        assessment: Assessment | None,
        verdicts: Mapping[str, UnitVerdict],
        criteria: CriteriaSet | None,
        by: Acting,
    ) -> None:
        self.by = by
        self.registry, self.units, self.day = registry, units, day
        self.assessment, self.verdicts, self.criteria = assessment, verdicts, criteria

    def _row(self, unit: AdminUnit, text: str, shade: int, note: Words | None = None) -> MapRow:
        return MapRow(unit, unit.full_name, unit_address(unit, self.day), text, note, shade)

    def by_kind(self) -> tuple[list[MapRow], list[Shade], Words]:
        kinds = {"phuong": 8, "thi_tran": 6, "dac_khu": 7}
        rows = [
            self._row(u, KIND_NOUNS.get(u.kind, plain(u.kind)).said(_language()), kinds.get(u.kind, 5))
            for u in self.units
        ]
        here = {u.kind for u in self.units}
        counts = {k: sum(u.kind == k for u in self.units) for k in here}
        shades = [
            Shade(kinds.get(k, 5), words("{k}: {n}", "{k}: {n}", k=KIND_NOUNS.get(k, plain(k)), n=counts[k]))
            for k in sorted(here, key=lambda k: -kinds.get(k, 5))
        ]
        communes = sum(u.level == "commune" for u in self.units)
        title = words("{n} đơn vị cấp xã ngày {d}", "{n} commune-level units on {d}", n=communes, d=self.day)
        if islands := len(self.units) - communes:
            title += words(", và {n} huyện không có xã", ", and {n} districts without communes", n=islands)
        return rows, shades, title

    def by_verdict(self) -> tuple[list[MapRow], list[Shade], Words]:
        assert self.assessment is not None
        rows, judged, heirs = [], 0, 0
        qualified = Words("có đơn vị tiền thân đủ điều kiện", "a predecessor qualified")
        for unit in self.units:
            then = self.registry.find(unit.code, self.assessment.on)
            verdict = self.verdicts.get(unit.code) if self.registry.is_same(then, unit) else None
            if verdict is not None:
                judged += 1
                share = verdict.met / verdict.of if verdict.of else 0
                whole = verdict.outcome == Outcome.QUALIFIED.value
                shade = 4 if whole else 3 if share >= 0.9 else 2 if share >= 0.75 else 1
                rows.append(self._row(unit, f"{verdict.met}/{verdict.of}", shade))
                continue
            old = [
                self.verdicts[s.unit.code]
                for s in self.registry.predecessors(unit)
                if s.unit.is_alive(self.assessment.on) and s.unit.code in self.verdicts
            ]
            note = qualified if any(v.outcome == Outcome.QUALIFIED.value for v in old) else None
            heirs += note is not None
            rows.append(self._row(unit, Words("chưa chấm", "not judged").said(_language()), 0, note))
        shades = [
            Shade(4, Words("đủ điều kiện", "qualified")),
            Shade(3, Words("đạt từ 90% tiêu chí", "90% of criteria or more")),
            Shade(2, Words("từ 75% đến dưới 90%", "75% to under 90%")),
            Shade(1, Words("dưới 75%", "under 75%")),
            Shade(0, Words("chưa chấm", "not judged")),
        ]
        if heirs:
            shades.append(
                Shade(0, Words("chưa chấm, có tiền thân đủ điều kiện", "not judged, a predecessor qualified"), True)
            )
        if judged:
            done = sum(r.shade == 4 for r in rows)
            title = words(
                "{k} trong {n} đơn vị đã chấm đủ điều kiện", "{k} of {n} judged units qualify", k=done, n=judged
            )
        else:
            title = words(
                "Chưa đơn vị nào ngày {d} được chấm; {h} đơn vị có tiền thân đủ điều kiện",
                "No unit of {d} has been judged; {h} have a predecessor that qualified",
                d=self.day,
                h=heirs,
            )
        return rows, shades, title

    def by_indicator(self, indicator: Indicator) -> tuple[list[MapRow], list[Shade], Words]:
        """The newest period with figures, restated to the day."""
        assert self.criteria is not None
        wanted = (indicator.code, *(indicator.components or ()))
        codes = self.registry.codes_with_predecessors(self.units)
        table = access_figures(units=codes, until=self.day, indicators=wanted, by=self.by)
        newest = newest_on(self.day, table.rows, indicator, indicators=self.criteria.indicators, registry=self.registry)
        found, cuts = newest.by_unit, newest.cuts(_SHADES)
        made = []
        for unit in self.units:
            f = found.get(unit.code)
            if f is None:
                made.append(self._row(unit, Words("chưa có số liệu", "no figure").said(_language()), 0))
                continue
            number = number_of(f)
            shade = 1 + sum(number >= cut for cut in cuts) if number is not None else 0
            made.append(
                self._row(unit, said_bounds(f, indicator, _language()), shade, None if f.value is not None else f.why)
            )
        lines = [None, *cuts]
        shades = [
            Shade(i + 1, _between(low, lines[i + 1] if i + 1 < len(lines) else None, indicator))
            for i, low in enumerate(lines)
            if cuts
        ]
        shades = [
            *reversed(shades),
            Shade(0, Words("chưa có, hoặc chỉ biết trong khoảng", "none, or known between bounds only")),
        ]
        when = newest.period.words if newest.period else Words("chưa có số liệu", "no figures")
        title = words("{i}: {p}", "{i}: {p}", i=upper_first(indicator.label), p=when)
        if indicator.over_units is OverUnits.NONE and self.assessment and self.day > self.assessment.on:
            title += words(", chỉ ở đơn vị không đổi", ", only where the unit is the same")
        return made, shades, title


def _between(low: Fraction | None, high: Fraction | None, indicator: Indicator) -> Words:
    def said(value: Fraction, language: str) -> str:
        share = indicator.measure.is_share
        return said_number(value * 100 if share else value, language, places=1 if share else None) + (
            "%" if share else ""
        )

    if low is None and high is None:
        return Words("có số liệu", "known")
    if low is None and high is not None:
        return Words(f"dưới {said(high, 'vi')}", f"under {said(high, 'en')}")
    assert low is not None
    if high is None:
        return Words(f"từ {said(low, 'vi')} trở lên", f"{said(low, 'en')} or more")
    return Words(f"từ {said(low, 'vi')} đến dưới {said(high, 'vi')}", f"{said(low, 'en')} to under {said(high, 'en')}")
