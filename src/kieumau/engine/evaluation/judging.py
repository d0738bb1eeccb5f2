"""One row judged exactly, criterion by criterion: the explainer, and the reference for the columnar path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from kieumau.engine.criteria import (
    Bands,
    CriteriaSet,
    Criterion,
    Deductions,
    Entered,
    LinearShare,
    Otherwise,
    PointsRule,
)
from kieumau.engine.evaluation.certainty import certainty
from kieumau.engine.evaluation.figure_reasons import Told
from kieumau.engine.evaluation.figures import Figures
from kieumau.engine.evaluation.reasons import Teller
from kieumau.engine.evaluation.verdicts import CriterionResult, Verdict, verdict_of
from kieumau.engine.expressions import Comparison, Number, number_of, truth_of
from kieumau.engine.expressions.measures import BUILT_IN_MEASURES, said_amount, said_gap
from kieumau.engine.wording import Words, joined, lower_first, words


def judge_criteria(criteria: CriteriaSet, figures: Figures) -> tuple[CriterionResult, ...]:
    """Every leaf of the set, judged on one row."""
    teller = Teller(criteria, figures)
    return tuple(
        replace(
            _judged(criteria, criterion, teller),
            certainty=certainty(criteria, criterion, figures.values, figures.period),
        )
        for criterion in criteria.criteria
    )


def _judged(criteria: CriteriaSet, criterion: Criterion, teller: Teller) -> CriterionResult:
    if criterion.applies_when is not None:
        applies = truth_of(criterion.applies_when.tree, teller.values)
        if applies is None:
            told = teller.node(criterion.applies_when.tree)
            reason = words(
                "chưa rõ tiêu chí có áp dụng không: {r}", "whether it applies is not known: {r}", r=told.reason
            )
            return CriterionResult(criterion.code, Verdict.UNKNOWN, reason, missing=told.missing)
        if not applies:
            return _not_applicable(criterion, teller)
    if criterion.points is not None:
        return _scored(criteria, criterion, criterion.points, teller)
    assert criterion.rule is not None
    told = teller.tell(criterion.rule)
    return _result(criteria, criterion.code, told)


def _not_applicable(criterion: Criterion, teller: Teller) -> CriterionResult:
    assert criterion.applies_when is not None
    why = teller.state(criterion.applies_when.tree)
    counted = criterion.otherwise is Otherwise.COUNTS_AS_MET
    how = (
        Words("văn bản tính là đạt", "the text counts it as met")
        if counted
        else Words("văn bản không tính tiêu chí này", "the text leaves it out")
    )
    return CriterionResult(
        criterion.code,
        Verdict.NOT_APPLICABLE,
        words("không áp dụng ({w}); {h}", "does not apply ({w}); {h}", w=why, h=how),
        points=criterion.max_points if counted and criterion.points else None,
        counted=counted,
    )


def _result(criteria: CriteriaSet, code: str, told: Told, points: Fraction | None = None) -> CriterionResult:
    return CriterionResult(
        code,
        verdict_of(told.truth),
        told.reason,
        told.distance,
        distance_words(criteria, told.distance) if told.distance else None,
        points,
        told.missing,
        told.branches,
    )


# -- points -------------------------------------------------------------------------------------------------------


def points_of(
    rule: PointsRule, most: Fraction, values: Mapping[tuple[str, bool], Fraction | bool | None]
) -> Fraction | None:
    """The points that the figures give, exactly; None where a figure is missing."""
    match rule:
        case Entered(indicator):
            value = values.get((indicator, False))
            return None if value is None else min(Fraction(value), most)
        case Deductions(each):
            total = most
            for indicator, points in each:
                value = values.get((indicator, False))
                if value is None:
                    return None
                total -= points * Fraction(value)
            return max(total, Fraction(0))
        case Bands(of, steps, rest):
            value = number_of(of.tree, values)
            if value is None:
                return None
            return next((points for start, points in steps if value >= start), rest)
        case LinearShare(of, full_at, round_to):
            value = number_of(of.tree, values)
            if value is None:
                return None
            part = min(max(value / full_at, Fraction(0)), Fraction(1)) * most / round_to
            return (2 * part + 1) // 2 * round_to


def _scored(criteria: CriteriaSet, criterion: Criterion, rule: PointsRule, teller: Teller) -> CriterionResult:
    most = criterion.max_points
    wanted = most if criterion.floor is None else criterion.floor * most
    points = points_of(rule, most, teller.values)
    towards = _towards(criteria, rule, wanted, most, teller)
    if points is None:
        return _result(criteria, criterion.code, Told(None, towards.reason, missing=towards.missing))
    truth = points >= wanted
    said = words("được {p} trong {m} điểm", "{p} of {m} points", p=points, m=most)
    if criterion.floor is not None:
        said += words(", cần ít nhất {w}", ", at least {w} needed", w=wanted)
    if towards.reason.vi:
        said += words(" ({t})", " ({t})", t=towards.reason)
    distance = {} if truth else towards.distance or {"points": wanted - points}
    return _result(criteria, criterion.code, Told(truth, said, distance, branches=towards.branches), points)


def _towards(criteria: CriteriaSet, rule: PointsRule, wanted: Fraction, most: Fraction, teller: Teller) -> Told:
    """The same demand, in the measure people act on: which figure gives the wanted points."""
    match rule:
        case Entered(indicator):
            missing = teller.values.get((indicator, False)) is None
            label = lower_first(criteria.indicators[indicator].label)
            return (
                Told(None, words("{l}: chưa có điểm", "{l}: no points yet", l=label), missing=(indicator,))
                if missing
                else Told(True, Words("", ""))
            )
        case Deductions(each):
            return _deducted(criteria, each, teller)
        case Bands(of, steps, _):
            enough = [start for start, points in steps if points >= wanted]
            bound = min(enough) if enough else steps[0][0]
            return teller.node(Comparison(">=", of.tree, Number(bound)))
        case LinearShare(of, full_at, round_to):
            # half up: a share just half a step short still rounds to the wanted points
            bound = (
                full_at * (wanted - round_to / 2) / most if wanted < most else full_at * (most - round_to / 2) / most
            )
            return teller.node(Comparison(">=", of.tree, Number(bound)), derived=True)


def _deducted(criteria: CriteriaSet, each: tuple[tuple[str, Fraction], ...], teller: Teller) -> Told:
    said, missing = [], []
    for code, points in each:
        value = teller.values.get((code, False))
        indicator = criteria.indicators[code]
        label = lower_first(indicator.label)
        if value is None:
            missing.append(code)
            gap = teller.figures.gaps.get((code, False), Words("chưa có số liệu", "no figure yet"))
            said.append(words("{l}: {g}", "{l}: {g}", l=label, g=gap))
        elif value:
            lost = points * Fraction(value)
            said.append(
                words(
                    "{l}: {v}, trừ {p}",
                    "{l}: {v}, {p} off",
                    l=label,
                    v=said_amount(Fraction(value), indicator.measure),
                    p=said_amount(lost, BUILT_IN_MEASURES["points"]),
                )
            )
    if missing:
        return Told(None, joined(said, "; "), missing=tuple(missing))
    return Told(True, joined(said, "; ") if said else Words("không bị trừ điểm", "nothing taken off"))


# -- what is left, in words ---------------------------------------------------------------------------------------


def distance_words(criteria: CriteriaSet, distance: Mapping[str, Fraction]) -> Words:
    """What is left in words: "thiếu 2 khu dân cư", "vượt 1 vụ", "cần: Đảng ủy có nghị quyết"."""
    said = []
    for code, amount in distance.items():
        symbol = criteria.symbols.get(code)
        if symbol is None:
            noun = Words(" điểm", " points") if code == "points" else Words("", "")
            said.append(
                words("thiếu {a}{n}", "{a}{n} short", a=amount, n=noun)
                if amount > 0
                else words("vượt {a}{n}", "{a}{n} too many", a=-amount, n=noun)
            )
            continue
        measure = symbol.measure
        label = criteria.indicators[code].label if code in criteria.indicators else Words(code, code)
        if measure.is_fact:
            said.append(
                words("cần: {l}", "needed: {l}", l=lower_first(label))
                if amount > 0
                else words("đã xảy ra: {l}", "occurred: {l}", l=lower_first(label))
            )
        else:
            size = said_gap(abs(amount), measure) if measure.is_share else said_amount(abs(amount), measure)
            said.append(
                words("thiếu {g}", "{g} short", g=size) if amount > 0 else words("vượt {g}", "{g} too many", g=size)
            )
    return joined(said, "; ")
