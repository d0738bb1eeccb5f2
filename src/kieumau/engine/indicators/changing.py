"""From one period to another: the two counts, by how much, how sure, and what cannot be said. Never a bare percent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.expressions.measures import Measure, said_amount
from kieumau.engine.indicators.observations import Indicator, Observation, Summing
from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.indicators.summing import summed
from kieumau.engine.statistics.comparing import Change, compare_counts
from kieumau.engine.statistics.methods import Method
from kieumau.engine.wording import Words, joined, percent, round_half_up, said_number, words

SMALL = 20
"""Below this count no percent is said of it: rates of fewer events are unreliable (National Center for Health
Statistics, which marks rates on fewer than 20)."""
METHOD_WORDS = {
    Method.EXACT: Words("phép so chính xác có điều kiện", "the exact conditional test"),
    Method.MID_P: Words("phép so có điều kiện, nửa xác suất (mid-p)", "the conditional mid-p test"),
}


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """One indicator of one unit in two periods. Without `change` one of them is not known: `gap` says which."""

    indicator: Indicator
    before: Period
    after: Period
    change: Change | None
    gap: Words | None = None
    rounded: bool = False  # a restated count that is not whole was rounded

    @property
    def words(self) -> Words:
        return self.said()

    def said(self, *, alone: bool = False) -> Words:
        """The sentence; `alone` says in it that other units, not reckoned with, were looked at as well."""
        if self.change is None:
            assert self.gap is not None
            return words("chưa so sánh được: {g}", "cannot be compared: {g}", g=self.gap)
        measure = self.indicator.measure
        return said_change(self.change, measure, before=self.before.words, after=self.after.words, alone=alone)


def compare_periods(
    indicator: Indicator,
    rows: Iterable[Observation],
    *,
    before: Period,
    after: Period,
    method: Method = Method.EXACT,
    level: float = 0.95,
) -> PeriodChange:
    """The change of a count between two periods of one unit, from its own figures or from restated ones.

    `rows` are of this unit and indicator. Periods of the same days of the year, or of as many days, are compared as
    they are, a leap day included; others by the day. Raises `ValueError` for what is not a count.
    """
    if not is_count(indicator):
        raise ValueError(f"{indicator.code} is not a count")
    found = list(rows)
    amounts: list[Fraction] = []
    for period in (before, after):
        value, gap = summed(indicator, [r for r in found if period.holds(r.period)], period, Calendar())
        if value is None:
            return PeriodChange(indicator, before, after, None, gap)
        amounts.append(Fraction(value))
    counts = [as_count(a) for a in amounts]
    days = (1, 1) if alike(before, after) else (before.days, after.days)
    change = compare_counts(
        counts[0], counts[1], exposure_before=days[0], exposure_after=days[1], method=method, level=level
    )
    return PeriodChange(indicator, before, after, change, rounded=counts != amounts)


def as_count(amount: Fraction) -> int:
    """A restated amount as the count that is compared: half of a case counts as one."""
    return int(round_half_up(amount, 0))


def is_count(indicator: Indicator) -> bool:
    """Whether chance can be reckoned as that of counts: things that come one by one, added up over a period."""
    return indicator.measure.whole and indicator.over_period is Summing.SUM


def alike(before: Period, after: Period) -> bool:
    """Whether two periods are the same part of their years, or as long: compared without counting days."""
    ends = [
        [(d.month, 28 if (d.month, d.day) == (2, 29) else d.day) for d in (p.first, p.last)] for p in (before, after)
    ]
    return (ends[0] == ends[1] and before.last.year - before.first.year == after.last.year - after.first.year) or (
        before.days == after.days
    )


def said_change(change: Change, measure: Measure, *, before: Words, after: Words, alone: bool = False) -> Words:
    """The change in one sentence: both counts and periods, by how much, its interval, and whether chance alone could.

    A base below `SMALL` gets counts instead of percents, a base of zero none. `alone`: one unit among others, whose
    number p does not allow for; the sentence says so.
    """
    opening = words(
        "{b}: {x}; {a}: {y}",
        "{b}: {x}; {a}: {y}",
        b=before,
        a=after,
        x=said_amount(Fraction(change.before), measure),
        y=said_amount(Fraction(change.after), measure),
    )
    parts = [opening + ", " + _by_how_much(change, measure, by_day=is_by_day(change))]
    if differs(change):
        chance = chance_words(change)
        taken = ("xét riêng đơn vị này, {c}", "taking this unit by itself, {c}")
        parts.append(words(*taken, c=chance) if alone else chance)
    return joined(parts, "; ") + "."


def is_by_day(change: Change) -> bool:
    """Whether the periods differ in length, so that rates by the day are compared instead of the counts."""
    return change.exposure_before != change.exposure_after


def differs(change: Change) -> bool:
    """Whether there is a difference that chance could have made."""
    return change.before != change.after or (is_by_day(change) and change.before > 0)


def said_adjusted(change: Change, p: float, looked_at: int) -> Words:
    """What is left of one unit's p once the others of the same data are reckoned with."""
    vi, en = (
        ("khó có thể chỉ do ngẫu nhiên", "chance alone hardly makes this difference")
        if p < 1 - change.level
        else ("chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này", "chance alone could make this difference")
    )
    return words(
        "Hiệu chỉnh cho {n} đơn vị so sánh được trong số liệu, {p}: {c}.",
        "Adjusted for the {n} units of the data that can be compared, {p}: {c}.",
        n=looked_at,
        p=said_p(p, level=change.level),
        c=Words(vi, en),
    )


