"""One count of many wards over their size: a funnel and its table. Over no size, the counts and no judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Indicator
from kieumau.engine.indicators.comparison_words import said_bare_p
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.indicators.rates import SizedCount, UnitRate, is_stock, rates_beside_common, set_over
from kieumau.engine.indicators.totals import Total
from kieumau.engine.statistics.funnels import OUTER, Funnel, funnel_limits
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, joined, percent, plain, round_half_up, said_number, upper_first, words
from kieumau.web.components.templatetags.funnels import MOST_DRAWN_APART, FunnelChart, FunnelPoint, grid
from kieumau.web.workspace.indicators.comparison.compared import (
    LEAST,
    Compared,
    WardRow,
    findings,
    missing_of,
    perhaps,
    too_few,
)

_PER = 1000


@dataclass(frozen=True, slots=True)
class CountRow(WardRow):
    """One ward with its count and its size; the size is the days it stood where none is chosen."""

    of: SizedCount

    @property
    def in_part(self) -> bool:
        return self.of.in_part

    @property
    def count(self) -> Words:
        return said_amount(Fraction(self.of.counted), self.c.indicator.measure)

    @property
    def size(self) -> Words:
        if self.c.size is None:
            return words("{n} ngày", "{n} days", n=self.of.over)
        measure = self.c.size.measure
        return said_amount(Fraction(round_half_up(self.of.over, 0 if measure.whole else 2)), measure)


@dataclass(frozen=True, slots=True)
class RateRow:
    """One ward in the funnel's table."""

    of: CountRow
    found: UnitRate
    among: int

    @property
    def side(self) -> str:
        """The way it differs, where it does even when adjusted."""
        return ("high" if self.found.is_high else "low") if self.found.is_sure(self.of.c.level) else ""

    @property
    def is_outside(self) -> bool:
        return self.found.is_outside(self.of.c.level)

    @property
    def rate(self) -> Words:
        return _said(self.found.rate * _PER)

    @property
    def expected(self) -> Words:
        return _said(self.found.expected)

    @property
    def p(self) -> Words:
        return said_bare_p(self.found.p, level=self.of.c.level)

    @property
    def adjusted(self) -> Words:
        return said_bare_p(self.found.adjusted, level=self.of.c.level)

    @property
    def standing(self) -> Words:
        if self.found.p >= 1 - self.of.c.level and not self.side:
            return Words("trong giới hạn", "within the limits")
        way = Words("cao hơn", "above") if self.found.is_high else Words("thấp hơn", "below")
        return way if self.side else perhaps(way, self.among)

    @property
    def words(self) -> Words:
        of = self.of
        return words("{u}: {c} / {s}; {w}", "{u}: {c} / {s}; {w}", u=of.name, c=of.count, s=of.size, w=self.standing)


def funnel_of(c: Compared) -> dict[str, Any]:
    (counts,), sample = c.totals(c.indicator, c.period)
    sizes: dict[str, Total] = {}
    since = None
    if c.size is not None:
        since = date(c.period.first.year - 1, 1, 1) if is_stock(c.size) else None
        (sizes,), also = c.totals(c.size, c.period, since=since)
        sample = sample or also
    found, lacking = set_over(c.wards, counts, c.size, sizes, c.period)
    shared = {
        "missing": [missing_of(c, unit, why) for unit, why in lacking],
        "sample": sample,
        "restated": sum(f.is_restated for f in found),
        "rounded": sum(f.rounded for f in found),
        "in_part": [f.unit.full_name for f in found if f.in_part],
    }
    if len(found) < LEAST:
        return shared | {"headline": too_few(c, len(found)), "rows": []}
    if c.size is None:
        return shared | _listed(c, found)
    judged = _judged(c, c.size, found)
    (first_sizes,), _ = c.totals(c.size, c.period, since=since, as_first=True)
    return shared | judged | {"turned": _turned(c, c.size, counts, sizes, first_sizes, judged["rows"])}


