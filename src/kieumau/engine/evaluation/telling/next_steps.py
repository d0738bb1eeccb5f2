"""What is left for a unit, in one line."""

from __future__ import annotations

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.evaluation.judging import CriterionJudgement, Outcome, UnitJudgement, Verdict
from kieumau.engine.evaluation.telling.distances import distance_words
from kieumau.engine.evaluation.telling.recognition import tell_unit
from kieumau.engine.evaluation.telling.results import VERDICT_WORDS, CriterionResult, UnitResult
from kieumau.engine.wording import Words, joined, plain, upper_first, words


def next_step(criteria: CriteriaSet, unit: UnitJudgement | UnitResult) -> Words:
    """The open criteria, two by name, the rest by number."""
    open_ = [c for c in unit.criteria if c.verdict in (Verdict.NOT_MET, Verdict.UNKNOWN)]
    if not open_:
        if unit.outcome is Outcome.QUALIFIED:
            return Words("Không còn tiêu chí nào", "No criterion left")
        told = unit if isinstance(unit, UnitResult) else tell_unit(criteria, unit)
        return upper_first(told.reason)  # every criterion met, and yet a condition of recognition is open
    parts = []
    for c in open_[:2]:
        left = c.distance_words if isinstance(c, CriterionResult) else _left(criteria, c)
        left = left or VERDICT_WORDS[c.verdict]
        parts.append(words("{c}. {l}: {d}", "{c}. {l}: {d}", c=c.code, l=criteria.by_code[c.code].label, d=left))
    said = joined(parts, "; ")
    more = len(open_) - len(parts)
    return said + words("; và {n} tiêu chí khác", "; and {n} more", n=more) if more else said + plain("")


def _left(criteria: CriteriaSet, judged: CriterionJudgement) -> Words | None:
    return distance_words(criteria, judged.distance, at_least=judged.at_least)
