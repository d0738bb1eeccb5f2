"""What is left to a nation, by columns: the same amounts as by row, exactly, for every shape of rule."""

from __future__ import annotations

import tempfile
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st
from random_files import write_figures

from kieumau.engine.columns.verdicts import ColumnVerdicts, evaluate_columns
from kieumau.engine.criteria import CriteriaSet, parse_rulebook
from kieumau.engine.evaluation import judge
from random_sets import HEAD, as_tables, fits, sets, tables

ON = date(2024, 12, 31)
Left = dict[tuple[str, str, str], dict[str, Fraction]]

COLUMNS = [
    "meets: a >= 7", "meets: a > 7", "meets: a <= 7", "meets: a < 7", "meets: a = 7", "meets: a <> 7", "meets: 7 <= a",
    "meets: a > t * b", "meets: a < t * b", "meets: a >= k", "meets: k > a", "meets: t <= s", "meets: s > 0.5", "meets: s < t", "meets: a >= b",
    "meets: a / b > t", "meets: t * b <= a", "meets: a / (b + 2 * b) <= t", "meets: a / k >= t", "meets: a - 2 * b > 0", "meets: -a > -3",
    "meets: c < before(c)", "meets: before(c) >= 3", "meets: months_in_being >= 60", "meets: c between 2 and 4", "meets: s between t and 0.9", "meets: a between k and b",
    "meets: f", "meets: not f", "meets: f = true", "meets: f <> true", "meets: before(f)", "meets: not (a >= 5)",
    "meets: a >= 3 and f", "all: [{meets: a >= 3}, {meets: a >= k}, {meets: s >= t}]", "all: [{all: [{meets: a <= 9}]}, {meets: not f}, {meets: a / b <= t}]",
    "none_of: [c, f]", "any: [{meets: a >= 3}]", "meets: a >= 5, applies_when: b > 4, otherwise: left_out", "all: [{meets: a >= 5}, {meets: f}], applies_when: f or c > 2, otherwise: counts_as_met",
    "points: {max: 10, bands: {of: a / b, steps: [{from: 0.9, points: 10}, {from: 0.5, points: 6.5}], rest: 1}}", "points: {max: 10, share: {of: s, full_at: 0.8, round_to: 0.25}}",
    "points: {max: 10, bands: {of: a, steps: [{from: 9, points: 8}, {from: 5, points: 6}], rest: 1}}, floor: 0.7",
    "points: {max: 10, bands: {of: a, steps: [{from: 9, points: 8}, {from: 5, points: 6}], rest: 1}}", "points: {max: 5, deduct: {c: 0.5, b: 0.1}}", "points: {max: 30, entered: p}, floor: 0.5",
]  # fmt: skip
ROWS = [
    "any: [{meets: a >= 7}, {meets: s >= t}]", "at_least: {count: 2, of: [{meets: a >= 7}, {meets: s >= t}, {meets: f}]}", "meets: a >= 7 or f",
    "all: [{meets: a >= 7}, {meets: b >= 3 or f}]", "meets: a / (b - 5) >= t", "meets: a / (9 - b) >= t", "meets: c <= before(c) / 3", "meets: (a + b) / (b + b) >= t", "meets: t <= a / b",
    "all: [{meets: a >= 7}, {meets: a < 3}]", "all: [{meets: a = 3}, {meets: a >= k}]", "all: [{meets: a = 3}, {meets: a = 6}]", "meets: before(c) between 1 and 2", "meets: f = before(f)",
]  # fmt: skip


def shapes(bodies: list[str]) -> str:
    """Every body as a criterion: c0, c1 ... beside one that uses every figure, as a rulebook must."""
    text = HEAD.format(every="year", summing="sum", facts="latest", t1="0.333", t2="0.85")
    for i, body in enumerate(
        [*bodies, "any: [{meets: a >= t * k}, {meets: c >= 0}, {meets: s >= 0}, {meets: p >= 0}, {meets: f}]"]
    ):
        text += f"  - {{code: c{i}, label: {{vi: X, en: X}}, law: Mục 1, {body}}}\n"
    return text + "recognised_when: none\n"


def by_row(criteria: CriteriaSet, rows, known, on: date) -> Left:
    table, units = as_tables(criteria, rows, known)
    return {
        (u.unit.code, u.period_name, c.code): dict(c.distance)
        for u in judge(criteria, table, on=on, units=units).units
        for c in u.criteria
        if c.distance
    }


def by_columns(found: ColumnVerdicts) -> Left:
    left: Left = {}
    for unit, period, criterion, indicator, amount in found.distances.rows():
        cell = left.setdefault((unit, found.criteria.calendar.name(period), criterion), {})
        assert indicator not in cell
        cell[indicator] = amount
    return left


