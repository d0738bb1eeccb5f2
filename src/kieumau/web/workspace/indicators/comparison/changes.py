"""One count of many wards against the same period a year before: each change with its interval, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from kieumau.engine.indicators.comparing import SMALL
from kieumau.engine.indicators.comparison_words import METHOD_WORDS, said_change, said_interval
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.indicators.totals import own_days
from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.statistics.comparing import CountChange, compare_counts
from kieumau.engine.statistics.comparing_many import compare_many
from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, percent, words
from kieumau.web.components.templatetags.funnels import IntervalScale
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
from kieumau.web.workspace.indicators.comparison.funnel import said_level

_UP, _DOWN = Words("tăng", "up"), Words("giảm", "down")


@dataclass(frozen=True, slots=True)
class ChangeRow(Row):
    """One ward in the table of changes."""

    of: CountChange
    allowed: float  # p, adjusted
    among: int

    @property
    def side(self) -> str:
        return ("high" if self.of.after > self.of.before else "low") if self.allowed < 1 - self.c.level else ""

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
    def interval(self) -> Words | None:
        """None where the base is too small for a percent."""
        return said_interval(self.of) if bears_percent(self.of) else None

    @property
    def p(self) -> Words:
        return bare_p(self.of.p, self.c)

    @property
    def adjusted(self) -> Words:
        return bare_p(self.allowed, self.c)

    @property
    def standing(self) -> Words:
        if self.of.before == self.of.after:
            return Words("không đổi", "unchanged")
        if self.of.could_be_chance and not self.side:
            return Words("có thể chỉ do ngẫu nhiên", "may be chance")
        way = _UP if self.of.after > self.of.before else _DOWN
        return way if self.side else perhaps(way, self.among)

    @property
    def sentence(self) -> Words:
        """The change in a sentence, for who reads of this ward alone."""
        return _sentence(self.c, self.of)


def bears_percent(change: CountChange) -> bool:
    return change.before >= SMALL and isfinite(change.high)


@dataclass(frozen=True, slots=True)
class _Pair:
    unit: AdminUnit
    before: int
    after: int
    is_restated: bool
    was_rounded: bool


def changes_of(c: Compared) -> dict[str, Any]:
    before = c.periods[0]
    (then, now), sample = c.totals(c.indicator, before, c.period)
    pairs: list[_Pair] = []
    missing = []
    for unit in c.wards:
        a, b = then[unit.code], now[unit.code]
        if own_days(c.by.registry, unit, before) != before:
            young = words("chỉ có từ ngày {d}", "there only since {d}", d=unit.valid_from)
            missing.append(missing_of(c, unit, young))
        elif a.value is not None and b.value is not None:
            was, is_now = rounded(a.value), rounded(b.value)
            uneven = was != a.value or is_now != b.value
            pairs.append(_Pair(unit, was, is_now, a.is_restated or b.is_restated, uneven))
        else:
            missing.append(missing_of(c, unit, (b if b.value is None else a).gap))
    pairs.sort(key=lambda each: (-each.before - each.after, name_order(each.unit.name)))
    rows = _rows(c, pairs)
    ends = [end for r in rows if bears_percent(r.of) for end in (r.of.low, r.of.high)]
    together = compare_counts(
        sum(each.before for each in pairs), sum(each.after for each in pairs), method=c.method, level=c.level
    )
    return {
        "missing": missing,
        "sample": sample,
        "restated": sum(r.is_restated for r in rows),
        "rounded": sum(each.was_rounded for each in pairs),
        "headline": _headline(c, rows, together),
        "total": _added_up(c, together, len(rows)) if len(rows) >= LEAST else None,
        "rows": rows,
        "of": len(rows),
        "scale": IntervalScale.around(ends) if ends else None,
        "before": said_period(before),
        "method": METHOD_WORDS[c.method],
        "level": said_level(c),
        "small": SMALL,
    }


def _headline(c: Compared, rows: list[ChangeRow], together: CountChange) -> Words:
    """All together where no ward by itself changed for sure: many small falls may be a large one."""
    if not rows or len(c.wards) < LEAST:
        return too_few(c, len(rows))
    if len(rows) > 1 and not together.could_be_chance and not any(r.side for r in rows):
        return words(
            "Cộng {n} {u} thì {w} so với cùng kỳ; riêng từng {u} thì có thể chỉ do ngẫu nhiên",
            "{n} {u} together are {w} on a year before; each by itself may be chance",
            n=len(rows), u=c.noun, w=_UP if together.after > together.before else _DOWN,
        )  # fmt: skip
    return findings(
        c,
        ((r.name, r.side) for r in rows),
        none=Words("thay đổi so với cùng kỳ", "have changed on a year before"),
        high=Words("{k} tăng so với cùng kỳ", "{k} {be} up on a year before"),
        low=Words("{k} giảm so với cùng kỳ", "{k} {be} down on a year before"),
    )


def _added_up(c: Compared, together: CountChange, among: int) -> Words:
    return words("Cộng {n} {u}: {s}", "{n} {u} together: {s}", n=among, u=c.noun, s=_sentence(c, together))


def _sentence(c: Compared, change: CountChange) -> Words:
    return said_change(change, c.indicator.measure, before=said_period(c.periods[0]), after=said_period(c.period))


def _rows(c: Compared, pairs: list[_Pair]) -> list[ChangeRow]:
    found = compare_many([p.before for p in pairs], [p.after for p in pairs], method=c.method, level=c.level)
    allowed = adjusted(found.p)
    rows = []
    for i, pair in enumerate(pairs):
        ends = float(found.low[i]), float(found.high[i]), float(found.p[i])
        ratio = float(found.ratio[i]) if pair.before else None
        change = CountChange(pair.before, pair.after, ratio, *ends, method=c.method, level=c.level)
        rows.append(ChangeRow(c, pair.unit, pair.is_restated, change, float(allowed[i]), len(pairs)))
    return rows
