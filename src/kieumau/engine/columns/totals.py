"""The judging SELECT: every criterion a column, met and of counted, the outcome decided, all in exact decimals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kieumau.engine.columns.printing import PARTIAL, Printer, decimal_of, span_unknown
from kieumau.engine.criteria import Criterion, Floor, Otherwise
from kieumau.engine.expressions import (
    Arithmetic,
    ColumnType,
    Comparison,
    Logic,
    Name,
    Node,
    Not,
    names_in,
    print_number,
    print_truth,
)
from kieumau.engine.expressions.printing import ByColumn
from kieumau.engine.warehouse import quoted

AGAIN = "judged_by_row"
"""Rows that ranges may decide: SQL leaves them open, and they are judged one by one."""
_UNSURE = "perhaps_not_scored"
_TOTALS = {"points_total": (18, 6), "criteria_met": (4, 0)}


class Totals:
    """Prints what the criteria of a unit come to, by the rule of recognition."""

    def __init__(self, printer: Printer) -> None:
        self.printer, self.criteria = printer, printer.criteria
        for total, (digits, scale) in _TOTALS.items():
            printer.terms[total, False] = ColumnType(total, digits, scale)
        self._low = {**printer.terms, **{(t, False): ColumnType(f"{t}_low", *_TOTALS[t]) for t in _TOTALS}}
        self._high = {**printer.terms, **{(t, False): ColumnType(f"{t}_high", *_TOTALS[t]) for t in _TOTALS}}
        rule = self.criteria.recognition
        self.totals_by_row = any(
            not _bounded(node) for m in (*rule.requires, *rule.vetoes) for node in _comparisons(m.formula.tree)
        )

    def select(self, source: str) -> str:
        """The verdicts on `source`, which has one row a unit and assessment period."""
        leaves = [f"{self.printer.verdict(c)} AS v{i}" for i, c in enumerate(self.criteria.criteria)]
        scores = [f"{self.printer.points(c)} AS p{i}" for i, c in enumerate(self.criteria.criteria) if c.points]
        within = [f"({self.printer.within(c)}) AS w{i}" for i, c in enumerate(self.criteria.criteria) if c.applies_when]
        carried = [*self._carried(), *([PARTIAL] if self.printer.parts else [])]
        applies = [f"({self.printer.truth(c.applies_when.tree)}) AS a{i}" for i, c in self._perhaps() if c.applies_when]
        shown = [*leaves, *scores, *within, *applies, *carried]
        judged = f"SELECT unit, period, {', '.join(shown)} FROM ({self.printer.figures(source)})"
        low, high = self._bounds(range(len(self.criteria.criteria)))
        points = f"CASE WHEN {low} = {high} THEN {low} END" if scores else "CAST(NULL AS DECIMAL(18,6))"
        everything = range(len(self.criteria.criteria))
        if scores and (reachable := self._reachable(everything)):
            # Scaled up for what is left out; a quotient, so it is shown and never compared.
            full = decimal_of(sum((c.max_points for c in self.criteria.criteria), Fraction(0)))
            points = (
                f"CASE WHEN {low} = {high} AND {reachable} > 0 THEN CAST({low} AS DOUBLE) * {full} / {reachable} END"
            )
        totals = [f"{points} AS points_total"]
        if any(n.code == "points_total" for n in self._total_names()):
            none = "CAST(NULL AS DECIMAL(18,6))"
            totals += [
                f"{low if scores else none} AS points_total_low",
                f"{high if scores else none} AS points_total_high",
            ]
        if self._counts_decide():
            sure, most = self._met_bounds()
            exact = f"CASE WHEN {sure} = {most} THEN {sure} END"
            totals += [f"{sure} AS criteria_met_low", f"{most} AS criteria_met_high", f"{exact} AS criteria_met"]
        counted = f"SELECT *, {', '.join(totals)} FROM ({judged})"
        names = ", ".join(f"v{i}" for i in range(len(leaves)))
        again = f", {PARTIAL}" if self.printer.parts else ""
        unsure = " OR ".join([*(f"a{i} IS NULL" for i, _ in self._perhaps()), *self._scaled()])
        again += f", {unsure} AS {_UNSURE}" if unsure else ""
        decided = f"SELECT unit, period, {names}, points_total AS points, {self._outcome()} AS outcome{again} FROM ({counted})"
        if not self.judges_again:
            return decided
        open_ = " OR ".join([f"v{i} IS NULL" for i in range(len(leaves))])
        asked = [f"{PARTIAL} AND ({open_} OR outcome = 2)"] if self.printer.parts else []
        asked += ["outcome = 2"] if self.totals_by_row else [f"outcome = 2 AND {_UNSURE}"] if unsure else []
        taken = [*([PARTIAL] if self.printer.parts else []), *([_UNSURE] if unsure else [])]
        kept = f"* EXCLUDE ({', '.join(taken)})" if taken else "*"
        return f"SELECT {kept}, coalesce({' OR '.join(asked)}, FALSE) AS {AGAIN} FROM ({decided})"

    @property
    def judges_again(self) -> bool:
        """Whether some rows may have to be judged by row, being decided by ranges that SQL does not reckon with."""
        return bool(self.printer.parts) or self.totals_by_row or bool(self._perhaps())

    def _perhaps(self) -> list[tuple[int, Criterion]]:
        """The scored criteria of which it may be open whether they apply."""
        return [(i, c) for i, c in enumerate(self.criteria.criteria) if c.points and c.applies_when]

    def _total_names(self) -> set[Name]:
        rule = self.criteria.recognition
        return {n for m in (*rule.requires, *rule.vetoes) for n in m.formula.names if n.code in _TOTALS}

    def _counts_decide(self) -> bool:
        """Whether the rule of recognition counts; where all must be met, a plain AND settles it sooner."""
        rule = self.criteria.recognition
        named = any(n.code == "criteria_met" for n in self._total_names())
        return named or (rule.counts_criteria and rule.need is not None)

    def _carried(self) -> list[str]:
        """Figures that the rule of recognition looks at once the criteria are judged."""
        rule = self.criteria.recognition
        names = {n for m in (*rule.requires, *rule.vetoes, *self.criteria.assessed_when) for n in m.formula.names}
        names |= set(rule.points_at_least.names if rule.points_at_least else ())
        carried = set()
        for name in names:
            term = self.printer.terms[name.code, name.before]
            if isinstance(term, ByColumn):
                carried.add(quoted(term.column))
            elif isinstance(term, ColumnType) and name.code not in ("points_total", "criteria_met"):
                carried.add(quoted(term.name))
        return sorted(carried)

    def _truth_of_totals(self, node: Node) -> str:
        """A condition of recognition, decided where it is so for the least and the most that the totals can be."""
        match node:
            case Logic(word, left, right):
                return f"({self._truth_of_totals(left)}) {word.upper()} ({self._truth_of_totals(right)})"
            case Not(part):
                return f"NOT ({self._truth_of_totals(part)})"
            case Comparison() if self._scaled() and any(n.code == "points_total" for n in names_in(node)):
                return f"CASE WHEN NOT ({' OR '.join(self._scaled())}) THEN {self._truth_of_total(node)} END"
        return self._truth_of_total(node)

    def _scaled(self) -> list[str]:
        """Where the total that a condition asks about is scaled, a quotient: such rows are judged again."""
        if not any(n.code == "points_total" for n in self._total_names()):
            return []
        return [f"a{i} IS NOT TRUE" for i, c in self._perhaps() if _may_be_left_out(c)]

    def _truth_of_total(self, node: Node) -> str:
        match node:
            case Comparison(sign, left, right) if _totals_in(node) and _bounded(node):
                if sign == "<>":
                    return f"NOT ({self._truth_of_totals(Comparison('=', left, right))})"
                least, most = (f"({print_truth(node, terms)})" for terms in (self._low, self._high))
                if sign != "=":
                    return f"CASE WHEN {least} AND {most} THEN TRUE WHEN NOT {least} AND NOT {most} THEN FALSE END"
                less, more = (
                    " AND ".join(
                        f"({print_truth(Comparison(s, left, right), terms)})" for terms in (self._low, self._high)
                    )
                    for s in ("<", ">")
                )
                return f"CASE WHEN {least} AND {most} THEN TRUE WHEN ({less}) OR ({more}) THEN FALSE END"
        return self.printer.truth(node)

    def counts(self) -> tuple[str, str]:
        """How many criteria are met, and of how many that count."""
        met, of_ = [], []
        for i, criterion in enumerate(self.criteria.criteria):
            good = self._good(i, criterion)
            met.append(f"CAST(coalesce({good}, FALSE) AS TINYINT)")
            if _may_be_left_out(criterion):
                of_.append(f"CAST(coalesce(v{i} = 2, FALSE) AS TINYINT)")
        n = len(self.criteria.criteria)
        left_out = f"{n} - ({' + '.join(of_)})" if of_ else str(n)
        return " + ".join(met), left_out

    def _bounds(self, indices: Any) -> tuple[str, str]:
        """The least and the most points there can still be; criteria left out are scaled away."""
        scored = [(i, self.criteria.criteria[i]) for i in indices if self.criteria.criteria[i].points]
        if not scored:
            return "0", "0"
        low, high = (" + ".join(self._known_or(i, c, end) for i, c in scored) for end in (0, 1))
        return f"CAST({low} AS DECIMAL(18,6))", f"CAST({high} AS DECIMAL(18,6))"

    def _known_or(self, i: int, criterion: Criterion, end: int) -> str:
        """The points of criterion i; the least or the most (end 0, 1) there can be while they are not known."""
        points = decimal_of(span_unknown(criterion)[end])
        if criterion.applies_when is None:
            return f"coalesce(p{i}, {points})"
        perhaps = decimal_of(criterion.max_points * end)  # wider than it is; such rows are judged again
        return f"coalesce(p{i}, CASE WHEN a{i} THEN {points} WHEN NOT a{i} THEN 0 ELSE {perhaps} END)"

    def _outcome(self) -> str:
        rule = self.criteria.recognition
        demands = []
        if rule.counts_criteria:
            demands.append(self._enough())
        if rule.points_at_least is not None:
            bound = print_number(rule.points_at_least.tree, self.printer.terms)
            assert bound.under is None
            demands.append(self._reaches(range(len(self.criteria.criteria)), bound.top, of_nothing="NULL"))
        own = rule.counts_criteria and rule.need is None
        demands += [self._floor(f) for f in rule.floors if not (own and f.leaves == (f.code,))]
        demands += [self._truth_of_totals(m.formula.tree) for m in rule.requires]
        demands += [f"NOT ({self._truth_of_totals(m.formula.tree)})" for m in rule.vetoes]
        together = " AND ".join(f"({d})" for d in demands) or "TRUE"
        decided = f"CASE WHEN {together} THEN 1 WHEN NOT ({together}) THEN 0 ELSE 2 END"
        if not self.criteria.assessed_when:
            return f"CAST({decided} AS TINYINT)"
        assessed = " AND ".join(f"({self.printer.truth(m.formula.tree)})" for m in self.criteria.assessed_when)
        return f"CAST(CASE WHEN NOT ({assessed}) THEN 3 WHEN {assessed} THEN {decided} ELSE 2 END AS TINYINT)"

    def _met_bounds(self) -> tuple[str, str]:
        """How many criteria are met, at the least and at the most."""
        counted = []
        for i, c in enumerate(self.criteria.criteria):
            if c.applies_when is None:
                counted.append(f"v{i}")
            elif c.otherwise is Otherwise.COUNTS_AS_MET:
                counted.append(self._unfailed(i, c))
            else:
                counted.append(f"CASE WHEN v{i} IS NULL THEN CASE WHEN NOT w{i} THEN FALSE END ELSE v{i} = 1 END")
        low, high = (" + ".join(f"CAST(coalesce({c}, {o}) AS TINYINT)" for c in counted) for o in ("FALSE", "TRUE"))
        return f"({low})", f"({high})"

    def _enough(self) -> str:
        need = self.criteria.recognition.need
        all_ = " AND ".join(self._unfailed(i, c) for i, c in enumerate(self.criteria.criteria))
        if need is None:
            return all_
        return (
            f"CASE WHEN criteria_met_low >= {need} OR coalesce({all_}, FALSE) THEN TRUE "
            f"WHEN criteria_met_high >= {need} OR coalesce({all_}, TRUE) THEN NULL ELSE FALSE END"
        )

    def _unfailed(self, i: int, criterion: Criterion) -> str:
        """Whether criterion i does not stand in the way: met, or met should it apply, or not applicable."""
        if criterion.applies_when is None:
            return f"v{i}"
        return f"CASE WHEN v{i} IS NULL THEN CASE WHEN w{i} THEN TRUE END ELSE v{i} <> 0 END"

    def _good(self, i: int, criterion: Criterion) -> str:
        """Whether criterion i stands among those met."""
        if criterion.applies_when is None:
            return f"v{i}"
        return f"v{i} = 1" if criterion.otherwise is Otherwise.LEFT_OUT else f"v{i} IN (1, 2)"

    def _floor(self, item: Floor) -> str:
        indices = [i for i, c in enumerate(self.criteria.criteria) if c.code in item.leaves]
        full = sum((self.criteria.criteria[i].max_points for i in indices), Fraction(0))
        return self._reaches(indices, decimal_of(item.share * full), of_nothing="TRUE")

    def _reachable(self, indices: Any) -> str:
        """The most points of those that apply; empty where none can be left out."""
        scored = [(i, self.criteria.criteria[i]) for i in indices if self.criteria.criteria[i].points]
        full = decimal_of(sum((c.max_points for _, c in scored), Fraction(0)))
        away = [
            f"CASE WHEN v{i} = 2 THEN {decimal_of(c.max_points)} ELSE 0 END" for i, c in scored if _may_be_left_out(c)
        ]
        return f"({full} - ({' + '.join(away)}))" if away else ""

    def _reaches(self, indices: Any, bound: str, *, of_nothing: str) -> str:
        """low * full / reachable >= bound, told without a division."""
        indices = list(indices)
        low, high = self._bounds(indices)
        scored = [(i, self.criteria.criteria[i]) for i in indices if self.criteria.criteria[i].points]
        if not scored:
            return of_nothing
        full = decimal_of(sum((c.max_points for _, c in scored), Fraction(0)))
        reachable = self._reachable(indices)
        if not reachable:
            return f"CASE WHEN {low} >= {bound} THEN TRUE WHEN {high} < {bound} THEN FALSE END"
        none_yet = ""
        if all(_may_be_left_out(c) for _, c in scored):
            none_yet = f"WHEN NOT ({' OR '.join(f'coalesce(a{i}, FALSE)' for i, _ in scored)}) THEN NULL "
        return f"CASE WHEN {reachable} = 0 THEN {of_nothing} {none_yet}WHEN {low} * {full} >= {bound} * {reachable} THEN TRUE WHEN {high} * {full} < {bound} * {reachable} THEN FALSE END"


def _comparisons(node: Node) -> Iterator[Node]:
    match node:
        case Logic(_, left, right):
            yield from _comparisons(left)
            yield from _comparisons(right)
        case Not(part):
            yield from _comparisons(part)
        case _:
            yield node


def _totals_in(node: Node) -> int:
    return sum(n.code in _TOTALS for n in names_in(node))


def _bounded(node: Node) -> bool:
    """Whether what is compared runs evenly from the least to the most of its one total, so that the two ends decide."""
    return _totals_in(node) <= 1 and not _divides(node)


def _divides(node: Node) -> bool:
    """Whether a total stands in a divisor."""
    match node:
        case Arithmetic(sign, left, right):
            return (sign == "/" and _totals_in(right) > 0) or _divides(left) or _divides(right)
        case Comparison(_, left, right):
            return _divides(left) or _divides(right)
    return False


def _may_be_left_out(criterion: Criterion) -> bool:
    return criterion.applies_when is not None and criterion.otherwise is Otherwise.LEFT_OUT
