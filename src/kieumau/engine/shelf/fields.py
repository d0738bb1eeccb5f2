"""What the keys of rulebook files hold, whatever they are about: codes, shares, addresses, texts in two languages."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kieumau.engine.wording import Words


def as_text(value: object) -> object:
    return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


_CODE = r"^[a-z][a-z0-9_]*$"
_SLUG = r"^[a-z0-9][a-z0-9-]*$"
_CRITERION_CODE = r"^[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*$"
_RULEBOOK_KEY = r"^[a-z0-9-]+/[a-z0-9-]+$"
_ADDRESS = r"^https?://\S+$"

Code = Annotated[str, Field(pattern=_CODE, max_length=60)]
Slug = Annotated[str, Field(pattern=_SLUG, max_length=80)]
CriterionCode = Annotated[str, BeforeValidator(as_text), Field(pattern=_CRITERION_CODE, max_length=20)]
RulebookKey = Annotated[str, Field(pattern=_RULEBOOK_KEY)]
Address = Annotated[str, Field(pattern=_ADDRESS)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Positive = Annotated[Decimal, Field(gt=0)]
NotNegative = Annotated[Decimal, Field(ge=0)]

PATTERN_WORDS = {
    _CODE: Words("chữ thường không dấu, số và dấu gạch dưới", "lower-case a-z, digits and _"),
    _SLUG: Words("chữ thường không dấu, số và dấu gạch ngang", "lower-case a-z, digits and hyphens"),
    _CRITERION_CODE: Words("một mã ngắn: chữ, số, dấu chấm, gạch", "a short code of letters, digits, . _ -"),
    _RULEBOOK_KEY: Words("dạng chương-trình/phiên-bản", "the form programme/version"),
    _ADDRESS: Words("một địa chỉ bắt đầu bằng https://", "an address that begins with https://"),
}
"""What each pattern asks for."""


class ClosedModel(BaseModel):
    """Every key is named; one that is not is an error."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


class Text(ClosedModel):
    """One text in Vietnamese, and in English where the author has it."""

    vi: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)] | None = None
