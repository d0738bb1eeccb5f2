"""What holds of every check: it changes nothing, looks at each unit by itself, and seldom asks an honest one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import pytest
from checked_series import ALL, CRITERIA, figures, monthly, span
from scipy.stats import binom

from kieumau.engine.criteria import CheckKind, load_rulebook
from kieumau.engine.indicators import Observation
from kieumau.engine.questions import RaisedQuestion, raise_questions, run_checks
from kieumau.engine.questions.false_alarms import Course, honest_figures


def odd_rows(draw: Random, units: str) -> list[Observation]:
    """Three years of figures of several units, with something odd for every kind of check."""
    rows: list[Observation] = []
    for unit in units:
        level = draw.randint(12, 60)
        for code in ("cases", "calls", "settled", "day", "night", "visits"):
            counts = [max(0, round(draw.gauss(level, level**0.5))) for _ in range(36)]
            for _ in range(4):
                counts[draw.randrange(36)] = draw.choice([0, 5 * level, 400])
            if draw.random() < 0.5:
                counts[12:] = [c // 10 * 10 for c in counts[12:]]
            rows += [r for r in monthly(unit, code, counts, last="2024-12") if draw.random() < 0.95]
        rows += figures(
            unit, people={"2024": draw.choice([50, 500])}, reports={"2023": 60, "2024": draw.choice([60, 120])}
        )
    return rows


def every(rows: list[Observation]) -> tuple[RaisedQuestion, ...]:
    return raise_questions(CRITERIA, rows, about=ALL)


@pytest.mark.parametrize("seed", range(3))
def test_questions_are_the_same_in_any_order_and_change_no_figure(seed):
    draw = Random(seed)
    rows = odd_rows(draw, "abc")
    before, shuffled = list(rows), list(rows)
    draw.shuffle(shuffled)
    found = every(rows)
    assert len(found) > 20
    assert every(shuffled) == found
    assert rows == before
    facts = {f for q in found if q.kind is not CheckKind.APART for f in q.facts}
    assert facts <= set(rows)


@pytest.mark.parametrize("seed", range(3))
def test_another_unit_changes_no_question_but_of_the_same_rows(seed):
    rows = odd_rows(Random(seed), "abcd")
    alone = [q for q in every([r for r in rows if r.unit != "d"]) if q.kind is not CheckKind.IDENTICAL_ROWS]
    together = [q for q in every(rows) if q.kind is not CheckKind.IDENTICAL_ROWS and q.unit != "d"]
    assert alone == together


def test_rows_of_a_code_before_its_life_are_of_another_unit():
    """The same code, of a ward that ended and of the larger one that took it over: no jump between the two."""
    rows = [*monthly("a", "cases", [20] * 24, last="2024-06"), *monthly("a", "cases", [90] * 6, last="2024-12")]
    asked = {q.check for q in raise_questions(CRITERIA, rows, about=span("2024-07", "2024-12"))}
    assert "jump" in asked
    lives = {"a": (date(2024, 7, 1), None)}
    assert raise_questions(CRITERIA, rows, about=span("2024-07", "2024-12"), lives=lives) == ()


def test_the_fingerprint_is_of_the_figures_and_not_of_the_words():
    """The same question about the same figures is asked once; about corrected ones it is another."""
    rows = figures("a", cases={"2024-03": 400})
    (first,) = every(rows)
    (worded,) = raise_questions(replace(CRITERIA, indicators=_renamed()), rows, about=ALL)
    assert worded.asks != first.asks
    assert worded.fingerprint == first.fingerprint
    others = [
        figures("a", cases={"2024-03": 401}),
        figures("a", cases={"2024-04": 400}),
        figures("b", cases={"2024-03": 400}),
    ]
    assert len({first.fingerprint, *(every(o)[0].fingerprint for o in others)}) == 4


def _renamed():
    cases = CRITERIA.indicators["cases"]
    return {**CRITERIA.indicators, "cases": replace(cases, label=cases.label + " (sửa)")}


GUIDE = (Path(__file__).resolve().parents[3] / "docs/guides/rulebook-authors.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| `(\w+)` \|.*\| ([\d.,]+)(?:; [^\d|]+ ([\d.,]+); [^\d|]+ ([\d.,]+); [^\d|]+ ([\d.,]+))? \|$", re.M
)


def claimed() -> list[dict[CheckKind, list[float]]]:
    """What the guide's table says in both languages: questions for 1,000 figures at most, by kind and course."""
    said: list[dict[CheckKind, list[float]]] = []
    for kind, *rates in ROW.findall(GUIDE):
        if kind == CheckKind.OUT_OF_RANGE:
            said.append({})
        if kind in list(CheckKind):
            said[-1][CheckKind(kind)] = [float((r or rates[0]).replace(",", ".")) for r in rates]
    return said


def _at_least(asked: int, looked: int, share: float) -> float:
    """The chance of so many questions or more, if the guide is right."""
    return float(binom.sf(asked - 1, looked, share))


def test_right_figures_are_asked_about_no_oftener_than_the_guide_says():
    vietnamese, english = claimed()
    assert vietnamese == english
    assert set(vietnamese) == set(CheckKind)
    looked, asked = (dict.fromkeys(product(CheckKind, Course), 0) for _ in range(2))
    sample = load_rulebook("mau-gia-dinh-22/2023")
    for course, (criteria, units) in (*product(Course, [(CRITERIA, 75)]), (Course.STEADY, (sample, 60))):
        honest = honest_figures(criteria, units=units, months=48, seed=7, course=course)
        for found in run_checks(criteria, honest.rows, about=honest.about, revisions=honest.revisions):
            looked[found.check.kind, course] += found.looked
            asked[found.check.kind, course] += len(found.questions)
    assert min(looked[kind, Course.STEADY] for kind in CheckKind) > 300
    for of_course, course in enumerate(Course):
        claims = {k: _at_least(asked[k, course], looked[k, course], vietnamese[k][of_course] / 1000) for k in CheckKind}
        assert {k.value: (asked[k, course], looked[k, course]) for k, chance in claims.items() if chance < 0.01} == {}
    assert all(asked[CheckKind.BEYOND_LIMITS, course] > 0 for course in Course)


def test_the_honest_figures_are_the_same_for_one_seed():
    one, same, other = (honest_figures(CRITERIA, units=3, months=12, seed=s) for s in (1, 1, 2))
    assert one == same
    assert one.rows != other.rows
    assert one.revisions
