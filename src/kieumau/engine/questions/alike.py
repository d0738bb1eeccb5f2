"""Two units that sent the very same figures for one period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import exp, lgamma, log

from kieumau.engine.criteria import Check, CheckKind, implied_parts
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.questions.alone import Asked, figure, rows_about
from kieumau.engine.questions.asked import Question
from kieumau.engine.questions.seen import Seen
from kieumau.engine.questions.series import KNOWN, before
from kieumau.engine.wording import Words, joined, lower_first, plain, upper_first, words

ALIKE = 0.01
"""How many other units may by chance send the very same figures, before a unit is asked about it."""
_LEAST = 3  # figures that are not 0
_NAMED = 3
Levels = Mapping[str, Mapping[str, float]]


def identical_rows(seen: Seen, checks: Iterable[Check]) -> Iterator[tuple[Check, Asked]]:
    """The same figures in two units, three of them at least not 0. Facts do not count.

    Small counts are easily the same, so it is reckoned how many other units would send just these figures by chance: as
    Poisson counts about each unit's own level of the up to 24 periods before, or, where that is not known, about the
    figures themselves, which is likelier still. A part counts by what is between it and its whole. Where more than
    `ALIKE` of a unit is to be expected, nothing is asked.
    """
    for check in checks:
        looked, found = 0, []
        of = [c for c in check.of if not seen.criteria.indicators[c].measure.is_fact]
        wholes = _wholes(seen, of)
        for period, rows in _by_period(seen, of).items():
            looked += len(rows)
            alike: dict[tuple[Fraction, ...], list[list[Observation]]] = {}
            for row in rows:
                alike.setdefault(tuple(map(figure, row)), []).append(row)
            for values, same in alike.items():
                if len(same) < 2 or sum(v != 0 for v in values) < _LEAST:
                    continue
                sent = dict(zip(of, values, strict=True))
                levels = _levels(seen, of, period)
                chances = {row[0].unit: _chance(seen, sent, wholes, levels, row[0].unit) for row in rows}
                for row in same:
                    unit = row[0].unit
                    if sum(chance for other, chance in chances.items() if other != unit) <= ALIKE:
                        found.append(_alike(seen, check, of, row, [r[0].unit for r in same if r is not row]))
        yield check, (looked, found)


def _alike(seen: Seen, check: Check, of: list[str], row: list[Observation], others: list[str]) -> Question:
    known = [plain(seen.names[unit]) for unit in sorted(others) if unit in seen.names][:_NAMED]
    if more := len(others) - len(known):
        many = words("{n} đơn vị khác", "{n} other units", n=more)
        known.append(many if more > 1 else Words("một đơn vị khác", "another unit"))
    named = joined(known)
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


def _wholes(seen: Seen, of: list[str]) -> dict[str, str]:
    declared = [(p, c.whole) for c in seen.criteria.checks if c.kind is CheckKind.PART_OF_WHOLE for p in c.of]
    return {part: whole for part, whole in (*implied_parts(seen.criteria), *declared) if part in of and whole in of}


def _levels(seen: Seen, of: list[str], period: Period) -> Levels:
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


def _chance(seen: Seen, sent: Mapping[str, Fraction], wholes: Mapping[str, str], levels: Levels, unit: str) -> float:
    """That this unit sends just these figures. What is not counted one by one tells nothing."""
    chance, own = 1.0, levels.get(unit, {})
    for code, value in sent.items():
        if not seen.criteria.indicators[code].measure.whole:
            continue
        of = wholes.get(code)
        count = float(sent[of] - value) if of else float(value)
        level = own.get(code)
        if level is not None and of is not None:
            level = own[of] - level if of in own else None
        chance *= _poisson(max(count, 0.0), count if level is None else level)
    return chance


def _poisson(count: float, level: float) -> float:
    about = max(level, 0.1)  # a level of nothing is known by chance, too
    return exp(count * log(about) - about - lgamma(count + 1))


def _by_period(seen: Seen, of: list[str]) -> dict[Period, list[list[Observation]]]:
    """The units that sent every one of the figures, by period."""
    found: dict[Period, list[list[Observation]]] = {}
    for row in rows_about(seen, of[0]) if of else ():
        own = [seen.of(code).get(row.unit, {}).get(row.period) for code in of]
        known = [o for o in own if o is not None]
        if len(known) == len(of):
            found.setdefault(row.period, []).append(known)
    return found
