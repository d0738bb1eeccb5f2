"""Advice that names a command or an option is worded where commands are."""

import pytest

from kieumau.cli.hints import told
from kieumau.engine.errors import Advice, KieuMauError, Problem
from kieumau.engine.wording import Words


@pytest.mark.parametrize(
    ("advice", "vi", "en"),
    [
        (Advice.FIND_UNIT, "kieumau units --on NGÀY --search TÊN.", "kieumau units --on DAY --search NAME."),
        (Advice.SAY_DAY_OF_CODES, "dùng mã của ngày nào (--coded-on).", "the file's codes are (--coded-on)."),
        (Advice.ASK_TO_REOPEN, "ở trang phiếu số liệu của kỳ này.", "on the page of this return."),
    ],
)
def test_a_terminal_says_what_to_do_by_its_own_commands(advice, vi, en):
    error = KieuMauError(
        [Problem(Words("sai.", "wrong."), file="a.csv", hint=advice), Problem(Words("thừa.", "more."))]
    )
    first, second = told(error, "vi").splitlines()
    assert first.startswith("a.csv: sai. ") and first.endswith(vi) and second == "thừa."
    assert told(error, "en").splitlines()[0].endswith(en)
