"""Every write: loading a register, outlines, shares, a change that was decided or taken back, ways put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex

from django.db import transaction

from kieumau.engine import territory as engine
from kieumau.engine.errors import Problem, RegistryError, the_rest
from kieumau.engine.territory.checking import MOST_TOLD, check_registry
from kieumau.engine.territory.errata import Correction
from kieumau.engine.territory.names import name_order, name_words, search_line
from kieumau.engine.territory.outlines import Rings
from kieumau.engine.territory.rearranging import Rearrangement, take_back
from kieumau.engine.territory.units import OPEN
from kieumau.engine.wording import words
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.models import (
    AdminUnitRecord,
    ChangeRecord,
    LevelEndRecord,
    Outline,
    RegisterLoad,
    SuccessionRecord,
)
from kieumau.records.territory.queries import registry
from kieumau.records.territory.recorded_past import refuse_another_past

_BATCH = 1000


_DESCRIBING = ("latitude", "longitude", "area_km2")


@dataclass(frozen=True)
class Loaded:
    """What a loading added: units that begin, units that end, acts."""

    begun: int
    ended: int
    changes: int
    is_new: bool


@transaction.atomic
def load_register(*, register: engine.Registry, fingerprint: str, source: str, by: Actor) -> Loaded:
    """Add what a newer register knows. The same one again changes nothing; one that tells another past is refused.

    Raises `RegistryError`, and then nothing is written.
    """
    if RegisterLoad.objects.filter(fingerprint=fingerprint).exists():
        return Loaded(0, 0, 0, False)
    check_registry(register)
    lock_register()
    known = registry()
    refuse_another_past(known, register)
    load = RegisterLoad.objects.create(
        fingerprint=fingerprint,
        source=source[:300],
        recorded_at=by.at,
        begins=register.begins,
        kept_until=register.kept_until,
    )
    new_changes = [c for code, c in register.changes.items() if code not in known.changes]
    ChangeRecord.objects.bulk_create([_change(c, load) for c in new_changes], batch_size=_BATCH)
    acts = {c.code: c for c in ChangeRecord.objects.all()}
    here = {u.key for u in known.units}
    begun = [u for u in register.units if u.key not in here]
    AdminUnitRecord.objects.bulk_create([_unit(u, acts) for u in begun], batch_size=_BATCH)
    ended = _end(known, register, acts)
    _describe(known, register)
    _successions(known, register, acts)
    for end in register.level_ends:
        LevelEndRecord.objects.get_or_create(
            level=end.level,
            system=end.system,
            defaults={"until": end.until, "law": end.law, "address": end.address},
        )
    details = {"source": source[:300], "begun": len(begun), "ended": ended, "changes": len(new_changes)}
    write_line("territory.register_loaded", by=by, about="register", details=details)
    return Loaded(len(begun), ended, len(new_changes), True)


@transaction.atomic
def record_outlines(*, outlines: Mapping[engine.AdminUnit, Rings], source: str, by: Actor) -> int:
    """Record each outline that differs from the unit's newest one; nothing is overwritten. Returns how many are new.

    Raises `RegistryError` for units that the register does not hold, and then nothing is written.
    """
    codes = {unit.code for unit in outlines}
    rows = AdminUnitRecord.objects.filter(code__in=codes).values_list("pk", "code", "valid_from")
    numbers = {(code, first): pk for pk, code, first in rows}
    strange = [unit for unit in outlines if unit.key not in numbers]
    if strange:
        problems = [
            Problem(words("{u} ({c}) không có trong sổ.", "{u} ({c}) is not in the register.", u=u.full_name, c=u.code))
            for u in strange[:MOST_TOLD]
        ]
        if len(strange) > MOST_TOLD:
            problems.append(the_rest(len(strange) - MOST_TOLD))
        raise RegistryError(problems)
    known = Outline.objects.filter(unit__code__in=codes).order_by("recorded_at", "pk")
    newest = dict(known.values_list("unit_id", "rings"))
    new = [
        Outline(unit_id=numbers[unit.key], rings=rings, source=source[:300], recorded_at=by.at)
        for unit, rings in outlines.items()
        if newest.get(numbers[unit.key]) != rings
    ]
    Outline.objects.bulk_create(new, batch_size=_BATCH)
    if new:
        details = {"source": source[:300], "outlines": len(new)}
        write_line("territory.outlines_recorded", by=by, about="register", details=details)
    return len(new)


@transaction.atomic
def record_shares(*, register: engine.Registry, fingerprint: str, source: str, by: Actor) -> int:
    """Fill in shares that were not known; returns how many. A known share is not changed: that takes a decision.

    Raises `RegistryError`, and then nothing is written.
    """
    check_registry(register)
    was = {(s.change, s.predecessor, s.successor): s for s in registry().successions}
    entered = [s for s in register.successions if was.get((s.change, s.predecessor, s.successor)) != s]
    problems = [
        Problem(
            words(
                "{a} sang {b} theo {c} đã có tỷ lệ {s}; tỷ lệ đã ghi chỉ đổi bằng một quyết định.",
                "{a} into {b} by {c} has the share {s} already; a recorded share is changed only by a decision.",
                a=s.predecessor,
                b=s.successor,
                c=s.change,
                s=known.share or 0,
            )
        )
        for s in entered
        if (known := was.get((s.change, s.predecessor, s.successor))) is not None and known.share is not None
    ]
    if problems:
        raise RegistryError(problems)
    # Found once and written by their own numbers: a join for each would be planned by a database that knows no counts yet.
    rows = SuccessionRecord.objects.filter(share=None).select_related("change", "predecessor", "successor")
    unknown = {(r.change.code, r.predecessor.code, r.successor.code): r for r in rows}
    filled = []
    for s in entered:
        if (row := unknown.get((s.change, s.predecessor, s.successor))) is not None:
            row.share = _share(s)
            row.basis = s.basis[:40]
            filled.append(row)
    SuccessionRecord.objects.bulk_update(filled, ["share", "basis"], batch_size=200)
    if entered:
        RegisterLoad.objects.create(fingerprint=fingerprint, source=source[:300], recorded_at=by.at)
        details = {"source": source[:300], "shares": len(entered)}
        write_line("territory.shares_recorded", by=by, about="register", details=details)
    return len(entered)


def lock_register() -> None:
    """One writer of the register at a time, until the transaction ends; SQLite has one writer anyway."""
    RegisterLoad.objects.select_for_update().order_by("pk").first()


@transaction.atomic
def write_change(*, rearranged: Rearrangement, at: datetime) -> None:
    """Write a change that was decided. `rearranged` was made from the register as it stands, under `lock_register`."""
    code, on = rearranged.change.code, rearranged.change.on
    load = _mark(f"{code}: decided", at)
    act = _change(rearranged.change, load)
    act.save()
    begun = [*rearranged.begun, *(later for _, later in rearranged.following)]
    AdminUnitRecord.objects.bulk_create([_unit(u, {code: act}) for u in begun], batch_size=_BATCH)
    ended = {u.key for u in (*rearranged.ended, *(before for before, _ in rearranged.following))}
    rows = AdminUnitRecord.objects.filter(code__in={c for c, _ in ended}, valid_until=OPEN, valid_from__lt=on)
    numbers = [pk for pk, unit, first in rows.values_list("pk", "code", "valid_from") if (unit, first) in ended]
    AdminUnitRecord.objects.filter(pk__in=numbers).update(valid_until=on, ended_by=act)
    _successions(rearranged.before, rearranged.after, {code: act})


@transaction.atomic
def remove_change(*, code: str, at: datetime) -> None:
    """Take back a change before its day: what was to begin is not there, what was to end stays open.

    Raises `RegistryError` where a later change builds on it. The proposal and the journal keep the whole story.
    """
    take_back(registry(), code)
    act = ChangeRecord.objects.get(code=code)
    SuccessionRecord.objects.filter(change=act).delete()
    AdminUnitRecord.objects.filter(ended_by=act).update(valid_until=OPEN, ended_by=None)
    AdminUnitRecord.objects.filter(begun_by=act).delete()
    act.delete()
    _mark(f"{code}: withdrawn", at)


@transaction.atomic
def correct_ways(*, found: Sequence[Correction], source: str, at: datetime) -> None:
    """Write ways as the text of their act has them, under `lock_register`. Who calls keeps what was known before."""
    acts = {c.code: c for c in ChangeRecord.objects.filter(code__in={c.way[0] for c in found})}
    rows = SuccessionRecord.objects.filter(change__in=acts.values()).select_related(
        "change", "predecessor", "successor"
    )
    here = {(r.change.code, r.predecessor.code, r.successor.code): r for r in rows}
    changed = []
    for correction in found:
        row, told = here.get(correction.way), correction.after
        if row is not None and told is not None:
            row.share, row.basis = _share(told), told.basis
            changed.append(row)
    SuccessionRecord.objects.filter(pk__in=[here[c.way].pk for c in found if c.after is None]).delete()
    SuccessionRecord.objects.bulk_update(changed, ["share", "basis"], batch_size=200)
    _create_ways([c.after for c in found if c.after is not None and c.way not in here], acts)
    _mark(source, at)


def _mark(source: str, at: datetime) -> RegisterLoad:
    """The register is another one from now on, and every process reads it again: no two marks are alike."""
    return RegisterLoad.objects.create(fingerprint=token_hex(32), source=source[:300], recorded_at=at)


def _change(change: engine.Change, load: RegisterLoad) -> ChangeRecord:
    return ChangeRecord(
        code=change.code,
        on=change.on,
        title_vi=change.title.vi,
        title_en=change.title.en,
        issuer=change.issuer,
        issued=change.issued,
        address=change.address,
        load=load,
    )


def _unit(unit: engine.AdminUnit, acts: dict[str, ChangeRecord]) -> AdminUnitRecord:
    return AdminUnitRecord(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        parent=unit.parent,
        valid_from=unit.valid_from,
        valid_until=unit.valid_until,
        begun_by=acts.get(unit.begun_by),
        ended_by=acts.get(unit.ended_by),
        latitude=unit.latitude,
        longitude=unit.longitude,
        area_km2=unit.area_km2,
        bare=" ".join(name_words(unit.name))[:200],
        folded=search_line(unit.full_name.vi, unit.code, name=unit.name),
        order=name_order(unit.name)[:400],
    )


def _end(known: engine.Registry, register: engine.Registry, acts: dict[str, ChangeRecord]) -> int:
    """Units that were open and of which the newer register knows the end."""
    later = {u.key: u for u in register.units}
    ended = [later[u.key] for u in known.units if u.valid_until == OPEN and later[u.key].valid_until != OPEN]
    for unit in ended:
        AdminUnitRecord.objects.filter(code=unit.code, valid_from=unit.valid_from, valid_until=OPEN).update(
            valid_until=unit.valid_until, ended_by=acts.get(unit.ended_by)
        )
    return len(ended)


def _describe(known: engine.Registry, register: engine.Registry) -> None:
    """Coordinates and areas that the newer register fills in."""
    now = {u.key: u for u in register.units}
    for unit in known.units:
        told = {f: getattr(now[unit.key], f) for f in _DESCRIBING}
        if told != {f: getattr(unit, f) for f in _DESCRIBING}:
            AdminUnitRecord.objects.filter(code=unit.code, valid_from=unit.valid_from).update(**told)


def _successions(known: engine.Registry, register: engine.Registry, acts: dict[str, ChangeRecord]) -> None:
    have = {(s.change, s.predecessor, s.successor) for s in known.successions}
    _create_ways([s for s in register.successions if (s.change, s.predecessor, s.successor) not in have], acts)


def _create_ways(ways: Sequence[engine.Succession], acts: Mapping[str, ChangeRecord]) -> None:
    begins: dict[tuple[str, date], int] = {}
    ends: dict[tuple[str, date], int] = {}
    for pk, code, first, last in AdminUnitRecord.objects.values_list("pk", "code", "valid_from", "valid_until"):
        begins[code, first], ends[code, last] = pk, pk
    rows = [
        SuccessionRecord(
            change=acts[s.change],
            predecessor_id=ends[s.predecessor, acts[s.change].on],
            successor_id=begins[s.successor, acts[s.change].on],
            share=_share(s),
            basis=s.basis,
        )
        for s in ways
    ]
    SuccessionRecord.objects.bulk_create(rows, batch_size=_BATCH)


def _share(way: engine.Succession) -> Decimal | None:
    return None if way.share is None else Decimal(way.share.numerator) / way.share.denominator
