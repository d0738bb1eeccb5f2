"""The form of an act: whatever is wrong is said beside its field and in the summary, whoever finds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from kieumau.engine.errors import Problem
from kieumau.web.components.forms.faults import Fault, faults_of
from kieumau.web.components.templatetags.say import said


class ActForm(forms.Form):
    """The form finds what cannot be read: a day, a number. The act finds the rest and raises a `KieuMauError`;
    `refuse` takes its problems in, each to the field that its `path` names. Nothing that was typed is lost.

    Several forms of a page keep their fields' ids apart by `suffix`; the one that was not sent is made without data.
    """

    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None = None, files: Any = None, *, suffix: str = "", initial: Any = None
    ) -> None:
        super().__init__(data, files, auto_id=f"%s{suffix}", initial=initial)
        self.suffix = suffix
        self._elsewhere: list[Fault] = []

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Take in what an act refused. A problem about no field of the form stands in the summary alone."""
        _ = self.errors  # what the form itself found comes first
        for fault in faults_of(problems):
            if fault.target in self.fields:
                self.add_error(fault.target, said(fault))
            else:
                self._elsewhere.append(fault)

    @property
    def faults(self) -> list[Fault]:
        """For the summary, in the order of the fields: each fault with the id of its field."""
        if not self.is_bound:
            return self._elsewhere
        own = [Fault(e, e, f"{n}{self.suffix}") for n in self.fields for e in map(str, self.errors.get(n, ()))]
        return [*own, *self._elsewhere]

    def typed(self, name: str) -> str:
        """What stands in a field, right or wrong."""
        return str(self[name].value()).strip()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """What goes back to be changed is as hostile as what is sent."""
        value = super().get_initial_for_field(field, field_name)
        return field.bound_data(value, None) if isinstance(value, str) else value

    @property
    def sent(self) -> bool:
        return self.is_bound
