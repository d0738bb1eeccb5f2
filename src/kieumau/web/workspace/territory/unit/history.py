"""The life of a unit: its line of time, what it came from and went into, and its figures before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation import Outcome
from kieumau.engine.indicators import Indicator, Period
from kieumau.engine.indicators.by_year import CoveredYear, figures_by_year
from kieumau.engine.indicators.restating import RestatedFigure
from kieumau.engine.territory import (
    BEGINNING,
    OPEN,
    AdminUnit,
    Change,
    Registry,
    Succession,
    said_before,
    said_reach,
    said_span,
)
from kieumau.engine.wording import Words, joined, plain, said_number, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.assessments.models import UnitVerdict
from kieumau.records.indicators.figures.access import access_figures
from kieumau.records.questions.queries import questions_about
from kieumau.reports.restated_tables import said_bounds
from kieumau.web.shell.links import keep_day, unit_address
from kieumau.web.workspace.indicators.series.addresses import series_address


@dataclass(frozen=True)
class Relative:
    """A unit before or after, as a list names it."""

    unit: AdminUnit
    url: str
    span: Words
    share: Words
    with_others: list[tuple[Words, str, str]]  # name, code, address
    verdict: UnitVerdict | None
    qualified: bool


@dataclass(frozen=True)
class Event:
    """One point on the line of time."""

    day: date | None
    said: Words
    change: Change | None


@dataclass(frozen=True)
class FigureRow:
    label: Words
    cells: list[tuple[str, Words, bool]]  # text, why, whether it is exact
    url: str = ""  # its page through time

    @property
    def years(self) -> int:
        return sum(bool(text) for text, _, _ in self.cells)


@dataclass(frozen=True)
class UnitHistory:
    unit: AdminUnit
    full_name: Words
    span: Words
    reach: Words | None  # of which days the register speaks
    above: list[tuple[Words, str]]
    below: tuple[int, str]  # how many units stand right below it on the day, and their list
    review: Words
    events: list[Event]
    before: list[Relative]
    after: list[Relative]
    namesakes: list[tuple[Words, str, Words]]
    qualified_before: list[Relative]
    columns: list[Words]
    figures: list[FigureRow]  # with figures in several years
    more_figures: list[FigureRow]  # with figures in one
    sample: bool
    chart: Any
    who_url: str  # "who can see this?", where this person may ask
    history_url: str  # the unit's story, where this person may read it
    figures_url: str  # its return of this month, where this person may read it
    questions: tuple[int, int]  # about its figures: how many, and how many wait for an answer
    questions_url: str


def history_of(
    registry: Registry, unit: AdminUnit, day: date, verdicts: Mapping[str, UnitVerdict], judged_on: date | None,
    criteria: CriteriaSet | None, by: Acting,
) -> UnitHistory:  # fmt: skip
    """What every page about a unit tells of its history. Two queries: the figures of its line, and how many questions there are."""
    lineage = registry.lineage(unit)

    def verdict_of(other: AdminUnit) -> UnitVerdict | None:
        return verdicts.get(other.code) if judged_on is not None and other.is_alive(judged_on) else None

    def relative(other: AdminUnit, way: Succession, beside: tuple[AdminUnit, ...]) -> Relative:
        found = verdict_of(other)
        others = [(o.full_name, o.code, unit_address(o)) for o in beside if o.key not in (unit.key, other.key)]
        return Relative(
            other, unit_address(other), said_span(other), _said_share(way), others, found,
            found is not None and found.outcome == Outcome.QUALIFIED.value,
        )  # fmt: skip

    before = [relative(s.unit, s.succession, ()) for s in registry.predecessors(unit)]
    after = [
        relative(s.unit, s.succession, tuple(p.unit for p in registry.predecessors(s.unit)))
        for s in registry.successors(unit)
    ]
    columns, figures, sample = _figures(registry, unit, day, lineage.units, criteria, by)
    chain = [a.full_name for a in registry.review_chain(unit, day)]
    return UnitHistory(
        unit=unit,
        full_name=unit.full_name,
        span=said_span(unit),
        reach=said_before(registry, day) or said_reach(registry),
        above=[(a.full_name, unit_address(a, day)) for a in registry.ancestors(unit, day)],
        below=(
            len(registry.units_on(day).children_of(unit.code)),
            keep_day(f"{reverse('workspace:units')}?within={unit.code}", day),
        ),
        review=joined([*chain, words("Bộ Công an", "the Ministry")], " → ") if unit.level == "commune" else plain(""),
        events=_events(registry, unit),
        before=before,
        after=after,
        namesakes=[(u.full_name, unit_address(u), said_span(u)) for u in registry.lives(unit.code) if u.key != unit.key],
        qualified_before=[r for r in before if r.qualified],
        columns=columns,
        figures=[f for f in figures if f.years > 1],
        more_figures=[f for f in figures if f.years == 1],
        sample=sample,
        who_url=keep_day(reverse("workspace:who_can_see", args=[unit.code]), day)
        if any(by.may(p, unit.code, day) for p in Permission)
        else "",
        history_url=reverse("workspace:history", args=["unit", unit.code])
        if unit.is_alive(by.on) and by.may(Permission.READ_JOURNAL, unit.code)
        else "",
        figures_url=reverse("workspace:return", args=[f"{by.on:%Y-%m}", unit.code])
        if unit.level == "commune" and unit.is_alive(by.on) and by.may(Permission.READ_RESULTS, unit.code)
        else "",
        questions=_questions(unit, by),
        questions_url=f"{reverse('workspace:questions')}?{urlencode({'q': f'{unit.code} {unit.name}'})}",
        chart={"lineage": lineage, "verdicts": {u.key: verdict_of(u) for u in lineage.units}},
    )  # fmt: skip


def _questions(unit: AdminUnit, by: Acting) -> tuple[int, int]:
    """Of the days of this life of its code, for whoever may read the unit's figures."""
    last = unit.last_day
    if not by.may(Permission.READ_RESULTS, unit.code, min(by.on, last)):
        return 0, 0
    return questions_about(unit=unit.code, period=Period(unit.valid_from, last))


