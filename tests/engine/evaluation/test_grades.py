"""Grades and their caps: given, denied, or kept open; a missing figure never decides."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.evaluation import Verdict, evaluate
from kieumau.engine.indicators import Calendar, Observation, ObservationTable

BOOK = parse_rulebook(
    """\
rulebook: thu
version: "1"
nature: sample
title: {vi: Thử, en: Try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}
applies_to: [to]
indicators:
  done: {label: {vi: Nhiệm vụ hoàn thành, en: Tasks done}, measure: tasks}
  tasks: {label: {vi: Nhiệm vụ được giao, en: Tasks given}, measure: tasks}
  praised: {label: {vi: Được khen, en: Praised}, measure: fact}
criteria:
  - {code: "1", label: {vi: A, en: A}, law: Mục 1, meets: done >= 0.5 * tasks}
recognised_when: all
grades:
  - code: excellent
    label: {vi: Xuất sắc, en: Excellent}
    when: [{code: most, label: {vi: Hầu hết, en: Most}, meets: done >= 0.9 * tasks}, {code: p, label: {vi: Khen, en: Praised}, meets: praised}]
    at_most: {share: 0.2, of: good, ranked_by: done}
  - {code: good, label: {vi: Tốt, en: Good}, when: [{code: many, label: {vi: Nhiều, en: Many}, meets: done >= 0.8 * tasks}]}
""",
    file="thu.yaml",
)
YEAR = Calendar().year(2024)


def grades(*units: tuple[int | None, bool | None]) -> list[tuple[str, Verdict]]:
    """What each unit gets, and how it stands towards "excellent"; a unit is (tasks done of 100, praised)."""
    rows = []
    for i, (done, praised) in enumerate(units):
        rows.append(Observation(str(i), YEAR, "tasks", Fraction(100)))
        rows += [Observation(str(i), YEAR, "done", Fraction(done))] if done is not None else []
        rows += [Observation(str(i), YEAR, "praised", praised)] if praised is not None else []
    result = evaluate(BOOK, ObservationTable(tuple(rows)), on=YEAR.last)
    return [(u.grade, next(b.verdict for b in u.conditions if b.code == "grade-excellent")) for u in result.units]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        # five good ones: one place
        ([(95, True), (90, True), (85, True), (85, True), (85, True)], [("excellent", Verdict.MET), ("good", Verdict.NOT_MET)]),
        # level at the cut: nobody is preferred
        ([(95, True), (95, True), (85, True), (85, True), (85, True)], [("good", Verdict.UNKNOWN), ("good", Verdict.UNKNOWN)]),
        # somebody whose figure is missing may rank above: the place is kept open
        ([(95, True), (99, None), (85, True), (85, True), (85, True)], [("good", Verdict.UNKNOWN), ("good", Verdict.UNKNOWN)]),
        # a missing figure that could not rank above does not hold anybody up
        ([(95, True), (91, None), (85, True), (85, True), (85, True)], [("excellent", Verdict.MET), ("good", Verdict.UNKNOWN)]),
        # four good ones: no place at all
        ([(95, True), (85, True), (85, True), (85, True), (60, True)], [("good", Verdict.NOT_MET), ("good", Verdict.NOT_MET)]),
    ],
)  # fmt: skip
def test_a_capped_grade_is_given_denied_or_kept_open(units, expected):
    assert grades(*units)[:2] == expected


def test_a_unit_whose_recognition_is_open_has_no_grade_yet():
    (first, *_) = grades((None, True), (85, True))
    assert first == ("", Verdict.UNKNOWN)


BANDS = """\
rulebook: hang
version: "1"
nature: sample
title: {vi: Thử, en: Try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}
applies_to: [to]
indicators:
  done: {label: {vi: Nhiệm vụ hoàn thành, en: Tasks done}, measure: tasks, over_period: sum}
  tasks: {label: {vi: Nhiệm vụ được giao, en: Tasks given}, measure: tasks}
criteria:
  - {code: "1", label: {vi: A, en: A}, law: Mục 1, meets: done >= 0.5 * tasks}
