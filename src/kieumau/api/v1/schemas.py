"""The shapes of the answers. Days are ISO; null stands where a day, a share or a place is not known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

from kieumau.engine.wording import Words


class ClosedAnswer(Schema):
    """No field but those that are named."""

    model_config = ConfigDict(extra="forbid", model_title_generator=lambda shape: contract_name(shape.__name__))


def contract_name(shape: str) -> str:
    """What a shape is called in the contract: `UnitAnswer` here, among all our classes, is `Unit` to who reads it."""
    return shape.removesuffix("Answer")


class SaidAnswer(ClosedAnswer):
    """One thing said in Vietnamese and in English."""

    vi: str
    en: str


def said(text: Words) -> SaidAnswer:
    return SaidAnswer(vi=text.vi, en=text.en)


class ProblemsAnswer(ClosedAnswer):
    """Why there is no answer, and what was expected."""

    problems: list[SaidAnswer]


Begins = Annotated[date | None, Field(description="First day; null where it lies before the register begins.")]
Ends = Annotated[date | None, Field(description="First day on which the unit is no more; null while no end is known.")]
Act = Annotated[str | None, Field(description="Code of the act, e.g. 1662/NQ-UBTVQH15.")]
Share = Annotated[
    str | None,
    Field(
        description="Part of the predecessor's figures that goes this way, 0 to 1, as a decimal; null: none is known.",
        examples=["1", "0.35"],
    ),
]


class UnitAnswer(ClosedAnswer):
    """An administrative unit between two days. The key is `code` with `valid_from`: codes go on under other names."""

    code: str
    name: str
    full_name: SaidAnswer
    kind: Annotated[str, Field(description="tinh, thanh_pho, quan, huyen, thi_xa, phuong, xa, thi_tran, dac_khu.")]
    level: Annotated[str, Field(description="province, district or commune.")]
    parent: Annotated[str | None, Field(description="Code of the unit above, to be read on the same day.")]
    valid_from: Begins
    valid_until: Ends
    latitude: Annotated[float | None, Field(description="Degrees, WGS 84, of a point inside.")]
    longitude: float | None
    area_km2: float | None


class UnitsAnswer(ClosedAnswer):
    """One page of the units of a day. `count` is of all pages."""

    on: date
    count: int
    items: list[UnitAnswer]


class LifeAnswer(ClosedAnswer):
    """One of the units that have borne a code, and the acts that began and ended it."""

    name: str
    full_name: SaidAnswer
    kind: str
    valid_from: Begins
    valid_until: Ends
    begun_by: Act
    ended_by: Act


class UnitDetailAnswer(UnitAnswer):
    """A unit on a day, who stands above it, and every unit that has borne its code."""

    on: date
    ancestors: Annotated[list[UnitAnswer], Field(description="The unit above, the one above that, and so on.")]
    review_chain: Annotated[
        list[UnitAnswer],
        Field(description="Who above it has police on the day, the nearest first. The ministry, last, is no unit."),
    ]
    lives: Annotated[list[LifeAnswer], Field(description="Every unit that has borne the code, oldest first.")]


class UnitKeyAnswer(ClosedAnswer):
    """Which unit is meant: a code, and the day from which it means this one."""

    code: str
    valid_from: Begins
    full_name: SaidAnswer


class StepAnswer(ClosedAnswer):
    """A way from a unit that ends into one that begins."""

    predecessor: UnitKeyAnswer
    successor: UnitKeyAnswer
    change: str
    on: date
    share: Share
    basis: Annotated[str, Field(description="What the share is of: whole, population, area, entered, unknown.")]


class UnitLineageAnswer(ClosedAnswer):
    """What a unit came from and went into, and who shared the way one step from it."""

    unit: UnitAnswer
    units: list[UnitAnswer]
    steps: list[StepAnswer]


class ChangeAnswer(ClosedAnswer):
    """An act, the day on which units change by it, and in how many ways units go into others."""

    code: str
    on: date
    title: SaidAnswer
    issuer: str | None
    issued: date | None
    address: str | None
    successions: int


class ChangesAnswer(ClosedAnswer):
    """Acts in the order of their days."""

    count: int
    items: list[ChangeAnswer]


class ChangeDetailAnswer(ChangeAnswer):
    """An act with every way from a unit into another."""

    steps: list[StepAnswer]


class MandateAnswer(ClosedAnswer):
    """A role that somebody holds for a unit between two days."""

    role: str
    role_words: SaidAnswer
    unit: Annotated[str | None, Field(description="Code of the unit, read on valid_from; null: the whole country.")]
    valid_from: date | None
    valid_until: Ends
    may: Annotated[list[str], Field(description="What the role lets its holder do within the unit.")]


class MeAnswer(ClosedAnswer):
    """Whose key it is."""

    account: str
    key: Annotated[str, Field(description="The key's own name.")]
    mandates: list[MandateAnswer]


class PersonAnswer(ClosedAnswer):
    """An account, with those of its roles that the key's person may see."""

    account: str
    name: str
    active: Annotated[bool, Field(description="Whether the account is open.")]
    mandates: list[MandateAnswer]


