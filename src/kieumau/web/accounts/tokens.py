"""A person's keys for machines: made, shown once, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kieumau.engine.errors import KieuMauError
from kieumau.engine.wording import Words, joined, upper_first
from kieumau.records.accounts.models import Token
from kieumau.records.accounts.queries import tokens_of
from kieumau.records.accounts.tokens.actions import issue_token, revoke_token
from kieumau.records.accounts.tokens.scopes import MOST_DAYS, SCOPE_WORDS, TokenScope
from kieumau.web.accounts.spoken import spoken
from kieumau.web.components.words.hints import words_of
from kieumau.web.shell.requests import SignedRequest


@dataclass(frozen=True)
class _Row:
    token: Token
    scopes: Words
    state: Words
    is_living: bool


@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedRequest) -> HttpResponse:
    """The list, newest first; a new key is on the page that answers its making, and on no other."""
    by, problems, made = request.acting, [], None
    if request.method == "POST" and (chosen := request.POST.get("revoke", "")):
        try:
            revoke_token(token_uuid=UUID(chosen), by=by)
        except ValueError:
            raise Http404 from None
        messages.success(request, str(spoken("Đã thu hồi khóa.", "The key was revoked.")))
        return redirect("account_tokens")
    if request.method == "POST":
        days = request.POST.get("days", "").strip()
        try:
            made = issue_token(
                label=request.POST.get("label", "").replace("\0", ""),
                scopes=request.POST.getlist("scopes"),
                days=int(days) if days.isascii() and days.isdecimal() and len(days) < 5 else 0,
                by=by,
            )
        except KieuMauError as error:
            problems = [upper_first(p.sentence) for p in error.worded(words_of)]
    context: dict[str, Any] = {
        "here": "account",
        "rows": [_row(t, request) for t in tokens_of(by.user)],
        "problems": problems,
        "secret": made[1] if made else "",
        "made": made[0] if made else None,
        "choices": [(s.value, SCOPE_WORDS[s], s.value in request.POST.getlist("scopes")) for s in TokenScope],
        "label": "" if made else request.POST.get("label", "")[:80],
        "days": request.POST.get("days", "") if problems else "90",
        "most_days": MOST_DAYS,
    }
    return render(request, "account/tokens.html", context, status=422 if problems else 200)


def _row(token: Token, request: SignedRequest) -> _Row:
    living = token.revoked_at is None and token.expires_at > request.now
    state = (
        Words("đã thu hồi", "revoked")
        if token.revoked_at
        else Words("còn hạn", "good")
        if living
        else Words("hết hạn", "expired")
    )
    scopes = joined([SCOPE_WORDS[TokenScope(s)] for s in token.scopes if s in set(TokenScope)], "; ")
    return _Row(token, scopes, state, living)
