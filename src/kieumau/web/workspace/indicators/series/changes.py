"""A count of one unit beside the same period a year before: the last whole year, the year so far, the newest month."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators.comparing import PeriodComparison, bears_percent
from kieumau.engine.indicators.comparison_words import (
    METHOD_WORDS,
    said_change,
    said_comparison,
    said_incomplete,
    said_interval,
    said_p,
)
from kieumau.engine.indicators.periods import said_period
from kieumau.engine.indicators.series import compare_with_year_before
from kieumau.engine.wording import Words, percent, plain, upper_first, words
from kieumau.records.indicators.figures.series import Meaning, RecordedSeries
from kieumau.web.components.words.sentences import sentence


@dataclass(frozen=True)
class YearBefore:
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


def comparisons_of(series: RecordedSeries, meaning: Meaning) -> dict[str, Any]:
    """Nothing for what is not a count."""
    chance = meaning.criteria.chance
    found = compare_with_year_before(
        series, meaning.indicator, calendar=meaning.criteria.calendar, method=chance.method, level=chance.level
    )
    return {
        "comparisons": [_shown(c) for c in found],
        "method": METHOD_WORDS[chance.method],
        "level": percent(Fraction(chance.level).limit_denominator(1000)),
        "compared": sum(c.change is not None for c in found),
    }


def _shown(found: PeriodComparison) -> YearBefore:
    notes: list[Words] = []
    if found.is_restated:
        both = found.totals[1].is_restated
        notes.append(
            Words(
                "Cả hai kỳ có tháng quy đổi theo địa bàn hiện nay." if both else "Kỳ trước quy đổi theo địa bàn hiện nay.",
                "Both periods hold months restated to today's area." if both else "The earlier period is restated to today's area.",
            )
        )  # fmt: skip
    if found.rounded:
        notes.append(Words("Số quy đổi không tròn, đã làm tròn.", "A restated count is not whole and was rounded."))
    change, name, nothing = found.change, said_period(found.after), plain("–")
    if change is None or found.adjusted is None:
        why = said_incomplete(found) or said_comparison(found)
        cells = (nothing,) * 6
        return YearBefore(upper_first(name), sentence(words("{p}: {w}", "{p}: {w}", p=name, w=why)), *cells, notes)
    measure = found.indicator.measure
    gap = change.after - change.before
    return YearBefore(
        name=upper_first(name),
        said=sentence(said_change(change, measure, before=said_period(found.before), after=name)),
        before=said_amount(Fraction(change.before), measure),
        after=said_amount(Fraction(change.after), measure),
        change=words("{s}{g}", "{s}{g}", s="+" if gap > 0 else "", g=gap),
        interval=said_interval(change) if bears_percent(change) else nothing,
        p=said_p(change.p, level=change.level),
        adjusted=said_p(found.adjusted, level=change.level),
        notes=notes,
    )
