"""What units are asked: each figure once, from the sets in force, for the days on which they stood."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kieumau.engine.criteria import CriteriaSet, clipped, form_for, parse_rulebook, version_for, whole_periods
from kieumau.engine.errors import RulebookError
from kieumau.engine.indicators import Calendar, Every, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit

MARCH, YEAR = month_period(2024, 3), Period(date(2024, 1, 1), date(2024, 12, 31))
THEFTS = '{label: {vi: "Số vụ trộm", en: Thefts}, measure: cases, over_period: sum, every: month}'
PLAN = "{label: {vi: Có kế hoạch, en: A plan}, measure: fact}"


def rulebook(
    name: str, indicators: dict[str, str], *, rules: str = "", version: str = "1", more: str = ""
) -> CriteriaSet:
    """A set of one criterion that uses each of its figures."""
    rows = "\n".join(f"  {code}: {text}" for code, text in indicators.items())
    meets = rules or " and ".join(code if "fact" in text else f"{code} >= 0" for code, text in indicators.items())
    head = more if "in_force" in more else f"issued: {{title: Mẫu, issuer: Kiểu Mẫu, in_force: 2024-01-01}}\n{more}"
    return parse_rulebook(
        f"rulebook: {name}\nversion: '{version}'\nnature: sample\ntitle: {{vi: Bộ {name}, en: Set {name}}}\n{head}\n"
        f"applies_to: [phuong]\nindicators:\n{rows}\ncriteria:\n  - code: '1'\n    label: {{vi: Một, en: One}}\n"
        f"    law: Mục 1\n    meets: {meets}\nrecognised_when: all\n",
        file=f"{name}.yaml",
    )


def asked(*sets: CriteriaSet, kind: str = "phuong", period: Period = MARCH, every: Every = Every.MONTH) -> list[str]:
    return [a.code for a in form_for(sets, kind=kind, period=period, every=every).entered]


def test_a_month_asks_for_what_is_asked_monthly_and_a_year_for_the_rest():
    criteria = rulebook("mot", {"thefts": THEFTS, "plan": PLAN})
    assert asked(criteria) == ["thefts"]
    assert asked(criteria, period=YEAR, every=Every.YEAR) == ["plan"]
    assert asked(criteria, kind="xa") == []


def test_the_same_figure_in_two_programmes_is_asked_once():
    one = rulebook("mot", {"thefts": THEFTS, "plan": PLAN})
    two = rulebook("hai", {"fires": THEFTS.replace("Số vụ trộm", "Số vụ cháy"), "thefts": THEFTS})
    form = form_for([one, two], kind="phuong", period=MARCH, every=Every.MONTH)
    assert [(a.code, [s.name for s in a.sets]) for a in form.entered] == [
        ("thefts", ["mot", "hai"]),
        ("fires", ["hai"]),
    ]


@pytest.mark.parametrize(
    "other",
    [
        THEFTS.replace("Số vụ trộm", "Số vụ cướp"),
        THEFTS.replace("cases", "events"),
        THEFTS.replace("sum", "latest"),
    ],
    ids=["another label", "another measure", "another summing"],
)
def test_one_code_with_two_meanings_is_refused_and_both_are_named(other):
    one, two = rulebook("mot", {"thefts": THEFTS}), rulebook("hai", {"thefts": other})
    with pytest.raises(RulebookError, match=r"mã “thefts” có hai nghĩa: .* trong mot/1 và .* trong hai/1"):
        asked(one, two)


def test_a_label_in_other_capitals_is_the_same_label():
    one, two = rulebook("mot", {"thefts": THEFTS}), rulebook("hai", {"thefts": THEFTS.replace("Số vụ", "số  vụ")})
    assert asked(one, two) == ["thefts"]


def test_a_ratio_is_computed_only_where_its_part_and_whole_are_asked_for_the_same_period():
    staff = "{label: {vi: Quân số, en: Staff}, measure: persons%s}"
    young = staff.replace("Quân số", "Cán bộ trẻ")
    share = "{label: {vi: Tỷ lệ trẻ, en: Young}, measure: share, over_units: {part: young, whole: staff}}"
    figures = {"staff": staff % "", "young": young % "", "young_share": share}
    form = form_for([rulebook("mot", figures)], kind="phuong", period=YEAR, every=Every.YEAR)
    assert ([a.code for a in form.entered], [a.code for a in form.computed]) == (["staff", "young"], ["young_share"])
    figures["staff"] = staff % ", every: month"
    form = form_for([rulebook("mot", figures)], kind="phuong", period=YEAR, every=Every.YEAR)
    assert ([a.code for a in form.entered], list(form.computed)) == (["young", "young_share"], [])


def test_a_year_is_asked_by_each_programmes_own_calendar():
    criteria = rulebook("mot", {"plan": PLAN}, more='period: {starts: "11-16"}\n')
    own = Period(date(2023, 11, 16), date(2024, 11, 15))
    assert asked(criteria, period=YEAR, every=Every.YEAR) == []
    assert asked(criteria, period=own, every=Every.YEAR) == ["plan"]


def test_months_are_not_asked_by_a_programme_whose_year_begins_within_one():
    with pytest.raises(RulebookError, match="năm đánh giá không bắt đầu vào đầu tháng"):
        rulebook("mot", {"thefts": THEFTS}, more='period: {starts: "11-16"}\n')


def test_a_day_is_reported_by_the_newest_version_in_force_and_before_the_first_by_the_first():
    def of(version: str, in_force: str) -> CriteriaSet:
        issued = f"issued: {{title: Mẫu, issuer: Kiểu Mẫu, in_force: {in_force}}}\n"
        return rulebook("mot", {"plan": PLAN}, version=version, more=issued)

    versions = [of("b", "2024-01-01"), of("a", "2022-01-01"), of("c", "2025-07-01")]
    days = ["2020-01-01", "2022-01-01", "2023-12-31", "2024-01-01", "2025-06-30", "2025-07-01"]
    assert [version_for(versions, date.fromisoformat(d)).version for d in days] == ["a", "a", "a", "b", "b", "c"]


CHANGE = date(2024, 3, 15)
OLD = AdminUnit("1", "Cũ", "phuong", valid_until=CHANGE)
NEW = AdminUnit("1", "Mới", "phuong", valid_from=CHANGE)


@pytest.mark.parametrize(
    ("unit", "period", "every", "covered"),
    [
        (OLD, MARCH, Every.MONTH, ("2024-03-01", "2024-03-14")),
        (NEW, MARCH, Every.MONTH, ("2024-03-15", "2024-03-31")),
        (OLD, month_period(2024, 4), Every.MONTH, None),
        (NEW, month_period(2024, 2), Every.MONTH, None),
        (OLD, YEAR, Every.YEAR, None),  # the year is asked of who is there at its end
        (NEW, YEAR, Every.YEAR, ("2024-03-15", "2024-12-31")),
    ],
)
def test_a_unit_reports_the_days_on_which_it_stood(unit, period, every, covered):
    found = clipped(period, unit, every)
    assert (found and (found.first.isoformat(), found.last.isoformat())) == covered


@given(st.lists(st.dates(date(2022, 1, 2), date(2024, 12, 30)), unique=True, max_size=6))
def test_through_any_changes_the_months_of_a_place_are_reported_day_by_day_once(changes):
    days = [date.min, *sorted(changes), date.max]
    units = [AdminUnit("1", str(i), valid_from=a, valid_until=b) for i, (a, b) in enumerate(pairwise(days))]
    first, last = date(2022, 1, 1), date(2024, 12, 31)
    reported = []
    for unit in units:
        for period in whole_periods(Calendar(), Every.MONTH, first=first, last=last):
            if (span := clipped(period, unit, Every.MONTH)) is not None:
                reported += [span.first + timedelta(days=n) for n in range(span.days)]
    assert sorted(reported) == [first + timedelta(days=n) for n in range((last - first).days + 1)]