def _turned(
    c: Compared,
    size: Indicator,
    counts: dict[str, Total],
    sizes: dict[str, Total],
    first: dict[str, Total],
    rows: list[RateRow],
) -> list[Words]:
    """Who is named, or is not, only since a size was corrected; and which sizes those are."""
    corrected = [u for u in c.wards if first[u.code].value not in (None, sizes[u.code].value)]
    if not corrected:
        return []
    before, _ = set_over(c.wards, counts, size, {**sizes, **{u.code: first[u.code] for u in corrected}}, c.period)
    if len(before) < LEAST:
        return []
    then = {r.of.unit.code: r for r in (RateRow(_row(c, r.of), r, len(before)) for r in rates_beside_common(before)[0])}
    said = []
    for row in rows:
        earlier = then.get(row.of.unit.code)
        if earlier is not None and earlier.side != row.side:
            said.append(
                words(
                    "{u}: {w}; theo quy mô ghi lần đầu thì {v}.",
                    "{u}: {w}; by the sizes first recorded {v}.",
                    u=upper_first(row.of.name),
                    w=row.standing,
                    v=earlier.standing,
                )
            )
    if not said:
        return []
    sized = [
        words(
            "{u} từ {a} thành {b}", "{u} from {a} to {b}", u=u.full_name,
            a=said_amount(Fraction(first[u.code].value or 0), size.measure),
            b=said_amount(Fraction(sizes[u.code].value or 0), size.measure),
        )
        for u in corrected
    ]  # fmt: skip
    return [
        *said,
        words("Quy mô đã sửa: {s}.", "Corrected sizes: {s}.", s=joined(sized, "; ")),
    ]


def _row(c: Compared, found: SizedCount) -> CountRow:
    return CountRow(c, found.unit, found.is_restated, found)


def _listed(c: Compared, found: list[SizedCount]) -> dict[str, Any]:
    """Large and small wards are not expected to have equal counts, so nothing is found here."""
    headline = words(
        "{p}: số đếm của {n} {u}, chưa tính trên quy mô nên chưa so sánh",
        "{p}: counts of {n} {u}, set over no size and so not compared",
        p=upper_first(said_period(c.period)), n=len(found), u=c.noun,
    )  # fmt: skip
    return {
        "headline": headline,
        "rows": [_row(c, f) for f in sorted(found, key=lambda f: name_order(f.unit.name))],
        "of": len(found),
    }


def _judged(c: Compared, size: Indicator, counts: list[SizedCount]) -> dict[str, Any]:
    rates, found = rates_beside_common(counts)
    noun = c.indicator.measure.noun
    up = words("{n} trên {k} {s}", "{n} per {k} {s}", n=noun, k=_PER, s=size.measure.noun)
    rows = [RateRow(_row(c, r.of), r, len(rates)) for r in rates]
    return {
        "headline": findings(
            c,
            ((r.of.name, r.side) for r in rows),
            none=Words("khác mức chung", "differ from the common rate"),
            high=Words("{k} cao hơn mức chung", "{k} {be} above the common rate"),
            low=Words("{k} thấp hơn mức chung", "{k} {be} below the common rate"),
        ),
        "funnel": _drawn(c, size, rows, found, up),
        "common": words("{r} {u}", "{r} {u}", r=_said(found.rate * _PER), u=up),
        "up": up,
        "spread": _said(found.spread) if found.spread > 1 else None,
        "latest": is_stock(size),
        "level": said_level(c),
        "rows": rows,
        "of": len(rows),
    }


def said_level(c: Compared) -> Words:
    return percent(Fraction(c.level).limit_denominator(1000))


def _drawn(c: Compared, size: Indicator, rows: list[RateRow], found: Funnel, up: Words) -> FunnelChart:
    points = []
    for r in rows:
        of, rate = r.found, r.found.rate * _PER
        side = ("high" if of.is_high else "low") if r.is_outside else ""
        if side or len(rows) <= MOST_DRAWN_APART:
            point = FunnelPoint(float(of.of.over), rate, of.p, side, plain(r.of.unit.name), r.words, r.of.url)
        else:
            point = FunnelPoint(float(of.of.over), rate, of.p)
        points.append(point)
    at = grid(max(p.exposure for p in points))
    curves: list[tuple[str, Words | None, list[tuple[float, float]]]] = []
    outer = percent(Fraction(OUTER).limit_denominator(1000))
    for line, share, name in (("outer", OUTER, outer), ("inner", c.level, said_level(c))):
        low, high = funnel_limits(found.rate, at, level=share, spread=found.spread, freedom=found.freedom)
        for named, limit in ((name, high), (None, low)):
            curves.append((line, named, [(e, float(rate) * _PER) for e, rate in zip(at, limit, strict=True)]))
    common = found.rate * _PER
    return FunnelChart(points, common, _said(common), curves, size.label, up, size.measure.whole)


def _said(value: float) -> Words:
    """Three figures that matter."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    exact = Fraction(value).limit_denominator(10**6)
    return Words(said_number(exact, "vi", places), said_number(exact, "en", places))
