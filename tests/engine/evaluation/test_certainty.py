"""How sure a change is stands beside the verdict, which follows the rule's text; a set may ask for the sure part."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import CriteriaSet, load_rulebook, parse_rulebook
from kieumau.engine.errors import EvaluationError
from kieumau.engine.evaluation import CriterionResult, Verdict, evaluate
from kieumau.engine.indicators import Calendar, Observation, ObservationTable
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.statistics.comparing import compare_counts
from kieumau.engine.statistics.methods import Method

SHAPE = Path(__file__).parents[2] / "rulebooks" / "shapes" / "sure-change"
TEXT = (SHAPE / "criteria.yaml").read_text(encoding="utf-8")
TWENTY_PERCENT, SURE_FALL, SURE_RISE = "1", "2", "3"


def judged(code: str, before: int | None, now: int | None, criteria: CriteriaSet | None = None) -> CriterionResult:
    """One ward's thefts, and as many patrols, in 2022 and 2023."""
    rows = [
        Observation("1", Calendar().year(year), indicator, Fraction(value))
        for indicator in ("thefts", "patrols")
        for year, value in ((2022, before), (2023, now))
        if value is not None
    ]
    result = evaluate(
        criteria or load_rulebook(str(SHAPE)), ObservationTable(tuple(rows)), on=date(2023, 12, 31), period="2023"
    )
    return result.units[0].criterion(code)


@pytest.mark.parametrize(
    ("before", "now", "verdict", "says"),
    [
        (50, 40, Verdict.MET, "chance alone could"),
        (300, 240, Verdict.MET, "chance alone hardly"),
        (5, 4, Verdict.MET, "1 case fewer; the numbers are too small for a percentage"),
        (0, 0, Verdict.MET, "unchanged"),
        (0, 3, Verdict.NOT_MET, "up from 0, so there is no percentage"),
        (300, 250, Verdict.NOT_MET, "down 16.7%"),
    ],
)
def test_the_verdict_follows_the_text_and_certainty_stands_beside_it(
    before: int, now: int, verdict: Verdict, says: str
) -> None:
    result = judged(TWENTY_PERCENT, before, now)
    assert result.verdict is verdict
    (sentence,) = result.certainty
    assert says in sentence.en
    assert ("; taking this unit by itself, chance alone" in sentence.en) is (before != now)
    assert f"2022: {before} cases; 2023: {now} cases" in sentence.en
    assert sentence.vi.startswith(f"Trộm cắp tài sản, năm 2022: {before} vụ; năm 2023: {now} vụ")


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (1000, 800, "The required fall of at least 20%: not sure, the confidence interval holds both"),
        (1000, 700, "The required fall of at least 20%: surely met."),
        (1000, 990, "The required fall of at least 20%: surely not met."),
        (5, 3, "The change that the criterion asks for: not sure"),
        (0, 0, "The change that the criterion asks for: the numbers are too small to be sure."),
    ],
)
def test_beside_the_change_stands_whether_the_required_one_is_sure(before: int, now: int, says: str) -> None:
    """1,000 to 800 is a fall for sure, and meets "at least 20%"; that it is 20% is not sure."""
    (sentence,) = judged(TWENTY_PERCENT, before, now).certainty
    assert says in sentence.en
    if before == 1000:
        assert "Yêu cầu giảm ít nhất 20%: " in sentence.vi


@pytest.mark.parametrize(
    "form", ["thefts / before(thefts) <= 1 - fall", "before(thefts) - thefts >= fall * before(thefts)"]
)
def test_the_required_change_is_told_however_the_rule_is_written(form: str) -> None:
    criteria = parse_rulebook(TEXT.replace("thefts <= (1 - fall) * before(thefts)", form), file="criteria.yaml")
    assert "surely met" in judged(TWENTY_PERCENT, 1000, 700, criteria).certainty[0].en
    assert "not sure" in judged(TWENTY_PERCENT, 1000, 800, criteria).certainty[0].en


