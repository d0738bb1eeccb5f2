"""What holds for every figure: better never hurts, order does not matter, the distance is just enough."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.evaluation import Outcome, UnitResult, Verdict, evaluate
from kieumau.engine.indicators import Calendar, Observation, ObservationTable
from kieumau.engine.territory import AdminUnit, UnitTable

BOOK = parse_rulebook(
    """\
rulebook: thu
version: "1"
nature: sample
title: {vi: Thử, en: Try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}
applies_to: [phuong]
indicators:
  good: {label: {vi: Đạt, en: Good}, measure: bodies}
  everybody: {label: {vi: Tất cả, en: All}, measure: bodies}
  bad: {label: {vi: Số vụ, en: Cases}, measure: cases, over_period: sum}
  share: {label: {vi: Tỷ lệ, en: Share}, measure: share}
criteria:
  - {code: "1", label: {vi: A, en: A}, law: Mục 1, meets: good >= 0.73 * everybody}
  - {code: "2", label: {vi: B, en: B}, law: Mục 2, meets: bad <= 0.85 * before(bad)}
  - {code: "3", label: {vi: C, en: C}, law: Mục 3, meets: share >= 0.955}
  - {code: "4", label: {vi: D, en: D}, law: Mục 4, at_least: {count: 2, of: [{meets: good >= 3}, {meets: share >= 0.5}, {meets: bad = 0}]}}
recognised_when: 3
""",
    file="thu.yaml",
)
YEAR, BEFORE = Calendar().year(2024), Calendar().year(2023)
counts = st.one_of(st.none(), st.integers(0, 400))
shares = st.one_of(st.none(), st.decimals(0, 1, places=4))
quick = settings(max_examples=300)


def judge(good, everybody, bad, before, share) -> UnitResult:
    given_ = {"good": good, "everybody": everybody, "bad": bad, "share": share}
    rows = [Observation("1", YEAR, c, Fraction(v)) for c, v in given_.items() if v is not None]
    rows += [Observation("1", BEFORE, "bad", Fraction(before))] if before is not None else []
    units = UnitTable({"1": AdminUnit("1", "Một")})
    return evaluate(
        BOOK, ObservationTable(tuple(rows)), on=YEAR.last, period="2024", periods=(YEAR,), units=units
    ).units[0]


RANK = {Verdict.NOT_MET: 0, Verdict.UNKNOWN: 1, Verdict.MET: 2}
OUTCOMES = {Outcome.NOT_YET: 0, Outcome.UNDECIDED: 1, Outcome.QUALIFIED: 2}


@quick
@given(st.integers(0, 400), st.integers(0, 50), st.integers(0, 400), st.integers(0, 400), counts, shares)
def test_a_better_figure_never_lowers_a_verdict(good, more, everybody, bad, before, share):
    first, better = (
        judge(good, everybody, bad, before, share),
        judge(good + more, everybody, max(bad - more, 0), before, share),
    )
    for a, b in zip(first.criteria, better.criteria, strict=True):
        assert RANK[b.verdict] >= RANK[a.verdict]
    assert OUTCOMES[better.outcome] >= OUTCOMES[first.outcome]


@quick
@given(st.integers(0, 400), st.integers(0, 400))
def test_the_distance_is_just_enough(good, everybody):
    """Gaining it meets the criterion; one less does not."""
    (found, *_) = judge(good, everybody, 0, 0, None).criteria
    gap = int(found.distance.get("good", 0))
    if found.verdict is Verdict.MET:
        assert gap == 0
    else:
        assert judge(good + gap, everybody, 0, 0, None).criteria[0].verdict is Verdict.MET
        assert judge(good + gap - 1, everybody, 0, 0, None).criteria[0].verdict is Verdict.NOT_MET


@quick
@given(counts, counts, counts, counts, shares)
def test_an_unknown_becomes_settled_by_some_figures_and_a_settled_one_stays(good, everybody, bad, before, share):
    """Filling in what is missing never changes a verdict that was already settled."""
    first = judge(good, everybody, bad, before, share)
    filled = judge(
        *(7 if v is None else v for v in (good, everybody, bad, before)), Fraction(1, 2) if share is None else share
    )
    for a, b in zip(first.criteria, filled.criteria, strict=True):
        assert b.verdict is not Verdict.UNKNOWN
        assert a.verdict in (Verdict.UNKNOWN, b.verdict)
        assert (a.verdict is Verdict.UNKNOWN) == bool(a.missing)


@quick
@given(st.permutations([("a", "good", 1), ("a", "everybody", 2), ("b", "good", 3), ("b", "bad", 4)]))
def test_the_order_of_the_rows_changes_nothing(rows):
    def table(items):
        return ObservationTable(tuple(Observation(u, YEAR, c, Fraction(v)) for u, c, v in items))

    first, second = (evaluate(BOOK, table(t), on=date(2024, 12, 31)) for t in (rows, sorted(rows)))
    assert first.fingerprint == second.fingerprint
    assert first.units == second.units


def test_a_part_larger_than_its_whole_is_asked_about():
    rows = [Observation("1", YEAR, c, Fraction(v)) for c, v in (("good", 10), ("everybody", 9))]
    result = evaluate(BOOK, ObservationTable(tuple(rows)), on=YEAR.last)
    assert [q.vi for q in result.questions] == ["1 (1), kỳ 2024: đạt (10) lớn hơn tất cả (9). Đơn vị xác nhận?"]
    assert result.units[0].criteria[0].verdict is Verdict.MET  # a question, not a verdict
