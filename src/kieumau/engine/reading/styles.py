"""What number formats tell about a cell: a day, a month, a time of day, a code padded with zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from kieumau.engine.reading import limits
from kieumau.engine.reading.archive import Archive, Elements
from kieumau.engine.reading.tables import Month, Raw, Trouble
from kieumau.engine.wording import Words


class Look(StrEnum):
    NUMBER = "number"
    DAY = "day"
    MONTH = "month"
    TIME = "time"
    PADDED = "padded"


@dataclass(frozen=True, slots=True)
class Style:
    look: Look
    width: int = 0  # of a padded code


_NUMBER = Style(Look.NUMBER)
_BUILT_IN: dict[int, Style] = {
    **dict.fromkeys((14, 15, 16, 22, *range(27, 32), 36, *range(50, 59)), Style(Look.DAY)),
    17: Style(Look.MONTH),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), Style(Look.TIME)),
}
_NO_TIME = Trouble(
    Words("ô chứa giờ, không phải số.", "the cell holds a time of day, not a number."),
    Words("Hãy đổi định dạng ô.", "Please change the cell's format."),
)
_NO_DATE = Trouble(
    Words("ô định dạng ngày nhưng chứa số không phải ngày.", "the cell is formatted as a date but holds none."),
    Words("Hãy đổi định dạng ô.", "Please change the cell's format."),
)


def read_styles(archive: Archive, part: str) -> list[Style]:
    """The style of each cell format, in the order in which cells refer to them."""
    codes: dict[int, str] = {}
    found: list[Style] = []
    inside = ""

    def take(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt" and len(codes) < limits.CELL_STYLES:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs"):
            inside = tag
        elif tag == "xf" and inside == "cellXfs":
            if len(found) >= limits.CELL_STYLES:
                raise archive.damaged()
            number = int(attributes.get("numFmtId") or 0)
            found.append(_style(codes[number]) if number in codes else _BUILT_IN.get(number, _NUMBER))

    Elements(archive, take).read(part)
    return found


def _style(code: str) -> Style:
    """A custom format by the letters left when quoted, escaped and bracketed ones are taken out."""
    first = code[:255].split(";", maxsplit=1)[0]
    if re.fullmatch(r"0{2,}", first):
        return Style(Look.PADDED, len(first))
    elapsed = re.search(r"\[(h+|m+|s+)\]", first, re.I)
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", first).lower()
    if "general" in bare:
        return _NUMBER
    if "d" in bare:
        return Style(Look.DAY)
    if "y" in bare:
        return Style(Look.MONTH if "m" in bare else Look.DAY)
    return Style(Look.TIME) if elapsed or re.search("[hms]", bare) else _NUMBER


def styled(number: int | Decimal, style: Style, *, since_1904: bool) -> Raw:
    """A number cell as a person sees it."""
    if style.look is Look.NUMBER:
        return number
    if style.look is Look.PADDED:
        return f"{number:0{style.width}d}" if isinstance(number, int) and number >= 0 else number
    if style.look is Look.TIME:
        return _NO_TIME
    serial = int(number) if number < 10**7 else -1
    if serial < 1:
        return _NO_DATE
    before_march = serial < 60  # Excel counts a 29/02/1900 that never was
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 31 if before_march else 30)
    try:
        day = start + timedelta(days=serial)
    except OverflowError:
        return _NO_DATE
    return Month(day.year, day.month) if style.look is Look.MONTH else day
