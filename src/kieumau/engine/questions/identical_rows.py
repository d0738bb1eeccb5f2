"""Two units that sent the very same figures for one period."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import exp, lgamma, log

from kieumau.engine.criteria import Check, CheckKind, implied_parts
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.questions.figures_seen import FiguresSeen, usual
from kieumau.engine.questions.one_period import figure
from kieumau.engine.questions.raised_questions import Findings, RaisedQuestion
from kieumau.engine.questions.series import KNOWN, before
from kieumau.engine.wording import Words, joined, lower_first, plain, upper_first, words

ALIKE = 0.01
"""How many other units may by chance send the very same figures, before a unit is asked about it."""
_LEAST = 3  # figures that are not 0
_KNOWN = 24  # figures, before one is taken to hardly vary
_NAMED = 3
_Levels = Mapping[str, Mapping[str, float]]
_Sent = tuple[Period, tuple[Fraction, ...]]


def identical_rows(seen: FiguresSeen, checks: Iterable[Check]) -> Iterator[tuple[Check, Findings]]:
    """The same figures in two units, three of them at least not 0. Facts do not count.

    Small counts are easily the same, so it is reckoned how many other units would send just these figures by chance: as
    Poisson counts about each unit's own level of the up to 24 periods before, or, where that is not known, about the
    figures themselves, which is likelier still. A part counts by what is between it and its whole, and a figure that
    hardly varies not at all. Where more than `ALIKE` of a unit is to be expected, nothing is asked.

    Of units so small that no single month tells, the months of a whole year are taken together with the year's last.
    """
    for check in checks:
        looked, found = 0, []
        of = [c for c in check.of if not seen.criteria.indicators[c].measure.is_fact]
        rows, likely = _by_period(seen, of), _Likely(seen, of)
        for periods in _spans(seen, rows, of):
            units = list(rows.get(periods[-1], ()))
            looked += len(units)
            alike: dict[tuple[_Sent, ...], list[str]] = {}
            for unit in units:
                own = [rows[p][unit] for p in periods if unit in rows.get(p, ())]
                alike.setdefault(tuple((row[0].period, tuple(map(figure, row))) for row in own), []).append(unit)
            for sent, same in alike.items():
                if len(same) < 2 or any(likely.odd(units, same, [month]) for month in sent if len(sent) > 1):
                    continue
                for unit in likely.odd(units, same, sent):
                    facts = [o for period, _ in sent for o in rows[period][unit]]
                    found.append(_alike(seen, check, of, facts, [u for u in same if u != unit]))
        yield check, (looked, found)


class _Likely:
    """How many units are to be expected, by chance, to send the same figures as another."""

    def __init__(self, seen: FiguresSeen, of: list[str]) -> None:
        self.seen, self.of, self.wholes = seen, of, _wholes(seen, of)
        known = [[figure(o) for own in seen.of(c).values() for o in own.values()] for c in of]
        self.usual = [usual(values) if len(values) >= _KNOWN else None for values in known]
        self.levels: dict[Period, _Levels] = {}

    def odd(self, units: list[str], same: list[str], sent: Sequence[_Sent]) -> list[str]:
        """Of the units that sent these figures, those beside whom hardly another one is to be expected to."""
        # What stands there in nearly all units and months, or in nearly all months of these units' year, tells nothing.
        planned = [usual(v) if len(sent) > 1 else None for v in zip(*(values for _, values in sent), strict=True)]
        chances, known = dict.fromkeys(units, 1.0), 0
        for period, values in sent:
            beside = zip(self.of, values, self.usual, planned, strict=True)
            told = {c for c, value, everywhere, always in beside if value not in (everywhere, always)}
            figures = dict(zip(self.of, values, strict=True))
            known += sum(figures[c] != 0 for c in told)
            for unit in units if told else ():
                chances[unit] *= self._chance(period, figures, told, unit)
        all_ = sum(chances.values())
        return [u for u in same if all_ - chances[u] <= ALIKE] if known >= _LEAST else []

    def _chance(self, period: Period, figures: Mapping[str, Fraction], told: Collection[str], unit: str) -> float:
        """That this unit sends just these figures. What is not counted one by one tells nothing."""
        if period not in self.levels:
            self.levels[period] = _levels(self.seen, self.of, period)
        chance, own = 1.0, self.levels[period].get(unit, {})
        for code in told:
            if not self.seen.criteria.indicators[code].measure.whole:
                continue
            whole = self.wholes.get(code)
            count = float(figures[whole] - figures[code]) if whole else float(figures[code])
            level = own.get(code)
            if level is not None and whole is not None:
                level = own[whole] - level if whole in own else None
            chance *= _poisson(max(count, 0.0), count if level is None else level)
        return chance


def _alike(seen: FiguresSeen, check: Check, of: list[str], row: list[Observation], others: list[str]) -> RaisedQuestion:
    known = [plain(seen.names[unit]) for unit in sorted(others) if unit in seen.names][:_NAMED]
    if more := len(others) - len(known):
        many = words("{n} đơn vị khác", "{n} other units", n=more)
        known.append(many if more > 1 else Words("một đơn vị khác", "another unit"))
    named = joined(known)
    if len(row) > len(of):
        year = seen.year(row[0].period.first)
        asks = words(
            "{p}: cả {n} chỉ tiêu trong cả {m} tháng giống hệt số của {u}. Đây có phải số của chính đơn vị?",
            "{p}: all {n} indicators in all {m} months are the very same as those of {u}. Are they this unit's own?",
            p=upper_first(seen.said(year)),
            n=len(of),
            m=len(row) // len(of),
            u=named,
        )
        return seen.question(check, year, row, asks, *of)
    labels = {o.indicator: lower_first(seen.criteria.indicators[o.indicator].label) for o in row}
    shown = [words("{l} {x}", "{l} {x}", l=labels[o.indicator], x=figure(o)) for o in row if o.value != 0]
    asks = words(
        "{p}: cả {n} chỉ tiêu giống hệt số của {u}, trong đó {f}. Đây có phải số của chính đơn vị?",
        "{p}: all {n} indicators are the very same as those of {u}, among them {f}. Are they this unit's own?",
        p=upper_first(seen.said(row[0].period)),
        n=len(of),
        u=named,
        f=joined(shown[:_NAMED], "; "),
    )
    return seen.question(check, row[0].period, row, asks, *of)


def _wholes(seen: FiguresSeen, of: list[str]) -> dict[str, str]:
    declared = [(p, c.whole) for c in seen.criteria.checks if c.kind is CheckKind.PART_OF_WHOLE for p in c.of]
    return {part: whole for part, whole in (*implied_parts(seen.criteria), *declared) if part in of and whole in of}


def _levels(seen: FiguresSeen, of: list[str], period: Period) -> _Levels:
    """What each unit usually sends for such a period, where it is known."""
    found: dict[str, dict[str, float]] = {}
    for code in of:
        grid = seen.grid(code)
        if period not in grid.periods:
            continue
        p = grid.periods.index(period)
        sums, days, known = before(grid)
        for u, unit in enumerate(grid.units):
            if known[u, p] >= KNOWN:
                found.setdefault(unit, {})[code] = float(sums[u, p] / days[u, p] * grid.days[p])
    return found


def _poisson(count: float, level: float) -> float:
    about = max(level, 0.1)  # a level of nothing is known by chance, too
    return exp(count * log(about) - about - lgamma(count + 1))


def _by_period(seen: FiguresSeen, of: list[str]) -> dict[Period, dict[str, list[Observation]]]:
    """The units that sent every one of the figures, by period."""
    found: dict[Period, dict[str, list[Observation]]] = {}
    for unit, first in seen.of(of[0]).items() if of else ():
        for period in first:
            own = [seen.of(code).get(unit, {}).get(period) for code in of]
            known = [o for o in own if o is not None]
            if len(known) == len(of):
                found.setdefault(period, {})[unit] = known
    return found


def _spans(seen: FiguresSeen, periods: Iterable[Period], of: list[str]) -> Iterator[tuple[Period, ...]]:
    """Each period asked about by itself, and with a year's last month all months of the year."""
    for period in sorted(p for p in periods if seen.about.holds(p)):
        yield (period,)
        grid = seen.grid(of[0])
        if period in grid.periods and seen.ends_year(period):
            year = seen.of_year(grid, grid.periods.index(period))
            if len(year) > 1:
                yield year
