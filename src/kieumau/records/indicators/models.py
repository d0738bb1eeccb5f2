"""What one row stands for: one figure of one unit in one period, as it was recorded at one moment."""

from __future__ import annotations

from django.db import models


class Figure(models.Model):
    """E.g. order_violations of Tân Đồng (25198), 2023: 40. A later row for the same figure is a correction."""

    unit = models.CharField(max_length=50)  # the code, as of the last day of the period
    first = models.DateField()
    last = models.DateField()
    indicator = models.CharField(max_length=60)
    value = models.CharField(max_length=80)  # exactly: a fraction, true or false
    sample = models.BooleanField()
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "indicator", "last"], name="figures_of_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}, {self.indicator}, {self.first}/{self.last}: {self.value}"
