"""From verdicts to the outcome of a unit: k of n, points with their floors, vetoes, and grades with their caps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor

from kieumau.engine.criteria import CriteriaSet, Floor, Grade, Meets
from kieumau.engine.evaluation.figures import Figures
from kieumau.engine.evaluation.reasons import Teller
from kieumau.engine.evaluation.verdicts import Branch, CriterionResult, Outcome, UnitResult, Verdict, verdict_of
from kieumau.engine.expressions import number_of
from kieumau.engine.expressions.evaluating import all_of
from kieumau.engine.wording import Words, joined, lower_first, words


def judge_unit(criteria: CriteriaSet, figures: Figures, results: tuple[CriterionResult, ...]) -> UnitResult:
    """The outcome of one unit from the verdicts on its criteria."""
    counted = [r for r in results if r.counted]
    met = sum(r.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) for r in counted)
    of = len(counted)
    scores = _Scores(criteria, results)
    teller = Teller(criteria, figures, {"points_total": scores.total, "criteria_met": Fraction(met)})
    assessed = [_condition(c, teller) for c in criteria.assessed_when]
    conditions = [*_demands(criteria, counted, met, scores, teller)]
    vetoes = [_veto(v, teller) for v in criteria.recognition.vetoes]
    outcome = _outcome(assessed, [*conditions, *vetoes])
    shown = (*assessed, *conditions, *vetoes)
    return UnitResult(
        unit=figures.unit,
        period=figures.period,
        period_name=criteria.calendar.name(figures.period),
        criteria=results,
        met=met,
        of=of,
        points=scores.total,
        outcome=outcome,
        reason=_reason(outcome, assessed, [*conditions, *vetoes]),
        conditions=shown,
    )


def _outcome(assessed: list[Branch], conditions: list[Branch]) -> Outcome:
    if any(b.verdict is Verdict.NOT_MET for b in assessed):
        return Outcome.NOT_ASSESSED
    verdicts = [b.verdict for b in (*assessed, *conditions)]
    if Verdict.NOT_MET in verdicts:
        return Outcome.NOT_YET
    return Outcome.UNDECIDED if Verdict.UNKNOWN in verdicts else Outcome.QUALIFIED


def _reason(outcome: Outcome, assessed: list[Branch], conditions: list[Branch]) -> Words:
    if outcome is Outcome.NOT_ASSESSED:
        failed = [b.reason for b in assessed if b.verdict is Verdict.NOT_MET]
        return words("không xét: {r}", "not assessed: {r}", r=joined(failed, "; "))
    if outcome is Outcome.QUALIFIED:
        return joined([b.reason for b in conditions], "; ")
    wanted = Verdict.NOT_MET if outcome is Outcome.NOT_YET else Verdict.UNKNOWN
    return joined([b.reason for b in (*assessed, *conditions) if b.verdict is wanted], "; ")


def _demands(
    criteria: CriteriaSet, counted: list[CriterionResult], met: int, scores: _Scores, teller: Teller
) -> Iterable[Branch]:
    rule = criteria.recognition
    if rule.counts_criteria:
        of = len(counted)
        need = of if rule.need is None else min(rule.need, of)
        unknown = sum(r.verdict is Verdict.UNKNOWN for r in counted)
        truth = True if met >= need else None if met + unknown >= need else False
        said = words("đạt {m}/{n} tiêu chí", "{m}/{n} criteria met", m=met, n=of)
        if need < of:
            said += words(", cần {k}", ", {k} needed", k=need)
        elif met < of:
            said += words(", cần cả {k}", ", all {k} needed", k=need)
        if unknown and not truth:
            said += words(", {u} tiêu chí chưa rõ", ", {u} unknown", u=unknown)
        failed = [r.code for r in counted if r.verdict is Verdict.NOT_MET]
        if failed and truth is not True:
            more = "…" if len(failed) > 8 else ""
            said += words("; chưa đạt: {f}", "; not met: {f}", f=", ".join(failed[:8]) + more)
        yield Branch("criteria", Words("Số tiêu chí đạt", "Criteria met"), rule.law, verdict_of(truth), said)
    if rule.points_at_least is not None:
        yield _points_floor(rule.law, number_of(rule.points_at_least.tree, teller.values), scores)
    for item in rule.floors:
        own = item.leaves == (item.code,)  # the floor of a leaf is its verdict; where all must be met it is said once
        if scores.counts(item) and not (own and rule.counts_criteria and rule.need is None):
            yield scores.floor(item)
    for condition in rule.requires:
        yield _condition(condition, teller)


def _points_floor(law: str, floor_points: Fraction | None, scores: _Scores) -> Branch:
    label = Words("Tổng điểm", "Total points")
    low, high = scores.bounds
    if floor_points is None:
        return Branch(
            "points", label, law, Verdict.UNKNOWN, Words("chưa có mức điểm cần đạt", "the points needed are not set")
        )
    if not scores.applies:
        said = Words("không tiêu chí chấm điểm nào áp dụng", "no criterion with points applies")
        return Branch("points", label, law, Verdict.UNKNOWN, said)
    truth = True if low >= floor_points else False if high < floor_points else None
    if low == high:
        said = words("tổng điểm {p}, cần ít nhất {f}", "{p} points in all, at least {f} needed", p=low, f=floor_points)
    else:
        said = words(
            "tổng điểm từ {a} đến {b} vì còn thiếu số liệu, cần ít nhất {f}",
            "between {a} and {b} points as figures are missing, at least {f} needed",
            a=low,
            b=high,
            f=floor_points,
        )
    if truth is False:
        said += words(": thiếu {g} điểm", ": {g} points short", g=floor_points - high)
    return Branch("points", label, law, verdict_of(truth), said)


def _condition(condition: Meets, teller: Teller) -> Branch:
    told = teller.tell(condition)
    label = condition.label or Words("", "")
    return Branch(condition.code, label, condition.law, verdict_of(told.truth), told.reason, told.branches)


def _veto(veto: Meets, teller: Teller) -> Branch:
    """A veto is a fact that must not be; its verdict is turned round so that "met" always means good."""
    told = teller.tell(veto)
    label = veto.label or Words("", "")
    if told.truth is None:
        return Branch(veto.code, label, veto.law, Verdict.UNKNOWN, told.reason)
    said = (
        words("bị loại trừ: {l}", "excluded: {l}", l=lower_first(label))
        if told.truth
        else words("không thuộc trường hợp loại trừ: {l}", "not excluded: {l}", l=lower_first(label))
    )
    return Branch(veto.code, label, veto.law, verdict_of(not told.truth), said)


class _Scores:
    """The points of a unit, with the least and the most they can still be while figures are missing."""

    def __init__(self, criteria: CriteriaSet, results: tuple[CriterionResult, ...]) -> None:
        self.most = {c.code: c.max_points for c in criteria.criteria if c.points}
        self.results = {r.code: r for r in results if r.code in self.most}
        self.full = sum(self.most.values(), Fraction(0))

    @property
    def total(self) -> Fraction | None:
        low, high = self.bounds
        return low if self.applies and low == high else None

    @property
    def applies(self) -> bool:
        """Whether anything at all can be scored."""
        return any(r.counted for r in self.results.values())

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        return self._bounds(self.most)

    def _bounds(self, codes: Iterable[str]) -> tuple[Fraction, Fraction]:
        """Criteria left out are scaled away, so the full points stay what the text says."""
        results = [self.results[c] for c in codes if c in self.results]
        counted = [r for r in results if r.counted]
        low = sum((r.points for r in counted if r.points is not None), Fraction(0))
        high = low + sum((self.most[r.code] for r in counted if r.points is None), Fraction(0))
        full = sum((self.most[r.code] for r in results), Fraction(0))
        reachable = sum((self.most[r.code] for r in counted), Fraction(0))
        scale = full / reachable if reachable else Fraction(1)
        return low * scale, high * scale

    def counts(self, item: Floor) -> bool:
        """Whether any of its leaves applies; a floor over nothing asks nothing."""
        return any(self.results[c].counted for c in item.leaves if c in self.results)

    def floor(self, item: Floor) -> Branch:
        low, high = self._bounds(item.leaves)
        full = sum((self.most[c] for c in item.leaves if c in self.most), Fraction(0))
        need = item.share * full
        truth = True if low >= need else False if high < need else None
        said = words(
            "tiêu chí {c}: {p} trong {m} điểm, cần ít nhất {n}",
            "criterion {c}: {p} of {m} points, at least {n} needed",
            c=item.code,
            p=low,
            m=full,
            n=need,
        )
        if truth is None:
            said += Words(" (còn thiếu số liệu)", " (figures are missing)")
        return Branch(f"floor-{item.code}", item.label, item.law, verdict_of(truth), said)


# -- grades -------------------------------------------------------------------------------------------------------


def grade_units(
    criteria: CriteriaSet, units: list[UnitResult], figures: Mapping[tuple[str, str], Figures]
) -> list[UnitResult]:
    """Give each qualified unit of one period its highest grade, within the cap on the share of units.

    Where units stand level at the cut of a cap, none of them is preferred: the council chooses. Where a figure is
    missing, a grade is neither given nor denied, and a capped place that such a unit could still take is kept open.
    """
    graded = list(units)
    reached = {g.code: [_reaches(g, u, criteria, figures) for u in units] for g in criteria.grades}
    for grade in reversed(criteria.grades):  # listed from the highest to the lowest
        inside, waiting = _within_cap(grade, reached, units, criteria, figures)
        for i, unit in enumerate(units):
            truth = reached[grade.code][i]
            told = _told_grade(grade, unit, truth, i in inside, waiting.get(i), criteria, figures)
            graded[i] = replace(graded[i], conditions=(*graded[i].conditions, told))
            if i in inside:
                graded[i] = replace(graded[i], grade=grade.code, grade_words=grade.label)
            elif truth is not False and unit.outcome is not Outcome.NOT_YET:
                graded[i] = replace(
                    graded[i], reason=joined([graded[i].reason, (told.label or grade.label) + ": " + told.reason], "; ")
                )
    return graded


def _told_grade(
    grade: Grade,
    unit: UnitResult,
    truth: bool | None,
    given: bool,
    why_not: Words | None,
    criteria: CriteriaSet,
    figures: Mapping[tuple[str, str], Figures],
) -> Branch:
    teller = _teller(unit, criteria, figures)
    label = words("Hạng “{g}”", "Grade “{g}”", g=grade.label)
    told = [teller.tell(c) for c in grade.when]
    if given:
        return Branch(f"grade-{grade.code}", label, grade.law, Verdict.MET, joined([t.reason for t in told], "; "))
    if truth is True and why_not is not None:
        waits = Verdict.UNKNOWN if "chờ" in why_not.vi else Verdict.NOT_MET
        return Branch(f"grade-{grade.code}", label, grade.law, waits, why_not)
    open_ = [t.reason for t in told if t.truth is truth] or [unit.reason]
    verdict = Verdict.UNKNOWN if truth is None else Verdict.NOT_MET
    return Branch(f"grade-{grade.code}", label, grade.law, verdict, joined(open_, "; "))


def _teller(unit: UnitResult, criteria: CriteriaSet, figures: Mapping[tuple[str, str], Figures]) -> Teller:
    totals = {"points_total": unit.points, "criteria_met": Fraction(unit.met)}
    return Teller(criteria, figures[unit.unit.code, unit.period_name], totals)


def _reaches(
    grade: Grade, unit: UnitResult, criteria: CriteriaSet, figures: Mapping[tuple[str, str], Figures]
) -> bool | None:
    """Whether a unit reaches the grade; unknown where a figure is missing or its recognition is still open."""
    teller = _teller(unit, criteria, figures)
    recognised = {Outcome.QUALIFIED: True, Outcome.UNDECIDED: None}.get(unit.outcome, False)
    return all_of((recognised, *(teller.tell(c).truth for c in grade.when)))


def _within_cap(
    grade: Grade,
    reached: Mapping[str, list[bool | None]],
    units: list[UnitResult],
    criteria: CriteriaSet,
    figures: Mapping[tuple[str, str], Figures],
) -> tuple[set[int], dict[int, Words]]:
    """The units that get the grade, and for the others that reach it why they do not get it (yet)."""
    sure = {i for i, truth in enumerate(reached[grade.code]) if truth is True}
    if grade.at_most is None or grade.ranked_by is None:
        return sure, {}
    maybe = {i for i, truth in enumerate(reached[grade.code]) if truth is None}
    room = floor(grade.at_most * reached[grade.of].count(True))
    rank = {i: number_of(grade.ranked_by.tree, _teller(units[i], criteria, figures).values) for i in sure | maybe}
    inside: set[int] = set()
    waiting: dict[int, Words] = {}
    for i in sure:
        mine = rank[i]
        others = [rank[j] for j in sure if j != i]
        above = sum(mine is None or (o is not None and o > mine) for o in others)
        level = sum(o is not None and o == mine for o in others)
        rivals = sum(rank[j] is None or mine is None or (rank[j] or 0) >= mine for j in maybe)
        if above >= room:
            waiting[i] = words("đã hết chỗ, tối đa {n} đơn vị", "no place left, {n} at most", n=room)
        elif above + level >= room:
            waiting[i] = Words("đồng hạng ở mức giới hạn, chờ hội đồng chọn", "level at the cap, the council chooses")
        elif above + level + rivals >= room:
            waiting[i] = Words("chờ đủ số liệu của đơn vị khác có thể xếp trên", "waits for units that may rank above")
        else:
            inside.add(i)
    return inside, waiting
