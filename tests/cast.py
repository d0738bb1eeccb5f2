"""Whom and what the tests share: the moment of filing, files people might send, and the words of a page."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from typing import Any

from django.utils.timezone import localdate
from openpyxl import Workbook

from kieumau.config.management.commands.load_sample import RULEBOOK, SAMPLE
from kieumau.config.sample_history import MERGER, observations
from kieumau.engine.criteria import CriteriaSet, load_rulebook
from kieumau.engine.indicators import ObservationTable
from kieumau.engine.reading import read_observations
from kieumau.engine.territory.units import OPEN
from kieumau.records.accounts.acting import Acting
from kieumau.records.accounts.models import Mandate, User
from kieumau.records.accounts.roles import Role
from kieumau.records.journal.actors import operator

AT = datetime(2024, 4, 4, 8, 0, tzinfo=UTC)
TERMINAL = operator(AT)
Sheets = dict[str, list[list[Any]]]


def workbook(sheets: Sheets) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def hire(
    username: str, role: Role | str = "", unit: str = "", *, since: date = date(2020, 1, 1), until: date = OPEN
) -> User:
    """An account, with a role where one is named. No password: tests that need one set it."""
    user = User(username=username, full_name=username.replace(".", " ").title(), created_at=AT)
    user.set_unusable_password()
    user.save()
    if role:
        give(user, role, unit, since=since, until=until)
    return user


def give(
    user: User, role: Role | str, unit: str = "", *, since: date = date(2020, 1, 1), until: date = OPEN
) -> Mandate:
    return Mandate.objects.create(
        user=user, role=str(role), unit=unit, valid_from=since, valid_until=until, recorded_at=AT
    )


def at_work(user: User, at: datetime = AT) -> Acting:
    """The person as an act meets him, on the day of the moment."""
    return Acting(user, at, localdate(at), "127.0.0.1")


def some_figures(criteria: CriteriaSet, units: list[str], period: str = "2023") -> Sheets:
    """A right workbook, every figure 10, every share 90%, every fact true."""
    rows = [["unit", "period", *criteria.indicators]]
    rows += [
        [
            unit,
            period,
            *("có" if i.measure.is_fact else 0.9 if i.measure.is_share else 10 for i in criteria.indicators.values()),
        ]
        for unit in units
    ]
    return {"Số liệu": rows}


def said(response: Any, part: str = "main") -> str:
    """The words of a page, as they are read: no tags, no drawings, single spaces."""
    html = response.content.decode()
    found = re.search(rf"<{part}\b.*?</{part}>", html, re.S)
    assert found, f"the page has no <{part}>"
    bare = re.sub(r"<svg.*?</svg>", " ", found[0], flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare))).strip()


def markup(response: Any) -> str:
    """The HTML of a page however its templates are laid out: each tag on one line, no space at the edges of an element."""
    html = re.sub(r"\s+", " ", response.content.decode())
    return re.sub(r"(<\w[^>]*?) ?(/?>) ?| (?=</)", r"\1\2", html)


@cache
def before_and_after() -> ObservationTable:
    """Figures of Bình Phước around its merger, as many as pages need: wards and communes of 2023, new wards since."""
    criteria = load_rulebook(RULEBOOK)
    judged = read_observations(
        SAMPLE / "figures.csv", filename="f.csv", indicators=criteria.indicators, calendar=criteria.calendar
    ).table.rows
    few = {"disciplined", "order_violations", "files", "files_on_time", "pavement_breaches"}
    communes = [r for r in observations("communes.csv", criteria).rows if r.period.first.year == 2023]
    later = [r for r in observations("months.csv", criteria).rows if r.period.first >= MERGER]
    return ObservationTable((*judged, *(r for r in (*communes, *later) if r.indicator in few)), sample=True)
