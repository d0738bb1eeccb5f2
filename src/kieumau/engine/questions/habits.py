"""How figures are reported over a year: round figures, corrections that decide, figures that come apart.

Such a question looks back over a year or two, so it is asked once a year, with the last figure of the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from statistics import median

import numpy as np

from kieumau.engine.criteria import Check, Combined, Meets, Rule, SureChange
from kieumau.engine.expressions import Values, truth_of
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Every, Indicator, Observation, Period, Value
from kieumau.engine.indicators.comparing import spread_of_months
from kieumau.engine.indicators.comparison_words import METHOD_WORDS, said_p
from kieumau.engine.indicators.summing import summed
from kieumau.engine.questions.figures_seen import FigureGrid, FiguresSeen, OfUnit, usual
from kieumau.engine.questions.one_period import figure
from kieumau.engine.questions.raised_questions import Findings, RaisedQuestion, Revision
from kieumau.engine.questions.series import RARE
from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.comparing_many import compare_many
from kieumau.engine.statistics.tails import at_least
from kieumau.engine.wording import Words, lower_first, upper_first, words

_ENOUGH, _LARGE = 10, 20
_SUM = 5  # by which late corrections move a year together, before they are asked about
_YEAR = 12  # months


def digits(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """Too many of a year's figures end in 0 or 5, by the exact binomial tail against one in five.

    Only of series whose median is 20 or more: there the last digit of a count is as good as drawn by lot. (To pick the
    single figures from 20 on would not do: of a series that lies about 17, most of those are 20 itself.) Zeros aside,
    and not where the figure hardly varies: that one was planned, not counted.
    """
    for check in checks:
        looked, found = 0, []
        for code in check.of:
            grid, label = seen.grid(code), seen.criteria.indicators[code].label
            for unit, p in _year_ends(seen, grid):
                own = seen.of(code)[unit]
                rows = [own[q] for q in seen.of_year(grid, p) if q in own and own[q].value]
                counts = [round(Fraction(r.value or 0)) for r in rows]
                if len(counts) < _ENOUGH or median(counts) < _LARGE or usual(counts) is not None:
                    continue
                looked += 1
                round_ones = sum(c % 5 == 0 for c in counts)
                chance = float(at_least(round_ones, len(counts), 0.2))
                if chance >= RARE:
                    continue
                asks = words(
                    "{l}: {k} trong {n} số, từ {a} đến {b}, tận cùng bằng 0 hoặc 5; khi đếm từng cái thì thường chỉ"
                    " khoảng một phần năm ({t}, xác suất nhị thức). Các số này được đếm hay được làm tròn?",
                    "{l}: {k} of {n} figures, {a} to {b}, end in 0 or 5; of counts one in five would"
                    " ({t}, binomial tail). Were they counted, or rounded?",
                    l=label,
                    k=round_ones,
                    n=len(counts),
                    a=seen.said(rows[0].period),
                    b=seen.said(rows[-1].period),
                    t=said_p(chance, level=1 - RARE),
                )
                found.append(seen.question(check, grid.periods[p], rows, asks, code))
        yield check, (looked, found)


def apart(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """`rising` rises while one of `of` falls, a year against the one before; monthly figures as sums of twelve months.

    Each change is one that chance alone hardly makes, by the set's own method and level, and allowing for what the
    months of those two years vary beyond it. Only these two directions are
    asked about, so by chance each comes in (1 - level) / 2 of units at most, and both, where they are independent, in
    the square of that: 1 in 1,600 at 95%.
    """
    method, level = seen.criteria.chance.method, seen.criteria.chance.level
    for check in checks:
        looked, found = 0, []
        for code in check.of:
            pairs = _years_beside(seen, check.rising, code)
            looked += len(pairs)
            if not pairs:
                continue
            r0, r1, f0, f1 = (np.array([float(_sum(pair[i])) for pair in pairs]) for i in range(4))
            up, down = (compare_many(a, b, method=method, level=level).p for a, b in ((r0, r1), (f0, f1)))
            odd = (r1 > r0) & (f1 < f0) & (up < 1 - level) & (down < 1 - level)
            for k in np.flatnonzero(odd):
                ps = [_widened(float(p[k]), pairs[k][i] + pairs[k][i + 1]) for p, i in ((up, 0), (down, 2))]
                if max(ps) < 1 - level:
                    said = [said_p(p, level=level) for p in ps]
                    found.append(_apart(seen, check, code, pairs[k], said[0], said[1]))
        yield check, (looked, found)


def _widened(p: float, rows: list[Observation]) -> float:
    spread = spread_of_months(rows)
    return p if spread is None else spread.widened(p)


def _apart(
    seen: FiguresSeen, check: Check, code: str, rows: list[list[Observation]], up: Words, down: Words
) -> RaisedQuestion:
    sums = [
        Observation(of[0].unit, Period(of[0].period.first, of[-1].period.last), of[0].indicator, _sum(of))
        for of in rows
    ]
    rising, falling = seen.criteria.indicators[check.rising], seen.criteria.indicators[code]
    asks = words(
        "{p} so với {q}: {r} tăng từ {a} lên {b} ({u}), còn {f} giảm từ {c} xuống {d} ({v}); riêng ngẫu nhiên khó tạo ra"
        " ({m}). Điều gì giải thích hai chiều này?",
        "{p} against {q}: {r} rose from {a} to {b} ({u}) and {f} fell from {c} to {d} ({v}), each hardly by chance alone"
        " ({m}). What explains the two directions?",
        p=upper_first(seen.said(sums[1].period)),
        q=seen.said(sums[0].period),
        r=lower_first(rising.label),
        a=_sum(rows[0]),
        b=said_amount(_sum(rows[1]), rising.measure),
        u=up,
        f=lower_first(falling.label),
        c=_sum(rows[2]),
        d=said_amount(_sum(rows[3]), falling.measure),
        v=down,
        m=METHOD_WORDS[seen.criteria.chance.method],
    )
    return seen.question(check, sums[1].period, sums, asks, check.rising, code)


def _years_beside(seen: FiguresSeen, rising: str, falling: str) -> list[list[list[Observation]]]:
    """Where both are known for a year and the one before: (rising before, rising, falling before, falling)."""
    indicators = [seen.criteria.indicators[c] for c in (rising, falling)]
    if any(i.every is Every.MONTH and not i.is_count for i in indicators):
        return []
    found = []
    monthly = [i.code for i in indicators if i.every is Every.MONTH]
    grid = seen.grid((*monthly, rising)[0])
    for unit, p in _year_ends(seen, grid):
        period = grid.periods[p]
        rows: list[list[Observation]] = []
        for indicator in indicators:
            length = _YEAR if indicator.every is Every.MONTH else 1
            own = seen.of(indicator.code).get(unit, {})
            spans = _spans_to(seen, indicator, period, 2 * length)
            if len(spans) < 2 * length or not all(s in own for s in spans):
                break
            rows += [[own[s] for s in spans[:length]], [own[s] for s in spans[length:]]]
        else:
            found.append(rows)
    return found


def revisions(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """Corrections of a year's figures, each after its period's end, whose sum favours a target and decides.

    They are added up, whatever their number, size, month or direction: together they move the year by 5 at least, and
    without them it would not lie on that side of the year before, or would not meet a rule that holds the figure against
    anything. What was moved into another figure counts here as what it took from this one.
    """
    for check in checks:
        looked, found = 0, []
        for code in check.of:
            indicator, grid = seen.criteria.indicators[code], seen.grid(code)
            for unit, p in _year_ends(seen, grid):
                looked += 1
                if (unit, code) not in seen.revisions:
                    continue
                question = _revised(seen, check, indicator, unit, grid.periods[p])
                found += [question] if question is not None else []
        yield check, (looked, found)


def _revised(seen: FiguresSeen, check: Check, indicator: Indicator, unit: str, period: Period) -> RaisedQuestion | None:
    own, versions = seen.of(indicator.code)[unit], seen.revisions[unit, indicator.code]
    first: dict[Period, Value | None] = {}
    moved, corrections = Fraction(0), 0
    for span in _spans_to(seen, indicator, period, _YEAR if indicator.every is Every.MONTH else 1):
        sent, times = _sent(versions.get(span, []), span)
        if sent is not None and span in own and sent != own[span].value:
            first[span] = sent
            moved += figure(own[span]) - sent
            corrections += times
    falls = check.favours == "fall"
    if (-moved if falls else moved) < _SUM:
        return None
    year = seen.year(period.last)
    calendar = seen.criteria.calendar
    earlier = seen.year(year.first.replace(year=year.first.year - 1))
    now, _ = summed(indicator, _within(own, year), year, calendar)
    without, _ = summed(indicator, _within({**own, **_as_sent(own, first)}, year), year, calendar)
    before, _ = summed(indicator, _within(own, earlier), earlier, calendar)
    if now is None or without is None:
        return None
    crossed = before is not None and ((now < before <= without) if falls else (without <= before < now))
    rule = None if crossed else _rule_met_only_so(seen, indicator.code, unit, (year, earlier), Fraction(without))
    if not crossed and rule is None:
        return None
    what = (
        words("Kết quả tiêu chí {c}", "The verdict on criterion {c}", c=rule)
        if rule is not None
        else Words("Mức giảm của cả năm", "The year's fall")
        if falls
        else Words("Mức tăng của cả năm", "The year's rise")
    )
    beside = (
        words(" ({e}: {c})", " ({e}: {c})", e=seen.said(earlier), c=Fraction(before))
        if before is not None
        else Words("", "")
    )
    asks = words(
        "{l}, {y}: {n} lần sửa sau khi hết kỳ, cộng lại {d} {k}, đưa cả năm từ {a} thành {b}{e}. {w} phụ thuộc vào các lần"
        " sửa ấy; đề nghị đơn vị cho biết căn cứ?",
        "{l}, {y}: {n} corrections after the period, together {k} {d}, took the year from {a} to {b}{e}. {w} depends on"
        " them; could the unit say what they are based on?",
        l=indicator.label,
        y=seen.said(year),
        n=corrections,
        d=Words("giảm", "fewer") if falls else Words("tăng", "more"),
        k=abs(moved),
        a=Fraction(without),
        b=said_amount(Fraction(now), indicator.measure),
        e=beside,
        w=what,
    )
    return seen.question(check, year, [own[s] for s in sorted(first)], asks, indicator.code)


def _sent(versions: list[Revision], period: Period) -> tuple[Fraction | None, int]:
    """The number known at the period's end, else the first one after it, and how often another followed."""
    numbers = [(v.recorded_on, Fraction(v.value)) for v in versions if v.value is not None]
    in_time = sum(day <= period.last for day, _ in numbers)
    after = [number for _, number in numbers[max(in_time - 1, 0) :]]
    return (after[0] if after else None), sum(a != b for a, b in pairwise(after))


