"""The shapes a rule can take. A condition is one formula or several together; points come in four ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kieumau.engine.expressions import Formula, Name
from kieumau.engine.wording import Words


@dataclass(frozen=True)
class Meets:
    """One formula that must hold. `banned` marks an item of a "không để xảy ra" list."""

    formula: Formula
    code: str = ""
    label: Words | None = None
    law: str = ""
    banned: bool = False


@dataclass(frozen=True)
class Combined:
    """Several conditions, of which `need` must hold: all of them, one of them, or k of n."""

    parts: tuple[Rule, ...]
    need: int
    code: str = ""
    label: Words | None = None
    law: str = ""

    @property
    def needs_all(self) -> bool:
        return self.need == len(self.parts)


Rule = Meets | Combined


@dataclass(frozen=True)
class Bands:
    """Points by the highest band reached; `steps` from the highest bound to the lowest, `rest` below them all."""

    of: Formula
    steps: tuple[tuple[Fraction, Fraction], ...]  # (from, points)
    rest: Fraction


@dataclass(frozen=True)
class LinearShare:
    """Points in proportion, full at `full_at`, rounded half up to `round_to` as the text says."""

    of: Formula
    full_at: Fraction
    round_to: Fraction


@dataclass(frozen=True)
class Deductions:
    """Full points less so many for each event, never below nothing."""

    each: tuple[tuple[str, Fraction], ...]  # (indicator, points)


@dataclass(frozen=True)
class Entered:
    """Points given by the office, as a figure."""

    indicator: str


PointsRule = Bands | LinearShare | Deductions | Entered


def rule_names(rule: Rule | PointsRule) -> Iterator[Name]:
    """Every figure and threshold that the rule looks at."""
    match rule:
        case Meets(formula):
            yield from formula.names
        case Combined(parts):
            for part in parts:
                yield from rule_names(part)
        case Bands(of) | LinearShare(of):
            yield from of.names
        case Deductions(each):
            for indicator, _ in each:
                yield Name(indicator)
        case Entered(indicator):
            yield Name(indicator)
