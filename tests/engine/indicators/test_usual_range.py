"""The usual range of a figure: one check and one sentence, whoever asks."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kieumau.engine.indicators import BUILT_IN_MEASURES, Indicator, Summing
from kieumau.engine.indicators.usual_range import unusual
from kieumau.engine.wording import Words, plain

CASES = Indicator(
    "cases", plain("cases"), BUILT_IN_MEASURES["cases"], Summing.SUM, plausible=(Fraction(0), Fraction(800))
)
SHARE = Indicator("share", plain("share"), BUILT_IN_MEASURES["share"], Summing.LATEST, plausible=(Fraction(9, 10), Fraction(1)))  # fmt: skip


def test_a_figure_outside_is_told_with_its_range_and_alone_beside_the_figure_itself():
    found = unusual(CASES, Fraction(1234))
    assert found is not None
    assert found.words == Words(
        "1.234 vụ, ngoài khoảng thường gặp 0–800. Đơn vị xác nhận?",
        "1,234 cases, outside the usual range 0–800. Does the unit confirm it?",
    )
    assert found.alone.vi == "Ngoài khoảng thường gặp 0–800. Đơn vị xác nhận?"


def test_a_share_is_told_in_percent():
    found = unusual(SHARE, Fraction(1, 2))
    assert found is not None and found.words.en.startswith("50%, outside the usual range 90%–100%.")


@pytest.mark.parametrize("value", [Fraction(0), Fraction(800), None, True])
def test_nothing_is_asked_of_what_lies_within_is_missing_or_is_no_number(value):
    assert unusual(CASES, value) is None
