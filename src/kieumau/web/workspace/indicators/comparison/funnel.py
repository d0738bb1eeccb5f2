"""One count of many wards over their size: a funnel and its table. Over no size, the counts and no judgement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Summing
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.indicators.totals import Total, own_days
from kieumau.engine.statistics.funnels import OUTER, funnel, funnel_limits
from kieumau.engine.statistics.funnels import Funnel as Rates
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, percent, plain, round_half_up, said_number, upper_first, words
from kieumau.web.components.templatetags.funnels import MOST_DRAWN_APART, Funnel, FunnelPoint, grid
from kieumau.web.workspace.indicators.comparison.compared import (
    LEAST,
    Compared,
    Row,
    bare_p,
    findings,
    missing_of,
    perhaps,
    rounded,
    too_few,
)

_PER = 1000
_NO_SIZE = Words("quy mô bằng 0", "its size is 0")


@dataclass(frozen=True, slots=True)
class CountRow(Row):
    """One ward with its count and its size; the size is the days it stood where none is chosen."""

    counted: int
    over: Fraction
    was_rounded: bool
    in_part: bool  # it stood for a part of the period, and its size counts for as much

    @property
    def count(self) -> Words:
        return said_amount(Fraction(self.counted), self.c.indicator.measure)

    @property
    def size(self) -> Words:
        if self.c.size is None:
            return words("{n} ngày", "{n} days", n=self.over)
        measure = self.c.size.measure
        return said_amount(Fraction(round_half_up(self.over, 0 if measure.whole else 2)), measure)


@dataclass(frozen=True, slots=True)
class RateRow:
    """One ward in the funnel's table."""

    of: CountRow
    rated: float
    expects: float
    chance: float
    allowed: float  # the chance, adjusted
    is_high: bool
    among: int

    @property
    def side(self) -> str:
        """The way it differs, where it does even when adjusted."""
        return ("high" if self.is_high else "low") if self.allowed < 1 - self.of.c.level else ""

    @property
    def is_outside(self) -> bool:
        return bool(self.side) or self.chance < 1 - OUTER

    @property
    def rate(self) -> Words:
        return _said(self.rated)

    @property
    def expected(self) -> Words:
        return _said(self.expects)

    @property
    def p(self) -> Words:
        return bare_p(self.chance, self.of.c)

    @property
    def adjusted(self) -> Words:
        return bare_p(self.allowed, self.of.c)

    @property
    def standing(self) -> Words:
        if self.chance >= 1 - self.of.c.level and not self.side:
            return Words("trong giới hạn", "within the limits")
        way = Words("cao hơn", "above") if self.is_high else Words("thấp hơn", "below")
        return way if self.side else perhaps(way, self.among)

    @property
    def words(self) -> Words:
        of = self.of
        return words("{u}: {c} / {s}; {w}", "{u}: {c} / {s}; {w}", u=of.name, c=of.count, s=of.size, w=self.standing)


def funnel_of(c: Compared) -> dict[str, Any]:
    (counts,), sample = c.totals(c.indicator, c.period)
    sizes: dict[str, Total] = {}
    if c.size is not None:
        since = date(c.period.first.year - 1, 1, 1) if _is_stock(c) else None
        (sizes,), also = c.totals(c.size, c.period, since=since)
        sample = sample or also
    whole: list[CountRow] = []
    missing = []
    for unit in c.wards:
        count, over = counts[unit.code], _over(c, unit, sizes)
        if count.value is not None and over.value:
            number, in_part = rounded(count.value), _is_stock(c) and _share(c, unit) < 1
            whole.append(
                CountRow(c, unit, count.is_restated or over.is_restated, number, over.value, number != count.value, in_part)
            )  # fmt: skip
        else:
            missing.append(missing_of(c, unit, count.gap or over.gap or _NO_SIZE))
    shared = {
        "missing": missing,
        "sample": sample,
        "restated": sum(r.is_restated for r in whole),
        "rounded": sum(r.was_rounded for r in whole),
        "in_part": [r.name for r in whole if r.in_part],
    }
    if len(whole) < LEAST:
        return shared | {"headline": too_few(c, len(whole)), "rows": []}
    if c.size is None:
        return shared | _listed(c, whole)
    return shared | _judged(c, c.size.label, whole)


