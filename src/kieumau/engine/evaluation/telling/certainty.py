"""How sure a change is that a rule asks for. It stands beside the verdict; only where the rule asks does it decide."""

from __future__ import annotations

from kieumau.engine.criteria import CriteriaSet, Criterion, rule_names
from kieumau.engine.evaluation.judging.sure_changes import count_change
from kieumau.engine.expressions import Values
from kieumau.engine.indicators import Period
from kieumau.engine.indicators.comparison_words import said_change
from kieumau.engine.wording import Words, upper_first, words


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
        change = count_change(criteria, code, values)
        if change is not None:
            indicator = criteria.indicators[code]
            earlier, now = (criteria.calendar.words(p) for p in (criteria.calendar.before(period), period))
            sentence = said_change(change, indicator.measure, before=earlier, after=now, alone=True)
            said.append(upper_first(words("{l}, {s}", "{l}, {s}", l=indicator.label, s=sentence)))
    return tuple(said)
