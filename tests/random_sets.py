"""Random criteria sets of every shape, and random figures for them: what holds must hold for all of these."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators import Observation, ObservationTable
from kieumau.engine.territory import AdminUnit, UnitTable

Rows = list[tuple[str, str, dict[str, object]]]
Units = dict[str, dict[str, object]]

HEAD = """\
rulebook: thu
version: "1"
nature: sample
title: {{vi: Thử, en: Try}}
issued: {{title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}}
applies_to: [phuong]
period: {{every: {every}}}
indicators:
  a: {{label: {{vi: A, en: A}}, measure: bodies}}
  b: {{label: {{vi: B, en: B}}, measure: bodies, over_period: sum}}
  c: {{label: {{vi: C, en: C}}, measure: cases, over_period: {summing}}}
  s: {{label: {{vi: S, en: S}}, measure: share}}
  f: {{label: {{vi: F, en: F}}, measure: fact, over_period: {facts}}}
  p: {{label: {{vi: P, en: P}}, measure: points}}
thresholds:
  t: {{label: {{vi: T, en: T}}, measure: share, law: Mục 1, values: {{2023-01-01: {t1}, 2024-01-01: {t2}}}}}
  k: {{label: {{vi: K, en: K}}, measure: bodies, law: Mục 1, by_class: {{I: {{2023-01-01: 9, 2024-06-01: 5}}, II: {{2023-01-01: 4}}}}}}
