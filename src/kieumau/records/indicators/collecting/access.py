"""The only ways to reach returns, collections and reopenings: of units within the person's scope."""

from __future__ import annotations

from uuid import UUID

from kieumau.engine.indicators import Period
from kieumau.engine.territory import BEGINNING
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.asking import Asking, Return, unit_in
from kieumau.records.indicators.models import Collection, Reopening
from kieumau.records.indicators.refusals import NoReturnError


def access_return(
    code: str, period: str, *, by: Acting, asking: Asking, to: Permission = Permission.READ_RESULTS
) -> Return:
    """What is asked of a unit for a period as an address writes it: 2026-03, 2026, or two days with `..` between.

    Raises `NoReturnError`, also where the unit is not within the person's scope for what he is about to do.
    """
    for calendar in asking.calendars:
        if (span := calendar.parse(period)) is None:
            continue
        if (found := _return(code, span, by=by, asking=asking, to=to)) is not None:
            return found
    raise NoReturnError


def access_collection(
    collection_uuid: UUID, *, by: Acting, to: Permission = Permission.COLLECT_FIGURES, locked: bool = False
) -> Collection:
    """A collection whose units are within the person's scope; `locked` while it changes. Raises `NoReturnError`."""
    found = Collection.objects.select_for_update(of=("self",), no_key=True) if locked else Collection.objects
    collection = found.filter(uuid=collection_uuid).first()
    if collection is None or not reaches_collection(collection, by=by, to=to):
        raise NoReturnError
    return collection


def reaches_collection(collection: Collection, *, by: Acting, to: Permission) -> bool:
    """Whether the collection's unit, as it stands today or stood on its first day, is within the person's scope."""
    if collection.unit == "":
        return by.units(to).everything
    return by.may(to, collection.unit, min(by.on, max(collection.valid_from, BEGINNING)))


def access_reopening(
    reopening_uuid: UUID, *, by: Acting, to: Permission = Permission.READ_RESULTS, locked: bool = False
) -> Reopening:
    """A request to open a closed period, of a unit within the person's scope. Raises `NoReturnError`."""
    found = Reopening.objects.select_for_update(of=("self",), no_key=True) if locked else Reopening.objects
    reopening = found.select_related("asked_by", "decided_by").filter(uuid=reopening_uuid).first()
    if reopening is None or not by.may(to, reopening.unit, reopening.last):
        raise NoReturnError
    return reopening


def _return(code: str, span: Period, *, by: Acting, asking: Asking, to: Permission) -> Return | None:
    unit = unit_in(asking.registry, code, span)
    if unit is None or not by.may(to, code, min(span.last, unit.last_day)):
        return None
    return asking.find(code, span)
