"""What may be asked, and what is said of a parameter that cannot be read."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Schema
from ninja.params.functions import Path
from pydantic import BeforeValidator, ConfigDict, Field, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from kieumau.engine.errors import ObservationError, Problem
from kieumau.engine.indicators import Calendar, Period
from kieumau.engine.territory import LEVELS
from kieumau.engine.wording import Words, words

MOST_ITEMS = 1000
MOST_DAYS = 366
MOST_LEFT_OUT = 999_999
LONGEST_SEARCH = 200
LONGEST_CODE = 50


def short(text: str) -> str:
    """A text that was sent, as far as a sentence repeats it."""
    text = text.encode("utf-8", "replace").decode()  # half a character cannot be sent back
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


def _read_period(given: Any) -> Period:
    period = Calendar().parse(given) if isinstance(given, str) and len(given) <= LONGEST_CODE else None
    if period is None or period.days > MOST_DAYS or period.last.year >= MAXYEAR:  # after which no day follows
        expected = Words(
            "cần một kỳ dạng 2026-03 hoặc 2026, nhiều nhất một năm",
            "expected a period such as 2026-03 or 2026, of at most a year",
        )
        raise _unread(expected, str(given))
    return period


def _named(given: Any) -> Any:
    """The name of a period, which another calendar may read as other days."""
    _read_period(given)
    return given


def _read_sent(given: Any) -> Any:
    """A value as it was sent; what it says is for its indicator to judge."""
    if isinstance(given, str):
        try:
            given.encode()
        except UnicodeEncodeError:
            given = ""  # half a character says nothing
        if given.strip():
            return given
        expected = words("để rút số liệu, hãy gửi null", "send null to withdraw a figure")
        raise _unread(expected, given)
    if given is None or isinstance(given, bool | int | Decimal):
        return given
    raise _unread(
        words("cần một số, một chữ, true, false hoặc null", "expected a number, a text, true, false or null"),
        type(given).__name__,
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


class FiguresAsked(Schema):
    """Which figures, and as known when."""

    unit: str = Field(
        description="Mã đơn vị, đọc theo ngày cuối của kỳ. · The unit's code, read on the last day of the period."
    )
    period: Annotated[Any, BeforeValidator(_read_period)] = Field(
        description="Những kỳ kết thúc trong khoảng này: 2026-03, 2026, hay hai ngày nối bằng `..`. · Periods that end within this one: 2026-03, 2026, or two days with `..` between.",
        json_schema_extra={"type": "string"},
    )
    indicator: str | None = Field(None, description="Chỉ một chỉ tiêu. · Of one indicator only.")
    known_on: Day | None = Field(
        None,
        description="Như đã biết cuối ngày này; mặc định bây giờ. · As known at the end of this day; now unless given.",
    )


class ReturnsAsked(Schema):
    """Of which unit and those below it, for which periods."""

    unit: str = Field(
        "",
        description="Mã đơn vị, kể cả các đơn vị bên dưới; mặc định cả phạm vi. · A unit and those below it; the whole scope unless given.",
    )
    since: Day | None = Field(
        None,
        description="Kỳ kết thúc từ ngày này; mặc định đầu năm nay. · Periods that end from this day; this year's first unless given.",
    )
    until: Day | None = Field(
        None,
        description="Kỳ kết thúc trước ngày này; mặc định đầu tháng sau. · Periods that end before this day; next month's first unless given.",
    )
    limit: Annotated[int, _between(1, MOST_ITEMS)] = Field(
        100, ge=1, le=MOST_ITEMS, description="Nhiều nhất bao nhiêu phiếu. · At most so many returns."
    )
    offset: Annotated[int, _between(0, MOST_LEFT_OUT)] = Field(
        0, ge=0, le=MOST_LEFT_OUT, description="Bỏ qua bao nhiêu phiếu đầu. · How many of the first to leave out."
    )


class FigureSent(Schema):
    """One figure as a program sends it."""

    model_config = ConfigDict(extra="forbid")

    indicator: StrictStr = Field(max_length=60)
    value: Annotated[Any, BeforeValidator(_read_sent)] = Field(
        description="A number; a text as an officer writes it (97,2%, 1.234, có); true or false; null withdraws the figure.",
        json_schema_extra={"anyOf": [{"type": t} for t in ("number", "string", "boolean", "null")]},
    )
    seen: StrictInt | None = Field(
        None, ge=0, le=MOST_LEFT_OUT,
        description="The version on which a correction rests, 0 for none: another one that stands there now is not overwritten.",
    )  # fmt: skip


class FiguresSent(Schema):
    """Figures of one unit and period: all of them are recorded, or none."""

    model_config = ConfigDict(extra="forbid")

    unit: StrictStr = Field(max_length=LONGEST_CODE)
    period: Annotated[StrictStr, BeforeValidator(_named)] = Field(
        description="2026-03, 2026, or two days with .. between."
    )
    reason: StrictStr = Field("", max_length=300, description="Needed where a figure changes that was recorded before.")
    figures: list[FigureSent] = Field(min_length=1, max_length=MOST_ITEMS)
