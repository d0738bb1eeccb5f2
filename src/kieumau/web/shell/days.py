"""The day of the workspace: everything as of it. The address holds it, so a link shows the same to the next person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

from kieumau.engine.territory import Registry
from kieumau.engine.wording import Words, words
from kieumau.web.shell.links import asked_day, keep_day, without_day


@dataclass(frozen=True)
class DayChoice:
    """The day-picker: the day shown, whether the address asks for it, and days worth going to."""

    day: date
    asked: bool
    wrong: Words | None
    kept: list[tuple[str, str]]
    others: list[tuple[Words, str, bool]]  # label, address, whether it is the day shown


def today(request: HttpRequest) -> date:
    moment: datetime = request.now  # type: ignore[attr-defined]
    return timezone.localtime(moment).date()


def show_day(request: HttpRequest, day: date, judged_on: date | None = None) -> None:
    """Say which day the page shows, and that of the newest judgement: the page then offers other days to go to."""
    request.shown_day = (day, judged_on)  # type: ignore[attr-defined]


def day_choice(request: HttpRequest, day: date, registry: Registry, judged_on: date | None = None) -> DayChoice:
    """What the picker offers: the day of the newest judgement, the eve and the day of each change, today."""
    text = request.GET.get("on", "").strip()
    wrong = None
    if text and asked_day(request) is None:
        wrong = words(
            "“{t}” không phải là một ngày từ 1900 đến 2200. Viết 2025-07-01 hoặc 01/07/2025. Đang xem ngày {d}.",
            "“{t}” is no day between 1900 and 2200. Write 2025-07-01. Showing {d}.",
            t=text[:30],
            d=day,
        )
    choices: dict[date, Words] = {}
    if judged_on is not None:
        choices[judged_on] = words("{d}, kết quả mới nhất", "{d}, newest result", d=judged_on)
    for change in registry.change_days()[-2:]:
        choices.setdefault(
            change - timedelta(days=1), words("trước thay đổi {d}", "before the change of {d}", d=change)
        )
        choices.setdefault(change, words("{d}, đơn vị mới", "{d}, new units", d=change))
    choices.setdefault(today(request), words("hôm nay", "today"))
    here = without_day(request)
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k not in ("on", "page") and "\0" not in v]
    others = [(label, keep_day(here, each), each == day) for each, label in sorted(choices.items())]
    return DayChoice(day, bool(text) and wrong is None, wrong, kept, others)
