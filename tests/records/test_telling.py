"""A line of the journal is a sentence in two languages, whatever its details hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kieumau.engine.wording import Words, plain
from kieumau.records.journal.models import Entry
from kieumau.records.journal.telling import known_actions, said_subject, sentence

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def told(action: str, details: dict[str, Any], *, unit: str = "", subject: str = "a.b", **who: str) -> Words:
    actor = {"name": "quan.tri", "role": "administrator", "address": "10.0.0.7", **who}
    entry = Entry(number=1, at=NOW, action=action, unit=unit, details=json.dumps(details), seal="", **actor)
    return sentence(entry, on=date(2026, 11, 23), place_of=lambda code, on: plain(f"[{code}, {on}]"), subject=subject)


SENTENCES = [
    (
        ("accounts.mandate_given", {"username": "a.b", "role": "appraiser", "from": "2026-12-01", "until": None}),
        {"unit": "75"},
        "quan.tri (Quản trị viên) giao vai trò Người thẩm định cho a.b, phạm vi [75, 2026-12-01], từ 01/12/2026, chưa định ngày kết thúc",
        "quan.tri (Administrator) gave a.b the role Appraiser for [75, 2026-12-01], from 1 December 2026, with no end set",
    ),
    (
        ("accounts.mandate_given", {"username": "a.b", "role": "administrator", "from": "2026-01-01", "until": "2027-01-01", "reason": "QĐ 12"}),
        {},
        "quan.tri (Quản trị viên) giao vai trò Quản trị viên cho a.b, phạm vi cả nước, từ 01/01/2026 đến trước 01/01/2027. Lý do: QĐ 12",
        "quan.tri (Administrator) gave a.b the role Administrator for the whole country, from 1 January 2026 until before 1 January 2027. Reason: QĐ 12",
    ),
    (
        ("accounts.signed_in", {"methods": ["password", "mfa:totp"]}),
        {"role": ""},
        "quan.tri đăng nhập bằng mật khẩu, mã của ứng dụng",
        "quan.tri signed in by password, a code of the app",
    ),
    (
        ("accounts.locked_out", {}),
        {"name": "", "role": "", "subject": ""},
        "Đăng nhập vào một tên không có tài khoản nào bị khóa tạm vì sai nhiều lần",
        "A name that no account has was locked after too many wrong sign-ins",
    ),
    (
        ("indicators.figures_recorded", {"figures": 12345, "units": 1, "source": "a.csv", "sample": True}),
        {"name": "", "role": "operator"},
        "Người vận hành máy chủ ghi 12.345 số liệu của 1 đơn vị từ a.csv (số liệu minh họa)",
        "The server's operator recorded 12,345 figures of 1 unit from a.csv (invented sample)",
    ),
    (
        ("assessments.exported", {"rulebook": "x/1", "on": "2024-04-04", "kind": "xlsx", "units": "all"}),
        {},
        "quan.tri (Quản trị viên) tải về kết quả theo x/1, tính đến 04/04/2024, mọi đơn vị, tệp xlsx",
        "quan.tri (Administrator) downloaded results by x/1 as of 4 April 2024, units: all, as xlsx",
    ),
    (
        ("plans.drawn", {"by": "{0}"}),
        {"role": "no_such_role"},
        "quan.tri (no_such_role): plans.drawn",
        "quan.tri (no_such_role): plans.drawn",
    ),
    (
        ("accounts.mandate_given", {}),
        {"subject": ""},
        "quan.tri (Quản trị viên) giao vai trò – cho –, phạm vi cả nước, chưa định ngày kết thúc",
        "quan.tri (Administrator) gave – the role – for the whole country, with no end set",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "who", "vi", "en"), SENTENCES, ids=[s[0][0] for s in SENTENCES])
def test_a_line_is_told_in_both_languages(line, who, vi, en):
    assert told(*line, **who) == Words(vi, en)


@pytest.mark.parametrize("details", ["", "[]", "null", "{", '"x"', '{"from": "2026-99-99", "role": ["a", null, {}]}'])
def test_details_that_are_no_details_do_not_stop_the_page(details):
    for action in [*known_actions(), "x.y"]:
        entry = Entry(number=1, at=NOW, action=action, details=details, name="a", role="", unit="")
        assert sentence(entry, on=date(2026, 1, 1), place_of=lambda code, on: plain(code)).vi


def test_a_correction_says_its_period_its_code_and_how_many_were_corrected():
    details = {"figures": 3, "units": 1, "source": "entered", "period": "2026-03", "codes": "24415", "corrected": 1}
    assert told("indicators.figures_recorded", details) == Words(
        "quan.tri (Quản trị viên) ghi 3 số liệu của 1 đơn vị từ nhập tay, kỳ 2026-03, của mã 24415, trong đó 1 lần sửa",
        "quan.tri (Administrator) recorded 3 figures of 1 unit from typing, 2026-03, of the code 24415, 1 of them corrections",
    )


def test_an_object_is_called_by_its_first_line():
    first = Entry(number=1, at=NOW, action="assessments.filed", details='{"rulebook": "x/1", "on": "2024-04-04"}')
    assert said_subject("assessment", first) == Words(
        "kết quả chấm theo x/1, tính đến 04/04/2024", "the judgement by x/1 as of 4 April 2024"
    )
    assert said_subject("no_such_kind", first) is None
