"""The form of a trial: a criteria set, a day, a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import QueryDict

from kieumau.engine.criteria import shipped_rulebooks
from kieumau.engine.criteria.loading import shipped_rulebook
from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.evaluation.evaluating import check_in_force
from kieumau.engine.wording import Words, words
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import ChoiceField, DayField
from kieumau.web.components.templatetags.say import said


class TrialForm(ActForm):
    """By which set, as of which day, which file. A day on which the set is not in force is put right here, not in the file."""

    rulebook = ChoiceField(wrong=Words("Xin chọn một bộ tiêu chí.", "Please choose a criteria set."))
    day = DayField(
        wrong=Words(
            "Ngày cần có dạng ngày/tháng/năm, ví dụ 04/04/2024.",
            "The day is written day/month/year, for example 04/04/2024.",
        )
    )
    workbook = forms.FileField(max_length=200)

    def __init__(self, data: QueryDict | None = None, files: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["rulebook"].choices = frozenset(shipped_rulebooks())  # type: ignore[attr-defined]
        self.fields["workbook"].error_messages |= {
            "required": said(_NO_FILE),
            "invalid": said(_NO_FILE),
            "empty": said(Words("Tệp rỗng. Xin chọn tệp khác.", "The file is empty. Please choose another.")),
            "max_length": said(Words("Tên tệp quá dài. Xin đặt tên ngắn hơn.", "The file's name is too long.")),
        }

    @classmethod
    def sent_before(cls, rulebook: str, day: date) -> TrialForm:
        """The form as it was sent with a file that is gone: nothing is said of there being none."""
        form = cls(QueryDict(urlencode({"rulebook": rulebook, "day": f"{day:%d/%m/%Y}"})))
        form.errors.pop("workbook", None)
        return form

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if (key := told.get("rulebook")) and (day := told.get("day")):
            try:
                check_in_force(shipped_rulebook(key), day, draft=False)
            except EvaluationError as error:
                self.refuse(replace(p, path="day") for p in error.problems)
        return told

    def refuse_size(self) -> None:
        """The file was turned away while it came: nothing else is to be said of it."""
        self.errors.pop("workbook", None)
        what = words(
            "Tệp lớn hơn {n} MB nên chưa được nhận. Xin bỏ bớt hình ảnh, trang tính thừa, hoặc tách thành nhiều tệp.",
            "The file is larger than {n} MB and was not taken. Please remove pictures and spare sheets, or split it.",
            n=settings.UPLOAD_MEGABYTES,
        )
        self.refuse([Problem(what, path="workbook")])


_NO_FILE = Words("Xin chọn tệp số liệu (.xlsx, .csv hoặc .parquet).", "Please choose a file (.xlsx, .csv or .parquet).")
