"""All units judged by one version of one rulebook, and the marks by which the judgement can be repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kieumau.engine.evaluation.judging import UnitJudgement
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class Judgement:
    """Verdicts, distances and outcomes of every unit; what is said is about the figures as a whole."""

    rulebook: str
    version: str
    nature: str
    on: date
    fingerprint: str
    sample: bool
    units: tuple[UnitJudgement, ...]
    notices: tuple[Words, ...] = ()
    questions: tuple[Words, ...] = ()

    @property
    def periods(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(u.period_name for u in sorted(self.units, key=lambda u: u.period)))
