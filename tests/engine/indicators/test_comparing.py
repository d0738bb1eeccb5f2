"""A count in two periods, in one sentence: never a bare percent, nothing filled in."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from kieumau.engine.indicators import BUILT_IN_MEASURES, Calendar, Indicator, Observation, Period, Summing
from kieumau.engine.indicators.comparing import alike, compare_periods, compare_totals, compared_together
from kieumau.engine.indicators.comparison_words import said_comparison, said_p
from kieumau.engine.indicators.totals import Total
from kieumau.engine.statistics.methods import Method
from kieumau.engine.wording import Words

CASES = Indicator("cases", Words("Số vụ", "Cases"), BUILT_IN_MEASURES["cases"], Summing.SUM)
EXACT = "phép so chính xác có điều kiện"


def period(text: str) -> Period:
    ends = [Calendar().parse(end) for end in text.split("..")]
    assert ends[0] is not None and ends[-1] is not None
    return Period(ends[0].first, ends[-1].last)


def months(text: str, total: Fraction | int) -> list[Observation]:
    """Spread over the months as evenly as whole counts can be: only the sum counts."""
    whole, spans = period(text), []
    day = whole.first
    while day <= whole.last:
        month = Calendar("month").around(day)
        spans.append(Period(day, min(month.last, whole.last)))
        day = spans[-1].last + timedelta(days=1)
    total, n = Fraction(total), len(spans)
    parts = [(total * (i + 1)) // n - (total * i) // n for i in range(n)]
    parts[-1] += total - sum(parts)
    return [Observation("25198", span, "cases", Fraction(part)) for span, part in zip(spans, parts, strict=True)]


def said(before: str, x: Fraction | int, after: str, y: Fraction | int, **more: object) -> Words:
    rows = months(before, x) + months(after, y)
    return said_comparison(compare_periods(CASES, rows, before=period(before), after=period(after), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "x", "after", "y", "vi", "en"),
    [
        ("2022", 300, "2023", 240,
         f"năm 2022: 300 vụ; năm 2023: 240 vụ, giảm 20% (khoảng tin cậy 95%: từ giảm 32,8% đến giảm 4,9%); khó có thể chỉ do ngẫu nhiên (p = 0,011, {EXACT}).",
         "2022: 300 cases; 2023: 240 cases, down 20% (95% confidence interval: from a fall of 32.8% to a fall of 4.9%); chance alone hardly makes this difference (p = 0.011, the exact conditional test)."),
        ("2022", 60, "2023", 40,
         f"năm 2022: 60 vụ; năm 2023: 40 vụ, giảm 33,3% (khoảng tin cậy 95%: từ giảm 56,5% đến tăng 1,1%); chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này (p = 0,057, {EXACT}).",
         "2022: 60 cases; 2023: 40 cases, down 33.3% (95% confidence interval: from a fall of 56.5% to a rise of 1.1%); chance alone could make this difference (p = 0.057, the exact conditional test)."),
        ("2022", 300, "2023", 300,
         "năm 2022: 300 vụ; năm 2023: 300 vụ, không đổi (khoảng tin cậy 95%: từ giảm 15,1% đến tăng 17,7%).",
         "2022: 300 cases; 2023: 300 cases, unchanged (95% confidence interval: from a fall of 15.1% to a rise of 17.7%)."),
        ("2022", 0, "2023", 4,
         f"năm 2022: 0 vụ; năm 2023: 4 vụ, tăng từ 0, nên không có tỷ lệ phần trăm; chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này (p = 0,13, {EXACT}).",
         "2022: 0 cases; 2023: 4 cases, up from 0, so there is no percentage; chance alone could make this difference (p = 0.13, the exact conditional test)."),
        ("2022", 0, "2023", 0, "năm 2022: 0 vụ; năm 2023: 0 vụ, không đổi.", "2022: 0 cases; 2023: 0 cases, unchanged."),
        ("2024-01", 0, "2024-02", 0, "tháng 1/2024: 0 vụ; tháng 2/2024: 0 vụ, không đổi.", "01/2024: 0 cases; 02/2024: 0 cases, unchanged."),
        ("2022", 19, "2023", 7,
         f"năm 2022: 19 vụ; năm 2023: 7 vụ, giảm 12 vụ; số nhỏ nên không nói bằng phần trăm; khó có thể chỉ do ngẫu nhiên (p = 0,029, {EXACT}).",
         "2022: 19 cases; 2023: 7 cases, 12 cases fewer; the numbers are too small for a percentage; chance alone hardly makes this difference (p = 0.029, the exact conditional test)."),
        ("2022", 1, "2023", 2,
         f"năm 2022: 1 vụ; năm 2023: 2 vụ, tăng 1 vụ; số nhỏ nên không nói bằng phần trăm; chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này (p = 1,00, {EXACT}).",
         "2022: 1 case; 2023: 2 cases, 1 case more; the numbers are too small for a percentage; chance alone could make this difference (p = 1.00, the exact conditional test)."),
        ("2024-01", 100, "2024-02", 93,
         f"tháng 1/2024: 100 vụ; tháng 2/2024: 93 vụ, giảm 0,6%, tính theo ngày (khoảng tin cậy 95%: từ giảm 25,9% đến tăng 33,2%); chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này (p = 1,00, {EXACT}).",
         "01/2024: 100 cases; 02/2024: 93 cases, down 0.6%, by the day (95% confidence interval: from a fall of 25.9% to a rise of 33.2%); chance alone could make this difference (p = 1.00, the exact conditional test)."),
        ("2024-01", 10, "2024-02", 9,
         f"tháng 1/2024: 10 vụ; tháng 2/2024: 9 vụ, so theo ngày vì hai kỳ dài khác nhau; số nhỏ nên không nói bằng phần trăm; chỉ ngẫu nhiên cũng có thể tạo ra khác biệt này (p = 1,00, {EXACT}).",
         "01/2024: 10 cases; 02/2024: 9 cases, compared by the day, for the periods differ in length; the numbers are too small for a percentage; chance alone could make this difference (p = 1.00, the exact conditional test)."),
        ("2023-01-15..2023-03-14", 40, "2024-01-15..2024-03-14", 0,
         f"15/01/2023 đến 14/03/2023: 40 vụ; 15/01/2024 đến 14/03/2024: 0 vụ, giảm 100% (khoảng tin cậy 95%: từ giảm 100% đến giảm 90,3%); khó có thể chỉ do ngẫu nhiên (p < 0,001, {EXACT}).",
         "15 January 2023 to 14 March 2023: 40 cases; 15 January 2024 to 14 March 2024: 0 cases, down 100% (95% confidence interval: from a fall of 100% to a fall of 90.3%); chance alone hardly makes this difference (p < 0.001, the exact conditional test)."),
    ],
)  # fmt: skip
def test_a_change_is_said_with_its_interval_and_what_chance_does(before, x, after, y, vi, en):
    assert said(before, x, after, y) == Words(vi, en)


def test_the_method_and_the_level_are_the_rulebooks_and_are_named():
    text = said("2022", 60, "2023", 40, method=Method.MID_P, level=0.9).vi
    assert "khoảng tin cậy 90%: từ giảm 52,5% đến giảm 6,8%" in text
    assert "khó có thể chỉ do ngẫu nhiên (p = 0,046, phép so có điều kiện, nửa xác suất (mid-p))" in text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2023", "2024", True),  # a leap day
        ("2023-02", "2024-02", True),
        ("2024-01..2024-02", "2025-01..2025-02", True),
        ("2023-02-01..2023-02-28", "2024-02", True),
        ("2024-01", "2024-03", True),  # as long
        ("2024-01", "2024-02", False),
        ("2023-01-01..2023-01-28", "2024-01", False),  # both begin the year, and one is three days shorter
        ("2022-01..2022-06", "2022-07..2022-12", False),
        ("2021..2022", "2023", False),
    ],
)
def test_the_same_part_of_a_year_is_compared_without_counting_days(one, other, same):
    assert alike(period(one), period(other)) is alike(period(other), period(one)) is same


def test_a_missing_month_is_named_and_nothing_is_filled():
    rows = [r for r in months("2022", 60) + months("2023", 30) if r.period.label not in ("2022-03", "2023-05")]
    found = compare_periods(CASES, rows, before=period("2022"), after=period("2023"))
    assert found.change is None and said_comparison(found).vi == "chưa so sánh được: thiếu số liệu tháng 3/2022"
    never = compare_periods(CASES, rows, before=period("2019-07..2020-06"), after=period("2023"))
    assert said_comparison(never).en == "cannot be compared: no figure for 1 July 2019 to 30 June 2020"


def test_restated_halves_are_rounded_as_on_paper_and_said_to_be():
    rows = months("2022", Fraction(121, 2)) + months("2023", 40)
    found = compare_periods(CASES, rows, before=period("2022"), after=period("2023"))
    assert found.change is not None and found.rounded and (found.change.before, found.change.after) == (61, 40)
    whole = compare_periods(CASES, months("2022", 5) + months("2023", 4), before=period("2022"), after=period("2023"))
    assert not whole.rounded


def test_what_is_no_count_is_refused():
    share = Indicator("share", Words("Tỷ lệ", "Share"), BUILT_IN_MEASURES["share"], Summing.LATEST)
    stock = Indicator("stock", Words("Số hộ", "Households"), BUILT_IN_MEASURES["cases"], Summing.LATEST)
    for one in (share, stock):
        assert not one.is_count
        with pytest.raises(ValueError, match="not a count"):
            compare_periods(one, [], before=period("2022"), after=period("2023"))


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.0, "p < 0,001"), (0.00099, "p < 0,001"), (0.001, "p = 0,001"), (0.0499, "p = 0,0499"), (0.05, "p = 0,050"),
     (0.05004, "p = 0,05004"), (0.0569, "p = 0,057"), (0.128, "p = 0,13"), (1.0, "p = 1,00")],
)  # fmt: skip
def test_p_is_told_from_the_bound_it_is_held_against(p, text):
    assert said_p(p, level=0.95).vi == text


def test_a_day_that_no_month_covers_is_a_gap():
    rows = [r for r in months("2022", 60) if r.period.first != date(2022, 6, 1)]
    rows.append(Observation("25198", Period(date(2022, 6, 1), date(2022, 6, 29)), "cases", Fraction(2)))
    found = compare_periods(CASES, rows + months("2023", 9), before=period("2022"), after=period("2023"))
    assert said_comparison(found).vi == "chưa so sánh được: thiếu số liệu 30/06/2022"


def test_many_pairs_at_once_are_each_compared_as_alone_and_adjusted_together():
    before, after = period("2022"), period("2023-01..2023-06")
    pairs = [
        ((before, Total(Fraction(40 + i % 70))), (after, Total(Fraction(i % 50) if i % 9 else None)))
        for i in range(400)
    ]
    found = compare_totals(CASES, pairs, method=Method.MID_P, level=0.9)
    for one, pair in zip(found, pairs, strict=True):
        alone = compare_totals(CASES, [pair], method=Method.MID_P, level=0.9)[0]
        assert (one.change is None) == (alone.change is None) == (pair[1][1].value is None)
        if one.change is not None and alone.change is not None:
            assert one.change.p == pytest.approx(alone.change.p, rel=1e-9)
            assert one.change.high == pytest.approx(alone.change.high, rel=1e-9)
            assert one.change.exposure_after == after.days and one.among == 355
            assert one.adjusted is not None and one.adjusted >= one.change.p * (1 - 1e-9)


def test_what_was_asked_of_a_part_of_its_period_is_not_compared_with_the_whole_of_another():
    before, after = period("2022"), period("2023")
    young = Total(Fraction(9), part=period("2022-07..2022-12"))
    found = compare_totals(CASES, [((before, young), (after, Total(Fraction(20))))], method=Method.EXACT, level=0.95)[0]
    assert found.change is None and said_comparison(found).vi == "chưa so sánh được: chỉ có từ ngày 01/07/2022"


def test_the_sum_of_many_says_nothing_of_those_that_lack_a_figure():
    before, after = period("2022"), period("2023")
    known = [(Total(Fraction(30)), Total(Fraction(1, 2))), (Total(Fraction(30)), Total(Fraction(40)))]
    pairs = [((before, a), (after, b)) for a, b in [*known, (Total(Fraction(500)), Total(None))]]
    found = compare_totals(CASES, pairs, method=Method.EXACT, level=0.95)
    total = compared_together(found)
    assert total is not None and total.change is not None and total.rounded
    assert (total.change.before, total.change.after, total.among) == (60, 41, 1)
    assert compared_together(found[1:]) is None
