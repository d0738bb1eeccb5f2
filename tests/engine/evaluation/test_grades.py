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