def _rule_met_only_so(
    seen: FiguresSeen, code: str, unit: str, years: tuple[Period, Period], without: Fraction
) -> str | None:
    """The first criterion with a condition on the indicator that holds, and without the corrections fails."""
    for criterion in seen.criteria.criteria:
        for condition in _conditions(criterion.rule):
            names = condition.formula.names
            sure = {n.code: s for n in names if (s := seen.criteria.sure_changes.get(n.code)) is not None}
            if code not in {n.code for n in names} | {s.of for s in sure.values()}:
                continue
            asked = {(n.code, n.before) for n in names} | {(s.of, b) for s in sure.values() for b in (False, True)}
            values = {(c, before): _known(seen, c, unit, years[before]) for c, before in asked}
            as_sent = {**values, (code, False): without}
            if _holds(seen, condition, sure, values) is True and _holds(seen, condition, sure, as_sent) is False:
                return criterion.code
    return None


def _holds(seen: FiguresSeen, condition: Meets, sure: Mapping[str, SureChange], values: Values) -> bool | None:
    shares: dict[tuple[str, bool], Value | None] = {}
    chance = seen.criteria.chance
    for code, of in sure.items():
        before, now = values[of.of, True], values[of.of, False]
        if before is not None and now is not None and min(before, now) >= 0:
            change = compare_counts(round(before), round(now), method=chance.method, level=chance.level)
            shares[code, False] = change.at_least(falls=of.falls)
    return truth_of(condition.formula.tree, {**values, **shares})


