"""People within one's scope: who holds which role for which unit and which days; roles given, ended, handed over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.access import access_account
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.people.actions import (
    make_link,
    open_account,
)
from kieumau.records.accounts.queries import mandates_seen, people
from kieumau.records.accounts.roles import (
    ROLE_WORDS,
    Permission,
    Role,
)
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.accounts.people.acts import do, forms_for, may_manage, with_role
from kieumau.web.workspace.accounts.people.forms import NewPersonForm, PersonForms
from kieumau.web.workspace.accounts.people.shown import PersonRow, held, roles_to_give

PER_PAGE = 50


@require_safe
def people_list(request: SignedRequest) -> HttpResponse:
    """Everyone who holds a role within the person's scope. Forbidden and missing sound the same."""
    by = request.acting
    if not by.may(Permission.SEE_PEOPLE):
        raise Http404
    query = " ".join(request.GET.get("q", "").replace("\0", "")[:80].split())
    role = request.GET.get("role", "")
    role = role if role in set(Role) else ""
    every = request.GET.get("all") == "1"
    found = people(by=by, search=query, role=role, held=not every)
    found.sort(key=lambda each: (name_order(each[0].full_name), each[0].username))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        PersonRow(u.full_name, u.username, reverse("workspace:person", args=[u.uuid]), u.is_active, [held(m, by) for m in ms])
        for u, ms in page.object_list
    ]  # fmt: skip
    context = {
        "headline": _headline(len(found), narrowed=bool(query or role)),
        "rows": rows,
        "page": page,
        "asked": query,
        "role": role,
        "roles": [(r.value, ROLE_WORDS[r]) for r in Role],
        "every": every,
        "may_manage": by.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/list.html", context)


def _headline(count: int, *, narrowed: bool) -> Words:
    if not narrowed:
        one = Words("1 người trong phạm vi của bạn", "1 person within your scope")
        many = words("{n} người trong phạm vi của bạn", "{n} people within your scope", n=count)
        return one if count == 1 else many
    if count < 2:
        return Words("1 người khớp", "1 person matches") if count else Words("Không ai khớp", "Nobody matches")
    return words("{n} người khớp", "{n} people match", n=count)


# -- one account --------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: SignedRequest, account_uuid: UUID) -> HttpResponse:
    """An account and its roles; below, what may be done with it, each with its own small form."""
    by = request.acting
    user = access_account(account_uuid, by=by)
    mandates = mandates_seen(user, by=by)
    if request.method != "POST":
        return _person_page(request, user, mandates, forms_for(user, mandates, by))
    forms = forms_for(user, mandates, by, sent=request.POST)
    act = request.POST.get("act", "")
    if act == "link":
        return _link_page(request, user, mandates, forms)
    if (done := do(act, user, forms, request.POST, by)) is not None:
        return _back(user, done)
    return _person_page(request, user, mandates, forms)


def _person_page(
    request: SignedRequest, user: User, mandates: list[Mandate], forms: PersonForms, **more: Any
) -> HttpResponse:
    """The page's parts. Of its forms, the one that was sent comes back as it was typed."""
    by, problems = request.acting, [f for form in forms.every for f in form.faults]
    context = {
        "person": user,
        "is_me": user.pk == by.user.pk,
        "mandates": [(held(m, by), forms.mandates[str(m.uuid)]) for m in mandates],
        "form": forms.give,
        "problems": problems,
        **forms.reasons,
        "may_manage": may_manage(user, by),
        "may_give": by.may(Permission.MANAGE_PEOPLE) and user.pk != by.user.pk,
        "roles": roles_to_give(by),
        "today": by.on,
        "history_url": reverse("workspace:history", args=["account", user.uuid]),
        "done": None if request.method == "POST" else _DONE.get(request.GET.get("done", "")),
        "people_url": reverse("workspace:people"),
    }
    return render(request, "people/person.html", context | more, status=422 if problems else 200)


_DONE = {
    "opened": Words("Đã mở tài khoản.", "The account has been opened."),
    "given": Words("Đã giao vai trò.", "The role has been given."),
    "ended": Words("Đã ghi ngày kết thúc.", "The end has been recorded."),
    "handed": Words("Đã bàn giao vai trò.", "The role has been handed over."),
    "taken": Words(
        "Đã bỏ lớp bảo vệ thứ hai và kết thúc mọi phiên của tài khoản.",
        "The second factor is gone, and every session of the account has ended.",
    ),
    "closed": Words("Đã khóa tài khoản.", "The account has been closed."),
    "reopened": Words("Đã mở lại tài khoản.", "The account has been opened again."),
}


def _back(user: User, done: str) -> HttpResponse:
    return redirect(f"{reverse('workspace:person', args=[user.uuid])}?done={done}")


def _link_page(request: SignedRequest, user: User, mandates: list[Mandate], forms: PersonForms) -> HttpResponse:
    """The link is on this one page and nowhere else; going back and forth makes a new one."""
    user, key = make_link(account_uuid=user.uuid, by=request.acting)
    uid, _, token = key.partition("-")
    address = request.build_absolute_uri(reverse("account_reset_password_from_key", args=[uid, token]))
    return _person_page(request, user, mandates, forms, link=address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: SignedRequest) -> HttpResponse:
    """A new account with its first role. The link that sets its password is made on its page."""
    by = request.acting
    if not by.may(Permission.MANAGE_PEOPLE):
        raise Http404
    form = NewPersonForm(request.POST if request.method == "POST" else None, by=by)
    if form.is_bound and (user := with_role(form, lambda given: open_account(**given, by=by))) is not None:
        return _back(user, "opened")
    context = {
        "problems": form.faults,
        "form": form,
        "roles": roles_to_give(by),
        "today": by.on,
        "people_url": reverse("workspace:people"),
    }
    return render(request, "people/new.html", context, status=422 if form.faults else 200)
