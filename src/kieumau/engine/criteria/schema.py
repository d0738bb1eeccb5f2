"""The closed schema of a rulebook file. Every key is named here; a key that is not is an error.

The JSON Schema that editors use is generated from these models (`rulebooks/rulebook.schema.json`, held by a test).
"""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, field_validator, model_validator

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=80)]


def _as_text(value: object) -> object:
    return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


CriterionCode = Annotated[
    str, BeforeValidator(_as_text), Field(pattern=r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*$", max_length=20)
]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(gt=0)]
NotNegative = Annotated[Decimal, Field(ge=0)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Closed):
    """One text in Vietnamese, and in English where the author has it."""

    vi: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)] | None = None


class Issued(Closed):
    """The document that the rulebook follows."""

    title: Annotated[str, Field(min_length=1)]
    issuer: Annotated[str, Field(min_length=1)]
    date: Day | None = None
    in_force: Day
    until: Day | None = None
    replaces: list[str] = []
    amended_by: list[str] = []
    replaced_by: str = ""
    source: Address | None = None

    @model_validator(mode="after")
    def in_order(self) -> Issued:
        if self.until is not None and self.until <= self.in_force:
            raise ValueError("until")
        return self


class PeriodDoc(Closed):
    """The assessment period. A year starts on month-day, e.g. 11-16 for 16/11 to 15/11."""

    every: Literal["year", "month"] = "year"
    starts: str = "01-01"

    @field_validator("starts")
    @classmethod
    def a_day_of_every_year(cls, value: str) -> str:
        try:
            Day.fromisoformat(f"2023-{value}")  # 2023 has no 29 February: a year may not start on it
        except ValueError:
            raise ValueError("starts") from None
        return value


class MeasureDoc(Closed):
    """A measure of the rulebook's own: what its figures count."""

    noun: Text
    whole: bool = True


class RatioDoc(Closed):
    """A rate, share or average is recomputed from two other indicators, never averaged."""

    part: Code
    whole: Code


class IndicatorDoc(Closed):
    """One figure: what it means, what it counts, and how shorter periods and merged units make a greater one.

    Without `over_units`, things that are counted add up when units merge, and all else ends with its unit. `every` says
    how often units are asked for it; without it, as often as they are assessed.
    """

    label: Text
    measure: Code
    over_period: Literal["sum", "latest", "highest", "lowest", "all", "any"] = "latest"
    said: Text | None = None
    plausible: Annotated[list[Decimal], Field(min_length=2, max_length=2)] | None = None
    children: Literal["all", "recognised"] | None = None
    over_units: Literal["sum", "all", "any", "none"] | RatioDoc | None = None
    every: Literal["month", "year"] | None = None


class ComparisonDoc(Closed):
    """How chance is reckoned when two counts are compared: fixed before anyone looks at the figures."""

    method: Literal["exact", "mid_p"] = "exact"
    level: Annotated[Decimal, Field(ge=Decimal("0.5"), lt=1)] = Decimal("0.95")


class SureChangeDoc(Closed):
    """The least change that the interval leaves, against the same period a year before: a share for formulas."""

    label: Text
    of: Code
    direction: Literal["fall", "rise"]


CHECKS: dict[str, tuple[str, ...]] = {
    "out_of_range": (),
    "part_of_whole": ("whole",),
    "adds_up": ("whole",),
    "missing": (),
    "zero_after_steady": (),
    "beyond_limits": ("limits",),
    "digits": (),
    "revisions": ("favours",),
    "identical_rows": (),
    "apart": ("rising",),
}
"""The checks that a rulebook may ask for, and the keys that each needs beside `of`."""


class CheckDoc(Closed):
    """One check of figures as they come in. What it finds is a question to the unit, never a verdict.

    `of` are the figures looked at: the parts of a whole or a total, the figures that fall while `rising` rises.
    """

    code: Code
    check: Literal[
        "out_of_range",
        "part_of_whole",
        "adds_up",
        "missing",
        "zero_after_steady",
        "beyond_limits",
        "digits",
        "revisions",
        "identical_rows",
        "apart",
    ]
    of: Annotated[list[Code], Field(min_length=1)]
    whole: Code | None = None
    rising: Code | None = None
    favours: Literal["fall", "rise"] | None = None
    limits: Literal["exact", "spread"] | None = None
    severity: Literal["high", "normal"] = "normal"
    advice: Text | None = None

    @model_validator(mode="after")
    def its_own_keys(self) -> CheckDoc:
        given = [n for n in ("whole", "rising", "favours", "limits") if getattr(self, n) is not None]
        needed = CHECKS[self.check]
        if tuple(given) != needed and not (self.check == "beyond_limits" and not given):
            raise ValueError(f"check keys|{self.check}|{', '.join(needed) or '—'}|{', '.join(given) or '—'}")
        return self


class ThresholdDoc(Closed):
    """A value with the day from which it holds and the article that sets it."""

    label: Text
    measure: Code
    law: str = ""
    values: dict[Day, Decimal] | None = None
    by_class: dict[str, dict[Day, Decimal]] | None = None


_SHAPES = ("meets", "all", "any", "at_least", "none_of")


class AtLeast(Closed):
    """k of n."""

    count: Annotated[int, Field(ge=1)]
    of: Annotated[list[Condition], Field(min_length=1)]


