"""Criteria set x observations x day -> verdicts: judged as numbers and codes, told with reasons and what is left."""

from kieumau.engine.evaluation.cases import CaseOutcome, run_cases
from kieumau.engine.evaluation.comparing import CriterionChange, ResultComparison, compare_results, compare_rulebooks
from kieumau.engine.evaluation.evaluating import JudgingProgress, evaluate, judge, tell
from kieumau.engine.evaluation.gathering import gather_figures
from kieumau.engine.evaluation.judgements import Judgement
from kieumau.engine.evaluation.judging import (
    CappedPlace,
    CriterionJudgement,
    FigureKey,
    GradePlace,
    Outcome,
    UnitFigures,
    UnitJudgement,
    Verdict,
    figures_of,
    judge_criteria,
    judge_unit,
    with_places,
)
from kieumau.engine.evaluation.telling import (
    OUTCOME_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    Branch,
    CriterionResult,
    Result,
    UnitResult,
    distance_words,
    grade_words,
    next_step,
    tell_conditions,
    tell_unit,
)

__all__ = [
    "OUTCOME_WORDS",
    "VERDICT_MARKS",
    "VERDICT_WORDS",
    "Branch",
    "CappedPlace",
    "CaseOutcome",
    "CriterionChange",
    "CriterionJudgement",
    "CriterionResult",
    "FigureKey",
    "GradePlace",
    "Judgement",
    "JudgingProgress",
    "Outcome",
    "Result",
    "ResultComparison",
    "UnitFigures",
    "UnitJudgement",
    "UnitResult",
    "Verdict",
    "compare_results",
    "compare_rulebooks",
    "distance_words",
    "evaluate",
    "figures_of",
    "gather_figures",
    "grade_words",
    "judge",
    "judge_criteria",
    "judge_unit",
    "next_step",
    "run_cases",
    "tell",
    "tell_conditions",
    "tell_unit",
    "with_places",
]
