"""The forms of questions: for which programme and period to have the checks run, and an answer."""

from __future__ import annotations

from typing import Any

from kieumau.engine.wording import Words
from kieumau.records.questions.actions import LONGEST
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import ChoiceField, TextField

_ONE = Words("Chọn một trong danh sách.", "Choose one of the list.")


class RoundForm(ActForm):
    """One of the programmes that are collected and one of the periods that are over."""

    period = ChoiceField(wrong=_ONE)
    programme = ChoiceField(wrong=_ONE)

    def offer(self, **choices: Any) -> None:
        for name, values in choices.items():
            self.fields[name].choices = frozenset(values)  # type: ignore[attr-defined]


class AnswerForm(ActForm):
    text = TextField(most=2 * LONGEST)