def chance_words(change: Change) -> Words:
    """Whether chance alone could do it, with p and its method."""
    p = said_p(change.p, level=change.level)
    method = METHOD_WORDS[change.method]
    if change.could_be_chance:
        return words(
            "chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này ({p}, {m})",
            "chance alone could make this difference ({p}, {m})",
            p=p,
            m=method,
        )
    return words(
        "khó có thể chỉ do ngẫu nhiên ({p}, {m})", "chance alone hardly makes this difference ({p}, {m})", p=p, m=method
    )


def said_p(p: float, *, level: float = 0.95) -> Words:
    """p to two figures that matter, or to as many as tell it from the bound it is held against.

    >>> said_p(0.0569), said_p(0.0496).en
    (Words(vi='p = 0,057', en='p = 0.057'), 'p = 0.0496')
    """
    if p < 0.001:
        return Words("p < 0,001", "p < 0.001")
    value, bound = Fraction(p).limit_denominator(10**6), 1 - Fraction(level).limit_denominator(1000)
    places = 2 if p >= 0.1 else 3
    while places < 6 and value != bound and Fraction(round_half_up(value, places)) == bound:
        places += 1
    return Words(f"p = {said_number(value, 'vi', places)}", f"p = {said_number(value, 'en', places)}")


def _by_how_much(change: Change, measure: Measure, *, by_day: bool) -> Words:
    if change.ratio is None:
        if change.after == 0:
            return Words("không đổi", "unchanged")
        return Words("tăng từ 0, nên không có tỷ lệ phần trăm", "up from 0, so there is no percentage")
    per_day = Words(", tính theo ngày", ", by the day") if by_day else Words("", "")
    if change.before < SMALL:
        gap = change.after - change.before
        if by_day:
            return Words(
                "so theo ngày vì hai kỳ dài khác nhau; số nhỏ nên không nói bằng phần trăm",
                "compared by the day, for the periods differ in length; the numbers are too small for a percentage",
            )
        if gap == 0:
            return Words("không đổi", "unchanged")
        return words(
            "bớt {n}; số nhỏ nên không nói bằng phần trăm"
            if gap < 0
            else "thêm {n}; số nhỏ nên không nói bằng phần trăm",
            "{n} fewer; the numbers are too small for a percentage"
            if gap < 0
            else "{n} more; the numbers are too small for a percentage",
            n=said_amount(Fraction(abs(gap)), measure),
        )
    return words(
        "{d}{t} (khoảng tin cậy {l}: {i})",
        "{d}{t} ({l} confidence interval: {i})",
        d=_said_ratio(change.ratio, bare=False),
        t=per_day,
        l=percent(Fraction(change.level).limit_denominator(1000)),
        i=said_interval(change),
    )


def said_interval(change: Change) -> Words:
    """The interval of the ratio as falls and rises: từ giảm 32,7% đến giảm 5,1%."""
    return words("từ {a} đến {b}", "from {a} to {b}", a=_said_ratio(change.low), b=_said_ratio(change.high))


def _said_ratio(ratio: float, *, bare: bool = True) -> Words:
    share = Fraction(ratio - 1).limit_denominator(10**9)
    shown = percent(abs(share) if abs(share) * 1000 % 1 == 0 else Fraction(round(abs(share) * 1000), 1000))
    if shown.vi == "0%":
        return Words("0%", "0%") if bare else Words("không đổi", "unchanged")
    down, up = ("a fall of {s}", "a rise of {s}") if bare else ("down {s}", "up {s}")
    return words("giảm {s}", down, s=shown) if share < 0 else words("tăng {s}", up, s=shown)
