"""What the rules of a set want of each figure, as far as they are of a shape known here: for figures that are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from kieumau.engine.criteria.rules import Bands, Combined, Deductions, Entered, LinearShare, Meets, PointsRule, Rule
from kieumau.engine.criteria.sets import CriteriaSet
from kieumau.engine.expressions import Arithmetic, Comparison, Logic, Name, Node, Not, names_in

_TURNED = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "<>", "<>": "="}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "<>": "<>"}


@dataclass
class Wanted:
    """What the rules want: facts that hold or do not, bounds, parts of wholes, and changes against the year before."""

    facts: dict[str, bool] = field(default_factory=dict)
    bounds: dict[str, list[tuple[str, Node | Fraction]]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str, list[Node | Fraction]]] = field(default_factory=dict)
    rises: dict[str, bool] = field(default_factory=dict)
    most: dict[str, Fraction] = field(default_factory=dict)

    def part(self, code: str, whole: str, sign: str, share: Node | Fraction) -> None:
        """A part of a whole, with every share of it that some rule or grade asks for."""
        known, first, shares = self.parts.setdefault(code, (whole, sign, []))
        if known == whole and first == sign:
            shares.append(share)


def wanted_of(criteria: CriteriaSet) -> Wanted:
    wanted = Wanted()
    for rule, holds in _conditions(criteria):
        _of_rule(rule, holds, criteria, wanted)
    for criterion in criteria.criteria:
        if criterion.points is not None:
            _of_points(criterion.points, criterion.max_points, criteria, wanted)
    for code, indicator in criteria.indicators.items():
        if indicator.components and indicator.measure.is_share:
            part, whole = indicator.components
            wanted.part(part, whole, *wanted.bounds.get(code, [(">=", Fraction(3, 4))])[0])
    for change in criteria.sure_changes.values():
        wanted.rises.setdefault(change.of, not change.falls)
    return wanted


def _conditions(criteria: CriteriaSet) -> Iterator[tuple[Rule, bool]]:
    for criterion in criteria.criteria:
        if criterion.rule is not None:
            yield criterion.rule, True
    yield from ((rule, True) for rule in criteria.assessed_when)
    yield from ((rule, True) for rule in criteria.recognition.requires)
    yield from ((rule, False) for rule in criteria.recognition.vetoes)
    yield from ((rule, True) for grade in reversed(criteria.grades) for rule in grade.when)


def _of_rule(rule: Rule, holds: bool, criteria: CriteriaSet, wanted: Wanted) -> None:
    if isinstance(rule, Combined):
        for part in rule.parts:
            _of_rule(part, holds, criteria, wanted)
    elif isinstance(rule, Meets):
        _of_condition(rule.formula.tree, holds, criteria, wanted)


def _of_points(rule: PointsRule, most: Fraction, criteria: CriteriaSet, wanted: Wanted) -> None:
    match rule:
        case Bands(of, steps, _):
            _of_comparison(Comparison(">=", of.tree, of.tree), steps[0][0], criteria, wanted)
        case LinearShare(of, full_at, _):
            _of_comparison(Comparison(">=", of.tree, of.tree), full_at, criteria, wanted)
        case Deductions(each):
            for code, _ in each:
                wanted.bounds.setdefault(code, [("=", Fraction(0))])
        case Entered(code):
            wanted.bounds.setdefault(code, [(">=", most * 4 / 5)])
            wanted.most[code] = most


def _of_condition(node: Node, holds: bool, criteria: CriteriaSet, wanted: Wanted) -> None:
    match node:
        case Name(code):
            wanted.facts.setdefault(code, holds)
        case Not(part):
            _of_condition(part, not holds, criteria, wanted)
        case Logic(_, left, right):
            _of_condition(left, holds, criteria, wanted)
            _of_condition(right, holds, criteria, wanted)
        case Comparison(sign, left, right):
            if any(n.code in criteria.indicators for n in names_in(left)):
                _of_comparison(Comparison(sign if holds else _TURNED[sign], left, right), right, criteria, wanted)
            else:
                turned = _MIRRORED[sign if holds else _TURNED[sign]]
                _of_comparison(Comparison(turned, right, left), left, criteria, wanted)


def _of_comparison(node: Comparison, bound: Node | Fraction, criteria: CriteriaSet, wanted: Wanted) -> None:
    """What one comparison says of the figure on its left, as far as it is of a shape known here."""
    sign, left = node.sign, node.left

    def free(part: Node | Fraction) -> bool:
        return isinstance(part, Fraction) or not any(n.code in criteria.indicators for n in names_in(part))

    match left, bound:
        case Name(code), _ if free(bound):
            wanted.bounds.setdefault(code, []).append((sign, bound))
        case Name(code), Name(other, False):
            wanted.part(code, other, sign, Fraction(1))
        case Name(code), Arithmetic("*", one, other):
            for share, whole in ((one, other), (other, one)):
                if isinstance(whole, Name) and free(share) and not whole.before and whole.code != code:
                    wanted.part(code, whole.code, sign, share)
        case Arithmetic("/", Name(code, False), Name(whole, False)), _ if free(bound) and code != whole:
            wanted.part(code, whole, sign, bound)
    if not isinstance(left, Name) or isinstance(bound, Fraction):
        return
    if any(n.before and n.code == left.code for n in names_in(bound)):
        wanted.rises.setdefault(left.code, sign in (">=", ">"))
