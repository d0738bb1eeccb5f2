"""Units of a day, what became of a unit, and the acts that changed units. Everything is read, nothing written."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from kieumau.api.v1 import schemas
from kieumau.api.v1.parameters import ChangeCode, DayAsked, DaysAsked, UnitCode, UnitsAsked, only, short
from kieumau.api.v1.schemas import said
from kieumau.engine import territory as engine
from kieumau.engine.errors import KieuMauError, Problem, RegistryError
from kieumau.engine.wording import round_half_up, words
from kieumau.records.territory.access import access_registry
from kieumau.records.territory.queries import search_units, units_on

router = Router(tags=["territory"])
UNKNOWN = {404: schemas.ProblemsAnswer}
UNREAD = {422: schemas.ProblemsAnswer}


def _today(request: HttpRequest) -> date:
    return timezone.localtime(request.now).date()  # type: ignore[attr-defined]


def _unit_on(registry: engine.Registry, code: str, day: date) -> engine.AdminUnit:
    """The unit that the code means on the day, or a refusal that names the days on which the code means something."""
    unit = registry.find(code, day)
    if unit is None:
        raise RegistryError(registry.unknown(short(code), day))
    return unit


def _line(registry: engine.Registry, code: str, on: date | None, today: date) -> engine.AdminUnit:
    """The unit of the day asked about; without one, today's, or the last that bore the code."""
    lives = registry.lives(code)
    if on is None and lives and registry.find(code, today) is None:
        return lives[-1]
    return _unit_on(registry, code, on or today)


# -- what is answered -------------------------------------------------------------------------------------------------


def _begins(unit: engine.AdminUnit) -> date | None:
    return None if unit.valid_from == engine.BEGINNING else unit.valid_from


def _ends(unit: engine.AdminUnit) -> date | None:
    return None if unit.valid_until == engine.OPEN else unit.valid_until


def _fields(unit: engine.AdminUnit) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "full_name": said(unit.full_name),
        "kind": unit.kind,
        "level": unit.level,
        "parent": unit.parent or None,
        "valid_from": _begins(unit),
        "valid_until": _ends(unit),
        "latitude": unit.latitude,
        "longitude": unit.longitude,
        "area_km2": unit.area_km2,
    }


def _unit(unit: engine.AdminUnit) -> schemas.UnitAnswer:
    return schemas.UnitAnswer(**_fields(unit))


def _life(unit: engine.AdminUnit) -> schemas.LifeAnswer:
    return schemas.LifeAnswer(
        name=unit.name,
        full_name=said(unit.full_name),
        kind=unit.kind,
        valid_from=_begins(unit),
        valid_until=_ends(unit),
        begun_by=unit.begun_by or None,
        ended_by=unit.ended_by or None,
    )


def _key(unit: engine.AdminUnit) -> schemas.UnitKeyAnswer:
    return schemas.UnitKeyAnswer(code=unit.code, valid_from=_begins(unit), full_name=said(unit.full_name))


def _share(share: Fraction | None) -> str | None:
    return None if share is None else f"{round_half_up(share, 6).normalize():f}"


def _step(
    registry: engine.Registry, old: engine.AdminUnit, new: engine.AdminUnit, way: engine.Succession
) -> schemas.StepAnswer:
    return schemas.StepAnswer(
        predecessor=_key(old),
        successor=_key(new),
        change=way.change,
        on=registry.law_of(way).on,
        share=_share(way.share),
        basis=way.basis,
    )


def _change_fields(change: engine.Change, successions: int) -> dict[str, Any]:
    return {
        "code": change.code,
        "on": change.on,
        "title": said(change.title),
        "issuer": change.issuer or None,
        "issued": change.issued,
        "address": change.address or None,
        "successions": successions,
    }


# -- addresses --------------------------------------------------------------------------------------------------------


@router.get(
    "/units",
    response={200: schemas.UnitsAnswer, **UNKNOWN, **UNREAD},
    operation_id="list_units",
    summary="Đơn vị của một ngày · Units of a day",
)
def list_units(request: HttpRequest, asked: Query[UnitsAsked]) -> schemas.UnitsAnswer:
    """The units of a day in Vietnamese order; where names are searched, the best match first."""
    only(request, *UnitsAsked.model_fields)
    day = asked.on or _today(request)
    registry = access_registry()
    found = search_units(asked.search, on=day) if asked.search.strip() else units_on(day)
    if asked.level:
        found = found.filter(level=asked.level)
    if asked.within is not None:
        above = _unit_on(registry, asked.within, day)
        found = found.filter(code__in=[u.code for u in registry.descendants(above.code, day)])
    here = registry.units_on(day)
    codes = found.values_list("code", flat=True)[asked.offset : asked.offset + asked.limit]
    return schemas.UnitsAnswer(on=day, count=found.count(), items=[_unit(here.get(code)) for code in codes])


