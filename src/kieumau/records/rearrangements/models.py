"""What one row stands for: one proposed change of the tree of units, with the act, its text and what became of it."""

from __future__ import annotations

import uuid
from enum import StrEnum
from fractions import Fraction

from django.conf import settings
from django.db import models

from kieumau.engine import territory as engine
from kieumau.engine.territory.succession_rows import SuccessionRow
from kieumau.engine.wording import Words, plain


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    ProposalState.PROPOSED: Words("chờ quyết định", "waiting for a decision"),
    ProposalState.DECIDED: Words("đã quyết định", "decided"),
    ProposalState.REFUSED: Words("đã từ chối", "refused"),
    ProposalState.WITHDRAWN: Words("đã rút lại", "withdrawn"),
}


class Proposal(models.Model):
    """E.g. 12/NQ-HĐND, two wards of Đồng Nai become one on 01/01/2027: proposed, waiting for another person.

    The text of the act is kept as it was sent. `rights` is where mandates are to go, by uuid of the mandate: the code
    of a successor, or "" where it ends. `moved` is what the decision did: old mandate, new one or null, its old end.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=100)
    title = models.CharField(max_length=500)
    issuer = models.CharField(max_length=200)
    issued = models.DateField()
    on = models.DateField()  # the day on which units change
    address = models.CharField(max_length=500, blank=True)
    rows = models.JSONField()
    rights = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    document = models.BinaryField()
    document_name = models.CharField(max_length=150)
    document_digest = models.CharField(max_length=64)  # SHA-256
    state = models.CharField(max_length=20, default=ProposalState.PROPOSED)
    reason = models.CharField(max_length=1000, blank=True)  # why it was refused or withdrawn
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="proposals_decided"
    )  # or refused
    decided_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="proposals_withdrawn"
    )
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")), name="nobody_decides_on_his_own_proposal"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("decided", "refused")) | models.Q(decided_by__isnull=False),
                name="a_decision_has_its_person",
            ),
        ]
        indexes = [models.Index(fields=["-proposed_at"], name="newest_proposals")]

    def __str__(self) -> str:
        return f"{self.number}, {self.on}"

    @property
    def about(self) -> str:
        """What journal lines about it say."""
        return f"rearrangement:{self.uuid}"

    @property
    def change(self) -> engine.Change:
        return engine.Change(self.number, self.on, plain(self.title), self.issuer, self.issued, self.address)

    @property
    def ways(self) -> tuple[SuccessionRow, ...]:
        return tuple(
            SuccessionRow(old, new, name, kind, parent, None if share is None else Fraction(share), row)
            for old, new, name, kind, parent, share, row in self.rows
        )


def stored(way: SuccessionRow) -> list[str | int | None]:
    """A row as it is kept; `Proposal.ways` reads it back."""
    share = None if way.share is None else str(way.share)
    return [way.predecessor, way.successor, way.name, way.kind, way.parent, share, way.line]
