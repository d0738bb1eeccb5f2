"""Figures, conditions and criteria as SQL: what each is on one row, in exact decimals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from kieumau.engine.criteria import (
    Bands,
    Combined,
    CriteriaSet,
    Criterion,
    Deductions,
    Entered,
    LinearShare,
    Meets,
    Otherwise,
    Rule,
    rule_names,
)
from kieumau.engine.criteria.sets import MONTHS_IN_BEING, Threshold
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.judging.points import points_over
from kieumau.engine.expressions import (
    ColumnType,
    Comparison,
    Name,
    Node,
    Number,
    print_truth,
)
from kieumau.engine.expressions.printing import ByColumn, Term, decimal_of_measure
from kieumau.engine.indicators import Indicator, Period, Summing
from kieumau.engine.warehouse import quoted
from kieumau.engine.wording import Words

FIGURES = "figures"
EARLIER = "__before"
PART = "__part"
"""What is known of a figure of which some parts were entered and others not; NULL where it is whole, or all missing."""
PARTIAL = "partly_known"
_GROWING = (Summing.SUM, Summing.HIGHEST, Summing.LOWEST)


def decimal_of(value: Fraction) -> str:
    """A fraction that a decimal equals, as a literal that no engine reads as a float."""
    scale = 0
    while (value * 10**scale).denominator != 1 and scale < 18:
        scale += 1
    number = value * 10**scale
    if number.denominator != 1:
        raise ValueError(f"{value} is not a decimal")
    digits = str(abs(number.numerator)).rjust(scale + 1, "0")
    text = f"{digits[: len(digits) - scale]}.{digits[len(digits) - scale :]}" if scale else digits
    return f"-{text}" if value < 0 else text


class Printer:
    """Prints one criteria set for figures whose columns have these types."""

    def __init__(
        self, criteria: CriteriaSet, columns: Mapping[str, str], *, days: Mapping[str, date], grouped: bool
    ) -> None:
        """`days` are the judged periods by name, each with the day whose thresholds hold for it."""
        self.criteria, self.columns, self.days, self.grouped = criteria, columns, days, grouped
        self.relation = FIGURES
        names = self._names()
        self.needs_before = any(n.before for n in names)
        self.parts = self._parts()
        self.needs_months = any(n.code == MONTHS_IN_BEING for n in names)
        self.terms: dict[tuple[str, bool], Term] = {}
        for code, indicator in criteria.indicators.items():
            for before in (False, True):
                column = code + EARLIER if before else code
                self.terms[code, before] = ColumnType(column, *_digits(indicator, columns.get(code)))
        self._unset: list[str] = []  # thresholds without a value anywhere: columns of nothing
        for code, threshold in criteria.thresholds.items():
            term = self._threshold(threshold)
            if term is None:
                self._unset.append(code)
            self.terms[code, False] = ColumnType(code, 1, 0) if term is None else term
        by = {t.column for t in self.terms.values() if isinstance(t, ByColumn)}
        if any(n.code in criteria.sure_changes for n in names):
            raise EvaluationError(
                Problem(
                    Words(
                        "bộ này hỏi mức thay đổi chắc chắn, tức khoảng tin cậy; bảng lớn không tính được.",
                        "the set asks for a sure change, the end of an interval; a large table cannot reckon it.",
                    ),
                    path=criteria.key,
                    hint=Words(
                        "Chấm từng tỉnh bằng tệp .xlsx hoặc .csv.", "Judge by province from an .xlsx or .csv file."
                    ),
                )
            )
        self.needs_name = bool(by - {"class"})
        self.needs_class = bool(by - {"name"})
        self.terms[MONTHS_IN_BEING, False] = ColumnType(MONTHS_IN_BEING, 6, 0)

    def _parts(self) -> list[tuple[str, bool]]:
        """The figures of which a part can be known: (code, before)."""
        growing = [c for c, i in self.criteria.indicators.items() if c in self.columns and i.over_period in _GROWING]
        if not self.grouped:
            return []
        return [(c, before) for before in ((False, True) if self.needs_before else (False,)) for c in growing]

    def _threshold(self, threshold: Threshold) -> Term | None:
        """One value where it is the same for every row; else a choice by class, by period, or by both."""
        classes = list(threshold.by_class) if threshold.by_class is not None else [""]
        table = {
            (name, class_): value
            for name, day in self.days.items()
            for class_ in classes
            if (value := threshold.value_on(day, class_)) is not None
        }
        if not table:
            return None
        whole = len(table) == len(self.days) * len(classes)
        same_in_time = whole and all(table[n, c] == table[next(iter(self.days)), c] for n, c in table)
        if threshold.by_class is None:
            values = {name: value for (name, _), value in table.items()}
            return next(iter(values.values())) if same_in_time else ByColumn("name", values)
        if same_in_time:
            return ByColumn("class", {class_: value for (_, class_), value in table.items()})
        return ByColumn("name_class", {f"{name}|{class_}": value for (name, class_), value in table.items()})

    def _names(self) -> set[Name]:
        criteria = self.criteria
        names = {n for c in criteria.criteria for r in (c.rule, c.points) if r is not None for n in rule_names(r)}
        names |= {n for c in criteria.criteria if c.applies_when for n in c.applies_when.names}
        rule = criteria.recognition
        names |= {n for m in (*rule.requires, *rule.vetoes, *criteria.assessed_when) for n in m.formula.names}
        return names | set(rule.points_at_least.names if rule.points_at_least else ())

    # -- figures ----------------------------------------------------------------------------------------------

    def _cast(self, code: str) -> str:
        """A column as the decimal that its term says; integers and facts stay as they are."""
        type_ = self.columns.get(code)
        indicator = self.criteria.indicators[code]
        if type_ is None:
            return "CAST(NULL AS BOOLEAN)" if indicator.measure.is_fact else "CAST(NULL AS DECIMAL(12,0))"
        term = self.terms[code, False]
        assert isinstance(term, ColumnType)
        if indicator.measure.is_fact:
            return quoted(code) if type_ == "BOOLEAN" else f"({quoted(code)} <> 0)"
        if _is_small_integer(type_):
            return quoted(code)
        return f"CAST({quoted(code)} AS DECIMAL({term.digits},{term.scale}))"

    def figures(self, source: str) -> str:
        """What conditions look at, in the decimals of their terms: the figures, and what thresholds differ by."""
        figures = [f"{self._cast(code)} AS {quoted(code)}" for code in self.criteria.indicators]
        extra = [f"CAST(NULL AS DECIMAL(1,0)) AS {quoted(code)}" for code in self._unset]
        if self.needs_before:
            extra += [f"{self._cast_before(code)} AS {quoted(code + EARLIER)}" for code in self.criteria.indicators]
        if self.needs_months:
            extra.append(MONTHS_IN_BEING)
        if self.parts:
            parts = [quoted(part_column(c, before)) for c, before in self.parts]
            extra += [*parts, f"({' OR '.join(f'{p} IS NOT NULL' for p in parts)}) AS {PARTIAL}"]
        class_ = '"class"' if "class" in self.columns else "CAST(NULL AS VARCHAR)"
        if self.needs_class:
            extra.append(f'{class_} AS "class"')
        if self.needs_name:
            extra += ["name", f"name || '|' || {class_} AS name_class"]
        return f"SELECT unit, period, {', '.join([*figures, *extra])} FROM ({source})"

    def _cast_before(self, code: str) -> str:
        return self._cast(code).replace(quoted(code), quoted(code + EARLIER))

    def gathered(self, periods: Mapping[Any, Period], aside: set[Any], literal: Callable[[Any], str]) -> str:
        """Figures summed to assessment periods by each indicator's rule, joined with those of a year before."""
        calendar = self.criteria.calendar
        rows = []
        for raw, period in periods.items():
            whole = calendar.around(period.last)
            name = calendar.name(whole)
            earlier = calendar.name(calendar.before(whole))
            judged = "FALSE" if raw in aside else "TRUE"
            rows.append(
                f"({literal(raw)}, '{name}', '{earlier}', {period.days}, {whole.days}, DATE '{period.last}', DATE '{whole.last}', {judged})"
            )
        spans = f"(VALUES {', '.join(rows)}) AS span(raw, name, earlier, days, all_days, last, end_, judged)"
        kept = [c for c in self.criteria.indicators if c in self.columns]
        sums = [f"{_summed(self.criteria.indicators[c], self._cast(c), self.columns[c])} AS {quoted(c)}" for c in kept]
        now = [c for c, before in self.parts if not before]
        sums += [f"{_part(self.criteria.indicators[c], self._cast(c))} AS {quoted(c + PART)}" for c in now]
        facts = [f"any_value({quoted(c)}) AS {quoted(c)}" for c in ("class", "established") if c in self.columns]
        first = "min(raw) AS period" if not self.grouped else "name AS period"
        cells = (
            f"SELECT unit, {first}, name, any_value(earlier) AS earlier, any_value(end_) AS end_, bool_and(judged) AS judged, "
            f"{', '.join([*sums, *facts])} FROM {self.relation} JOIN {spans} ON period = raw GROUP BY unit, name"
        )
        months = "CAST(NULL AS INTEGER)"
        if "established" in self.columns:
            start = "now_.established"
            after = "(now_.end_ + 1)"
            lived = f"(year({after}) - year({start})) * 12 + month({after}) - month({start}) - CAST(day({after}) < day({start}) AS INTEGER)"
            months = f"CASE WHEN {start} IS NOT NULL THEN greatest({lived}, 0) END"
        earlier_columns = [f"then_.{quoted(c)} AS {quoted(c + EARLIER)}" for c in kept]
        earlier_columns += [
            f"then_.{quoted(c + PART)} AS {quoted(part_column(c, True))}" for c, before in self.parts if before
        ]
        earlier_columns += [
            f"CAST(NULL AS BOOLEAN) AS {quoted(c + EARLIER)}" for c in self.criteria.indicators if c not in kept
        ]
        return (
            f"WITH cells AS ({cells}) SELECT now_.*, {months} AS {MONTHS_IN_BEING}, {', '.join(earlier_columns)} "
            "FROM cells AS now_ LEFT JOIN cells AS then_ ON then_.unit = now_.unit AND then_.name = now_.earlier WHERE now_.judged"
        )

    # -- criteria ---------------------------------------------------------------------------------------------

    def verdict(self, criterion: Criterion) -> str:
        """True or 1 met, false or 0 not met, 2 not applicable, NULL unknown."""
        truth = self.within(criterion)
        if criterion.applies_when is None:
            return f"({truth})"
        verdict = f"CAST(({truth}) AS TINYINT)"
        applies = self.truth(criterion.applies_when.tree)
        return f"CASE WHEN {applies} THEN {verdict} WHEN NOT ({applies}) THEN 2 END"

    def within(self, criterion: Criterion) -> str:
        """The truth of the rule, should the criterion apply."""
        if criterion.points is not None:
            wanted = criterion.max_points if criterion.floor is None else criterion.floor * criterion.max_points
            least, most = span_unknown(criterion)
            if least >= wanted or most < wanted:  # whatever a missing figure is
                return f"coalesce({self.score(criterion)} >= {decimal_of(wanted)}, {least >= wanted})"
            return f"{self.score(criterion)} >= {decimal_of(wanted)}"
        assert criterion.rule is not None
        return self._rule(criterion.rule)

    def truth(self, node: Node) -> str:
        return print_truth(node, self.terms)

    def _rule(self, rule: Rule) -> str:
        if isinstance(rule, Meets):
            return self.truth(rule.formula.tree)
        parts = [f"({self._rule(p)})" for p in rule.parts]
        if rule.needs_all:
            return " AND ".join(parts)
        if rule.need == 1:
            return " OR ".join(parts)
        return _at_least(parts, rule)

    def points(self, criterion: Criterion) -> str:
        score = self.score(criterion)
        if criterion.applies_when is None:
            return score
        applies = self.truth(criterion.applies_when.tree)
        outside = decimal_of(criterion.max_points) if criterion.otherwise is Otherwise.COUNTS_AS_MET else "NULL"
        return f"CASE WHEN {applies} THEN {score} WHEN NOT ({applies}) THEN {outside} END"

    def score(self, criterion: Criterion) -> str:
        most, rule = decimal_of(criterion.max_points), criterion.points
        match rule:
            case Entered(indicator):
                return f"least({quoted(indicator)}, CASE WHEN {quoted(indicator)} IS NOT NULL THEN {most} END)"
            case Deductions(each):
                off = " + ".join(f"{decimal_of(points)} * {quoted(code)}" for code, points in each)
                return f"CASE WHEN {off} IS NULL THEN NULL WHEN {off} > {most} THEN 0 ELSE {most} - ({off}) END"
            case Bands(of, steps, rest):
                tests = [(self.truth(Comparison(">=", of.tree, Number(start))), points) for start, points in steps]
                known = f"({tests[0][0]}) IS NOT NULL"
                branches = " ".join(f"WHEN {test} THEN {decimal_of(points)}" for test, points in tests)
                return f"CASE WHEN NOT ({known}) THEN NULL {branches} ELSE {decimal_of(rest)} END"
            case LinearShare(of, full_at, round_to):
                return self._linear(of.tree, full_at, round_to, criterion.max_points)
        raise TypeError(f"no points: {criterion.code}")

    def _linear(self, of: Node, full_at: Fraction, round_to: Fraction, most: Fraction) -> str:
        """Half-up rounding by the steps themselves: step k is reached from (k - 1/2) steps of the share."""
        steps = int(most / round_to)
        rest = most - steps * round_to
        if steps > 2000 or rest:
            raise ValueError("a linear share has too many steps")
        reached = [
            f"CAST(({self.truth(Comparison('>=', of, Number(full_at * (2 * k - 1) * round_to / (2 * most))))}) AS INTEGER)"
            for k in range(1, steps + 1)
        ]
        return f"CAST(({' + '.join(reached)}) * {decimal_of(round_to)} AS DECIMAL(18,6))"


