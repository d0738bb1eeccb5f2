"""What a program sends: JSON whose numbers are exactly those that were written, bounded before it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from kieumau.engine.errors import KieuMauError, Problem
from kieumau.engine.wording import Words, words

MOST_BYTES = 1_000_000
_LONGEST_NUMBER, _LARGEST_POWER = 80, 40


class BodyError(KieuMauError):
    """What was sent is not JSON that means one thing."""


class Exactly(Parser):
    """97.2 stays 97.2, which a binary number is not."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            return json.loads(
                request.body.decode(),
                parse_float=_decimal,
                parse_int=_whole,
                parse_constant=_no_number,
                object_pairs_hook=_once,
            )
        except (ValueError, RecursionError) as error:
            raise BodyError(Problem(NOT_JSON)) from error


NOT_JSON = Words("nội dung gửi lên không phải là JSON đọc được.", "what was sent is not JSON that can be read.")


def too_large(request: HttpRequest) -> Words | None:
    """Why a body is not read at all, told by its length."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) <= MOST_BYTES:
        return None
    return words("gửi nhiều nhất {n} byte mỗi lần.", "send at most {n} bytes at a time.", n=MOST_BYTES)


def _decimal(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    if number is None or abs(number.adjusted()) > _LARGEST_POWER:
        _no_number(text)
    return number


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        _no_number(text)
    return int(text)


def _no_number(text: str) -> NoReturn:
    shown = text if len(text) <= 20 else text[:20] + "…"
    raise BodyError(Problem(words("“{t}” không phải số ghi được.", "“{t}” is no number that can be kept.", t=shown)))


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        what = Words("một tên được ghi hai lần trong cùng một khối.", "a name stands twice in one object.")
        raise BodyError(Problem(what))
    return found
