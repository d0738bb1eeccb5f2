"""People within one's scope: who holds which role for which unit and which days; roles given, ended, handed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.territory import OPEN, said_span
from kieumau.engine.territory.kinds import COUNTRY
from kieumau.engine.territory.names import name_order
from kieumau.engine.wording import Words, plain, words
from kieumau.records.accounts.access import NoAccountError, access_account, access_mandate, reaches
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.checks import wrong_mandate, wrong_person
from kieumau.records.accounts.mandates.actions import end_mandate, give_mandate, hand_over
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.people.actions import (
    close_account,
    make_link,
    open_account,
    reopen_account,
    take_away_factors,
)
from kieumau.records.accounts.queries import mandates_seen, people
from kieumau.records.accounts.roles import (
    LEVELS_OF,
    ROLE_WORDS,
    Permission,
    Role,
    said_may,
)
from kieumau.records.accounts.scope import unit_later
from kieumau.web.components.forms.faults import Fault, faults_of, form_of
from kieumau.web.shell.days import today
from kieumau.web.shell.links import read_day, unit_address
from kieumau.web.shell.requests import SignedRequest

PER_PAGE = 50


@dataclass(frozen=True)
class Held:
    """A mandate as a page shows it."""

    uuid: UUID
    role: Words
    unit: Words
    unit_url: str
    span: Words
    state: Words
    is_over: bool
    orphan: bool  # its unit has ended while it goes on: somebody must hand it over
    reason: str
    may_change: bool


@dataclass(frozen=True)
class PersonRow:
    name: str
    username: str
    url: str
    is_active: bool
    mandates: list[Held]


def held(mandate: Mandate, by: Acting) -> Held:
    known, unit = by.registry, None
    if mandate.unit:
        unit = known.find(mandate.unit, mandate.valid_from)
    over = mandate.is_empty or mandate.valid_until <= by.on
    ended = bool(unit) and mandate.valid_from <= by.on and unit_later(known, unit, by.on) is None  # type: ignore[arg-type]
    if over:
        state = Words("đã kết thúc", "ended")
    elif mandate.valid_from > by.on:
        state = Words("chưa bắt đầu", "not begun")
    elif ended:
        state = Words("đơn vị không còn: cần giao lại", "the unit is no more: to be given anew")
    else:
        state = Words("đang giữ", "held")
    return Held(
        uuid=mandate.uuid,
        role=ROLE_WORDS[Role(mandate.role)],
        unit=COUNTRY if not mandate.unit else unit.full_name if unit else plain(mandate.unit),
        unit_url=unit_address(unit, by.on) if unit else "",
        span=said_span(mandate),
        state=state,
        is_over=over,
        orphan=ended and not over,
        reason=mandate.reason,
        may_change=not over and mandate.user_id != by.user.pk and reaches(by, Permission.MANAGE_PEOPLE, mandate),
    )


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
    user = _account(account_uuid, by)
    problems: list[Fault] = []
    asked = request.POST.get("act", "")
    if request.method == "POST":
        try:
            return _ACTS[asked](request, user)
        except KeyError:
            raise Http404 from None
        except KieuMauError as error:
            problems = faults_of(error.problems, _suffix(asked, _text(request, "mandate", 36)))
    return render(
        request, "people/person.html", _person_context(request, user, problems), status=422 if problems else 200
    )


_OF_ROLE = ("role", "unit", "valid_from", "valid_until", "reason")
_OF_MANDATE = ("on", "reason", "to")


def _suffix(act: str, mandate: object) -> str:
    """What keeps the ids of one form of the page apart from those of the others."""
    return {"give": "", "end": f"-{mandate}", "hand_over": f"-{mandate}"}.get(act, f"-{act}")


def _account(account_uuid: UUID, by: Acting) -> User:
    return access_account(account_uuid, by=by)


def _person_context(request: SignedRequest, user: User, problems: list[Fault]) -> dict[str, Any]:
    """The page's parts. Of its forms, the one that was sent comes back as it was typed."""
    by, sent = request.acting, request.POST if problems else None
    asked, about = request.POST.get("act", ""), _text(request, "mandate", 36)
    try:
        access_account(user.uuid, by=by, to=Permission.MANAGE_PEOPLE)
        may_manage = True
    except NoAccountError:
        may_manage = False
    mandates = []
    for mandate in mandates_seen(user, by=by):
        concerned = sent if asked in ("end", "hand_over") and about == str(mandate.uuid) else None
        form = form_of(_OF_MANDATE, concerned, problems, _suffix("end", mandate.uuid))
        mandates.append((held(mandate, by), form))
    closing = {
        act: form_of(("reason",), sent if asked == act else None, problems, _suffix(act, ""))
        for act in ("take_away", "close", "reopen")
    }
    return {
        "person": user,
        "is_me": user.pk == by.user.pk,
        "mandates": mandates,
        "form": form_of(_OF_ROLE, sent if asked == "give" else None, problems),
        "problems": problems,
        **closing,
        "may_manage": may_manage,
        "may_give": by.may(Permission.MANAGE_PEOPLE) and user.pk != by.user.pk,
        "roles": roles_to_give(by),
        "today": by.on,
        "story_url": reverse("workspace:story", args=["account", user.uuid]),
        "done": None if request.method == "POST" else _DONE.get(request.GET.get("done", "")),
        "people_url": reverse("workspace:people"),
    }


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


