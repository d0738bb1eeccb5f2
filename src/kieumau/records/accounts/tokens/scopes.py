"""Keys for machines: what a key may be for, and how it looks. Only its digest is kept."""

from __future__ import annotations

import secrets
from enum import StrEnum
from hashlib import sha256

from kieumau.engine.wording import Words
from kieumau.records.accounts.roles import Permission

PREFIX = "kieumau_"  # so that scanners of leaked secrets know one when they see it
MOST_DAYS, MOST_LIVING = 365, 10


class TokenScope(StrEnum):
    RESULTS = "results:read"
    PEOPLE = "people:read"
    FIGURES = "figures:write"


SCOPE_WORDS = {
    TokenScope.RESULTS: Words("đọc kết quả trong phạm vi của tôi", "read results within my scope"),
    TokenScope.PEOPLE: Words("đọc danh sách người và vai trò trong phạm vi của tôi", "read people within my scope"),
    TokenScope.FIGURES: Words("ghi số liệu trong phạm vi của tôi", "record figures within my scope"),
}
GIVES = {
    TokenScope.RESULTS: Permission.READ_RESULTS,
    TokenScope.PEOPLE: Permission.SEE_PEOPLE,
    TokenScope.FIGURES: Permission.ENTER_FIGURES,
}


def fresh_secret() -> str:
    """256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """A random key of 256 bits needs no slow hash: nobody can guess what it was made from."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
