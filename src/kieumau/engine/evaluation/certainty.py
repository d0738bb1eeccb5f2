"""How sure a change is that a rule asks for. It stands beside the verdict; only where the rule asks does it decide."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, Criterion, rule_names
from kieumau.engine.expressions import Values
from kieumau.engine.expressions.measures import said_amount
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.changing import as_count, is_count, said_change
from kieumau.engine.statistics.comparing import Change, compare_counts, count_for_sure
from kieumau.engine.wording import Words, lower_first, percent, upper_first, words

_STRICTLY = 1e-9  # what "more than" asks beyond "at least"


def certainty(criteria: CriteriaSet, criterion: Criterion, values: Values, period: Period) -> tuple[Words, ...]:
    """A sentence for each count that the criterion compares with the same period a year before.

    A verdict is on one unit; the sentence says that its p does not allow for the other units judged beside it.
    """
    rules = [rule for rule in (criterion.rule, criterion.points) if rule is not None]
    names = [name for rule in rules for name in rule_names(rule)]
    compared = [n.code for n in names if n.before] + [
        criteria.sure_changes[n.code].of for n in names if n.code in criteria.sure_changes
    ]
    said = []
    for code in dict.fromkeys(compared):
        change = _change(criteria, code, values)
        if change is not None:
            indicator = criteria.indicators[code]
            earlier, now = (criteria.calendar.words(p) for p in (criteria.calendar.before(period), period))
            sentence = said_change(change, indicator.measure, before=earlier, after=now, alone=True)
            said.append(upper_first(words("{l}, {s}", "{l}, {s}", l=indicator.label, s=sentence)))
    return tuple(said)


def sure_change(
    criteria: CriteriaSet, code: str, values: Values, gaps: Mapping[tuple[str, bool], Words]
) -> tuple[Fraction | None, Words | None]:
    """The share by which the count has at least fallen, or risen: the near end of the interval, and none below zero."""
    sure = criteria.sure_changes[code]
    change = _change(criteria, sure.of, values)
    if change is None:
        missing = next((gaps[sure.of, b] for b in (False, True) if (sure.of, b) in gaps), None)
        return None, missing
    least = change.at_least(falls=sure.falls)
    if least is None:
        return None, Words("cùng kỳ năm trước bằng 0, không có tỷ lệ", "none a year before, so there is no share")
    return least, None


def said_sure(
    criteria: CriteriaSet, code: str, values: Values, sign: str, bound: Fraction, truth: bool
) -> tuple[Words, dict[str, Fraction]]:
    """The reason, and what is left in the counted things: how many at most, or at least, would have been enough."""
    sure, have = criteria.sure_changes[code], Fraction(values[code, False] or 0)
    measure = criteria.indicators[sure.of].measure
    earlier, now = (Fraction(values[sure.of, b] or 0) for b in (True, False))
    said = words(
        "{l}: {h} (cùng kỳ năm trước {e}, kỳ này {n}); cần {s} {b}",
        "{l}: {h} ({e} a year before, now {n}); {s} {b} needed",
        l=lower_first(sure.label),
        h=percent(have, beside=bound),
        e=said_amount(earlier, measure),
        n=now,
        s=Words("trên", "more than") if sign == ">" else Words("ít nhất", "at least"),
        b=percent(bound),
    )
    if truth:
        return said, {}
    chance = criteria.chance
    need = count_for_sure(
        as_count(earlier),
        float(bound) + _STRICTLY * (sign == ">"),
        falls=sure.falls,
        method=chance.method,
        level=chance.level,
    )
    if need is None:
        return said + Words("; gốc nhỏ quá để chắc chắn như vậy", "; the base is too small to be that sure"), {
            code: bound - have
        }
    vi = ", tức không quá {k}: vượt {g}" if sure.falls else ", tức ít nhất {k}: thiếu {g}"
    en = ", that is at most {k}: {g} too many" if sure.falls else ", that is at least {k}: {g} short"
    said += words(vi, en, k=need, g=abs(need - now))
    return said, {sure.of: need - now}


def _change(criteria: CriteriaSet, code: str, values: Values) -> Change | None:
    """The year before and this period, where both are known and the figure is a count."""
    earlier, now = values.get((code, True)), values.get((code, False))
    indicator = criteria.indicators.get(code)
    if indicator is None or not is_count(indicator) or earlier is None or now is None or min(earlier, now) < 0:
        return None
    chance = criteria.chance
    return compare_counts(
        as_count(Fraction(earlier)), as_count(Fraction(now)), method=chance.method, level=chance.level
    )
