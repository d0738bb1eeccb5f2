"""The moment of each request, asked once; and who works in it, from where."""

from __future__ import annotations

import logging
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kieumau.config import clock
from kieumau.records.accounts.acting import Acting

_log = logging.getLogger("kieumau.refusals")
_REFUSED = (403, 404)
Answer = Callable[[HttpRequest], HttpResponse]


def moment(get_response: Answer) -> Answer:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        request.address = _address(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def unkept(get_response: Answer) -> Answer:
    """No browser and nothing in between keeps an answer, unless the page itself says how long: desks are shared."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def readable(get_response: Answer) -> Answer:
    """No NUL comes further than this: nobody types one, and PostgreSQL keeps none. In an address it is a sign that no
    name has; asked for, it is a space; a cookie that holds it is none of ours.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace("\0", "\N{REPLACEMENT CHARACTER}")
        request.path = request.path.replace("\0", "\N{REPLACEMENT CHARACTER}")
        asked = str(request.META.get("QUERY_STRING", ""))
        request.META["QUERY_STRING"] = asked.replace("%00", "%20").replace("\0", "%20")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        return get_response(request)

    return middleware


def _address(request: HttpRequest) -> str:
    """Where a request comes from. Behind the office's own proxy, what that proxy saw; nothing else is believed."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY and (forwarded := request.headers.get("X-Forwarded-For", "")):
        address = forwarded.rsplit(",", 1)[-1].strip()
    if address.count(":") == 1:  # some proxies add the port
        address = address.partition(":")[0]
    try:
        return str(ip_address(address.strip("[]")))
    except ValueError:
        return ""  # a socket file, or no address at all


def acting(get_response: Answer) -> Answer:
    """`request.acting`: the person at work, or None for a stranger. Asks no question that the page does not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        at = request.now  # type: ignore[attr-defined]
        request.acting = (  # type: ignore[attr-defined]
            Acting(user, at, timezone.localtime(at).date(), request.address)  # type: ignore[attr-defined]
            if user.is_authenticated
            else None
        )
        response = get_response(request)
        if user.is_authenticated and response.status_code in _REFUSED:
            # Missing and forbidden sound the same to the person; whoever keeps the server may see a pattern.
            who, place = (
                user.uuid,
                request.get_full_path()[:200].encode("unicode_escape").decode(),
            )  # one line stays one
            _log.warning("not given: %s %s, account %s, from %s", request.method, place, who, _address(request))
        return response

    return middleware
