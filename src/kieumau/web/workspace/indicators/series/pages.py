"""One figure of one unit: its months with their limits, the same period a year before, corrections and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kieumau.engine.errors import KieuMauError
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.series import SeriesPoint
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.engine.wording import Words, joined, plain, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, name_of
from kieumau.records.indicators.figures.series import (
    CorrectedFigure,
    Meaning,
    RecordedSeries,
    meanings,
    recorded_series,
)
from kieumau.records.indicators.figures.versions import RETYPED
from kieumau.records.indicators.figures.wording import SOURCE_WORDS
from kieumau.records.indicators.models import Source
from kieumau.records.questions.queries import questions_of
from kieumau.reports.series_table import FORMATS
from kieumau.web.components.criteria.headings import heading
from kieumau.web.shell.days import show_day
from kieumau.web.shell.downloads import LABELS
from kieumau.web.shell.links import asked_day, keep_day, unit_address
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.series.addresses import series_address
from kieumau.web.workspace.indicators.series.changes import comparisons_of
from kieumau.web.workspace.indicators.series.chart import MONTHS, chart_of
from kieumau.web.workspace.indicators.series.points import said_value_of

_RETYPED = Words("gõ lại ngay sau khi nhập", "typed again at once")


@dataclass(frozen=True)
class AskedSeries:
    """What the address asks for: a unit's figure, as of a day."""

    unit: AdminUnit
    day: date
    meaning: Meaning
    meanings: Mapping[str, Meaning]  # of every figure that may be shown of the unit
    asking: Asking
    series: RecordedSeries


def asked_series(request: SignedRequest, indicator: str, code: str) -> AskedSeries:
    """As of a day (`on`). Raises `Http404` for what is not there or not for this person."""
    by = request.acting
    day = min(asked_day(request) or by.on, by.on)
    unit = _unit(by.registry, code, day)
    if unit is None or not by.may(Permission.READ_RESULTS, code, min(day, unit.last_day)):
        raise Http404
    asking = Asking(by.registry)
    known = meanings(unit, day, asking)
    meaning = known.get(indicator)
    if meaning is None:
        raise Http404
    until = min(day if day < by.on else day - timedelta(days=1), unit.last_day)
    series = recorded_series(unit, meaning, until=until, by=by)
    return AskedSeries(unit, day, meaning, known, asking, series)


@require_safe
def indicator(request: SignedRequest, indicator: str, code: str) -> HttpResponse:
    """The page; `chi-tieu` leads to another figure of the same unit."""
    asked, by = asked_series(request, indicator, code), request.acting
    unit, day, meaning, series = asked.unit, asked.day, asked.meaning, asked.series
    chosen = request.GET.get("chi-tieu", indicator)
    if chosen != indicator and chosen in asked.meanings:
        return redirect(series_address(chosen, unit, by.on, asked_day(request)))
    shown = series.points[-MONTHS:]
    show_day(request, day)
    context = {
        "day": day,
        "unit": unit,
        "label": meaning.indicator.label,
        "noun": meaning.indicator.measure.noun,
        "is_whole": meaning.indicator.measure.whole,
        "rulebook": heading(meaning.criteria),
        "sample": series.sample,
        "choices": [
            (c, m.indicator.label, c == indicator)
            for c, m in asked.meanings.items()
            if m.is_asked or m.criteria is meaning.criteria
        ],
        "unit_url": unit_address(unit, day),
        "comparison_url": _comparison(meaning, unit, day, by),
        "downloads": _downloads(indicator, unit, asked_day(request)) if series.points else [],
        "corrections": [_corrected(c, unit, meaning, asked.asking) for c in series.corrections],
        "corrected_in_all": [_in_all(*each, meaning) for each in series.sums_of_corrections(meaning)],
        "sources": _said_sources(series),
        "questions": questions_of(unit=code, indicator=indicator, period=Period(unit.valid_from, unit.last_day)),
        "lost": series.lost,
        "last_day": unit.last_day if unit.valid_until <= day else None,
        "has_hollow": any(p.restated and p.number is not None for p in shown),
        "has_restated": any(p.restated for p in series.points),
        "has_bounded": any(p.is_bounded for p in shown),
        "has_corrected": any(p.corrected and p.number is not None for p in shown),
        "has_missing": meaning.is_monthly and any(p.value is None and not p.is_bounded for p in shown),
    }
    context |= chart_of(series, meaning, unit)
    context |= comparisons_of(series, meaning)
    return render(request, "series/series.html", context)


def _downloads(indicator: str, unit: AdminUnit, day: date | None) -> list[tuple[Words, str]]:
    return [
        (LABELS[kind], keep_day(reverse("workspace:indicator_download", args=[indicator, unit.code, kind]), day))
        for kind in FORMATS
    ]


def _comparison(meaning: Meaning, unit: AdminUnit, day: date, by: Acting) -> str:
    """The units of the province side by side in the last whole year, for whoever may read of the province."""
    day = min(day, unit.last_day)
    above = by.registry.ancestors(unit, day)
    if not above or not meaning.is_asked or not meaning.indicator.is_count:
        return ""
    if not by.may(Permission.READ_RESULTS, above[-1].code, day):
        return ""
    return f"{reverse('workspace:comparison')}?chi-tieu={meaning.indicator.code}&within={above[-1].code}"


def _unit(registry: Registry, code: str, day: date) -> AdminUnit | None:
    """The unit that the code means on the day, or the last one that it meant before."""
    begun = [u for u in registry.lives(code) if u.valid_from <= day]
    return begun[-1] if begun else None


# -- where figures come from --------------------------------------------------------------------------------------


def _said_sources(series: RecordedSeries) -> Words | None:
    if not series.sources:
        return None
    parts = [
        words("{n} số {s}", "{n} {s}", n=series.sources[s], s=SOURCE_WORDS[s]) for s in Source if series.sources[s]
    ]
    return joined(parts)


def _in_all(year: Period, count: int, by: Fraction, meaning: Meaning) -> Words:
    """What the corrections of one assessment period come to: small ones in one direction add up."""
    amount = said_amount(abs(by), meaning.indicator.measure)
    how = words("giảm {a}", "{a} fewer", a=amount) if by < 0 else words("tăng {a}", "{a} more", a=amount)
    return words(
        "{y}: {n} số đã sửa, cộng lại {h}.",
        "{y}: {n} corrected, in all {h}.",
        y=upper_first(meaning.criteria.calendar.words(year)),
        n=count,
        h=how if by else Words("không đổi", "no change"),
    )


@dataclass(frozen=True)
class ShownCorrection:
    period: Words
    unit: Words | None
    times: int
    first: Words
    now: Words
    reason: Words
    at: object
    url: str


def _corrected(found: CorrectedFigure, unit: AdminUnit, meaning: Meaning, asking: Asking) -> ShownCorrection:
    point = [SeriesPoint(found.period, v) for v in (found.first, found.now)]
    code = meaning.indicator.code
    try:
        asked = asking.find(found.unit.code, found.period)
    except KieuMauError:
        asked = None
    there = asked is not None and asked.covered == found.period and (
        code in asked.form or any(a.code == code for a in asked.form.computed)
    )  # fmt: skip
    return ShownCorrection(
        period=meaning.said(found.period),
        unit=None if found.unit.key == unit.key else found.unit.full_name,
        times=found.times,
        first=said_value_of(point[0], meaning),
        now=said_value_of(point[1], meaning),
        reason=_RETYPED if found.reason == RETYPED else plain(found.reason),
        at=found.recorded_at,
        url=reverse("workspace:figure", args=[name_of(found.period), code, found.unit.code]) if there else "",
    )
