"""What one row stands for: a figure as recorded at one moment, what is collected from whom, a period opened again, a file."""

from __future__ import annotations

import uuid
from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kieumau.engine.territory.units import OPEN
from kieumau.records.accounts.models import User

WITHDRAWN = ""
"""The value of a row that takes a figure back: it is missing again, which is not zero."""


class Source(models.TextChoices):
    """Where a figure comes from."""

    ENTERED = "entered"  # typed into the grid
    UPLOADED = "uploaded"  # from a file, or sent by a program
    COMPUTED = "computed"  # worked out from others of the same unit and period


class Figure(models.Model):
    """E.g. order_violations of Tân Đồng (25198), 2023: 40. A later version of the same figure is a correction.

    Rows are added and never changed; the database itself refuses. Two people who correct the same version at once
    write the same number, and the database takes one of them.
    """

    unit = models.CharField(max_length=50)  # the code, as of the last day of the period
    first = models.DateField()
    last = models.DateField()
    indicator = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    value = models.CharField(max_length=80, blank=True)  # exactly: a fraction, true or false; or withdrawn
    sample = models.BooleanField()
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.UPLOADED)
    origin = models.CharField(max_length=300, blank=True)  # the file, or the key of the program
    reason = models.CharField(max_length=300, blank=True)  # of a correction
    account = models.CharField(max_length=36, blank=True)  # uuid of who recorded it; empty at the terminal
    name = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "last", "indicator", "first", "version"], name="each_version_of_a_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason="") | Q(account=""), name="corrections_have_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["last", "unit"], name="figures_of_a_period")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.indicator}, {self.first}/{self.last}: {self.value}"


class Collection(models.Model):
    """E.g. the figures of mau-gia-dinh-22 from the wards of Bình Phước (70) from 01/01/2022, due by the 5th day after.

    `unit` is a code as each period's last day reads it, "" the whole country; `only` narrows to some units below it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.CharField(max_length=80)  # the name of its rulebooks, without a version
    unit = models.CharField(max_length=50, blank=True)
    only = models.JSONField(default=list)  # codes; empty: all units of the kinds that the set applies to
    valid_from = models.DateField()
    valid_until = models.DateField(default=OPEN)
    due_days = models.PositiveSmallIntegerField()  # after the period's last day
    closing_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)  # e.g. the number of the plan
    name = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="collections_end_after_they_begin"
            ),
            models.CheckConstraint(
                condition=Q(closing_days__gte=models.F("due_days")), name="collections_close_after_they_are_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {self.unit or 'all'}, {self.valid_from}"

    @cached_property
    def recorded_on(self) -> date:
        """The day, where the office is, on which it was begun."""
        return timezone.localtime(self.recorded_at).date()


class Reopening(models.Model):
    """A closed period of one unit that somebody asks to have open again, and what the level above decided."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.CharField(max_length=50)
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reopenings_asked")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="reopenings_decided")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True)  # the last day on which it is open

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first", "last"], condition=Q(state="asked"), name="one_open_request_per_period"
            )
        ]
        indexes = [models.Index(fields=["unit", "last"], name="reopenings_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.first}/{self.last}: {self.state}"


class Upload(models.Model):
    """A file of figures that somebody sent, and what became of it. It stays as sent once its figures are recorded."""

    class State(models.TextChoices):
        READING = "reading"
        REFUSED = "refused"  # nothing of it was recorded; `problems` says why
        READ = "read"  # waits to be confirmed
        RECORDING = "recording"
        RECORDED = "recorded"
        CANCELLED = "cancelled"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="uploads")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    done = models.PositiveIntegerField(default=0)  # rows so far
    found = models.JSONField(default=dict)  # counts: new, corrected, unchanged, units, periods
    problems = models.JSONField(default=list)  # pairs: Vietnamese, English
    reason = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()
    moved_at = models.DateTimeField()  # when it was last heard of while it works

    class Meta:
        indexes = [models.Index(fields=["user", "-sent_at"], name="uploads_of_a_person")]

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"


class Digest(models.Model):
    """That a person was reminded by mail on a day: once, however often the command runs."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.on}"
