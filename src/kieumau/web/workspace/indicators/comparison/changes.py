"""One count of many wards against the same period a year before: each change with its interval, and all together."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kieumau.engine.indicators.comparing import (
    SMALL,
    PeriodComparison,
    bears_percent,
    compare_totals,
    compared_together,
)
from kieumau.engine.indicators.comparison_words import METHOD_WORDS, said_bare_p, said_change, said_interval, said_lack
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.statistics.comparing import CountChange
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, percent, words
from kieumau.web.components.templatetags.funnels import IntervalScale
from kieumau.web.workspace.indicators.comparison.compared import (
    LEAST,
    Compared,
    WardRow,
    findings,
    missing_of,
    perhaps,
    too_few,
)
from kieumau.web.workspace.indicators.comparison.funnel import said_level

_UP, _DOWN = Words("tăng", "up"), Words("giảm", "down")


@dataclass(frozen=True, slots=True)
class ChangeRow(WardRow):
    """One ward in the table of changes."""

    compared: PeriodComparison

    @property
    def of(self) -> CountChange:
        assert self.compared.change is not None
        return self.compared.change

    @property
    def side(self) -> str:
        return ("high" if self.compared.rises else "low") if self.compared.is_sure else ""

    @property
    def change(self) -> Words:
        """A percent only where the base bears one."""
        was, gap = self.of.before, self.of.after - self.of.before
        if gap == 0:
            return Words("không đổi", "unchanged")
        if was < SMALL:
            return words("giảm {n}" if gap < 0 else "tăng {n}", "{n} fewer" if gap < 0 else "{n} more", n=abs(gap))
        return words("{s}{p}", "{s}{p}", s="−" if gap < 0 else "+", p=percent(Fraction(abs(gap), was)))

    @property
    def interval(self) -> Words | None:
        """None where the base is too small for a percent."""
        return said_interval(self.of) if bears_percent(self.of) else None

    @property
    def p(self) -> Words:
        return said_bare_p(self.of.p, level=self.c.level)

    @property
    def adjusted(self) -> Words:
        return said_bare_p(self.compared.adjusted or 0.0, level=self.c.level)

    @property
    def standing(self) -> Words:
        if self.of.before == self.of.after:
            return Words("không đổi", "unchanged")
        if self.of.could_be_chance and not self.side:
            return Words("có thể chỉ do ngẫu nhiên", "may be chance")
        way = _UP if self.compared.rises else _DOWN
        return way if self.side else perhaps(way, self.compared.among)

    @property
    def sentence(self) -> Words:
        """The change in a sentence, for who reads of this ward alone."""
        return _sentence(self.c, self.of)


def changes_of(c: Compared) -> dict[str, Any]:
    before = c.periods[0]
    (then, now), spread, sample = c.changes(before, c.period)
    pairs = [((before, then[u.code]), (c.period, now[u.code])) for u in c.wards]
    spreads = [spread.get(u.code) for u in c.wards]
    found = compare_totals(c.indicator, pairs, method=c.method, level=c.level, spreads=spreads)
    rows, missing = [], []
    for unit, each in zip(c.wards, found, strict=True):
        if each.change is not None:
            rows.append(ChangeRow(c, unit, each.is_restated, each))
        else:
            missing.append(missing_of(c, unit, said_lack(each)))
    rows.sort(key=lambda r: (-r.of.before - r.of.after, name_order(r.unit.name)))
    ends = [end for r in rows if bears_percent(r.of) for end in (r.of.low, r.of.high)]
    together = compared_together(found)
    return {
        "missing": missing,
        "sample": sample,
        "restated": sum(r.is_restated for r in rows),
        "rounded": sum(r.compared.rounded for r in rows),
        "widened": sum(r.of.is_widened for r in rows),
        "headline": _headline(c, rows, together),
        "total": _added_up(c, together, len(rows)) if together is not None and len(rows) >= LEAST else None,
        "rows": rows,
        "of": len(rows),
        "scale": IntervalScale.around(ends) if ends else None,
        "before": said_period(before),
        "method": METHOD_WORDS[c.method],
        "level": said_level(c),
        "small": SMALL,
    }


def _headline(c: Compared, rows: list[ChangeRow], together: PeriodComparison | None) -> Words:
    """All together where no ward by itself changed for sure: many small falls may be a large one."""
    if not rows or len(c.wards) < LEAST:
        return too_few(c, len(rows))
    if together is not None and together.is_sure and not any(r.side for r in rows):
        return words(
            "Cộng {n} {u} thì {w} so với cùng kỳ; riêng từng {u} thì có thể chỉ do ngẫu nhiên",
            "{n} {u} together are {w} on a year before; each by itself may be chance",
            n=len(rows), u=c.noun, w=_UP if together.rises else _DOWN,
        )  # fmt: skip
    return findings(
        c,
        ((r.name, r.side) for r in rows),
        none=Words("thay đổi so với cùng kỳ", "have changed on a year before"),
        high=Words("{k} tăng so với cùng kỳ", "{k} {be} up on a year before"),
        low=Words("{k} giảm so với cùng kỳ", "{k} {be} down on a year before"),
    )


def _added_up(c: Compared, together: PeriodComparison, among: int) -> Words:
    assert together.change is not None
    said = _sentence(c, together.change)
    return words("Cộng {n} {u}: {s}", "{n} {u} together: {s}", n=among, u=c.noun, s=said)


def _sentence(c: Compared, change: CountChange) -> Words:
    return said_change(change, c.indicator.measure, before=said_period(c.periods[0]), after=said_period(c.period))