def span_unknown(criterion: Criterion) -> tuple[Fraction, Fraction]:
    """The least and the most points of a criterion whose figures are not known."""
    assert criterion.points is not None
    return points_over(criterion.points, criterion.max_points, {}, {})


def part_column(code: str, before: bool) -> str:
    return f"{code}{EARLIER if before else ''}{PART}"


def _part(indicator: Indicator, column: str) -> str:
    """What the parts that were entered come to, where others are missing."""
    known = f"sum(CASE WHEN {column} IS NOT NULL THEN days END) < any_value(all_days)"
    whole = {Summing.SUM: "sum", Summing.HIGHEST: "max", Summing.LOWEST: "min"}[indicator.over_period]
    return f"CASE WHEN {known} THEN {whole}({column}) END"


def _at_least(parts: list[str], rule: Combined) -> str:
    sure = " + ".join(f"CAST(coalesce({p}, FALSE) AS TINYINT)" for p in parts)
    open_ = " + ".join(f"CAST(({p}) IS NULL AS TINYINT)" for p in parts)
    return f"CASE WHEN {sure} >= {rule.need} THEN TRUE WHEN {sure} + {open_} >= {rule.need} THEN NULL ELSE FALSE END"


def _digits(indicator: Indicator, type_: str | None) -> tuple[int, int]:
    """The decimal that holds the indicator: by the column's own type where it is exact, else by its measure."""
    if indicator.measure.is_fact:
        return 0, 0
    return (10, 0) if _is_small_integer(type_ or "") else decimal_of_measure(indicator.measure)


def _is_small_integer(type_: str) -> bool:
    """Integers whose products the engine keeps exact; wider ones are held as decimals of the measure."""
    return type_.upper() in ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT")


def _summed(indicator: Indicator, column: str, type_: str) -> str:
    """The SQL of an indicator's own rule; a sum needs every day covered."""
    covered = f"sum(CASE WHEN {column} IS NOT NULL THEN days END) = any_value(all_days)"
    match indicator.over_period:
        case Summing.LATEST:
            return f"arg_max({column}, last) FILTER ({column} IS NOT NULL)"
        case Summing.SUM:
            total = f"CAST(sum({column}) AS INTEGER)" if _is_small_integer(type_) else f"sum({column})"
            return f"CASE WHEN {covered} THEN {total} END"
        case Summing.HIGHEST:
            return f"CASE WHEN {covered} THEN max({column}) END"
        case Summing.LOWEST:
            return f"CASE WHEN {covered} THEN min({column}) END"
        case Summing.ALL:
            return f"CASE WHEN bool_and({column}) AND NOT ({covered}) THEN NULL ELSE bool_and({column}) END"
    return f"CASE WHEN NOT bool_or({column}) AND NOT ({covered}) THEN NULL ELSE bool_or({column}) END"
