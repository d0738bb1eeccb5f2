"""What holds of every register: nothing is lost between two days, nothing is made, and no order of writing matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kieumau.engine.territory import BEGINNING, OPEN, WHOLE, AdminUnit, Change, Flow, Flows, Registry, Succession
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.wording import plain

DAYS = tuple(date(2020 + n, 7, 1) for n in range(1, 4))
FIRST, LAST = DAYS[0] - timedelta(days=1), DAYS[-1]
MILLION = 10**6
HOLDS: list[Callable[[Registry, Random], None]] = []


def holds(sentence: Callable[[Registry, Random], None]) -> Callable[[Registry, Random], None]:
    """It is asked of each random register: to draw one takes longer than to look at it in every way."""
    HOLDS.append(sentence)
    return sentence


def _parts(draw, count: int) -> list[Fraction | None]:
    """The shares of a split: none known, all known and together 1, or some known and less than 1."""
    if count == 1:
        return [Fraction(1)]
    cuts = sorted(draw(st.sets(st.integers(1, MILLION - 1), min_size=count - 1, max_size=count - 1)))
    known = [Fraction(b - a, MILLION) for a, b in zip([0, *cuts], [*cuts, MILLION], strict=True)]
    how = draw(st.sampled_from(["unknown", "known", "some"]))
    if how == "known":
        return known
    hidden = {0, 1} if how == "some" and count > 2 else set(range(count))
    return [None if i in hidden else share for i, share in enumerate(known)]


@st.composite
def registers(draw) -> Registry:
    """Three to eight units under one or two provinces, and one to three days on which some are merged or split."""
    provinces = [AdminUnit(p, f"Tỉnh {p}", "tinh", level="province") for p in ("01", "02")[: draw(st.integers(1, 2))]]
    above = st.sampled_from([p.code for p in provinces])
    alive = {f"1{n}": AdminUnit(f"1{n}", f"Xã {n}", "xa", parent=draw(above)) for n in range(draw(st.integers(3, 8)))}
    gone: list[AdminUnit] = []
    changes: dict[str, Change] = {}
    successions: list[Succession] = []
    for number, day in enumerate(DAYS[: draw(st.integers(1, 3))], start=1):
        act = f"NQ{number}"
        changes[act] = Change(act, day, plain(f"Sắp xếp lần {number}"))
        olds = draw(st.lists(st.sampled_from(sorted(alive)), min_size=1, max_size=4, unique=True))
        count = draw(st.integers(1, 4))
        into = [draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3, unique=True)) for _ in olds]
        used = sorted({n for ways in into for n in ways})
        fresh = [f"{number}{n}x" for n in used]
        codes = draw(st.permutations([*olds, *fresh]))[: len(used)]  # some new units bear the code of an old one
        for code, ways in zip(olds, into, strict=True):
            ended = alive.pop(code)
            gone.append(replace(ended, valid_until=day, ended_by=act))
            for n, share in zip(ways, _parts(draw, len(ways)), strict=True):
                basis = "unknown" if share is None else "whole" if share == 1 else "population"
                successions.append(Succession(act, code, codes[used.index(n)], share, basis))
        for code in codes:
            alive[code] = AdminUnit(code, f"Xã {code} mới", "xa", parent=draw(above), valid_from=day, begun_by=act)
    return check_registry(Registry((*provinces, *gone, *alive.values()), changes, tuple(successions)))


def communes(registry: Registry, day: date) -> list[AdminUnit]:
    return [u for u in registry.units_on(day).units.values() if u.level != "province"]


def sums(flows) -> tuple[Fraction, Fraction]:
    return sum((f.low for f in flows.values()), Fraction(0)), sum((f.high for f in flows.values()), Fraction(0))


@holds
def a_unit_goes_somewhere_neither_more_nor_less_than_whole(registry, chance):
    into = Flows(registry, LAST)
    for unit in communes(registry, FIRST):
        flows = into.of(unit)
        low, high = sums(flows)
        assert low <= 1 <= high
        assert all(0 <= f.low <= f.high <= 1 and f.high > 0 for f in flows.values())
        assert set(flows) <= set(registry.units_on(LAST).units)
        if all(f.is_exact for f in flows.values()):
            assert low == high == 1


@holds
def bounds_are_the_tightest_each_is_reached_while_the_others_fill_the_rest(registry, chance):
    """What one part gets at least or at most leaves a rest that the other parts can hold."""
    into = Flows(registry, LAST)
    for unit in communes(registry, FIRST):
        flows = into.of(unit)
        low, high = sums(flows)
        for f in flows.values():
            assert low - f.low + f.high <= 1 <= high - f.high + f.low


@holds
def every_choice_of_unknown_shares_lies_between_the_bounds(registry, chance):
    """Where all shares are known the flows are exact; whatever the unknown ones turn out to be, they were allowed for."""
    filled, choices = [], {}
    for s in registry.successions:
        choices.setdefault((s.change, s.predecessor), []).append(s)
    for ways in choices.values():
        hidden = [s for s in ways if s.share is None]
        rest = 1 - sum(s.share for s in ways if s.share is not None)
        cuts = sorted(
            chance.choice([Fraction(0), Fraction(1), Fraction(chance.randint(0, 100), 100)]) for _ in hidden[1:]
        )
        parts = [b - a for a, b in zip([Fraction(0), *cuts], [*cuts, Fraction(1)], strict=True)]
        filled += [replace(s, share=rest * part) for s, part in zip(hidden, parts, strict=bool(hidden))]
    truth = Flows(registry.with_shares(filled), LAST)  # a share may be 0 here, which no register says
    bounds = Flows(registry, LAST)
    for unit in communes(registry, FIRST):
        exact, wide = truth.of(unit), bounds.of(unit)
        assert all(f.is_exact for f in exact.values())
        assert sums(exact) == (1, 1)
        for code in exact.keys() | wide.keys():
            value = exact.get(code, Flow(Fraction(0), Fraction(0))).low
            assert wide[code].low <= value <= wide[code].high


@holds
def all_parts_together_are_exactly_the_whole(registry, chance):
    into = Flows(registry, LAST, into=lambda unit: "all")
    for unit in communes(registry, FIRST):
        assert into.of(unit) == {"all": WHOLE}


@holds
def grouping_by_parent_is_never_wider_than_adding_the_parts(registry, chance):
    apart, together = Flows(registry, LAST), Flows(registry, LAST, into=lambda unit: unit.parent)
    parents = {u.code: u.parent for u in communes(registry, LAST)}
    for unit in communes(registry, FIRST):
        flows, grouped = apart.of(unit), together.of(unit)
        for parent, flow in grouped.items():
            low, high = sums({c: f for c, f in flows.items() if parents[c] == parent})
            assert low <= flow.low <= flow.high <= min(high, 1)
        assert set(grouped) == {parents[c] for c in flows}


@holds
def a_unit_alive_on_the_day_goes_wholly_to_itself(registry, chance):
    for day in (FIRST, *DAYS):
        into = Flows(registry, day)
        for unit in registry.units_on(day).units.values():
            assert into.of(unit) == {unit.code: WHOLE}


@holds
def the_order_of_writing_changes_nothing(registry, chance):
    units, changes, successions = list(registry.units), list(registry.changes.items()), list(registry.successions)
    for written in (units, changes, successions):
        chance.shuffle(written)
    other = check_registry(Registry(tuple(units), dict(changes), tuple(successions)))
    for day in (FIRST, *DAYS):
        here, there = Flows(registry, day), Flows(other, day)
        for unit in registry.units:
            assert here.of(unit) == there.of(unit)
    for unit in registry.units:
        assert registry.goes_on(unit) == other.goes_on(unit)
        assert registry.lineage(unit).units == other.lineage(unit).units
        assert set(registry.lineage(unit).steps) == set(other.lineage(unit).steps)


@holds
def a_unit_that_only_goes_on_comes_back_whole(registry, chance):
    forwards, backwards = Flows(registry, LAST), Flows(registry, FIRST)
    for unit in communes(registry, FIRST):
        last = unit
        while (after := registry.goes_on(last)) is not None:
            last = after
        if last.is_alive(LAST):
            assert forwards.of(unit) == {last.code: WHOLE}
            assert backwards.of(last) == {unit.code: WHOLE}


@holds
def what_comes_from_nobody_else_is_no_more_than_what_went_there(registry, chance):
    """Backwards: a unit is told wholly or between bounds from its predecessors, never from strangers."""
    forwards, backwards = Flows(registry, LAST), Flows(registry, FIRST)
    for unit in communes(registry, LAST):
        flows = backwards.of(unit)
        assert set(flows) == {u.code for u in communes(registry, FIRST) if unit.code in forwards.of(u)}
        low, high = sums(flows)
        assert low <= 1 <= high


@holds
def a_lineage_holds_all_a_unit_goes_into_and_comes_from(registry, chance):
    forwards, backwards = Flows(registry, LAST), Flows(registry, FIRST)
    for unit in communes(registry, FIRST):
        assert {registry.get(c, LAST) for c in forwards.of(unit)} <= set(registry.lineage(unit).units)
    for unit in communes(registry, LAST):
        assert {registry.get(c, FIRST) for c in backwards.of(unit)} <= set(registry.lineage(unit).units)


@settings(max_examples=300)
@given(registers(), st.randoms(use_true_random=False))
def test_of_every_register_each_of_these_holds(registry, chance):
    assert len(HOLDS) == 10
    for sentence in HOLDS:
        sentence(registry, chance)


# -- a few in full ---------------------------------------------------------------------------------------------------


def written(*steps: tuple[int, str, str, str | None]) -> Registry:
    """A register from (number of the change, predecessor, successor, share); a unit is told by its code alone."""
    units: dict[str, AdminUnit] = {}
    for number, old, new, _ in steps:
        day, act = DAYS[number - 1], f"NQ{number}"
        units[old] = replace(units.get(old, AdminUnit(old, old, "xa")), valid_until=day, ended_by=act)
        units[new] = replace(units.get(new, AdminUnit(new, new, "xa")), valid_from=day, begun_by=act)
    changes = {f"NQ{n}": Change(f"NQ{n}", DAYS[n - 1], plain(f"Lần {n}")) for n, *_ in steps}
    successions = tuple(Succession(f"NQ{n}", a, b, None if s is None else Fraction(s)) for n, a, b, s in steps)
    return check_registry(Registry(tuple(units.values()), changes, successions))


def flow(low: str, high: str | None = None, entered: bool = False) -> Flow:
    return Flow(Fraction(low), Fraction(high or low), entered)


SPLIT_AND_MERGED = [(1, "A", "B", None), (1, "A", "C", None), (2, "B", "D", "1"), (2, "C", "D", "1")]
CASES = {
    "wholly into another": ([(1, "A", "B", "1")], {"B": WHOLE}),
    "split without a known share": ([(1, "A", "B", None), (1, "A", "C", None)], {"B": flow("0", "1"), "C": flow("0", "1")}),
    "split 0.35 and 0.65": (
        [(1, "A", "B", "0.35"), (1, "A", "C", "0.65")],
        {"B": flow("0.35", entered=True), "C": flow("0.65", entered=True)},
    ),
    "one known share and one not": (
        [(1, "A", "B", "0.35"), (1, "A", "C", None)],
        {"B": flow("0.35", entered=True), "C": flow("0.65")},
    ),
    "one known share and two not": (
        [(1, "A", "B", "0.4"), (1, "A", "C", None), (1, "A", "D", None)],
        {"B": flow("0.4", entered=True), "C": flow("0", "0.6"), "D": flow("0", "0.6")},
    ),
    "split unknown and merged again": (SPLIT_AND_MERGED, {"D": WHOLE}),
    "split in known parts and merged again": (
        [(1, "A", "B", "0.35"), (1, "A", "C", "0.65"), (2, "B", "D", "1"), (2, "C", "D", "1")],
        {"D": WHOLE},
    ),
    "two of three meet again": (
        [(1, "A", "B", "0.4"), (1, "A", "C", None), (1, "A", "D", None), (2, "C", "E", "1"), (2, "D", "E", "1")],
        {"B": flow("0.4", entered=True), "E": flow("0.6")},
    ),
    "a known part met by an unknown one": (
        [(1, "A", "B", "0.4"), (1, "A", "C", None), (1, "A", "D", None), (2, "B", "E", "1"), (2, "C", "E", "1")],
        {"E": flow("0.4", "1", entered=True), "D": flow("0", "0.6")},
    ),
    "split twice in known parts": (
        [(1, "A", "B", "0.5"), (1, "A", "C", "0.5"), (2, "B", "D", "0.2"), (2, "B", "E", "0.8")],
        {"C": flow("0.5", entered=True), "D": flow("0.1", entered=True), "E": flow("0.4", entered=True)},
    ),
    "split twice, the second time unknown": (
        [(1, "A", "B", "0.5"), (1, "A", "C", "0.5"), (2, "B", "D", None), (2, "B", "E", None)],
        {"C": flow("0.5", entered=True), "D": flow("0", "0.5"), "E": flow("0", "0.5")},
    ),
    "a part that goes to the other on a later day": (
        [(1, "A", "B", None), (1, "A", "C", None), (2, "B", "D", "0.3"), (2, "B", "E", "0.7"), (2, "C", "E", "1")],
        {"D": flow("0", "0.3"), "E": flow("0.7", "1")},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), CASES.values(), ids=CASES)
def test_a_unit_goes(steps, expected):
    registry = written(*steps)
    found = Flows(registry, LAST).of(registry.get("A", FIRST))
    assert {c: (f.low, f.high) for c, f in found.items()} == {c: (f.low, f.high) for c, f in expected.items()}


@pytest.mark.parametrize(
    ("steps", "entered"),
    [
        (CASES["split 0.35 and 0.65"][0], {"B": True, "C": True}),
        (CASES["one known share and two not"][0], {"B": True, "C": False, "D": False}),
        (CASES["split without a known share"][0], {"B": False, "C": False}),
        (CASES["split in known parts and merged again"][0], {"D": False}),
        (CASES["a known part met by an unknown one"][0], {"E": True, "D": False}),
        (CASES["split twice in known parts"][0], {"C": True, "D": True, "E": True}),
    ],
)
def test_a_flow_says_whether_it_rests_on_a_share_that_was_entered(steps, entered):
    registry = written(*steps)
    assert {c: f.entered for c, f in Flows(registry, LAST).of(registry.get("A", FIRST)).items()} == entered


def test_two_merged_into_one_are_told_whole_forwards_and_between_bounds_backwards():
    registry = written((1, "A", "C", "1"), (1, "B", "C", "1"))
    forwards, backwards = Flows(registry, LAST), Flows(registry, FIRST)
    assert forwards.of(registry.get("A", FIRST)) == forwards.of(registry.get("B", FIRST)) == {"C": WHOLE}
    assert backwards.of(registry.get("C", LAST)) == {"A": flow("0", "1"), "B": flow("0", "1")}


def test_a_part_of_one_unit_comes_wholly_from_it():
    registry = written(*CASES["split 0.35 and 0.65"][0])
    assert Flows(registry, FIRST).of(registry.get("B", LAST)) == {"A": WHOLE}


def test_a_unit_that_ended_without_a_successor_goes_nowhere():
    day, units = DAYS[0], AdminUnit("A", "A", "huyen", valid_until=DAYS[0], ended_by="NQ1")
    registry = check_registry(Registry((units,), {"NQ1": Change("NQ1", day, plain("Kết thúc"))}))
    assert Flows(registry, day).of(units) == {}
    assert registry.goes_on(units) is None and registry.lineage(units).units == (units,)


def test_shares_the_office_enters_make_a_split_exact():
    registry = written((1, "A", "B", None), (1, "A", "C", None))
    known = [
        Succession("NQ1", "A", "B", Fraction("0.35"), "entered"),
        Succession("NQ1", "A", "C", Fraction("0.65"), "entered"),
    ]
    after = check_registry(registry.with_shares(known))
    assert Flows(after, LAST).of(after.get("A", FIRST)) == {
        "B": flow("0.35", entered=True),
        "C": flow("0.65", entered=True),
    }
    assert registry.successions[0].share is None


def test_a_unit_without_known_ends_is_alive_from_the_first_day_to_the_last_but_one():
    unit = AdminUnit("A", "A")
    assert unit.is_alive(BEGINNING) and unit.is_alive(OPEN - timedelta(days=1))
