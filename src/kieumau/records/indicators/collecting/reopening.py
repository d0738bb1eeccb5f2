"""Every write about closed periods: asked to be open again by those who enter, decided by the level above."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from kieumau.engine.errors import EvaluationError, Problem
from kieumau.engine.indicators import Period
from kieumau.engine.territory.flows import home_of
from kieumau.engine.wording import Words, words
from kieumau.records.accounts.acting import Acting, act
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_reopening, access_return
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.models import Reopening
from kieumau.records.journal.actions import write_line
from kieumau.records.journal.actors import Actor
from kieumau.records.journal.reasons import tidy_reason

MOST_DAYS = 60


@act
def ask_reopening(*, code: str, period: str, reason: str, by: Acting) -> Reopening:
    """Ask the level above to open a closed period of a unit again. Raises `NoReturnError` and `EvaluationError`."""
    asked = access_return(code, period, by=by, asking=Asking(by.registry), to=Permission.ENTER_FIGURES)
    spans = {"unit": asked.unit.code, "first": asked.covered.first, "last": asked.covered.last}
    problems = []
    if not asked.deadline.is_closed(by.on) or _open(spans, by.on):
        problems.append(Problem(Words("kỳ này đang mở, không cần mở lại.", "this period is open already.")))
    if Reopening.objects.filter(**spans, state=Reopening.State.ASKED).exists():
        problems.append(
            Problem(Words("kỳ này đã có đề nghị đang chờ.", "a request for this period is waiting already."))
        )
    if not (why := tidy_reason(reason)):
        problems.append(Problem(Words("cần ghi lý do.", "a reason is needed."), path="reason"))
    if problems:
        raise EvaluationError(problems)
    reopening = Reopening.objects.create(**spans, reason=why, asked_by=by.user, asked_at=by.at)
    actor = by.actor(Permission.ENTER_FIGURES, asked.unit.code, asked.covered.last)
    _tell("indicators.reopening_asked", reopening, by, actor, reason=why)
    return reopening


@act
def decide_reopening(
    reopening_uuid: UUID, *, granted: bool, until: date | None = None, note: str = "", by: Acting
) -> Reopening:
    """Open the period again until a day, or refuse with a reason. Raises `NoReturnError` and `EvaluationError`."""
    reopening = access_reopening(reopening_uuid, by=by, to=Permission.REOPEN_PERIOD, locked=True)
    problems = []
    if reopening.state != Reopening.State.ASKED:
        problems.append(Problem(Words("đề nghị này đã được quyết định.", "this request was decided already.")))
    if reopening.asked_by_id == by.user.pk:
        problems.append(Problem(Words("người đề nghị không tự quyết định.", "who asks does not decide.")))
    why = tidy_reason(note)
    if granted and not (until and by.on <= until <= by.on + timedelta(days=MOST_DAYS)):
        what = words("mở đến một ngày từ hôm nay, không quá {n} ngày.", "open until a day from today on, {n} days at most.", n=MOST_DAYS)  # fmt: skip
        problems.append(Problem(what, path="until"))
    if not granted and not why:
        problems.append(Problem(Words("từ chối thì cần ghi lý do.", "a refusal needs a reason."), path="note"))
    if problems:
        raise EvaluationError(problems)
    reopening.state = Reopening.State.GRANTED if granted else Reopening.State.REFUSED
    reopening.decided_by, reopening.decided_at, reopening.note = by.user, by.at, why
    reopening.until = until if granted else None
    reopening.save(update_fields=["state", "decided_by", "decided_at", "note", "until"])
    actor = by.actor(Permission.REOPEN_PERIOD, reopening.unit, reopening.last)
    action = "indicators.period_reopened" if granted else "indicators.reopening_refused"
    _tell(action, reopening, by, actor, reason=why, until=reopening.until.isoformat() if reopening.until else "")
    return reopening


def _open(spans: dict[str, object], on: date) -> bool:
    return Reopening.objects.filter(**spans, state=Reopening.State.GRANTED, until__gte=on).exists()


def _tell(action: str, reopening: Reopening, by: Acting, actor: Actor, **details: object) -> None:
    told = {"period": Period(reopening.first, reopening.last).label, **details}
    unit = by.registry.find(reopening.unit, reopening.last)
    home = home_of(by.registry, unit, by.on) if unit is not None else reopening.unit
    write_line(action, by=actor, about=f"reopening:{reopening.uuid}", unit=home, details=told)
