"""The sign-in page: name and password, a passkey, the office's identity provider, and the demonstration's accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings

from kieumau.web.accounts.demo import demo_accounts


class EntranceView(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_accounts"] = demo_accounts(self.request)
        context["oidc_name"] = settings.OIDC_NAME if settings.OIDC_URL else ""
        return context


# The script of the passkey button asks this host for a challenge; no other page may connect anywhere.
login = csp_update({"connect-src": [SELF]})(EntranceView.as_view())
