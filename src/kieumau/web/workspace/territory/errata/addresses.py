"""The address of an erratum."""

from __future__ import annotations

from django.urls import reverse

from kieumau.records.errata.models import Erratum


def erratum_address(erratum: Erratum) -> str:
    return reverse("workspace:erratum", args=[erratum.uuid])
