"""The wards beside each other: a funnel of one count over their size, or each ward's change from a year before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import isfinite
from typing import Any

from django.urls import reverse

from kieumau.engine.criteria import Asked
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Indicator, Period, Summing
from kieumau.engine.indicators.changing import METHOD_WORDS, SMALL, said_change, said_interval, said_p
from kieumau.engine.indicators.periods import month_period, same_day
from kieumau.engine.indicators.totals import Total, codes_since, totals_of
from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.comparing import Change, compare_counts, compare_many
from kieumau.engine.statistics.funnels import INNER, OUTER, funnel, funnel_limits
from kieumau.engine.statistics.funnels import Funnel as Rates
from kieumau.engine.statistics.methods import Method
from kieumau.engine.territory import KIND_NOUNS, AdminUnit
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, lower_first, percent, plain, said_number, upper_first, words
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.access import access_figures
from kieumau.web.components.links import keep_day
from kieumau.web.components.templatetags.funnels import (
    MOST_DRAWN_APART,
    Funnel,
    FunnelPoint,
    IntervalScale,
    grid,
)
from kieumau.web.workspace.showing import UNIT_NOUN

LEAST = 3  # wards, to have a common rate worth the name
SURE = 0.05  # adjusted for the number of wards looked at
_PER = 1000


@dataclass(frozen=True)
class Compared:
    """The question of the page, with the wards that it is about."""

    by: Acting
    on: date
    known: datetime | None
    period: Period
    indicator: Indicator
    size: Indicator | None
    asked: Asked
    wards: list[AdminUnit]

    @property
    def before(self) -> Period:
        return year_before(self.period)

    @property
    def noun(self) -> Words:
        kinds = {u.kind for u in self.wards}
        return KIND_NOUNS.get(kinds.pop(), UNIT_NOUN) if len(kinds) == 1 else UNIT_NOUN

    def totals(
        self, indicator: Indicator, *periods: Period, since: date | None = None
    ) -> tuple[list[dict[str, Total]], bool]:
        """Of each ward in each of these periods, and whether the figures are invented. One query for ten thousand units."""
        registry, last = self.by.registry, max(p.last for p in periods)
        year_end = date(last.year, 12, 31)  # a month's size may be that of its year
        table = access_figures(
            units=codes_since(registry, self.wards, min(p.first for p in periods)),
            since=since or min(p.first for p in periods),
            until=year_end if since else last,
            indicators=[indicator.code],
            known=self.known,
            by=self.by,
        )
        found = [
            totals_of(indicator, table.rows, units=self.wards, registry=registry, period=p, on=self.period.last)
            for p in periods
        ]
        return found, table.sample


def year_before(period: Period) -> Period:
    """The same days of the year before; the last day of a month stays one."""
    first, last = period.first, period.last
    month_ends = last == month_period(last.year, last.month).last
    then = month_period(last.year - 1, last.month).last if month_ends else same_day(last.year - 1, last.month, last.day)
    return Period(same_day(first.year - 1, first.month, first.day), then)


def said_span(period: Period) -> Words:
    """“10 tháng đầu năm 2026” where it is that."""
    first, last = period.first, period.last
    is_month_end = last == month_period(last.year, last.month).last
    if is_month_end and first == date(last.year, 1, 1) and 1 < last.month < 12:
        return words("{n} tháng đầu năm {y}", "the first {n} months of {y}", n=last.month, y=plain(str(last.year)))
    return period.words


def address_of(c: Compared, unit: AdminUnit) -> str:
    url = reverse("workspace:indicator", args=[c.indicator.code, unit.code])
    return keep_day(url, None if c.known is None else c.on)


# -- the funnel ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RateRow:
    """One ward in the funnel's table. What it says is put into words when it is shown: a page shows a hundred."""

    c: Compared
    unit: AdminUnit
    counted: int
    over: Fraction
    rated: float
    expects: float
    chance: float
    allowed: float  # the chance, adjusted
    is_high: bool
    among: int
    is_restated: bool

    @property
    def side(self) -> str:
        """The way it differs, where it does even when adjusted."""
        return ("high" if self.is_high else "low") if self.allowed < SURE else ""

    @property
    def is_outside(self) -> bool:
        return self.allowed < SURE or self.chance < 1 - OUTER

    @property
    def name(self) -> Words:
        return self.unit.full_name

    @property
    def url(self) -> str:
        return address_of(self.c, self.unit)

    @property
    def count(self) -> Words:
        return said_amount(Fraction(self.counted), self.c.indicator.measure)

    @property
    def size(self) -> Words:
        if self.c.size is None:
            return words("{n} ngày", "{n} days", n=self.over)
        return said_amount(self.over, self.c.size.measure)

    @property
    def rate(self) -> Words:
        return _said(self.rated)

    @property
    def expected(self) -> Words:
        return _said(self.expects)

    @property
    def p(self) -> Words:
        return _bare(self.chance)

    @property
    def adjusted(self) -> Words:
        return _bare(self.allowed)

    @property
    def standing(self) -> Words:
        if self.chance >= 1 - INNER and not self.side:
            return Words("trong giới hạn", "within the limits")
        way = Words("cao hơn", "above") if self.is_high else Words("thấp hơn", "below")
        return way if self.side else _perhaps(way, self.among)

    @property
    def words(self) -> Words:
        return words(
            "{u}: {c} / {s}; {w}", "{u}: {c} / {s}; {w}", u=self.name, c=self.count, s=self.size, w=self.standing
        )


