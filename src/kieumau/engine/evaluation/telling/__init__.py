"""Telling: what was judged, in the words of those who read it. It decides nothing."""

from kieumau.engine.evaluation.telling.distances import distance_words
from kieumau.engine.evaluation.telling.next_steps import next_step
from kieumau.engine.evaluation.telling.questions import part_questions
from kieumau.engine.evaluation.telling.recognition import grade_code, grade_words, tell_conditions, tell_unit
from kieumau.engine.evaluation.telling.results import (
    OUTCOME_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    Branch,
    CriterionResult,
    Result,
    UnitResult,
)

__all__ = [
    "OUTCOME_WORDS",
    "VERDICT_MARKS",
    "VERDICT_WORDS",
    "Branch",
    "CriterionResult",
    "Result",
    "UnitResult",
    "distance_words",
    "grade_code",
    "grade_words",
    "next_step",
    "part_questions",
    "tell_conditions",
    "tell_unit",
]
