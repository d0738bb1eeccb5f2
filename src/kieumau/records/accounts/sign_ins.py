"""What the journal tells of sign-ins. The sign-in library does the acts; each of these writes the line of one.

A failed sign-in writes nothing, and a lock-out one line: a flood of guesses cannot bury what people did.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kieumau.records.accounts.models import User
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor


def own_actor(user: User, *, at: datetime, address: str) -> Actor:
    """A person at his own account: what he does there he does in no role."""
    return Actor(str(user.uuid), user.username, "", address, at)


def record_sign_in(*, user: User, methods: Sequence[str], by: Actor) -> None:
    """`methods` are those that were used, in order: password, mfa:totp, mfa:webauthn, socialaccount, demo."""
    _tell("accounts.signed_in", user, by, methods=list(methods))


def record_sign_out(*, user: User, by: Actor) -> None:
    _tell("accounts.signed_out", user, by)


def record_lock_out(*, user: User | None, by: Actor) -> None:
    """The account that may not be tried for a while; or, where there is none, the address (it stands in `by`)."""
    _tell("accounts.locked_out", user, by)


def record_password_change(*, user: User, how: str, by: Actor) -> None:
    """`how` is `own` at one's own page, `link` by a link from an administrator or from a mail."""
    _tell("accounts.password_changed", user, by, how=how)


def record_factor(*, user: User, kind: str, added: bool, by: Actor) -> None:
    """A second factor (totp, webauthn, recovery_codes) that a person added to his account or took away."""
    _tell("accounts.factor_added" if added else "accounts.factor_removed", user, by, kind=kind)


def record_sessions_ended(*, user: User, count: int, by: Actor) -> None:
    _tell("accounts.sessions_ended", user, by, count=count)


def _tell(action: str, user: User | None, by: Actor, **details: object) -> None:
    about = f"account:{user.uuid}" if user is not None else ""
    with transaction.atomic():
        write_line(action, by=by, about=about, details=details)
