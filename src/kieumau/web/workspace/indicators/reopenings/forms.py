"""The form of a decision on a request to open a period again."""

from __future__ import annotations

from django.http import QueryDict

from kieumau.engine.wording import Words
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import DayField, TextField


class DecisionForm(ActForm):
    """Until which day it is open; whoever refuses gives a reason instead, and his day is not looked at."""

    until = DayField(wrong=Words("Cần một ngày như 01/01/2026.", "Expected a day such as 01/01/2026."))
    note = TextField()

    def __init__(self, data: QueryDict | None = None, *, usual: str = "") -> None:
        super().__init__(data, initial={"until": usual})
        self.grants = data is not None and data.get("act") == "grant"
        if data is not None and not self.grants:
            self.fields["until"] = TextField()
