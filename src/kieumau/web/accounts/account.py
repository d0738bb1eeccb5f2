"""A person's own pages: who I am here, which roles I hold; where I am signed in; and the way back to a lost password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_change, password_reset
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import Words, plain
from kieumau.records.accounts.models import NOT_EMPTY, Mandate
from kieumau.records.accounts.queries import has_factor
from kieumau.records.accounts.roles import ROLE_WORDS, Role
from kieumau.web.accounts.browsers import browser_words
from kieumau.web.accounts.sessions import is_over
from kieumau.web.accounts.spoken import spoken
from kieumau.web.shell.requests import SignedRequest

_COUNTRY = Words("Cả nước", "The whole country")


@dataclass(frozen=True)
class HeldRole:
    """One line of the table of roles."""

    role: Words
    unit: Words
    code: str
    mandate: Mandate
    until: date | None
    is_held: bool


@require_safe
def account(request: SignedRequest) -> HttpResponse:
    acting = request.acting
    mandates = acting.user.mandates.filter(NOT_EMPTY, valid_until__gt=acting.on).order_by("valid_from", "pk")
    context = {
        "person": acting.user,
        "roles": [_held(m, request) for m in mandates],
        "has_second_factor": has_factor(acting.user.pk),
        "here": "account",
    }
    return render(request, "account/account.html", context)


def _held(mandate: Mandate, request: SignedRequest) -> HeldRole:
    unit = request.acting.registry.find(mandate.unit, mandate.valid_from) if mandate.unit else None
    return HeldRole(
        role=ROLE_WORDS[Role(mandate.role)],
        unit=_COUNTRY if not mandate.unit else plain(unit.name if unit else mandate.unit),
        code=mandate.unit,
        mandate=mandate,
        until=None if mandate.valid_until == OPEN else mandate.valid_until,
        is_held=mandate.is_held(request.acting.on),
    )


@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: SignedRequest) -> HttpResponse:
    """Every session of this person, this one first. Ends one, or all but this one."""
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        if chosen:
            found = UserSession.objects.filter(
                user=request.user, pk=chosen if chosen.isdecimal() and len(chosen) < 19 else 0
            ).first()
            if found is None:
                raise Http404
            end_sessions(request, [found])
            if not request.user.is_authenticated:  # it was this one
                return redirect("account_login")
        else:
            end_other_sessions(request, request.user)
        messages.success(request, str(spoken("Đã kết thúc phiên.", "The session was ended.")))
        return redirect("usersessions_list")
    living = [s for s in UserSession.objects.purge_and_list(request.user) if not _ended_by_itself(s, request.now)]
    living.sort(key=lambda s: (not s.is_current(), -s.created_at.timestamp()))
    rows = [{"session": s, "browser": browser_words(s.user_agent), "is_this": s.is_current()} for s in living]
    return render(request, "usersessions/usersession_list.html", {"rows": rows, "here": "account"})


def _ended_by_itself(kept: UserSession, at: datetime) -> bool:
    """A session that was left alone is still in its table, though no page opens to it any more."""
    session = SessionStore(kept.session_key).load()
    return is_over(session, at, hours=settings.SESSION_HOURS, idle_minutes=settings.IDLE_MINUTES)


def change_password(request: SignedRequest) -> HttpResponseBase:
    """Whoever comes in by the office's identity provider alone has no password here to change."""
    if not request.acting.user.has_usable_password():
        return redirect("account")
    response: HttpResponseBase = password_change(request)
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """By mail where the office has set mail up; else the page says whom to ask."""
    if settings.EMAIL_HOST:
        response: HttpResponseBase = password_reset(request)
        return response
    return render(request, "account/password_help.html")
