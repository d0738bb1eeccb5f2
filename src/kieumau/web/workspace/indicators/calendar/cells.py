"""How a return stands, in one cell of the calendar."""

from __future__ import annotations

from dataclasses import dataclass

from kieumau.engine.indicators.periods import said_period
from kieumau.engine.wording import Words, words
from kieumau.records.indicators.returns.due import ReturnStanding
from kieumau.web.workspace.indicators.returns.addresses import return_address


@dataclass(frozen=True)
class ReturnCell:
    """How a return stands, or several together: a shape, how much of it, and what is remarkable in a word."""

    mark: str  # met: all there; half: some; not_met: nothing; none of the three: nothing asked
    said: Words
    note: Words | None
    is_late: bool
    url: str
    title: Words


def cell_of(standing: ReturnStanding) -> ReturnCell:
    whole = standing.is_complete
    said = Words("đủ", "complete") if whole else words("{k}/{n}", "{k}/{n}", k=standing.filled, n=standing.of)
    mark = "met" if whole else "half" if standing.filled else "not_met"
    late = standing.is_overdue and not standing.is_closed
    return ReturnCell(mark, said, note_of(standing), late, return_address(standing.asked), _title(standing))


def note_of(standing: ReturnStanding) -> Words | None:
    """What is remarkable about it; nothing where all is as it should be."""
    if standing.open_until:
        return words("mở lại đến {d}", "open again until {d}", d=standing.open_until)
    if standing.was_late:
        return Words("trễ", "late")
    if standing.is_complete:
        return None
    if standing.is_closed:
        return Words("đã khóa", "closed")
    return Words("quá hạn", "overdue") if standing.is_overdue else None


def _title(standing: ReturnStanding) -> Words:
    return words(
        "{u}, {p}, hạn {d}", "{u}, {p}, due {d}",
        u=standing.asked.unit.full_name, p=said_period(standing.asked.period), d=standing.asked.deadline.due,
    )  # fmt: skip
