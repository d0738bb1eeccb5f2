"""Each check: the figures it asks about, and those just before them that it does not. Every question is a question."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

import pytest
from checked_series import ALL, CRITERIA, HIGH, figures, month, monthly, span, year

from kieumau.engine.indicators import Observation, Period
from kieumau.engine.questions import RaisedQuestion, Revision, raise_questions


def asked(rows: list[Observation], code: str, about: Period = ALL, **more: object) -> list[RaisedQuestion]:
    found = [q for q in raise_questions(CRITERIA, rows, about=about, **more) if q.check == code]  # type: ignore[arg-type]
    for question in found:
        assert question.asks.vi.endswith("?")
        assert question.asks.en.endswith("?")
        assert question.advice.vi
        assert question.facts
        assert about.holds(question.period)
    return found


@pytest.mark.parametrize(
    ("value", "asks"), [("0", 0), ("300", 0), ("301", 1), ("-1", 1)], ids=["least", "most", "above", "below"]
)
def test_a_figure_outside_its_usual_range_is_asked_about(value, asks):
    found = asked(figures("a", cases={"2024-01": value}), "out_of_range")
    assert len(found) == asks
    assert all(f"{value.replace('-', '−')} vụ" in q.asks.vi and "0–300" in q.asks.vi for q in found)


def test_a_declared_range_says_how_urgent_it_is_and_what_to_do():
    found = asked(figures("a", people={"2024": 9000}), "people_range")
    assert [(q.severity, q.advice.en) for q in found] == [(HIGH, "Ask the registry.")]
    assert asked(figures("a", people={"2024": 9000}), "out_of_range") == []


def test_the_part_of_a_year_on_which_a_unit_stood_is_said_as_its_return_says_it():
    half = Period(date(2025, 7, 1), date(2025, 12, 31))
    found = asked([Observation("a", half, "people", Fraction(9000))], "people_range")
    assert "năm 2025 (từ 01/07): 9.000" in found[0].asks.vi and "2025 (from 1/7): 9,000" in found[0].asks.en


@pytest.mark.parametrize(("part", "asks"), [(50, 0), (51, 1), (None, 0)])
@pytest.mark.parametrize(
    ("code", "names"), [("settled_of_calls", ("settled", "calls")), ("part_of_whole", ("good", "forms"))]
)
def test_a_part_above_its_whole_is_asked_about_declared_or_implied_by_a_rule(part, asks, code, names):
    small, large = names
    key = "2024" if small == "good" else "2024-03"
    rows = figures("a", **{small: {key: part}, large: {key: 50}})
    found = asked(rows, code)
    assert [q.indicators for q in found] == [names] * asks
    assert all({f.value for f in q.facts} == {part, 50} for q in found)


@pytest.mark.parametrize(("night", "asks"), [(6, 0), (7, 1), (5, 1), (None, 0)])
def test_parts_beside_their_total_are_both_shown(night, asks):
    found = asked(figures("a", cases={"2024-03": 10}, day={"2024-03": 4}, night={"2024-03": night}), "two_halves")
    assert len(found) == asks
    for question in found:
        assert "10 vụ" in question.asks.vi
        assert f"{4 + night} vụ" in question.asks.vi


@pytest.mark.parametrize(
    ("sent", "asks"),
    [("xxx-", 1), ("xxxx", 0), ("-xx-", 0), ("xxx--", 1), ("xxx-xx-", 1), ("xxx-xxx-", 2)],
)
def test_a_figure_is_missed_where_three_periods_before_have_one(sent, asks):
    rows = figures("a", cases={f"2024-{m:02}": 5 for m, had in enumerate(sent, 1) if had == "x"})
    assert len(asked(rows, "gone", span("2024-01", f"2024-{len(sent):02}"))) == asks


def test_what_one_unit_did_not_send_for_a_period_is_one_question():
    gone = {f"2024-{m:02}": 5 for m in (1, 2, 3)}
    (found,) = asked(figures("a", cases=gone, calls=gone), "gone", span("2024-01", "2024-04"))
    assert found.indicators == ("cases", "calls")
    assert len(found.facts) == 6


def test_a_unit_is_not_asked_for_figures_of_a_time_when_it_was_not_there():
    rows = figures("a", cases={f"2024-{m:02}": 5 for m in (1, 2, 3)})
    about = span("2024-01", "2024-04")
    for lives, asks in (((2024, 1, 1), None), 1), (((2024, 1, 1), date(2024, 4, 1)), 0), (((2024, 2, 1), None), 0):
        lived = {"a": (date(*lives[0]), lives[1])}
        assert len(asked(rows, "gone", about, lives=lived)) == asks
    assert asked(rows, "gone", about, lives={"b": (date(1990, 1, 1), None)}) == []


@pytest.mark.parametrize(
    ("before", "value", "asks"),
    [
        ([8] * 6, 0, 1),
        ([8] * 5 + [7], 0, 0),
        ([8] * 6, 1, 0),
        ([60] * 5, 0, 0),
        ([7] * 23 + [17], 0, 1),
        ([7] * 23 + [16], 0, 0),
        ([500] + [7] * 23 + [16], 0, 0),
    ],
    ids=["rare", "not so rare", "not zero", "too short", "two years", "not so rare", "what lies further back"],
)
def test_a_zero_is_asked_about_where_the_months_before_make_it_rare(before, value, asks):
    """Six months before a February: 184 and 29 days, so (184/213)^48 = 0.0009; two years: (730/759)^178 = 0.00098."""
    assert len(asked(monthly("a", "cases", [*before, value], last="2024-02"), "none")) == asks


def test_zeros_after_zeros_are_no_news():
    assert asked(monthly("a", "cases", [0] * 24, last="2024-12"), "none") == []


@pytest.mark.parametrize("code", ["jump", "jump_spread"])
def test_a_month_beyond_the_control_limits_is_asked_about_and_the_limits_are_said(code):
    steady = [40, 36, 44, 41, 38, 43, 39, 42, 37, 45, 40, 40]
    of = {"jump": "cases", "jump_spread": "calls"}[code]
    for value, asks in ((41, 0), (90, 1), (5, 1)):
        found = asked(monthly("a", of, [*steady * 2, value], last="2024-12"), code, month("2024-12"))
        assert len(found) == asks
    assert asked(monthly("a", of, [*steady[:11], 200], last="2024-12"), code) == []  # eleven months are no base
    (low,) = found
    assert "dưới giới hạn kiểm soát" in low.asks.vi
    assert "24 tháng" in low.asks.vi


@pytest.mark.parametrize(
    ("season", "rest", "value", "asks"),
    [(60, 20, 60, 0), (60, 20, 75, 0), (60, 20, 95, 1), (20, 60, 20, 0), (20, 60, 6, 1)],
    ids=["high again", "chance", "higher", "low again", "lower"],
)
@pytest.mark.parametrize("years", [1, 2])
def test_a_month_that_is_so_every_year_is_not_asked_about(season, rest, value, asks, years):
    rows = monthly("a", "cases", [season, *[rest] * 11] * years + [value], last="2024-12")
    assert len(asked(rows, "jump", month("2024-12"))) == asks


@pytest.mark.parametrize(
    ("code", "then", "asks"),
    [
        ("none", [0] * 9, ["2024-01"]),
        ("none", [0, 0, 50, 0], ["2024-01", "2024-04"]),
        ("jump", [22] * 6, ["2024-01"]),
        ("jump", [22, 50, 22], ["2024-01", "2024-03"]),
        ("jump", [22, 90, 90], ["2024-01", "2024-02"]),
    ],
)
def test_a_change_that_lasts_is_asked_about_when_it_begins(code, then, asks):
    rows = monthly("a", "cases", [50] * 24 + then, last=f"2024-{len(then):02}")
    assert [q.period.label for q in asked(rows, code, year(2024))] == asks


def test_of_one_figure_one_question_is_asked():
    rows = monthly("a", "cases", [40] * 24 + [0], last="2024-12")
    assert [q.check for q in raise_questions(CRITERIA, rows, about=month("2024-12")) if q.kind != "missing"] == ["none"]
    rows = monthly("a", "cases", [40] * 24 + [999], last="2024-12")
    assert [q.check for q in raise_questions(CRITERIA, rows, about=month("2024-12"))] == ["out_of_range"]


@pytest.mark.parametrize(
    ("round_ones", "others", "level", "asks"),
    [(8, 4, 0, 1), (7, 5, 0, 0), (7, 3, 0, 1), (6, 4, 0, 0), (9, 0, 0, 0), (12, 12, 0, 0), (12, 0, -30, 0)],
    ids=["12 just rare", "12 just not", "10 just rare", "10 just not", "too few", "last year's", "small counts"],
)
def test_round_figures_are_asked_about_once_a_year(round_ones, others, level, asks):
    """P(X >= 8 of 12) at one in five is 0.00058, of 7 it is 0.0039; of 10: 0.00086 for 7, 0.0064 for 6."""
    counts = [level + 35 + 5 * (i % 3) for i in range(round_ones)] + [41 + i % 3 for i in range(others)]
    rows = monthly("a", "calls", counts, last="2024-12")
    assert len(asked(rows, "round", year(2024))) == asks
    assert asked(monthly("a", "calls", counts, last="2024-11"), "round", year(2024)) == []


@pytest.mark.parametrize(("other", "asks"), [(0, 0), (1, 0), (2, 1)])
def test_a_series_that_hardly_varies_was_planned_and_its_round_figures_say_nothing(other, asks):
    rows = monthly("a", "calls", [50] * (12 - other) + [55] * other, last="2024-12")
    assert len(asked(rows, "round", year(2024))) == asks


CORRECTED = ("2024-09", "2024-10", "2024-11", "2024-12")


@pytest.mark.parametrize(
    ("moved", "before", "late", "asks"),
    [
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13]}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13]}, 122, True, 1),
        ({"2024-11": [18]}, 122, True, 1),
        ({"2024-10": [12], "2024-11": [12]}, 122, True, 0),
        ({f"2024-{m:02}": [11] for m in range(4, 10)}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13], "2024-09": [9]}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-09": [5]}, 122, True, 0),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13]}, 122, False, 0),
        ({"2024-05": [13], "2024-11": [13], "2024-12": [13]}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13]}, 200, True, 0),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13]}, 134, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13]}, 218, True, 4),
        ({"2024-10": [7], "2024-11": [7], "2024-12": [7]}, 117, True, 0),
        ({"2024-10": [13, None], "2024-11": [13, None], "2024-12": [13, None]}, 122, True, 1),
        ({"2024-10": [13, None], "2024-11": [13, None]}, 122, True, 1),
        ({"2024-10": [13, 14], "2024-11": [13, 14]}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [10, 12]}, 122, True, 1),
        ({"2024-10": [13], "2024-11": [13], "2024-12": [13], "2024-09": [10, 9]}, 122, True, 1),
    ],
    ids=[
        "crosses", "two", "one large", "too small a sum", "small over six months", "one up", "the sum is small", "in time", "early in the year", "fell anyway", "meets the rule", "a sure fall", "up",
        "withdrawn between", "withdrawn twice", "up at first", "put back is none", "put back is not up",
    ],
)  # fmt: skip
def test_late_corrections_whose_sum_decides_are_asked_about(moved, before, late, asks):
    """The year has 120 as it stands; a rule asks for a fall of a tenth, which 134 before needs 120 for.

    Another asks for a sure fall of 0.3, which 120 after 218 is (at least 0.31), and 129 is not (0.26).
    """
    rows = monthly("a", "cases", [10] * 12, last="2024-12")
    rows += figures("a", cases={"2023": before})
    revisions = []
    for key, sent in moved.items():
        period = month(key)
        day = date(2025, 1, 20) if late else period.last
        for version, value in enumerate([*sent, 10]):
            revisions.append(Revision("a", period, "cases", version, value, day if version else period.last))
    found = asked(rows, "late", revisions=revisions)
    assert len(found) == min(asks, 1)
    if before in (134, 218):
        assert f"tiêu chí {asks} " in found[0].asks.vi


def test_late_corrections_across_a_fixed_line_are_asked_about_without_a_year_before():
    """A criterion asks for 1,000 at most: 1,008 was sent, 999 stands; what was moved to another figure is the same."""
    rows = monthly("a", "cases", [83] * 10 + [84, 85], last="2024-12")
    period, moved = month("2024-03"), date(2025, 1, 20)
    revisions = [
        Revision("a", period, "cases", 1, 92, period.last),
        Revision("a", period, "cases", 2, 83, moved),
        Revision("a", period, "calls", 1, 10, period.last),
        Revision("a", period, "calls", 2, 19, moved),
    ]
    (found,) = asked(rows, "late", revisions=revisions)
    assert "cộng lại giảm 9, đưa cả năm từ 1.008 thành 999 vụ. Kết quả tiêu chí 5 phụ thuộc" in found.asks.vi
    assert "together 9 fewer, took the year from 1,008 to 999 cases. The verdict on criterion 5" in found.asks.en


@pytest.mark.parametrize(
    ("other", "asks"),
    [((47, 39, 28), 2), ((47, 39, 29), 0), ((47, 39, None), 0)],
    ids=["the same", "one differs", "one not sent"],
)
def test_the_same_figures_of_two_units_are_asked_about_in_both(other, asks):
    # Their levels of the year before are far apart, so that chance hardly makes them agree.
    rows = [
        *(
            r
            for c, x in (("cases", 47), ("calls", 39), ("visits", 28))
            for r in monthly("a", c, [x] * 9, last="2024-09")
        ),
        *(r for c in ("cases", "calls", "visits") for r in monthly("b", c, [12] * 8, last="2024-08")),
        *figures("b", **{c: {"2024-09": x} for c, x in zip(("cases", "calls", "visits"), other, strict=True)}),
    ]
    found = asked(rows, "same", month("2024-09"), names={"b": "Phường Bê"})
    assert [q.unit for q in found] == ["a", "b"][:asks]
    assert all(others in q.asks.vi for q, others in zip(found, ("Phường Bê", "một đơn vị khác"), strict=False))


@pytest.mark.parametrize("levels", [[2] * 6, [2, 2, 4, 5, 6, 7]], ids=["everywhere", "two by plan"])
def test_small_figures_are_easily_the_same_and_nothing_is_asked(levels):
    """Nor over a year, where a unit's figure is the same in every month."""
    rows = [
        row
        for unit, level in zip("abcdef", levels, strict=True)
        for code in ("cases", "calls", "visits")
        for row in monthly(unit, code, [level] * 12, last="2024-12")
    ]
    assert asked(rows, "same") == []


