"""What a rulebook has asked about figures as they come in: each check, and how chance is reckoned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kieumau.engine.statistics.methods import LimitsRule, Method
from kieumau.engine.wording import Words


class CheckKind(StrEnum):
    """What a check looks for. What it finds is a question, never a verdict."""

    OUT_OF_RANGE = "out_of_range"  # outside the plausible range
    PART_OF_WHOLE = "part_of_whole"  # a part larger than its whole
    ADDS_UP = "adds_up"  # parts that do not make their total
    MISSING = "missing"  # nothing, where there were figures in the periods before
    ZERO_AFTER_STEADY = "zero_after_steady"  # none at all, where the series never was near it
    BEYOND_LIMITS = "beyond_limits"  # outside the control limits of the months before
    DIGITS = "digits"  # too many figures end in 0 or 5
    REVISIONS = "revisions"  # corrections after a period's end that all go the way the target wants
    IDENTICAL_ROWS = "identical_rows"  # two units sent the very same figures
    APART = "apart"  # calls or complaints rise while recorded cases fall


class Severity(StrEnum):
    """How soon a question wants its answer."""

    HIGH = "high"
    NORMAL = "normal"


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `of` are the figures looked at; `whole`, `rising`, `favours`, `limits` as its kind needs them."""

    code: str
    kind: CheckKind
    of: tuple[str, ...]
    whole: str = ""
    rising: str = ""
    favours: str = ""  # the direction the target wants: fall or rise
    limits: LimitsRule = LimitsRule.EXACT
    severity: Severity = Severity.NORMAL
    advice: Words | None = None


@dataclass(frozen=True, slots=True)
class ChanceRule:
    """How chance is reckoned when counts are compared: the method, and how sure an interval is."""

    method: Method = Method.EXACT
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class SureChange:
    """The least fall or rise that the interval leaves, against the same period a year before."""

    code: str
    label: Words
    of: str
    falls: bool