class PeopleAnswer(ClosedAnswer):
    """All of them; there is no second page."""

    count: int
    items: list[PersonAnswer]


class UnitResultAnswer(ClosedAnswer):
    """How far a unit is: criteria met, out of how many, how many are left, and what the rule of recognition gives."""

    code: str
    name: str
    met: int
    of: int
    left: int
    outcome: str


class ResultsAnswer(ClosedAnswer):
    """One page of a judgement. `count` is of all pages; `sample`: figures in it are invented."""

    rulebook: str
    on: date
    period: str
    sample: bool
    count: int
    items: list[UnitResultAnswer]


PeriodName = Annotated[str, Field(description="2026-03, 2026, or two days with .. between.")]
FirstDay = Annotated[date, Field(description="First day that the figure covers.")]
LastDay = Annotated[date, Field(description="Last day that the figure covers, included.")]
Version = Annotated[int, Field(description="1, 2, 3 …: a correction is the next version, nothing is overwritten.")]
Where = Annotated[str, Field(description="entered, uploaded or computed.")]


class FigureAnswer(ClosedAnswer):
    """The newest version of a figure, as it is known now or was at the end of a day."""

    period: PeriodName
    first: FirstDay
    last: LastDay
    indicator: str
    value: Annotated[
        str | bool | None,
        Field(
            description="A number as a decimal with a point, a fact as true or false; null: it was withdrawn, so it is "
            "missing. A share is 0 to 1.",
            examples=["97.2", "0.875", True],
        ),
    ]
    exact: Annotated[
        str | None,
        Field(description="The number as a fraction where the decimal does not end and is rounded.", examples=["1/3"]),
    ]
    version: Version
    source: Where
    reason: Annotated[str | None, Field(description="Of a correction; retyped: by the same person within minutes.")]
    recorded_at: datetime
    sample: Annotated[bool, Field(description="An invented figure.")]


class MissingAnswer(ClosedAnswer):
    """A figure that is asked and not there."""

    period: PeriodName
    first: FirstDay
    last: LastDay
    indicator: str
    due: date


class FiguresAnswer(ClosedAnswer):
    """The figures of a unit whose periods end within the period asked about, and what is missing of them."""

    unit: str
    period: PeriodName
    known_on: Annotated[date | None, Field(description="As known at the end of this day; null: now.")]
    count: int
    items: list[FigureAnswer]
    missing: list[MissingAnswer]


class ReturnAnswer(ClosedAnswer):
    """Everything that is asked of a unit for a period, and how much of it is there."""

    unit: str
    full_name: SaidAnswer
    period: PeriodName
    first: FirstDay
    last: LastDay
    due: Annotated[date, Field(description="The last day on which figures are in time.")]
    closes: Annotated[date, Field(description="The last day on which they may change freely.")]
    open_until: Annotated[date | None, Field(description="The last day, where the period was opened again.")]
    asked: int
    missing: int
    late: Annotated[bool, Field(description="Figures are missing and the due day has passed.")]
    closed: bool


class ReturnsAnswer(ClosedAnswer):
    """One page of returns, the oldest period first. `count` is of all pages."""

    count: int
    items: list[ReturnAnswer]


class RecordedFigureAnswer(ClosedAnswer):
    """A figure that was added: its version, to be shown as `seen` when it is corrected."""

    indicator: str
    version: Version
    source: Where


class RecordedAnswer(ClosedAnswer):
    """What was added: all that was sent, or nothing. The same figures again are unchanged."""

    unit: str
    period: PeriodName
    new: int
    corrected: Annotated[int, Field(description="Withdrawn ones among them.")]
    unchanged: int
    figures: Annotated[
        list[RecordedFigureAnswer], Field(description="With those that were computed from what was sent.")
    ]
    questions: Annotated[
        list[SaidAnswer], Field(description="Figures outside the plausible range: recorded all the same.")
    ]


class StaleAnswer(ProblemsAnswer):
    """Somebody else has changed a figure meanwhile; nothing was recorded. `version` is that of what stands now."""

    version: Annotated[Version | None, Field(description="null: nothing is recorded.")]
    stands: Annotated[FigureAnswer | None, Field(description="What stands now, for a key that may read results too.")]
