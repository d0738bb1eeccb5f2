"""What a series lets one expect of its next figure: that there is one, that it is not 0, that it lies between limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kieumau.engine.criteria import Check
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.indicators.comparison_words import METHOD_WORDS
from kieumau.engine.questions.figures_seen import FigureGrid, FiguresSeen
from kieumau.engine.questions.raised_questions import Findings, RaisedQuestion
from kieumau.engine.statistics.limits import WINDOW, moving_limits
from kieumau.engine.statistics.methods import LimitsRule, Method
from kieumau.engine.statistics.tails import at_least, at_most
from kieumau.engine.wording import Words, joined, lower_first, said_number, upper_first, words

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
_STEADY = 3  # periods with a figure, before one without is asked about
KNOWN = 6  # periods that say what a series is like, before its 0 is asked about
RARE = 0.001
"""Chance below which a 0, or too many round figures, is asked about."""
_YEAR, _SEASON = 12, 0.05
"""Where the same month of earlier years leaves this chance or more, the season explains a month beyond its limits."""
RULE_WORDS = {
    LimitsRule.EXACT: Words("giới hạn của số đếm", "limits of counts"),
    LimitsRule.SPREAD: Words("giới hạn Laney u′", "Laney's u′ limits"),
}


def missing(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """No figure where each of the three periods before has one: asked once for a gap, however long it is.

    What one unit did not send for one period is one question.
    """
    for check in checks:
        looked = 0
        gaps: dict[tuple[str, Period], list[list[Observation]]] = {}
        for code in check.of:
            grid = seen.grid(code)
            known = np.isfinite(grid.values)
            steady = np.zeros_like(known)
            if known.shape[1] > _STEADY:
                steady[:, _STEADY:] = known[:, :-3] & known[:, 1:-2] & known[:, 2:-1]
            for u, p in _places(seen, grid, steady):
                unit, period = grid.units[u], grid.periods[p]
                looked += seen.lived(unit, period)
                if seen.lived(unit, period) and not known[u, p]:
                    rows = [seen.of(code)[unit][grid.periods[p - k]] for k in (3, 2, 1)]
                    gaps.setdefault((unit, period), []).append(rows)
        yield check, (looked, [_gap(seen, check, period, rows) for (_, period), rows in gaps.items()])


def _gap(seen: FiguresSeen, check: Check, period: Period, rows: list[list[Observation]]) -> RaisedQuestion:
    """One question for each unit and period: `rows` are the three figures before of each indicator."""
    of = [earlier[0].indicator for earlier in rows]
    shown = [
        words(
            "{l} ({x})",
            "{l} ({x})",
            l=lower_first(seen.criteria.indicators[code].label),
            x=joined(map(_value, earlier)),
        )
        for code, earlier in zip(of, rows, strict=True)
    ]
    asks = words(
        "{p}: chưa có số của {l}; ba kỳ trước đều có. Kỳ này là bao nhiêu?",
        "{p}: no figure for {l}, where each of the three periods before has one. What is it?",
        p=upper_first(seen.said(period)),
        l=joined(shown, "; "),
    )
    return seen.question(check, period, [row for earlier in rows for row in earlier], asks, *of)


def zero_after_steady(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """A 0 whose chance is below 1 in 1,000 if the level of the periods before went on; of several in a row the first.

    Exact, and the base's own chance is in it: given the S events of the base and of this period together, all of them
    fall into the base with probability (E / (E + e))^S, where E and e are the days of both (the conditional binomial).
    Where the base varies f times as much as counts by chance do, that to the power of ln f / (f - 1): the chance of 0
    of a negative binomial.
    """
    for check in checks:
        looked, found = 0, []
        for code in check.of:
            grid, indicator = seen.grid(code), seen.criteria.indicators[code]
            sums, days, periods = before(grid)
            with np.errstate(divide="ignore", invalid="ignore"):
                spread = np.nan_to_num(moving_limits(grid.values, grid.days).spread, nan=1.0)
                cluster = np.where(spread > 1, np.log(spread) / (spread - 1), 1.0)
                chance = np.where(periods >= KNOWN, (days / (days + grid.days)) ** (sums * cluster), np.nan)
            steady = np.isfinite(chance) & np.isfinite(grid.values)
            new = _begins(np.where(grid.values == 0, -1, 0))
            for u, p in _places(seen, grid, steady):
                looked += 1
                if not new[u, p] or chance[u, p] >= RARE:
                    continue
                period = grid.periods[p]
                row = seen.of(code)[grid.units[u]][period]
                asks = words(
                    "{l}, {p}: 0, trong khi {n} kỳ trước có {s} (trung bình {m} một kỳ). Nếu mức ấy không đổi, khả năng"
                    " bằng 0 dưới 1/1.000 ({t}); đúng là không có, hay chưa thống kê xong?",
                    "{l}, {p}: 0, where the {n} periods before have {s} (mean {m}). At an unchanged level the chance of"
                    " 0 is below 1 in 1,000 ({t}); were there none, or is counting not finished?",
                    l=indicator.label,
                    p=seen.said(period),
                    n=round(periods[u, p]),
                    s=said_amount(Fraction(sums[u, p]), indicator.measure),
                    m=_tenths(sums[u, p] / periods[u, p]),
                    t=METHOD_WORDS[Method.EXACT],
                )
                found.append(seen.question(check, period, [row], asks, code))
        yield check, (looked, found)


def beyond_limits(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """A month outside the control limits of the up to 24 months before it, of which a year at least is known.

    The limits are wider where those months vary more than counts by chance do.
    Not where the same month of earlier years was alike, for then the season explains it; and of a change that lasts
    only the first month.
    """
    for check in checks:
        looked, found = 0, []
        for code in check.of:
            indicator, grid = seen.criteria.indicators[code], seen.grid(code)
            sums, days, periods = before(grid)
            limits = moving_limits(grid.values, grid.days, rule=check.limits)
            low, high = limits.low, limits.high
            side = np.where(grid.values > high, 1, np.where(grid.values < low, -1, 0))
            new = _begins(np.where(_seasonal(grid, side), 0, side))
            for u, p in _places(seen, grid, np.isfinite(low) & np.isfinite(grid.values)):
                looked += 1
                if not new[u, p]:
                    continue
                value, a, b = grid.values[u, p], low[u, p], high[u, p]
                period = grid.periods[p]
                row = seen.of(code)[grid.units[u]][period]
                asks = words(
                    "{l}, {p}: {x}, {d} giới hạn kiểm soát {a}–{b} tính từ {n} tháng trước (mức ở giữa {m}; {r})."
                    " Tháng này có gì khác thường?",
                    "{l}, {p}: {x}, {d} the control limits {a}–{b} from the {n} months before (centre {m}; {r})."
                    " Was anything different that month?",
                    l=indicator.label,
                    p=seen.said(period),
                    x=said_amount(Fraction(value), indicator.measure),
                    d=Words("trên", "above") if value > b else Words("dưới", "below"),
                    a=round(a),
                    b=round(b),
                    n=round(periods[u, p]),
                    m=_tenths(sums[u, p] / days[u, p] * grid.days[p]),
                    r=_said_rule(check.limits, float(limits.spread[u, p])),
                )
                found.append(seen.question(check, period, [row], asks, code))
        yield check, (looked, found)


def _said_rule(rule: LimitsRule, spread: float) -> Words:
    """The rule by its name, and by how much the series made it wider."""
    if rule is not LimitsRule.EXACT or spread <= 1:
        return RULE_WORDS[rule]
    return words(
        "{r}, đã nới vì phương sai các tháng trước gấp {s} lần ngẫu nhiên",
        "{r}, widened as the months before vary {s} times as much as chance makes them",
        r=RULE_WORDS[rule],
        s=_tenths(spread),
    )


def before(grid: FigureGrid) -> tuple[Floats, Floats, Floats]:
    """Of the up to 24 periods before each: the sum of the known figures, their days, and how many are known."""
    known = np.isfinite(grid.values)
    made = []
    for of in (np.where(known, grid.values, 0.0), np.where(known, grid.days, 0.0), known.astype(float)):
        total = np.concatenate([np.zeros((of.shape[0], 1)), of.cumsum(axis=1)], axis=1)
        ends = np.arange(of.shape[1])
        made.append(np.asarray(total[:, ends] - total[:, np.maximum(ends - WINDOW, 0)], float))
    return made[0], made[1], made[2]


def _seasonal(grid: FigureGrid, side: NDArray[np.int_]) -> Bools:
    """Where the same month of the one or two years before does not tell a month beyond its limits from chance.

    Given both counts, this month's is binomial by the days (the conditional test), and its tail to the side is taken.
    """
    known = np.isfinite(grid.values)
    sums, days = np.zeros_like(grid.values), np.zeros_like(grid.values)
    for back in range(_YEAR, min(WINDOW, grid.values.shape[1] - 1) + 1, _YEAR):
        sums[:, back:] += np.where(known, grid.values, 0.0)[:, :-back]
        days[:, back:] += np.where(known, grid.days, 0.0)[:, :-back]
    beyond = (side != 0) & (days > 0)
    value, share = np.maximum(grid.values, 0), grid.days / (grid.days + days)
    above, below = (tail(value, value + sums, share) for tail in (at_least, at_most))
    return np.asarray(beyond & (np.where(side > 0, above, below) >= _SEASON))


def _begins(side: NDArray[np.int_]) -> Bools:
    """Where something is odd to a side, and the period before was not odd to the same: a change is asked about once."""
    earlier = np.concatenate([np.zeros((side.shape[0], 1), side.dtype), side[:, :-1]], axis=1)
    return np.asarray((side != 0) & (side != earlier))


def _places(seen: FiguresSeen, grid: FigureGrid, where: Bools) -> Iterator[tuple[int, int]]:
    """Rows and columns of the table that are asked about."""
    about = np.array([seen.about.holds(p) for p in grid.periods], bool)
    for u, p in np.argwhere(where & about) if about.any() else ():
        yield int(u), int(p)


def _value(row: Observation) -> Words:
    if isinstance(row.value, bool):
        return Words("có", "yes") if row.value else Words("không", "no")
    return words("{x}", "{x}", x=Fraction(row.value or 0))


def _tenths(value: float) -> Words:
    exact = Fraction(value)
    return Words(said_number(exact, "vi", 1), said_number(exact, "en", 1))