@router.get(
    "/units/{code}",
    response={200: schemas.UnitDetailAnswer, **UNKNOWN, **UNREAD},
    operation_id="read_unit",
    summary="Một đơn vị trong một ngày · A unit on a day",
)
def read_unit(request: HttpRequest, code: UnitCode, asked: Query[DayAsked]) -> schemas.UnitDetailAnswer:
    """The unit that a code means on a day, who stands above it, and every unit that has borne the code."""
    only(request, *DayAsked.model_fields)
    day = asked.on or _today(request)
    registry = access_registry()
    unit = _unit_on(registry, code, day)
    return schemas.UnitDetailAnswer(
        **_fields(unit),
        on=day,
        ancestors=[_unit(u) for u in registry.ancestors(unit, day)],
        review_chain=[_unit(u) for u in registry.review_chain(unit, day, "police")],
        lives=[_life(u) for u in registry.lives(code)],
    )


@router.get(
    "/units/{code}/lineage",
    response={200: schemas.UnitLineageAnswer, **UNKNOWN, **UNREAD},
    operation_id="read_lineage",
    summary="Từ đâu mà có, đi về đâu · Where a unit came from and went",
)
def read_lineage(request: HttpRequest, code: UnitCode, asked: Query[DayAsked]) -> schemas.UnitLineageAnswer:
    """What a unit came from and went into, through every change, and who shared the way one step from it."""
    only(request, *DayAsked.model_fields)
    registry = access_registry()
    lineage = registry.lineage(_line(registry, code, asked.on, _today(request)))
    return schemas.UnitLineageAnswer(
        unit=_unit(lineage.unit),
        units=[_unit(u) for u in lineage.units],
        steps=[_step(registry, old, new, way) for old, new, way in lineage.steps],
    )


@router.get(
    "/changes",
    response={200: schemas.ChangesAnswer, 400: schemas.ProblemsAnswer, **UNREAD},
    operation_id="list_changes",
    summary="Các văn bản làm thay đổi đơn vị · Acts that change units",
)
def list_changes(request: HttpRequest, asked: Query[DaysAsked]) -> schemas.ChangesAnswer:
    """Acts by which units change from one day until another, in the order of their days."""
    only(request, *DaysAsked.model_fields)
    since, until = asked.since or date.min, asked.until or date.max
    if since > until:
        what = words(
            "since ({a}) phải trước until ({b}).", "since ({a}) must come before until ({b}).", a=since, b=until
        )
        raise KieuMauError(Problem(what))
    registry = access_registry()
    ways = Counter(s.change for s in registry.successions)
    found = sorted((c for c in registry.changes.values() if since <= c.on < until), key=lambda c: (c.on, c.code))
    return schemas.ChangesAnswer(
        count=len(found), items=[schemas.ChangeAnswer(**_change_fields(c, ways[c.code])) for c in found]
    )


@router.get(
    "/changes/{path:code}",
    response={200: schemas.ChangeDetailAnswer, **UNKNOWN},
    operation_id="read_change",
    summary="Một văn bản · An act",
)
def read_change(request: HttpRequest, code: ChangeCode) -> schemas.ChangeDetailAnswer:
    """An act with every way from a unit that it ends into one that it begins."""
    registry = access_registry()
    change = registry.changes.get(code)
    if change is None:
        what = words("sổ không có văn bản “{c}”.", "the register has no act “{c}”.", c=short(code))
        raise RegistryError(Problem(what, hint=words("Danh sách: /api/v1/changes.", "The list: /api/v1/changes.")))
    ways = [s for s in registry.successions if s.change == code]
    steps = []
    for way in ways:
        old = next(u for u in registry.lives(way.predecessor) if u.valid_until == change.on)
        new = next(u for u in registry.lives(way.successor) if u.valid_from == change.on)
        steps.append(_step(registry, old, new, way))
    return schemas.ChangeDetailAnswer(**_change_fields(change, len(ways)), steps=steps)
