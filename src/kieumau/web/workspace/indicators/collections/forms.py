"""The forms of collections: what is asked of whom, and an end to it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from kieumau.engine.errors import Problem
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import ChoiceField, DayField, NumberField, TextField, TickField
from kieumau.web.workspace.indicators.collections.shown import places

_MOST_CODES = 5000


class CollectionForm(ActForm):
    """A programme, units, a first day, and how many days after a period it is due and closed."""

    programme = TextField(wrong=Words("Chọn một chương trình.", "Choose a programme."))
    unit = ChoiceField(wrong=Words("Chọn tỉnh của bạn.", "Choose your province."))
    valid_from = DayField(
        wrong=Words("Từ ngày: cần một ngày như 01/01/2026.", "From: expected a day such as 01/01/2026.")
    )
    due_days = NumberField(wrong=Words("Hạn gửi: cần một số ngày.", "Due: expected a number of days."))
    closing_days = NumberField(wrong=Words("Khóa kỳ: cần một số ngày.", "Closing: expected a number of days."))
    reason = TextField()
    codes = TextField(most=9000)

    def __init__(self, data: QueryDict | None, *, by: Acting, typed: QueryDict | None = None) -> None:
        """`typed` goes back into the form without being looked at: somebody wants to change it."""
        super().__init__(data, initial=typed.dict() if typed is not None else None)
        self.fields["unit"].choices = frozenset(u.code for u in places(by))  # type: ignore[attr-defined]
        sent = data if data is not None else typed
        self.ticked = [c for c in sent.getlist("only") if "\0" not in c][:_MOST_CODES] if sent is not None else []

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if {"due_days", "closing_days"} <= asked.keys() and asked["closing_days"] < asked["due_days"]:
            what = Words("khóa kỳ không trước hạn gửi.", "closing cannot come before the due day.")
            self.refuse([Problem(what, path="closing_days")])
        return asked

    def asked(self) -> dict[str, Any]:
        """What the act is told; ticked units and pasted codes together."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "codes"}
        codes = [*self.ticked, *re.split(r"[\s,;]+", self.cleaned_data["codes"])]
        return told | {"only": sorted({c[:50] for c in codes if c})}

    def refuse_collection(self, problems: list[Problem]) -> None:
        """What has two meanings belongs to no field but the programme that would bring the second."""
        self.refuse(replace(p, path=p.path or "programme") for p in problems)

    @property
    def as_typed(self) -> dict[str, str]:
        """Every field as it was typed, to travel through the page that shows what would be asked."""
        return {name: str(self[name].value()) for name in self.fields}


class EndForm(ActForm):
    """The day from which a programme is asked no more."""

    valid_until = DayField(wrong=Words("Cần một ngày như 01/01/2026.", "Expected a day such as 01/01/2026."))
    reason = TextField(wrong=Words("Cần ghi lý do.", "A reason is needed."))
    confirm = TickField(wrong=Words("Xác nhận kết thúc thu thập.", "Confirm that the collection ends."))
