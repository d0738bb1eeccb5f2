"""One cell -> its exact value. What could mean two things is asked about, never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kieumau.engine.expressions.measures import Measure
from kieumau.engine.indicators.observations import Indicator, Value
from kieumau.engine.reading.tables import Month, Raw, Trouble, shown, tidy
from kieumau.engine.wording import Words, plain, round_half_up, words

MISSING = {"", "-", "--", "...", "..", "n/a", "na", "null", "chưa có", "chưa có số liệu", "không có số liệu"}
_TRUE = {"x", "có", "đạt", "yes", "y", "true", "đúng", "1", "✓", "✔", "☑"}
_FALSE = {"không", "no", "n", "false", "sai", "0", "không đạt", "chưa đạt", "không có"}
_UNCLEAR = {"chưa", "chưa có"}
_EXCEL_ERRORS = {"#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!"}

_LARGEST = 10**12
_LONGEST = 80  # characters of a written number
_SHARE_PLACES, _PLACES = 12, 6


class CellError(Exception):
    """A cell that cannot be read, and what to do about it."""

    def __init__(self, what: Words, hint: Words | None = None) -> None:
        super().__init__(what.vi)
        self.what, self.hint = what, hint


def is_blank(raw: Raw | None) -> bool:
    """Whether the cell holds no figure: a missing one is missing, never zero."""
    return raw is None or (isinstance(raw, str) and tidy(raw).casefold() in MISSING)


def read_value(raw: Raw | None, indicator: Indicator) -> Value | None:
    """The figure in a cell, None where there is none. Raises `CellError`."""
    measure = indicator.measure
    if raw is None:
        return None
    if measure.whole and _is_plain_count(raw):
        return Fraction(int(raw))  # type: ignore[arg-type]
    if isinstance(raw, str):
        text = tidy(raw)
        if text.casefold() in _UNCLEAR and measure.is_fact:
            raise CellError(
                words(
                    "“{t}” có thể là không, hoặc là chưa có số liệu.", "“{t}” may mean no, or no answer yet.", t=text
                ),
                Words(
                    "Ghi “không” nếu là không; để trống nếu chưa có số liệu.", "Write “no”, or leave the cell empty."
                ),
            )
        if text.casefold() in MISSING:
            return None
        if text.casefold() in _EXCEL_ERRORS:
            raise CellError(
                words("ô báo lỗi {e} của Excel.", "the cell holds Excel's error {e}.", e=text),
                Words("Hãy sửa công thức hoặc để trống.", "Correct the formula or leave it empty."),
            )
        return _fact(text) if measure.is_fact else _written(text, measure)
    if isinstance(raw, Trouble):
        raise CellError(raw.what, raw.hint)
    if isinstance(raw, (date, Month)):
        raise CellError(
            words("ô chứa ngày ({d}), không phải số.", "the cell holds a date ({d}), not a number.", d=shown(raw)),
            Words("Hãy đổi định dạng ô và nhập lại số.", "Please change its format and enter the number again."),
        )
    if measure.is_fact:
        return raw if isinstance(raw, bool) else _fact(shown(raw))
    if isinstance(raw, bool):
        raise CellError(words("“{v}” không phải là số.", "“{v}” is not a number.", v=shown(raw)))
    return _checked(Fraction(raw), measure, raw)


def _is_plain_count(raw: Raw) -> bool:
    """The commonest cell of all: digits alone, fewer than make it too large."""
    if isinstance(raw, str):
        return len(raw) <= 12 and raw.isascii() and raw.isdigit()
    return type(raw) is int and 0 <= raw < _LARGEST


def _fact(text: str) -> bool:
    said = text.casefold()
    if said in _TRUE:
        return True
    if said in _FALSE:
        return False
    raise CellError(
        words("“{t}” không phải là có hay không.", "“{t}” is neither yes nor no.", t=shown(text)),
        Words("Ghi “có” (hoặc “x”) nếu có, “không” nếu không.", "Write “yes” (or “x”) or “no”."),
    )


def _written(text: str, measure: Measure) -> Fraction:
    """A number written by hand, in Vietnamese or English ways, when only one reading is possible."""
    found = re.fullmatch(r"([+-]?) ?([\d., ]+?) ?(%?)", text, re.A) if len(text) <= _LONGEST else None
    readings = _readings(found[2]) if found else ()
    if not found or not readings:
        raise CellError(
            words("“{t}” không phải là số.", "“{t}” is not a number.", t=shown(text)),
            Words("Chỉ ghi số, ví dụ 1234 hoặc 12,5.", "Write the number alone, such as 1234 or 12.5."),
        )
    if found[3] and not measure.is_share:
        raise CellError(
            words(
                "“{t}” là phần trăm, mà chỉ tiêu này không phải tỷ lệ.",
                "“{t}” is a percentage; a share is not asked.",
                t=text,
            ),
            Words("Hãy ghi số lượng.", "Please write the number itself."),
        )
    sign = Fraction(-1 if found[1] == "-" else 1, 100 if found[3] else 1)
    possible = [sign * number for number in readings]
    if len(possible) > 1:
        fitting = [number for number in possible if _fits(number, measure)]
        # 1.234 cases are one thousand two hundred and thirty-four, and so are 12.000 twelve thousand; but 12,000 may
        # be twelve with three decimals.
        if measure.whole and "." in text:
            fitting = possible[1:]
        if len(fitting) != 1:
            raise _ambiguous(text, found[2])
        possible = fitting
    return _checked(possible[0], measure, text)


def _readings(digits: str) -> tuple[Fraction, ...]:
    """What the digits may mean; where there are two, as a decimal first, as thousands second."""
    if " " in digits:
        if not re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d+)?", digits):
            return ()
        return (Fraction(digits.replace(" ", "").replace(",", ".")),)
    if digits.isdigit():
        return (Fraction(digits),)
    for group, mark in ((".", ","), (",", ".")):
        grouped = rf"[1-9]\d{{0,2}}(?:[{group}]\d{{3}})+"
        if re.fullmatch(rf"{grouped}[{mark}]\d+", digits):
            return (Fraction(digits.replace(group, "").replace(mark, ".")),)
        if re.fullmatch(grouped, digits) and digits.count(group) > 1:
            return (Fraction(digits.replace(group, "")),)
    if not re.fullmatch(r"\d+[.,]\d+", digits):
        return ()
    decimal = Fraction(digits.replace(",", "."))
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        return (decimal, Fraction(digits.replace(".", "").replace(",", "")))
    return (decimal,)


def _fits(number: Fraction, measure: Measure) -> bool:
    if measure.is_share:
        return 0 <= number <= 1
    return not measure.whole or (number >= 0 and number.denominator == 1)


def _ambiguous(text: str, digits: str) -> CellError:
    whole = digits.replace(".", "").replace(",", "")
    return CellError(
        words("“{t}” có thể đọc theo hai cách: {a} hoặc {b}.", "“{t}” can be read as {a} or as {b}.",
              t=text, a=Fraction(whole), b=Fraction(digits.replace(",", "."))),
        words(
            "Ghi “{w}” nếu là hàng nghìn; ghi “{d}0” nếu là số thập phân.",
            "Write “{w}” for thousands, or “{d}0” for a decimal.",
            w=whole,
            d=Words(digits.replace(".", ","), digits.replace(",", ".")),
        ),
    )  # fmt: skip


def _checked(number: Fraction, measure: Measure, raw: Raw) -> Fraction:
    """The number within what its measure allows, rounded where it is written too finely."""
    text = shown(raw)  # a number, not typed text, is written as each language writes it
    said = Words(text.replace(".", ","), text) if isinstance(raw, Decimal) else plain(text)
    if not -_LARGEST < number < _LARGEST:
        raise CellError(words("{t} quá lớn (từ 10¹² trở lên).", "{t} is too large (10¹² or more).", t=said))
    if measure.is_share:
        if number < 0:
            raise CellError(words("tỷ lệ không thể âm ({t}).", "a share cannot be negative ({t}).", t=said))
        if number > 1:
            raise _above_one(number, said, is_percent=isinstance(raw, str) and raw.endswith("%"))
        return Fraction(round_half_up(number, _SHARE_PLACES))
    if measure.whole:
        if number.denominator != 1:
            raise CellError(
                words("{t} không phải số nguyên, mà chỉ tiêu này đếm từng {m}.",
                      "{t} is not a whole number, and this indicator counts {m}.", t=said, m=measure.noun),
                Words("Hãy ghi số nguyên.", "Please write a whole number."),
            )  # fmt: skip
        if number < 0:
            raise CellError(words("số lượng không thể âm ({t}).", "a count cannot be negative ({t}).", t=said))
        return number
    return number if number.denominator == 1 else Fraction(round_half_up(number, _PLACES))


def _above_one(number: Fraction, said: Words, *, is_percent: bool) -> CellError:
    what = words(
        "tỷ lệ phải từ 0 đến 1 (0–100%), ô ghi {t}.", "a share lies in 0 to 1 (0–100%); the cell says {t}.", t=said
    )
    if number > 100 or is_percent:
        return CellError(what, Words("Hãy kiểm tra lại số.", "Please check the number."))
    asked = words("{p}%", "{p}%", p=number)
    return CellError(
        what,
        words("Có phải ý bạn là {p}? Nếu đúng, hãy ghi {p}.", "Is {p} meant? If so, please write {p}.", p=asked),
    )


def as_text(raw: Raw | None) -> str:
    """A label, a code or a note; numbers as they are seen."""
    if raw is None or isinstance(raw, Trouble):
        return ""
    if isinstance(raw, Decimal):
        return f"{raw.normalize():f}" if abs(raw.adjusted()) < 40 else str(raw)
    return tidy(raw) if isinstance(raw, str) else shown(raw)
