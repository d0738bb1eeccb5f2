"""Administrative units through time: what stood where on a day, and what became of it by which act."""

from kieumau.engine.territory.changes import Change, LevelEnd, Succession
from kieumau.engine.territory.flows import WHOLE, Flow, Flows
from kieumau.engine.territory.kinds import KIND_NOUNS, LEVEL_WORDS, LEVELS
from kieumau.engine.territory.reach import said_before, said_reach
from kieumau.engine.territory.registry import Lineage, Registry, Step
from kieumau.engine.territory.units import BEGINNING, OPEN, AdminUnit, UnitTable, said_span

__all__ = [
    "BEGINNING",
    "KIND_NOUNS",
    "LEVELS",
    "LEVEL_WORDS",
    "OPEN",
    "WHOLE",
    "AdminUnit",
    "Change",
    "Flow",
    "Flows",
    "LevelEnd",
    "Lineage",
    "Registry",
    "Step",
    "Succession",
    "UnitTable",
    "said_before",
    "said_reach",
    "said_span",
]
