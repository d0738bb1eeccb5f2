"""Never two units under one code: whether what a judgement joins is all of one unit, as the register knows codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.errors import EvaluationError, Problem, the_rest
from kieumau.engine.indicators import Period
from kieumau.engine.territory import AdminUnit, Registry, said_span
from kieumau.engine.territory.names import squeezed
from kieumau.engine.wording import Words, joined, words

WayOut = Callable[[Period, bool], Words]
"""What to do, as each face says it: for an assessment period, and whether a single figure already runs over two units."""
_MOST_TOLD = 20


def judged_periods(
    criteria: CriteriaSet, periods: Iterable[Period], *, on: date, period: str | None = None, draft: bool = False
) -> set[Period]:
    """The assessment periods of these figures that are judged on the day."""
    wholes = {criteria.calendar.around(p.last) for p in periods}
    return {
        p
        for p in wholes
        if p.first <= on
        and (draft or p.last >= criteria.issued.in_force)
        and (period is None or criteria.calendar.name(p) == period)
    }


def check_codes(
    criteria: CriteriaSet,
    figures: Iterable[tuple[str, Period, str]],
    registry: Registry,
    *,
    judged: set[Period],
    way_out: WayOut,
    names: Mapping[str, str] | None = None,
    file: str = "",
) -> None:
    """Refuse to judge together what one code says of two units. `figures`: unit, period and indicator of each value.

    A code that the register does not know, or that the file gives to a name it does not know there, is the office's own.
    Raises `EvaluationError` with both units, the day, and the way out.
    """
    names = names or {}
    calendar = criteria.calendar
    follows = {calendar.before(p): p for p in judged} if criteria.compared else {}
    spans: dict[tuple[str, Period], set[Period]] = defaultdict(set)
    present: set[tuple[str, Period]] = set()
    around: dict[Period, Period] = {}
    risky: dict[str, bool] = {}
    for code, span, indicator in figures:
        if code not in risky:
            risky[code] = bool(_changed(registry, code, criteria, names.get(code, "")))
        if not risky[code]:
            continue
        whole = around.get(span) or around.setdefault(span, calendar.around(span.last))
        if whole in judged:
            spans[code, whole].add(span)
            present.add((code, whole))
        if indicator in criteria.compared and (later := follows.get(whole)) is not None:
            spans[code, later].add(span)
    problems = [
        Problem(_said(code, whole, both, criteria), file=file, hint=way_out(whole, _is_one(spans[code, whole], both)))
        for code, whole in sorted(present)
        if (both := _joined(registry, code, spans[code, whole], names.get(code, "")))
    ]
    if problems:
        more = [the_rest(len(problems) - _MOST_TOLD)] if len(problems) > _MOST_TOLD else []
        raise EvaluationError([*problems[:_MOST_TOLD], *more])


def changed_codes(criteria: CriteriaSet, registry: Registry, judged: set[Period]) -> Iterator[str]:
    """The codes of the register that are given to another unit within what these periods join."""
    for code in dict.fromkeys(u.code for u in registry.units):
        days = _changed(registry, code, criteria, "")
        for period in judged:
            first = criteria.calendar.before(period).first if criteria.compared else period.first
            if any(first < day <= period.last for day in days):
                yield code
                break


def _changed(registry: Registry, code: str, criteria: CriteriaSet, name: str) -> list[date]:
    """The days on which the code went to a unit that is not simply the one before, gone on."""
    lives = registry.lives(code)
    if len(lives) < 2 or not any(u.kind in criteria.applies_to for u in lives):
        return []
    if name and not any(_is_called(u, name, code) for u in lives):
        return []
    return [b.valid_from for a, b in pairwise(lives) if not registry.is_same(a, b)]


def _joined(registry: Registry, code: str, spans: Iterable[Period], name: str) -> tuple[AdminUnit, ...]:
    """The units, two or more, of which these spans speak; nothing where all is of one."""
    lives = registry.lives(code)
    named = [u for u in lives if name not in ("", code) and _is_called(u, name, code)]
    found: dict[date, AdminUnit] = {}
    for span in spans:
        here = [u for u in lives if u.valid_from <= span.last and span.first < u.valid_until]
        told = [u for u in here if u in named] if len(named) == 1 else []
        for unit in told or here:  # the name beside a figure of a whole year says whose it is
            found[unit.valid_from] = unit
    units = [found[day] for day in sorted(found)]
    if all(registry.is_same(a, b) for a, b in pairwise(units)):
        return ()
    return tuple(units)


def _is_one(spans: Iterable[Period], units: tuple[AdminUnit, ...]) -> bool:
    """Whether a single figure already runs over two of the units."""
    return any(sum(u.valid_from <= s.last and s.first < u.valid_until for u in units) > 1 for s in spans)


def _is_called(unit: AdminUnit, name: str, code: str) -> bool:
    return name == code or squeezed(name) in map(squeezed, (unit.name, unit.full_name.vi, unit.full_name.en))


def _said(code: str, period: Period, units: tuple[AdminUnit, ...], criteria: CriteriaSet) -> Words:
    said = joined([words("{n} ({s})", "{n} ({s})", n=u.full_name, s=said_span(u)) for u in units], ", ")
    what = words(
        "mã {c} chỉ nhiều đơn vị: {u}; kỳ {p}",
        "the code {c} means several units: {u}; period {p}",
        c=code,
        u=said,
        p=criteria.calendar.name(period),
    )
    if criteria.compared:
        what += words(" (và cùng kỳ năm trước)", " (with the year before)")
    return what + words(
        " gộp số liệu của các đơn vị ấy nên không đánh giá.", " would join their figures and is not judged."
    )
