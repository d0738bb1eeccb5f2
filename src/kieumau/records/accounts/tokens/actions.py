"""Every write of keys: issued, revoked, used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.access import access_token
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.checks import AccountError
from kieumau.records.accounts.models import Token
from kieumau.records.accounts.queries import living_tokens
from kieumau.records.accounts.tokens.scopes import MOST_DAYS, MOST_LIVING, TokenScope, digest_of, fresh_secret
from kieumau.records.journal.actions import write_line


@act
def issue_token(*, label: str, scopes: Iterable[str], days: int, by: Acting) -> tuple[Token, str]:
    """A key for the person's own programs. The secret is returned once and never again."""
    chosen = [s.value for s in TokenScope if s.value in set(scopes)]
    problems = []
    if not label.strip():
        problems.append(Problem(Words("khóa cần một tên, ví dụ “báo cáo tháng”.", "a key needs a name, such as “monthly report”.")))  # fmt: skip
    if not chosen:
        problems.append(Problem(Words("chọn ít nhất một việc mà khóa được làm.", "choose at least one thing that the key is for.")))  # fmt: skip
    if not 1 <= days <= MOST_DAYS:
        problems.append(Problem(words("thời hạn từ 1 đến {n} ngày.", "between 1 and {n} days.", n=MOST_DAYS)))
    if living_tokens(by.user, at=by.at) >= MOST_LIVING:
        problems.append(Problem(words("mỗi người có tối đa {n} khóa còn hạn; thu hồi bớt trước.", "at most {n} living keys each; revoke some first.", n=MOST_LIVING)))  # fmt: skip
    if problems:
        raise AccountError(problems)
    secret = fresh_secret()
    token = Token.objects.create(
        user=by.user,
        label=label.strip()[:80],
        digest=digest_of(secret),
        scopes=chosen,
        expires_at=by.at + timedelta(days=days),
        recorded_at=by.at,
    )
    details = {"label": token.label, "scopes": chosen, "until": token.expires_at.date()}
    write_line("accounts.token_issued", by=by.actor(), about=by.user.about, details=details)
    return token, secret


@act
def revoke_token(*, token_uuid: UUID, by: Acting) -> Token:
    token = access_token(token_uuid, by=by)
    if token.revoked_at is None:
        token.revoked_at = by.at
        token.save(update_fields=["revoked_at"])
        write_line("accounts.token_revoked", by=by.actor(), about=by.user.about, details={"label": token.label})
    return token


def note_token_used(token: Token, *, at: datetime) -> None:
    """When a key was last used, to the hour: a busy program should not write with every question."""
    if token.used_at is None or at - token.used_at > timedelta(hours=1):
        Token.objects.filter(pk=token.pk).update(used_at=at)