recognised_when: all
grades:
  - code: excellent
    label: {vi: Xuất sắc, en: Excellent}
    when: [{code: t, label: {vi: T, en: T}, meets: done >= 0.95 * tasks}]
    at_most: {share: 0.2, of: good, ranked_by: done / tasks}
  - code: good
    label: {vi: Tốt, en: Good}
    when: [{code: t, label: {vi: T, en: T}, meets: done >= 0.8 * tasks and done < 0.95 * tasks}]
"""


def banded(*units: tuple[int | None, int], months: bool = False, book: str = BANDS):
    """Units by (tasks done, tasks given); in months, the last one has only its first month."""
    rows = []
    for i, (done, tasks) in enumerate(units):
        rows.append(Observation(str(i), YEAR, "tasks", Fraction(tasks)))
        period = Calendar().parse("2024-01") if months and i == len(units) - 1 else YEAR
        rows += [Observation(str(i), period, "done", Fraction(done))] if done is not None else []
    criteria = parse_rulebook(book, file="hang.yaml")
    assert criteria.grades
    return evaluate(criteria, ObservationTable(tuple(rows)), on=YEAR.last).units


def told(unit) -> tuple[str, str]:
    return next((b.reason.vi, b.reason.en) for b in unit.conditions if b.code == "grade-excellent")


TEN = [(100, 100), (99, 100), (98, 100), (97, 100), (96, 100), (90, 100), (88, 100), (85, 100), (84, 100), (83, 100)]


def test_a_cap_is_a_share_of_all_that_reach_its_grade_or_better_and_who_finds_no_place_falls_to_the_next():
    found = banded(*TEN)
    assert [u.grade for u in found] == ["excellent"] * 2 + ["good"] * 8
    vi, en = told(found[2])
    assert (
        vi
        == "đã đủ số lượng tối đa, tối đa 2 đơn vị: 20% của 10 đơn vị đạt hạng “Tốt” trở lên trong cùng tệp số liệu, cùng kỳ"
    )
    assert en == "no place left, 2 at most: 20% of the 10 units in this file and period that reach “Good” or better"


def test_level_at_the_cut_nobody_is_preferred_and_all_of_them_keep_the_next_grade():
    found = banded((100, 100), (99, 100), *TEN[1:4], *TEN[5:])
    assert [u.grade for u in found] == ["excellent", "good", "good"] + ["good"] * 7
    assert told(found[1])[0].startswith("bằng nhau tại mức giới hạn, chờ Hội đồng xem xét, tối đa 2 đơn vị")
    assert told(found[3])[0].startswith("đã đủ số lượng tối đa")


def test_a_unit_with_nothing_done_of_nothing_given_has_no_rank_and_the_council_decides():
    found = banded((0, 0), *TEN[:2], *TEN[5:], (90, 100), (91, 100))
    assert [u.grade for u in found[:3]] == ["good", "excellent", "good"]
    assert "Hội đồng" in told(found[0])[0] and "Hội đồng" in told(found[2])[0]


def test_a_unit_that_may_still_reach_the_grade_may_make_room_and_may_take_it():
    """Nine are good for sure, the tenth may be, and may be the best: one place or two. The first has one either way."""
    found = banded(*TEN[:9], (60, 100), months=True)
    assert [u.grade for u in found] == ["excellent"] + ["good"] * 8 + [""]
    assert told(found[1])[1].startswith("waits for figures that may change the order or the number of places")
    assert told(found[4])[1].startswith("no place left, 1 at most: 20% of the 9 units")


def test_a_unit_that_holds_a_better_grade_takes_no_place_in_the_one_below():
    capped = BANDS.replace(
        "done < 0.95 * tasks}]", "done < 0.95 * tasks}]\n    at_most: {share: 0.2, of: good, ranked_by: done}"
    )
    found = banded(*TEN, book=capped)
    assert [u.grade for u in found] == ["excellent"] * 2 + ["good"] * 2 + [""] * 6
