"""The wards beside each other, on a page: which count, of which period, over what, where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import AskedIndicator
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.indicators.periods import said_period, year_before
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, plain, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.collecting.asking import Asking, name_of
from kieumau.records.indicators.collecting.comparable import ComparableFigures, comparable_figures
from kieumau.records.indicators.returns.seen import months_before
from kieumau.records.journal.moments import known_by
from kieumau.web.shell.days import show_day
from kieumau.web.shell.links import asked_day
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.comparison.changes import changes_of
from kieumau.web.workspace.indicators.comparison.compared import (
    LEAST,
    SEE,
    Compared,
    address_of,
    questions_in_all,
)
from kieumau.web.workspace.indicators.comparison.funnel import funnel_of

PER_PAGE = 100
_YEARS, _MONTHS = 3, 24
CHANGE = "cung-ky"
DAYS = "ngay"  # over nothing but the days of the period


# -- what is asked for --------------------------------------------------------------------------------------------


def periods_offered(asking: Asking, on: date) -> list[tuple[Words, list[Period]]]:
    """Periods that are over: years, this year so far, months; the newest first."""
    calendar = asking.calendars[0]
    years: list[Period] = []
    period = calendar.around(on)
    while len(years) < _YEARS:
        period = calendar.around(period.first - timedelta(days=1))
        years.append(period)
    months = list(reversed(months_before(on, _MONTHS)))
    so_far = [Period(calendar.around(on).first, months[0].last)] if months[1].first >= calendar.around(on).first else []
    return [
        (Words("Năm", "Years"), years),
        (Words("Từ đầu năm", "This year so far"), so_far),
        (Words("Tháng", "Months"), months),
    ]


# -- the page -----------------------------------------------------------------------------------------------------


@require_safe
def comparison(request: SignedRequest) -> HttpResponse:
    """`?chi-tieu=` a count, `?ky=` a period, `?tren=` over what, `?xem=cung-ky` its change, `?within=` one province."""
    by = request.acting
    if not by.may(SEE):
        raise Http404
    asking = Asking(by.registry)
    on = min(asked_day(request) or by.on, by.on)
    choices = periods_offered(asking, on)
    period = _period(request, asking, choices, on)
    within = request.GET.get("within", "").replace("\0", "")
    above = by.registry.find(within, period.last) if within else None
    if within and (above is None or not by.may(SEE, within, period.last)):
        raise Http404
    here = by.registry.descendants(within, period.last) if above else by.registry.units_on(period.last).units.values()
    found = comparable_figures(asking, [u for u in here if by.may(SEE, u.code, period.last)], period.last)
    show_day(request, on)
    context: dict[str, Any] = {
        "period": period,
        "within": above,
        "periods": [
            (label, [(name_of(p), said_period(p), p == period) for p in each]) for label, each in choices if each
        ],
        "provinces": _provinces(by, period.last, within),
    }
    asked = _indicator(request, found)
    if asked is None:
        headline = words(
            "{p}: chưa giao số đếm nào để so sánh", "{p}: no count is asked for", p=upper_first(said_period(period))
        )
        return render(request, "comparison/comparison.html", context | {"headline": headline})  # fmt: skip
    size = _size(request, found, asked.indicator)
    wards = list({u.code: u for u in found.wards[asked.code]}.values())
    view = CHANGE if request.GET.get("xem") == CHANGE else ""
    periods = (year_before(period), period) if view else (period,)
    everywhere = bool(context["provinces"]) and above is None
    compared = Compared(
        by, on, known_by(on, today=by.on), periods, asked.indicator, size, asked, wards, names_provinces=everywhere
    )
    parts = changes_of(compared) if view else funnel_of(compared)
    page = Paginator(parts.pop("rows"), PER_PAGE).get_page(request.GET.get("page"))
    context |= parts | {
        "view": view,
        "rows": page.object_list,
        "page": page,
        "noun": compared.noun,
        "indicator": asked.indicator,
        "size": size,
        "span": said_period(period),
        "questions": questions_in_all(compared),
        "coverage": _coverage(compared, len(context["provinces"])) if everywhere else None,
        "place": above.full_name if above else None,
        "few": len(wards) < LEAST,
        "own": [(u.full_name, address_of(compared, u)) for u in wards],
        "indicators": [(i.code, i.label, i.code == asked.code) for i in found.counts],
        "sizes": [(i.code, i.label, i == size) for i in found.sizes(asked.indicator)],
        "rulebook": asked.sets[0].title,
    }
    return render(request, "comparison/comparison.html", context)


def _period(request: SignedRequest, asking: Asking, choices: list[tuple[Words, list[Period]]], on: date) -> Period:
    text = request.GET.get("ky", "")
    if not text:
        return choices[0][1][0]
    for calendar in asking.calendars:
        span = calendar.parse(text)
        if span is not None and span.last < on and span.days <= 366 and span.first.year > 1901:
            return span
    raise Http404


def _indicator(request: SignedRequest, found: ComparableFigures) -> AskedIndicator | None:
    code = request.GET.get("chi-tieu", "")
    if code and found.figures and code not in {i.code for i in found.counts}:
        raise Http404
    if not found.counts:
        return None
    cases = next((i for i in found.counts if i.measure.code == "cases"), found.counts[0])
    return found.figures[code or _most(found, cases).code]


def _most(found: ComparableFigures, cases: Indicator) -> Indicator:
    """Where none is asked for: the count of cases of which most come, as far as its plausible range tells."""
    ranges = [i for i in found.counts if i.measure == cases.measure and i.plausible]
    return max(ranges, key=lambda i: i.plausible[1] if i.plausible else 0, default=cases)


def _size(request: SignedRequest, found: ComparableFigures, indicator: Indicator) -> Indicator | None:
    code, sizes = request.GET.get("tren", ""), found.sizes(indicator)
    if code == DAYS:
        return None
    if code:
        if (chosen := next((i for i in sizes if i.code == code), None)) is None:
            raise Http404
        return chosen
    return next((i for i in sizes if i.measure.code == "households"), None)


def _coverage(c: Compared, provinces: int) -> Words:
    """Of how many provinces the wards are: the country's common rate is theirs alone."""
    here = len({p.key for u in c.wards if (p := c.province(u)) is not None})
    rest = words("; {m} tỉnh, thành phố chưa giao thu thập", "; {m} do not collect it", m=provinces - here)
    return words(
        "{n} {u} của {k} tỉnh, thành phố{r}", "{n} {u} of {k} {p}{r}",
        n=len(c.wards), u=c.noun, k=here, p="province" if here == 1 else "provinces",
        r=rest if provinces > here else plain(""),
    )  # fmt: skip


def _provinces(by: Acting, day: date, within: str) -> list[tuple[str, Words, bool]]:
    if not by.units(SEE).everything:
        return []
    here = [u for u in by.registry.units_on(day).units.values() if u.level == "province"]
    return [(u.code, u.full_name, u.code == within) for u in sorted(here, key=lambda u: name_order(u.name))]
