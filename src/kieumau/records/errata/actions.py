"""Every write: proposing an erratum from files, deciding on it, refusing it, accepting it where nobody else may.

Each is one transaction: who may, what is wrong, the rows, the journal lines.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kieumau.engine.errors import Problem
from kieumau.engine.territory import Registry
from kieumau.engine.territory.checking import check_registry
from kieumau.engine.territory.errata import Correction, corrected
from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.errata.access import DECIDE, access_erratum, somebody_decides
from kieumau.records.errata.checks import ErratumError, check_erratum_waits, check_still_so, reason_of
from kieumau.records.errata.effects import ErratumEffects, Reached, effects_of
from kieumau.records.errata.models import Erratum, ErratumState, ScopeMove, key_of, stored_ways
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.territory.actions import correct_ways, lock_register
from kieumau.records.territory.queries import registry


@transaction.atomic
def propose_erratum(*, found: tuple[Correction, ...], fingerprint: str, source: str, by: Actor) -> Erratum:
    """Keep what files tell otherwise for a person to decide on. Nothing changes yet; the same again is the same.

    One that waits and says something else is replaced. Raises `RegistryError` where the corrected register would
    contradict itself.
    """
    lock_register()
    ways = stored_ways(found)
    waiting = Erratum.objects.select_for_update().filter(state=ErratumState.PROPOSED).first()
    if waiting is not None and waiting.ways == ways:
        return waiting
    check_registry(corrected(registry(), found))
    if waiting is not None:
        waiting.state = ErratumState.SUPERSEDED
        waiting.save(update_fields=["state"])
        write_line("errata.superseded", by=by, about=waiting.about, details={"source": waiting.source})
    erratum = Erratum.objects.create(source=source[:300], fingerprint=fingerprint, ways=ways, proposed_at=by.at)
    write_line("errata.proposed", by=by, about=erratum.about, details=_counts(erratum))
    return erratum


@act
def decide_erratum(*, erratum_uuid: UUID, by: Acting) -> Erratum:
    """Put the ways right, all or none, and tell everybody whose scope changes by it.

    Everything is looked at again as it stands now. Raises `NoErratumError`, `ErratumError`, `RegistryError`.
    """
    lock_register()
    erratum = access_erratum(erratum_uuid, by=by, to=DECIDE, locked=True)
    check_erratum_waits(erratum)
    erratum.decided_by = by.user
    return _carry_out(erratum, by.actor(DECIDE))


@act
def refuse_erratum(*, erratum_uuid: UUID, reason: str, by: Acting) -> Erratum:
    """Say no, with a reason. The proposal stays to be read."""
    erratum = access_erratum(erratum_uuid, by=by, to=DECIDE, locked=True)
    check_erratum_waits(erratum)
    erratum.reason = reason_of(reason)
    erratum.state, erratum.decided_by, erratum.decided_at = ErratumState.REFUSED, by.user, by.at
    erratum.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    details = {"source": erratum.source, "reason": erratum.reason}
    write_line("errata.refused", by=by.actor(DECIDE), about=erratum.about, details=details)
    return erratum


@transaction.atomic
def accept_erratum_at_terminal(*, erratum_uuid: UUID, reason: str, by: Actor) -> Erratum:
    """Where no account may decide for the whole country: by whoever runs the server, with a reason.

    The files are the first pair of eyes and the operator the second; where a person may decide, it is that person.
    """
    lock_register()
    erratum = Erratum.objects.select_for_update().get(uuid=erratum_uuid)
    check_erratum_waits(erratum)
    erratum.reason = reason_of(reason)
    if somebody_decides(timezone.localtime(by.at).date()):
        what = Words(
            "đã có quản trị viên cả nước: đính chính này do người đó phê duyệt trên trang.",
            "there is an administrator of the whole country, who decides on this erratum on its page.",
        )
        raise ErratumError(Problem(what))
    return _carry_out(erratum, by)


def _carry_out(erratum: Erratum, actor: Actor) -> Erratum:
    """Under `lock_register`."""
    found, known, today = erratum.corrections, registry(), timezone.localtime(actor.at).date()
    check_still_so(erratum, known)
    after = corrected(known, found)
    check_registry(after)
    effects = effects_of(known, after, found, today=today)
    correct_ways(found=found, source=f"{erratum.uuid}: erratum", at=actor.at)
    erratum.state, erratum.decided_at = ErratumState.DECIDED, actor.at
    erratum.counted = {key_of(u.ground.unit): [u.figures, u.verdicts] for u in effects.units}
    erratum.save(update_fields=["state", "reason", "decided_by", "decided_at", "counted"])
    _keep_moves(erratum, effects)
    moved = {"figures": effects.figures, "verdicts": effects.verdicts, "mandates": len(effects.scopes)}
    reason = {"reason": erratum.reason} if erratum.reason else {}
    write_line("errata.decided", by=actor, about=erratum.about, details=_counts(erratum) | moved | reason)
    _tell_units(erratum, effects, after, actor)
    _tell_people(erratum, effects, actor)
    return erratum


def _keep_moves(erratum: Erratum, effects: ErratumEffects) -> None:
    ScopeMove.objects.bulk_create(
        [
            ScopeMove(
                erratum=erratum,
                mandate=s.mandate,
                gained=_kept(s.gained),
                lost=_kept(s.lost),
                writes=_kept(s.writes),
                writes_no_more=_kept(s.writes_no_more),
            )
            for s in effects.scopes
        ],
        batch_size=500,
    )


def _tell_units(erratum: Erratum, effects: ErratumEffects, after: Registry, actor: Actor) -> None:
    """A line for each unit of today that takes other ground than was told."""
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"no_longer": [], "now": [], "otherwise": []})
    for each in effects.units:
        ground, name = each.ground, f"{each.ground.unit.full_name.vi} ({each.ground.unit.code})"
        for code in dict.fromkeys((*ground.before, *ground.after)):
            if ground.before.get(code) != ground.after.get(code):
                how = "no_longer" if code in ground.lost else "now" if code in ground.gained else "otherwise"
                told[code][how].append(name)
    for code, what in sorted(told.items()):
        details = {"source": erratum.source, "erratum": str(erratum.uuid)} | {k: v for k, v in what.items() if v}
        write_line("errata.unit_corrected", by=actor, about=erratum.about, unit=code, details=details)


def _tell_people(erratum: Erratum, effects: ErratumEffects, actor: Actor) -> None:
    for each in effects.scopes:
        lists = (
            ("gained", each.gained),
            ("lost", each.lost),
            ("writes", each.writes),
            ("writes_no_more", each.writes_no_more),
        )
        details = {
            "source": erratum.source,
            "username": each.mandate.user.username,
            "role": each.mandate.role,
            "from": each.mandate.valid_from,
        } | {name: [f"{u.full_name.vi} ({u.code})" for u, _ in units] for name, units in lists if units}
        write_line(
            "errata.scope_moved", by=actor, about=each.mandate.user.about, unit=each.mandate.unit, details=details
        )


def _kept(reached: tuple[Reached, ...]) -> list[list[str]]:
    return [[unit.code, day.isoformat()] for unit, day in reached]


def _counts(erratum: Erratum) -> dict[str, object]:
    found = erratum.corrections
    removed, added = sum(c.after is None for c in found), sum(c.before is None for c in found)
    return {
        "source": erratum.source,
        "removed": removed,
        "added": added,
        "otherwise": len(found) - removed - added,
    }
