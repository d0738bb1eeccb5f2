"""What may be done with one account, each act with its own small form on the account's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict

from kieumau.engine.errors import KieuMauError
from kieumau.records.accounts.access import NoAccountError, access_account, access_mandate
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.mandates.actions import end_mandate, give_mandate, hand_over
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.people.actions import close_account, reopen_account, take_away_factors
from kieumau.records.accounts.roles import Permission
from kieumau.web.components.forms.act_form import ActForm
from kieumau.web.workspace.accounts.people.forms import AccountReasonForm, MandateForm, PersonForms, RoleForm

_REASONED = ("take_away", "close", "reopen")


def forms_for(user: User, mandates: list[Mandate], by: Acting, *, sent: QueryDict | None = None) -> PersonForms:
    """Every form of the page; the one that was sent holds what was typed."""
    act, about = (sent.get("act", ""), _mandate_named(sent)) if sent is not None else ("", "")

    def mandate_form(key: str) -> MandateForm:
        data = sent if act in ("end", "hand_over") and about == key else None
        return MandateForm(data, suffix=f"-{key}", today=by.on)

    return PersonForms(
        give=RoleForm(sent if act == "give" else None, by=by),
        mandates={str(m.uuid): mandate_form(str(m.uuid)) for m in mandates},
        reasons={each: AccountReasonForm(sent if act == each else None, suffix=f"-{each}") for each in _REASONED},
    )


def do(act: str, user: User, forms: PersonForms, sent: QueryDict, by: Acting) -> str | None:
    """What was done, in a word for the address; None where the form has faults now."""
    match act:
        case "give":
            if not by.may(Permission.MANAGE_PEOPLE):
                raise Http404
            given = with_role(forms.give, lambda role: give_mandate(account_uuid=user.uuid, **role, by=by).user)
            return "given" if given is not None else None
        case "end" | "hand_over":
            return _of_mandate(act, user, forms, sent, by)
        case "close" | "reopen" | "take_away":
            form = forms.reasons[act]
            ask, done = _ACTS[act]
            return _tried(form, lambda: ask(account_uuid=user.uuid, reason=form.typed("reason"), by=by), done)
        case _:
            raise Http404


_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "close": (close_account, "closed"),
    "reopen": (reopen_account, "reopened"),
    "take_away": (take_away_factors, "taken"),
}


def with_role(form: RoleForm, act: Callable[[dict[str, Any]], User]) -> User | None:
    """Do the act with the role that was entered, or have the form say everything that is wrong."""
    if not form.is_valid():
        form.check_others()
        return None
    try:
        return act(form.given())
    except NoAccountError as error:
        form.refuse_scope(error)
    except KieuMauError as error:
        form.refuse(error.problems)
    return None


def _mandate_named(sent: QueryDict) -> str:
    return sent.get("mandate", "").strip().lower()


def may_manage(user: User, by: Acting) -> bool:
    try:
        access_account(user.uuid, by=by, to=Permission.MANAGE_PEOPLE)
    except NoAccountError:
        return False
    return True


def _of_mandate(act: str, user: User, forms: PersonForms, sent: QueryDict, by: Acting) -> str | None:
    """The role that the form is about: of this very account."""
    try:
        mandate = access_mandate(UUID(_mandate_named(sent)), by=by)
    except ValueError:
        raise Http404 from None
    if mandate.user_id != user.pk:
        raise Http404
    key = str(mandate.uuid)
    if key not in forms.mandates:  # it ended before its first day meanwhile: its row is gone, the answer is not
        forms.mandates[key] = MandateForm(sent, suffix=f"-{key}", today=by.on)
    form = forms.mandates[key]
    if not form.is_valid():
        return None
    told = {
        "mandate_uuid": mandate.uuid,
        "on": form.cleaned_data["on"],
        "reason": form.cleaned_data["reason"],
        "by": by,
    }
    if act == "end":
        return _tried(form, lambda: end_mandate(**told), "ended")
    return _tried(form, lambda: hand_over(**told, to_username=form.cleaned_data["to"]), "handed")


def _tried(form: ActForm, act: Callable[[], Any], done: str) -> str | None:
    try:
        act()
    except KieuMauError as error:
        form.refuse(error.problems)
        return None
    return done