def _perhaps(way: Words, among: int) -> Words:
    return words(
        "{w}; có thể chỉ do ngẫu nhiên khi xem {n} đơn vị",
        "{w}; may be chance with {n} units looked at",
        w=way,
        n=among,
    )


def funnel_of(c: Compared) -> dict[str, Any]:
    (counts,), sample = c.totals(c.indicator, c.period)
    sizes: dict[str, Total] = {}
    if c.size is not None:
        latest = c.size.over_period is Summing.LATEST
        since = date(c.period.first.year - 1, 1, 1) if latest else None
        (sizes,), also = c.totals(c.size, c.period, since=since)
        sample = sample or also
    whole, missing = [], []
    for unit in c.wards:
        count, over = counts[unit.code], _over(c, unit, sizes)
        if count.value is not None and over.value:
            whole.append((unit, round(count.value), over.value, count.is_restated or over.is_restated))
        else:
            missing.append((unit.full_name, address_of(c, unit), count.gap or over.gap or _NO_SIZE))
    whole.sort(key=lambda each: (-each[2], name_order(each[0].name)))
    shared = {"missing": missing, "sample": sample, "restated": sum(each[3] for each in whole)}
    if len(whole) < LEAST:
        return shared | {"headline": _too_few(c, len(whole)), "rows": []}
    return shared | _judged(c, whole)


_NO_SIZE = Words("quy mô bằng 0", "its size is 0")


def _over(c: Compared, unit: AdminUnit, sizes: Mapping[str, Total]) -> Total:
    """The size that the count is set over: another figure, or the days on which the ward stood."""
    if c.size is not None:
        return sizes[unit.code]
    new = c.period.first < unit.valid_from and not c.by.registry.predecessors(unit)
    return Total(Fraction((c.period.last - unit.valid_from).days + 1 if new else c.period.days))


def _too_few(c: Compared, known: int) -> Words:
    if len(c.wards) < LEAST:
        return words(
            "So sánh cần ít nhất {k} đơn vị; bạn đọc số liệu của {n}",
            "A comparison needs {k} units at least; you read the figures of {n}",
            k=LEAST,
            n=len(c.wards),
        )
    return words(
        "{p}: mới có số liệu của {k}/{n} {u}, chưa so sánh được",
        "{p}: figures of {k} of {n} {u}, too few to compare",
        p=upper_first(said_span(c.period)), k=known, n=len(c.wards), u=c.noun,
    )  # fmt: skip


