"""A program shows a person's key; then it reads what that person may read, as far as the key goes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from kieumau.records.accounts.access import access_by_token
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.queries import has_factor
from kieumau.records.accounts.tokens.actions import note_token_used
from kieumau.records.accounts.tokens.scopes import GIVES, TokenScope, digest_of


class NotForThisError(AuthenticationError):
    """The key is good, and not for this: it lacks a scope."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__()
        self.scope = scope


class Key(HttpBearer):
    """`Authorization: Bearer kieumau_...`; the session of a browser counts for nothing here."""

    openapi_description = "Khóa của một người, tạo ở trang Tài khoản · A person's key, made on the page of the account"

    def __init__(self, scope: TokenScope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        at = request.now  # type: ignore[attr-defined]
        found = access_by_token(digest_of(token), at=at)
        if found is None:
            return None
        if self.scope is not None and self.scope not in found.scopes:
            raise NotForThisError(self.scope)
        is_asked = settings.SECOND_FACTOR == "REQUIRED" and not (settings.DEMO and found.user.is_demo)
        if is_asked and not has_factor(found.user_id):  # the pages are shut to him as well
            return None
        note_token_used(found, at=at)
        return Acting(
            user=found.user,
            at=at,
            on=timezone.localtime(at).date(),
            address=request.address,  # type: ignore[attr-defined]
            token=found.label,
            may_only=frozenset(GIVES[TokenScope(s)] for s in found.scopes if s in set(TokenScope)),
        )


def whose(request: HttpRequest) -> Acting:
    """The person for whom the program asks."""
    acting: Acting = request.auth  # type: ignore[attr-defined]
    return acting
