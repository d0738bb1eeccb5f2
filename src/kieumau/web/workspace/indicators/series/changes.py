"""A count of one unit beside the same period a year before: the last whole year, the year so far, the newest month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.comparing import SMALL, PeriodComparison, compare_periods
from kieumau.engine.indicators.comparison_words import (
    METHOD_WORDS,
    said_change,
    said_interval,
    said_p,
)
from kieumau.engine.indicators.periods import month_period, said_period
from kieumau.engine.statistics.adjusting import adjusted
from kieumau.engine.wording import Words, joined, percent, plain, upper_first, words
from kieumau.web.components.words.sentences import sentence
from kieumau.web.workspace.indicators.series.reading import Meaning, Series


@dataclass(frozen=True)
class Comparison:
    """One period beside the same of the year before: the sentence, and its cells."""

    name: Words
    said: Words  # the whole sentence
    before: Words
    after: Words
    change: Words
    interval: Words
    p: Words
    adjusted: Words
    notes: list[Words]


def comparisons_of(series: Series, meaning: Meaning) -> dict[str, Any]:
    """The last whole year, the year so far, the newest month; nothing for what is not a count."""
    if not meaning.indicator.is_count:
        return {"comparisons": []}
    chance = meaning.criteria.chance
    found = [
        compare_periods(meaning.indicator, series.rows, before=b, after=a, method=chance.method, level=chance.level)
        for b, a in _pairs(series, meaning)
    ]
    ps = adjusted([c.change.p if c.change is not None else np.nan for c in found]) if found else np.array([])
    return {
        "comparisons": [_compared(c, float(p), series) for c, p in zip(found, ps, strict=True)],
        "method": METHOD_WORDS[chance.method],
        "level": percent(Fraction(chance.level).limit_denominator(1000)),
        "compared": sum(c.change is not None for c in found),
    }


def _pairs(series: Series, meaning: Meaning) -> list[tuple[Period, Period]]:
    """Before and after, each pair once."""
    known = [p.period for p in series.points if p.number is not None]
    if not known:
        return []
    newest = known[-1]
    if not meaning.is_monthly:
        calendar = meaning.criteria.calendar
        year = calendar.around(newest.last)
        return [(calendar.before(year), year)]
    last = newest.last

    def so_far(of: int) -> Period:
        return Period(date(of, 1, 1), month_period(of, last.month).last)

    def whole(of: int) -> Period:
        return Period(date(of, 1, 1), date(of, 12, 31))

    now = last.year
    complete = now if last.month == 12 else now - 1
    pairs = [
        (whole(complete - 1), whole(complete)),
        (so_far(now - 1), so_far(now)),
        (month_period(now - 1, last.month), month_period(now, last.month)),
    ]
    return list(dict.fromkeys(pairs))


def _compared(found: PeriodComparison, p: float, series: Series) -> Comparison:
    notes: list[Words] = []
    restated = {r.period for r in series.points if r.restated and found.change is not None}
    if any(found.before.holds(r) for r in restated) or any(found.after.holds(r) for r in restated):
        both = any(found.after.holds(r) for r in restated)
        notes.append(
            Words(
                "Cả hai kỳ có tháng quy đổi theo địa bàn hiện nay." if both else "Kỳ trước quy đổi theo địa bàn hiện nay.",
                "Both periods hold months restated to today's area." if both else "The earlier period is restated to today's area.",
            )
        )  # fmt: skip
    if found.rounded:
        notes.append(Words("Số quy đổi không tròn, đã làm tròn.", "A restated count is not whole and was rounded."))
    change, nothing = found.change, plain("–")
    measure = found.indicator.measure
    if change is None:
        cells = (nothing,) * 6
    else:
        amounts = [said_amount(Fraction(x), measure) for x in (change.before, change.after)]
        gap = change.after - change.before
        sign = "+" if gap > 0 else ""
        cells = (
            amounts[0], amounts[1], words("{s}{g}", "{s}{g}", s=sign, g=gap),
            said_interval(change) if change.before >= SMALL and np.isfinite(change.high) else nothing,
            said_p(change.p), said_p(p),
        )  # fmt: skip
    said = words("{p}: {w}", "{p}: {w}", p=said_period(found.after), w=_incomplete(found, series) or found.words)
    if change is not None:
        said = said_change(change, measure, before=said_period(found.before), after=said_period(found.after))
    return Comparison(upper_first(said_period(found.after)), sentence(said), *cells, notes)


def _incomplete(found: PeriodComparison, series: Series) -> Words | None:
    """Why nothing is compared where there are figures, but not of every unit that this one came from."""
    for period in (found.before, found.after):
        whys = {p.why: None for p in series.points if p.value is None and p.why is not None and period.holds(p.period)}
        if whys:
            return words(
                "chưa so sánh được: số liệu {p} chưa đủ, vì {w}",
                "cannot be compared, as the figures of {p} are incomplete: {w}",
                p=said_period(period),
                w=joined(list(whys)[:2], "; "),
            )
    return None
