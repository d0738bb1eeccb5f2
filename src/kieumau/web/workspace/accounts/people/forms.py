"""The forms of people: an account with its first role, one more role, its end or its handing over, and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from kieumau.engine.errors import Problem
from kieumau.engine.territory import OPEN
from kieumau.engine.wording import Words
from kieumau.records.accounts.access import NoAccountError
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.checks import wrong_mandate, wrong_person
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.components.forms.fields import DayField, TextField

_OUT_OF_SCOPE = Words("Đơn vị này ngoài phạm vi bạn quản lý.", "This unit is outside the scope you manage.")


def _wrong_day(vi: str, en: str) -> Words:
    return Words(
        f"{vi}: cần một ngày như 01/07/2026, đã nhận “{{t}}”.",
        f"{en}: expected a day such as 01/07/2026, received “{{t}}”.",
    )


class RoleForm(ActForm):
    """A role for a unit and for days; the first day is today where it is left empty, the last one open."""

    role = TextField(most=30)
    unit = TextField(most=50)
    valid_from = DayField(wrong=_wrong_day("Từ ngày", "From"), usual=OPEN)
    valid_until = DayField(wrong=_wrong_day("Đến trước ngày", "Until"), usual=OPEN)
    reason = TextField()

    def __init__(self, data: QueryDict | None = None, *, by: Acting) -> None:
        super().__init__(data)
        self.by = by
        self.fields["valid_from"].usual = by.on  # type: ignore[attr-defined]

    def refuse_scope(self, _: NoAccountError) -> None:
        """The unit is not within the person's scope: of the act itself nothing else is known then."""
        self.refuse([Problem(_OUT_OF_SCOPE, path="unit")])
        self.check_others()

    def check_others(self) -> None:
        """What is wrong with the other fields, where the act could not be tried.

        For want of a first day the unit is looked at on the first day of the last one that bore the code.
        """
        role, unit, told = self.typed("role"), self.typed("unit"), self.cleaned_data
        lives = self.by.registry.lives(unit)
        since = told.get("valid_from") or (lives[-1].valid_from if lives else self.by.on)
        until = told.get("valid_until", OPEN)
        days = {"valid_from", "valid_until"}
        known = {*self.errors, *(days if days & self.errors.keys() else ())}
        found = [
            *self.wrong_beside(),
            *wrong_mandate(role=role, unit=unit, valid_from=since, valid_until=until),
        ]
        self.refuse(p for p in found if p.path not in known)

    def wrong_beside(self) -> list[Problem]:
        return []

    def given(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NewPersonForm(RoleForm):
    """A new account and its first role."""

    username = TextField(most=61)
    full_name = TextField(most=121)
    email = TextField(most=254)
    field_order = ("username", "full_name", "email")

    def wrong_beside(self) -> list[Problem]:
        return wrong_person(**{name: self.typed(name) for name in ("username", "full_name", "email")})


class MandateForm(ActForm):
    """An end to a role, or its handing over to another account."""

    on = DayField(wrong=_wrong_day("Từ ngày", "From"), usual=OPEN)
    reason = TextField()
    to = TextField(most=60)

    def __init__(self, data: QueryDict | None = None, *, suffix: str, today: date) -> None:
        super().__init__(data, suffix=suffix)
        self.fields["on"].usual = today  # type: ignore[attr-defined]


class AccountReasonForm(ActForm):
    """Why an account is closed, opened again, or loses its second factor."""

    reason = TextField()


@dataclass(frozen=True)
class PersonForms:
    """The forms of one account's page; of one of them, at most, what was sent."""

    give: RoleForm
    mandates: dict[str, MandateForm]  # by the uuid of the mandate
    reasons: dict[str, AccountReasonForm]  # by act

    @property
    def every(self) -> list[ActForm]:
        return [self.give, *self.mandates.values(), *self.reasons.values()]
