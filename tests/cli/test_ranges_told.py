"""Sets in which a missing figure once decided, or hid, what it does not: as the commands answer now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from warm import Run

SETS = Path(__file__).parent / "ranges"


def judged(run: Run, name: str, *more: str, book: Path | None = None) -> dict[str, dict]:
    folder = SETS / name
    found = run("evaluate", book or folder, folder / "figures.csv", "--format", "json", *more, language="en")
    assert found.returncode == 0, found.stderr
    return {
        u["unit"]["code"] if isinstance(u["unit"], dict) else u["unit"]: u for u in json.loads(found.stdout)["units"]
    }


def test_of_ten_good_or_better_two_are_excellent_and_the_next_fall_to_good(run):
    found = judged(run, "good-band")
    assert [found[f"p{i}"]["grade"] for i in range(10)] == ["excellent"] * 2 + ["good"] * 8


def test_an_unknown_criterion_is_not_a_failed_one(run):
    assert judged(run, "criteria-met")["p1"]["outcome"] == "undecided"


def test_an_unknown_criterion_excludes_nobody(run, tmp_path):
    text = (SETS / "criteria-met" / "criteria.yaml").read_text(encoding="utf-8")
    text = text.replace("requires:", "vetoes:").replace(
        "meets: criteria_met >= 2}\ngrades", "meets: criteria_met < 2}\ngrades"
    )
    assert "criteria_met < 2" in text
    (tmp_path / "criteria.yaml").write_text(text, encoding="utf-8")
    assert judged(run, "criteria-met", book=tmp_path)["p1"]["outcome"] == "undecided"


def test_points_that_no_missing_one_can_change_decide(run):
    found = judged(run, "points-total")
    assert (found["p1"]["outcome"], found["p2"]["outcome"]) == ("qualified", "not_yet")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "vụ nghiêm trọng: 11 vụ; không được quá 3 vụ: vượt ít nhất 8 (chưa đủ kỳ: thiếu số liệu tháng 12/2024)"),
        ("en", "vụ nghiêm trọng: 11 cases; at most 3 cases allowed: at least 8 too many (not the whole period yet: figures are missing for 12/2024)"),
    ],
)  # fmt: skip
def test_eleven_grave_cases_and_a_missing_december_are_too_many(run, language, said):
    folder = SETS / "partial-sum"
    found = run("explain", folder, folder / "figures.csv", "--on", "2024-12-31", "--unit", "p1", language=language)
    assert found.returncode == 0, found.stderr
    assert said in found.stdout
    assert ("0/2, chưa đủ điều kiện" if language == "vi" else "0/2, does not qualify yet") in found.stdout
