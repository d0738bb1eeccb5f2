"""What one row stands for: one erratum with every way as it was and as it is, and what it moved for whom."""

from __future__ import annotations

import uuid
from enum import StrEnum
from fractions import Fraction

from django.conf import settings
from django.db import models

from kieumau.engine.territory import AdminUnit, Succession
from kieumau.engine.territory.errata import Correction
from kieumau.engine.wording import Words


class ErratumState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


ERRATUM_STATE_WORDS = {
    ErratumState.PROPOSED: Words("chờ phê duyệt", "waiting for a decision"),
    ErratumState.DECIDED: Words("đã đính chính", "corrected"),
    ErratumState.REFUSED: Words("đã từ chối", "refused"),
    ErratumState.SUPERSEDED: Words("đã thay bằng đề nghị mới hơn", "replaced by a newer proposal"),
}


class Erratum(models.Model):
    """E.g. the register of Viet Nam of 30/11/2026, by which 63 ways of 2025 are otherwise than was loaded.

    Proposed at the terminal from files, decided by a person; where nobody else may decide, at the terminal too, and
    then `decided_by` is nobody. `ways` holds each way as it was and as it is: nothing that was known is lost.
    `counted` is what was found when it was decided: by unit, its figures and filed verdicts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)  # of the files that tell it otherwise
    ways = models.JSONField()
    counted = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=ErratumState.PROPOSED)
    reason = models.CharField(max_length=1000, blank=True)  # why it was refused, or accepted at the terminal
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="errata_decided"
    )  # or refused
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="proposed"), name="one_erratum_waits_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.proposed_at:%Y-%m-%d}"

    @property
    def about(self) -> str:
        """What journal lines about it say."""
        return f"erratum:{self.uuid}"

    @property
    def corrections(self) -> tuple[Correction, ...]:
        return tuple(
            Correction(_read(change, old, new, was), _read(change, old, new, now), article)
            for change, old, new, was, now, article in self.ways
        )


class ScopeMove(models.Model):
    """What an erratum gave to a mandate or took from it: units of earlier days, as [code, a day of its life]."""

    erratum = models.ForeignKey(Erratum, on_delete=models.CASCADE, related_name="moves")
    mandate = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, related_name="scope_moves")
    gained = models.JSONField()
    lost = models.JSONField()
    writes = models.JSONField()  # which it may also write for from now on
    writes_no_more = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["erratum", "mandate"], name="one_move_per_mandate")]

    def __str__(self) -> str:
        return f"{self.mandate_id}: +{len(self.gained)} -{len(self.lost)}"


def key_of(unit: AdminUnit) -> str:
    """By which `Erratum.counted` keeps a unit."""
    return f"{unit.code} {unit.valid_from}"


def stored_ways(found: tuple[Correction, ...]) -> list[list[object]]:
    """Rows as they are kept; `Erratum.corrections` reads them back."""
    return [[*c.way, _stored(c.before), _stored(c.after), c.article] for c in found]


def _stored(succession: Succession | None) -> list[str | None] | None:
    if succession is None:
        return None
    return [None if succession.share is None else str(succession.share), succession.basis]


def _read(change: str, old: str, new: str, kept: list[str | None] | None) -> Succession | None:
    if kept is None:
        return None
    share, basis = kept
    return Succession(change, old, new, None if share is None else Fraction(share), basis or "unknown")
