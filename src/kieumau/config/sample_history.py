"""Bình Phước 2022-2026, invented: its figures enter the database by the acts that people use, each on its own day.

Three accounts of the demonstration do it, who enters, who collects and who decides. They have no password, and are
closed when all is entered; the moments of their acts are as invented as the figures.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

import kieumau
from kieumau.engine.criteria import CriteriaSet
from kieumau.engine.indicators import Observation, ObservationTable, Period, Value
from kieumau.engine.reading import read_observations
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.mandates.actions import give_mandate_at_terminal
from kieumau.records.accounts.models import User
from kieumau.records.accounts.people.actions import close_account_at_terminal, open_account_at_terminal
from kieumau.records.accounts.roles import Role
from kieumau.records.indicators.collecting.actions import begin_collection, end_collection
from kieumau.records.indicators.collecting.reopening import ask_reopening, decide_reopening
from kieumau.records.indicators.figures.actions import enter_figures, record_figures
from kieumau.records.indicators.figures.queries import read
from kieumau.records.indicators.models import Collection, Figure, Reopening
from kieumau.records.journal.actors import operator
from kieumau.records.questions.actions import answer_question, ask_questions
from kieumau.records.questions.models import QuestionRecord
from kieumau.records.territory.queries import registry

FOLDER = Path(kieumau.__file__).parent / "samples" / "binh-phuoc-2022-2026"
OLD, NEW = "70", "75"
"""The provinces of before and after the merger: Bình Phước, Đồng Nai."""
BEGINNING, MERGER, END = date(2022, 1, 1), date(2025, 7, 1), date(2026, 11, 6)
DUE_DAYS, CLOSING_DAYS = 5, 40
PEOPLE = {
    "nhap-lieu.minh-hoa": (Role.WARD_OFFICER, "Cán bộ nhập số liệu các phường (minh họa)"),
    "tham-muu.minh-hoa": (Role.PROVINCIAL_STAFF, "Cán bộ tham mưu tỉnh 2022-2026 (minh họa)"),
    "lanh-dao.minh-hoa": (Role.PROVINCIAL_DIRECTOR, "Lãnh đạo tỉnh 2022-2026 (minh họa)"),
}
ENTERS, COLLECTS, DECIDES = PEOPLE
ROUNDS = {
    date(2025, 2, 10): Period(date(2024, 1, 1), date(2024, 12, 31)),
    date(2025, 5, 12): Period(date(2025, 1, 1), date(2025, 3, 31)),
    date(2026, 11, 5): Period(MERGER, date(2026, 9, 30)),
}
"""On which days the checks looked at which periods."""
ANSWERED = ("25326", date(2024, 5, 31), "none_at_all")
ANSWER = (
    "Minh họa: từ tháng 5 đến tháng 7 phường đổi cán bộ thống kê, sổ theo dõi vẫn còn. Đơn vị đang đối chiếu lại từng vụ"
    " việc và sẽ đề nghị mở lại kỳ để bổ sung."
)

Act = Callable[[], object]


class Correction(NamedTuple):
    """A figure that was first entered otherwise than it stands in the end, or not at all."""

    first: Value | None
    at: datetime
    reason: str


def load_history(criteria: CriteriaSet, say: Callable[[str], None]) -> None:
    """All of it or nothing, and only into a database that knows the units and holds no figure of theirs."""
    if User.objects.filter(username=ENTERS).exists():
        return say("Already loaded: Bình Phước 2022-2026.")
    if registry().find(OLD, BEGINNING) is None:
        return say("Not loaded: Bình Phước 2022-2026, for there is no register of units (load_units).")
    months, years = (observations(name, criteria) for name in ("months.csv", "years.csv"))
    if Figure.objects.filter(unit__in={row.unit for row in months.rows}).exists():
        return say("Not loaded: Bình Phước 2022-2026, for this database has figures of these wards already.")
    with transaction.atomic():
        people = _hire(months)
        acts = sorted(_acts(months, years, criteria, people), key=lambda act: act[0])
        for number, (_, act) in enumerate(acts, start=1):
            act()
            if number % 250 == 0:
                say(f"  {number} of {len(acts)} acts")
        for user in people.values():
            close_account_at_terminal(user=user, reason="Hết phần lịch sử minh họa", by=operator(_morning(END)))
    return say(f"Loaded: Bình Phước 2022-2026, {Figure.objects.count()} figures in {len(acts)} acts.")


def observations(name: str, criteria: CriteriaSet) -> ObservationTable:
    """A table of the folder: the figures as they stand in the end."""
    return read_observations(
        FOLDER / name, filename=name, indicators=criteria.indicators, calendar=criteria.calendar
    ).table


def _hire(months: ObservationTable) -> dict[str, User]:
    """The accounts, each with its roles until the merger and after it."""
    by, first = operator(_morning(date(2021, 12, 20))), date(2021, 12, 20)
    old = sorted({row.unit for row in months.rows if row.period.last < MERGER})
    new = sorted({row.unit for row in months.rows if row.period.last >= MERGER})
    people = {}
    for username, (role, title) in PEOPLE.items():
        before, after = (old, new) if username == ENTERS else ([OLD], [NEW])
        people[username] = user = open_account_at_terminal(
            username=username, full_name=title, role=role, unit=before[0], on=first, until=MERGER, by=by, is_demo=True
        )
        for unit in before[1:]:
            give_mandate_at_terminal(user=user, role=role, unit=unit, valid_from=first, valid_until=MERGER, by=by)
        for unit in after:
            give_mandate_at_terminal(user=user, role=role, unit=unit, valid_from=MERGER, valid_until=END, by=by)
    return people


def _acts(
    months: ObservationTable, years: ObservationTable, criteria: CriteriaSet, people: Mapping[str, User]
) -> Iterator[tuple[datetime, Act]]:
    """Every act with its moment, in no order."""

    def by(who: str, at: datetime) -> Acting:
        return Acting(people[who], at, localdate(at), "127.0.0.1")

    yield from _collections(sorted({r.unit for r in months.rows if r.period.last >= MERGER}), by)
    at = _morning(date(2025, 6, 27))
    communes = observations("communes.csv", criteria)
    yield at, partial(record_figures, table=communes, source=f"{FOLDER.name}/communes.csv", by=operator(at))

    figures: dict[tuple[str, str], dict[str, Observation]] = defaultdict(dict)
    for row in (*months.rows, *years.rows):
        figures[row.unit, row.period.label][row.indicator] = row
    corrections: dict[tuple[str, str], dict[str, Correction]] = defaultdict(dict)
    for each in _lines("corrections.csv"):
        first = read(each["first"]) if each["first"] else None
        correction = Correction(first, datetime.fromisoformat(each["at"]), each["reason"])
        corrections[each["unit"], each["period"]][each["indicator"]] = correction
    for line in _lines("entered.csv"):
        key, at = (line["unit"], line["period"]), datetime.fromisoformat(line["at"])
        known, changed = figures[key], corrections[key]
        period = next(iter(known.values())).period
        rows = [row for code, row in known.items() if code not in changed]
        rows += [Observation(key[0], period, code, c.first) for code, c in changed.items() if c.first is not None]
        yield at, partial(enter_figures, rows=rows, by=by(ENTERS, at))
        for code, later in changed.items():
            row = known.get(code) or Observation(key[0], period, code, None)
            yield later.at, partial(enter_figures, rows=[row], reason=later.reason, by=by(ENTERS, later.at))
    for day, about in ROUNDS.items():
        at = _morning(day)
        yield at, partial(ask_questions, programme=criteria.name, about=about, by=by(COLLECTS, at))
    at = _morning(date(2025, 2, 18))
    yield at, partial(_answer, by(ENTERS, at))
    for line in _lines("reopenings.csv"):
        at = datetime.fromisoformat(line["asked"])
        asks = partial(ask_reopening, code=line["unit"], period=line["period"], reason=line["reason"])
        yield at, partial(asks, by=by(ENTERS, at))
        if line["decided"]:
            decided = datetime.fromisoformat(line["decided"])
            yield decided, partial(_decide, line, by(DECIDES, decided))


def _collections(wards: list[str], by: Callable[[str, datetime], Acting]) -> Iterator[tuple[datetime, Act]]:
    begin = partial(
        begin_collection,
        programme="mau-gia-dinh-22",
        due_days=DUE_DAYS,
        closing_days=CLOSING_DAYS,
        reason="Minh họa",
    )
    begun, ended, again = (_morning(day) for day in (date(2021, 12, 21), date(2025, 6, 30), MERGER))
    yield begun, partial(begin, unit=OLD, valid_from=BEGINNING, by=by(COLLECTS, begun))
    yield ended, partial(_end_collection, by(COLLECTS, ended))
    yield again, partial(begin, unit=NEW, only=wards, valid_from=MERGER, by=by(COLLECTS, again))


def _end_collection(by: Acting) -> None:
    end_collection(Collection.objects.get(unit=OLD).uuid, valid_until=MERGER, reason="Sắp xếp đơn vị hành chính", by=by)


def _answer(by: Acting) -> None:
    unit, last, check = ANSWERED
    asked = QuestionRecord.objects.get(unit=unit, last=last, check_code=check)
    answer_question(asked.uuid, text=ANSWER, by=by)


def _decide(line: Mapping[str, str], by: Acting) -> None:
    asked = Reopening.objects.get(unit=line["unit"], state=Reopening.State.ASKED)
    until = date.fromisoformat(line["until"]) if line["until"] else None
    decide_reopening(asked.uuid, granted=until is not None, until=until, note=line["note"], by=by)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _morning(day: date) -> datetime:
    return datetime.fromisoformat(f"{day}T08:00:00+07:00")
