"""What a number means: its measure, its period, how it is summed, its plausible range, and tables of figures."""

from kieumau.engine.expressions.measures import BUILT_IN_MEASURES, Measure
from kieumau.engine.indicators.observations import (
    Every,
    Indicator,
    Observation,
    ObservationTable,
    OverUnits,
    Summing,
    Value,
)
from kieumau.engine.indicators.periods import Calendar, Period

__all__ = [
    "BUILT_IN_MEASURES",
    "Calendar",
    "Every",
    "Indicator",
    "Measure",
    "Observation",
    "ObservationTable",
    "OverUnits",
    "Period",
    "Summing",
    "Value",
]
