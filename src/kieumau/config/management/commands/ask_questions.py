"""Have the checks look at figures that were due, or closed: run once a day, by cron or a timer. Again asks nothing twice."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kieumau.config import clock
from kieumau.records.indicators.collecting.asking import Asking
from kieumau.records.journal.actors import operator
from kieumau.records.questions.actions import ask_questions_at_terminal
from kieumau.records.questions.rounds import rounds_due
from kieumau.records.territory.queries import registry

DAYS = 35
"""Every month's figures come up at least once, also where the command did not run for some days."""
_MOST_DAYS = 3660


class Command(BaseCommand):
    help = "Ask about unusual figures: run the checks over every period that was due or closed within the last days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"due or closed so many days ago at most ({DAYS})")

    def handle(self, *args: Any, **options: Any) -> None:
        days = options["days"]
        if not 1 <= days <= _MOST_DAYS:
            raise CommandError(f"--days: từ 1 đến {_MOST_DAYS}.")
        now = clock.now()
        on, known = timezone.localtime(now).date(), registry()
        new = before = 0
        for (programme, province), returns in rounds_due(Asking(known), on=on, days=days).items():
            asked = ask_questions_at_terminal(
                programme=programme, returns=returns, registry=known, on=on, by=operator(now)
            )
            new, before = new + asked.new, before + asked.known
            unit = known.find(province, returns[-1].covered.last)
            place = unit.full_name.vi if unit else province
            self.stdout.write(f"  {programme}, {place}: {asked.units} đơn vị, {asked.new} câu hỏi mới.")
        self.stdout.write(f"Đã hỏi {new} câu về số liệu; {before} câu đã hỏi từ trước.")
