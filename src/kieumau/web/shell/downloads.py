"""Judgements as files to take away."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse

from kieumau.engine.wording import Words

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


def attachment(body: bytes, name: str, content_type: str) -> HttpResponse:
    """A file to save, never to show."""
    response = HttpResponse(body, content_type=content_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
