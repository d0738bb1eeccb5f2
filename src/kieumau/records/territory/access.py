"""The only ways to reach a unit. Missing and forbidden sound the same. Scope by person comes with accounts."""

from __future__ import annotations

from datetime import date

from kieumau.engine import territory as engine
from kieumau.records.journal.refusals import NotHereError
from kieumau.records.territory.queries import registry


class NoUnitError(NotHereError):
    """There is no such unit on that day, or it is not for this person."""


def access_registry() -> engine.Registry:
    """The register as this person may see it."""
    return registry()


def access_unit(*, code: str, on: date) -> engine.AdminUnit:
    unit = registry().find(code, on)
    if unit is None:
        raise NoUnitError
    return unit
