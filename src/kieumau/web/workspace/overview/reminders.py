"""What waits for this person, as lines of the first page."""

from __future__ import annotations

from django.urls import reverse

from kieumau.engine.wording import Words
from kieumau.records.accounts.acting import Acting
from kieumau.records.errata.queries import errata_waiting, moves_told
from kieumau.records.errata.wording import said_moves, said_waiting_erratum
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.indicators.returns.reminders import reminder_for
from kieumau.records.indicators.returns.wording import (
    said_late,
    said_open,
    said_waiting,
    said_wanted,
)
from kieumau.records.questions.access import questions_waiting
from kieumau.records.questions.wording import said_questions
from kieumau.web.workspace.indicators.returns.addresses import return_address
from kieumau.web.workspace.territory.errata.addresses import erratum_address

Notice = tuple[Words, str, Words]
"""A sentence, where it leads, and what to do there."""


def reminders_for(by: Acting) -> list[Notice]:
    """Figures to enter, requests, questions and errata that wait for him, and what errata changed for him of late."""
    reminder = reminder_for(by, asking=Asking(by.registry))
    calendar, found = reverse("workspace:figures"), list[Notice]()
    for s in (s for s in reminder.wanted if s.open_until):
        found.append((said_open(s), return_address(s.asked), Words("Sửa số liệu", "Correct figures")))
    wanted = [s for s in reminder.wanted if not s.open_until]
    if (said := said_wanted(wanted, by.on)) is not None:
        url = return_address(wanted[0].asked) if len(wanted) == 1 else calendar
        found.append((said, url, Words("Nhập số liệu", "Enter figures")))
    if late := len(reminder.late_units):
        url = f"{calendar}?missing=1"
        found.append((said_late(late), url, Words("Xem đơn vị còn thiếu", "See who misses something")))
    if waiting := len(reminder.requests):
        found.append((said_waiting(waiting), reverse("workspace:reopenings"), Words("Xem đề nghị", "See the requests")))
    if asked := questions_waiting(by):
        url = f"{reverse('workspace:questions')}?state=waiting"
        found.append((said_questions(asked), url, Words("Xem câu hỏi", "See the questions")))
    for erratum in errata_waiting(by):
        found.append(
            (said_waiting_erratum(erratum), erratum_address(erratum), Words("Xem đính chính", "See the erratum"))
        )
    for erratum, moves in moves_told(by):
        found.append((said_moves(moves), erratum_address(erratum), Words("Xem đính chính", "See the erratum")))
    return found
