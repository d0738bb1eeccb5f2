"""The one line of a lock-out, in the window that it lasts."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db import transaction

from kieumau.records.accounts.models import User
from kieumau.records.accounts.sign_ins import record_lock_out
from kieumau.records.journal.actors import nobody

_WINDOW = 300  # seconds, as the limit of an account in settings.ACCOUNT_RATE_LIMITS


def tell_lock_out(request: Any, user: User | None) -> None:
    """Say once in a window that this account, or else this address, may not be tried for now.

    Where it is the address that has tried too often, no account is named, or one machine could write as many lines
    as there are accounts. A name that nobody has is no lock-out of anybody: its line is written and taken back, so
    that the answer takes as long as for a name that somebody has.
    """
    limits = {"app": "allauth.account", "action": "login_failed", "key": "", "dry_run": True}
    address_is_out = not ratelimit.consume(request, **limits)
    nobodys = user is None and not address_is_out
    if address_is_out:
        user = None
    whose = str(user.uuid) if user else "nobody" if nobodys else request.address
    if nobodys or cache.add(f"told-lock-out:{whose}", True, timeout=_WINDOW):
        with transaction.atomic():
            record_lock_out(user=user, by=nobody(request.now, request.address))
            transaction.set_rollback(nobodys)
