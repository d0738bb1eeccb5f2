"""Every read: the register as the engine takes it, units of a day, and search over all units, old and new."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from kieumau.engine import territory as engine
from kieumau.engine.territory.names import Sought, places_of, read_search
from kieumau.engine.wording import Words
from kieumau.records.territory.models import (
    AdminUnitRecord,
    ChangeRecord,
    LevelEndRecord,
    Outline,
    RegisterLoad,
    SuccessionRecord,
)

_kept: dict[str, engine.Registry] = {}
_MOST_WORDS, _LONGEST = 8, 200


def registry() -> engine.Registry:
    """The whole register, built once a process for each loading. One query where nothing was loaded since."""
    mark = _newest_load()
    if mark is None:
        return engine.Registry(())
    while (kept := _kept.get(mark)) is None:
        try:
            found = _read()
        except KeyError:  # a loading came between the units and their successions, and took one away
            mark = _newest_load() or mark
            continue
        if mark == (newest := _newest_load() or mark):
            _kept.clear()
            _kept[mark] = found
        mark = newest
    return kept


def _newest_load() -> str | None:
    return RegisterLoad.objects.order_by("-pk").values_list("fingerprint", flat=True).first()


@transaction.atomic
def _read() -> engine.Registry:
    fields = (
        "pk", "code", "name", "kind", "level", "parent", "valid_from", "valid_until", "begun_by__code", "ended_by__code",
        "latitude", "longitude", "area_km2",
    )  # fmt: skip
    units: dict[int, engine.AdminUnit] = {}
    for (
        pk,
        code,
        name,
        kind,
        level,
        parent,
        first,
        last,
        begun,
        ended,
        lat,
        lon,
        area,
    ) in AdminUnitRecord.objects.order_by("pk").values_list(*fields):
        units[pk] = engine.AdminUnit(
            code=code, name=name, kind=kind, level=level, parent=parent, valid_from=first, valid_until=last,
            begun_by=begun or "", ended_by=ended or "", latitude=lat, longitude=lon, area_km2=area,
        )  # fmt: skip
    changes = {
        c.code: engine.Change(c.code, c.on, Words(c.title_vi, c.title_en), c.issuer, c.issued, c.address)
        for c in ChangeRecord.objects.order_by("on", "pk")
    }
    ways = tuple(
        engine.Succession(act, units[old].code, units[new].code, None if share is None else Fraction(share), basis)
        for act, old, new, share, basis in SuccessionRecord.objects.order_by("pk").values_list(
            "change__code", "predecessor", "successor", "share", "basis"
        )
    )
    ends = tuple(
        engine.LevelEnd(e.level, e.system, e.until, e.law, e.address) for e in LevelEndRecord.objects.order_by("pk")
    )
    loads = RegisterLoad.objects.order_by("-pk")
    begins, kept_until = (
        loads.exclude(**{day: None}).values_list(day, flat=True).first() for day in ("begins", "kept_until")
    )
    return engine.Registry(tuple(units.values()), changes, ways, ends, begins, kept_until)


def found_by(sought: Sought, line: str = "folded") -> Q:
    """Rows whose search line (the column of that name) holds what is sought; none where no word is. As `Sought.is_found`."""

    def is_in(word: str) -> Q:
        found = Q(**{f"{line}__startswith": word})
        for place in places_of(word):
            found |= Q(**{f"{line}__contains": place})
        return found

    each = Q()
    for word in sought.words:
        each &= is_in(word)
    if not sought.words:
        return Q(pk__in=())
    return each | is_in(sought.joined) if len(sought.words) > 1 else each


def search_units(text: str, *, on: date | None = None) -> QuerySet[AdminUnitRecord]:
    """Units by name or code, without marks, old and new: the exact name first, then names that begin so, then the rest.

    `on` narrows to the units of a day.
    """
    text = text.replace("\0", "").encode("utf-8", "ignore").decode()[:_LONGEST]
    sought = read_search(text, most=_MOST_WORDS)
    found = (
        AdminUnitRecord.objects.all()
        if on is None
        else AdminUnitRecord.objects.filter(valid_from__lte=on, valid_until__gt=on)
    )
    found = found.filter(found_by(sought)) if text.strip() else found
    near = Case(
        When(name=text.strip(), then=Value(-1)),
        When(
            Q(code=text.strip())
            | Q(bare=sought.spaced)
            | Q(folded__contains=f"#{sought.joined}#")
            | Q(folded__startswith=f"{sought.spaced} #")
            | Q(folded__startswith=f"{sought.spaced} ="),
            then=Value(0),
        ),
        When(bare__startswith=sought.spaced, then=Value(1)),
        When(folded__contains=sought.spaced, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    levels = Case(When(level="province", then=Value(0)), When(level="district", then=Value(1)), default=Value(2))
    return found.annotate(near=near, rank=levels).order_by("near", "rank", "order", "code", "valid_from")


def units_on(day: date, *, level: str = "", parent: str = "") -> QuerySet[AdminUnitRecord]:
    """The units of a day in Vietnamese order."""
    found = AdminUnitRecord.objects.filter(valid_from__lte=day, valid_until__gt=day)
    if level:
        found = found.filter(level=level)
    if parent:
        found = found.filter(parent=parent)
    return found.order_by("order", "code")


def outlines_of(units: Iterable[engine.AdminUnit]) -> dict[str, list[list[list[float]]]]:
    """The newest outline of each unit that has one, by code."""
    keys = {u.key for u in units}
    rows = (
        Outline.objects.filter(unit__code__in={code for code, _ in keys})
        .order_by("recorded_at", "pk")
        .values_list("unit__code", "unit__valid_from", "rings")
    )
    return {code: rings for code, first, rings in rows if (code, first) in keys}