def _said_share(way: Succession) -> Words:
    if way.share is None:
        return words("một phần, chưa có tỷ lệ chia", "a part; no share is known")
    if way.share == 1:
        return words("toàn bộ", "whole")
    return words("{s}%", "{s}%", s=100 * way.share)


def _events(registry: Registry, unit: AdminUnit) -> list[Event]:
    """Its line: what was before, how it began, who stands above it, how it ended."""
    events = []
    before, after = registry.predecessors(unit), registry.successors(unit)
    if unit.valid_from != BEGINNING:
        names = joined([s.unit.full_name for s in before], ", ")
        gone_on = len(before) == 1 and registry.goes_on(before[0].unit) is unit
        if gone_on:
            old = before[0].unit
            same = old.full_name == unit.full_name
            said = words("Giữ nguyên, đổi cấp trên trực tiếp", "Unchanged; its direct parent changed") if same else words("Đổi từ {n}", "Was {n}", n=names)  # fmt: skip
        elif before:
            said = words("Hình thành từ {n}", "Formed from {n}", n=names)
        else:
            said = words("Thành lập", "Established")
        events.append(Event(unit.valid_from, said, registry.changes.get(unit.begun_by)))
    else:
        events.append(Event(None, words("Đã có từ trước khi sổ bắt đầu", "Older than the register"), None))
    for end in registry.level_ends:
        if end.system == "police" and end.level == "district" and unit.level == "commune" and unit.is_alive(end.until):
            said = words(
                "Không còn Công an cấp huyện; hồ sơ trình thẳng lên cấp tỉnh",
                "No district police any more; dossiers go straight to the province",
            )
            law = Change(end.law, end.until, plain(end.law), address=end.address)
            if unit.valid_until > end.until and unit.valid_from < end.until:
                events.append(Event(end.until, said, law))
    if unit.valid_until != OPEN:
        if not after:
            said = words("Kết thúc hoạt động", "Ended")
        elif len(after) == 1:
            said = words("Trở thành một phần của {n}", "Became part of {n}", n=after[0].unit.full_name)
            if registry.goes_on(unit) is not None:
                said = words("Tiếp tục là {n}", "Went on as {n}", n=after[0].unit.full_name)
        else:
            names = joined([s.unit.full_name for s in after], ", ")
            said = words("Chia thành {n}", "Divided into {n}", n=names)
        events.append(Event(unit.valid_until, said, registry.changes.get(unit.ended_by)))
    return events


# -- figures ------------------------------------------------------------------------------------------------------


def _figures(
    registry: Registry,
    unit: AdminUnit,
    day: date,
    line: tuple[AdminUnit, ...],
    criteria: CriteriaSet | None,
    by: Acting,
) -> tuple[list[Words], list[FigureRow], bool]:
    """The figures of the whole line under this unit, a column a year; what was before it is restated."""
    if criteria is None:
        return [], [], False
    table = access_figures(units={u.code for u in line}, until=day, by=by)
    found = figures_by_year(
        table.rows,
        unit=unit,
        line=line,
        registry=registry,
        indicators=criteria.indicators,
        calendar=criteria.calendar,
        on=day,
    )
    shown = []
    for code, figures in found.figures.items():
        indicator = criteria.indicators[code]
        cells = [_cell(figure, indicator) for figure in figures]
        shown.append(FigureRow(indicator.label, cells, series_address(code, unit, by.on, day)))
    return [_column(covered, criteria) for covered in found.years], shown, table.sample and bool(found.years)


def _cell(figure: RestatedFigure | None, indicator: Indicator) -> tuple[str, Words, bool]:
    if figure is None:
        return "", plain(""), True
    return said_bounds(figure, indicator, get_language() or "vi"), figure.why, figure.value is not None


def _column(covered: CoveredYear, criteria: CriteriaSet) -> Words:
    """The year, and how much of it the figures cover."""
    name = plain(criteria.calendar.name(covered.year))
    if covered.is_whole:
        return name
    if (part := covered.stretch) is not None:
        return name + words(" (tháng {a}–{b})", " (months {a}–{b})", a=part.first.month, b=part.last.month)
    return name + words(" ({n} ngày có số liệu)", " (figures of {n} days)", n=len(covered.days))


def said_area(unit: AdminUnit) -> Words | None:
    if unit.area_km2 is None:
        return None
    return Words(
        said_number(Fraction(str(unit.area_km2))) + " km²", said_number(Fraction(str(unit.area_km2)), "en") + " km²"
    )