def hold_both(criteria: CriteriaSet, drawn, *, long: bool, on: date) -> Left:
    periods, rows, known = drawn
    if not fits(criteria, periods):
        return {}
    rows = [r for r in rows if not long or any(v is not None for v in r[2].values())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.parquet"
        write_figures(rows, known, path, long=long)
        try:
            expected = by_row(criteria, rows, {} if long else known, on)
        except Exception as refused:
            assert "không có số liệu nào để chấm" in str(refused)
            return {}
        # a unit without a row in a period misses what no figure can settle; a file knows its rows
        judged = {
            (u, criteria.calendar.name(criteria.calendar.around(criteria.calendar.parse(p).last))) for u, p, _ in rows
        }
        found = evaluate_columns(criteria, path, on=on)
        expected = {key: left for key, left in expected.items() if key[:2] in judged}
        left = by_columns(found)
        assert left == expected
        return left


SHAPES = parse_rulebook(shapes(COLUMNS + ROWS), file="thu.yaml")
DAYS = st.sampled_from([date(2024, 12, 31), date(2024, 5, 31), date(2023, 12, 31)])


@settings(max_examples=12)
@given(sets(), tables(), st.booleans(), DAYS)
def test_both_paths_leave_the_same_to_be_done(text, drawn, long, on):
    hold_both(parse_rulebook(text, file="thu.yaml"), drawn, long=long, on=on)


def test_every_shape_leaves_the_same():
    chance = Random(7)

    def cells() -> dict[str, object]:
        shares = ["0", "0.25", "0.333", "0.5", "0.7", "0.85", "0.9", "1"]
        drawn = {code: chance.randint(0, most) for code, most in {"a": 12, "b": 14, "c": 6, "p": 30}.items()}
        drawn |= {"s": chance.choice(shares), "f": chance.random() < 0.5}
        return {code: value if chance.random() < 0.95 else None for code, value in drawn.items()}

    units = [str(i) for i in range(120)]
    known = {
        u: {"class": chance.choice(["I", "II", None]), "established": date(2020, 1, 1 + i % 28)}
        for i, u in enumerate(units)
    }
    rows = [(u, year, cells()) for u in units for year in ("2023", "2024")]
    left = hold_both(SHAPES, (["2023", "2024"], rows, known), long=False, on=ON)
    never = {f"c{COLUMNS.index(body)}" for body in ("meets: a <> 7", "meets: before(c) >= 3", "meets: not (a >= 5)")}
    assert {c.code for c in SHAPES.criteria} - {criterion for _, _, criterion in left} == never | {
        SHAPES.criteria[-1].code
    }


def one(tmp_path: Path, **figures: str) -> ColumnVerdicts:
    """The shapes judged on a file of one row, in which the marks are missing; each figure is SQL."""
    path = tmp_path / "t.parquet"
    told = {"unit": "'7'", "period": "'2024'", "class": "'I'", "a": "2", "b": "10", "c": "5", "s": "0.25", "f": "FALSE"}
    with duckdb.connect(":memory:") as connection:
        row = ", ".join(f"{value} AS {name}" for name, value in (told | figures).items())
        connection.execute(f"COPY (SELECT {row}) TO '{path}' (FORMAT parquet)")
    return evaluate_columns(SHAPES, path, on=ON)


def test_only_a_rule_that_chooses_or_divides_is_left_to_the_rows(tmp_path):
    by_rows = [c.code for c in one(tmp_path).distances.by_rows]
    assert by_rows[: len(ROWS)] == [f"c{len(COLUMNS) + i}" for i in range(len(ROWS))]
    assert by_rows[len(ROWS) :] == [SHAPES.criteria[-1].code]  # any of all figures


def test_things_that_come_whole_are_missing_whole_and_shares_exactly(tmp_path):
    left = by_columns(one(tmp_path))
    assert left["7", "2024", f"c{COLUMNS.index('meets: a > t * b')}"] == {"a": 7}  # above 8.5 of 10, with 2
    assert left["7", "2024", f"c{COLUMNS.index('meets: t <= s')}"] == {"s": Fraction("0.6")}
    assert left["7", "2024", f"c{COLUMNS.index('meets: c between 2 and 4')}"] == {"c": -1}


def test_the_largest_counts_are_missing_to_the_last_one(tmp_path):
    left = by_columns(one(tmp_path, b="999_999_999_999"))
    assert left["7", "2024", f"c{COLUMNS.index('meets: a > t * b')}"] == {"a": 849_999_999_998}  # with 2
    assert left["7", "2024", f"c{COLUMNS.index('meets: a - 2 * b > 0')}"] == {"a - 2 * b": 1_999_999_999_996}


def test_the_parquet_file_holds_what_is_told(tmp_path):
    found = one(tmp_path)
    target = tmp_path / "left.parquet"
    found.distances.write_parquet(target)
    with duckdb.connect(":memory:") as connection:
        written = connection.execute("SELECT * FROM read_parquet(?)", [str(target)]).fetchall()
    told = [(unit, period.label, *rest) for unit, period, *rest in found.distances.rows()]
    assert len(told) == len(written) > 20
    rounded = Fraction(1, 10**18)
    for (*where, amount), (*place, decimal) in zip(sorted(told), sorted(written), strict=True):
        assert where == place
        assert abs(Fraction(decimal) - amount) < rounded
    exact = {(criterion, indicator): amount for _, _, criterion, indicator, amount in told}
    third = f"c{len(COLUMNS) + ROWS.index('meets: (a + b) / (b + b) >= t')}"
    assert exact[third, "a + b / b + b"] == Fraction("0.85") - Fraction(12, 20)


def test_the_year_before_and_months_are_gathered_once_and_asked_often(tmp_path):
    found = one(tmp_path)
    assert list(found.distances.rows()) == list(found.distances.rows())
    assert found.connection.execute(f"SELECT count(*) FROM ({found.distances.select})").fetchone() == (
        len(list(found.distances.rows())),
    )
