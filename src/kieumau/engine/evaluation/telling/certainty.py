"""How sure a change is that a rule asks for. It stands beside the verdict; only where the rule asks does it decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isfinite

from kieumau.engine.criteria import Combined, CriteriaSet, Criterion, Rule, rule_names
from kieumau.engine.expressions import Comparison, Logic, Name, Node, Values, names_in, number_of, truth_of
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.comparing import SMALL, as_count
from kieumau.engine.indicators.comparison_words import said_change
from kieumau.engine.statistics.comparing import CountChange, compare_counts
from kieumau.engine.statistics.spread import Spread
from kieumau.engine.wording import Words, percent, upper_first, words


def certainty(
    criteria: CriteriaSet, criterion: Criterion, values: Values, period: Period, spreads: Mapping[str, Spread]
) -> tuple[Words, ...]:
    """Of each count that the criterion compares with the same period a year before: the change, and how sure the change
    is that the criterion asks for. Where its months vary more than chance makes them, p and the interval allow for it,
    but for a sure change that the rule itself asks for: its method is the text's.

    A verdict is on one unit; the sentence says that its p does not allow for the other units judged beside it.
    """
    rules = [rule for rule in (criterion.rule, criterion.points) if rule is not None]
    names = [name for rule in rules for name in rule_names(rule)]
    sure = [criteria.sure_changes[n.code].of for n in names if n.code in criteria.sure_changes]
    compared = [*(n.code for n in names if n.before), *sure]
    said = []
    for code in dict.fromkeys(compared):
        change = _change(criteria, code, values, None if code in sure else spreads.get(code))
        if change is not None:
            indicator = criteria.indicators[code]
            earlier, now = (criteria.calendar.words(p) for p in (criteria.calendar.before(period), period))
            sentence = said_change(change, indicator.measure, before=earlier, after=now, alone=True)
            whole = upper_first(words("{l}, {s}", "{l}, {s}", l=indicator.label, s=sentence))
            for asked in _asked(criterion.rule, code):
                whole += words(" {r}", " {r}", r=_said_asked(asked, code, change, values))
            said.append(whole)
    return tuple(said)


def _change(criteria: CriteriaSet, code: str, values: Values, spread: Spread | None) -> CountChange | None:
    """From the year before to this period, of anything that is counted, however its figures make a year's."""
    earlier, now = values.get((code, True)), values.get((code, False))
    indicator, chance = criteria.indicators.get(code), criteria.chance
    if indicator is None or not indicator.measure.whole or earlier is None or now is None or min(earlier, now) < 0:
        return None
    counts = (as_count(Fraction(earlier)), as_count(Fraction(now)))
    return compare_counts(*counts, method=chance.method, level=chance.level, spread=spread)


def _asked(rule: object, code: str) -> Iterator[Node]:
    """The comparisons of a rule that hold a count against its own of the year before, each once."""
    found = [c for tree in _trees(rule) for c in _comparisons(tree) if _is_of(c, code)]
    yield from dict.fromkeys(found)


def _trees(rule: object) -> Iterator[Node]:
    if isinstance(rule, Combined):
        part: Rule
        for part in rule.parts:
            yield from _trees(part)
    elif (formula := getattr(rule, "formula", None)) is not None:
        yield formula.tree


def _comparisons(node: Node) -> Iterator[Node]:
    """What is joined by and, or; what is negated stays whole."""
    if isinstance(node, Logic):
        yield from _comparisons(node.left)
        yield from _comparisons(node.right)
    else:
        yield node


def _is_of(node: Node, code: str) -> bool:
    return {n.before for n in names_in(node) if n.code == code} == {True, False}


def _said_asked(asked: Node, code: str, change: CountChange, values: Values) -> Words:
    """Whether the whole interval of the change meets what is asked, none of it does, or a part."""
    what = _said_demand(asked, code, values, small=change.before < SMALL)
    if change.ratio is None or not isfinite(change.high):
        return words("{w}: số quá nhỏ để nói chắc chắn.", "{w}: the numbers are too small to be sure.", w=what)
    base = Fraction(values[code, True] or 0)
    ends = {truth_of(asked, {**values, (code, False): Fraction(end) * base}) for end in (change.low, change.high)}
    if ends == {True}:
        return words("{w}: chắc chắn đạt.", "{w}: surely met.", w=what)
    if ends == {False}:
        return words("{w}: chắc chắn chưa đạt.", "{w}: surely not met.", w=what)
    return words(
        "{w}: chưa chắc chắn, khoảng tin cậy có cả mức đạt và mức chưa đạt.",
        "{w}: not sure, the confidence interval holds both changes that meet it and changes that do not.",
        w=what,
    )


def _said_demand(asked: Node, code: str, values: Values, *, small: bool) -> Words:
    """The required change by its percent where the rule is written so and the base bears one."""
    factor = None if small else _factor(asked, code, values)
    if factor is None or not isinstance(asked, Comparison):
        return Words("Mức thay đổi mà tiêu chí yêu cầu", "The change that the criterion asks for")
    below = asked.sign in ("<", "<=")
    if factor == 1:
        return (
            Words("Yêu cầu không tăng", "The required absence of a rise")
            if below
            else Words("Yêu cầu không giảm", "The required absence of a fall")
        )
    share = percent(abs(factor - 1))
    match below, factor < 1:
        case True, True:
            return words("Yêu cầu giảm ít nhất {s}", "The required fall of at least {s}", s=share)
        case True, False:
            return words("Yêu cầu không tăng quá {s}", "The required rise of at most {s}", s=share)
        case False, True:
            return words("Yêu cầu không giảm quá {s}", "The required fall of at most {s}", s=share)
        case _:
            return words("Yêu cầu tăng ít nhất {s}", "The required rise of at least {s}", s=share)


def _factor(asked: Node, code: str, values: Values) -> Fraction | None:
    """Of `x <= factor * before(x)`: what the right side is of the base."""
    if not isinstance(asked, Comparison) or asked.sign in ("=", "<>") or asked.left != Name(code):
        return None
    if {(n.code, n.before) for n in names_in(asked.right) if n.before or n.code == code} != {(code, True)}:
        return None
    base = Fraction(values[code, True] or 0)
    one, two = (number_of(asked.right, {**values, (code, True): k * base}) for k in (1, 2))
    return one / base if one is not None and two == 2 * one and one > 0 and base else None
