"""Collections as their pages show them: rows, programmes to choose from, and what units will be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from kieumau.engine.criteria import CriteriaSet, form_for, shipped_rulebooks, version_for
from kieumau.engine.indicators import Every, Period
from kieumau.engine.indicators.periods import month_period, said_period
from kieumau.engine.territory import AdminUnit, said_span
from kieumau.engine.territory.kinds import COUNTRY, KIND_NOUNS
from kieumau.engine.wording import Words, joined, plain, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import reaches_collection
from kieumau.records.indicators.collecting.asking import deadline_of, programme_sets
from kieumau.records.indicators.models import Collection

SEE = Permission.READ_RESULTS


COLLECT = Permission.COLLECT_FIGURES


@dataclass(frozen=True)
class CollectionRow:
    title: Words
    is_sample: bool
    unit: Words
    units: Words
    span: Words
    rule: Words
    who: str
    url: str  # empty where it is set above one's own units
    is_over: bool


def concerns(collection: Collection, by: Acting) -> bool:
    """It is of a unit within one's scope, or asks something of such units from above."""
    if reaches_collection(collection, by=by, to=SEE) or collection.unit == "":
        return True
    mine = by.units(SEE)
    if collection.only:
        return any(code in mine for code in collection.only)
    return any(u.code in mine for u in by.registry.descendants(collection.unit, by.on))


def row_of(c: Collection, by: Acting) -> CollectionRow:
    newest = newest_of(c.programme)
    reached = reaches_collection(c, by=by, to=SEE)
    over = c.valid_until <= by.on
    return CollectionRow(
        newest.title if newest else plain(c.programme),
        bool(newest) and newest.nature.value == "sample",  # type: ignore[union-attr]
        _unit_name(c, by),
        words("{n} đơn vị được chọn", "{n} chosen units", n=len(c.only)) if c.only else _kinds(newest),
        said_span(c),
        said_rule(c),
        c.name,
        reverse("workspace:collection", args=[c.uuid]) if reached else "",
        over,
    )


def said_rule(c: Collection) -> Words:
    return words(
        "hạn {d} ngày, khóa {k} ngày sau kỳ",
        "due {d} {e} and closed {k} days after each period",
        d=c.due_days,
        e="day" if c.due_days == 1 else "days",
        k=c.closing_days,
    )


def _unit_name(c: Collection, by: Acting) -> Words:
    if not c.unit:
        return COUNTRY
    unit = by.registry.find(c.unit, min(by.on, c.valid_from)) or by.registry.find(c.unit, by.on)
    return unit.full_name if unit else plain(c.unit)


def newest_of(programme: str) -> CriteriaSet | None:
    sets = programme_sets(programme)
    return version_for(sets, date.max) if sets else None


def _kinds(criteria: CriteriaSet | None) -> Words:
    if criteria is None:
        return plain("–")
    nouns = joined([KIND_NOUNS[k] for k in criteria.applies_to if k in KIND_NOUNS])
    return words("mọi {k}", "all {k}", k=nouns)


@dataclass(frozen=True)
class Programme:
    name: str
    title: Words
    nature: str
    facts: Words


@dataclass(frozen=True)
class Preview:
    """What units will be asked, before anything is sent."""

    title: Words
    units: int
    monthly: list[tuple[Words, list[Words]]]  # kind of unit, labels
    yearly: list[tuple[Words, list[Words]]]
    dates: Words
    year_dates: Words


def places(by: Acting) -> list[AdminUnit]:
    """The units that this person may set a collection for: those of his mandates."""
    found = {u.code: u for m in by.with_permission(COLLECT) if (u := by.registry.find(m.unit, by.on)) is not None}
    return list(found.values())


def programmes(by: Acting) -> list[Programme]:
    kinds = {u.kind for p in places(by) for u in by.registry.descendants(p.code, by.on)}
    names = dict.fromkeys(key.split("/")[0] for key in shipped_rulebooks())
    found = []
    for name in names:
        criteria = newest_of(name)
        if criteria is None or not kinds & set(criteria.applies_to):
            continue  # of kinds of unit that are no more
        months = sum(i.every is Every.MONTH and not i.children for i in criteria.indicators.values())
        years = sum(i.every is Every.YEAR and not i.children for i in criteria.indicators.values())
        counts = [words("{n} số liệu tháng", "{n} monthly {f}", n=months, f=_figures(months))] if months else []
        counts += [words("{n} số liệu năm", "{n} yearly {f}", n=years, f=_figures(years))] if years else []
        nouns = joined([KIND_NOUNS[k] for k in criteria.applies_to if k in KIND_NOUNS])
        facts = joined([nouns, joined(counts)], "; ")
        found.append(Programme(name, criteria.title, criteria.nature.value, facts))
    return found


def _figures(count: int) -> str:
    return "figure" if count == 1 else "figures"


def preview_of(collection: Collection, by: Acting) -> Preview:
    """What the newest version asks, from which month and year on, and their due and closing days."""
    sets = programme_sets(collection.programme)
    day = max(collection.valid_from, by.on)
    criteria = version_for(sets, day)
    units = [u for u in by.registry.descendants(collection.unit, day) if u.kind in criteria.applies_to]
    if collection.only:
        units = [u for u in units if u.code in collection.only]
    month, year = _month_of(day), criteria.calendar.around(day)
    kinds = [k for k in criteria.applies_to if any(u.kind == k for u in units)] or list(criteria.applies_to)
    return Preview(
        criteria.title,
        len(units),
        _labels(criteria, kinds, month, Every.MONTH),
        _labels(criteria, kinds, year, Every.YEAR),
        _said_dates(_month_of, collection),
        _said_dates(criteria.calendar.around, collection),
    )


def _month_of(day: date) -> Period:
    return month_period(day.year, day.month)


def _labels(criteria: CriteriaSet, kinds: list[str], period: Period, every: Every) -> list[tuple[Words, list[Words]]]:
    """By kind of unit; once where all kinds are asked the same."""
    found: dict[tuple[str, ...], tuple[list[Words], list[Words]]] = {}
    for kind in kinds:
        form = form_for([criteria], kind=kind, period=period, every=every)
        if form.entered:
            kept = found.setdefault(
                tuple(a.code for a in form.entered), ([], [a.indicator.label for a in form.entered])
            )
            kept[0].append(KIND_NOUNS.get(kind, plain(kind)))
    return [(joined(nouns), labels) for nouns, labels in found.values()]


def _said_dates(around: Callable[[date], Period], collection: Collection) -> Words:
    """The first period that is asked, how many were over when the collection began, and the first that was not."""
    period, over = around(collection.valid_from), 0
    said = words("Kỳ đầu tiên: {p}.", "The first: {p}.", p=_said_period(period, collection))
    while period.last < collection.recorded_on:
        over, period = over + 1, around(period.last + timedelta(days=1))
    if not over:
        return said
    said += words(
        " {n} kỳ đã kết thúc trước ngày giao cũng được hỏi, cùng hạn này. Kỳ tiếp theo: {p}.",
        " {n} {w} over before the collection begins and asked too, due the same day. The next: {p}.",
        n=over, w="period that is" if over == 1 else "periods that are", p=_said_period(period, collection),
    )  # fmt: skip
    return said


def _said_period(period: Period, collection: Collection) -> Words:
    days = deadline_of(collection, period)
    return words(
        "{p}, hạn gửi {d}, khóa sau ngày {c}", "{p}, due {d}, closed after {c}",
        p=said_period(period), d=days.due, c=days.closes,
    )  # fmt: skip
