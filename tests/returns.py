"""Two provinces whose northern one collects the sample programme: what the tests of figures share."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from cast import at_work
from kieumau.engine.indicators import Observation, Period
from kieumau.engine.indicators.periods import month_period
from kieumau.engine.territory import AdminUnit, Registry
from kieumau.records.accounts.acting import Acting
from kieumau.records.indicators.figures.actions import FiguresRecorded, enter_figures
from kieumau.records.indicators.figures.queries import Known, newest_figures

NORTH = Registry(
    (
        AdminUnit("01", "Bắc", "tinh", level="province"),
        AdminUnit("02", "Nam", "tinh", level="province"),
        *(
            AdminUnit(code, name, kind, parent="01", level="commune")
            for code, name, kind in (("101", "Một", "phuong"), ("102", "Hai", "phuong"), ("103", "Ba", "xa"))
        ),
        AdminUnit("201", "Tư", "phuong", parent="02", level="commune"),
    )
)
PROGRAMME = "mau-gia-dinh-22"
SINCE = date(2024, 1, 1)
DUE_DAYS, CLOSING_DAYS = 5, 15
MARCH, APRIL = month_period(2024, 3), month_period(2024, 4)
YEAR_2023, YEAR_2024 = Period(date(2023, 1, 1), date(2023, 12, 31)), Period(date(2024, 1, 1), date(2024, 12, 31))


def moment(text: str) -> datetime:
    """`2024-04-04 15:00` where the office is."""
    return datetime.fromisoformat(f"{text}:00+07:00")


def on(person: Acting, text: str) -> Acting:
    """The same person at another moment."""
    return at_work(person.user, moment(text))


def figure(value: Any, indicator: str = "order_violations", unit: str = "101", period: Period = MARCH) -> Observation:
    return Observation(unit, period, indicator, value if isinstance(value, bool) or value is None else Fraction(value))


def enter(by: Acting, *rows: Observation, **more: Any) -> FiguresRecorded:
    return enter_figures(rows=rows, by=by, **more)


def known(indicator: str = "order_violations", unit: str = "101", at: datetime | None = None) -> Known | None:
    """The newest version of a figure, as it is known now or was at a moment."""
    found = [k for key, k in newest_figures(units=[unit], known=at).items() if key[3] == indicator]
    return found[-1] if found else None
