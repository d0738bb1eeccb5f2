"""Uploads are hostile: one that is too large is turned away while it arrives, and fills neither memory nor disk.

The rest of it is read from the wire and thrown away, so that the browser shows the answer. We do that ourselves:
Django would read it line by line, and a file of 200 MB without a line break would be one line in memory.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

_FORM_BYTES = 100_000  # what the other fields and the boundaries may take
_CHUNK = 65_536
_PATIENCE = 1_000_000_000  # beyond this the connection is cut


class LimitedUploadHandler(FileUploadHandler):
    """Stops an upload above the limit; the form then says so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0
        self.limit = settings.UPLOAD_MEGABYTES * 1_000_000
        self.announced = 0
        self.wire: Any = None

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:  # noqa: N803
        self.announced, self.wire = content_length, input_data

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.announced > self.limit + _FORM_BYTES:
            self._stop()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.limit:
            self._stop()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _stop(self) -> None:
        self.request.upload_too_large = True  # type: ignore[union-attr]
        thrown_away = 0
        while thrown_away < _PATIENCE and (chunk := self.wire.read(_CHUNK)):
            thrown_away += len(chunk)
        raise StopUpload(connection_reset=True)
