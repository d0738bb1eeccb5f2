"""Every page asks: does this session still hold, and is there the second factor that the office requires?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kieumau.records.accounts.queries import has_factor
from kieumau.web.accounts.sessions import has_second_factor, is_over, note_use

_OPEN_WITHOUT = {"account", "account_change_password", "account_logout", "account_reauthenticate", "usersessions_list"}
"""The pages of one's own account that lead to a second factor, or out. Not the keys for programs."""
Answer = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: Answer) -> Answer:
    """A session ends so many hours after the sign-in, and so many minutes after its last use."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            at = request.now  # type: ignore[attr-defined]
            if is_over(request.session, at, hours=settings.SESSION_HOURS, idle_minutes=settings.IDLE_MINUTES):
                logout(request)
            else:
                note_use(request.session, at)
        return get_response(request)

    return middleware


class SecondFactorMiddleware:
    """Where it is required, an account without a second factor can do one thing: get one. Asks no query once it has."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if settings.SECOND_FACTOR != "REQUIRED" or not request.user.is_authenticated:
            return None
        if has_second_factor(request.session) or not getattr(view, "login_required", True):
            return None
        # The whole name: pages of a room are `room:name`, and only the door's own have none before theirs.
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _OPEN_WITHOUT or name.startswith("mfa_"):
            request.shut = not self._is_lenient(request)  # type: ignore[attr-defined]  # the menu would lead nowhere
            return None
        if self._is_lenient(request):
            return None
        if has_factor(request.user.pk):  # added since in another session: whoever works in this one never showed it
            logout(request)
            return redirect("account_login")
        return redirect("mfa_index")

    @staticmethod
    def _is_lenient(request: HttpRequest) -> bool:
        return bool(settings.DEMO and request.user.is_demo)  # type: ignore[union-attr]
