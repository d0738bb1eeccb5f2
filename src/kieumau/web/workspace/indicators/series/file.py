"""One figure of one unit through time, to take away."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kieumau.engine.territory import AdminUnit
from kieumau.engine.wording import Words, joined, words
from kieumau.records.indicators.figures.actions import note_series_exported
from kieumau.records.indicators.figures.series import Meaning, RecordedSeries
from kieumau.reports.series_table import FORMATS, SeriesLine, series_bytes
from kieumau.web.shell.downloads import TYPES, attachment
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.series.findings import RULE_WORDS
from kieumau.web.workspace.indicators.series.pages import asked_series
from kieumau.web.workspace.indicators.series.points import notes_of


@require_safe
def series_file(request: SignedRequest, indicator: str, code: str, kind: str) -> HttpResponse:
    """The whole series as of a day, once the journal says who took it."""
    if kind not in FORMATS:
        raise Http404
    asked = asked_series(request, indicator, code)
    unit, meaning, series = asked.unit, asked.meaning, asked.series
    by, language = request.acting, get_language() or "vi"
    lines = _lines(series, meaning)
    note_series_exported(unit=unit, day=asked.day, indicator=indicator, periods=len(lines), kind=kind, by=by)
    title = words("{i}, {u}", "{i}, {u}", i=meaning.indicator.label, u=unit.full_name)
    body = series_bytes(
        lines, kind, title=title, origin=_origin(series, meaning, unit), sample=series.sample, language=language
    )
    return attachment(body, f"{indicator}-{unit.code}-{asked.day:%Y-%m-%d}.{kind}", TYPES[kind])


def _lines(series: RecordedSeries, meaning: Meaning) -> list[SeriesLine]:
    drawn = series.followed(meaning)
    found = []
    for i, p in enumerate(series.points):
        notes = notes_of(p)
        if drawn is not None and i in drawn.outside:
            notes.insert(0, Words("ngoài giới hạn", "outside its limits"))
        found.append(
            SeriesLine(
                period=p.period,
                value=p.value,
                least=p.low if p.is_bounded else None,
                most=p.high if p.is_bounded else None,
                limits=drawn.limits_at(i) if drawn is not None else None,
                versions=series.versions(p.period) if p.value is not None or p.is_bounded else 0,
                remarks=joined(notes, "; "),
            )
        )
    return found


def _origin(series: RecordedSeries, meaning: Meaning, unit: AdminUnit) -> Words:
    said = words(
        "Mã đơn vị {c}; bộ tiêu chí {r}", "Code of the unit {c}; criteria set {r}", c=unit.code, r=meaning.criteria.key
    )
    if meaning.indicator.measure.noun.vi:
        said += words("; đơn vị tính: {n}", "; counted in {n}", n=meaning.indicator.measure.noun)
    drawn = series.followed(meaning)
    if drawn is not None and drawn.known_limits:
        said += words("; {r}", "; {r}", r=RULE_WORDS[drawn.limits.rule])
    return said
