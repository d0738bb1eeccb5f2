"""The outcome of a unit in words: each condition of recognition, each grade, and the reason in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kieumau.engine.criteria import CriteriaSet, Floor, Grade, Meets
from kieumau.engine.evaluation.judging import (
    CappedPlace,
    CriterionJudgement,
    DemandJudgement,
    GradeJudgement,
    Outcome,
    UnitJudgement,
    Verdict,
)
from kieumau.engine.evaluation.judging.recognition import criteria_needed
from kieumau.engine.evaluation.judging.scores import Scores
from kieumau.engine.evaluation.judging.totals import with_totals
from kieumau.engine.evaluation.telling.comparisons import said_at_least
from kieumau.engine.evaluation.telling.criteria import tell_criterion
from kieumau.engine.evaluation.telling.reasons import Reason, reason_of
from kieumau.engine.evaluation.telling.results import Branch, UnitResult
from kieumau.engine.evaluation.telling.rows import RowWords
from kieumau.engine.expressions import range_of
from kieumau.engine.wording import Words, joined, lower_first, percent, words


def tell_unit(criteria: CriteriaSet, judged: UnitJudgement) -> UnitResult:
    """Everything that people read of one unit, from its figures and what was judged on them."""
    figures = judged.figures
    row = RowWords(criteria, figures, figures.values, figures.ranges)
    conditions, reason = tell_conditions(criteria, judged)
    return UnitResult(
        unit=figures.unit,
        period=figures.period,
        period_name=judged.period_name,
        criteria=tuple(tell_criterion(row, c, j) for c, j in zip(criteria.criteria, judged.criteria, strict=True)),
        met=judged.met,
        of=judged.of,
        points=judged.points,
        outcome=judged.outcome,
        reason=reason,
        conditions=conditions,
        grade=grade_code(criteria, judged),
        grade_words=grade_words(criteria, judged),
    )


def tell_conditions(criteria: CriteriaSet, judged: UnitJudgement) -> tuple[tuple[Branch, ...], Words]:
    """Each condition of recognition and each grade, and the reason of the outcome; of the criteria no word."""
    row = RowWords(criteria, judged.figures, *with_totals(criteria, judged.figures, judged.criteria))
    assessed = [_condition(row, d) for d in judged.assessed]
    demands = [*_demands(row, judged), *(_veto(row, d) for d in judged.vetoes)]
    reason = _reason(judged.outcome, assessed, demands)
    grades = [_grade(row, g, reason) for g in judged.grades]
    return (*assessed, *demands, *grades), _with_grades(reason, judged, grades)


def grade_words(criteria: CriteriaSet, judged: UnitJudgement) -> Words | None:
    """The name of the grade that the unit holds, or of the level of those that are not recognised."""
    code = grade_code(criteria, judged)
    known = [*criteria.grades, *([criteria.below] if criteria.below else [])]
    return next((g.label for g in known if g.code == code), None) if code else None


def grade_code(criteria: CriteriaSet, judged: UnitJudgement) -> str:
    """The same by its code."""
    below = criteria.below
    return below.code if below is not None and judged.outcome is Outcome.NOT_YET else judged.grade


_NOTHING_ASKED = Words("văn bản không đặt điều kiện công nhận nào", "the document sets no condition of recognition")


def _reason(outcome: Outcome, assessed: list[Branch], conditions: list[Branch]) -> Words:
    if outcome is Outcome.NOT_ASSESSED:
        failed = [b.reason for b in assessed if b.verdict is Verdict.NOT_MET]
        return words("không xét: {r}", "not assessed: {r}", r=joined(failed, "; "))
    if outcome is Outcome.QUALIFIED:
        return joined([b.reason for b in conditions], "; ") if conditions else _NOTHING_ASKED
    wanted = Verdict.NOT_MET if outcome is Outcome.NOT_YET else Verdict.UNKNOWN
    return joined([b.reason for b in (*assessed, *conditions) if b.verdict is wanted], "; ")


def _demands(row: RowWords, judged: UnitJudgement) -> Iterator[Branch]:
    rule, scores = row.criteria.recognition, Scores(row.criteria, judged.criteria)
    for demand in judged.demands:
        match demand.asked:
            case Floor() as item:
                yield Branch(demand.code, item.label, item.law, demand.verdict, _said_floor(item, scores, demand))
            case Meets():
                yield _condition(row, demand)
            case None if demand.code == "criteria":
                said = _said_count(row.criteria, [c for c in judged.criteria if c.counted], judged.met, demand.verdict)
                yield Branch("criteria", Words("Số tiêu chí đạt", "Criteria met"), rule.law, demand.verdict, said)
            case None:
                assert rule.points_at_least is not None
                asked = range_of(rule.points_at_least.tree, row.values, row.ranges)
                floor = None if asked is None else asked.low if demand.verdict is Verdict.NOT_MET else asked.high
                said = _said_points(floor, scores, demand.verdict)
                yield Branch("points", Words("Tổng điểm", "Total points"), rule.law, demand.verdict, said)


def _said_count(criteria: CriteriaSet, counted: list[CriterionJudgement], met: int, verdict: Verdict) -> Words:
    of, need = len(counted), criteria_needed(criteria, len(counted))
    unknown = sum(c.verdict is Verdict.UNKNOWN for c in counted)
    said = words("đạt {m}/{n} tiêu chí", "{m}/{n} criteria met", m=met, n=of)
    if need < of:
        said += words(", cần {k}", ", {k} needed", k=need)
    elif met < of:
        said += words(", cần cả {k}", ", all {k} needed", k=need)
    if unknown and verdict is Verdict.MET and met < need:
        said += words(
            ", {u} tiêu chí chưa rõ có áp dụng không nhưng đã đạt nếu áp dụng",
            ", {u} of which it is not known whether they apply are met if they do",
            u=unknown,
        )
    if unknown and verdict is not Verdict.MET:
        said += words(", {u} tiêu chí chưa rõ", ", {u} unknown", u=unknown)
    failed = [c.code for c in counted if c.verdict is Verdict.NOT_MET]
    if failed and verdict is not Verdict.MET:
        more = "…" if len(failed) > 8 else ""
        said += words("; chưa đạt: {f}", "; not met: {f}", f=", ".join(failed[:8]) + more)
    return said


def _said_points(floor: Fraction | None, scores: Scores, verdict: Verdict) -> Words:
    if floor is None:
        return Words("chưa có mức điểm cần đạt", "the points needed are not set")
    if scores.bounds is None and scores.perhaps:
        return Words(
            "chưa rõ có tiêu chí chấm điểm nào áp dụng không",
            "it is not known whether any criterion with points applies",
        )
    if scores.bounds is None:
        return Words("không tiêu chí chấm điểm nào áp dụng", "no criterion with points applies")
    low, high = scores.bounds
    if low == high:
        said = words("tổng điểm {p}, cần ít nhất {f}", "{p} points in all, at least {f} needed", p=low, f=floor)
    else:
        said = words(
            "tổng điểm từ {a} đến {b} vì còn thiếu số liệu, cần ít nhất {f}",
            "between {a} and {b} points as figures are missing, at least {f} needed",
            a=low,
            b=high,
            f=floor,
        )
    if verdict is Verdict.NOT_MET:
        gap = words("{g} điểm", "{g} points", g=floor - high)
        said += words(": thiếu {g}", ": {g} short", g=said_at_least(gap, at_least=low != high))
    return said


def _said_floor(item: Floor, scores: Scores, demand: DemandJudgement) -> Words:
    found = scores.floor(item)
    points = words("từ {a} đến {b}", "{a} to {b}", a=found.low, b=found.high) if found.low != found.high else found.low
    said = words(
        "tiêu chí {c}: {p} trong {m} điểm, cần ít nhất {n}",
        "criterion {c}: {p} of {m} points, at least {n} needed",
        c=item.code,
        p=points,
        m=found.full,
        n=found.need,
    )
    if found.may_ask_nothing:
        said += Words(" nếu áp dụng, chưa rõ có áp dụng không", " if it applies, which is not known")
    elif demand.verdict is Verdict.UNKNOWN:
        said += Words(" (còn thiếu số liệu)", " (figures are missing)")
    return said


def _asked(row: RowWords, demand: DemandJudgement) -> tuple[Meets, Reason]:
    assert isinstance(demand.asked, Meets) and demand.condition is not None
    return demand.asked, reason_of(row, demand.asked, demand.condition)


def _condition(row: RowWords, demand: DemandJudgement) -> Branch:
    asked, reason = _asked(row, demand)
    return Branch(demand.code, asked.label or Words("", ""), asked.law, demand.verdict, reason.said, reason.branches)


def _veto(row: RowWords, demand: DemandJudgement) -> Branch:
    """A veto is a fact that must not be; its verdict is turned round so that "met" always means good."""
    asked, reason = _asked(row, demand)
    label = asked.label or Words("", "")
    said = {
        Verdict.UNKNOWN: reason.said,
        Verdict.NOT_MET: words("bị loại trừ: {l}", "excluded: {l}", l=lower_first(label)),
        Verdict.MET: words("không thuộc trường hợp loại trừ: {l}", "not excluded: {l}", l=lower_first(label)),
    }[demand.verdict]
    return Branch(demand.code, label, asked.law, demand.verdict, said)


# -- grades -------------------------------------------------------------------------------------------------------

_NO_PLACE = {
    CappedPlace.FULL: Words("đã đủ số lượng tối đa", "no place left"),
    CappedPlace.LEVEL: Words(
        "bằng nhau tại mức giới hạn, chờ Hội đồng xem xét", "level at the cap, the council chooses"
    ),
    CappedPlace.WAITS: Words(
        "chờ đủ số liệu có thể làm thay đổi thứ tự hoặc số lượng tối đa",
        "waits for figures that may change the order or the number of places",
    ),
}
_BETTER = Words("đạt điều kiện của hạng cao hơn", "a higher grade is reached")


def _grade(row: RowWords, judged: GradeJudgement, reason: Words) -> Branch:
    grade = next(g for g in row.criteria.grades if g.code == judged.code)
    label = words("Hạng “{g}”", "Grade “{g}”", g=grade.label)
    return Branch(f"grade-{grade.code}", label, grade.law, judged.verdict, _said_grade(row, grade, judged, reason))


def _said_grade(row: RowWords, grade: Grade, judged: GradeJudgement, reason: Words) -> Words:
    if judged.place is not None and not judged.given:
        return _NO_PLACE[judged.place] + _said_cap(row.criteria, grade, judged)
    if judged.truth is True and any(c.truth is not True for c in judged.conditions):
        return _BETTER
    said = [(c.truth, reason_of(row, asked, c).said) for asked, c in zip(grade.when, judged.conditions, strict=True)]
    if judged.given:
        return joined([s for _, s in said], "; ") if said else reason
    return joined([s for truth, s in said if truth is judged.truth] or [reason], "; ")


def _said_cap(criteria: CriteriaSet, grade: Grade, judged: GradeJudgement) -> Words:
    """How many may hold the grade, and of whom that is a share: of the units judged together, those of one file."""
    if grade.at_most is None or judged.base is None:
        return words(", tối đa {n} đơn vị", ", {n} at most", n=judged.room or 0)
    return words(
        ", tối đa {n} đơn vị: {s} của {b} đơn vị đạt hạng “{o}” trở lên trong cùng tệp số liệu, cùng kỳ",
        ", {n} at most: {s} of the {b} units in this file and period that reach “{o}” or better",
        n=judged.room or 0,
        s=percent(grade.at_most),
        b=judged.base,
        o=next(g.label for g in criteria.grades if g.code == grade.of),
    )


def _with_grades(reason: Words, judged: UnitJudgement, grades: Iterable[Branch]) -> Words:
    """With each grade that is still open, or reached without a place."""
    for one, told in zip(judged.grades, grades, strict=True):
        if not one.given and one.truth is not False and judged.outcome is not Outcome.NOT_YET:
            reason = joined([reason, (told.label or Words("", "")) + ": " + told.reason], "; ")
    return reason
