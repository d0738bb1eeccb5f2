"""A count in two periods, in words: both counts, by how much, how sure, and what cannot be said. Never a bare percent."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from kieumau.engine.expressions.measures import Measure, said_amount
from kieumau.engine.indicators.comparing import (
    SMALL,
    PeriodComparison,
    UnitComparison,
    UnitComparisons,
    differs,
    is_by_day,
)
from kieumau.engine.indicators.periods import Period, said_period
from kieumau.engine.indicators.summing import said_stretch
from kieumau.engine.indicators.totals import Total
from kieumau.engine.statistics.comparing import CountChange
from kieumau.engine.statistics.methods import Method
from kieumau.engine.wording import Words, joined, percent, round_half_up, said_number, words

METHOD_WORDS = {
    Method.EXACT: Words("phép so chính xác có điều kiện", "the exact conditional test"),
    Method.MID_P: Words("phép so có điều kiện, nửa xác suất (mid-p)", "the conditional mid-p test"),
}
_GAPS = 3  # said of one unit


def said_comparison(found: PeriodComparison, *, alone: bool = False) -> Words:
    """The sentence; `alone` says in it that other units, not reckoned with, were looked at as well."""
    if found.change is None:
        return words("chưa so sánh được: {g}", "cannot be compared: {g}", g=_first_gap(found))
    measure = found.indicator.measure
    return said_change(found.change, measure, before=found.before.words, after=found.after.words, alone=alone)


def said_of_unit(unit: UnitComparison, among: UnitComparisons) -> tuple[Words, ...]:
    """The sentence of one unit; where others were looked at too, that it is alone, and what is left beside them."""
    found = unit.of
    if found.change is None and among.restated_on is not None and found.totals[0].part is None:
        return (words("chưa so sánh được: {g}", "cannot be compared: {g}", g=said_gaps(found)),)
    if found.change is None or found.adjusted is None or found.among < 2 or not differs(found.change):
        return (said_comparison(found),)
    return said_comparison(found, alone=True), said_adjusted(found.change, found.adjusted, found.among)


def _first_gap(found: PeriodComparison) -> Words:
    if (young := said_young(found.totals[0])) is not None:
        return young
    return next((t.gap for t in found.totals if t.gap is not None), Words("", ""))


def said_lack(found: PeriodComparison) -> Words | None:
    """What lacks, for a table: of the later period, where that lacks anything."""
    return said_young(found.totals[0]) or found.totals[1].gap or found.totals[0].gap


def said_young(then: Total) -> Words | None:
    """That a unit stood for a part of the earlier period only."""
    return words("chỉ có từ ngày {d}", "there only since {d}", d=then.part.first) if then.part is not None else None


def said_gaps(found: PeriodComparison) -> Words:
    """What lacks in each period: whose figures, where only some predecessors' do; else which days nobody has."""
    said: list[Words] = []
    for period, total in zip((found.before, found.after), found.totals, strict=True):
        whys: dict[Words, list[Period]] = defaultdict(list)
        for part, why in total.unsure:
            whys[why].append(part)
        said += [words("{p} {w}", "for {p} {w}", p=said_stretch(parts, period), w=why) for why, parts in whys.items()]
        if list(total.holes) == [period]:
            said.append(total.gap or Words("", ""))
        elif total.holes:
            missing = said_stretch(list(total.holes), period)
            said.append(words("thiếu số liệu {h}", "figures are missing for {h}", h=missing))
    more = [words("và {n} chỗ thiếu khác", "and {n} more gaps", n=len(said) - _GAPS)] if len(said) > _GAPS else []
    return joined([*said[:_GAPS], *more], "; ")


def said_incomplete(found: PeriodComparison) -> Words | None:
    """Why nothing is compared where there are figures, but not of every unit that this one came from."""
    for period, total in zip((found.before, found.after), found.totals, strict=True):
        if total.unsure:
            return words(
                "chưa so sánh được: số liệu {p} chưa đủ, vì {w}",
                "cannot be compared, as the figures of {p} are incomplete: {w}",
                p=said_period(period),
                w=joined(list(dict.fromkeys(why for _, why in total.unsure))[:2], "; "),
            )
    return None


def said_change(change: CountChange, measure: Measure, *, before: Words, after: Words, alone: bool = False) -> Words:
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
        if (spread := said_spread(change)) is not None:
            parts.append(spread)
    return joined(parts, "; ") + "."


def said_spread(change: CountChange) -> Words | None:
    """That the months vary more than counts by chance do, by how much, and that it is allowed for; None where not so."""
    spread = change.spread
    if spread is None or not spread.is_wide:
        return None
    times = Fraction(spread.times).limit_denominator(1000)
    return words(
        "p và khoảng tin cậy đã nới vì số từng tháng dao động gấp {t} lần ngẫu nhiên (phương sai của {n} tháng)",
        "p and the interval are widened, as the months vary {t} times as much as chance makes them (variance of {n} months)",
        t=Words(said_number(times, "vi", 1), said_number(times, "en", 1)),
        n=spread.months,
    )


def said_adjusted(change: CountChange, p: float, looked_at: int) -> Words:
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


def chance_words(change: CountChange) -> Words:
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


def said_p(p: float, *, level: float) -> Words:
    """p to two figures that matter, or to as many as tell it from the bound it is held against.

    >>> said_p(0.0569, level=0.95), said_p(0.0496, level=0.95).en
    (Words(vi='p = 0,057', en='p = 0.057'), 'p = 0.0496')
    """
    if p < 0.001:
        return Words("p < 0,001", "p < 0.001")
    value, bound = Fraction(p).limit_denominator(10**6), 1 - Fraction(level).limit_denominator(1000)
    places = 2 if p >= 0.1 else 3
    while places < 6 and value != bound and Fraction(round_half_up(value, places)) == bound:
        places += 1
    return Words(f"p = {said_number(value, 'vi', places)}", f"p = {said_number(value, 'en', places)}")


def said_bare_p(p: float, *, level: float) -> Words:
    """p without its name, for a column of its own."""
    text = said_p(p, level=level)
    return Words(text.vi.removeprefix("p = ").removeprefix("p "), text.en.removeprefix("p = ").removeprefix("p "))


def _by_how_much(change: CountChange, measure: Measure, *, by_day: bool) -> Words:
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
            "giảm {n}; số nhỏ nên không nói bằng phần trăm"
            if gap < 0
            else "tăng {n}; số nhỏ nên không nói bằng phần trăm",
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


def said_interval(change: CountChange) -> Words:
    """The interval of the ratio as falls and rises: từ giảm 32,7% đến giảm 5,1%."""
    return words("từ {a} đến {b}", "from {a} to {b}", a=_said_ratio(change.low), b=_said_ratio(change.high))


def _said_ratio(ratio: float, *, bare: bool = True) -> Words:
    share = Fraction(ratio - 1).limit_denominator(10**9)
    shown = percent(abs(share) if abs(share) * 1000 % 1 == 0 else Fraction(round(abs(share) * 1000), 1000))
    if shown.vi == "0%":
        return Words("0%", "0%") if bare else Words("không đổi", "unchanged")
    down, up = ("a fall of {s}", "a rise of {s}") if bare else ("down {s}", "up {s}")
    return words("giảm {s}", down, s=shown) if share < 0 else words("tăng {s}", up, s=shown)
