"""The only ways to reach figures and returns: of units within the person's scope, each on the last day of its period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from kieumau.engine.indicators import ObservationTable, Period
from kieumau.engine.territory import BEGINNING, AdminUnit
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.accounts.scope import before_and_itself
from kieumau.records.indicators.checking import last_day
from kieumau.records.indicators.collecting import Asking, Return, unit_in
from kieumau.records.indicators.models import Collection, Figure, Reopening, Upload
from kieumau.records.indicators.queries import every_version, figures_table, newest_rows


class NoReturnError(ObjectDoesNotExist):
    """There is no such return, collection, reopening or upload, or it is not for this person."""


def access_figures(
    *,
    units: Iterable[str],
    until: date | None = None,
    since: date | None = None,
    indicators: Iterable[str] = (),
    known: datetime | None = None,
    by: Acting,
) -> ObservationTable:
    """The figures of these codes that the person may read; none where he may read none."""
    if not by.may(Permission.READ_RESULTS):
        return ObservationTable(())
    table = figures_table(units=units, until=until, since=since, indicators=indicators, known=known)
    his = {day: by.units(Permission.READ_RESULTS, day) for day in {r.period.last for r in table.rows}}
    rows = tuple(r for r in table.rows if r.unit in his[r.period.last])
    return table if len(rows) == len(table.rows) else ObservationTable(rows, table.sample and bool(rows))


def access_newest(
    code: str, period: Period, *, by: Acting, indicators: Iterable[str] = (), known: datetime | None = None
) -> list[Figure]:
    """The newest version of each figure of a code, of periods that end within this one, as far as the person may read.

    Raises `NoReturnError` where no unit of the code is within his scope in these days. One query.
    """
    lives = [u for u in by.registry.lives(code) if u.valid_from <= period.last and u.valid_until > period.first]
    if not any(by.may(Permission.READ_RESULTS, code, min(period.last, last_day(u.valid_until))) for u in lives):
        raise NoReturnError
    found = newest_rows(unit=code, period=period, indicators=indicators, known=known)
    return [f for f in found if by.may(Permission.READ_RESULTS, code, f.last)]


def access_series(
    unit: AdminUnit, *, indicators: Iterable[str], until: date, by: Acting
) -> list[tuple[AdminUnit, Figure]]:
    """Every version of a unit's figures and of those that it came from, oldest first, with the unit of each.

    A figure counts where its code meant one of them throughout its period. Raises `NoReturnError`. One query.
    """
    registry = by.registry
    if not by.may(Permission.READ_RESULTS, unit.code, min(until, last_day(unit.valid_until))):
        raise NoReturnError
    line = {u.key: u for u in before_and_itself(registry, unit)}
    found = []
    for figure in every_version(units={u.code for u in line.values()}, indicators=indicators, until=until):
        then = registry.find(figure.unit, figure.last)
        if then is None or then.key not in line or not registry.is_same(registry.find(figure.unit, figure.first), then):
            continue
        if by.may(Permission.READ_RESULTS, figure.unit, figure.last):
            found.append((then, figure))
    return found


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


def access_upload(upload_uuid: UUID, *, by: Acting, whole: bool = False, locked: bool = False) -> Upload:
    """A file that this very person sent; its content comes along where `whole`. Raises `NoReturnError`."""
    found = Upload.objects.select_for_update(of=("self",), no_key=True) if locked else Upload.objects.all()
    found = found if whole else found.defer("content")
    upload = found.filter(uuid=upload_uuid, user=by.user).first()
    if upload is None or not by.may(Permission.ENTER_FIGURES):
        raise NoReturnError
    return upload


def _return(code: str, span: Period, *, by: Acting, asking: Asking, to: Permission) -> Return | None:
    unit = unit_in(asking.registry, code, span)
    if unit is None or not by.may(to, code, min(span.last, last_day(unit.valid_until))):
        return None
    return asking.find(code, span)