class WrongFormError(KieuMauError):
    """Something in a form that cannot be read, or reaches too far."""


def _day(request: SignedRequest, name: str, *, default: date) -> date | None:
    """The day that was typed, or None where it cannot be read."""
    text = request.POST.get(name, "").strip()
    return read_day(text) if text else default


def _unread(request: SignedRequest, name: str, label: Words) -> Problem:
    return Problem(
        words(
            "{l}: cần một ngày như 01/07/2026, đã nhận “{t}”.",
            "{l}: expected a day such as 01/07/2026, received “{t}”.",
            l=label,
            t=request.POST.get(name, "").strip()[:30],
        ),
        path=name,
    )


_DAYS = {"valid_from": Words("Từ ngày", "From"), "valid_until": Words("Đến trước ngày", "Until")}


def _text(request: SignedRequest, name: str, most: int = 300) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def _back(user: User, done: str) -> HttpResponse:
    return redirect(f"{reverse('workspace:person', args=[user.uuid])}?done={done}")


def _give(request: SignedRequest, user: User) -> HttpResponse:
    by = request.acting
    if not by.may(Permission.MANAGE_PEOPLE):
        raise Http404
    _with_role(request, lambda role: give_mandate(account_uuid=user.uuid, **role, by=by).user, lambda: [])
    return _back(user, "given")


def _with_role(
    request: SignedRequest, act: Callable[[dict[str, Any]], User], checks: Callable[[], list[Problem]]
) -> User:
    """Do the act with the role that was entered, or say everything that is wrong, of the other fields by `checks`.

    Where a day cannot be read or the unit is out of scope, the act finds nothing else: the other fields are checked
    here, the unit for want of a day on the first day of the last unit that bore the code.
    """
    known, today = request.acting.registry, request.acting.on
    unit = _text(request, "unit", 50)
    role = {"role": _text(request, "role", 30), "unit": unit}
    days = {
        "valid_from": _day(request, "valid_from", default=today),
        "valid_until": _day(request, "valid_until", default=OPEN),
    }
    wrong = [_unread(request, name, _DAYS[name]) for name, day in days.items() if day is None]
    if not wrong:
        try:
            return act({**role, **days, "reason": _text(request, "reason")})
        except NoAccountError:
            wrong = [Problem(_OUT_OF_SCOPE, path="unit")]
    lives = known.lives(unit)
    since = days["valid_from"] or (lives[-1].valid_from if lives else today)
    told = {p.path for p in wrong} | (set(_DAYS) if None in days.values() else set())
    also = [*checks(), *wrong_mandate(**role, valid_from=since, valid_until=days["valid_until"] or OPEN)]
    wrong += [p for p in also if p.path not in told]
    raise WrongFormError(sorted(wrong, key=lambda p: _OF_PERSON.index(p.path)))


