"""What the tests of the door share: an account with a password, its telephone, and the lines that the journal got."""

from __future__ import annotations

from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.test import Client

from cast import hire
from kieumau.records.accounts.models import User
from kieumau.records.journal.models import Entry

PASSWORD = "mưa rào đầu hạ 74"


def settled(username: str = "hoa.75", *, email: str = "", **role: Any) -> User:
    """An account whose person has set a password."""
    user = hire(username, **role)
    user.email = email
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, login: str = "hoa.75", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/dang-nhap/", {"login": login, "password": password}, **more)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def lines(*actions: str) -> list[str]:
    """The journal's actions of accounts, or only those asked about, in order."""
    told = Entry.objects.filter(action__startswith="accounts.").order_by("number").values_list("action", flat=True)
    return [a.removeprefix("accounts.") for a in told if not actions or a.removeprefix("accounts.") in actions]


def telephone(user: User) -> str:
    """The secret of a code app that the account knows."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code that the app shows now; or one of an hour ago, for a wrong one."""
    now = list(counters())[1]
    return format_hotp_value(hotp_value(secret, now + steps))
