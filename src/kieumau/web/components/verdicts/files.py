"""A judgement as a file to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language

from kieumau.engine.criteria import CriteriaSet
from kieumau.records.assessments.actions import note_export
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import result_of
from kieumau.reports.verdict_tables import result_bytes
from kieumau.web.shell.downloads import TYPES, attachment
from kieumau.web.shell.requests import SignedRequest


def file_response(request: SignedRequest, assessment: Assessment, criteria: CriteriaSet, kind: str) -> HttpResponse:
    """The file, once the journal says who took it."""
    note_export(assessment, kind=kind, by=request.acting)
    body = result_bytes(result_of(assessment, criteria), criteria, kind, get_language() or "vi")
    return attachment(body, f"ket-qua-{criteria.name}-{assessment.on:%Y-%m-%d}.{kind}", TYPES[kind])
