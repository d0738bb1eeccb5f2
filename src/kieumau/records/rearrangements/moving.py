"""What a decided change does to mandates, and how it is taken back before its day. Part of the act that decides or withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kieumau.engine.errors import Problem
from kieumau.engine.territory.rearranging import Rearrangement
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.mandates.rows import move_mandate, restore_mandate
from kieumau.records.accounts.models import Mandate
from kieumau.records.journal.actors import Actor
from kieumau.records.rearrangements.checks import RearrangementError
from kieumau.records.rearrangements.models import Proposal
from kieumau.records.rearrangements.queries import as_recorded
from kieumau.records.rearrangements.rights import Right, role_words
from kieumau.records.territory.actions import remove_change
from kieumau.records.territory.queries import registry


def move_mandates(moving: Sequence[Right], proposal: Proposal, actor: Actor) -> list[list[str | None]]:
    """Each mandate ends on the day, and goes on for the unit that was chosen. What was done is kept for taking back.

    Who holds a role in two units that merge holds it once afterwards: ended once, it is ended.
    """
    known = registry()  # with the change: its units have names by now
    moved: list[list[str | None]] = []
    given: dict[tuple[int, str, str], Mandate] = {}
    for right in sorted(moving, key=lambda r: r.mandate.valid_until, reverse=True):
        old, until = right.mandate, right.mandate.valid_until
        first = max(proposal.on, old.valid_from)
        unit = right.target.code if right.target else None
        same = given.get((old.user_id, old.role, unit or ""))
        covered = same is not None and same.valid_from <= first
        new = move_mandate(
            mandate=old, unit=None if covered else unit, on=first, reason=proposal.number, by=actor, known=known
        )
        if new is not None:
            given[old.user_id, old.role, new.unit] = new
        elif covered:
            new = same
        moved.append([right.key, None if new is None else str(new.uuid), until.isoformat()])
    return moved


def undo_rearrangement(proposal: Proposal, actor: Actor, *, today: date) -> Rearrangement:
    if today >= proposal.on:
        raise RearrangementError(
            Problem(
                words("thay đổi đã có hiệu lực từ {d}.", "the change took effect on {d}.", d=proposal.on),
                hint=Words("Quá khứ chỉ đổi bằng một đề nghị sau.", "The past is changed only by a later proposal."),
            )
        )
    known = registry()
    rearranged = as_recorded(known, proposal)
    held = Mandate.objects.select_for_update(of=("self",), no_key=True).select_related("user").order_by("pk")
    ours = {
        str(m.uuid): m for m in held.filter(uuid__in=[u for old, new, _ in proposal.moved for u in (old, new) if u])
    }
    _refuse_hanging(rearranged, {new for _, new, _ in proposal.moved if new})
    given = {m.uuid: m for _, new, _ in proposal.moved if new and (m := ours[new]).valid_until > m.valid_from}
    back = []
    for old, new, until in proposal.moved:
        before, last = ours[old], date.fromisoformat(until)
        if before.valid_until != max(proposal.on, before.valid_from) or (new and ours[new].uuid not in given):
            continue  # somebody has decided otherwise about it since
        back.append((before, min(last, ours[new].valid_until) if new else last))
    for mandate in given.values():
        move_mandate(mandate=mandate, unit=None, on=mandate.valid_from, reason=proposal.reason, by=actor, known=known)
    for mandate, last in back:
        restore_mandate(mandate=mandate, until=last, reason=proposal.reason, by=actor, known=known)
    remove_change(code=proposal.number, at=actor.at)
    return rearranged


def _refuse_hanging(rearranged: Rearrangement, ours: set[str]) -> None:
    """Mandates given since for units that would not be there: somebody has to end them first."""
    gone = {u.code: u for u in rearranged.begun}
    given = Mandate.objects.select_related("user").filter(unit__in=gone, valid_from__gte=rearranged.change.on)
    problems = [
        Problem(
            words(
                "tài khoản {n} đã được giao vai trò {r} cho {u} từ {d}.",
                "the account {n} has been given the role {r} for {u} from {d}.",
                n=m.user.username,
                r=role_words(m),
                u=gone[m.unit].full_name,
                d=m.valid_from,
            ),
            hint=Words("Kết thúc vai trò ấy trước.", "End that role first."),
        )
        for m in given.order_by("pk")
        if str(m.uuid) not in ours and m.valid_until > m.valid_from and not _stays(rearranged, m.unit)
    ]
    if problems:
        raise RearrangementError(problems)


def _stays(rearranged: Rearrangement, code: str) -> bool:
    """Whether the code means the same unit without the change."""
    return any(u.code == code and rearranged.goes_on(u) for u in rearranged.ended)
