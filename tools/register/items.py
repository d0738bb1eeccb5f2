"""What an item of a resolution says: which units go wholly or in part into which one. Words only, no codes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("xã", "phường", "thị trấn", "đặc khu", "huyện")
_KIND = "|".join(KINDS)
_NEW = re.compile(
    r" thành (?:lập )?(?P<kind>xã|phường|đặc khu)(?: mới)?(?: có tên gọi là)? "
    r"(?:(?P<same>[Xx]ã|[Pp]hường|đặc khu) )?(?P<name>[^.;,]+)\.$"
)
_EXTENT = re.compile(
    r"(?P<rest>phần (?:quy mô dân số )?còn lại (?:của )+)"
    r"|(?P<people>một phần diện tích tự nhiên,? (?:và )?toàn bộ quy mô dân số (?:của )+|một phần quy mô dân số (?:của )+)"
    r"|(?P<part>một phần diện tích(?: tự nhiên)?,? (?:và )?quy mô dân(?: số)? (?:của )*)"
    r"|(?P<land>(?:một phần |toàn bộ )?diện tích tự nhiên (?:của )+)"
    r"|(?P<whole>(?:toàn )?bộ (?:diện tích tự nhiên,? (?:và )?quy mô dân(?: số)? )?(?:của )*)"
)
_AFTER = re.compile(
    r" sau khi (?:thực hiện )?sắp xếp theo quy định tại (?:các )?(?P<items>khoản [0-9, khoảnvà]+?)(?:(?: của)? Điều này|$)"
)
_NO_UNITS = ("Trường bắn TB1", "khu vực bãi bồi ven biển (do huyện Kim Sơn quản lý)")  # ground that no commune held


@dataclass(frozen=True)
class Way:
    """One unit that an item names. `extent`: whole, part, rest, land (ground without people), people (all, part of ground)."""

    kind: str
    name: str
    within: str  # "huyện Tân Hồng", where the item says so
    extent: str
    after: tuple[int, ...] = ()  # the items that took their parts before the rest


@dataclass(frozen=True)
class Item:
    """One item that forms a unit."""

    number: int
    kind: str
    name: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Closing:
    """The last item: how many units there are then, and which were left as they are."""

    number: int
    total: int
    kept: tuple[Way, ...]


def read_item(number: int, text: str) -> Item | Closing:
    """Raises `ValueError` for a sentence of no known form."""
    text = unicodedata.normalize("NFC", text)
    if text.startswith("Sau khi sắp xếp"):
        total = re.search(r"có (\d+) đơn vị hành chính cấp xã", text)
        kept = re.search(r"không thực hiện sắp xếp là (.+)\.$", text)
        if total is None:
            raise ValueError(text)
        return Closing(number, int(total[1]), tuple(_named(kept[1], "whole") if kept else ()))
    if renamed := re.fullmatch(r"Đổi tên (xã|phường) (.+) thành (xã|phường) (.+)\.", text):
        return Item(number, renamed[3], renamed[4], (Way(renamed[1], renamed[2], "", "whole"),))
    new = _NEW.search(text)
    told = re.match(r"(?:Sắp xếp|Nhập) ", text)
    if new is None or told is None:
        raise ValueError(text)
    return Item(number, new["kind"], new["name"].strip(), tuple(_ways(text[told.end() : new.start()])))


def _ways(text: str) -> Iterator[Way]:
    marks = list(_EXTENT.finditer(text))
    if not marks or marks[0].start():
        raise ValueError(text)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        told = text[mark.end() : following.start() if following else len(text)].strip(" ,")
        told = re.sub(r",?\s+và$", "", told)
        after: tuple[int, ...] = ()
        beyond = ""
        if said := _AFTER.search(told):
            after = tuple(int(n) for n in re.findall(r"\d+", said["items"]))
            told, beyond = told[: said.start()], told[said.end() :].strip(" ,").removeprefix("và ")
        if bool(after) != (mark.lastgroup == "rest") and mark.lastgroup != "part":
            raise ValueError(text)
        yield from _named(told, mark.lastgroup or "", after)
        if beyond:  # "..., phần còn lại của phường A sau khi ... Điều này và xã B": all of B
            yield from _named(beyond, "whole")


def _named(text: str, extent: str, after: tuple[int, ...] = ()) -> Iterator[Way]:
    kind = ""
    for told in re.split(r"(?:,| và) (?![^(]*\))", text):
        if told in _NO_UNITS:
            continue
        name = told.strip()
        name = re.sub(r"^(?:và )?(?:các )?", "", name)
        if said := re.match(rf"({_KIND}) (?={_KIND}|\S)", name, re.IGNORECASE):
            kind, name = said[1].lower(), name[said.end() :]
            name = re.sub(rf"^{kind} ", "", name)
        within = ""
        if said := re.search(r" \(([^)]*)\)$", name):
            within = said[1] if not said[1].startswith("bao gồm") else ""
            name = name[: said.start()]
        if not kind or not name or name[0].islower() or "(" in name:
            raise ValueError(f"{told!r} in {text!r}")
        yield Way(kind, name.strip(), within, extent, after)
