"""Periods as people write them in cells and above tables; what they mean is the calendar's matter."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from kieumau.engine.indicators.periods import Calendar, Period
from kieumau.engine.reading.cells import as_text
from kieumau.engine.reading.tables import Cells, Month, Raw, fold, tidy
from kieumau.engine.wording import Words, read_day

EXPECTED = Words(
    "Kỳ ghi như 2024, 2024-03, 03/2024 hoặc 16/11/2023-15/11/2024.",
    "Write a period as 2024, 2024-03 or 2023-11-16/2024-11-15.",
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_LEADS = r"(?:ky(?: bao cao| so lieu| danh gia)?|thoi ky|period|reporting period)"


def read_period(raw: Raw | None, calendar: Calendar) -> Period | None:
    """The period a cell names, None where it names none."""
    if isinstance(raw, Month):
        text = f"{raw.year}-{raw.month:02}"
    elif isinstance(raw, bool) or (isinstance(raw, Decimal) and raw != raw.to_integral_value()):
        return None
    elif isinstance(raw, date):
        text = raw.isoformat()
    else:
        text = as_text(raw)
    return calendar.parse(_plain(text)) if 0 < len(text) <= 60 else None


def period_above(rows: list[tuple[int, Cells]], calendar: Calendar) -> set[Period]:
    """Periods named by whole cells above a header: "Kỳ: 2024", "Tháng 3/2024", or "Kỳ" beside 2024.

    Titles that merely mention a year are left alone: "6 tháng đầu năm 2024" is not the year 2024.
    """
    found = set()
    for _, cells in rows:
        line = [cells[column] for column in sorted(cells)]
        for at, raw in enumerate(line):
            if not isinstance(raw, str):
                continue
            beside = as_text(line[at + 1]) if at + 1 < len(line) else ""
            alone = re.fullmatch(rf"{_LEADS}|nam|year|thang|month", fold(raw))
            text = f"{tidy(raw)} {beside}" if alone else tidy(raw)
            if re.match(rf"{_LEADS}|nam|year|thang|month|quy\b", fold(text)) and (
                period := read_period(text, calendar)
            ):
                found.add(period)
    return found


def _plain(text: str) -> str:
    """The form which the calendar reads: without the words around it."""
    said = tidy(text)
    bare = "".join(c for c in _unmarked(said) if c not in "()").strip(" .;")
    bare = re.sub(rf"^{_LEADS} ?:? ?", "", bare)
    if quarter := re.fullmatch(r"quy (iv|i{1,3}|[1-4]) ?[/,]? ?(?:nam )?(\d{4})", bare):
        return _quarter(_QUARTERS[quarter[1]], int(quarter[2]))
    bare = re.sub(r"^(?:nam|year|thang|month|tu ngay|tu|from) ?:? ?", "", bare)
    bare = re.sub(r" ?(?:/ ?)?nam (?=\d{4}$)", "/", bare)
    bare = re.sub(r" (?:den het ngay|den ngay|den|to) ", "-", bare)
    if day := read_day(bare):
        return day.isoformat()
    if pair := re.fullmatch(r"(\d{4}-\d\d-\d\d) ?- ?(\d{4}-\d\d-\d\d)", bare):
        return f"{pair[1]}/{pair[2]}"
    return bare


def _unmarked(text: str) -> str:
    """Folded letters with their punctuation kept: `fold` word by word."""
    return re.sub(r"[^\W\d_]+", lambda word: fold(word[0]), text)


def _quarter(number: int, year: int) -> str:
    first, last = 3 * number - 2, 3 * number
    return f"{year}-{first:02}-01/{year}-{last:02}-{30 if last in (6, 9) else 31}"
