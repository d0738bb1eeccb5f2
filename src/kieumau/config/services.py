"""Other servers of the office that an operator may name: for mail, and for signing in."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def mail_server(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, user, password, whether by STARTTLS, whether by TLS from the start. No host: no mail is sent.

    `smtp://user:password@host:587` begins openly and goes on by STARTTLS, except on this very machine;
    `smtps://user:password@host:465` is closed from the start. Always one or the other: a link to set a password
    is not sent in the open.
    """
    if not url:
        return "", 0, "", "", False, False
    parts = _split("MAIL_URL", url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured("KIEUMAU_MAIL_URL must be smtp://user:password@host:port or smtps://…")
    near = parts.hostname in _LOOPBACK
    return (
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtp" and not near,
        parts.scheme == "smtps",
    )


def identity_provider(
    number: str, *, url: str, client: str, secret: str, name: str
) -> tuple[str, list[str], dict[str, Any]]:
    """The provider's address, the origins that a form may lead to, and what the sign-in library wants to know of it."""
    if not url:
        return "", [], {}
    parts = _split("OIDC_URL", url)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _LOOPBACK):
        raise ImproperlyConfigured("KIEUMAU_OIDC_URL must begin with https://")
    if not client or not secret:
        raise ImproperlyConfigured("KIEUMAU_OIDC_URL needs KIEUMAU_OIDC_CLIENT_ID and KIEUMAU_OIDC_SECRET beside it.")
    app = {
        "provider_id": number,
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url, "oauth_pkce_enabled": True},  # the code alone opens nothing
    }
    origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    return url, [origin], {"openid_connect": {"APPS": [app]}}


def _split(name: str, url: str) -> SplitResult:
    """What is said of a wrong address never holds its words: it may hold a password."""
    try:
        parts = urlsplit(url)
        bad = parts.port == 0
    except ValueError:
        bad = True
    if bad:
        raise ImproperlyConfigured(f"KIEUMAU_{name} is an address that cannot be read.")
    return parts