@pytest.mark.parametrize(("alike", "asks"), [(12, ["2024"] * 2), (11, [])])
def test_small_units_alike_through_a_whole_year_are_asked_about_with_its_last_month(alike, asks):
    draw, rows = Random(5), list[Observation]()
    for code in ("cases", "calls", "visits"):
        of = {unit: [draw.randint(0, 3) for _ in range(24)] for unit in "abcdef"}
        of["b"][-alike:] = of["a"][-alike:]
        rows += [row for unit, counts in of.items() for row in monthly(unit, code, counts, last="2024-12")]
    found = asked(rows, "same", year(2024))
    assert [q.period.label for q in found] == asks
    assert all("trong cả 12 tháng" in q.asks.vi and len(q.facts) == 36 for q in found)


def evenly(total):
    """Over twelve months."""
    return [total * (m + 1) // 12 - total * m // 12 for m in range(12)]


def test_months_that_come_in_clusters_make_no_two_directions():
    """140 to 100 by a single month of 63: what varies so much from month to month may have done that by chance."""
    rows = [
        *monthly("a", "cases", [7] * 11 + [63], last="2023-12"),
        *monthly("a", "cases", evenly(100), last="2024-12"),
        *figures("a", reports={"2023": 100, "2024": 140}),
    ]
    assert asked(rows, "apart", year(2024)) == []


@pytest.mark.parametrize(
    ("calls", "cases", "asks"),
    [
        ((100, 140), (140, 100), 1),
        ((100, 120), (140, 100), 0),
        ((100, 140), (140, 120), 0),
        ((140, 100), (100, 140), 0),
    ],
    ids=["apart", "calls may be chance", "cases may be chance", "the other way round"],
)
def test_calls_that_rise_while_cases_fall_are_asked_about_yearly_and_monthly(calls, cases, asks):
    rows = [
        *monthly("a", "cases", evenly(cases[0]), last="2023-12"),
        *monthly("a", "cases", evenly(cases[1]), last="2024-12"),
        *figures("a", reports=dict(zip(("2023", "2024"), calls, strict=True))),
    ]
    found = asked(rows, "apart", year(2024))
    assert len(found) == asks
    for question in found:
        assert question.indicators == ("reports", "cases")
        assert {f.value for f in question.facts} == {*calls, *cases}
        assert "100" in question.asks.vi
        assert "140" in question.asks.en
