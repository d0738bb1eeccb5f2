"""The text of an act as it is attached: a PDF or a DOCX by what it holds, not by its name."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words, words

MOST_BYTES = 5_000_000
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_EXPECTED = Words("Đính kèm văn bản ở dạng PDF hoặc DOCX.", "Attach the text as PDF or DOCX.")


@dataclass(frozen=True)
class AttachedDocument:
    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return sha256(self.data).hexdigest()

    @property
    def safe_name(self) -> str:
        """Its last part, printable, not too long, with the ending that its content has."""
        name = self.name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        shown = "".join(c for c in name if c.isprintable()).strip()[:140] or "van-ban"
        return f"{shown}.{kind_of(self.data)}"


def kind_of(data: bytes) -> str:
    """pdf, docx, or nothing where it is neither. A file with macros is not one to hand on."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = set(zipfile.ZipFile(BytesIO(data)).namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeError):
            return ""
        macros = any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in names)
        return "docx" if "word/document.xml" in names and not macros else ""
    return ""


def wrong_document(document: AttachedDocument | None) -> list[Problem]:
    if document is None or not document.data:
        return [Problem(Words("thiếu văn bản đính kèm.", "the text of the act is missing."), hint=_EXPECTED)]
    if len(document.data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        return [Problem(words("văn bản đính kèm quá {n} MB.", "the attached text is over {n} MB.", n=most))]
    if not kind_of(document.data):
        what = Words("văn bản đính kèm không phải PDF hoặc DOCX.", "the attached text is neither PDF nor DOCX.")
        return [Problem(what, hint=Words("Lưu lại ở dạng PDF, không kèm macro.", "Save it as PDF, without macros."))]
    return []