_OUT_OF_SCOPE = Words("Đơn vị này ngoài phạm vi bạn quản lý.", "This unit is outside the scope you manage.")
_OF_PERSON = ("username", "full_name", "email", *_OF_ROLE)


def _mandate_of(request: SignedRequest, user: User) -> UUID:
    """The role that a form is about: of this very account."""
    try:
        mandate = access_mandate(UUID(_text(request, "mandate", 36)), by=request.acting)
    except ValueError:
        raise Http404 from None
    if mandate.user_id != user.pk:
        raise Http404
    return mandate.uuid


def _end(request: SignedRequest, user: User) -> HttpResponse:
    mandate = _mandate_of(request, user)
    end_mandate(mandate_uuid=mandate, on=_day_of(request), reason=_text(request, "reason"), by=request.acting)
    return _back(user, "ended")


def _hand_over(request: SignedRequest, user: User) -> HttpResponse:
    mandate = _mandate_of(request, user)
    given = hand_over(
        mandate_uuid=mandate,
        to_username=_text(request, "to", 60),
        on=_day_of(request),
        reason=_text(request, "reason"),
        by=request.acting,
    )
    return _back(given.user, "handed")


def _day_of(request: SignedRequest) -> date:
    day = _day(request, "on", default=today(request))
    if day is None:
        raise WrongFormError(_unread(request, "on", _DAYS["valid_from"]))
    return day


def _close(request: SignedRequest, user: User) -> HttpResponse:
    close_account(account_uuid=user.uuid, reason=_text(request, "reason"), by=request.acting)
    return _back(user, "closed")


def _take_away(request: SignedRequest, user: User) -> HttpResponse:
    take_away_factors(account_uuid=user.uuid, reason=_text(request, "reason"), by=request.acting)
    return _back(user, "taken")


def _reopen(request: SignedRequest, user: User) -> HttpResponse:
    reopen_account(account_uuid=user.uuid, reason=_text(request, "reason"), by=request.acting)
    return _back(user, "reopened")


def _link(request: SignedRequest, user: User) -> HttpResponse:
    """The link is on this one page and nowhere else; going back and forth makes a new one."""
    user, key = make_link(account_uuid=user.uuid, by=request.acting)
    uid, _, token = key.partition("-")
    address = request.build_absolute_uri(reverse("account_reset_password_from_key", args=[uid, token]))
    return render(request, "people/person.html", _person_context(request, user, []) | {"link": address})


_ACTS: dict[str, Callable[[SignedRequest, User], HttpResponse]] = {
    "give": _give,
    "end": _end,
    "hand_over": _hand_over,
    "close": _close,
    "reopen": _reopen,
    "take_away": _take_away,
    "link": _link,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: SignedRequest) -> HttpResponse:
    """A new account with its first role. The link that sets its password is made on its page."""
    by = request.acting
    if not by.may(Permission.MANAGE_PEOPLE):
        raise Http404
    problems: list[Fault] = []
    if request.method == "POST":
        entered: dict[str, Any] = {
            "username": _text(request, "username", 61),
            "full_name": _text(request, "full_name", 121),
            "email": _text(request, "email", 254),
        }
        try:
            user = _with_role(
                request,
                lambda role: open_account(**entered, **role, by=by),
                lambda: wrong_person(**entered),
            )
        except KieuMauError as error:
            problems = faults_of(error.problems)
        else:
            return _back(user, "opened")
    context = {
        "problems": problems,
        "form": form_of(_OF_PERSON, request.POST, problems),
        "roles": roles_to_give(by),
        "today": by.on,
        "people_url": reverse("workspace:people"),
    }
    return render(request, "people/new.html", context, status=422 if problems else 200)


def roles_to_give(by: Acting) -> list[tuple[str, Words, Words]]:
    """Roles that fit the units one manages: who manages a province gives none for the country."""
    everywhere = by.units(Permission.MANAGE_PEOPLE).everything
    return [(r.value, ROLE_WORDS[r], said_may(r)) for r in Role if everywhere or any(LEVELS_OF[r])]


# -- who can see this? --------------------------------------------------------------------------------------------
