"""Every write about collections: what is asked of which units begins and ends, each with its journal line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kieumau.engine.criteria import form_for, version_for
from kieumau.engine.errors import EvaluationError, KieuMauError, Problem
from kieumau.engine.indicators import Every
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_collection
from kieumau.records.indicators.collecting.asking import Asking, programme_sets
from kieumau.records.indicators.models import Collection, Figure
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.reasons import tidy_reason

MOST_DAYS = 366


@act
def begin_collection(
    *,
    programme: str,
    unit: str,
    only: Sequence[str] = (),
    valid_from: date,
    due_days: int,
    closing_days: int,
    reason: str = "",
    by: Acting,
) -> Collection:
    """Ask the units below one for the figures of a programme, from the period that ends on or after the first day.

    `only` keeps to some of those units. Raises `EvaluationError` with every problem: another scope, no such programme,
    codes that mean nothing, a figure that two collections would ask for in two meanings.
    """
    problems = wrong_collection(
        programme=programme,
        unit=unit,
        only=only,
        valid_from=valid_from,
        due_days=due_days,
        closing_days=closing_days,
        by=by,
    )
    if problems:
        raise EvaluationError(problems)
    collection = Collection.objects.create(
        programme=programme,
        unit=unit,
        only=sorted(set(only)),
        valid_from=valid_from,
        due_days=due_days,
        closing_days=closing_days,
        reason=tidy_reason(reason),
        name=by.user.username,
        recorded_at=by.at,
    )
    details = {
        "programme": programme,
        "only": len(collection.only),
        "from": valid_from.isoformat(),
        "due_days": due_days,
        "closing_days": closing_days,
        "reason": collection.reason,
    }
    actor = by.actor(Permission.COLLECT_FIGURES, unit)
    write_line("indicators.collection_begun", by=actor, about=_about(collection), unit=unit, details=details)
    return collection


def _earliest_end(collection: Collection, by: Acting) -> date:
    """The first day of this month once anything was recorded under it: what was asked and what was late stays so."""
    asking = Asking(by.registry)
    recorded = Figure.objects.filter(recorded_at__gte=collection.recorded_at, last__gte=collection.valid_from)
    for code, last in recorded.values_list("unit", "last").distinct().iterator():
        unit = by.registry.find(code, last)
        if unit is not None and collection in asking.covering(unit, last):
            return max(collection.valid_from, by.on.replace(day=1))
    return collection.valid_from


def wrong_collection(
    *, programme: str, unit: str, only: Sequence[str], valid_from: date, due_days: int, closing_days: int, by: Acting
) -> list[Problem]:
    """Everything that stands against such a collection, to be said before it begins."""
    problems: list[Problem] = []
    if not by.may(Permission.COLLECT_FIGURES, unit, valid_from) and not by.may(Permission.COLLECT_FIGURES, unit):
        what = words("không có đơn vị {c} trong phạm vi của bạn.", "no unit {c} is within your scope.", c=unit)
        problems.append(Problem(what, path="unit"))
    sets = programme_sets(programme)
    if not sets:
        what = words("không có chương trình “{p}”.", "there is no programme “{p}”.", p=programme)
        problems.append(Problem(what, path="programme"))
    if not 0 <= due_days <= closing_days <= MOST_DAYS:
        what = words(
            "hạn gửi và ngày khóa tính từ cuối kỳ: từ 0 đến {m} ngày, khóa không trước hạn.",
            "due and closing days count from the period's end: 0 to {m}, closing not before due.",
            m=MOST_DAYS,
        )
        problems.append(Problem(what, path="due_days"))
    below = {u.code for u in by.registry.descendants(unit, valid_from)} if unit else None
    for code in only:
        if below is not None and code not in below:
            what = words("đơn vị {c} không thuộc {u} vào ngày {d}.", "{c} is not below {u} on {d}.", c=code, u=unit, d=valid_from)  # fmt: skip
            problems.append(Problem(what, path="only"))
    if not problems:
        problems += _meanings(programme, unit, only, valid_from, by)
    return problems


@act
def end_collection(collection_uuid: UUID, *, valid_until: date, reason: str, by: Acting) -> Collection:
    """No more is asked for periods that end on the day or later; what was recorded stays. Raises `EvaluationError`."""
    collection = access_collection(collection_uuid, by=by, to=Permission.COLLECT_FIGURES, locked=True)
    problems = []
    least = _earliest_end(collection, by)
    if valid_until < least <= collection.valid_until:
        what = words(
            "đã có số liệu theo thu thập này, nên các kỳ đã qua vẫn được hỏi; kết thúc sớm nhất từ {d}.",
            "figures were recorded under it, so what was asked for past periods stays; it may end from {d} on.",
            d=least,
        )
        problems.append(Problem(what, path="valid_until"))
    elif not collection.valid_from <= valid_until <= collection.valid_until:
        what = words(
            "ngày kết thúc phải từ {a}, không sau ngày kết thúc đã ghi.",
            "it may end from {a}, not after the end that is recorded.",
            a=collection.valid_from,
        )
        problems.append(Problem(what, path="valid_until"))
    if not tidy_reason(reason):
        problems.append(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    if problems:
        raise EvaluationError(problems)
    collection.valid_until = valid_until
    collection.save(update_fields=["valid_until"])
    details = {"programme": collection.programme, "until": valid_until.isoformat(), "reason": tidy_reason(reason)}
    actor = by.actor(Permission.COLLECT_FIGURES, collection.unit)
    write_line("indicators.collection_ended", by=actor, about=_about(collection), unit=collection.unit, details=details)
    return collection


def _meanings(programme: str, unit: str, only: Sequence[str], valid_from: date, by: Acting) -> list[Problem]:
    """Figures that would have two meanings for the same units beside what is collected already, now or later.

    Looked at on the first day and on each on which a version that is known comes into force.
    """
    beside = {
        c.programme
        for c in Asking(by.registry).collections
        if c.valid_until > valid_from and _meet(c, unit, only, max(valid_from, c.valid_from), by)
    }
    together = [sets for p in sorted(beside | {programme}) if (sets := programme_sets(p))]
    begins = {s.issued.in_force for sets in together for s in sets}
    problems: dict[str, Problem] = {}
    for day in sorted({valid_from, *(d for d in begins if d > valid_from)}):
        current = [version_for(versions, day) for versions in together]
        for kind in dict.fromkeys(k for s in current for k in s.applies_to):
            spans = [(Every.YEAR, s.calendar.around(day)) for s in current] + [
                (Every.MONTH, current[0].calendar.around(day))
            ]
            for every, period in dict.fromkeys(spans):
                try:
                    form_for(current, kind=kind, period=period, every=every)
                except KieuMauError as error:
                    problems |= {p.what.vi: p for p in error.problems}
    return list(problems.values())


def _meet(other: Collection, unit: str, only: Sequence[str], day: date, by: Acting) -> bool:
    """Whether some unit may be asked by both."""
    if only and other.only and not set(only) & set(other.only):
        return False
    if unit == other.unit or "" in (unit, other.unit):
        return True
    below = [{u.code for u in by.registry.descendants(code, day)} for code in (unit, other.unit)]
    return unit in below[1] or other.unit in below[0]


def _about(collection: Collection) -> str:
    return f"collection:{collection.uuid}"
