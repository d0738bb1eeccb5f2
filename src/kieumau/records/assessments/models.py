"""What one row stands for: an assessment, and in it the verdicts on one unit in one period. Nothing of them is
overwritten. Before a trial there is the work at it, which the trial replaces.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from kieumau.records.accounts.scope import NOTHING, Scope


class Assessment(models.Model):
    """One judging of many units, e.g. Bình Phước's 20 wards for 2023 by mau-gia-dinh-22/2023, as of 04/04/2024.

    A trial is somebody's own file, judged to see; it is nobody's record and is deleted when its time is over.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rulebook = models.CharField(max_length=200)  # programme/version
    fingerprint = models.CharField(max_length=64)
    programme = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    sample = models.BooleanField()
    trial = models.BooleanField(default=False)
    file_name = models.CharField(max_length=200, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    periods = models.JSONField()  # names, oldest first
    totals = models.JSONField()  # period -> criterion -> verdict -> units
    said = models.JSONField()  # notices and questions, in both languages
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="trials"
    )  # whose trial it is

    seen: Scope = NOTHING
    """The units of it that whoever reached it may see: set by `access`, and none where nobody asked there."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rulebook", "fingerprint"], condition=models.Q(trial=False), name="one_filing_per_inputs"
            ),
            models.CheckConstraint(
                condition=models.Q(trial=False) | models.Q(kept_until__isnull=False), name="trials_have_an_end"
            ),
        ]
        indexes = [models.Index(fields=["trial", "-recorded_at"], name="newest_assessment")]

    def __str__(self) -> str:
        return f"{self.rulebook}, {self.on}"


class UnitVerdict(models.Model):
    """One unit in one period, e.g. Tân Đồng, 2023: 22/22.

    Filed, `details` holds every reason, and lists do not read it. Of a trial it holds the figures, and `next_step` is
    empty: its words are made when somebody reads them.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="verdicts")
    code = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    folded = models.CharField(max_length=300)  # `search_line` of name and code: what search looks at
    order = models.CharField(max_length=400)  # by which names stand in Vietnamese order
    period = models.CharField(max_length=40)
    met = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    left = models.PositiveSmallIntegerField()
    points = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    outcome = models.CharField(max_length=20)
    strip = models.CharField(max_length=200)  # one letter a criterion: m n u a
    next_step = models.JSONField()
    details = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code", "period"], name="one_verdict_per_unit_and_period")
        ]
        indexes = [
            models.Index(fields=["assessment", "period", "left", "order"], name="by_what_is_left"),
            models.Index(fields=["assessment", "period", "order"], name="by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code}), {self.period}: {self.met}/{self.of}"


class TrialWork(models.Model):
    """A file on its way to a trial: how far it is, or what is to be put right in it. Of the file only its name is here.

    The trial takes its place, under the same uuid, in the transaction in which it is kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        JUDGING = "judging"
        KEEPING = "keeping"
        REFUSED = "refused"  # nothing of it was kept; `problems` says why
        FULL = "full"  # so was what it came to, for want of room

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trial_works")
    rulebook = models.CharField(max_length=200)  # programme/version
    on = models.DateField()
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)  # rows so far, of the file or of units and periods
    of = models.PositiveIntegerField(default=0)  # 0: not known yet
    problems = models.JSONField(default=list)
    fitting = models.JSONField(default=list)  # other rulebooks that can read the file
    moved_at = models.DateTimeField()  # when it was last heard of
    kept_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_name}: {self.state}"

    @property
    def is_refused(self) -> bool:
        return self.state in (self.State.REFUSED, self.State.FULL)
