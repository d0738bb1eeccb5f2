"""The closed schema of a rulebook file. Every key is named here; a key that is not is an error.

The JSON Schema that editors use is generated from these models (`rulebooks/rulebook.schema.json`, held by a test).
"""

from __future__ import annotations

from datetime import date as Day
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, field_validator, model_validator

from kieumau.engine.shelf.fields import (
    Address,
    ClosedModel,
    Code,
    CriterionCode,
    NotNegative,
    Positive,
    RulebookKey,
    Share,
    Slug,
    Text,
    as_text,
)
from kieumau.engine.shelf.validating import exactly_one, unfit
from kieumau.engine.wording import Words, words


class Issued(ClosedModel):
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
            raise unfit(Words("until phải sau in_force.", "until must be after in_force."), mend={"until": None})
        return self


class PeriodDoc(ClosedModel):
    """The assessment period. A year starts on month-day, e.g. 11-16 for 16/11 to 15/11."""

    every: Literal["year", "month"] = "year"
    starts: str = "01-01"

    @field_validator("starts")
    @classmethod
    def a_day_of_every_year(cls, value: str) -> str:
        try:
            Day.fromisoformat(f"2023-{value}")  # 2023 has no 29 February: a year may not start on it
        except ValueError:
            raise unfit(
                Words("ngày bắt đầu phải là tháng-ngày có thật.", "the start must be a real month-day."),
                Words("16/11 viết là 11-16.", "16 November is written 11-16."),
            ) from None
        return value


class MeasureDoc(ClosedModel):
    """A measure of the rulebook's own: what its figures count."""

    noun: Text
    whole: bool = True


class RatioDoc(ClosedModel):
    """A rate, share or average is recomputed from two other indicators, never averaged."""

    part: Code
    whole: Code


class IndicatorDoc(ClosedModel):
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


class ComparisonDoc(ClosedModel):
    """How chance is reckoned when two counts are compared: fixed before anyone looks at the figures."""

    method: Literal["exact", "mid_p"] = "exact"
    level: Annotated[Decimal, Field(ge=Decimal("0.5"), lt=1)] = Decimal("0.95")


class SureChangeDoc(ClosedModel):
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


class CheckDoc(ClosedModel):
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
            what = words(
                "{k} cần đúng các khóa: {n}; đang có: {f}.",
                "{k} needs exactly the keys {n}; found: {f}.",
                k=self.check,
                n=", ".join(needed) or "—",
                f=", ".join(given) or "—",
            )
            raise unfit(what)
        return self


class ThresholdDoc(ClosedModel):
    """A value with the day from which it holds and the article that sets it."""

    label: Text
    measure: Code
    law: str = ""
    values: dict[Day, Decimal] | None = None
    by_class: dict[str, dict[Day, Decimal]] | None = None


_SHAPES = ("meets", "all", "any", "at_least", "none_of")
_SAYS_NOTHING = {"meets": "true"}


class AtLeast(ClosedModel):
    """k of n."""

    count: Annotated[int, Field(ge=1)]
    of: Annotated[list[Condition], Field(min_length=1)]


class Condition(ClosedModel):
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
        exactly_one(self, _SHAPES, otherwise=_SAYS_NOTHING)
        return self


class BandDoc(ClosedModel):
    from_: Annotated[Decimal, Field(alias="from")]
    points: NotNegative


class BandsDoc(ClosedModel):
    of: str
    steps: Annotated[list[BandDoc], Field(min_length=1)]
    rest: NotNegative = Decimal(0)


class LinearDoc(ClosedModel):
    of: str
    full_at: Positive = Decimal(1)
    round_to: Positive


class PointsDoc(ClosedModel):
    """Points: a maximum, and exactly one way of giving them."""

    max: Positive
    bands: BandsDoc | None = None
    share: LinearDoc | None = None
    deduct: dict[Code, Positive] | None = None
    entered: Code | None = None

    @model_validator(mode="after")
    def one_way(self) -> PointsDoc:
        exactly_one(self, ("bands", "share", "deduct", "entered"))
        return self


class CriterionDoc(ClosedModel):
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
        exactly_one(self, (*_SHAPES, "points", "criteria"), otherwise=_SAYS_NOTHING)
        if (self.applies_when is None) != (self.otherwise is None):
            raise unfit(_APART, _EITHER, mend={"applies_when": None, "otherwise": None})
        return self


_APART = Words(
    "applies_when và otherwise phải đi cùng nhau: văn bản xử lý thế nào khi tiêu chí không áp dụng?",
    "applies_when and otherwise stand together: what does the text do where a criterion does not apply?",
)
_EITHER = Words("otherwise: counts_as_met hoặc left_out.", "otherwise: counts_as_met or left_out.")


class GroupDoc(ClosedModel):
    code: CriterionCode
    label: Text
    law: str = ""
    criteria: Annotated[list[CriterionDoc], Field(min_length=1)]


class NamedCondition(ClosedModel):
    """A condition of recognition that is not one of the criteria."""

    code: Code
    label: Text
    law: str = ""
    meets: str


class RecognitionDoc(ClosedModel):
    """When a unit is recognised: how many criteria, how many points, what else, and what forbids it."""

    criteria: Literal["all", "none"] | Annotated[int, Field(ge=1)] = "all"
    points_at_least: Annotated[str | None, BeforeValidator(as_text)] = None
    requires: list[NamedCondition] = []
    vetoes: list[NamedCondition] = []
    law: str = ""

    @model_validator(mode="before")
    @classmethod
    def short_form(cls, value: Any) -> Any:
        return {"criteria": value} if isinstance(value, (str, int)) else value


class CapDoc(ClosedModel):
    """At most this share of the units that reach the grade `of`, best first by `ranked_by`."""

    share: Share
    of: Code
    ranked_by: str


class GradeDoc(ClosedModel):
    """A level of recognised units. Without `when` it takes every one of them; with `otherwise: true` it is the level of
    the units that are not recognised."""

    code: Code
    label: Text
    law: str = ""
    when: list[NamedCondition] = []
    otherwise: bool = False
    at_most: CapDoc | None = None


class RulebookDoc(ClosedModel):
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
    children: RulebookKey | None = None
    notes: list[Text] = []

    @model_validator(mode="after")
    def one_list(self) -> RulebookDoc:
        exactly_one(self, ("groups", "criteria"))
        return self


class GroupName(ClosedModel):
    code: CriterionCode
    label: Text


class FillDoc(CriterionDoc):
    """What the office enters for one criterion of a frame, and the group in which the text puts it."""

    group: GroupName | None = None


class OverlayDoc(ClosedModel):
    """Local extra criteria, and texts for a frame. It may add; what the base says stays as it is."""

    overlay_of: RulebookKey
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


def rulebook_schema() -> dict[str, Any]:
    """The JSON Schema of a rulebook or an overlay file, for editors."""
    schema = TypeAdapter(RulebookDoc | OverlayDoc).json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
