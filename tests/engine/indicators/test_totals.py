"""One figure of many units over a period in which they changed: what its months give one by one, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.errors import ObservationError
from kieumau.engine.indicators import (
    BUILT_IN_MEASURES,
    Indicator,
    Observation,
    ObservationTable,
    OverUnits,
    Period,
    Summing,
)
from kieumau.engine.indicators.comparing import compare_units
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.indicators.totals import Total, totals_of
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.wording import plain

MERGED, CUT = date(2025, 4, 1), date(2025, 6, 1)
MONTHS = [month_period(2025, m) for m in range(1, 8)]
END = MONTHS[-1].last
CASES = Indicator("cases", plain("cases"), BUILT_IN_MEASURES["cases"], Summing.SUM, over_units=OverUnits.SUM)
HOMES = Indicator("homes", plain("homes"), BUILT_IN_MEASURES["households"], Summing.LATEST, over_units=OverUnits.SUM)
LIVES = {
    **dict.fromkeys(["a", "b", "c", "e"], (date.min, MERGED)),
    "new a": (MERGED, CUT),
    **dict.fromkeys(["d", "new e"], (MERGED, date.max)),
    **dict.fromkeys(["x", "y"], (CUT, date.max)),
}


def registry() -> Registry:
    """a and b merge into a new a, and c is cut between it and d; e goes on. Later the new a is cut into x and y."""
    acts = {MERGED: "merger", CUT: "cut"}
    units = tuple(
        AdminUnit(
            name[-1], name, "phuong", parent="p", level="commune", valid_from=first, valid_until=end,
            begun_by=acts.get(first, ""), ended_by=acts.get(end, ""),
        )
        for name, (first, end) in LIVES.items()
    )  # fmt: skip
    ways = (
        *(Succession("merger", old, new) for old, new in ("aa", "ba", "ee")),
        *(Succession("merger", "c", new, None) for new in "ad"),
        Succession("cut", "a", "x", Fraction(1, 4)),
        Succession("cut", "a", "y", Fraction(3, 4)),
    )
    changes = {code: Change(code, day, plain(code)) for day, code in acts.items()}
    return check_registry(Registry((AdminUnit("p", "p", "tinh", level="province"), *units), changes, ways))


REGISTRY = registry()
ASKED = [(name[-1], month) for name, (first, end) in LIVES.items() for month in MONTHS if first <= month.first < end]


def totals(
    figures: Mapping[tuple[str, Period], int | Fraction], period: Period, indicator: Indicator = CASES
) -> dict[str, tuple[Fraction | None, bool]]:
    return {code: (t.value, t.is_restated) for code, t in told(figures, period, indicator).items()}


def told(
    figures: Mapping[tuple[str, Period], int | Fraction], period: Period, indicator: Indicator = CASES
) -> dict[str, Total]:
    rows = [Observation(code, month, indicator.code, Fraction(n)) for (code, month), n in figures.items()]
    units = [u for u in REGISTRY.units_on(END).units.values() if u.level == "commune"]
    return totals_of(indicator, rows, units=units, registry=REGISTRY, period=period, on=END)


@settings(max_examples=60)
@given(
    missing=st.sets(st.sampled_from(ASKED), max_size=3),
    silent=st.sets(st.sampled_from("abce"), max_size=1),
    numbers=st.lists(st.integers(-1, 3), min_size=len(ASKED), max_size=len(ASKED)),
    undivided=st.booleans(),
    first=st.integers(0, 4),
)
def test_a_total_is_the_sum_of_its_months_each_restated_alone(missing, silent, numbers, undivided, first):
    figures = {key: Fraction(n, 1 + key[1].first.month % 3) for key, n in zip(ASKED, numbers, strict=True)}
    figures = {key: n for key, n in figures.items() if key not in missing and key[0] not in silent}
    if undivided:  # nothing of c is to be divided, so all are known
        figures |= {key: Fraction(0) for key in figures if key[0] == "c"}
    months = [totals(figures, month) for month in MONTHS[first:]]
    found = totals(figures, Period(MONTHS[first].first, END))
    for code, (value, _) in found.items():
        each = [month[code][0] for month in months]
        assert value == (None if None in each else sum(each))


WHOLE = dict.fromkeys(ASKED, 3) | {key: 0 for key in ASKED if key[0] == "c"}


@pytest.mark.parametrize(
    ("figures", "code", "gap"),
    [
        ({k: n for k, n in WHOLE.items() if k != ("b", MONTHS[1])}, "x", "tháng 2/2025: chưa có số liệu của phường b"),
        ({k: n for k, n in WHOLE.items() if k[0] not in "bc"}, "x", "tháng 1/2025: chưa có số liệu của phường b"),
        ({k: n for k, n in WHOLE.items() if k[0] != "b"}, "y", "tháng 1/2025: chưa có số liệu của phường b"),
        (WHOLE | {("c", MONTHS[1]): 1}, "d", "01/01/2025 đến 31/03/2025: phường c (c) chia cho nhiều đơn vị"),
        (WHOLE | {("c", MONTHS[1]): 1, ("c", MONTHS[2]): -1}, "d", "tháng 2/2025: phường c (c) chia cho nhiều đơn vị"),
        ({k: n for k, n in WHOLE.items() if k != ("e", MONTHS[5])}, "e", "thiếu số liệu tháng 6/2025"),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_to_the_month_and_what_cannot_be_divided_for_all_of_them(figures, code, gap):
    found = told(figures, Period(MONTHS[0].first, END))[code]
    assert found.value is None and found.gap.vi.startswith(gap)


def test_the_latest_figure_is_restated_only_where_it_is_of_others():
    march, june = MONTHS[2], MONTHS[5]
    size = {("a", march): 10, ("b", march): 20, ("c", march): 0, ("e", march): 5, ("x", june): 11}
    size |= {("e", june): 6, ("e", Period(march.first, END)): 7}
    found = totals(size, Period(MONTHS[0].first, END), HOMES)
    assert found == {"x": (11, False), "y": (Fraction("22.5"), True), "d": (0, True), "e": (7, False)}


def test_units_are_compared_under_those_of_the_later_day_and_codes_are_read_on_their_own_or_on_one():
    """June beside February: the codes of February mean a and b, unless the table says that all are of a later day."""
    february, june = MONTHS[1], MONTHS[5]
    table = ObservationTable(
        tuple(
            Observation(c, p, "cases", Fraction(n))
            for c, p, n in [
                ("a", february, 40),
                ("b", february, 20),
                ("c", february, 0),
                ("x", june, 30),
                ("y", june, 9),
            ]
        )
    )
    found = compare_units(table, REGISTRY, CASES, before=february, after=june)
    told = {u.unit: u.of.change and (u.of.change.before, u.of.change.after, u.of.is_restated) for u in found.units}
    assert told == {"d": None, "x": (15, 30, True), "y": (45, 9, True)} and found.restated_on == june.last
    assert found.total is not None and found.total.change is not None and found.total.change.before == 60
    rows = tuple(replace(r, unit={"a": "x", "b": "y"}.get(r.unit, "e")) for r in table.rows[:3])
    found = compare_units(
        ObservationTable((*rows, *table.rows[3:])), REGISTRY, CASES, before=february, after=june, coded_on=june.last
    )
    told = {u.unit: u.of.change and (u.of.change.before, u.of.change.after, u.of.is_restated) for u in found.units}
    assert told == {"e": None, "x": (40, 30, False), "y": (20, 9, False)} and found.restated_on is None


def test_a_code_that_means_two_units_within_its_period_is_refused_before_anything_is_compared():
    half = Period(MONTHS[0].first, MONTHS[5].last)
    table = ObservationTable((Observation("a", half, "cases", Fraction(9)),))
    with pytest.raises(ObservationError, match="a"):
        compare_units(table, REGISTRY, CASES, before=half, after=MONTHS[6])
