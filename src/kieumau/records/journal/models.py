"""What one row stands for: one line of the journal. Rows are added and never changed; the database itself refuses."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act, e.g. number 120: at 04/04/2024 08:00, accounts.mandate_given, by an administrator, about an account."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 ...: a number left out is a line removed
    at = models.DateTimeField()
    action = models.CharField(max_length=60)  # dotted: accounts.mandate_given
    account = models.CharField(max_length=36, blank=True)  # uuid of who did it; empty at the terminal
    name = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=45, blank=True)
    about = models.CharField(max_length=120, blank=True)  # kind:identity, e.g. account:0b1c...
    unit = models.CharField(max_length=50, blank=True)  # the code of the unit it concerns
    details = models.TextField()  # JSON as it was sealed
    seal = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["about", "number"], name="story_of_an_object"),
            models.Index(fields=["unit", "number"], name="story_of_a_unit"),
            models.Index(fields=["account", "number"], name="story_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.action}"
