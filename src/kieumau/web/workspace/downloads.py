"""Judgements as files to take away."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.wording import Words
from kieumau.records.assessments.access import access_newest_assessment
from kieumau.records.assessments.actions import note_export
from kieumau.records.assessments.models import Assessment
from kieumau.records.assessments.queries import result_of
from kieumau.reports.verdict_tables import result_bytes
from kieumau.web.components.requests import SignedRequest
from kieumau.web.workspace.showing import shipped

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
LABELS = {
    "xlsx": Words("Tải bảng Excel (.xlsx)", "Download a workbook (.xlsx)"),
    "csv": Words("Tải CSV", "Download CSV"),
    "json": Words("Tải JSON", "Download JSON"),
}


def download_links(address: str, arguments: list[object]) -> list[tuple[Words, str]]:
    return [(LABELS[kind], reverse(address, args=[*arguments, kind])) for kind in TYPES]


@require_safe
def download(request: SignedRequest, kind: str) -> HttpResponse:
    """The newest judgement, whole: every unit in every period."""
    assessment = access_newest_assessment(by=request.acting)
    if assessment is None or kind not in TYPES:
        raise Http404
    return file_response(request, assessment, shipped(assessment.rulebook), kind)


def file_response(request: SignedRequest, assessment: Assessment, criteria: CriteriaSet, kind: str) -> HttpResponse:
    """The file, once the journal says who took it."""
    note_export(assessment, kind=kind, by=request.acting)
    body = result_bytes(result_of(assessment, criteria), criteria, kind, get_language() or "vi")
    return attachment(body, f"ket-qua-{criteria.name}-{assessment.on:%Y-%m-%d}.{kind}", TYPES[kind])


def attachment(body: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to save, never to show."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
