"""Judging: the figures of one unit in one period -> truth, distance, points, outcome. Numbers and codes, no words."""

from kieumau.engine.evaluation.judging.criteria import judge_criteria
from kieumau.engine.evaluation.judging.figures import FigureKey, UnitFigures, figures_of
from kieumau.engine.evaluation.judging.grades import GradePlace, judge_grades, with_places
from kieumau.engine.evaluation.judging.recognition import judge_unit
from kieumau.engine.evaluation.judging.verdicts import (
    CappedPlace,
    ConditionJudgement,
    CriterionJudgement,
    DemandJudgement,
    GradeJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
    verdict_of,
)

__all__ = [
    "CappedPlace",
    "ConditionJudgement",
    "CriterionJudgement",
    "DemandJudgement",
    "FigureKey",
    "GradeJudgement",
    "GradePlace",
    "Outcome",
    "UnitFigures",
    "UnitJudgement",
    "Verdict",
    "figures_of",
    "judge_criteria",
    "judge_grades",
    "judge_unit",
    "verdict_of",
    "with_places",
]