def _is_stock(c: Compared) -> bool:
    """Whether the size is what stood at one time, and not what added up over the period."""
    return c.size is not None and c.size.over_period is Summing.LATEST


def _share(c: Compared, unit: AdminUnit) -> Fraction:
    """Of the period, the days on which the ward could have counted anything."""
    return Fraction(own_days(c.by.registry, unit, c.period).days, c.period.days)


def _over(c: Compared, unit: AdminUnit, sizes: Mapping[str, Total]) -> Total:
    """The size that the count is set over, for as long as it was counted; or the days on which the ward stood."""
    if c.size is None:
        return Total(_share(c, unit) * c.period.days)
    total = sizes[unit.code]
    if total.value is None or not _is_stock(c):
        return total
    return Total(total.value * _share(c, unit), None, total.is_restated)


def _listed(c: Compared, whole: list[CountRow]) -> dict[str, Any]:
    """Large and small wards are not expected to have equal counts, so nothing is found here."""
    headline = words(
        "{p}: số đếm của {n} {u}, chưa tính trên quy mô nên chưa so sánh",
        "{p}: counts of {n} {u}, set over no size and so not compared",
        p=upper_first(said_period(c.period)), n=len(whole), u=c.noun,
    )  # fmt: skip
    return {
        "headline": headline,
        "rows": sorted(whole, key=lambda r: name_order(r.unit.name)),
        "of": len(whole),
    }


def _judged(c: Compared, across: Words, whole: list[CountRow]) -> dict[str, Any]:
    assert c.size is not None
    whole = sorted(whole, key=lambda r: (-r.over, name_order(r.unit.name)))
    over = [float(r.over) for r in whole]
    found = funnel([r.counted for r in whole], over)
    noun = c.indicator.measure.noun
    up = words("{n} trên {k} {s}", "{n} per {k} {s}", n=noun, k=_PER, s=c.size.measure.noun)
    rows = [
        RateRow(
            row,
            float(found.rates[i]) * _PER,
            found.rate * over[i],
            float(found.p[i]),
            float(found.adjusted[i]),
            bool(found.z[i] > 0),
            len(whole),
        )
        for i, row in enumerate(whole)
    ]
    return {
        "headline": findings(
            c,
            ((r.of.name, r.side) for r in rows),
            none=Words("khác mức chung", "differ from the common rate"),
            high=Words("{k} cao hơn mức chung", "{k} {be} above the common rate"),
            low=Words("{k} thấp hơn mức chung", "{k} {be} below the common rate"),
        ),
        "funnel": _drawn(c, rows, found, across, up),
        "common": words("{r} {u}", "{r} {u}", r=_said(found.rate * _PER), u=up),
        "up": up,
        "spread": _said(found.spread) if found.spread > 1 else None,
        "latest": _is_stock(c),
        "level": said_level(c),
        "rows": rows,
        "of": len(rows),
    }


def said_level(c: Compared) -> Words:
    return percent(Fraction(c.level).limit_denominator(1000))


def _drawn(c: Compared, rows: list[RateRow], found: Rates, across: Words, up: Words) -> Funnel:
    points = []
    for r in rows:
        side = ("high" if r.is_high else "low") if r.is_outside else ""
        if side or len(rows) <= MOST_DRAWN_APART:
            point = FunnelPoint(float(r.of.over), r.rated, r.chance, side, plain(r.of.unit.name), r.words, r.of.url)
        else:
            point = FunnelPoint(float(r.of.over), r.rated, r.chance)
        points.append(point)
    at = grid(max(p.exposure for p in points))
    curves: list[tuple[str, Words | None, list[tuple[float, float]]]] = []
    outer = percent(Fraction(OUTER).limit_denominator(1000))
    for line, share, name in (("outer", OUTER, outer), ("inner", c.level, said_level(c))):
        low, high = funnel_limits(found.rate, at, level=share, spread=found.spread)
        for named, limit in ((name, high), (None, low)):
            curves.append((line, named, [(e, float(rate) * _PER) for e, rate in zip(at, limit, strict=True)]))
    common = found.rate * _PER
    whole = c.size is not None and c.size.measure.whole
    return Funnel(points, common, _said(common), curves, across, up, whole)


def _said(value: float) -> Words:
    """Three figures that matter."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    exact = Fraction(value).limit_denominator(10**6)
    return Words(said_number(exact, "vi", places), said_number(exact, "en", places))
