"""A second factor that comes or goes writes its line in the transaction of the row, and the session takes note.

Rows and not the library's own signals, which it sends once the transaction is over.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db.models.signals import post_delete, post_save

from kieumau.records.accounts.queries import has_factor
from kieumau.records.accounts.sign_ins import own_actor, record_factor
from kieumau.web.accounts.sessions import note_second_factor


def connect() -> None:
    post_save.connect(_saved, sender=Authenticator, dispatch_uid="factor_added")
    post_delete.connect(_deleted, sender=Authenticator, dispatch_uid="factor_removed")


def _saved(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    if created:
        _tell(instance, added=True)


def _deleted(sender: Any, instance: Any, **_: Any) -> None:
    _tell(instance, added=False)


def _tell(factor: Any, *, added: bool) -> None:
    """Of a person at his own account only: whoever takes another's factor away does so by an act with its own line."""
    request: Any = context.request
    user = getattr(request, "user", None)
    if user is None or user.pk != factor.user_id:
        return
    by = own_actor(user, at=request.now, address=request.address)
    record_factor(user=user, kind=str(factor.type), added=added, by=by)
    note_second_factor(request.session, has_factor(user.pk))
