"""What may be asked, and what is said of a parameter that cannot be read."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.params.functions import Path
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.territory import LEVELS
from kieumau.engine.wording import Words, words

MOST_ITEMS = 1000
MOST_LEFT_OUT = 999_999
LONGEST_SEARCH = 200
LONGEST_CODE = 50


def short(text: str) -> str:
    """A text that was sent, as far as a sentence repeats it."""
    return text if len(text) <= LONGEST_CODE else text[:LONGEST_CODE] + "…"


def _unread(expected: Words, given: str) -> PydanticCustomError:
    """What was expected, in both languages; the handler in `api.v1` puts the name of the parameter before it."""
    said = words("{e}; đã nhận “{g}”.", "{e}; received “{g}”.", e=expected, g=short(given))
    return PydanticCustomError("said", "{en}", {"vi": said.vi, "en": said.en})


def _read_day(given: str) -> date:
    # Only this form: pydantic would also take seconds since 1970 for a day.
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise _unread(words("cần một ngày dạng 2025-07-01", "expected a day such as 2025-07-01"), given)


def _read_level(given: str) -> str:
    if given not in LEVELS:
        levels = ", ".join(LEVELS)
        raise _unread(words("cần một trong: {l}", "expected one of: {l}", l=levels), given)
    return given


def _read_search(given: str) -> str:
    if len(given) > LONGEST_SEARCH:
        expected = words("cần nhiều nhất {n} ký tự", "expected at most {n} characters", n=LONGEST_SEARCH)
        raise _unread(expected, given)
    return given.replace("\0", "")


def _between(least: int, most: int) -> BeforeValidator:
    def read(given: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
            expected = words("cần một số từ {a} đến {b}", "expected a number from {a} to {b}", a=least, b=most)
            raise _unread(expected, given)
        return int(given)

    return BeforeValidator(read)


def only(request: HttpRequest, *known: str) -> None:
    """A misspelt filter must not answer with the whole nation."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        names = ", ".join(known) or "–"
        raise ObservationError(
            [
                Problem(
                    words("không có tham số “{n}”.", "there is no parameter “{n}”.", n=short(name)),
                    hint=words("Các tham số: {k}.", "The parameters: {k}.", k=names),
                )
                for name in unknown[:20]
            ]
        )


Day = Annotated[date, BeforeValidator(_read_day)]
Level = Annotated[Literal["province", "district", "commune"], BeforeValidator(_read_level)]
UnitCode = Annotated[str, Path(description="Mã đơn vị, đọc theo ngày hỏi. · The unit's code, read on the day asked.")]
ChangeCode = Annotated[
    str, Path(description="Số văn bản, có thể có dấu /. · The act's number, which may hold slashes.")
]


class DayAsked(Schema):
    """Of which day. A parameter that is not named here is refused."""

    on: Day | None = Field(None, description="Ngày hỏi; mặc định hôm nay. · The day asked about; today unless given.")


class UnitsAsked(DayAsked):
    """Which units of the day."""

    within: str | None = Field(None, description="Chỉ các đơn vị bên dưới mã này. · Only units below this code.")
    level: Level | None = Field(None, description="Chỉ một cấp. · Of one level only.")
    search: Annotated[str, BeforeValidator(_read_search)] = Field(
        "",
        max_length=LONGEST_SEARCH,
        description="Tên hoặc mã, có dấu hay không. · Name or code, with marks or without.",
    )
    limit: Annotated[int, _between(1, MOST_ITEMS)] = Field(
        100, ge=1, le=MOST_ITEMS, description="Nhiều nhất bao nhiêu đơn vị. · At most so many units."
    )
    offset: Annotated[int, _between(0, MOST_LEFT_OUT)] = Field(
        0, ge=0, le=MOST_LEFT_OUT, description="Bỏ qua bao nhiêu đơn vị đầu. · How many of the first to leave out."
    )


class ResultsAsked(DayAsked):
    """Which results."""

    period: Annotated[str, BeforeValidator(_read_search)] = Field(
        "", description="Kỳ đánh giá; mặc định kỳ mới nhất. · The period judged; the newest unless given."
    )
    limit: Annotated[int, _between(1, MOST_ITEMS)] = Field(
        100, ge=1, le=MOST_ITEMS, description="Nhiều nhất bao nhiêu đơn vị. · At most so many units."
    )
    offset: Annotated[int, _between(0, MOST_LEFT_OUT)] = Field(
        0, ge=0, le=MOST_LEFT_OUT, description="Bỏ qua bao nhiêu đơn vị đầu. · How many of the first to leave out."
    )


class DaysAsked(Schema):
    """From which day until before which."""

    since: Day | None = Field(None, description="Từ ngày này. · From this day.")
    until: Day | None = Field(None, description="Đến trước ngày này. · Before this day.")
