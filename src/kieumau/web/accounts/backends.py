"""Who has this name and this password? Exactly one password is hashed, whoever is asked for: time tells nothing."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Q
from django.http import HttpRequest

from kieumau.records.accounts.models import User


def account_named(login: str) -> User | None:
    """The account of a user name or of an e-mail address, in any case."""
    name = login.strip().lower()
    return User.objects.filter(Q(username=name) | Q(email=name)).first() if name else None


def typed_login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email") or credentials.get("username") or "")


class OneHashBackend(AuthenticationBackend):  # type: ignore[misc]
    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        # The library tries a login as address and as name, and hashes once for each: two for an account, one for none.
        return self._check_password(account_named(typed_login(credentials)), credentials["password"])
