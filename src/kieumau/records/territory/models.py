"""What one row stands for: a unit between two days, an act, a way from one unit into another, an outline."""

from __future__ import annotations

from django.db import models


class RegisterLoad(models.Model):
    """One loading of a register, e.g. the shipped one of Viet Nam. Its mark is the SHA-256 of the files.

    `begins` and `kept_until` are the days of which that register speaks, where it says so.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    begins = models.DateField(null=True)
    kept_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.source}, {self.recorded_at:%Y-%m-%d}"


class ChangeRecord(models.Model):
    """An act that changes units, e.g. 1662/NQ-UBTVQH15, which takes effect on 01/07/2025."""

    code = models.CharField(max_length=100, unique=True)
    on = models.DateField()
    title_vi = models.CharField(max_length=500)
    title_en = models.CharField(max_length=500)
    issuer = models.CharField(max_length=200, blank=True)
    issued = models.DateField(null=True)
    address = models.CharField(max_length=500, blank=True)
    load = models.ForeignKey(RegisterLoad, on_delete=models.PROTECT, related_name="changes")

    class Meta:
        db_table = "territory_change"
        indexes = [models.Index(fields=["on"], name="changes_by_day")]

    def __str__(self) -> str:
        return self.code


class AdminUnitRecord(models.Model):
    """A unit between two days, e.g. phường Tân Đồng (25198) until 01/07/2025. Key = code + valid_from.

    `valid_until` of a living unit is the last day there is; it is set once, by the act that ends the unit.
    """

    code = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    parent = models.CharField(max_length=50, blank=True)  # a code, to be read on a day
    valid_from = models.DateField()
    valid_until = models.DateField()
    begun_by = models.ForeignKey(ChangeRecord, null=True, on_delete=models.PROTECT, related_name="begun")
    ended_by = models.ForeignKey(ChangeRecord, null=True, on_delete=models.PROTECT, related_name="ended")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    bare = models.CharField(max_length=200)  # the words of the name, without marks and punctuation
    folded = models.CharField(max_length=300)  # `search_line` of kind, name and code: what search looks at
    order = models.CharField(max_length=400)  # by which names stand in Vietnamese order

    class Meta:
        db_table = "territory_adminunit"
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_unit_per_code_and_day")]
        indexes = [
            models.Index(fields=["parent", "valid_from", "valid_until"], name="children_on_a_day"),
            models.Index(fields=["level", "valid_from", "valid_until"], name="level_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code}, {self.valid_from})"


class SuccessionRecord(models.Model):
    """A way from a unit that ends into one that begins, with the share that goes there where it is known."""

    change = models.ForeignKey(ChangeRecord, on_delete=models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(AdminUnitRecord, on_delete=models.PROTECT, related_name="into")
    successor = models.ForeignKey(AdminUnitRecord, on_delete=models.PROTECT, related_name="came_from")
    share = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    basis = models.CharField(max_length=40)

    class Meta:
        db_table = "territory_succession"
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="one_way_per_pair")]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class LevelEndRecord(models.Model):
    """The day from which a level is no longer part of a system, e.g. district police from 01/03/2025."""

    level = models.CharField(max_length=20)
    system = models.CharField(max_length=40)
    until = models.DateField()
    law = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "territory_levelend"
        constraints = [models.UniqueConstraint(fields=["level", "system"], name="a_level_ends_once")]

    def __str__(self) -> str:
        return f"{self.level}, {self.system}, {self.until}"


class Outline(models.Model):
    """A unit's boundary as the operator has it: rings of [longitude, latitude], the newest import counts."""

    unit = models.ForeignKey(AdminUnitRecord, on_delete=models.CASCADE, related_name="outlines")
    rings = models.JSONField()
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "-recorded_at"], name="newest_outline")]

    def __str__(self) -> str:
        return f"{self.unit_id}, {self.source}"