def _judged(c: Compared, whole: list[tuple[AdminUnit, int, Fraction, bool]]) -> dict[str, Any]:
    over = [float(size) for _, _, size, _ in whole]
    found = funnel([count for _, count, _, _ in whole], over)
    per = _PER if c.size else c.period.days
    noun = c.indicator.measure.noun
    up = words("{n} trong {d} ngày", "{n} in {d} days", n=noun, d=per)
    if c.size is not None:
        up = words("{n} trên {k} {s}", "{n} per {k} {s}", n=noun, k=per, s=c.size.measure.noun)
    rows = [
        RateRow(
            c,
            unit,
            count,
            size,
            float(found.rates[i]) * per,
            found.rate * over[i],
            float(found.p[i]),
            float(found.adjusted[i]),
            bool(found.z[i] > 0),
            len(whole),
            is_restated,
        )
        for i, (unit, count, size, is_restated) in enumerate(whole)
    ]
    return {
        "headline": _finding(c, rows),
        "funnel": _drawn(rows, found, per, c.size.label, up) if c.size else None,
        "common": words("{r} {u}", "{r} {u}", r=_said(found.rate * per), u=up),
        "up": up,
        "spread": _said(found.spread) if found.spread > 1 else None,
        "latest": c.size is not None and c.size.over_period is Summing.LATEST,
        "rows": rows,
        "of": len(rows),
    }


def _drawn(rows: list[RateRow], found: Rates, per: int, across: Words, up: Words) -> Funnel:
    points = []
    for r in rows:
        side = ("high" if r.is_high else "low") if r.is_outside else ""
        if side or len(rows) <= MOST_DRAWN_APART:
            point = FunnelPoint(float(r.over), r.rated, r.chance, side, plain(r.unit.name), r.words, r.url)
        else:
            point = FunnelPoint(float(r.over), r.rated, r.chance)
        points.append(point)
    at = grid(max(p.exposure for p in points))
    curves: list[tuple[str, bool, list[tuple[float, float]]]] = []
    for level, share in (("outer", OUTER), ("inner", INNER)):
        low, high = funnel_limits(found.rate, at, level=share, spread=found.spread)
        for is_high, limit in ((True, high), (False, low)):
            curves.append((level, is_high, [(e, float(rate) * per) for e, rate in zip(at, limit, strict=True)]))
    return Funnel(points, found.rate * per, curves, across, up)


def _finding(c: Compared, rows: Sequence[RateRow | ChangeRow]) -> Words:
    """What the page found, in a sentence: who differs even with so many looked at, or that nobody does."""
    high, low = [r for r in rows if r.side == "high"], [r for r in rows if r.side == "low"]
    changed = bool(rows) and isinstance(rows[0], ChangeRow)
    if not high and not low:
        if changed:
            return words(
                "Không {u} nào thay đổi nhiều hơn ngẫu nhiên so với cùng kỳ",
                "None of the {u} changed from a year before by more than chance", u=c.noun,
            )  # fmt: skip
        return words(
            "Không {u} nào khác mức chung nhiều hơn ngẫu nhiên",
            "None of the {u} differs from the common rate by more than chance", u=c.noun,
        )  # fmt: skip
    pair = (
        (Words("tăng so với cùng kỳ", "up on a year before"), Words("giảm so với cùng kỳ", "down on a year before"))
        if changed
        else (Words("cao hơn mức chung", "above the common rate"), Words("thấp hơn mức chung", "below the common rate"))
    )
    parts = [
        words("{k} {w}", "{k} {w}", k=upper_first(each[0].name) if len(each) == 1 else _many(len(each), c.noun), w=way)
        for each, way in zip((high, low), pair, strict=True)
        if each
    ]
    said = parts[0] if len(parts) == 1 else words("{a}, {b}", "{a}, {b}", a=parts[0], b=lower_first(parts[1]))
    return said + words(", kể cả khi tính rằng đã xem {n} {u}", ", even with {n} {u} looked at", n=len(rows), u=c.noun)


def _many(count: int, noun: Words) -> Words:
    return words("{n} {u}", "{n} {u}", n=count, u=noun)