def test_certainty_is_said_of_every_count_also_where_over_period_is_the_default() -> None:
    gone = ("thefts_fell", "patrols", "sure_changes")
    kept = [line for line in TEXT.splitlines() if not any(word in line for word in gone)]
    criteria = parse_rulebook("\n".join(kept).replace(", over_period: sum", ""), file="criteria.yaml")
    rows = tuple(Observation("1", Calendar().year(y), "thefts", Fraction(v)) for y, v in ((2022, 50), (2023, 40)))
    result = evaluate(criteria, ObservationTable(rows), on=date(2023, 12, 31), period="2023")
    assert "50 cases; 2023: 40 cases" in result.units[0].criterion(TWENTY_PERCENT).certainty[0].en


def test_counts_that_come_in_clusters_are_not_taken_for_independent() -> None:
    """Twelve months of each year, steady in one ward and in clusters in the other, the sums being the same."""
    steady, clusters = [(25, 20)] * 12, [(5, 3), (45, 37)] * 6
    rows = [
        Observation(unit, month_period(year, m + 1), "thefts", Fraction(pair[year - 2022]))
        for unit, months in (("1", steady), ("2", clusters))
        for m, pair in enumerate(months)
        for year in (2022, 2023)
    ]
    rows += [Observation(u, Calendar().year(y), "patrols", Fraction(9)) for u in ("1", "2") for y in (2022, 2023)]
    result = evaluate(load_rulebook(str(SHAPE)), ObservationTable(tuple(rows)), on=date(2023, 12, 31), period="2023")
    one, other = (unit.criterion(TWENTY_PERCENT).certainty[0].en for unit in result.units)
    for said in (one, other):
        assert "300 cases; 2023: 240 cases" in said
    assert "chance alone hardly" in one and "months vary" not in one
    assert "chance alone could" in other and "the interval are widened, as the months vary" in other


def test_no_percent_is_said_of_a_base_below_twenty() -> None:
    result = judged(TWENTY_PERCENT, 5, 3)
    assert (
        "5 vụ, kỳ này 3, giảm 2;" in result.reason.vi and "5 cases a year before, now 3, 2 fewer;" in result.reason.en
    )
    assert "40%" not in result.reason.vi + result.certainty[0].vi


def test_nothing_is_said_of_a_change_from_a_year_that_is_not_known() -> None:
    assert judged(TWENTY_PERCENT, None, 40).certainty == ()


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("before", [12, 60, 300])
def test_what_is_left_is_the_count_with_which_the_fall_would_be_sure(method: Method, before: int) -> None:
    criteria = parse_rulebook(TEXT.replace("method: exact", f"method: {method}"), file="criteria.yaml")
    short = judged(SURE_FALL, before, before, criteria)
    assert short.verdict is Verdict.NOT_MET
    enough = before + int(short.distance["thefts"])
    assert judged(SURE_FALL, before, enough, criteria).verdict is Verdict.MET
    assert judged(SURE_FALL, before, enough + 1, criteria).verdict is Verdict.NOT_MET
    assert compare_counts(before, enough, method=method).high <= 0.95
    assert f"at most {enough}" in short.reason.en


def test_a_sure_rise_is_told_by_how_many_it_needs() -> None:
    short = judged(SURE_RISE, 100, 110)
    need = 110 + int(short.distance["patrols"])
    assert judged(SURE_RISE, 100, need).verdict is Verdict.MET
    assert judged(SURE_RISE, 100, need - 1).verdict is Verdict.NOT_MET


def test_a_large_table_says_that_it_cannot_reckon_intervals(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"COPY (SELECT '1' AS unit, '2023' AS period, 4 AS thefts, 5 AS patrols) TO '{path}' (FORMAT parquet)"
        )
    with pytest.raises(EvaluationError, match="mức thay đổi chắc chắn"):
        evaluate_columns(load_rulebook(str(SHAPE)), path)