def _known(seen: FiguresSeen, code: str, unit: str, year: Period) -> Value | None:
    if code in seen.criteria.thresholds:
        return seen.criteria.thresholds[code].value_on(year.last)
    if code not in seen.criteria.indicators:
        return None
    own = seen.of(code).get(unit, {})
    return summed(seen.criteria.indicators[code], _within(own, year), year, seen.criteria.calendar)[0]


def _conditions(rule: Rule | None) -> Iterator[Meets]:
    if isinstance(rule, Combined):
        for part in rule.parts:
            yield from _conditions(part)
    elif rule is not None:
        yield rule


def _as_sent(own: OfUnit, first: Mapping[Period, Value | None]) -> dict[Period, Observation]:
    return {p: Observation(own[p].unit, p, own[p].indicator, value) for p, value in first.items()}


def _within(own: OfUnit, year: Period) -> list[Observation]:
    return [row for period, row in own.items() if year.holds(period)]


def _year_ends(seen: FiguresSeen, grid: FigureGrid) -> list[tuple[str, int]]:
    """Each unit and year whose last figure is there and is asked about."""
    ends = [i for i, p in enumerate(grid.periods) if seen.about.holds(p) and seen.ends_year(p)]
    return [(unit, i) for u, unit in enumerate(grid.units) for i in ends if np.isfinite(grid.values[u, i])]


def _spans_to(seen: FiguresSeen, indicator: Indicator, last: Period, count: int) -> list[Period]:
    """Up to `count` periods of an indicator, the last of which ends with the period given."""
    periods = seen.grid(indicator.code).periods
    end = next((i for i, p in enumerate(periods, 1) if p.last == last.last), 0)
    return list(periods[max(end - count, 0) : end])


def _sum(rows: list[Observation]) -> Fraction:
    return sum((Fraction(r.value or 0) for r in rows), Fraction(0))
