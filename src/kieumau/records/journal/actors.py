"""Who does an act, as its journal line says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Account (its uuid, empty at the terminal), its name, the role it acts in, from which address, at which moment."""

    account: str
    name: str
    role: str
    address: str
    at: datetime


def operator(at: datetime) -> Actor:
    """Who works at the server's own terminal: no account, and no scope to keep to."""
    return Actor("", "", "operator", "terminal", at)


def nobody(at: datetime, address: str) -> Actor:
    """A stranger at the door, e.g. one whose sign-in failed too often."""
    return Actor("", "", "", address[:45], at)
