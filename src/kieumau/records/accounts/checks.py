"""What cannot be about an account or a role that somebody entered; each problem's `path` is the name of the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import LEVELS_OF, ROLE_WORDS, Role
from kieumau.records.territory.queries import registry


class AccountError(KieuMauError):
    """What was entered about an account, a role or a key cannot be."""


def wrong_person(username: str, full_name: str, email: str) -> list[Problem]:
    """What cannot be about a new account."""
    problems = []
    name = username.strip().lower()
    try:
        User._meta.get_field("username").run_validators(name)
        if User.objects.filter(username=name).exists():
            problems.append(Problem(words("tên tài khoản “{n}” đã có.", "the account name “{n}” is taken.", n=name), path="username"))  # fmt: skip
    except ValidationError:
        problems.append(
            Problem(
                Words("tên tài khoản gồm 3 đến 60 chữ thường không dấu, chữ số, dấu chấm hoặc gạch.", "an account name has 3 to 60 plain small letters, digits, dots or dashes."),
                path="username",
                hint=Words("Ví dụ: pv01.dongnai.", "For example: pv01.dongnai."),
            )
        )  # fmt: skip
    if not full_name.strip() or len(full_name.strip()) > 120:
        problems.append(Problem(Words("cần họ tên hoặc chức danh, tối đa 120 chữ.", "a name or a title is needed, 120 letters at most."), path="full_name"))  # fmt: skip
    if email.strip():
        try:
            validate_email(email.strip())
            if User.objects.filter(email=email.strip().lower()).exists():
                problems.append(Problem(Words("thư điện tử này đã thuộc một tài khoản.", "this e-mail belongs to an account."), path="email"))  # fmt: skip
        except ValidationError:
            problems.append(Problem(Words("thư điện tử không đúng dạng ten@noi.vn.", "an e-mail looks like name@place.vn."), path="email"))  # fmt: skip
    return problems


def wrong_mandate(role: str, unit: str, valid_from: date, valid_until: date) -> list[Problem]:
    """What cannot be about a role, its unit and its days."""
    problems = []
    if role not in set(Role):
        problems.append(Problem(Words("chọn một vai trò.", "choose a role."), path="role"))
    if valid_until <= valid_from:
        problems.append(Problem(Words("ngày kết thúc phải sau ngày bắt đầu.", "the end comes after the beginning."), path="valid_until"))  # fmt: skip
    known = registry()
    found = known.find(unit, valid_from) if unit else None
    if unit and found is None:
        problems.append(replace(known.unknown(unit, valid_from), path="unit"))
    elif role in set(Role) and (found.level if found else "") not in LEVELS_OF[Role(role)]:
        levels = LEVELS_OF[Role(role)]
        said = {"": Words("cả nước", "the whole country"), "province": Words("tỉnh", "a province"), "district": Words("huyện", "a district"), "commune": Words("cấp xã", "a commune-level unit")}  # fmt: skip
        fitting = Words(" hoặc ".join(said[x].vi for x in levels), " or ".join(said[x].en for x in levels))
        problems.append(
            Problem(
                words(
                    "vai trò “{r}” chỉ giữ cho {l}.",
                    "the role “{r}” is held for {l} only.",
                    r=ROLE_WORDS[Role(role)],
                    l=fitting,
                ),
                path="unit",
            )
        )
    return problems
