"""A person at work: who, on which day, from where, with which mandates; and so, which units are his for what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, wraps
from typing import ParamSpec, TypeVar, cast

from django.db import transaction
from django.utils import timezone

from kieumau.engine import territory as engine
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.roles import MAY, OF_WHOLE_UNITS, Permission, Role
from kieumau.records.accounts.scope import NOTHING, Scope, scope_of
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.queries import registry

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Acting:
    """Made once a request. Its mandates are read once (one query), and the register is looked at once (one query)."""

    user: User
    at: datetime
    on: date  # today where the office is: mandates are held on it
    address: str
    token: str = ""  # label of the key, where a program acts for the person
    may_only: frozenset[Permission] | None = None  # what the key is for; None at the pages

    _scopes: dict[tuple[Permission, date], Scope] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def mandates(self) -> tuple[Mandate, ...]:
        """Those held today, the widest first; none once the account is closed."""
        held = Mandate.objects.filter(
            user=self.user, user__is_active=True, valid_from__lte=self.on, valid_until__gt=self.on
        )
        return tuple(sorted(held, key=lambda m: (len(m.unit), m.pk)))

    @cached_property
    def registry(self) -> engine.Registry:
        return registry()

    def units(self, to: Permission, on: date | None = None) -> Scope:
        """The codes, as a day reads them, of the units for which this person may do it; today's where no day is said."""
        day = on or self.on
        days = self.registry.change_days()
        since = bisect_right(days, day)
        key = (to, days[since - 1] if since else date.min)
        if key not in self._scopes:
            found = NOTHING
            for mandate in self.with_permission(to):
                found |= self._reach(mandate, to, day)
            self._scopes[key] = found
        return self._scopes[key]

    def _reach(self, mandate: Mandate, to: Permission, day: date) -> Scope:
        return reach_of(self.registry, mandate, to, on=day, today=self.on)

    def again(self, at: datetime | None = None) -> Acting:
        """The same person, whose mandates are read anew; at a later moment, where one is said, with the units of then."""
        if at is not None:
            return Acting(self.user, at, timezone.localtime(at).date(), self.address, self.token, self.may_only)
        fresh = Acting(self.user, self.at, self.on, self.address, self.token, self.may_only)
        vars(fresh)["registry"] = self.registry
        return fresh

    def with_permission(self, to: Permission) -> Iterable[Mandate]:
        if self.may_only is not None and to not in self.may_only:
            return ()
        return [m for m in self.mandates if to in MAY[Role(m.role)]]

    def may(self, to: Permission, unit: str | None = None, on: date | None = None) -> bool:
        """Whether he may, for the unit that the code means on the day; for any unit at all where none is said."""
        if unit is None:
            return any(True for _ in self.with_permission(to))
        return unit in self.units(to, on)

    def actor(self, to: Permission | None = None, unit: str | None = None, on: date | None = None) -> Actor:
        """Who he is to the journal, in the narrowest role that lets him do it."""
        role = ""
        if to is not None:
            for mandate in self.with_permission(to):
                if unit is None or unit in self._reach(mandate, to, on or self.on):
                    role = mandate.role
        elif self.mandates:
            role = self.mandates[-1].role
        name = f"{self.user.username} ({self.token})" if self.token else self.user.username
        return Actor(str(self.user.uuid), name, role, self.address, self.at)


def reach_of(registry: engine.Registry, mandate: Mandate, to: Permission, *, on: date, today: date) -> Scope:
    """For which units of the day `on` a mandate lets its holder do this: what every page and act asks."""
    if to not in MAY[Role(mandate.role)]:
        return NOTHING
    return scope_of(registry, mandate, on=on, today=today, whole=to in OF_WHOLE_UNITS)


def act(write: Callable[P, R]) -> Callable[P, R]:
    """An act of the person `by`: one transaction, in which his mandates are read again.

    The page may have asked a while before: a right that ended since has ended. The register stays that of the request;
    whoever changes it takes its lock and looks again.
    """

    @wraps(write)
    def done(*args: P.args, **named: P.kwargs) -> R:
        with transaction.atomic():
            named["by"] = cast(Acting, named["by"]).again()
            return write(*args, **named)

    return done
