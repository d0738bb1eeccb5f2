"""What one row stands for: an account, a role held for a unit between two days, a key for machines."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models

from kieumau.engine.territory.units import OPEN


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who signs in, by a name such as `pv01.dongnai`. What he may do is said by his mandates alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        max_length=60, unique=True, validators=[RegexValidator(r"\A[a-z0-9][a-z0-9._-]{2,59}\Z")]
    )
    full_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # made by `make run`, with one-click sign-in on loopback only
    created_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~models.Q(email=""), name="one_account_per_email")
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def about(self) -> str:
        """What the journal calls it."""
        return f"account:{self.uuid}"

    def get_full_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used here: see `roles.MAY`."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Mandate(models.Model):
    """A role that a person holds for a unit, e.g. appraiser for Đồng Nai (75) from 01/07/2025, no end known.

    `unit` is a code to be read on `valid_from`; "" is the whole country. The span is half-open. Where the unit itself
    ends, so does what the mandate lets its holder do, whatever `valid_until` says.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=30)
    unit = models.CharField(max_length=50, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(default=OPEN)
    reason = models.CharField(max_length=300, blank=True)  # e.g. the number of the decision on the posting
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="mandates_given")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            # An empty span is a mandate that was taken back before its first day.
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="mandates_end_after_they_begin"
            )
        ]
        indexes = [
            models.Index(fields=["user", "valid_from", "valid_until"], name="mandates_of_a_person"),
            models.Index(fields=["unit", "valid_until"], name="mandates_for_a_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.unit or 'all'}, {self.valid_from}"

    @property
    def is_empty(self) -> bool:
        return self.valid_from == self.valid_until

    def is_held(self, on: date) -> bool:
        return self.valid_from <= on < self.valid_until


NOT_EMPTY = models.Q(valid_until__gt=models.F("valid_from"))
"""Of mandates: those that were not taken back before their first day."""


class Token(models.Model):
    """A key by which a person's own program reads what he may read, until its day. Only its SHA-256 is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()  # of `TokenScope`
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-recorded_at"], name="tokens_of_a_person")]

    def __str__(self) -> str:
        return f"{self.label}, {self.user_id}"
