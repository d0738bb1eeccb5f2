"""Criteria set x observations x day -> verdicts, each with its reason and the distance left."""

from kieumau.engine.evaluation.cases import CaseOutcome, run_cases
from kieumau.engine.evaluation.comparing import Comparison, CriterionChange, compare_results, compare_rulebooks
from kieumau.engine.evaluation.evaluating import evaluate
from kieumau.engine.evaluation.figures import Figures, gather_figures
from kieumau.engine.evaluation.judging import judge_criteria
from kieumau.engine.evaluation.recognition import judge_unit
from kieumau.engine.evaluation.verdicts import (
    OUTCOME_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    Branch,
    CriterionResult,
    Outcome,
    Result,
    UnitResult,
    Verdict,
)

__all__ = [
    "OUTCOME_WORDS",
    "VERDICT_MARKS",
    "VERDICT_WORDS",
    "Branch",
    "CaseOutcome",
    "Comparison",
    "CriterionChange",
    "CriterionResult",
    "Figures",
    "Outcome",
    "Result",
    "UnitResult",
    "Verdict",
    "compare_results",
    "compare_rulebooks",
    "evaluate",
    "gather_figures",
    "judge_criteria",
    "judge_unit",
    "run_cases",
]
