"""How long a session lasts, and what it remembers of the sign-in: two moments, and whether a second factor was there."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any

_SIGNED_IN, _SEEN, _SECOND_FACTOR = "signed_in_at", "seen_at", "second_factor"
_NOTED_EVERY = 60  # seconds: a session's last use is written down once a minute, not at every page
Session = MutableMapping[str, Any]


def begin(session: Session, at: datetime, *, second_factor: bool) -> None:
    session[_SIGNED_IN] = session[_SEEN] = int(at.timestamp())
    session[_SECOND_FACTOR] = second_factor


def is_over(session: Session, at: datetime, *, hours: int, idle_minutes: int) -> bool:
    """Whether the session is too old or was left alone too long."""
    now = int(at.timestamp())
    signed_in, seen = int(session.get(_SIGNED_IN, now)), int(session.get(_SEEN, now))
    return now - signed_in >= hours * 3600 or now - seen >= idle_minutes * 60


def note_use(session: Session, at: datetime) -> None:
    now = int(at.timestamp())
    if _SIGNED_IN not in session:  # begun by no door, as tests do
        session[_SIGNED_IN] = session[_SEEN] = now
    elif now - int(session[_SEEN]) >= _NOTED_EVERY:
        session[_SEEN] = now


def signed_in_within(session: Session, at: datetime, *, seconds: int) -> bool:
    return int(at.timestamp()) - int(session.get(_SIGNED_IN, 0)) < seconds


def has_second_factor(session: Session) -> bool:
    return bool(session.get(_SECOND_FACTOR))


def note_second_factor(session: Session, there: bool) -> None:
    session[_SECOND_FACTOR] = there
