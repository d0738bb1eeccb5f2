"""Checks of figures as they come in, by what a rulebook declares. What they find are questions to the unit, with
the figures they rest on: no figure and no verdict changes by one, and none says that somebody did wrong."""

from kieumau.engine.questions.asked import KIND_WORDS, Question, Revision
from kieumau.engine.questions.looking import Found, look, questions

__all__ = ["KIND_WORDS", "Found", "Question", "Revision", "look", "questions"]
