"""Checks of figures as they come in, by what a rulebook declares. What they find are questions to the unit, with
the figures they rest on: no figure and no verdict changes by one, and none says that somebody did wrong."""

from kieumau.engine.questions.check_runs import CheckRun, raise_questions, run_checks
from kieumau.engine.questions.raised_questions import KIND_WORDS, RaisedQuestion, Revision

__all__ = ["KIND_WORDS", "CheckRun", "RaisedQuestion", "Revision", "raise_questions", "run_checks"]
