"""Links that set a password: sealed to what the account is, so that one made before a change is good no more."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from kieumau.records.accounts.models import Mandate


class LinkTokens(PasswordResetTokenGenerator):
    """Good until the password is set, the day is over, the account is closed, or a role of it is given or ended.

    Whoever made the link could manage every role that the account held then; of later ones he may know nothing.
    """

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        roles = Mandate.objects.filter(user_id=user.pk).order_by("pk").values_list("pk", "valid_until")
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}{list(roles)}"
