"""Every page asks: does this session still hold, and is there the second factor that the office requires?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kieumau.web.accounts.sessions import has_second_factor, is_over, note_second_factor, note_use

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
        if name.startswith(("account", "mfa_", "usersessions_")):
            return None
        if settings.DEMO and request.user.is_demo:
            return None
        if has_factor(request.user.pk):  # added in another session of this person
            note_second_factor(request.session, True)
            return None
        return redirect("mfa_index")


def has_factor(user: int) -> bool:
    """Recovery codes alone are none: they stand in for a factor that was lost."""
    return bool(Authenticator.objects.filter(user_id=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