def _said(value: float) -> Words:
    """Three figures that matter."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    exact = Fraction(value).limit_denominator(10**6)
    return Words(said_number(exact, "vi", places), said_number(exact, "en", places))


def _bare(p: float) -> Words:
    text = said_p(p)
    return Words(text.vi.removeprefix("p = ").removeprefix("p "), text.en.removeprefix("p = ").removeprefix("p "))


# -- against the same period a year before --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One ward in the table of changes; said when it is shown, as in `RateRow`."""

    c: Compared
    unit: AdminUnit
    of: Change
    allowed: float  # p, adjusted
    among: int
    is_restated: bool

    @property
    def side(self) -> str:
        return ("high" if self.of.after > self.of.before else "low") if self.allowed < SURE else ""

    @property
    def name(self) -> Words:
        return self.unit.full_name

    @property
    def url(self) -> str:
        return address_of(self.c, self.unit)

    @property
    def change(self) -> Words:
        """A percent only where the base bears one."""
        was, gap = self.of.before, self.of.after - self.of.before
        if gap == 0:
            return Words("không đổi", "unchanged")
        if was < SMALL:
            return words("bớt {n}" if gap < 0 else "thêm {n}", "{n} fewer" if gap < 0 else "{n} more", n=abs(gap))
        return words("{s}{p}", "{s}{p}", s="−" if gap < 0 else "+", p=percent(Fraction(abs(gap), was)))

    @property
    def interval(self) -> Words:
        return said_interval(self.of) if isfinite(self.of.high) else Words("không có cận trên", "no upper end")

    @property
    def p(self) -> Words:
        return _bare(self.of.p)

    @property
    def adjusted(self) -> Words:
        return _bare(self.allowed)

    @property
    def standing(self) -> Words:
        if self.of.could_be_chance and not self.side:
            return Words("có thể chỉ do ngẫu nhiên", "may be chance")
        way = _UP if self.of.after > self.of.before else _DOWN
        return way if self.side else _perhaps(way, self.among)


_UP, _DOWN = Words("tăng", "up"), Words("giảm", "down")


def changes_of(c: Compared) -> dict[str, Any]:
    (then, now), sample = c.totals(c.indicator, c.before, c.period)
    whole, missing = [], []
    for unit in c.wards:
        a, b = then[unit.code], now[unit.code]
        if a.value is not None and b.value is not None:
            whole.append((unit, round(a.value), round(b.value), a.is_restated or b.is_restated))
        else:
            missing.append((unit.full_name, address_of(c, unit), (b if b.value is None else a).gap or plain("")))
    whole.sort(key=lambda each: (-each[1] - each[2], name_order(each[0].name)))
    rows = _change_rows(c, whole)
    chance = c.asked.sets[0].chance
    shared = {"missing": missing, "sample": sample, "restated": sum(r.is_restated for r in rows)}
    together = _together(whole, chance.method, chance.level)
    headline = _finding(c, rows) if rows else _too_few(c, 0)
    if len(rows) > 1 and not together.could_be_chance and not any(r.side for r in rows):
        headline = words(
            "Cộng {n} {u} thì {w} so với cùng kỳ; riêng từng {u} thì có thể chỉ do ngẫu nhiên",
            "{n} {u} together are {w} on a year before; each by itself may be chance",
            n=len(rows), u=c.noun, w=_UP if together.after > together.before else _DOWN,
        )  # fmt: skip
    return shared | {
        "headline": headline,
        "total": _added_up(c, together, len(rows)) if len(rows) > 1 else None,
        "rows": rows,
        "of": len(rows),
        "scale": IntervalScale.around(x for r in rows for x in (r.of.low, r.of.high)),
        "before": said_span(c.before),
        "method": METHOD_WORDS[chance.method],
        "level": percent(Fraction(chance.level).limit_denominator(1000)),
        "small": SMALL,
    }


def _together(whole: list[tuple[AdminUnit, int, int, bool]], method: Method, level: float) -> Change:
    """All that can be compared as one: many small falls may be a large one together."""
    was, now = sum(each[1] for each in whole), sum(each[2] for each in whole)
    return compare_counts(was, now, method=method, level=level)


def _added_up(c: Compared, together: Change, among: int) -> Words:
    said = said_change(together, c.indicator.measure, before=said_span(c.before), after=said_span(c.period))
    return words("Cộng {n} {u}: {s}", "{n} {u} together: {s}", n=among, u=c.noun, s=said)


def _change_rows(c: Compared, whole: list[tuple[AdminUnit, int, int, bool]]) -> list[ChangeRow]:
    chance = c.asked.sets[0].chance
    before, after = [each[1] for each in whole], [each[2] for each in whole]
    found = compare_many(before, after, method=chance.method, level=chance.level)
    allowed = adjusted(found.p)
    rows = []
    for i, (unit, was, is_now, is_restated) in enumerate(whole):
        ends = float(found.low[i]), float(found.high[i]), float(found.p[i])
        ratio = float(found.ratio[i]) if was else None
        change = Change(was, is_now, ratio, *ends, method=chance.method, level=chance.level)
        rows.append(ChangeRow(c, unit, change, float(allowed[i]), len(whole), is_restated))
    return rows
