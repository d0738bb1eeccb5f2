"""A criteria set as the engine judges by it: frozen, checked, every formula parsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from kieumau.engine.criteria.checks import ChanceRule, Check, SureChange
from kieumau.engine.criteria.rules import Bands, LinearShare, Meets, PointsRule, Rule, rule_names
from kieumau.engine.expressions import Comparison, Formula, Name, Number, Symbol, SymbolSource
from kieumau.engine.indicators import BUILT_IN_MEASURES, Calendar, Indicator, Measure
from kieumau.engine.wording import Words


class Nature(StrEnum):
    """Where the text comes from. A sample is labelled as invented wherever it shows."""

    REAL = "real"
    FRAME = "frame"
    SAMPLE = "sample"


class Otherwise(StrEnum):
    """What the text does with a criterion that does not apply to a unit."""

    COUNTS_AS_MET = "counts_as_met"  # it stands in k and in n, with full points
    LEFT_OUT = "left_out"  # it leaves n, and the points that can be reached are scaled up


@dataclass(frozen=True)
class IssuedDocument:
    title: str
    issuer: str
    date: Day | None
    in_force: Day
    until: Day | None = None  # first day on which it is no longer in force
    replaces: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    replaced_by: str = ""
    source: str = ""

    def in_force_on(self, day: Day) -> bool:
        return self.in_force <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Threshold:
    """A dated value, or one for each class of unit. `values` are sorted by the day from which they hold."""

    code: str
    label: Words
    measure: Measure
    law: str
    values: tuple[tuple[Day, Fraction], ...] = ()
    by_class: Mapping[str, tuple[tuple[Day, Fraction], ...]] | None = None

    def value_on(self, day: Day, class_: str = "") -> Fraction | None:
        """The value in force; None before the first one, or for a class that has none."""
        dated = self.by_class.get(class_, ()) if self.by_class is not None else self.values
        current = [value for start, value in dated if start <= day]
        return current[-1] if current else None


@dataclass(frozen=True)
class Criterion:
    """A leaf: what is judged. `parents` are the codes above it, from the top."""

    code: str
    label: Words
    law: str
    group: str
    parents: tuple[str, ...] = ()
    about: Words | None = None
    evidence: tuple[Words, ...] = ()
    source: str = ""
    rule: Rule | None = None
    points: PointsRule | None = None
    max_points: Fraction = Fraction(0)
    floor: Fraction | None = None  # the share of max_points from which it is met; all of them where None
    applies_when: Formula | None = None
    otherwise: Otherwise = Otherwise.LEFT_OUT
    frame: bool = False
    local: bool = False  # added by an overlay

    @cached_property
    def points_wanted(self) -> Fraction:
        """From how many points the criterion is met."""
        return self.max_points if self.floor is None else self.floor * self.max_points

    @cached_property
    def demand(self) -> Comparison | None:
        """Which amount gives the wanted points; None where points are entered or taken off."""
        wanted, most = self.points_wanted, self.max_points
        match self.points:
            case Bands(of, steps, _):
                enough = [start for start, points in steps if points >= wanted]
                return Comparison(">=", of.tree, Number(min(enough) if enough else steps[0][0]))
            case LinearShare(of, full_at, round_to):
                # half up: a share just half a step short still rounds to the wanted points
                reached = min(wanted, most)
                return Comparison(">=", of.tree, Number(full_at * (reached - round_to / 2) / most))
        return None


@dataclass(frozen=True)
class Floor:
    """A parent criterion that needs a share of the points of its leaves; it is not judged beside them."""

    code: str
    label: Words
    law: str
    share: Fraction
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    code: str
    label: Words
    criteria: tuple[Criterion, ...]
    headings: Mapping[str, Words]  # labels of parent criteria by code


@dataclass(frozen=True)
class Recognition:
    """Which verdicts and facts together make a recognised unit."""

    need: int | None  # how many criteria; None for all
    points_at_least: Formula | None = None
    requires: tuple[Meets, ...] = ()
    vetoes: tuple[Meets, ...] = ()
    floors: tuple[Floor, ...] = ()
    law: str = ""
    counts_criteria: bool = True


@dataclass(frozen=True)
class Grade:
    """A level of recognised units; `at_most` of those that reach the grade `of` may hold it.

    Without conditions it takes every recognised unit: the lowest.
    """

    code: str
    label: Words
    law: str
    when: tuple[Meets, ...]
    at_most: Fraction | None = None
    of: str = ""
    ranked_by: Formula | None = None


@dataclass(frozen=True)
class CriteriaSet:
    """One version of one programme's criteria."""

    name: str
    version: str
    nature: Nature
    title: Words
    issued: IssuedDocument
    applies_to: tuple[str, ...]
    calendar: Calendar
    indicators: Mapping[str, Indicator]
    thresholds: Mapping[str, Threshold]
    groups: tuple[Group, ...]
    recognition: Recognition
    grades: tuple[Grade, ...] = ()
    below: Grade | None = None  # the level of units that are not recognised, where the text gives it a name
    assessed_when: tuple[Meets, ...] = ()
    children: str = ""  # name/version of the rulebook that judges child units
    notes: tuple[Words, ...] = ()
    overlay: str = ""
    fingerprint: str = ""
    path: str = ""
    chance: ChanceRule = field(default_factory=ChanceRule)
    sure_changes: Mapping[str, SureChange] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.name}/{self.version}"

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(c for g in self.groups for c in g.criteria)

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        return {c.code: c for c in self.criteria}

    @cached_property
    def group_of_indicator(self) -> Mapping[str, str]:
        """By indicator, the code of the group whose criteria use it first."""
        found: dict[str, str] = {}
        for criterion in self.criteria:
            for rule in (criterion.rule, criterion.points):
                for name in rule_names(rule) if rule is not None else ():
                    found.setdefault(name.code, criterion.group)
        return found

    @cached_property
    def compared(self) -> frozenset[str]:
        """The indicators whose figure of the year before some rule looks at."""
        asked = {n.code for n in self.named if n.before} | {s.of for s in self.sure_changes.values()}
        return frozenset(asked & self.indicators.keys())

    @property
    def named(self) -> Iterator[Name]:
        """Every name in every formula, as often as it stands there."""
        rule = self.recognition
        for criterion in self.criteria:
            for judged in (criterion.rule, criterion.points):
                yield from rule_names(judged) if judged is not None else ()
        formulas = [rule.points_at_least, *(g.ranked_by for g in self.grades), *(c.applies_when for c in self.criteria)]
        for formula in formulas:
            yield from formula.names if formula is not None else ()
        for condition in (*rule.requires, *rule.vetoes, *self.assessed_when, *(c for g in self.grades for c in g.when)):
            yield from rule_names(condition)

    @cached_property
    def asks_totals(self) -> bool:
        """Whether recognition or a grade looks at the count of criteria or the sum of points by name."""
        return any(name.code in TOTALS for name in self.named)

    @property
    def points_decide(self) -> bool:
        """Whether the sum of points settles recognition or a grade; else it is not worth a column."""
        named = {n.code for g in self.grades for m in g.when for n in m.formula.names}
        return self.recognition.points_at_least is not None or "points_total" in named

    @cached_property
    def symbols(self) -> dict[str, Symbol]:
        return {**figure_symbols(self.indicators, self.thresholds), **change_symbols(self.sure_changes), **COMPUTED}


MONTHS_IN_BEING = "months_in_being"

COMPUTED = {
    MONTHS_IN_BEING: Symbol(MONTHS_IN_BEING, BUILT_IN_MEASURES["months"], SymbolSource.COMPUTED),
}
"""Known of a unit without being observed: whole months from its establishment to the end of the period."""

TOTALS = {
    "points_total": Symbol("points_total", BUILT_IN_MEASURES["points"], SymbolSource.COMPUTED),
    "criteria_met": Symbol("criteria_met", BUILT_IN_MEASURES["number"], SymbolSource.COMPUTED),
}
"""Known once the criteria are judged: only grades and the rule of recognition may use them."""


def figure_symbols(indicators: Mapping[str, Indicator], thresholds: Mapping[str, Threshold]) -> dict[str, Symbol]:
    return {
        **{c: Symbol(c, i.measure) for c, i in indicators.items()},
        **{c: Symbol(c, t.measure, SymbolSource.THRESHOLD) for c, t in thresholds.items()},
    }


def change_symbols(changes: Mapping[str, SureChange]) -> dict[str, Symbol]:
    return {code: Symbol(code, BUILT_IN_MEASURES["share"], SymbolSource.COMPUTED) for code in changes}
