"""The forms of files: one to send, and the reason for what it corrects."""

from __future__ import annotations

from django.conf import settings

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words, words
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import TextField


class SendForm(ActForm):
    """A file. What it holds is read from the wire only when the page asks for it, so it is no field of the form's data."""

    file = TextField()

    def refuse_size(self) -> None:
        what = words(
            "tệp lớn hơn {n} MB nên chưa được nhận. Xin bỏ bớt hình ảnh, trang tính thừa, hoặc tách thành nhiều tệp.",
            "the file is larger than {n} MB and was not taken. Please remove pictures and spare sheets, or split it.",
            n=settings.UPLOAD_MEGABYTES,
        )
        self.refuse([Problem(what, path="file")])

    def refuse_nothing(self) -> None:
        what = Words(
            "xin chọn tệp số liệu (.xlsx, .csv hoặc .parquet).", "please choose a file (.xlsx, .csv or .parquet)."
        )
        self.refuse([Problem(what, path="file")])


class RecordingForm(ActForm):
    """Why recorded figures change."""

    reason = TextField()
