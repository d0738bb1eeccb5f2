"""Two provinces with a ward each, and who works there: what each may see bears marks of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.test import Client

from cast import TERMINAL, give, hire
from kieumau.engine.indicators import Period
from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import LEVELS_OF, Role

TODAY = date(2026, 3, 2)
NOW = datetime.fromisoformat("2026-03-02T09:00:00+07:00")
WARD, OTHER_WARD = "25195", "26740"  # phường Bình Phước in Đồng Nai; phường Sài Gòn in another province
PROVINCE, OTHER_PROVINCE = "75", "79"
MINE, THEIRS = "Kín Một", "Kín Hai"
FIGURE = 7654321  # of the other ward
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 31))


def entry_of(user: User) -> None:
    from django.db import transaction

    from kieumau.records.journal.actions import write_line

    mandate = user.mandates.get()
    with transaction.atomic():
        details = {"username": user.username, "role": mandate.role, "reason": user.full_name}
        write_line(
            "accounts.mandate_given", by=TERMINAL, about=f"account:{user.uuid}", unit=mandate.unit, details=details
        )


def unit_for(role: Role) -> str:
    return {"": "", "province": PROVINCE, "commune": WARD}[LEVELS_OF[role][-1]]


def held(role: Role, days: str) -> User:
    """Somebody with the role in Đồng Nai: today, until yesterday, from tomorrow; or also until last year elsewhere."""
    unit, spans = unit_for(role), {
        "today": (date(2025, 7, 1), date(2099, 1, 1)),
        "ended": (date(2025, 7, 1), TODAY),
        "not begun": (TODAY + timedelta(days=1), date(2099, 1, 1)),
    }  # fmt: skip
    user = hire("nguoi.thu", role, unit, since=spans[days][0], until=spans[days][1])
    elsewhere = {"": "", "province": OTHER_PROVINCE, "commune": OTHER_WARD}[LEVELS_OF[role][-1]]
    if elsewhere:  # where he was before
        give(user, role, elsewhere, since=date(2025, 7, 1), until=TODAY - timedelta(days=30))
    return user


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
