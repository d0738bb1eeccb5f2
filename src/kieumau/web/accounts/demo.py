"""One click into an account of the demonstration, on one's own machine only."""

from __future__ import annotations

import ipaddress
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kieumau.records.accounts.models import User
from kieumau.records.accounts.roles import ROLE_WORDS, Role

_NAMES = ("localhost", "127.0.0.1", "[::1]")
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


def is_open(request: HttpRequest) -> bool:
    """Only in the demonstration, asked from this machine by one of its own names, and brought by nobody in between."""
    if not settings.DEMO or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    host = request.get_host()
    return near and (host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host) in _NAMES


def demo_accounts(request: HttpRequest) -> list[dict[str, object]]:
    """Each account of the demonstration with its role, for the sign-in page; none where it is not open."""
    if not is_open(request):
        return []
    order = list(Role)
    found = []
    for user in User.objects.filter(is_demo=True, is_active=True).prefetch_related("mandates"):
        roles = sorted(order.index(Role(m.role)) for m in user.mandates.all())
        if roles:
            found.append((roles[0], user))
    found.sort(key=lambda pair: (pair[0], pair[1].username))
    return [{"user": user, "role": ROLE_WORDS[order[role]]} for role, user in found]


@login_not_required
@require_POST
def enter(request: HttpRequest, user_uuid: UUID) -> HttpResponse:
    user = User.objects.filter(uuid=user_uuid, is_demo=True, is_active=True).first() if is_open(request) else None
    if user is None:
        raise Http404
    wanted = request.POST.get("next", "")
    leads_on = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    record_authentication(request, user, "demo")
    response: HttpResponse = perform_login(request, user, redirect_url=wanted if leads_on else None)
    return response