class Condition(Closed):
    """One part of a composite condition: exactly one of meets, all, any, at_least, none_of."""

    code: CriterionCode | None = None
    label: Text | None = None
    law: str = ""
    meets: str | None = None
    all: list[Condition] | None = None
    any: list[Condition] | None = None
    at_least: AtLeast | None = None
    none_of: list[Code] | None = None

    @model_validator(mode="after")
    def one_shape(self) -> Condition:
        _exactly_one(self, _SHAPES)
        return self


class BandDoc(Closed):
    from_: Annotated[Decimal, Field(alias="from")]
    points: NotNegative


class BandsDoc(Closed):
    of: str
    steps: Annotated[list[BandDoc], Field(min_length=1)]
    rest: NotNegative = Decimal(0)


class LinearDoc(Closed):
    of: str
    full_at: Positive = Decimal(1)
    round_to: Positive


class PointsDoc(Closed):
    """Points: a maximum, and exactly one way of giving them."""

    max: Positive
    bands: BandsDoc | None = None
    share: LinearDoc | None = None
    deduct: dict[Code, Positive] | None = None
    entered: Code | None = None

    @model_validator(mode="after")
    def one_way(self) -> PointsDoc:
        _exactly_one(self, ("bands", "share", "deduct", "entered"))
        return self


class CriterionDoc(Closed):
    """A criterion: a leaf with one rule, or a heading over sub-criteria."""

    code: CriterionCode
    label: Text
    law: str = ""
    about: Text | None = None
    source: Address | None = None
    evidence: list[Text] = []
    criteria: list[CriterionDoc] | None = None
    meets: str | None = None
    all: list[Condition] | None = None
    any: list[Condition] | None = None
    at_least: AtLeast | None = None
    none_of: list[Code] | None = None
    points: PointsDoc | None = None
    floor: Share | None = None
    applies_when: str | None = None
    otherwise: Literal["counts_as_met", "left_out"] | None = None
    frame: bool = False

    @model_validator(mode="after")
    def one_shape(self) -> CriterionDoc:
        _exactly_one(self, (*_SHAPES, "points", "criteria"))
        if (self.applies_when is None) != (self.otherwise is None):
            raise ValueError("applies_when and otherwise stand together")
        return self


class GroupDoc(Closed):
    code: CriterionCode
    label: Text
    law: str = ""
    criteria: Annotated[list[CriterionDoc], Field(min_length=1)]


class NamedCondition(Closed):
    """A condition of recognition that is not one of the criteria."""

    code: Code
    label: Text
    law: str = ""
    meets: str


class RecognitionDoc(Closed):
    """When a unit is recognised: how many criteria, how many points, what else, and what forbids it."""

    criteria: Literal["all", "none"] | Annotated[int, Field(ge=1)] = "all"
    points_at_least: Annotated[str | None, BeforeValidator(_as_text)] = None
    requires: list[NamedCondition] = []
    vetoes: list[NamedCondition] = []
    law: str = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: Any) -> Any:
        return {"criteria": value} if isinstance(value, (str, int)) else value


class CapDoc(Closed):
    """At most this share of the units that reach the grade `of`, best first by `ranked_by`."""

    share: Share
    of: Code
    ranked_by: str


class GradeDoc(Closed):
    code: Code
    label: Text
    law: str = ""
    when: Annotated[list[NamedCondition], Field(min_length=1)]
    at_most: CapDoc | None = None


class RulebookDoc(Closed):
    """A whole rulebook file."""

    rulebook: Slug
    version: Slug
    nature: Literal["real", "frame", "sample"]
    title: Text
    issued: Issued
    applies_to: Annotated[list[Code], Field(min_length=1)]
    period: PeriodDoc = PeriodDoc()
    measures: dict[Code, MeasureDoc] = {}
    indicators: dict[Code, IndicatorDoc]
    thresholds: dict[Code, ThresholdDoc] = {}
    comparison: ComparisonDoc = ComparisonDoc()
    sure_changes: dict[Code, SureChangeDoc] = {}
    checks: list[CheckDoc] = []
    groups: list[GroupDoc] | None = None
    criteria: list[CriterionDoc] | None = None
    recognised_when: RecognitionDoc
    assessed_when: list[NamedCondition] = []
    grades: list[GradeDoc] = []
    children: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")] | None = None
    notes: list[Text] = []

    @model_validator(mode="after")
    def one_list(self) -> RulebookDoc:
        _exactly_one(self, ("groups", "criteria"))
        return self


class GroupName(Closed):
    code: CriterionCode
    label: Text


class FillDoc(CriterionDoc):
    """What the office enters for one criterion of a frame, and the group in which the text puts it."""

    group: GroupName | None = None


class OverlayDoc(Closed):
    """Local extra criteria, and texts for a frame. It may add; what the base says stays as it is."""

    overlay_of: Annotated[str, Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
    version: Slug
    nature: Literal["real", "sample"]
    title: Text
    issued: Issued
    measures: dict[Code, MeasureDoc] = {}
    indicators: dict[Code, IndicatorDoc] = {}
    thresholds: dict[Code, ThresholdDoc] = {}
    groups: list[GroupDoc] = []
    fills: list[FillDoc] = []
    notes: list[Text] = []


def _exactly_one(model: BaseModel, names: tuple[str, ...]) -> None:
    given = [n for n in names if getattr(model, n) is not None]
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(names)}|{', '.join(given)}")


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema of a rulebook or an overlay file, for editors."""
    schema = TypeAdapter(RulebookDoc | OverlayDoc).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
