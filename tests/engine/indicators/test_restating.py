"""Figures under the units of another day: totals kept to the unit, nothing guessed, and the way back open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.columns.restating import restate_columns
from kieumau.engine.errors import Advice, ObservationError
from kieumau.engine.indicators import (
    BUILT_IN_MEASURES,
    Indicator,
    Observation,
    ObservationTable,
    OverUnits,
    Period,
    Summing,
)
from kieumau.engine.indicators.restating import RestatedFigure, RestatedState, RestatedTable, restate
from kieumau.engine.territory import AdminUnit, Change, Registry, Succession
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.warehouse import write_parquet
from kieumau.engine.wording import plain

MERGED, CUT = date(2025, 7, 1), date(2026, 1, 1)
YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))
BEFORE, AFTER = date(2025, 1, 1), date(2025, 8, 1)


def indicator(code: str, measure: str, rule: OverUnits, components: tuple[str, str] | None = None) -> Indicator:
    return Indicator(
        code, plain(code), BUILT_IN_MEASURES[measure], Summing.LATEST, over_units=rule, components=components
    )


INDICATORS = {
    i.code: i
    for i in (
        indicator("cases", "cases", OverUnits.SUM),
        indicator("files", "files", OverUnits.SUM),
        indicator("on_time", "files", OverUnits.SUM),
        indicator("on_time_share", "share", OverUnits.RATIO, ("on_time", "files")),
        indicator("young_share", "share", OverUnits.NONE),
        indicator("plan", "fact", OverUnits.ALL),
        indicator("gang", "fact", OverUnits.ANY),
        indicator("own_office", "fact", OverUnits.NONE),
    )
}


def unit(code: str, begun: str = "", ended: str = "", **more: object) -> AdminUnit:
    days = {"": None, "merger": MERGED, "cut": CUT}
    more.setdefault("parent", "p")
    more.setdefault("level", "commune")
    return AdminUnit(
        code, f"{code} {begun}".strip(), "phuong", begun_by=begun, ended_by=ended,
        valid_from=days[begun] or date.min, valid_until=days[ended] or date.max, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def registry(*shares: tuple[str, Fraction]) -> Registry:
    """a and b merge into a; c is cut between a and d; e only goes on; later a is cut into a and f."""
    known = dict(shares)
    changes = {"merger": Change("merger", MERGED, plain("merger")), "cut": Change("cut", CUT, plain("cut"))}
    units = (
        unit("p", parent="", level="province"),
        *(unit(code, ended="merger") for code in "abce"),
        unit("a", "merger", "cut"),
        *(unit(code, "merger") for code in "de"),
        *(unit(code, "cut") for code in "af"),
    )
    ways = (
        Succession("merger", "a", "a"),
        Succession("merger", "b", "a"),
        Succession("merger", "c", "a", known.get("a")),
        Succession("merger", "c", "d", known.get("d")),
        Succession("merger", "e", "e"),
        Succession("cut", "a", "a", None),
        Succession("cut", "a", "f", None),
    )
    return check_registry(Registry(units, changes, ways))


def table(figures: dict[str, dict[str, object]], period: Period = YEAR) -> ObservationTable:
    """unit -> indicator -> figure."""
    rows = [
        Observation(code, period, name, value if isinstance(value, bool | None) else Fraction(str(value)))
        for code, each in figures.items()
        for name, value in each.items()
    ]
    return ObservationTable(tuple(rows))


def figure(restated: RestatedTable, code: str, name: str) -> RestatedFigure:
    (found,) = [f for f in restated.figures if (f.unit, f.indicator) == (code, name)]
    return found


def restated(figures: dict[str, dict[str, object]], on: date = AFTER, **options: object) -> RestatedTable:
    return restate(table(figures), registry(), INDICATORS, on=on, **options)  # type: ignore[arg-type]


def test_five_and_seven_give_twelve_and_say_from_whom() -> None:
    known = registry(("a", Fraction("0.000001")), ("d", Fraction("0.999999")))
    made = restate(table({"a": {"cases": 5}, "b": {"cases": 7}, "c": {"cases": 0}}), known, INDICATORS, on=AFTER)
    assert figure(made, "a", "cases").value == 12
    assert [(p.unit.code, p.value) for p in made.origin("a", YEAR, "cases")] == [("a", 5), ("b", 7), ("c", 0)]


def test_a_split_without_a_share_gives_bounds_and_no_number() -> None:
    made = restated({"a": {"cases": 5}, "b": {"cases": 7}, "c": {"cases": 10}})
    a, d = figure(made, "a", "cases"), figure(made, "d", "cases")
    assert (a.value, a.low, a.high, a.standing) == (None, 12, 22, RestatedState.BETWEEN)
    assert (d.value, d.low, d.high) == (None, 0, 10)
    assert "chưa có tỷ lệ" in a.why.vi
    assert not [r for r in made.table.rows if r.unit in "ad"]


def test_a_share_that_was_entered_gives_one_number_and_says_so() -> None:
    known = registry(("a", Fraction("0.35")), ("d", Fraction("0.65")))
    made = restate(table({"a": {"cases": 5}, "b": {"cases": 7}, "c": {"cases": 10}}), known, INDICATORS, on=AFTER)
    a, d = figure(made, "a", "cases"), figure(made, "d", "cases")
    assert (a.value, d.value) == (Fraction("15.5"), Fraction("6.5"))
    assert a.standing is d.standing is RestatedState.BY_SHARE


def test_a_missing_predecessor_leaves_at_least_what_is_known() -> None:
    for missing in ({"a": {"cases": 5}}, {"a": {"cases": 5}, "b": {"cases": None}, "c": {"cases": None}}):
        found = figure(restated(missing), "a", "cases")
        assert (found.value, found.low, found.high, found.standing) == (None, 5, None, RestatedState.INCOMPLETE)
        assert "b (b)" in found.why.vi and "c (c)" in found.why.vi


def test_a_ratio_is_computed_again_from_its_parts_and_never_averaged() -> None:
    figures = {
        "a": {"files": 10, "on_time": 10, "on_time_share": 1},
        "b": {"files": 90, "on_time": 45, "on_time_share": "0.5"},
        "c": {"files": 0, "on_time": 0, "on_time_share": None},
    }
    found = figure(restated(figures), "a", "on_time_share")
    assert found.value == Fraction(55, 100)
    assert {p.unit.code for p in found.parts} == {"a", "b", "c"}


def test_a_ratio_without_its_parts_cannot_be_restated() -> None:
    found = figure(restated({"a": {"on_time_share": 1}, "b": {"on_time_share": "0.5"}, "c": {"on_time_share": 0}}), "a", "on_time_share")  # fmt: skip
    assert (found.standing, found.value, found.low) == (RestatedState.LOST, None, None)
    assert "không lấy trung bình" in found.why.vi


def test_a_share_entered_by_itself_ends_with_its_unit_and_stays_where_the_unit_goes_on() -> None:
    made = restated({c: {"young_share": "0.4"} for c in "abce"})
    assert figure(made, "a", "young_share").standing is RestatedState.LOST
    assert figure(made, "e", "young_share").value == Fraction("0.4")


@pytest.mark.parametrize(
    ("name", "a", "b", "c", "of_a", "of_d"),
    [
        ("plan", True, True, True, True, True),
        ("plan", True, False, True, False, True),
        ("plan", True, True, False, None, None),  # which part of c did not have it is not known
        ("plan", True, False, None, False, "missing"),  # one wholly inside settles it
        ("gang", False, False, False, False, False),
        ("gang", True, False, False, True, False),
        ("gang", False, False, True, None, None),
        ("own_office", True, True, True, None, None),
    ],
)
def test_a_fact_carries_over_only_as_the_rulebook_says(
    name: str, a: bool, b: bool, c: bool | None, of_a: bool | None, of_d: object
) -> None:
    made = restated({"a": {name: a}, "b": {name: b}, "c": {name: c}})
    assert figure(made, "a", name).value is of_a
    assert figure(made, "d", name).value is (None if of_d == "missing" else of_d)


def test_figures_after_the_change_can_be_asked_for_under_the_old_units() -> None:
    later = Period(date(2025, 8, 1), date(2025, 8, 31))
    made = restate(table({"a": {"cases": 9}, "d": {"cases": 4}, "e": {"cases": 3}}, later), registry(), INDICATORS, on=BEFORE)  # fmt: skip
    assert figure(made, "e", "cases").value == 3
    assert (figure(made, "b", "cases").low, figure(made, "b", "cases").high) == (0, 9)
    assert (figure(made, "c", "cases").low, figure(made, "c", "cases").high) == (4, 13)  # all of d came from c


def test_a_level_above_gets_at_least_what_was_given_and_never_a_unit_twice() -> None:
    made = restated({"a": {"cases": 10}, "b": {"cases": 1}}, level="province")
    assert [(f.unit, f.value, f.low, f.high) for f in made.figures] == [("p", None, 11, None)]
    with pytest.raises(ObservationError, match="tính hai lần"):
        restated({"p": {"cases": 100}, "a": {"cases": 10}}, level="province")
    with pytest.raises(ObservationError, match="không có cấp huyện"):
        restated({"a": {"cases": 10}}, level="district")


def test_a_unit_that_ended_without_a_successor_is_told_and_not_lost() -> None:
    changes = {"end": Change("end", MERGED, plain("end"))}
    units = (unit("p", parent="", level="province"), replace(unit("h"), valid_until=MERGED, ended_by="end"), unit("k"))
    made = restate(table({"h": {"cases": 9}, "k": {"cases": 1}}), Registry(units, changes), INDICATORS, on=AFTER)
    assert [(f.unit, f.value) for f in made.figures] == [("k", 1)]
    assert [(u.code, n) for u, n in made.ended] == [("h", 1)]


def test_a_file_that_names_its_units_is_not_read_as_another_units() -> None:
    with pytest.raises(ObservationError, match="tệp gọi mã a là “a merger”"):
        restate(table({"a": {"cases": 9}}), registry(), INDICATORS, on=AFTER, names={"a": "a merger"})
    assert restate(table({"a": {"cases": 9}}), registry(), INDICATORS, on=AFTER, names={"a": "Phường A"}).figures


def test_a_province_gets_all_even_where_its_communes_share_is_not_known() -> None:
    made = restated({c: {"cases": 10} for c in "abce"}, level="province")
    assert [(f.unit, f.value) for f in made.figures] == [("p", 40)]


def test_a_code_that_means_two_units_in_one_period_is_asked_about() -> None:
    across = Period(date(2025, 1, 1), date(2025, 12, 31))
    with pytest.raises(ObservationError) as refused:
        restate(table({"a": {"cases": 1}}, across), registry(), INDICATORS, on=AFTER)
    assert "01/07/2025" in refused.value.said("vi")
    assert refused.value.problems[0].hint is Advice.SAY_DAY_OF_CODES
    for code in "bd":  # b ended within the year, d began in it: whose months they are is not said
        with pytest.raises(ObservationError) as refused:
            restate(table({code: {"cases": 1}}, across), registry(), INDICATORS, on=AFTER)
        assert refused.value.problems[0].hint is Advice.SAY_DAY_OF_CODES
    made = restate(table({"e": {"cases": 2}}, across), registry(), INDICATORS, on=AFTER)
    assert figure(made, "e", "cases").value == 2  # it only went on
    made = restate(table({"a": {"cases": 1}}, across), registry(), INDICATORS, on=AFTER, coded_on=BEFORE)
    assert made.origin("a", across, "cases")[0].unit.valid_until == MERGED


def test_every_unknown_code_is_told_with_the_days_on_which_it_means_something() -> None:
    with pytest.raises(ObservationError) as refused:
        restated({"d": {"cases": 1}, "zz": {"cases": 1}})
    said = refused.value.said("vi")
    assert "d merger" in said and "từ 01/07/2025" in said and "“zz”" in said


# -- what holds for all figures ---------------------------------------------------------------------------------------

counts = st.integers(0, 1000)
some_figures = st.fixed_dictionaries({c: st.fixed_dictionaries({"cases": counts, "files": counts}) for c in "abce"})
days = st.sampled_from([BEFORE, AFTER, date(2026, 3, 1)])
cents = st.integers(1, 99)


@given(some_figures, days, cents)
@settings(max_examples=60)
def test_totals_are_kept_to_the_unit(figures: dict[str, dict[str, int]], on: date, share: int) -> None:
    given_ = table(figures)
    for shares in ((), (("a", Fraction(share, 100)), ("d", Fraction(100 - share, 100)))):
        made = restate(given_, registry(*shares), INDICATORS, on=on)
        for name in ("cases", "files"):
            total = sum(f[name] for f in figures.values())
            each = [f for f in made.figures if f.indicator == name]
            assert sum(f.low or 0 for f in each) <= total <= sum(f.high or 0 for f in each)
            if all(f.value is not None for f in each):
                assert sum(f.value or 0 for f in each) == total
        whole = restate(given_, registry(*shares), INDICATORS, on=on, level="province")
        assert {f.indicator: f.value for f in whole.figures} == {
            name: sum(f[name] for f in figures.values()) for name in ("cases", "files")
        }


@given(some_figures, days, days)
@settings(max_examples=60)
def test_restating_twice_is_restating_once_and_the_old_view_comes_back(
    figures: dict[str, dict[str, int]], first: date, then: date
) -> None:
    given_, known = table(figures), registry()
    once = restate(given_, known, INDICATORS, on=then)
    assert restate(restate(given_, known, INDICATORS, on=first), known, INDICATORS, on=then) == once
    back = restate(once, known, INDICATORS, on=BEFORE)
    assert back.table.fingerprint == given_.fingerprint
    assert {f.indicator: f.value for f in once.figures if f.unit == "e"} == figures["e"]  # it only went on


cells = st.one_of(st.none(), counts)
gappy = st.dictionaries(
    st.sampled_from("abce"),
    st.fixed_dictionaries(
        {"cases": cells, "files": cells, "on_time": cells, "plan": st.one_of(st.none(), st.booleans()),
         "gang": st.one_of(st.none(), st.booleans()), "own_office": st.one_of(st.none(), st.booleans())}
    ),
    min_size=1,
)  # fmt: skip


@pytest.mark.slow
@given(gappy, days, st.one_of(st.none(), cents))
@settings(max_examples=40)
def test_columns_say_what_rows_say(tmp_path_factory: pytest.TempPathFactory, figures: dict[str, dict[str, object]], on: date, share: int | None) -> None:  # fmt: skip
    known = registry() if share is None else registry(("a", Fraction(share, 100)), ("d", Fraction(100 - share, 100)))
    names = ["cases", "files", "on_time", "plan", "gang", "own_office", "on_time_share"]
    types = ["BIGINT"] * 3 + ["BOOLEAN"] * 3 + ["DOUBLE"]
    path = tmp_path_factory.mktemp("wide") / "figures.parquet"
    write_parquet(
        path,
        [("unit", "VARCHAR"), ("period", "VARCHAR"), *zip(names, types, strict=True)],
        [(code, "2024", *(each.get(name) for name in names)) for code, each in figures.items()],
    )
    rows = restate(table({c: {**f, "on_time_share": None} for c, f in figures.items()}), known, INDICATORS, on=on)
    made = restate_columns(path, known, INDICATORS, on=on)
    found = _cells(made.connection, "figures")
    low_high = _cells(made.connection, "bounds")
    for f in rows.figures:
        value = found[f.unit, f.indicator]
        if f.indicator == "on_time_share":
            assert (value is None) == (f.value is None or f.standing is RestatedState.BETWEEN) or f.high == f.low
            continue
        same = value is f.value if isinstance(f.value, bool) or f.value is None else Fraction(str(value)) == f.value
        assert same, (f, value)
        if f.value is None and INDICATORS[f.indicator].over_units is OverUnits.SUM and f.parts:
            ends = low_high[f.unit, f.indicator], low_high[f.unit, f.indicator + "_high"]
            assert (Fraction(str(ends[0])), ends[1] if ends[1] is None else Fraction(str(ends[1]))) == (f.low, f.high)


def _cells(connection: object, view: str) -> dict[tuple[str, str], object]:
    cursor = connection.execute(f"SELECT * FROM {view}")  # type: ignore[attr-defined]
    names = [d[0] for d in cursor.description]
    return {
        (row[0], name): value
        for row in cursor.fetchall()
        for name, value in zip(names, row, strict=True)
        if name not in ("unit", "period")
    }


def test_columns_refuse_what_they_cannot_place(tmp_path: Path) -> None:
    def written(name: str, rows: list[tuple[object, ...]]) -> Path:
        columns = [("unit", "VARCHAR"), ("period", "VARCHAR"), ("cases", "BIGINT")]
        write_parquet(tmp_path / name, columns, rows)
        return tmp_path / name

    cases = {
        "twice.parquet": ([("a", "2024", 1), ("a", "2024", 2)], "hai dòng"),
        "across.parquet": ([("a", "2025", 1)], "không chỉ một đơn vị suốt kỳ"),
        "one-twice-one-missing.parquet": ([("a", "2024", 1), ("a", "2024", 2), ("b", "2025-01", 2)], "hai dòng"),
        "two-spellings.parquet": ([("a", "2024", 1), ("b", "2024-01-01/2024-12-31", 2)], "viết hai cách"),
        "negative.parquet": ([("a", "2024", -1)], "giá trị âm"),
        "too-large.parquet": ([("a", "2024", 2**62), ("b", "2024", 2**62), ("c", "2024", 1)], "dưới 9,2 tỷ tỷ"),
        "unknown.parquet": ([("zz", "2024", 1)], "“zz”"),
        "period.parquet": ([("a", "năm nay", 1)], "kỳ “năm nay”"),
        "nobody.parquet": ([(None, "2024", 1)], "thiếu mã đơn vị"),
    }
    for name, (rows, part) in cases.items():
        with pytest.raises(ObservationError) as refused:
            restate_columns(written(name, rows), registry(), INDICATORS, on=AFTER)
        assert part in refused.value.said("vi"), name
        assert (refused.value.problems[0].hint is Advice.SAY_DAY_OF_CODES) == (name == "across.parquet")
