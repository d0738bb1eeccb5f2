"""Figures under the units of another day: summed, recomputed, bounded, or said to be lost; never guessed."""

from kieumau.engine.indicators.restating.figures import (
    STANDING_WORDS,
    Part,
    RestatedFigure,
    RestatedTable,
    Standing,
    restate,
)

__all__ = ["STANDING_WORDS", "Part", "RestatedFigure", "RestatedTable", "Standing", "restate"]
