"""A file of cases that is wrong: every fault with its line and a way out, before any case is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from kieumau.engine.criteria import load_rulebook
from kieumau.engine.errors import RulebookError
from kieumau.engine.evaluation import run_cases

FAULTS = {
    "- {name: a, criterion: '1', verdcit: met}": "1.verdcit, dòng 1: không có khóa “verdcit” ở đây. Có phải ý bạn là “verdict”?",
    "- {name: a}": "1, dòng 1: tình huống không mong đợi điều gì. Thêm verdict, outcome, met, points_total hoặc conditions.",
    "- {name: a, verdict: met}": "1, dòng 1: verdict, distance, missing, points cần có criterion.",
    "- {name: a, given: {khong: 1}, met: 1}": "1.given.khong, dòng 1: không có chỉ tiêu “khong”.",
    "name: a": "tệp phải là một danh sách tình huống.",
}


@pytest.mark.parametrize("text", FAULTS, ids=FAULTS)
def test_a_fault_of_a_case_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as refused:
        run_cases(load_rulebook("mau-gia-dinh-22/2023"), tmp_path)
    assert FAULTS[text] in refused.value.said("vi")
