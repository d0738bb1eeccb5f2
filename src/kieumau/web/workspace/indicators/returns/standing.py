"""Whether a return takes figures now, from this person; and the act that records them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kieumau.engine.criteria import AskedIndicator
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.roles import Permission
from kieumau.records.indicators.collecting.access import access_return
from kieumau.records.indicators.collecting.asking import Asking, Return
from kieumau.records.indicators.figures.actions import FiguresRecorded, enter_figures
from kieumau.records.indicators.models import Reopening
from kieumau.records.indicators.returns.due import span_of
from kieumau.records.indicators.returns.reminders import reopenings_now
from kieumau.web.shell.requests import SignedRequest
from kieumau.web.workspace.indicators.returns.entries import (
    TypedCells,
)


@dataclass(frozen=True)
class ReturnState:
    """Whether a return takes figures now, from this person, and if not why."""

    may_enter: bool
    begun: bool
    late: int  # days since the due day
    closed: bool
    open_until: date | None = None
    waiting: Reopening | None = None  # a request to open it again

    @property
    def takes(self) -> bool:
        return self.may_enter and self.begun and (not self.closed or self.open_until is not None)


def asked_return(request: SignedRequest, period: str, code: str) -> tuple[Return, Asking]:
    asking = Asking(request.acting.registry)
    return access_return(code, period, by=request.acting, asking=asking), asking


def may_enter(by: Acting, asked: Return) -> bool:
    return by.may(Permission.ENTER_FIGURES, asked.unit.code, asked.covered.last)


def enter(by: Acting, sent: TypedCells) -> FiguresRecorded:
    return enter_figures(rows=sent.rows, by=by, reason=sent.reason, seen=sent.seen)


def state_of(by: Acting, asked: Return, on: date) -> ReturnState:
    """One query where the period is closed on the day, none where it is not."""
    closed = asked.deadline.is_closed(on)
    found = [r for r in reopenings_now(on) if (r.unit, r.first, r.last) == span_of(asked)] if closed else []
    opened = [r.until for r in found if r.state == Reopening.State.GRANTED and r.until]
    return ReturnState(
        may_enter=may_enter(by, asked),
        begun=asked.period.first <= on,
        late=max(0, (on - asked.deadline.due).days),
        closed=closed,
        open_until=max(opened, default=None),
        waiting=next((r for r in found if r.state == Reopening.State.ASKED), None),
    )


def computed_of(asked: Return, code: str) -> AskedIndicator | None:
    return next((a for a in asked.form.computed if a.code == code), None)
