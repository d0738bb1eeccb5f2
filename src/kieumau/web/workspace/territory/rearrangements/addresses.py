"""The address of a proposal."""

from __future__ import annotations

from django.urls import reverse

from kieumau.records.rearrangements.models import Proposal


def proposal_address(proposal: Proposal) -> str:
    return reverse("workspace:rearrangement", args=[proposal.uuid])
