"""What one row stands for: a question that a check asked about figures, a figure as it saw it, and an answer to it."""

from __future__ import annotations

import uuid

from django.db import models

from kieumau.engine.indicators import Period
from kieumau.engine.wording import Words


class QuestionRecord(models.Model):
    """E.g. order_violations of Tân Đồng (25198), 2024-05: none after 14 months with some. Does the unit confirm?

    Kept as it was asked, whatever becomes of the figures. Whether it waits for an answer is not written here: it
    follows from its answers and from what was recorded of its figures since.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.CharField(max_length=80)
    version = models.CharField(max_length=40)  # of the rulebook whose check it is
    check_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=30)  # of `CheckKind`
    severity = models.CharField(max_length=10)  # of `Severity`
    unit = models.CharField(max_length=50)  # the code, as of the last day of the period
    first = models.DateField()
    last = models.DateField()
    indicators = models.JSONField()  # codes
    asks_vi = models.TextField()
    asks_en = models.TextField()
    advice_vi = models.TextField()
    advice_en = models.TextField()
    fingerprint = models.CharField(max_length=64)  # of what was asked about and the figures seen
    sample = models.BooleanField()
    account = models.CharField(max_length=36, blank=True)  # uuid of who had the checks run; empty at the terminal
    name = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "questions_question"
        constraints = [models.UniqueConstraint(fields=["programme", "fingerprint"], name="each_question_once")]
        indexes = [models.Index(fields=["unit", "last"], name="questions_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.check_code}, {self.first}/{self.last}"

    @property
    def rulebook(self) -> str:
        return f"{self.programme}/{self.version}"

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def asks(self) -> Words:
        return Words(self.asks_vi, self.asks_en)

    @property
    def advice(self) -> Words:
        return Words(self.advice_vi, self.advice_en)


class Fact(models.Model):
    """One figure as a question saw it, or the sum of a longer span; empty where there was none."""

    question = models.ForeignKey(QuestionRecord, on_delete=models.PROTECT, related_name="facts")
    unit = models.CharField(max_length=50)
    first = models.DateField()
    last = models.DateField()
    indicator = models.CharField(max_length=60)
    value = models.CharField(max_length=80, blank=True)  # as `Figure.value`

    def __str__(self) -> str:
        return f"{self.unit}, {self.indicator}, {self.first}/{self.last}: {self.value}"


class Answer(models.Model):
    """What the unit says to a question. Several may follow one another, and all are kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    question = models.ForeignKey(QuestionRecord, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    account = models.CharField(max_length=36)
    name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.question_id}: {self.text[:40]}"