criteria:
"""
ATOMS = [
    "a >= t * b", "a / b >= t", "b <= k", "a + b > 2 * k", "s >= t", "s < 0.5", "f", "not f", "c = 0", "c <= 0.8 * before(c)",
    "a - b <= 0", "a / (b - 5 * t * b) >= t", "a / (b / (a / b)) <= t", "c between 1 and 4", "f = false", "a <> b", "s * s >= 0.25 * t", "c / before(c) <= 1.2",
    "(a >= 3 and f) or s > 0.9", "-a < 0 - 2", "a * (1 - t) <= b / 3 * 2",
]  # fmt: skip
atoms = st.sampled_from(ATOMS)
TOTALS = [
    "criteria_met >= {some}", "criteria_met < {some}", "criteria_met = {some}", "not (criteria_met <> {some})", "criteria_met / 4 > 3 or a > 10",
    "criteria_met between {some} and 20", "60 / criteria_met <= 5", "criteria_met * criteria_met > 90", "points_total >= 9", "points_total - criteria_met < 0", "2 * points_total = 13",
]  # fmt: skip
"""What recognition may ask of the count of criteria and of the sum of points; `some` is a number of criteria."""
conditions = st.recursive(
    atoms.map(lambda f: f"{{meets: {f}}}"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda p: f"{{all: [{', '.join(p)}]}}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: f"{{any: [{', '.join(p)}]}}"),
        st.lists(inner, min_size=2, max_size=4).map(lambda p: f"{{at_least: {{count: 2, of: [{', '.join(p)}]}}}}"),
        st.just("{none_of: [c, f]}"),
    ),
    max_leaves=5,
)
points = st.sampled_from(
    [
        "points: {max: 10, bands: {of: a / b, steps: [{from: 0.9, points: 10}, {from: 0.5, points: 6.5}], rest: 1}}",
        "points: {max: 10, share: {of: s, full_at: 0.8, round_to: 0.25}}",
        "points: {max: 20, share: {of: a / b, full_at: 1, round_to: 0.1}}",
        "points: {max: 5, deduct: {c: 0.5, b: 0.1}}",
        "points: {max: 30, entered: p}",
    ]
)
applies = st.sampled_from(
    ["", "", ", applies_when: a > 2, otherwise: left_out", ", applies_when: f, otherwise: counts_as_met"]
)


@st.composite
def sets(draw: st.DrawFn) -> str:
    text = HEAD.format(
        every=draw(st.sampled_from(["year", "year", "month"])),
        summing=draw(st.sampled_from(["sum", "highest", "lowest", "latest"])),
        facts=draw(st.sampled_from(["latest", "all", "any"])),
        t1=draw(st.sampled_from(["0.7", "0.333", "1"])),
        t2=draw(st.sampled_from(["0.7", "0.85"])),
    )
    n, scored, scaled = draw(st.integers(1, 4)), False, False
    for i in range(n):
        if draw(st.booleans()):
            body = draw(conditions)[1:-1]
        else:
            body, scored = draw(points), True
            body += draw(st.sampled_from(["", ", floor: 0.5"]))
        applying = draw(applies)
        scaled |= "points" in body and "left_out" in applying
        text += f"  - {{code: '{i + 1}', label: {{vi: X, en: X}}, law: Mục 1, {body}{applying}}}\n"
    # every formula stands alone in every set: what one set is compiled for is then judged, and few sets are enough
    for i, formula in enumerate(ATOMS):
        text += f"  - {{code: a{i}, label: {{vi: A, en: A}}, law: Mục 1, meets: {formula}}}\n"
    # every figure and threshold is used somewhere, as a rulebook must
    text += "  - {code: z, label: {vi: Z, en: Z}, law: Mục 1, any: [{meets: a + b >= 0}, {meets: c >= 0}, {meets: s >= 0}, {meets: f}, {meets: p >= 0}, {meets: a >= t * k}]}\n"
    some = draw(st.integers(1, n + len(ATOMS)))
    text += "recognised_when:\n" + f"  criteria: {draw(st.sampled_from(['all', 'none', '1', str(some)]))}\n"
    if scored and draw(st.booleans()):
        text += "  points_at_least: 12.5\n"
    totals = [t for t in TOTALS if "points_total" not in t or (scored and not scaled)]
    if draw(st.booleans()):
        asked = draw(st.sampled_from(["a >= 2 or s >= t", *totals])).format(some=some)
        text += f"  requires: [{{code: r, label: {{vi: R, en: R}}, meets: {asked}}}]\n"
    if draw(st.booleans()):
        asked = draw(st.sampled_from(["c > 6", *totals])).format(some=some)
        text += f"  vetoes: [{{code: v, label: {{vi: V, en: V}}, meets: {asked}}}]\n"
    if draw(st.booleans()):
        text += "assessed_when: [{code: w, label: {vi: W, en: W}, meets: months_in_being >= 9}]\n"
    return text


values = {
    "a": st.integers(0, 20), "b": st.integers(0, 20), "c": st.integers(0, 8), "p": st.integers(0, 30),
    "s": st.sampled_from(["0", "0.25", "0.333", "0.5", "0.7", "0.85", "0.9", "1"]), "f": st.booleans(),
}  # fmt: skip
units_ = st.fixed_dictionaries(
    {
        "class": st.sampled_from(["I", "II", "III", None]),
        "established": st.sampled_from([None, date(2020, 1, 15), date(2024, 3, 31)]),
    }
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], Rows, Units]:
    """Periods of one grain, a few units, and a row or none for each; a figure or none in each cell."""
    periods = draw(
        st.sampled_from(
            [
                ["2023", "2024"],
                ["2024"],
                ["2022", "2023"],
                [f"{y}-{m:02}" for y in (2023, 2024) for m in range(1, 13)],
                ["2024-01", "2024-02", "2024-07"],
                ["2023-01-01/2023-06-30", "2023-07-01/2023-12-31"],
            ]
        )
    )
    known = {str(i): draw(units_) for i in range(draw(st.integers(1, 3)))}
    rows = []
    for unit in known:
        for period in periods:
            if draw(st.integers(0, 9)):
                cells = {code: draw(st.one_of(value, value, value, st.none())) for code, value in values.items()}
                rows.append((unit, period, cells))
    return periods, rows, known


def as_tables(criteria: CriteriaSet, rows: Rows, known: Units) -> tuple[ObservationTable, UnitTable]:
    """The same figures as the engine takes them."""
    observations = []
    for unit, period, cells in rows:
        parsed = criteria.calendar.parse(period)
        assert parsed is not None
        for code, value in cells.items():
            if value is not None:
                observations.append(
                    Observation(unit, parsed, code, value if isinstance(value, bool) else Fraction(str(value)))
                )
    units = {
        u: AdminUnit(u, u, class_=str(f["class"] or ""), established=f["established"])  # type: ignore[arg-type]
        for u, f in known.items()
    }
    return ObservationTable(tuple(observations)), UnitTable(units)


def fits(criteria: CriteriaSet, periods: list[str]) -> bool:
    """Whether no figure is of longer than an assessment period: a year's figure is no month's."""
    whole = [criteria.calendar.parse(p) for p in periods]
    return all(p is not None and p.days <= criteria.calendar.around(p.last).days for p in whole)
