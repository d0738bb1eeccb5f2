"""The verdict on a criterion in words: why, what is left, and how sure a change is that it asks for."""

from __future__ import annotations

from fractions import Fraction

from kieumau.engine.criteria import Criterion, Deductions, Entered, LinearShare, Otherwise
from kieumau.engine.evaluation.judging import ConditionJudgement, CriterionJudgement
from kieumau.engine.evaluation.telling.certainty import certainty
from kieumau.engine.evaluation.telling.distances import distance_words
from kieumau.engine.evaluation.telling.reasons import Reason, reason_of, reason_of_formula
from kieumau.engine.evaluation.telling.results import CriterionResult
from kieumau.engine.evaluation.telling.rows import RowWords
from kieumau.engine.expressions import Name
from kieumau.engine.expressions.measures import BUILT_IN_MEASURES, said_amount
from kieumau.engine.wording import Words, joined, lower_first, words


def tell_criterion(row: RowWords, criterion: Criterion, judged: CriterionJudgement) -> CriterionResult:
    reason = _reason(row, criterion, judged)
    return CriterionResult(
        code=judged.code,
        verdict=judged.verdict,
        reason=reason.said,
        distance=judged.distance,
        distance_words=distance_words(row.criteria, judged.distance, at_least=judged.at_least),
        points=judged.points,
        missing=judged.missing,
        branches=reason.branches,
        counted=judged.counted,
        certainty=certainty(row.criteria, criterion, row.values, row.figures.period, row.figures.spreads),
    )


def _reason(row: RowWords, criterion: Criterion, judged: CriterionJudgement) -> Reason:
    condition, when = judged.condition, criterion.applies_when
    if when is not None and condition is None:
        return Reason(_not_applicable(criterion, row.state(when.tree)))
    assert condition is not None
    if when is not None and judged.applies is None:
        why = reason_of_formula(row, when.tree, condition).said
        return Reason(words("chưa rõ tiêu chí có áp dụng không: {r}", "whether it applies is not known: {r}", r=why))
    if criterion.points is not None:
        return _points_reason(row, criterion, judged, condition)
    assert criterion.rule is not None
    return reason_of(row, criterion.rule, condition)


def _not_applicable(criterion: Criterion, why: Words) -> Words:
    how = (
        Words("văn bản tính là đạt", "the text counts it as met")
        if criterion.otherwise is Otherwise.COUNTS_AS_MET
        else Words("văn bản không tính tiêu chí này", "the text leaves it out")
    )
    return words("không áp dụng ({w}); {h}", "does not apply ({w}); {h}", w=why, h=how)


# -- points -------------------------------------------------------------------------------------------------------


def _points_reason(
    row: RowWords, criterion: Criterion, judged: CriterionJudgement, condition: ConditionJudgement
) -> Reason:
    towards = _towards(row, criterion, condition)
    if judged.points is not None:
        said = words("được {p} trong {m} điểm", "{p} of {m} points", p=judged.points, m=criterion.max_points)
    elif judged.spread is not None:
        said = words(
            "được từ {a} đến {b} trong {m} điểm vì còn thiếu số liệu",
            "between {a} and {b} of {m} points as figures are missing",
            a=judged.spread.low or Fraction(0),
            b=judged.spread.high or Fraction(0),
            m=criterion.max_points,
        )
    else:
        return Reason(towards.said)
    if criterion.floor is not None:
        said += words(", cần ít nhất {w}", ", at least {w} needed", w=criterion.points_wanted)
    if towards.said.vi:
        said += words(" ({t})", " ({t})", t=towards.said)
    return Reason(said, towards.branches)


def _towards(row: RowWords, criterion: Criterion, condition: ConditionJudgement) -> Reason:
    """The demand behind the points, in the measure people act on."""
    if criterion.demand is not None:
        return reason_of_formula(row, criterion.demand, condition, derived=isinstance(criterion.points, LinearShare))
    match criterion.points:
        case Deductions(each):
            return Reason(_deducted(row, each))
        case Entered(indicator) if condition.missing and (indicator, False) in row.ranges:
            return Reason(row.unknown(Name(indicator)))
        case Entered(indicator) if condition.missing:
            label = lower_first(row.criteria.indicators[indicator].label)
            return Reason(words("{l}: chưa có điểm", "{l}: no points yet", l=label))
    return Reason(Words("", ""))


def _deducted(row: RowWords, each: tuple[tuple[str, Fraction], ...]) -> Words:
    said = []
    for code, points in each:
        value = row.values.get((code, False))
        indicator = row.criteria.indicators[code]
        label = lower_first(indicator.label)
        known = row.ranges.get((code, False))
        if value is None and known is not None and known.low:
            off = said_amount(points * known.low, BUILT_IN_MEASURES["points"])
            more = words("trừ ít nhất {p}", "at least {p} off", p=off)
            said.append(words("{l}: {g}, {m}", "{l}: {g}, {m}", l=label, g=row.gap(code), m=more))
        elif value is None:
            said.append(words("{l}: {g}", "{l}: {g}", l=label, g=row.gap(code)))
        elif value:
            said.append(
                words(
                    "{l}: {v}, trừ {p}",
                    "{l}: {v}, {p} off",
                    l=label,
                    v=said_amount(Fraction(value), indicator.measure),
                    p=said_amount(points * Fraction(value), BUILT_IN_MEASURES["points"]),
                )
            )
    return joined(said, "; ") if said else Words("không bị trừ điểm", "nothing taken off")
