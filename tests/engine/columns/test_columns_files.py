"""Parquet files that a nation sends: read right, or refused in a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from kieumau.engine.columns.verdicts import evaluate_columns
from kieumau.engine.criteria import parse_rulebook
from kieumau.engine.errors import KieuMauError
from kieumau.engine.evaluation import Outcome, Verdict

BOOK_TEXT = """\
rulebook: thu
version: "1"
nature: real
title: {vi: Thử, en: Try}
issued: {title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}
applies_to: [phuong]
indicators:
  good: {label: {vi: Đạt, en: Good}, measure: bodies}
  cases: {label: {vi: Số vụ, en: Cases}, measure: cases, over_period: sum}
  rate: {label: {vi: Tỷ lệ, en: Rate}, measure: share}
thresholds:
  least: {label: {vi: Ngưỡng, en: Least}, measure: bodies, law: Mục 1, values: {2023-01-01: 5, 2024-01-01: 10}}
criteria:
  - {code: "1", label: {vi: A, en: A}, law: Mục 1, meets: good >= least}
  - {code: "2", label: {vi: B, en: B}, law: Mục 2, meets: cases <= 12}
  - {code: "3", label: {vi: C, en: C}, law: Mục 3, meets: rate >= 0.5}
recognised_when: all
"""
BOOK = parse_rulebook(BOOK_TEXT, file="thu.yaml")
ON = date(2024, 12, 31)


def parquet(tmp_path: Path, query: str, name: str = "t.parquet") -> Path:
    path = tmp_path / name
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def one(tmp_path: Path, **columns: str) -> Path:
    """A file of one row; each value is SQL."""
    values = {"unit": "'1'", "period": "'2024'", "good": "10", "cases": "12", "rate": "0.5", **columns}
    return parquet(tmp_path, "SELECT " + ", ".join(f"{v} AS {c}" for c, v in values.items()))


def refusal(path: Path) -> str:
    with pytest.raises(KieuMauError) as caught:
        evaluate_columns(BOOK, path, on=ON)
    said = caught.value.said("vi")
    assert path.name in said
    return said


def test_the_verdicts_and_the_outcome_of_a_right_file(tmp_path):
    found = evaluate_columns(BOOK, one(tmp_path), on=ON)
    assert found.totals["1"] == {Verdict.MET: 1, Verdict.NOT_MET: 0, Verdict.UNKNOWN: 0, Verdict.NOT_APPLICABLE: 0}
    assert found.outcomes[Outcome.QUALIFIED] == 1
    assert len(found.fingerprint) == 64


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"good": "-1"}, "good có giá trị âm"),
        ({"good": "CAST(9.5 AS DOUBLE)"}, "good phải là số nguyên"),
        ({"good": "'mười'"}, "cột “good” phải là số"),
        ({"rate": "97.2"}, "rate có tỷ lệ lớn hơn 1. 97,2% viết là 0,972"),
        ({"rate": "CAST('nan' AS DOUBLE)"}, "t.parquet"),
        ({"period": "'năm ngoái'"}, "không đọc được kỳ “năm ngoái”"),
        ({"period": "CAST(NULL AS VARCHAR)"}, "có dòng thiếu kỳ"),
        ({"unit": "CAST(NULL AS VARCHAR)"}, "1 dòng thiếu mã đơn vị"),
        ({"goood": "1"}, "không có chỉ tiêu “goood”. Có phải ý bạn là “good”?"),
        ({"period": "'2031'"}, "không có số liệu nào để chấm"),
        ({"good": "CAST(99999999999999 AS BIGINT)"}, "không chấm được tệp"),
    ],
)
def test_a_wrong_figure_is_refused_in_a_sentence(tmp_path, columns, said):
    assert said in refusal(one(tmp_path, **columns))


def test_a_row_that_stands_twice_is_named(tmp_path):
    row = "SELECT '7' AS unit, '2024' AS period, 10 AS good, 12 AS cases, 0.5 AS rate"
    assert "7, kỳ 2024: có hai dòng" in refusal(parquet(tmp_path, f"{row} UNION ALL {row}"))


@pytest.mark.parametrize("content", [b"", b"PAR1", b"unit,period\n1,2024\n", bytes(1000)])
def test_what_is_not_parquet_is_refused(tmp_path, content):
    path = tmp_path / "t.parquet"
    path.write_bytes(content)
    assert "không đọc được tệp Parquet" in refusal(path)


def test_columns_that_are_missing_are_all_named(tmp_path):
    said = refusal(parquet(tmp_path, "SELECT 1 AS good"))
    assert "thiếu cột “unit”" in said
    assert "thiếu cột “period”" in said


def test_codes_that_were_kept_as_numbers_are_codes(tmp_path):
    found = evaluate_columns(BOOK, one(tmp_path, unit="25198", period="2024"), on=ON)
    assert next(iter(found.verdicts()))[0] == "25198"
    assert found.explain("25198", "2024").met == 3


def test_each_period_is_judged_by_the_threshold_of_its_own_day(tmp_path):
    rows = " UNION ALL ".join(
        f"SELECT '1' AS unit, '{y}' AS period, 5 AS good, 0 AS cases, 1.0 AS rate" for y in (2022, 2023, 2024)
    )
    found = evaluate_columns(BOOK, parquet(tmp_path, rows), on=ON)
    judged = {BOOK.calendar.name(period): verdicts[0] for _, period, verdicts, *_ in found.verdicts()}
    assert judged == {"2023": Verdict.MET, "2024": Verdict.NOT_MET}  # 2022 ended before the set came into force


def test_a_draft_of_a_year_without_a_threshold_is_judged_by_what_else_is_asked(tmp_path):
    text = BOOK_TEXT.replace("meets: good >= least", "meets: good >= least and cases <= 5")
    path = parquet(tmp_path, "SELECT '1' AS unit, '2022' AS period, 10 AS good, 12 AS cases, 1.0 AS rate")
    found = evaluate_columns(parse_rulebook(text, file="thu.yaml"), path, on=ON, draft=True)
    assert [verdicts[0] for _, _, verdicts, *_ in found.verdicts()] == [Verdict.NOT_MET]
    assert [rest for _, _, *rest in found.distances.rows()] == [["1", "cases", -7]]


def test_months_make_a_year_and_a_missing_month_makes_it_unknown(tmp_path):
    def months(last: int) -> Path:
        rows = f"SELECT '1' AS unit, strftime(DATE '2024-01-01' + to_months(CAST(m AS INTEGER)), '%Y-%m') AS period, 10 AS good, 1 AS cases, 0.5 AS rate FROM range({last}) AS t(m)"
        return parquet(tmp_path, rows)

    assert evaluate_columns(BOOK, months(12), on=ON).totals["2"][Verdict.MET] == 1
    assert evaluate_columns(BOOK, months(11), on=ON).totals["2"][Verdict.UNKNOWN] == 1


LONG = "SELECT '1' AS unit, '{p}' AS period, '{c}' AS indicator, {v} AS value"


def test_a_year_and_its_months_may_stand_in_one_file(tmp_path):
    rows = [LONG.format(p="2024", c="good", v=10), LONG.format(p="2024", c="rate", v=0.5)]
    rows += [LONG.format(p=f"2024-{m:02}", c="cases", v=1) for m in range(1, 13)]
    found = evaluate_columns(BOOK, parquet(tmp_path, " UNION ALL ".join(rows)), on=ON)
    assert found.rows == 1
    assert found.outcomes[Outcome.QUALIFIED] == 1


def test_but_no_figure_is_counted_twice(tmp_path):
    rows = [LONG.format(p="2024", c="cases", v=10), LONG.format(p="2024-03", c="cases", v=1)]
    assert "chồng lên nhau, số liệu bị tính hai lần" in refusal(parquet(tmp_path, " UNION ALL ".join(rows)))


def test_a_name_with_quotes_and_stars_is_just_a_name(tmp_path):
    path = one(tmp_path).rename(tmp_path / "a'b*[1].parquet")
    assert evaluate_columns(BOOK, path, on=ON).rows == 1


def test_a_file_that_calls_itself_a_sample_is_labelled_in_what_is_written(tmp_path):
    found = evaluate_columns(BOOK, one(tmp_path, sample="'số liệu minh họa'"), on=ON)
    found.write_parquet(tmp_path / "out.parquet")
    with duckdb.connect(":memory:") as connection:
        row = connection.execute(
            'SELECT unit, met, "of", outcome, "1", sample, fingerprint FROM read_parquet(?)',
            [str(tmp_path / "out.parquet")],
        ).fetchone()
    assert row == ("1", 3, 3, "qualified", "met", True, found.fingerprint)


@pytest.mark.parametrize("kind", ["INTEGER", "BIGINT", "DECIMAL(12,0)", "DOUBLE"])
@pytest.mark.parametrize(
    "rule", ["good * good >= cases * good", "good + good >= 1", "good * good * cases >= cases * good * good"]
)
def test_large_counts_do_not_overflow(tmp_path, kind, rule):
    text = f"""\
rulebook: thu
version: "1"
nature: real
title: {{vi: Thử, en: Try}}
issued: {{title: Mẫu, issuer: Kiểu Mẫu, in_force: 2023-01-01}}
applies_to: [phuong]
indicators:
  good: {{label: {{vi: Đạt, en: Good}}, measure: bodies}}
  cases: {{label: {{vi: Khác, en: Others}}, measure: bodies}}
criteria: [{{code: "1", label: {{vi: A, en: A}}, law: Mục 1, any: [{{meets: {rule}}}, {{meets: cases > 2000000000}}]}}]
recognised_when: all
"""
    path = parquet(
        tmp_path,
        f"SELECT '1' AS unit, '2024' AS period, CAST(2000000000 AS {kind}) AS good, CAST(1999999999 AS {kind}) AS cases",
    )
    found = evaluate_columns(parse_rulebook(text, file="thu.yaml"), path, on=ON)
    assert found.outcomes[Outcome.QUALIFIED] == 1
