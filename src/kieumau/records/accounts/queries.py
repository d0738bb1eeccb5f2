"""Every read: people within somebody's scope, who reaches a unit, a person's own mandates and keys."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from kieumau.engine.territory import AdminUnit
from kieumau.engine.territory.names import folded
from kieumau.records.accounts.access import reaches
from kieumau.records.accounts.acting import Acting, reach_of
from kieumau.records.accounts.models import NOT_EMPTY, Mandate, Token, User
from kieumau.records.accounts.roles import Permission, Role
from kieumau.records.territory.queries import registry


def people(*, by: Acting, search: str = "", role: str = "", held: bool = True) -> list[tuple[User, list[Mandate]]]:
    """Accounts with those of their mandates that are within the person's scope, in order of account name.

    `held`: only mandates that are held today or will be. One that was taken back before its first day is left out, but
    where the account has no other: somebody must still find it. One query beside the person's own mandates.
    """
    scope = by.units(Permission.SEE_PEOPLE)
    if not scope:
        return []
    found = Mandate.objects.select_related("user")
    if held:
        found = found.filter(NOT_EMPTY, valid_until__gt=by.on)
    if not scope.everything:
        today = by.registry.units_on(by.on).units
        found = found.filter(unit__in=by.registry.codes_with_predecessors(today[c] for c in scope.codes if c in today))
    if role:
        found = found.filter(role=role)
    wanted = folded(search).split()[:8]
    grouped: dict[User, list[Mandate]] = defaultdict(list)
    for mandate in found.order_by("user__username", "-valid_until", "pk"):
        told = folded(f"{mandate.user.username} {mandate.user.full_name}")
        if all(w in told for w in wanted) and (scope.everything or reaches(by, Permission.SEE_PEOPLE, mandate)):
            grouped[mandate.user].append(mandate)
    return [(user, _not_empty(mandates)) for user, mandates in grouped.items()]


def called(accounts: Iterable[str]) -> dict[str, str]:
    """What the people of these accounts are called, by uuid, each with the account's name in brackets. One query."""
    wanted = {a for a in accounts if a}
    found = User.objects.filter(uuid__in=wanted) if wanted else ()
    return {str(u.uuid): f"{u.full_name} ({u.username})" for u in found}


def mandates_seen(user: User, *, by: Acting) -> list[Mandate]:
    """All mandates of an account, past ones too, that are within the person's scope; of his own account every one."""
    found = Mandate.objects.filter(user=user).order_by("-valid_until", "-valid_from", "pk")
    return _not_empty([m for m in found if user.pk == by.user.pk or reaches(by, Permission.SEE_PEOPLE, m)])


def _not_empty(mandates: list[Mandate]) -> list[Mandate]:
    """Without those taken back before their first day, unless there are no others."""
    return [m for m in mandates if not m.is_empty] or mandates


def who_reaches(
    unit: AdminUnit, *, on: date, by: Acting
) -> tuple[list[tuple[Mandate, list[Permission]]], Counter[tuple[Role, tuple[Permission, ...]]]]:
    """Who may do what for a unit of the day `on`, as mandates stand today: by name within the person's scope, the
    others as a number for each role and what it may. Who holds a part of a split unit reads it and writes nothing
    there. One query.
    """
    known = registry()
    above = {"", *known.codes_with_predecessors((unit, *known.ancestors(unit, on)))}
    for step in known.successors(unit):
        above |= {step.unit.code, *(a.code for a in known.ancestors(step.unit, step.unit.valid_from))}
    held = (
        Mandate.objects.select_related("user")
        .filter(unit__in=above, valid_from__lte=by.on, valid_until__gt=by.on, user__is_active=True)
        .order_by("role", "user__username")
    )
    named: list[tuple[Mandate, list[Permission]]] = []
    others: Counter[tuple[Role, tuple[Permission, ...]]] = Counter()
    for mandate in held:
        may = [p for p in Permission if unit.code in reach_of(known, mandate, p, on=on, today=by.on)]
        if may:
            if mandate.user_id == by.user.pk or reaches(by, Permission.SEE_PEOPLE, mandate):
                named.append((mandate, may))
            else:
                others[Role(mandate.role), tuple(may)] += 1
    return named, others


def mandates_for(codes: Iterable[str], *, after: date, locked: bool = False) -> QuerySet[Mandate]:
    """Mandates for these codes that go on after a day: those that a change of units touches."""
    all_ = Mandate.objects.select_for_update(of=("self",), no_key=True) if locked else Mandate.objects
    found = all_.select_related("user").filter(NOT_EMPTY, unit__in=set(codes), valid_until__gt=after)
    return found.order_by("pk")


def tokens_of(user: User) -> QuerySet[Token]:
    return Token.objects.filter(user=user).order_by("-recorded_at", "-pk")


def living_tokens(user: User, *, at: datetime) -> int:
    return Token.objects.filter(user=user, revoked_at=None, expires_at__gt=at).count()


def has_factor(user: int) -> bool:
    """Whether the account has a second factor. Spare codes alone are none: they stand in for one that was lost."""
    found = Authenticator.objects.filter(user_id=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(found.exists())
